/*
 * Dates, hours and money as people write them. The province's clock is UTC+8 all year, wherever the
 * phone is, so no table of zones is needed (and WeChat has no Intl on every phone).
 */
import type { Language } from "./language";

const ZONE_MS = 8 * 3600_000;
const MONTHS = "January February March April May June July August September October November December".split(
  " ",
);
const pad = (n: number) => String(n).padStart(2, "0");

function split(ms: number) {
  const at = new Date(ms + ZONE_MS);

  return {
    year: at.getUTCFullYear(),
    month: at.getUTCMonth(),
    day: at.getUTCDate(),
    clock: `${pad(at.getUTCHours())}:${pad(at.getUTCMinutes())}`,
    seconds: pad(at.getUTCSeconds()),
  };
}

/** "2026年6月3日", "3 June 2026" */
export function formatDate(ms: number, language: Language): string {
  const { year, month, day } = split(ms);

  return language === "zh" ? `${year}年${month + 1}月${day}日` : `${day} ${MONTHS[month]} ${year}`;
}

/** "6月3日 14:07", "3 June, 14:07": for what is near. */
export function formatMoment(ms: number, language: Language): string {
  const { month, day, clock } = split(ms);

  return language === "zh" ? `${month + 1}月${day}日 ${clock}` : `${day} ${MONTHS[month]}, ${clock}`;
}

/** "2026年6月3日 14:07:09", "3 June 2026, 14:07:09" */
export function formatExactly(ms: number, language: Language): string {
  const { clock, seconds } = split(ms);
  const time = `${clock}:${seconds}`;

  return language === "zh" ? `${formatDate(ms, language)} ${time}` : `${formatDate(ms, language)}, ${time}`;
}

/** Minutes after midnight: "08:00". */
export function formatMinute(minute: number): string {
  return `${pad(Math.floor(minute / 60))}:${pad(minute % 60)}`;
}

/** "15.00 元", "15.00 yuan" */
export function formatFee(fen: number, language: Language): string {
  return `${(fen / 100).toFixed(2)} ${language === "zh" ? "元" : "yuan"}`;
}
