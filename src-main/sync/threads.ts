import type { Comment } from '../../src-preload/contract/comments.ts';
import type { Thread } from '../../src-preload/contract/threads.ts';
import type { CallOptions } from '../api/client.ts';
import { listComments } from '../api/comments.ts';
import { getThread, listThreads } from '../api/threads.ts';
import { getTicket } from '../api/tickets.ts';
import { isAppError } from '../lib/app-error.ts';
import { ticketSignature } from '../store/tickets.ts';
import type { SyncContext } from './context.ts';
import { readAll } from './pages.ts';

/** What may change of a thread after it was written: a draft is edited, a pending one is sent or fails. */
const isSettled = (held: Thread, row: Thread): boolean =>
  typeof held.content === 'string' &&
  held.status === row.status &&
  held.status !== 'DRAFT' &&
  held.status !== 'PENDING';

async function withContent(
  context: SyncContext,
  ticketId: string,
  row: Thread,
  held: Thread | undefined,
  options: CallOptions,
): Promise<Thread> {
  if (held !== undefined && isSettled(held, row)) return { ...held, ...row, content: row.content ?? held.content };
  if (typeof row.content === 'string') return row;
  return { ...row, ...(await getThread(context.client, ticketId, row.id, options)) };
}

/**
 * One ticket whole: its detail, threads with content, comments, in one transaction with the mark that they are held.
 * Threads that are held and settled are not fetched again. A ticket that the service no longer has is forgotten.
 */
export async function pullTicketBody(context: SyncContext, ticketId: string, priority: number): Promise<void> {
  const { cache, client, clock, emit, signal } = context;
  const options = { priority, signal };
  const startedAt = clock.now();
  try {
    const ticket = await getTicket(client, ticketId, { ...options, include: 'contacts' });
    const rows = await readAll((query) => listThreads(client, ticketId, { ...query, ...options }), 100);
    const held = new Map(cache.threads.listOfTicket(ticketId).map(({ doc }) => [doc.id, doc]));
    const [threads, comments] = await Promise.all([
      Promise.all(rows.map((row) => withContent(context, ticketId, row, held.get(row.id), options))),
      ticket.commentCount === 0
        ? ([] as Comment[])
        : readAll((query) => listComments(client, ticketId, { ...query, ...options }), 100),
    ]);
    cache.transaction(() => {
      cache.tickets.upsertDetail(ticket, startedAt);
      cache.threads.replaceOfTicket(ticketId, threads, startedAt);
      cache.comments.replaceOfTicket(ticketId, comments, startedAt);
      const doc = cache.tickets.get(ticketId)?.doc;
      if (doc !== undefined) cache.tickets.markBody(ticketId, ticketSignature(doc));
    });
  } catch (error) {
    if (!isAppError(error, 'notFound')) throw error;
    cache.tickets.delete(ticketId);
  }
  emit('tickets.changed', { ids: [ticketId] });
}
