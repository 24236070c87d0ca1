/*
 * Dates, times and sums of money as people read them: 2026年5月3日 14:05, 15.00 元.
 *
 * All times are those of Asia/Shanghai, whatever the phone says: a window that opens at eight opens
 * at eight there. The zone is eight hours ahead all year (since 1991); Intl would say the same, but
 * the mini program's runtime knows no zones on some phones.
 */
import type { Language } from "./language";
import { format, pickTexts } from "./texts";
import { formatTexts } from "./texts/format";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const SHANGHAI_MS = 8 * HOUR_MS;

/** A Date whose UTC fields are those of the clock on the wall in Shanghai. */
function turnToShanghai(atMs: number): Date {
  return new Date(atMs + SHANGHAI_MS);
}

function getDateParts(atMs: number, language: Language) {
  const wall = turnToShanghai(atMs);
  const month = wall.getUTCMonth();

  return {
    year: wall.getUTCFullYear(),
    month: month + 1,
    monthName: pickTexts(formatTexts, language).monthNames.split(" ")[month]!,
    day: wall.getUTCDate(),
  };
}

/** "2026年5月3日" */
export function formatDate(atMs: number, language: Language): string {
  return format(pickTexts(formatTexts, language).date, getDateParts(atMs, language));
}

/** "14:05" */
export function formatClock(atMs: number): string {
  return turnToShanghai(atMs).toISOString().slice(11, 16);
}

/** "2026年5月3日 14:05" */
export function formatTime(atMs: number, language: Language): string {
  return format(pickTexts(formatTexts, language).dateAndTime, {
    date: formatDate(atMs, language),
    time: formatClock(atMs),
  });
}

/** "5月3日 14:05", for what is days away at most. */
export function formatMoment(atMs: number, language: Language): string {
  return format(pickTexts(formatTexts, language).dateAndTime, {
    date: formatDay(atMs, language),
    time: formatClock(atMs),
  });
}

/** "5月3日" */
export function formatDay(atMs: number, language: Language): string {
  return format(pickTexts(formatTexts, language).shortDate, getDateParts(atMs, language));
}

/** "08:00" of minutes since midnight; the day's end is "24:00". */
export function formatMinute(minute: number): string {
  return [Math.floor(minute / 60), minute % 60].map((n) => String(n).padStart(2, "0")).join(":");
}

/** How long ago it was, in the one unit that says most: "3 小时前". */
export function formatAge(atMs: number, nowMs: number, language: Language): string {
  const t = pickTexts(formatTexts, language);
  const ageMs = Math.max(0, nowMs - atMs);
  const count = (unitMs: number, one: string, many: string) => {
    const n = Math.floor(ageMs / unitMs);

    return n === 1 ? one : format(many, { n });
  };

  if (ageMs < MINUTE_MS) return t.now;
  if (ageMs < HOUR_MS) return count(MINUTE_MS, t.minuteAgo, t.minutesAgo);
  if (ageMs < DAY_MS) return count(HOUR_MS, t.hourAgo, t.hoursAgo);
  return count(DAY_MS, t.dayAgo, t.daysAgo);
}

/** "15.00 元". Counted in fen, so that no sum is ever a fraction. */
export function formatMoney(fen: number, language: Language): string {
  const whole = String(Math.floor(fen / 100)).replace(/\B(?=(\d{3})+$)/g, ",");
  const rest = String(fen % 100).padStart(2, "0");

  return format(pickTexts(formatTexts, language).yuan, { amount: `${whole}.${rest}` });
}

const SHORT_NUMBER = 8;

/** The beginning of an order's number, which is enough to say at a counter: "nXqP 4f2T". */
export function formatOrderNumber(number: string): string {
  return number.slice(0, SHORT_NUMBER).replace(/(.{4})(?=.)/g, "$1 ");
}
