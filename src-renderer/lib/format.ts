export type Language = 'en' | 'zh';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Dates, times, numbers and sizes in one language and one time zone. */
export interface Format {
  /** The locale of dates and numbers. */
  locale: string;
  /** A format of dates for one place, in this language and zone. */
  dates(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat;
  number(value: number): string;
  /** As short as a narrow place needs: 20K, 2万. */
  short(value: number): string;
  percent(value: number): string;
  /** Bytes in the unit that people read. */
  bytes(value: number): string;
  /** How long, in its largest unit: "4 mins", "2 hrs", "3 天". Null below a minute. */
  duration(ms: number): string | null;
  /** How long, in words and to the minute: "1 hr 18 mins", "18 分钟"; in seconds below a minute. */
  length(ms: number): string;
  /** How long ago, as short as `duration`: "4 min ago". Null below a minute. */
  ago(ms: number): string | null;
  /** "4 minutes ago", "in 2 hours", "just now". */
  relative(ms: number): string;
  clock(time: number): string;
  /** Without the year when it is this year. */
  day(time: number, now: number): string;
  /** Day and time. Without the year when it is this year. */
  dayTime(time: number, now: number): string;
  /** From the first of these days to the last, which is another. */
  days(first: number, last: number): string;
  /** Weekday, day and time of a moment that is near. */
  moment(time: number): string;
  /** Day and time in full, for titles. */
  full(time: number): string;
  /** "today", "yesterday". */
  dayName(offset: 0 | -1): string;
}

/** The first of the system's locales that speaks this language, so that an Australian reads Australian dates. */
function localeFor(language: Language, preferred: readonly string[]): string {
  const fallback = language === 'zh' ? 'zh-CN' : 'en-GB';
  const match = preferred.find((tag) => tag.toLowerCase().startsWith(`${language}-`));
  return match ?? fallback;
}

/** Where the platform says "this minute". */
const JUST_NOW: Record<Language, string> = { en: 'just now', zh: '刚刚' };
/** What lies between a day and a time. */
const BEFORE_TIME: Record<Language, string> = { en: ', ', zh: ' ' };
/** A number apart from its Chinese unit, as the console's own sentences have it. */
const apart = (text: string): string => text.replace(/(\d)(?=\p{Script=Han})/gu, '$1 ');

const largest = (ms: number): [number, 'minute' | 'hour' | 'day' | 'month' | 'year'] => {
  const size = Math.abs(ms);
  const sign = Math.sign(ms);
  if (size < HOUR) return [sign * Math.floor(size / MINUTE), 'minute'];
  if (size < DAY) return [sign * Math.floor(size / HOUR), 'hour'];
  if (size < 60 * DAY) return [sign * Math.floor(size / DAY), 'day'];
  if (size < 730 * DAY) return [sign * Math.floor(size / (30 * DAY)), 'month'];
  return [sign * Math.floor(size / (365 * DAY)), 'year'];
};

/** `zone` is an IANA name; the machine's own where it is left out. */
export function createFormat(
  language: Language,
  preferred: readonly string[] = navigator.languages,
  zone?: string,
): Format {
  const locale = localeFor(language, preferred);
  const dates = (options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat =>
    new Intl.DateTimeFormat(locale, zone === undefined ? options : { ...options, timeZone: zone });
  const year = dates({ year: 'numeric' });
  const number = new Intl.NumberFormat(locale);
  const short = new Intl.NumberFormat(locale, { notation: 'compact' });
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 });
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  const brief = new Intl.RelativeTimeFormat(locale, { style: 'short' });
  const clock = dates({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  const thisYear = dates({ day: 'numeric', month: 'short' });
  const otherYear = dates({ day: 'numeric', month: 'short', year: 'numeric' });
  const moment = dates({
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  const full = dates({ dateStyle: 'full', timeStyle: 'short', hourCycle: 'h23' });
  const units = new Map<string, Intl.NumberFormat>();
  const unit = (value: number, name: string, digits = 0): string => {
    const key = `${name}/${digits}`;
    const format =
      units.get(key) ??
      new Intl.NumberFormat(locale, {
        style: 'unit',
        unit: name,
        // The short one knows no plural of "byte".
        unitDisplay: name === 'byte' ? 'long' : 'short',
        maximumFractionDigits: digits,
      });
    units.set(key, format);
    return apart(format.format(value));
  };
  const day = (time: number, now: number): string =>
    (year.format(time) === year.format(now) ? thisYear : otherYear).format(time);
  return {
    locale,
    dates,
    number: (value) => number.format(value),
    short: (value) => short.format(value),
    percent: (value) => percent.format(value / 100),
    bytes: (value) => {
      if (value < 1_000) return unit(value, 'byte');
      if (value < 1_000_000) return unit(value / 1_000, 'kilobyte');
      return unit(value / 1_000_000, 'megabyte', 1);
    },
    duration: (ms) => {
      const [value, name] = largest(Math.abs(ms));
      return value === 0 ? null : unit(value, name);
    },
    length: (ms) => {
      if (ms < MINUTE) return unit(Math.max(0, Math.floor(ms / 1000)), 'second');
      const minutes = Math.round(ms / MINUTE);
      const hours = Math.floor(minutes / 60);
      const rest = minutes % 60;
      return [hours > 0 && unit(hours, 'hour'), rest > 0 && unit(rest, 'minute')].filter(Boolean).join(' ');
    },
    ago: (ms) => {
      const [value, name] = largest(Math.abs(ms));
      return value === 0 ? null : apart(brief.format(-value, name));
    },
    relative: (ms) => {
      const [value, name] = largest(ms);
      return value === 0 ? JUST_NOW[language] : apart(relative.format(value, name));
    },
    clock: (time) => clock.format(time),
    day,
    dayTime: (time, now) => `${day(time, now)}${BEFORE_TIME[language]}${clock.format(time)}`,
    // The platform's own range has slashes in Chinese, where a single day has 年, 月 and 日.
    days: (first, last) =>
      language === 'en'
        ? otherYear.formatRange(first, last)
        : `${otherYear.format(first)} – ${(year.format(first) === year.format(last) ? thisYear : otherYear).format(last)}`,
    moment: (time) => moment.format(time),
    full: (time) => full.format(time),
    dayName: (offset) => relative.format(offset, 'day'),
  };
}
