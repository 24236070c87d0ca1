/*
 * Which hint is shown: frames near a limit say now this, now that, and a sentence that flickers is
 * read by nobody. A hint is shown when it was seen most of the time lately, stays long enough to be
 * read, and goes when it was hardly seen any more. Pure; time is the caller's.
 */
import { HINTS, type Hint } from "./quality";

const MEMORY_MS = 400; /* how long lately is: the time constant of `evidence` */
const SHOW = 0.7;
const KEEP = 0.3;
const READ_MS = 1_500; /* at least so long a hint stays */
const GAP_MS = 500; /* frames further apart prove no more than such ones */

export interface Settled {
  shown: Hint | null;
  shownSinceMs: number;
  lastMs: number | null;
  /** How much of the time lately each hint was seen, 0 to 1. */
  evidence: Partial<Record<Hint, number>>;
}

export const UNSETTLED: Settled = { shown: null, shownSinceMs: 0, lastMs: null, evidence: {} };

/** After a frame with `hints`, the most useful first, at nowMs. */
export function settle(before: Settled, hints: readonly Hint[], nowMs: number): Settled {
  const passedMs = Math.min(Math.max(nowMs - (before.lastMs ?? nowMs), 0), GAP_MS);
  const share = 1 - Math.exp(-passedMs / MEMORY_MS);
  const evidence: Settled["evidence"] = {};

  for (const hint of new Set([...(Object.keys(before.evidence) as Hint[]), ...hints])) {
    const known = before.evidence[hint] ?? 0;

    evidence[hint] = known + share * ((hints.includes(hint) ? 1 : 0) - known);
  }
  const isRead = nowMs - before.shownSinceMs >= READ_MS;
  const stays = before.shown !== null && (!isRead || (evidence[before.shown] ?? 0) > KEEP);
  const best = hints.find((hint) => (evidence[hint] ?? 0) >= SHOW) ?? null;
  const isBetter =
    best !== null &&
    best !== before.shown &&
    (!stays || (isRead && HINTS.indexOf(best) < HINTS.indexOf(before.shown!)));
  const shown = isBetter ? best : stays ? before.shown : null;

  return {
    shown,
    shownSinceMs: shown === before.shown ? before.shownSinceMs : nowMs,
    lastMs: nowMs,
    evidence,
  };
}
