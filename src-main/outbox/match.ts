import type { Look, Noun, StepContext } from './job.ts';
import { sameValue } from './merge.ts';

interface Made {
  id: string;
  createdTime?: string | null | undefined;
}

/** Whether a row may be the effect of an attempt: not older than it by the service's clock. A row without a time may. */
export const isNotBefore = (time: string | null | undefined, since: number): boolean =>
  time == null || Number.isNaN(Date.parse(time)) || Date.parse(time) >= since;

/** Whether a row says of each named field what is wanted. A field that the row does not show contradicts nothing. */
export const reads = <W extends object>(row: object, wanted: W, names: readonly (keyof W & string)[]): boolean =>
  names.every((name) => {
    const said = (row as Record<string, unknown>)[name];
    return wanted[name] === undefined || said === undefined || sameValue(said, wanted[name]);
  });

/**
 * Matches an intent with the row that it may have made: one to one, since a row that another job owns is out. Of
 * several, the oldest, so that equal intents take equal rows in order. A likeness whose time the service hides is a
 * question: it may have been there before.
 */
export function lookAmong<T extends Made>(
  rows: readonly T[],
  noun: Noun,
  { since, isTaken }: Pick<StepContext, 'since' | 'isTaken'>,
  isIt: (row: T) => boolean,
  {
    timeOf = ({ createdTime }) => createdTime,
    textOf = ({ id }) => id,
  }: { timeOf?: (row: T) => string | null | undefined; textOf?: (row: T) => string } = {},
): Look {
  const alike = rows.filter((row) => isIt(row) && isNotBefore(timeOf(row), since) && !isTaken(noun, row.id));
  const [first] = alike
    .filter((row) => timeOf(row) != null)
    .sort((a, b) => (timeOf(a) ?? '').localeCompare(timeOf(b) ?? '') || a.id.localeCompare(b.id));
  if (first !== undefined) return { found: 'done', serverId: first.id, claims: [[noun, first.id]] };
  if (alike.length === 0) return { found: 'notDone' };
  return {
    found: 'undecided',
    question: {
      why: 'ambiguous',
      message: 'There is one like it, and the service does not say since when.',
      candidates: alike.map((row) => ({ id: row.id, time: timeOf(row) ?? null, text: textOf(row) })),
    },
  };
}
