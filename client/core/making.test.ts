import assert from "node:assert/strict";
import { test } from "node:test";
import { getStageStates, roundSeconds } from "./making";

test("stages before the one under way are done, those after it are to come", () => {
  assert.deepEqual(getStageStates("received"), ["now", "next", "next", "next", "next"]);
  assert.deepEqual(getStageStates("background"), ["done", "done", "now", "next", "next"]);
  assert.deepEqual(getStageStates("ended"), ["done", "done", "done", "done", "done"]);
});

test("expected seconds are whole, never none, and coarse when they are many", () => {
  assert.equal(roundSeconds(0), 1);
  assert.equal(roundSeconds(6_200), 7);
  assert.equal(roundSeconds(41_000), 45);
});
