import { dayAfter, dayOf, startOfDay } from './days.ts';

/** From `from` up to, not including, `to`; epoch milliseconds. */
export interface TimeRange {
  from: number;
  to: number;
}

type Unit = 'hour' | 'day' | 'week' | 'month' | 'year';
const UNITS: Record<string, Unit> = {
  h: 'hour',
  d: 'day',
  w: 'week',
  m: 'month',
  y: 'year',
  小时: 'hour',
  天: 'day',
  周: 'week',
  个月: 'month',
  月: 'month',
  年: 'year',
};
const DAY_WORDS: Record<string, number> = { today: 0, yesterday: 1, 今天: 0, 昨天: 1, 前天: 2 };
const RELATIVE = /^(\d{1,4})(h|d|w|m|y|小时|天|周|个月|月|年)$/i;
const ABSOLUTE = /^(\d{4})(?:[-/.年](\d{1,2})(?:[-/.月](\d{1,2})日?|月)?|年)?$/;

/** YYYY-MM-DD; days and months, from 1, may run over, as in `Date`. */
function dayAt(year: number, month: number, day: number): string {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return date.toISOString().replace(/T.*/, '');
}
const rangeOf = (from: string, to: string, zone: string): TimeRange => ({
  from: Date.parse(startOfDay(from, zone)),
  to: Date.parse(startOfDay(to, zone)),
});
const wholeDay = (day: string, zone: string): TimeRange => rangeOf(day, dayAfter(day), zone);

function relative(now: number, count: number, unit: Unit, zone: string): TimeRange {
  if (unit === 'hour') return { from: now - count * 3_600_000, to: now - (count - 1) * 3_600_000 };
  const today = dayOf(now, zone);
  if (unit === 'day' || unit === 'week') return wholeDay(dayAfter(today, -count * (unit === 'week' ? 7 : 1)), zone);
  const [year = 0, month = 1, day = 1] = today.split('-').map(Number);
  const wanted = month - count * (unit === 'year' ? 12 : 1);
  // 31 March minus a month is the last of February, not 3 March.
  const last = Number(dayAt(year, wanted + 1, 0).slice(-2));
  return wholeDay(dayAt(year, wanted, Math.min(day, last)), zone);
}

/**
 * The time that a date in a query stands for, in a zone by its IANA name: 2026, 2026-03, 2026-03-07 (also with / or . or
 * 年月日), today, yesterday, 12h, 7d, 2w, 3m, 1y ago. Null for anything else, also for days that no calendar has.
 */
export function parseDates(text: string, now: number, zone: string): TimeRange | null {
  const value = text.trim().toLowerCase();
  const days = Object.hasOwn(DAY_WORDS, value) ? DAY_WORDS[value] : undefined;
  if (days !== undefined) return relative(now, days, 'day', zone);
  const ago = RELATIVE.exec(value);
  if (ago !== null) {
    const unit = UNITS[ago[2] ?? ''];
    return unit === undefined ? null : relative(now, Number(ago[1]), unit, zone);
  }
  const date = ABSOLUTE.exec(value);
  if (date === null) return null;
  const [year, month, day] = [Number(date[1]), Number(date[2] ?? 1), Number(date[3] ?? 1)];
  const from = dayAt(year, month, day);
  if (year < 1970 || from !== [date[1], month, day].map((part) => String(part).padStart(2, '0')).join('-')) return null;
  if (date[2] === undefined) return rangeOf(from, dayAt(year + 1, 1, 1), zone);
  return date[3] === undefined ? rangeOf(from, dayAt(year, month + 1, 1), zone) : wholeDay(from, zone);
}
