/*
 * When each step was done, as this phone saw it happen: the server tells what is done, and the
 * moment a step turns from open to done is noted. What was done before, or on another phone, has no
 * time here and is shown as done all the same.
 */
import type { Journey } from "./api";

export type Step = Journey["steps"][number]["step"];

export interface Journal {
  /** Whose; null before the verification. */
  studentNumber: string | null;
  /** Whether the first step, at least, is behind. */
  hasBegun: boolean;
  /** What was open when the journey was last seen. */
  open: Step[];
  doneMs: Partial<Record<Step, number>>;
}

export const EMPTY_JOURNAL: Journal = { studentNumber: null, hasBegun: false, open: [], doneMs: {} };

/** The journal after a look at the journey; a step that is open again loses its time. */
export function noteJourney(journal: Journal, journey: Journey): Journal {
  const studentNumber = journey.student?.student_number ?? null;
  const isOther = journal.studentNumber !== null && journal.studentNumber !== studentNumber;
  const before = isOther ? EMPTY_JOURNAL : journal;
  const hasBegun = journey.steps.some((step) => step.is_done);
  const next: Journal = { studentNumber, hasBegun, open: [], doneMs: {} };

  for (const { step, is_done: isDone } of journey.steps) {
    const doneMs = before.doneMs[step] ?? (before.open.includes(step) ? journey.now_ms : undefined);

    if (!isDone) next.open.push(step);
    else if (doneMs !== undefined) next.doneMs[step] = doneMs;
  }
  return next;
}
