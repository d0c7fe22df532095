import type { Ticket } from '../../src-preload/contract/tickets.ts';
import type { CallOptions } from '../api/client.ts';
import { searchTickets } from '../api/search.ts';
import { getTicket } from '../api/tickets.ts';
import { isAppError } from '../lib/app-error.ts';
import type { GoneReason } from '../store/tombstones.ts';
import type { SyncContext } from './context.ts';

/** The most that may go without asking: 5% of what is held. One row always may. */
export const mayRemoveUnasked = (gone: number, held: number): boolean => gone <= Math.max(1, held * 0.05);

const DAY_MS = 24 * 3_600_000;
/** 403s that are about the whole sign-in, not about one row. */
const NOT_THE_ROW = new Set(['SCOPE_MISMATCH', 'OAUTH_ORG_MISMATCH', 'LICENSE_ACCESS_LIMITED']);

export type Verdict = { ticket: Ticket } | { reason: GoneReason };

/** Why a whole ticket that was answered is none of ours any more; null when it is alive. */
export const goneReason = ({ isDeleted, isSpam }: Ticket): GoneReason | null =>
  isDeleted === true ? 'deleted' : isSpam === true ? 'spam' : null;

/** Asks for one ticket: it, or why it is gone. Merged ones answer like those that never were. */
export async function verifyTicket({ client }: SyncContext, id: string, options: CallOptions): Promise<Verdict> {
  try {
    const ticket = await getTicket(client, id, { ...options, include: 'contacts,products' });
    const reason = goneReason(ticket);
    return reason === null ? { ticket } : { reason };
  } catch (error) {
    if (isAppError(error, 'notFound')) return { reason: 'notFound' };
    if (isAppError(error, 'forbidden') && !NOT_THE_ROW.has(error.service?.errorCode ?? '')) {
      return { reason: 'forbidden' };
    }
    throw error;
  }
}

/** Lists and search lag behind writes: a ticket that changed within this may be missing from them for no other reason. */
const LAG_MS = 30_000;

/**
 * As verifyTicket, for a ticket that a list should have had. Where details do not say what is spam (the reference's do
 * not), its number is searched for: what is there but in no list and no search is hidden as spam.
 */
export async function verifyMissing(context: SyncContext, id: string, options: CallOptions): Promise<Verdict> {
  const verdict = await verifyTicket(context, id, options);
  if ('reason' in verdict || 'isSpam' in verdict.ticket) return verdict;
  const { ticketNumber, modifiedTime } = verdict.ticket;
  const isRecent = context.serviceNow() - (Date.parse(modifiedTime ?? '') || 0) < LAG_MS;
  if (ticketNumber == null || isRecent) return verdict;
  try {
    const { rows } = await searchTickets(context.client, { ticketNumber, limit: 10 }, options);
    return rows.some((row) => row.id === id) ? verdict : { reason: 'spam' };
  } catch (error) {
    // Whoever may not search is not told.
    if (!isAppError(error, 'forbidden', 'invalid')) throw error;
    return verdict;
  }
}

/** Moves a ticket with everything that hangs on it among the tombstones. */
export function buryTicket({ cache, clock, emit, onGone }: SyncContext, id: string, reason: GoneReason): void {
  cache.transaction(() => {
    const held = cache.tickets.get(id);
    if (held === null) return;
    const goneAt = clock.now();
    cache.tombstones.add({ noun: 'ticket', id, doc: held.doc, goneAt, reason });
    for (const { doc } of cache.threads.listOfTicket(id)) {
      cache.tombstones.add({ noun: 'thread', id: doc.id, doc: { ...doc, ticketId: id }, goneAt, reason });
    }
    for (const { doc } of cache.comments.listOfTicket(id)) {
      cache.tombstones.add({ noun: 'comment', id: doc.id, doc: { ...doc, ticketId: id }, goneAt, reason });
    }
    cache.tickets.delete(id);
    cache.sweepNotes.settle(id);
  });
  onGone(id);
  emit('tickets.changed', { ids: [id] });
}

/**
 * A ticket that background work found gone. A few may go at once; when more than 5% went within a day, the rest waits for
 * the next sweep, which asks; one that the agent wanted kept stays. Answers whether it was removed.
 */
export function buryIfFew(context: SyncContext, id: string, reason: GoneReason): boolean {
  const { cache, clock } = context;
  if (cache.sweepNotes.isKept(id)) return false;
  const gone = cache.tombstones.countSince('ticket', clock.now() - DAY_MS) + 1;
  if (!context.mayRemove() || !mayRemoveUnasked(gone, cache.tickets.count() + gone - 1)) {
    cache.sweepNotes.miss(id, reason);
    return false;
  }
  buryTicket(context, id, reason);
  return true;
}
