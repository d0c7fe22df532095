import type { TimeEntryRow } from '../../src-preload/contract/time-entries.ts';
import type { TimerRow } from '../../src-preload/contract/timers.ts';

/** A ticket as the form names it. */
export interface LogTicket {
  id: string;
  number: string;
  subject: string;
}

/** What time is logged of: a timer, nothing yet, an entry again, or an entry that is to be changed. */
export type LogTarget =
  | { from: 'timer'; timer: TimerRow }
  /** `at` is when the work began, epoch milliseconds; null for "just now". `draftKey` names what was typed of it before. */
  | { from: 'ticket'; ticket: LogTicket; at: number | null; draftKey?: string }
  /** Time between two entries, whose ticket is still to be chosen; epoch milliseconds and seconds. */
  | { from: 'gap'; at: number; seconds: number }
  | { from: 'copy'; entry: TimeEntryRow }
  | { from: 'entry'; entry: TimeEntryRow };

/** The draft of time on a ticket, unless it is told otherwise. */
export const placeOfLog = ({ id }: LogTicket): string => `timeEntry:${id}`;

/** What is typed of a target is kept under this key. */
export function keyOfLog(target: LogTarget): string {
  if (target.from === 'ticket') return target.draftKey ?? placeOfLog(target.ticket);
  if (target.from === 'timer') return `timeEntry:${target.timer.ticketId}#${target.timer.id}`;
  return `edit:timeEntry:${target.from}:${target.from === 'gap' ? target.at : target.entry.id}`;
}

/** The ticket of a target; null where none was chosen yet. */
export function ticketOf(target: LogTarget): LogTicket | null {
  if (target.from === 'gap') return null;
  if (target.from === 'ticket') return target.ticket;
  const { ticketId, ticketNumber, subject } = target.from === 'timer' ? target.timer : target.entry;
  return { id: ticketId, number: ticketNumber, subject };
}
export const ticketName = ({ number, subject }: Pick<LogTicket, 'number' | 'subject'>, none: string): string =>
  [number === '' ? '' : `#${number}`, subject].filter(Boolean).join(' ') || none;
