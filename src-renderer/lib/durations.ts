import type { Rounding } from '../../src-preload/contract/timers.ts';

/** The longest duration that the service takes: 999 hours, 59 minutes, 59 seconds. */
export const LONGEST_SECONDS = 999 * 3600 + 3599;

const NUMBER = String.raw`\d+(?:\.\d+)?`;
const UNITS = [
  ['(?:h|hrs?|hours?|小时|小時|时|時|钟头)', 3600],
  ['(?:m|mins?|minutes?|分钟|分鐘|分)', 60],
  ['(?:s|secs?|seconds?|秒钟|秒鐘|秒)', 1],
] as const;
const PARTS = new RegExp(`^${UNITS.map(([unit]) => `(?:(${NUMBER})${unit})?`).join('')}$`);
/** `1h20`: what follows a unit without one of its own is the next smaller. */
const HOURS_THEN = new RegExp(`^(\\d+)${UNITS[0][0]}(\\d{1,2})$`);
const MINUTES_THEN = new RegExp(`^(\\d+)${UNITS[1][0]}(\\d{1,2})$`);

/** Text as people type it, in one spelling: half-width, lower case, a point as the decimal sign, no spaces. */
const plain = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/(\d)[,，](\d)/g, '$1.$2')
    .replace(/(\d)[个個]?半(小时|小時)/g, '$1.5$2')
    .replace(/^半[个個]?(小时|小時)$/, '0.5$1')
    .replace(/[个個零又]/g, '')
    .replace(/[\s,，、]|and/g, '');

/**
 * Seconds of a duration typed freely: `1h 20`, `1:20`, `1:20:30`, `80m`, `80`, `1.5h`, `1,5`, `1小时20分`. A whole number is
 * minutes, one with a fraction hours. Null for anything else, for nothing and for more than the service takes.
 */
export function parseDuration(text: string): number | null {
  const typed = plain(text);
  const clock = /^(\d{1,3}):([0-5]?\d)(?::([0-5]?\d))?$/.exec(typed);
  const mixed = HOURS_THEN.exec(typed);
  const small = MINUTES_THEN.exec(typed);
  const parts = PARTS.exec(typed);
  let seconds: number;
  if (typed === '') return null;
  else if (clock) seconds = Number(clock[1]) * 3600 + Number(clock[2]) * 60 + Number(clock[3] ?? 0);
  else if (/^\d+$/.test(typed)) seconds = Number(typed) * 60;
  else if (/^\d*\.\d+$/.test(typed)) seconds = Number(typed) * 3600;
  else if (mixed && Number(mixed[2]) < 60) seconds = Number(mixed[1]) * 3600 + Number(mixed[2]) * 60;
  else if (small && Number(small[2]) < 60) seconds = Number(small[1]) * 60 + Number(small[2]);
  else if (parts) seconds = UNITS.reduce((sum, [, size], index) => sum + Number(parts[index + 1] ?? 0) * size, 0);
  else return null;
  const whole = Math.round(seconds);
  return whole >= 1 && whole <= LONGEST_SECONDS ? whole : null;
}

const two = (value: number): string => String(value).padStart(2, '0');

/** `0:12:08`: a running timer. */
export function clockText(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  return `${Math.floor(seconds / 3600)}:${two(Math.floor((seconds % 3600) / 60))}:${two(seconds % 60)}`;
}

/** `1:20`, hours and minutes; with seconds where there are any, so that nothing that is logged is hidden. */
export function durationText(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const rest = whole % 60;
  const text = `${Math.floor(whole / 3600)}:${two(Math.floor((whole % 3600) / 60))}`;
  return rest === 0 ? text : `${text}:${two(rest)}`;
}

/** `1:20`, to the nearest minute: sums and bars. */
export const minutesText = (seconds: number): string => durationText(Math.round(seconds / 60) * 60);

/** Seconds as they are logged: the core's rule (`roundSeconds` of the contract), for times that still run on screen. */
export function roundedSeconds(seconds: number, { minutes, mode }: Rounding): number {
  const whole = Math.floor(seconds);
  if (whole <= 0) return 0;
  if (minutes === 0) return whole;
  const steps = whole / (minutes * 60);
  return Math.max(1, mode === 'up' ? Math.ceil(steps) : Math.round(steps)) * minutes * 60;
}
