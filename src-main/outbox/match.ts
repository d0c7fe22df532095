import type { Look, Noun, StepContext } from './job.ts';
import { sameValue } from './merge.ts';
import { written } from './text.ts';

interface Made {
  id: string;
  createdTime?: string | null | undefined;
}

/** How a row compares with what was wanted. `hidden`: nothing contradicts, and the service does not show all of it. */
export type Likeness = 'same' | 'hidden' | 'other';

/** The least of several. */
export const least = (...all: readonly Likeness[]): Likeness =>
  all.includes('other') ? 'other' : all.includes('hidden') ? 'hidden' : 'same';

/** Whether a row may be the effect of an attempt: not older than it by the service's clock. A row without a time may. */
export const isNotBefore = (time: string | null | undefined, since: number): boolean =>
  time == null || Number.isNaN(Date.parse(time)) || Date.parse(time) >= since;

const isEmpty = (value: unknown): boolean => value === undefined || value === null || value === '';

/** How two values of one field compare: white space and the forms of letters are the service's to choose. */
export function likeness(name: string, said: unknown, wanted: unknown): Likeness {
  if (said === undefined) return isEmpty(wanted) ? 'same' : 'hidden';
  const form = (value: unknown): unknown => {
    if (typeof value !== 'string') return value;
    return /e-?mail/i.test(name) ? written(value).toLowerCase() : written(value);
  };
  return sameValue(form(said), form(wanted)) ? 'same' : 'other';
}

/** How a row reads in each named field that is wanted. */
export const reading = <W extends object>(row: object, wanted: W, names: readonly (keyof W & string)[]): Likeness =>
  least(
    ...names
      .filter((name) => wanted[name] !== undefined)
      .map((name) => likeness(name, (row as Record<string, unknown>)[name], wanted[name])),
  );

/**
 * Matches an intent with the row that it may have made: one to one, since a row that another job owns is out. Of
 * several, the oldest, so that equal intents take equal rows in order. A likeness whose time or some of whose fields the
 * service hides is a question, as is any where the service's time was not known: it may have been there before.
 */
export function lookAmong<T extends Made>(
  rows: readonly T[],
  noun: Noun,
  { since, isSinceKnown, isTaken }: Pick<StepContext, 'since' | 'isSinceKnown' | 'isTaken'>,
  compare: (row: T) => Likeness,
  {
    timeOf = ({ createdTime }) => createdTime,
    textOf = ({ id }) => id,
  }: { timeOf?: (row: T) => string | null | undefined; textOf?: (row: T) => string } = {},
): Look {
  const alike = rows
    .filter((row) => isNotBefore(timeOf(row), since) && !isTaken(noun, row.id))
    .map((row) => ({ row, how: compare(row) }))
    .filter(({ how }) => how !== 'other');
  const [first] = alike
    .filter(({ row, how }) => isSinceKnown && how === 'same' && timeOf(row) != null)
    .map(({ row }) => row)
    .sort((a, b) => (timeOf(a) ?? '').localeCompare(timeOf(b) ?? '') || a.id.localeCompare(b.id));
  if (first !== undefined) return { found: 'done', serverId: first.id, claims: [[noun, first.id]] };
  if (alike.length === 0) return { found: 'notDone' };
  return {
    found: 'undecided',
    question: {
      why: 'ambiguous',
      message: 'There is one like it, and the service does not show enough to tell whether it is this one.',
      candidates: alike.map(({ row }) => ({ id: row.id, time: timeOf(row) ?? null, text: textOf(row) })),
    },
  };
}
