import { startOfDay, timeAt, wallOf } from './zone.svelte.ts';

/** One line as it is typed, taken apart. */
export interface QuickTask {
  subject: string;
  /** Epoch milliseconds; null when no day was named. */
  due: number | null;
  /** Without the #. */
  ticketNumber: string | null;
}

/** The hour of a day that was named without a time. */
const USUAL_HOUR = 17;
const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const ZH_WEEKDAYS = '日一二三四五六';

interface Taken {
  /** The words that said it. */
  match: string;
  value: number;
}

/** Midnight of the day that is `by` days after that of `now`. */
const dayAfter = (now: number, by: number): number => startOfDay(now, by);
/** The next such weekday; today does not count. */
const weekday = (now: number, day: number, weeks = 0): number => {
  const ahead = (day - wallOf(now).weekday + 7) % 7 || 7;
  return dayAfter(now, ahead + weeks * 7);
};
/** Weeks begin on Monday: that day of the week after this one. */
const nextWeeks = (now: number, day: number): number => {
  const monday = (wallOf(now).weekday + 6) % 7;
  return dayAfter(now, 7 - monday + ((day + 6) % 7));
};

function takeDay(text: string, now: number): Taken | null {
  const tries: [RegExp, (found: RegExpExecArray) => number | null][] = [
    [/\b(today|tonight)\b|今天|今日|今晚/iu, () => dayAfter(now, 0)],
    [/\b(tomorrow|tmrw?)\b|明天|明日/iu, () => dayAfter(now, 1)],
    [/\bday after tomorrow\b|后天/iu, () => dayAfter(now, 2)],
    [/\bin (\d{1,3}) days?\b|(\d{1,3}) ?天后/iu, ([, en, zh]) => dayAfter(now, Number(en ?? zh))],
    [/\bnext week\b|下周(?![一二三四五六日天])/iu, () => nextWeeks(now, 1)],
    [
      /下(?:周|星期)([一二三四五六日天])/u,
      ([, sign = '']) => nextWeeks(now, ZH_WEEKDAYS.indexOf(sign.replace('天', '日'))),
    ],
    [
      /(?:周|星期)([一二三四五六日天])/u,
      ([, sign = '']) => weekday(now, ZH_WEEKDAYS.indexOf(sign.replace('天', '日'))),
    ],
    [
      /\b(?:on )?(mon|tue|wed|thu|fri|sat|sun)(?:day|sday|nesday|rsday|urday)?\b/iu,
      ([, name = '']) => weekday(now, WEEKDAYS.indexOf(name.toLowerCase())),
    ],
    [
      /\b(\d{4})-(\d\d)-(\d\d)\b/u,
      ([, year, month, day]) => {
        const date = timeAt(Number(year), Number(month), Number(day));
        return wallOf(date).month === Number(month) ? date : null;
      },
    ],
  ];
  // The longer wording first where one holds the other: "day after tomorrow".
  for (const [pattern, read] of [tries[2], ...tries] as typeof tries) {
    const found = pattern.exec(text);
    const value = found === null ? null : read(found);
    if (found !== null && value !== null) return { match: found[0], value };
  }
  return null;
}

function takeTime(text: string): (Taken & { isSure: boolean }) | null {
  const zh = /(上午|下午|晚上)?\s?(\d{1,2})(?:[点時时](?:(\d{1,2})分?|(半))?)/u.exec(text);
  if (zh !== null) {
    const [match, part, hour, minute, half] = zh;
    const late = part === '下午' || part === '晚上';
    const hours = late && Number(hour) < 12 ? Number(hour) + 12 : Number(hour);
    return hours < 24 ? { match, value: hours * 60 + (half ? 30 : Number(minute ?? 0)), isSure: true } : null;
  }
  const clock = /\b(?:at )?([01]?\d|2[0-3]):([0-5]\d)\b/iu.exec(text);
  if (clock !== null) return { match: clock[0], value: Number(clock[1]) * 60 + Number(clock[2]), isSure: true };
  const spoken = /\b(?:at )?(1[0-2]|[1-9]) ?(am|pm)\b/iu.exec(text);
  if (spoken === null) return null;
  const hour = (Number(spoken[1]) % 12) + (spoken[2]?.toLowerCase() === 'pm' ? 12 : 0);
  return { match: spoken[0], value: hour * 60, isSure: true };
}

/**
 * Reads "Call Lucas tomorrow 14:00 #1042" or "明天下午3点 给王芳回电 #1042": a day and a time if they are named, a ticket's
 * number, and the rest as the subject. A time without a day is today, or tomorrow where it has passed.
 */
export function parseQuickTask(text: string, now: number): QuickTask {
  let rest = text;
  const take = (match: string): void => {
    rest = rest.replace(match, ' ');
  };
  const number = /(?:^|\s)#(\d{1,12})(?=\s|$|[,.;，。；])/u.exec(rest);
  if (number) take(number[0]);
  const day = takeDay(rest, now);
  if (day) take(day.match);
  const time = takeTime(rest);
  if (time) take(time.match);
  const at = (midnight: number, minutes: number): number => {
    const { year, month, day: date } = wallOf(midnight);
    return timeAt(year, month, date, Math.floor(minutes / 60), minutes % 60);
  };
  let due: number | null = null;
  if (day !== null) due = at(day.value, time?.value ?? USUAL_HOUR * 60);
  else if (time !== null) {
    due = at(dayAfter(now, 0), time.value);
    if (due < now) due = at(dayAfter(now, 1), time.value);
  }
  const subject = rest.replace(/\s+/g, ' ').trim();
  // All of it were words for a day: then they are what is to be done.
  if (subject === '') return { subject: text.trim(), due: null, ticketNumber: null };
  return { subject, due, ticketNumber: number?.[1] ?? null };
}
