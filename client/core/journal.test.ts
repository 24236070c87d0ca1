import assert from "node:assert/strict";
import { test } from "node:test";
import type { Journey } from "./api";
import { EMPTY_JOURNAL, noteJourney, type Step } from "./journal";

const look = (done: Step[], nowMs: number, studentNumber: string | null = null) =>
  ({
    now_ms: nowMs,
    steps: (["consent", "verify", "phone"] as const).map((step) => ({ step, is_done: done.includes(step) })),
    student: studentNumber === null ? null : { student_number: studentNumber },
  }) as unknown as Journey;

test("a step that turns done is noted with the server's time, and keeps it", () => {
  let journal = noteJourney(EMPTY_JOURNAL, look([], 1));

  journal = noteJourney(journal, look(["consent"], 2));
  journal = noteJourney(journal, look(["consent", "verify"], 3, "7"));
  assert.deepEqual(journal.doneMs, { consent: 2, verify: 3 });
});

test("what was done before this phone looked has no time", () => {
  assert.deepEqual(noteJourney(EMPTY_JOURNAL, look(["consent"], 5)).doneMs, {});
});

test("a step that is open again loses its time, and gets the new one", () => {
  let journal = noteJourney(EMPTY_JOURNAL, look([], 1));

  journal = noteJourney(journal, look(["consent"], 2));
  journal = noteJourney(journal, look([], 3));
  assert.deepEqual(journal.doneMs, {});
  assert.deepEqual(noteJourney(journal, look(["consent"], 4)).doneMs, { consent: 4 });
});

test("another student's times are nobody else's", () => {
  const journal = {
    studentNumber: "7",
    hasBegun: true,
    open: [],
    doneMs: { consent: 2 },
  } satisfies typeof EMPTY_JOURNAL;

  assert.deepEqual(noteJourney(journal, look(["consent", "verify"], 9, "8")).doneMs, {});
});

test("a journey has begun when a step is behind", () => {
  assert.equal(noteJourney(EMPTY_JOURNAL, look([], 1)).hasBegun, false);
  assert.equal(noteJourney(EMPTY_JOURNAL, look(["consent"], 1)).hasBegun, true);
});
