import type { Ticket } from '../../src-preload/contract/tickets.ts';

/**
 * From when on a ticket is late while it is open, as its due time; '' when the service says so already, null when its due
 * time makes it late never: there is none, the service's clock stands (on hold), or it says that the ticket is not late
 * although the time has passed. Everything that tells late from not late goes by this; `ticket.late` is the same in SQL.
 */
export function lateFrom({ isOverDue, statusType, status, dueDate }: Ticket): string | null {
  if (isOverDue === true) return '';
  if (isOverDue === false || (statusType ?? status) === 'On Hold') return null;
  return dueDate ?? null;
}

/** The service may call a ticket late some minutes after its due time: until then its "not late" says nothing. */
const TARDY_MS = 15 * 60_000;

/**
 * A row as it is kept: with the service's word on lateness where that is another than its due time's, without it where
 * both say the same, since the due time goes on saying it. `now` is the service's time of the answer, epoch milliseconds.
 */
export function withLateness(row: Ticket, now: number): Ticket {
  const { isOverDue } = row;
  if (isOverDue == null) return row;
  const from = lateFrom({ ...row, isOverDue: null });
  const time = from === null ? Number.NaN : Date.parse(from);
  const saysNothing = isOverDue ? time < now : !(time < now - TARDY_MS);
  return saysNothing ? { ...row, isOverDue: null } : row;
}

/** Fields that the service's word is of: it goes with them. */
export const isLatenessMoved = (before: Ticket, after: Ticket): boolean =>
  before.dueDate !== after.dueDate || before.status !== after.status || before.statusType !== after.statusType;
