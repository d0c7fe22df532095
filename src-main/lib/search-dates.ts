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

/** The local midnight that begins a day; days and months may run over, as in `Date`. */
const midnight = (year: number, month: number, day: number): number => new Date(year, month, day).getTime();

function daysBefore(now: number, days: number): TimeRange {
  const date = new Date(now);
  const [year, month, day] = [date.getFullYear(), date.getMonth(), date.getDate()];
  return { from: midnight(year, month, day - days), to: midnight(year, month, day - days + 1) };
}

function relative(now: number, count: number, unit: Unit): TimeRange {
  const date = new Date(now);
  if (unit === 'hour') return { from: now - count * 3_600_000, to: now - (count - 1) * 3_600_000 };
  if (unit === 'day' || unit === 'week') return daysBefore(now, unit === 'week' ? count * 7 : count);
  const month = date.getMonth() - count * (unit === 'year' ? 12 : 1);
  // 31 March minus a month is the last of February, not 3 March.
  const last = new Date(date.getFullYear(), month + 1, 0).getDate();
  const day = Math.min(date.getDate(), last);
  return { from: midnight(date.getFullYear(), month, day), to: midnight(date.getFullYear(), month, day + 1) };
}

/**
 * The time that a date in a query stands for, in this machine's zone: 2026, 2026-03, 2026-03-07 (also with / or . or
 * 年月日), today, yesterday, 12h, 7d, 2w, 3m, 1y ago. Null for anything else, also for days that no calendar has.
 */
export function parseDates(text: string, now: number): TimeRange | null {
  const value = text.trim().toLowerCase();
  const days = Object.hasOwn(DAY_WORDS, value) ? DAY_WORDS[value] : undefined;
  if (days !== undefined) return daysBefore(now, days);
  const ago = RELATIVE.exec(value);
  if (ago !== null) {
    const unit = UNITS[ago[2] ?? ''];
    return unit === undefined ? null : relative(now, Number(ago[1]), unit);
  }
  const date = ABSOLUTE.exec(value);
  if (date === null) return null;
  const [year, month, day] = [Number(date[1]), Number(date[2] ?? 1), Number(date[3] ?? 1)];
  if (year < 1970 || month < 1 || month > 12 || day < 1 || day > new Date(year, month, 0).getDate()) return null;
  const from = midnight(year, month - 1, day);
  if (date[2] === undefined) return { from, to: midnight(year + 1, 0, 1) };
  if (date[3] === undefined) return { from, to: midnight(year, month, 1) };
  return { from, to: midnight(year, month - 1, day + 1) };
}
