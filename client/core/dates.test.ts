import assert from "node:assert/strict";
import { test } from "node:test";
import { formatDate, formatExactly, formatFee, formatMinute, formatMoment } from "./dates";

const AT_MS = Date.UTC(2026, 5, 2, 17, 4, 9); // 3 June in China

test("a time is that of China, wherever the phone is", () => {
  assert.equal(formatMoment(AT_MS, "zh"), "6月3日 01:04");
  assert.equal(formatMoment(AT_MS, "en"), "3 June, 01:04");
  assert.equal(formatDate(AT_MS, "zh"), "2026年6月3日");
  assert.equal(formatExactly(AT_MS, "en"), "3 June 2026, 01:04:09");
});

test("hours and money are written out", () => {
  assert.equal(formatMinute(485), "08:05");
  assert.equal(formatFee(1500, "zh"), "15.00 元");
});
