import assert from "node:assert/strict";
import { test } from "node:test";
import type { Hint } from "./quality";
import { settle, UNSETTLED, type Settled } from "./settle";

const FRAME_MS = 200;

/** What is shown after each of the frames, from `before` on. */
function play(frames: readonly (readonly Hint[])[], before: Settled = UNSETTLED, startMs = 10_000) {
  const shown: (Hint | null)[] = [];
  let settled = before;
  let nowMs = startMs;

  for (const hints of frames) {
    settled = settle(settled, hints, nowMs);
    shown.push(settled.shown);
    nowMs += FRAME_MS;
  }
  return { shown, settled, nowMs };
}

const repeat = (hints: readonly Hint[], times: number) => Array.from({ length: times }, () => hints);
const countChanges = (shown: readonly (Hint | null)[]) =>
  shown.filter((hint, i) => i > 0 && hint !== shown[i - 1]).length;

test("a hint seen all the time is shown within a second", () => {
  const { shown } = play(repeat(["dark"], 6));

  assert.equal(shown[0], null);
  assert.equal(shown.at(-1), "dark");
});

test("a hint of a single frame is not shown", () => {
  const { shown } = play([...repeat([], 5), ["blurred"], ...repeat([], 5)]);

  assert.deepEqual(new Set(shown), new Set([null]));
});

test("frames that say now this, now that, change nothing", () => {
  const alternating = Array.from({ length: 40 }, (_, i): Hint[] => (i % 2 ? ["uneven"] : []));

  assert.equal(countChanges(play(alternating).shown), 0);
  const { settled, nowMs } = play(repeat(["uneven"], 10));
  assert.equal(countChanges(play(alternating, settled, nowMs).shown), 0);
});

test("a hint goes once it is hardly seen any more", () => {
  const { settled, nowMs } = play(repeat(["far"], 20));

  assert.equal(settled.shown, "far");
  assert.equal(play(repeat([], 10), settled, nowMs).shown.at(-1), null);
});

test("a hint stays long enough to be read, whatever comes", () => {
  const { settled, nowMs } = play(repeat(["far"], 8));
  const since = settled.shownSinceMs;

  assert.equal(settled.shown, "far");
  const { shown } = play(repeat(["dark"], 20), settled, nowMs);
  const readFrames = Math.ceil((since + 1_500 - nowMs) / FRAME_MS);
  assert.ok(readFrames > 1);
  assert.deepEqual(new Set(shown.slice(0, readFrames)), new Set(["far"]));
  assert.equal(shown.at(-1), "dark");
});

test("a more useful hint takes the place of one that was read", () => {
  const { settled, nowMs } = play(repeat(["blurred"], 20));

  assert.equal(settled.shown, "blurred");
  assert.equal(play(repeat(["dark", "blurred"], 10), settled, nowMs).shown.at(-1), "dark");
});

test("a less useful hint waits until the other is gone", () => {
  const { settled, nowMs } = play(repeat(["dark"], 20));
  const both = play(repeat(["dark", "blurred"], 20), settled, nowMs);

  assert.deepEqual(new Set(both.shown), new Set(["dark"]));
  assert.equal(play(repeat(["blurred"], 10), both.settled, both.nowMs).shown.at(-1), "blurred");
});

test("frames far apart prove no more than near ones", () => {
  const first = settle(UNSETTLED, [], 0);

  assert.equal(settle(first, ["dark"], 60_000).shown, settle(first, ["dark"], 500).shown);
});

test("a clock that is set back breaks nothing", () => {
  const { settled } = play(repeat(["dark"], 20));

  assert.equal(settle(settled, ["dark"], 0).shown, "dark");
});
