import assert from "node:assert/strict";
import test from "node:test";
import {
  formatAge,
  formatDate,
  formatMinute,
  formatMoney,
  formatMoment,
  formatOrderNumber,
  formatTime,
} from "./format";

const MAY_3 = Date.UTC(2026, 4, 3, 6, 5); // 14:05 in Shanghai

test("a time is the clock's in Shanghai, wherever the phone is", () => {
  const zone = process.env["TZ"];

  for (const other of ["America/New_York", "Pacific/Kiritimati", "Asia/Shanghai"]) {
    process.env["TZ"] = other;
    assert.equal(formatTime(MAY_3, "zh"), "2026年5月3日 14:05");
    assert.equal(formatTime(MAY_3, "en"), "3 May 2026, 14:05");
  }
  if (zone === undefined) delete process.env["TZ"];
  else process.env["TZ"] = zone;
});

test("the day begins at midnight in Shanghai, also over the end of a year", () => {
  assert.equal(formatTime(Date.UTC(2025, 11, 31, 15, 59), "zh"), "2025年12月31日 23:59");
  assert.equal(formatTime(Date.UTC(2025, 11, 31, 16, 0), "zh"), "2026年1月1日 00:00");
  assert.equal(formatDate(Date.UTC(2025, 11, 31, 16, 0), "en"), "1 January 2026");
  assert.equal(formatMoment(Date.UTC(2025, 11, 31, 16, 0), "zh"), "1月1日 00:00");
});

test("an age has one unit, rounded down, and is never negative", () => {
  const ages: [number, string, string][] = [
    [-5000, "刚刚", "just now"],
    [59_999, "刚刚", "just now"],
    [60_000, "1 分钟前", "1 minute ago"],
    [59 * 60_000, "59 分钟前", "59 minutes ago"],
    [60 * 60_000, "1 小时前", "1 hour ago"],
    [24 * 3_600_000 - 1, "23 小时前", "23 hours ago"],
    [24 * 3_600_000, "1 天前", "1 day ago"],
    [9 * 24 * 3_600_000, "9 天前", "9 days ago"],
  ];

  for (const [ageMs, zh, en] of ages) {
    assert.equal(formatAge(MAY_3 - ageMs, MAY_3, "zh"), zh);
    assert.equal(formatAge(MAY_3 - ageMs, MAY_3, "en"), en);
  }
});

test("money has two places and no rounding", () => {
  assert.equal(formatMoney(1500, "zh"), "15.00 元");
  assert.equal(formatMoney(5, "zh"), "0.05 元");
  assert.equal(formatMoney(0, "en"), "0.00 yuan");
  assert.equal(formatMoney(123456789, "zh"), "1,234,567.89 元");
});

test("an order's short number is the beginning of its number, in groups of four", () => {
  assert.equal(formatOrderNumber("nXqP4f2T_0123456789abc"), "nXqP 4f2T");
});

test("the hours of a day end at 24:00", () => {
  assert.equal(formatMinute(485), "08:05");
  assert.equal(formatMinute(1440), "24:00");
});
