import type { Thread } from '../../src-preload/contract/threads.ts';
import type { Ticket } from '../../src-preload/contract/tickets.ts';

export type Direction = 'in' | 'out';

/** Who spoke last in a whole conversation; a draft says nothing, and a forward nothing to the customer. Null where nobody did. */
export function lastWordOf(threads: readonly Thread[]): Direction | null {
  const said = threads.filter(({ status, isForward }) => status !== 'DRAFT' && isForward !== true);
  const at = ({ createdTime }: Thread): string => createdTime ?? '';
  const last = said.reduce<Thread | null>((one, other) => (one === null || at(other) >= at(one) ? other : one), null);
  return last === null ? null : last.direction === 'out' ? 'out' : 'in';
}

/** Marks of a last thread are of one message: where a row that lacks them is of another, those that were held are wrong. */
function withOwnMarks(before: Ticket | undefined, merged: Ticket, row: Ticket): Ticket {
  if (row.lastThread == null || merged.lastThread == null) return merged;
  const isSame = row.lastThread.direction !== 'in' && before?.threadCount === merged.threadCount;
  if (isSame) return merged;
  const { isDraft, isForward } = row.lastThread;
  return { ...merged, lastThread: { ...merged.lastThread, isDraft, isForward } };
}

/**
 * What is held of a ticket with its newer `row` merged in. A row whose last thread is a draft or a forward tells nothing of
 * who spoke last: what was known stays, unless the customer wrote since.
 */
export function withLastWord(before: Ticket | undefined, merged: Ticket, row: Ticket): Ticket {
  const next = withOwnMarks(before, merged, row);
  const saysNothing = next.lastThread?.isDraft === true || next.lastThread?.isForward === true;
  if (before?.lastThread == null || !saysNothing || next.lastThread === before.lastThread) return next;
  const hasWritten = (next.customerResponseTime ?? '') > (before.customerResponseTime ?? '');
  return { ...next, lastThread: { ...next.lastThread, direction: hasWritten ? 'in' : before.lastThread.direction } };
}
