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
    [/\b(today|tonight)\b|今天|今日|今(?=晚)/iu, () => dayAfter(now, 0)],
    [/\b(tomorrow|tmrw?)\b|明天|明日|明(?=[早晚])/iu, () => dayAfter(now, 1)],
    [/大后天/u, () => dayAfter(now, 3)],
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
  for (const [pattern, read] of [...tries.slice(2, 4), ...tries]) {
    const found = pattern.exec(text);
    const value = found === null ? null : read(found);
    if (found !== null && value !== null) return { match: found[0], value };
  }
  return null;
}

/** Stands where the words for a day stood. */
const DAY = '\u0000';
const ZH_HOURS = '十二|十一|[一二两三四五六七八九十]';
const ZH_TIME = new RegExp(
  `(凌晨|早上|早晨|上午|中午|下午|傍晚|晚上|早|晚|${DAY})?\\s?(?:(\\d{1,2})|(${ZH_HOURS}))(?:[点點时時](?:(\\d{1,2})分?|(半)|([一三])刻)?|[:：]([0-5]\\d)(?! ?[ap]m\\b))`,
  'iu',
);
const TIME = /\b(?:at )?(1[0-2]|0?[1-9])(?:[:.]([0-5]\d))? ?(am|pm)\b/iu;
/** Parts of a day that follow the day itself, by the hour that they begin. */
const DAY_PARTS: [RegExp, number][] = [
  [/(?:in the )?morning|早上|早晨|上午|早/iu, 9],
  [/(?:at )?noon|中午/iu, 12],
  [/(?:in the )?afternoon|下午/iu, 14],
  [/(?:in the )?evening|傍晚|晚上|晚/iu, 18],
];

/** Minutes since midnight; `isLate`: of an evening. */
function takeTime(text: string, isLate: boolean): Taken | null {
  const zh = ZH_TIME.exec(text);
  if (zh !== null) {
    const [match, part = '', digits, sign = '', minute, half, quarter, clock] = zh;
    // Without a day or a part of one, signs are amounts: 三点建议.
    const isSaid = /^[早晚]?$/.test(part) ? part !== '' && text.includes(DAY) : true;
    if (digits === undefined && !isSaid) return null;
    const spoken = sign === '两' ? 2 : '一二三四五六七八九十'.indexOf(sign.at(-1) ?? '') + (sign.length > 1 ? 11 : 1);
    let hours = digits === undefined ? spoken : Number(digits);
    const isAfternoon = isLate || /下午|傍晚|晚/u.test(part) || (part === '中午' && hours < 11);
    if (isAfternoon && (hours < 12 || /晚/u.test(part)) && hours <= 12) hours += 12;
    const minutes = half ? 30 : quarter ? (quarter === '一' ? 15 : 45) : Number(minute ?? clock ?? 0);
    return hours <= 24 && minutes < 60 ? { match, value: hours * 60 + minutes } : null;
  }
  const said = TIME.exec(text);
  if (said !== null) {
    const hours = (Number(said[1]) % 12) + (said[3]?.toLowerCase() === 'pm' ? 12 : 0);
    return { match: said[0], value: hours * 60 + Number(said[2] ?? 0) };
  }
  for (const [words, hour] of DAY_PARTS) {
    const part = new RegExp(`${DAY}\\s*(?:${words.source})(?![a-z])`, 'iu').exec(text);
    if (part !== null) return { match: part[0], value: hour * 60 };
  }
  return isLate ? { match: '', value: 20 * 60 } : null;
}

/**
 * Reads "Call Lucas tomorrow 14:00 #1042" or "明天下午3点 给王芳回电 #1042": a day and a time if they are named, a ticket's
 * number, and the rest as the subject. A time without a day is today, or tomorrow where it has passed.
 */
export function parseQuickTask(text: string, now: number): QuickTask {
  let rest = text;
  const take = (match: string, mark = ' '): void => {
    rest = rest.replace(match, mark);
  };
  const number = /(?:^|\s)#(\d{1,12})(?=\s|$|[,.;，。；])/u.exec(rest);
  if (number) take(number[0]);
  const day = takeDay(rest, now);
  if (day) take(day.match, ` ${DAY}`);
  const time = takeTime(rest, /tonight/iu.test(day?.match ?? ''));
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
  const subject = rest.replaceAll(DAY, ' ').replace(/\s+/g, ' ').trim();
  // All of it were words for a day: then they are what is to be done.
  if (subject === '') return { subject: text.trim(), due: null, ticketNumber: null };
  return { subject, due, ticketNumber: number?.[1] ?? null };
}
