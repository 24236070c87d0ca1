/*
 * What came of a shot, as its page shows it: passed, failed, or not counted; and of a failure how
 * many attempts are left before the lock that it counts for.
 */
import type { Journey, Shot, ShotReason } from "./api";
import type { Language } from "./language";

export type Verdict = "passed" | "failed" | "uncounted";

/** null: it has not ended. */
export function getVerdict(shot: Shot): Verdict | null {
  if (shot.stage !== "ended") return null;
  if (shot.state === "passed") return "passed";
  return shot.state === "broken" || shot.outcome === "none" ? "uncounted" : "failed";
}

/** Failures until the lock for which this one counts; 0: locked, or not known. */
export function getAttemptsLeft(shot: Shot, left: Journey["attempts_left"]): number {
  return (shot.outcome === "not-genuine" ? left?.authenticity : left?.other) ?? 0;
}

export interface ReasonCard {
  /** A code alone is not unique: one clause has several measures. */
  key: string;
  headline: string;
  text: string;
  tip: string;
  /** The number of the precautions' clause; 0: the national standard; -1: none. */
  clause: number;
  clauseText: string;
}

const CARDS_MAX = 3;

export function describeReasons(reasons: readonly ShotReason[], language: Language): ReasonCard[] {
  return reasons.slice(0, CARDS_MAX).map((reason) => ({
    key: `${reason.code}-${reason.measure}`,
    headline: reason.name[language],
    text: reason.text[language],
    tip: reason.tip[language],
    clause: reason.clause?.number ?? -1,
    clauseText: reason.clause?.[language] ?? "",
  }));
}

export function canAskException(shot: Shot): boolean {
  return getVerdict(shot) === "failed" && shot.reasons.some((reason) => reason.can_request_exception);
}
