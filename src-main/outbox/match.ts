import type { Look, Noun, StepContext } from './job.ts';

interface Made {
  id: string;
  createdTime?: string | null | undefined;
}

/** Whether a row may be the effect of an attempt: not older than it by the service's clock. A row without a time may. */
export const isNotBefore = (time: string | null | undefined, since: number): boolean =>
  time == null || Number.isNaN(Date.parse(time)) || Date.parse(time) >= since;

/**
 * Matches an intent with the row that it may have made: one to one, since a row that another job owns is out. Of
 * several, the oldest, so that equal intents take equal rows in order.
 */
export function matchOne<T extends Made>(
  rows: readonly T[],
  noun: Noun,
  { since, isTaken }: Pick<StepContext, 'since' | 'isTaken'>,
  isIt: (row: T) => boolean,
  timeOf: (row: T) => string | null | undefined = ({ createdTime }) => createdTime,
): T | null {
  const [first] = rows
    .filter((row) => isIt(row) && isNotBefore(timeOf(row), since) && !isTaken(noun, row.id))
    .sort((a, b) => (timeOf(a) ?? '').localeCompare(timeOf(b) ?? '') || a.id.localeCompare(b.id));
  return first ?? null;
}

/** The look's answer for a row that was found or not. */
export const foundRow = (noun: Noun, row: { id: string } | null): Look =>
  row === null ? { found: 'notDone' } : { found: 'done', serverId: row.id, claims: [[noun, row.id]] };
