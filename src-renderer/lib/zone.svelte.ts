/** The zone of every time on screen; undefined is the machine's own. */
let zone = $state<string | undefined>();
const makers = new Map<string | undefined, Intl.DateTimeFormat>();

/** Whether the platform knows a zone of this name (IANA, as `Asia/Shanghai`). */
export function isZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) !== null;
  } catch {
    return false;
  }
}
/** The zone in force, for Intl; undefined is the machine's own. */
export const zoneInForce = (): string | undefined => zone;
/** Its name, as the core takes it with what it asks of days. */
export const zoneName = (): string => zone ?? new Intl.DateTimeFormat().resolvedOptions().timeZone;
/** Takes another zone; one that nobody knows is the machine's. */
export function useZone(name: string | undefined): void {
  zone = name !== undefined && isZone(name) ? name : undefined;
}

/** A moment as the clock on the wall says it. Months from 1, weekdays from 0 for Sunday. */
export interface WallTime {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  weekday: number;
}

/** Epoch milliseconds as they stand on the wall in the zone in force. */
export function wallOf(time: number): WallTime {
  let maker = makers.get(zone);
  if (maker === undefined) {
    maker = new Intl.DateTimeFormat('en-US', {
      ...(zone === undefined ? {} : { timeZone: zone }),
      calendar: 'gregory',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    makers.set(zone, maker);
  }
  const parts = Object.fromEntries(maker.formatToParts(time).map(({ type, value }) => [type, Number(value)]));
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return { year, month, day, hour, minute, second, weekday: new Date(Date.UTC(year, month - 1, day)).getUTCDay() };
}

/** Zones change their offset at full quarters of an hour; long lists ask for the same ones again and again. */
const QUARTER_MS = 15 * 60_000;
const MOST_OFFSETS = 10_000;
const offsets = new Map<string, number>();

/** Milliseconds by which the wall is ahead of UTC at a moment. */
function offsetAt(time: number): number {
  const quarter = Math.floor(time / QUARTER_MS);
  const key = `${zone ?? ''} ${quarter}`;
  let offset = offsets.get(key);
  if (offset === undefined) {
    offset = offsetOf(quarter * QUARTER_MS);
    if (offsets.size >= MOST_OFFSETS) offsets.clear();
    offsets.set(key, offset);
  }
  return offset;
}
function offsetOf(time: number): number {
  const { year, month, day, hour, minute, second } = wallOf(time);
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(time / 1000) * 1000;
}

/**
 * Epoch milliseconds of what the wall says. Days may overflow their month. An hour that a summer time leaves out is the
 * one after; one that comes twice is the first.
 */
export function timeAt(year: number, month: number, day: number, hour = 0, minute = 0): number {
  const wall = Date.UTC(year, month - 1, day, hour, minute);
  const around = [offsetAt(wall - 86_400_000), offsetAt(wall + 86_400_000)];
  const fitting = around.map((offset) => wall - offset).filter((time) => time + offsetAt(time) === wall);
  return fitting.length > 0 ? Math.min(...fitting) : wall - Math.min(...around);
}

/** Midnight of the day of `time`, or of one `by` days further. Epoch milliseconds. */
export function startOfDay(time: number, by = 0): number {
  const wall = new Date(time + offsetAt(time));
  return timeAt(wall.getUTCFullYear(), wall.getUTCMonth() + 1, wall.getUTCDate() + by);
}

const two = (part: number): string => String(part).padStart(2, '0');
/** The day of a moment, YYYY-MM-DD. */
export function localDay(time: number): string {
  const { year, month, day } = wallOf(time);
  return `${year}-${two(month)}-${two(day)}`;
}

/** Whether it is a day without a time, YYYY-MM-DD: that day in every zone. */
export const isDay = (value: unknown): value is string =>
  typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value);

/** A moment as `<input type="datetime-local">` has it; '' for none. */
export function toWallInput(time: number): string {
  if (Number.isNaN(time)) return '';
  const { hour, minute } = wallOf(time);
  return `${localDay(time)}T${two(hour)}:${two(minute)}`;
}
/** What such a field or a day says, epoch milliseconds; NaN for anything else. */
export function fromWallInput(text: string): number {
  const [, year, month, day, hour, minute] =
    /^(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}):(\d{2}))?/.exec(text)?.map(Number) ?? [];
  return year === undefined || month === undefined || day === undefined
    ? NaN
    : timeAt(year, month, day, Number.isNaN(hour) ? 0 : hour, Number.isNaN(minute) ? 0 : minute);
}
