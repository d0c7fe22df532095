import type { Ticket } from '../../src-preload/contract/tickets.ts';
import type { BodyPart, RowChange } from '../store/tickets.ts';
import type { SyncContext } from './context.ts';
import { isInDepth } from './depth.ts';
import { buryTicket } from './graveyard.ts';

/** A row that says as much as a detail does: those of the live service's search. */
export const isWholeRow = (row: Ticket): boolean =>
  'modifiedTime' in row && 'description' in row && 'timeEntryCount' in row && 'attachmentCount' in row;

/** Fields that change along with others, and say nothing of what did. */
const ECHOES = new Set(['modifiedTime', 'modifiedBy', 'isOverDue', 'webUrl', 'isRead', 'assignee', 'department']);

/** Of a ticket whose contents are held: the parts that may have changed without any count telling. */
function doubtfulParts({ cache }: SyncContext, row: Ticket, isWhole: boolean): BodyPart[] {
  const parts: BodyPart[] = isWhole ? [] : ['detail'];
  const held = cache.tickets.get(row.id)?.doc ?? row;
  if ((held.commentCount ?? 0) > 0) parts.push('comments');
  if (cache.threads.listOfTicket(row.id).some(({ doc }) => doc.status === 'DRAFT')) parts.push('threads');
  return parts;
}

/** A change time that moved although nothing else did hides what changed; one that something explains may hide more. */
function noteHidden(context: SyncContext, { id, isNew, fields }: RowChange, row: Ticket): void {
  const { cache } = context;
  if (isNew || !fields.includes('modifiedTime')) return;
  const held = cache.tickets.get(id);
  if (held === null || held.bodyOf === null) return;
  const parts = doubtfulParts(context, row, isWholeRow(row));
  const isHidden = held.isComplete && fields.every((name) => ECHOES.has(name));
  if (isHidden && parts.length > 0) cache.tickets.doubt(id, parts);
  // Time entries that were edited can wait for the sweep.
  if ((!isHidden && parts.length > 0) || (held.doc.timeEntryCount ?? 0) > 0) cache.tickets.noteForSweep(id);
}

export interface StoredRows {
  changed: string[];
  /** Of these, the ones that a customer wrote to. */
  byCustomers: number;
  /** Ids of the rows that are wanted here, changed or not. */
  kept: string[];
}

/**
 * Rows of a list, as far as the agent's depth wants them, in the transaction of `within`. Rows that are held are
 * brought up to date whatever the depth; those of a department that is not wanted (any more) leave.
 */
export function storeTicketRows(context: SyncContext, rows: readonly Ticket[], within?: () => void): StoredRows {
  const { cache, clock, emit } = context;
  const depth = context.depth();
  const now = context.serviceNow();
  const isElsewhere = ({ departmentId }: Ticket): boolean =>
    depth.departmentIds !== null && departmentId != null && !depth.departmentIds.includes(departmentId);
  const moved = rows.filter((row) => isElsewhere(row) && cache.tickets.get(row.id) !== null);
  const wanted = rows.filter(
    (row) =>
      row.isDeleted !== true && !isElsewhere(row) && (isInDepth(row, depth, now) || cache.tickets.get(row.id) !== null),
  );
  const byId = new Map(wanted.map((row) => [row.id, row]));
  const changes = cache.transaction(() => {
    within?.();
    const made = cache.tickets.applyRows(wanted, clock.now(), isWholeRow);
    for (const change of made) {
      if (change.isNew) cache.tombstones.delete('ticket', change.id);
      noteHidden(context, change, byId.get(change.id) as Ticket);
    }
    return made;
  });
  for (const { id } of moved) buryTicket(context, id, 'moved');
  const changed = changes.map(({ id }) => id);
  if (changed.length > 0) emit('tickets.changed', { ids: changed });
  const byCustomers = changes.filter(({ isNew, fields }) => isNew || fields.includes('customerResponseTime')).length;
  return { changed, byCustomers, kept: wanted.map(({ id }) => id) };
}
