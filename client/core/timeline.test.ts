import assert from "node:assert/strict";
import { test } from "node:test";
import type { JourneyState, Timeline } from "./api";
import { describeTimeline, type TimelineStep } from "./timeline";

function make(state: JourneyState, times: Partial<Record<TimelineStep, number | null>>): Timeline {
  return {
    state,
    steps: Object.entries(times).map(([step, at_ms]) => ({ step: step as TimelineStep, at_ms })),
  };
}

const draw = (timeline: Timeline) => describeTimeline(timeline).map(({ step, mark }) => `${step} ${mark}`);

test("while a photo is reviewed the review is now and all after it ahead", () => {
  const times = { submitted: 1, review: null, production: null };

  for (const state of ["review", "in-review"] as const)
    assert.deepEqual(draw(make(state, times)), ["submitted done", "review now", "production ahead"]);
});

test("production that has begun is still what is waited for", () => {
  assert.deepEqual(draw(make("production", { submitted: 1, production: 2, sample: null })), [
    "submitted done",
    "production now",
    "sample ahead",
  ]);
});

test("a final waits for its student, and a sample that never was is not shown", () => {
  const times = { production: 2, sample: null, final: 3, proofread: null, delivered: null };

  assert.deepEqual(draw(make("final", times)), [
    "production done",
    "final done",
    "proofread now",
    "delivered ahead",
  ]);
});

test("of a delivered photo everything is done", () => {
  assert.deepEqual(draw(make("delivered", { proofread: 4, delivered: 5 })), [
    "proofread done",
    "delivered done",
  ]);
});
