import type { CustomCondition } from '../../src-preload/contract/views.ts';
import { dayAfter, isDay, startOfDay } from '../lib/days.ts';

type Held = unknown;
type Fits = (held: Held) => boolean;

/** ASCII only, as SQLite does it. */
export const lower = (text: string): string => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());

const NUMBER = /^[+-]?\d+(?:\.\d+)?$/;
/** A number, also one that the service wrote as text. */
function numberOf(held: Held): number {
  if (typeof held === 'number') return held;
  const text = typeof held === 'string' ? held.trim() : '';
  return NUMBER.test(text) ? Number(text) : NaN;
}
const flagOf = (held: Held): boolean | null =>
  held === true || held === 'true' ? true : held === false || held === 'false' ? false : null;
/** What a field of several values holds; the service may write them as one text with semicolons. */
const itemsOf = (held: Held): string[] =>
  (Array.isArray(held) ? held : typeof held === 'string' ? held.split(';') : []).map((item) =>
    lower(String(item).trim()),
  );

const never: Fits = () => false;

const TIME = /^\d{4}-\d\d-\d\dT.*(?:Z|[+-]\d\d:?\d\d)$/;
/** Whether a date or a time lies before a day of the zone (-1), on it (0) or after it (1). */
function dayTest(day: string, zone: string, place: -1 | 0 | 1): Fits {
  if (!isDay(day)) return never;
  const [from, to] = [day, dayAfter(day)].map((one) => Date.parse(startOfDay(one, zone))) as [number, number];
  return (held) => {
    const text = typeof held === 'string' ? held.trim() : '';
    if (isDay(text)) return (text < day ? -1 : text > day ? 1 : 0) === place;
    const time = TIME.test(text) ? Date.parse(text) : NaN;
    return !Number.isNaN(time) && (time < from ? -1 : time < to ? 0 : 1) === place;
  };
}

function numberTest(value: string, fits: (held: number, wanted: number) => boolean): Fits {
  const wanted = numberOf(value);
  return Number.isNaN(wanted) ? never : (held) => fits(numberOf(held), wanted);
}
const listTest = (value: string, isWanted: boolean): Fits =>
  value.trim() === '' ? never : (held) => itemsOf(held).includes(lower(value.trim())) === isWanted;

type TextTest = 'is' | 'contains' | 'empty' | 'filled';
/** The tests that look at a value by its kind. Those of texts are SQLite's too. */
type KindTest = Exclude<CustomCondition['test'], TextTest>;
export const isKindTest = (test: CustomCondition['test']): test is KindTest =>
  !['is', 'contains', 'empty', 'filled'].includes(test);

/** Whether a field's value fits a test. One that lacks its number, day or word fits nothing. */
export function fitsKind(test: KindTest, value: string, zone: string): Fits {
  switch (test) {
    case 'equals':
      return numberTest(value, (held, wanted) => held === wanted);
    case 'less':
      return numberTest(value, (held, wanted) => held < wanted);
    case 'more':
      return numberTest(value, (held, wanted) => held > wanted);
    case 'on':
      return dayTest(value, zone, 0);
    case 'before':
      return dayTest(value, zone, -1);
    case 'after':
      return dayTest(value, zone, 1);
    case 'yes':
      return (held) => flagOf(held) === true;
    case 'no':
      return (held) => flagOf(held) === false;
    case 'has':
      return listTest(value, true);
    case 'hasNot':
      return listTest(value, false);
  }
}
