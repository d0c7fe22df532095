import type { Ticket } from '../../src-preload/contract/tickets.ts';
import type { Held } from '../store/documents.ts';
import { withLateness } from '../store/ticket-late.ts';
import type { BodyPart, RowChange } from '../store/tickets.ts';
import type { SyncContext } from './context.ts';
import { isInDepartments, isInDepth } from './depth.ts';
import { buryIfFew } from './graveyard.ts';
import { inSlices } from '../lib/slices.ts';

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
  // Rows without a change time are followed by ones that have it.
  if (isNew || !('modifiedTime' in row)) return;
  const hasMoved = fields.includes('modifiedTime');
  const isEcho = fields.every((name) => ECHOES.has(name));
  if (isEcho && !hasMoved) return;
  const held = cache.tickets.get(id);
  if (held === null || held.bodyOf === null) return;
  const parts = doubtfulParts(context, row, isWholeRow(row));
  const isHidden = held.isComplete && isEcho;
  if (isHidden && parts.length > 0) cache.tickets.doubt(id, parts);
  // A draft that is sent or thrown away need not move a count, whatever else changed along.
  else if (parts.includes('threads')) cache.tickets.doubt(id, ['threads']);
  // Time entries that were edited can wait for the sweep.
  if ((!isHidden && parts.length > 0) || (held.doc.timeEntryCount ?? 0) > 0) cache.tickets.noteForSweep(id);
}

export interface StoredRows {
  changed: string[];
  /** Of these, the ones that a customer wrote to. */
  byCustomers: number;
}

/** Rows stored in one transaction: a hundred at once would hold up everything else for too long, few write each page of an index often. */
export const AT_ONCE = 25;

/** How long an answer may be older than another that came before it: caches and search indexes lag. */
const LAG_MS = 10 * 60_000;

/** Whether a row is of before what is held: the search index lags behind what the list said a moment ago. */
function isStale({ clock }: SyncContext, row: Ticket, held: Held<Ticket>): boolean {
  if (!row.modifiedTime || !held.doc.modifiedTime || clock.now() - held.asOf > LAG_MS) return false;
  if (row.modifiedTime < held.doc.modifiedTime) return true;
  const { threadCount, customerResponseTime } = held.doc;
  return (
    row.modifiedTime === held.doc.modifiedTime &&
    (row.threadCount ?? 0) < (threadCount ?? 0) &&
    (row.customerResponseTime ?? '') < (customerResponseTime ?? '')
  );
}

/**
 * Rows of a list, as far as the agent's depth wants them; the last of them in one transaction with `within`. Rows that
 * are held are brought up to date whatever the depth. Those that moved out of the wanted departments leave like any that
 * are gone: a few at once, more only after the agent was asked. Until then, and after a smaller choice of departments,
 * they stay.
 */
export async function storeTicketRows(
  context: SyncContext,
  rows: readonly Ticket[],
  within?: () => void,
): Promise<StoredRows> {
  const { cache, clock, emit } = context;
  const depth = context.depth();
  const now = context.serviceNow();
  const stored: StoredRows = { changed: [], byCustomers: 0 };
  let isMuch = false;
  await inSlices(rows, AT_ONCE, (part, isLast) => {
    const moved: string[] = [];
    const returned: string[] = [];
    const wanted = new Map<string, Ticket>();
    for (const row of part) {
      const held = cache.tickets.get(row.id);
      if (row.isDeleted === true) continue;
      if (held === null ? !isInDepth(row, depth, now) : isStale(context, row, held)) continue;
      wanted.set(row.id, withLateness(row, now));
      if (held?.doc.departmentId == null || row.departmentId == null) continue;
      if (held.doc.departmentId === row.departmentId) continue;
      if (isInDepartments(row, depth)) returned.push(row.id);
      else if (isInDepartments(held.doc, depth)) moved.push(row.id);
    }
    const changes = cache.transaction(() => {
      if (isLast) within?.();
      const made = cache.tickets.applyRows([...wanted.values()], clock.now(), isWholeRow);
      for (const change of made) {
        if (change.isNew) cache.tombstones.delete('ticket', change.id);
        noteHidden(context, change, wanted.get(change.id) as Ticket);
      }
      for (const id of returned) cache.sweepNotes.settle(id);
      for (const id of moved) cache.sweepNotes.miss(id, 'moved');
      return made;
    });
    for (const id of moved) if (!buryIfFew(context, id, 'moved')) isMuch = true;
    const left = changes.filter(({ id }) => cache.tickets.get(id) !== null);
    stored.changed.push(...left.map(({ id }) => id));
    stored.byCustomers += left.filter(({ isNew, fields }) => isNew || fields.includes('customerResponseTime')).length;
  });
  if (stored.changed.length > 0) emit('tickets.changed', { ids: stored.changed });
  if (isMuch) context.onManyGone();
  return stored;
}
