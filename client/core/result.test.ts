import assert from "node:assert/strict";
import { test } from "node:test";
import type { Shot, ShotReason } from "./api";
import { canAskException, describeReasons, getAttemptsLeft, getVerdict } from "./result";

function reason(code: string, canRequestException = false): ShotReason {
  return {
    code,
    measure: "m",
    name: { zh: "名", en: "name" },
    text: { zh: "文", en: "text" },
    tip: { zh: "法", en: "tip" },
    clause: { number: 8, zh: "条", en: "clause" },
    value: 1,
    unit: "count",
    min: null,
    max: null,
    can_request_exception: canRequestException,
  };
}

const shot = (values: Partial<Shot>) =>
  ({ stage: "ended", state: "failed", outcome: "failed", reasons: [], ...values }) as unknown as Shot;

test("what could not be made, or was refused for no fault of the student, is not counted", () => {
  assert.equal(getVerdict(shot({ state: "broken", outcome: null })), "uncounted");
  assert.equal(getVerdict(shot({ state: "failed", outcome: "none" })), "uncounted");
  assert.equal(getVerdict(shot({})), "failed");
  assert.equal(getVerdict(shot({ outcome: "not-genuine" })), "failed");
  assert.equal(getVerdict(shot({ state: "passed", outcome: "passed" })), "passed");
  assert.equal(getVerdict(shot({ stage: "face", state: "making", outcome: null })), null);
});

test("the attempts that are left are those of the lock that the failure counts for", () => {
  const left = { authenticity: 2, other: 4 };

  assert.equal(getAttemptsLeft(shot({}), left), 4);
  assert.equal(getAttemptsLeft(shot({ outcome: "not-genuine" }), left), 2);
  assert.equal(getAttemptsLeft(shot({}), null), 0);
});

test("at most three reasons are shown, in the student's language", () => {
  const cards = describeReasons(
    ["P01", "P02", "P03", "P04"].map((code) => reason(code)),
    "en",
  );

  assert.equal(cards.length, 3);
  assert.equal(cards[0]!.headline, "name");
  assert.equal(cards[0]!.clause, 8);
});

test("an exception can be asked for when one reason allows it, and never of a photo that passed", () => {
  const reasons = [reason("P01"), reason("P15", true)];

  assert.equal(canAskException(shot({ reasons })), true);
  assert.equal(canAskException(shot({ reasons: [reason("P01")] })), false);
  assert.equal(canAskException(shot({ reasons, state: "passed", outcome: "passed" })), false);
});
