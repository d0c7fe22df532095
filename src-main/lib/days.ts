const DAY_MS = 24 * 3_600_000;
const MOST_KEPT = 1_000;
const makers = new Map<string, Intl.DateTimeFormat>();
const midnights = new Map<string, string>();

/** This machine's own zone by its IANA name. */
export const machineZone = (): string => new Intl.DateTimeFormat().resolvedOptions().timeZone;

/** Whether the platform knows a zone of this name. */
export function isZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) !== null;
  } catch {
    return false;
  }
}

/** Milliseconds by which the wall of a zone is ahead of UTC at a moment. */
function offsetAt(time: number, zone: string): number {
  let maker = makers.get(zone);
  if (maker === undefined) {
    maker = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' });
    makers.set(zone, maker);
  }
  const [, sign = '+', ...parts] = /GMT([+-])(\d\d):(\d\d)(?::(\d\d))?/.exec(maker.format(time)) ?? [];
  const [hours = 0, minutes = 0, seconds = 0] = parts.map((part) => Number(part ?? 0));
  return (sign === '-' ? -1000 : 1000) * (hours * 3_600 + minutes * 60 + seconds);
}

/** The day of a moment in a zone, YYYY-MM-DD. */
export const dayOf = (time: number, zone: string): string =>
  new Date(time + offsetAt(time, zone)).toISOString().slice(0, 10);

/** The day after one, or `by` days after it; YYYY-MM-DD. */
export const dayAfter = (day: string, by = 1): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + by * DAY_MS).toISOString().replace(/T.*/, '');

/** Whether a text is a day of the calendar, YYYY-MM-DD. */
export const isDay = (text: string): boolean => {
  const time = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : NaN;
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
};

/** Minutes of its day after midnight, as a clock in the zone shows them at a moment. */
export const minuteOf = (time: number, zone: string): number => {
  const wall = new Date(time + offsetAt(time, zone));
  return wall.getUTCHours() * 60 + wall.getUTCMinutes();
};

/** The day of the week of a day, 0 for Sunday. */
export const weekdayOf = (day: string): number => new Date(`${day}T00:00:00Z`).getUTCDay();

/**
 * When a clock in a zone shows so many minutes after midnight of a day, epoch milliseconds: twice where summer time
 * ends, and for minutes that its begin leaves out the hour after.
 */
export function timesAt(day: string, minute: number, zone: string): [number, ...number[]] {
  const wall = Date.parse(`${day}T00:00:00Z`) + minute * 60_000;
  const around = [wall - DAY_MS, wall + DAY_MS].map((time) => offsetAt(time, zone));
  const fitting = around.map((offset) => wall - offset).filter((time) => time + offsetAt(time, zone) === wall);
  const [first = wall - Math.min(...around), second = first] = fitting.sort((a, b) => a - b);
  return second === first ? [first] : [first, second];
}

/** When a day begins in a zone, as the service writes times. Where summer time leaves midnight out, it is the hour after. */
export function startOfDay(day: string, zone: string): string {
  const key = `${zone} ${day}`;
  let start = midnights.get(key);
  if (start === undefined) {
    start = new Date(timesAt(day, 0, zone)[0]).toISOString();
    if (midnights.size >= MOST_KEPT) midnights.clear();
    midnights.set(key, start);
  }
  return start;
}
