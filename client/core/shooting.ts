/*
 * Whether a photo may be taken now, as pages show it: which of the few situations it is, until
 * when, what the clock shows. The server decides and says why; here nothing is decided again.
 */
import type { CaptureAnswer, Journey } from "./api";
import { formatRemaining } from "./clock";
import { formatDate, formatDay, formatMinute } from "./format";
import type { Language } from "./language";

export type Situation =
  | "ready"
  | "cooling"
  | "locked-until"
  | "locked-by-school"
  | "box-full"
  | "closed"
  | "ended"
  | "making"
  | "not-ready";

const SITUATIONS: Readonly<Record<NonNullable<CaptureAnswer["refusal"]>, Situation>> = {
  "capture-not-ready": "not-ready",
  "capture-locked-by-school": "locked-by-school",
  "capture-locked-until": "locked-until",
  "capture-closed": "closed",
  "capture-ended": "ended",
  "capture-box-full": "box-full",
  "capture-cooling-down": "cooling",
  "capture-making": "making",
};

export function getSituation(answer: CaptureAnswer): Situation {
  return answer.refusal === null ? "ready" : SITUATIONS[answer.refusal];
}

/** The sentence of a refusal, the server's own; "" when there is none. */
export function getSentence(answer: CaptureAnswer, language: Language): string {
  return answer.text?.[language] ?? "";
}

// --- clocks

/** What a page that counts down shows. */
export interface Countdown {
  /** "00:27" */
  clock: string;
  isOver: boolean;
}

/* The usual steps of the cool-down; the server says only when it ends, and a ring wants a whole. */
const USUAL_WAITS_MS = [10_000, 30_000, 60_000, 180_000];

/** The whole of a wait of which remainingMs are left, when the page has not seen it begin. */
export function guessWholeWait(remainingMs: number): number {
  return USUAL_WAITS_MS.find((wait) => wait >= remainingMs) ?? remainingMs;
}

export function countDown(untilMs: number, nowMs: number): Countdown {
  const remainingMs = Math.max(0, untilMs - nowMs);

  return {
    clock: formatRemaining(remainingMs),
    isOver: remainingMs === 0,
  };
}

// --- days and hours

const ZONE_MS = 8 * 3600_000; // Asia/Shanghai, which has no summer time
const DAY_MS = 24 * 3600_000;

/** The days on which photos may be taken, with their hours. */
export interface Hours {
  days: string;
  hours: string;
  /** Days left, this one included; 0: it is over. */
  nDays: number;
}

export function describeHours(
  batch: NonNullable<Journey["batch"]>,
  nowMs: number,
  language: Language,
): Hours {
  const lastMs = batch.closes_ms - 1; // a batch that closes at midnight has its last day before
  const nDays = Math.floor((lastMs + ZONE_MS) / DAY_MS) - Math.floor((nowMs + ZONE_MS) / DAY_MS) + 1;

  // The year is told only where there are two.
  const [first, last] = [batch.opens_ms, lastMs].map((ms) => formatDate(ms, language)) as [string, string];
  const isOneYear = first.match(/\d{4}/)?.[0] === last.match(/\d{4}/)?.[0];

  return {
    days: isOneYear
      ? `${formatDay(batch.opens_ms, language)} – ${formatDay(lastMs, language)}`
      : `${first} –\n${last}`,
    hours: `${formatMinute(batch.daily_from_min)} – ${formatMinute(batch.daily_to_min)}`,
    nDays: nowMs < batch.closes_ms ? Math.max(1, nDays) : 0,
  };
}
