import assert from "node:assert/strict";
import { test } from "node:test";
import type { CaptureAnswer, Journey } from "./api";
import { countDown, describeHours, getSituation, guessWholeWait } from "./shooting";

const NOON_MS = Date.UTC(2026, 10, 23, 4); // 23 November 2026, 12:00 in Nanjing

function answer(refusal: CaptureAnswer["refusal"]): CaptureAnswer {
  return { is_allowed: !refusal, refusal, text: null, until_ms: null, n_drafts: 0, now_ms: NOON_MS };
}

test("a lock that ends by itself is told from one that the school ends", () => {
  assert.equal(getSituation(answer("capture-locked-until")), "locked-until");
  assert.equal(getSituation(answer("capture-locked-by-school")), "locked-by-school");
  assert.equal(getSituation(answer(null)), "ready");
});

test("a cool-down shows a clock, and is over at its end, not before", () => {
  const until = NOON_MS + 27_000;

  assert.deepEqual(countDown(until, NOON_MS), { clock: "00:27", isOver: false });
  assert.equal(countDown(until, until - 1).isOver, false);
  assert.equal(countDown(until, until - 1).clock, "00:01");
  assert.deepEqual(countDown(until, until), { clock: "00:00", isOver: true });
});

test("a ring of which the beginning was not seen takes the least usual wait that holds what is left", () => {
  assert.equal(guessWholeWait(4_000), 10_000);
  assert.equal(guessWholeWait(30_000), 30_000);
  assert.equal(guessWholeWait(500_000), 500_000);
});

test("a batch that closes at midnight has its last day before, and today is one of the days left", () => {
  const batch = {
    opens_ms: Date.UTC(2026, 10, 19, 16),
    closes_ms: Date.UTC(2026, 10, 24, 16), // 25 November, 00:00
    daily_from_min: 480,
    daily_to_min: 1080,
  } as NonNullable<Journey["batch"]>;

  assert.deepEqual(describeHours(batch, NOON_MS, "zh"), {
    days: "11月20日 – 11月24日",
    hours: "08:00 – 18:00",
    nDays: 2,
  });
  assert.equal(describeHours(batch, batch.closes_ms, "zh").nDays, 0);
  const long = { ...batch, closes_ms: Date.UTC(2027, 0, 1, 16) };
  assert.equal(describeHours(long, NOON_MS, "zh").days, "2026年11月20日 –\n2027年1月1日");
});
