import { z } from 'zod';
import type { Ticket } from '../../src-preload/contract/tickets.ts';
import { type ListTicketsOptions, listTickets } from '../api/tickets.ts';
import { isAppError } from '../lib/app-error.ts';
import type { SyncContext } from './context.ts';
import { readPages } from './pages.ts';

const PAGE = 100;
/** A list is read whole this often, for changes that move no thread: status, assignee, deletion. */
const SWEEP_MS = 15 * 60_000;
const listCursor = z.object({ received: z.number(), startedAt: z.number(), isDone: z.boolean() });
const orderCursor = z.object({ sortBy: z.string() });
/** Cursor whose `updatedAt` is the as-of time of every ticket list. */
export const TICKETS_AS_OF = 'tickets.asOf';

function storePage(
  context: SyncContext,
  rows: readonly Ticket[],
  cursor: { name: string; value: unknown } | null,
): string[] {
  const { cache, clock, emit } = context;
  const changed = cache.transaction(() => {
    if (cursor !== null) cache.cursors.set(cursor.name, cursor.value, clock.now());
    return cache.tickets.upsertRows(rows, clock.now());
  });
  if (changed.length > 0) emit('tickets.changed', { ids: changed });
  return changed;
}

const recentTime = ({ lastThread, customerResponseTime, createdTime }: Ticket): string =>
  [lastThread?.['createdTime'], customerResponseTime, createdTime].find(
    (value): value is string => typeof value === 'string',
  ) ?? '';

/** Whether a `-` means newest first differs between editions (service-facts): asked both ways once, then kept. */
async function newestFirst(context: SyncContext): Promise<string> {
  const { cache, client, clock, signal } = context;
  const kept = cache.cursors.get('tickets.order', orderCursor);
  if (kept !== null) return kept.sortBy;
  const [minus, plain] = await Promise.all(
    ['-recentThread', 'recentThread'].map((sortBy) => listTickets(client, { sortBy, limit: 5, signal })),
  );
  const newest = (rows: Ticket[] = []): string => rows.map(recentTime).sort().at(-1) ?? '';
  const sortBy = newest(minus) >= newest(plain) ? '-recentThread' : 'recentThread';
  cache.cursors.set('tickets.order', { sortBy }, clock.now());
  return sortBy;
}

/** Reads one list to its end, resuming where an interrupted run stopped. Answers false when it was done before. */
async function pullWholeList(
  context: SyncContext,
  name: string,
  filter: ListTicketsOptions,
  isDue: (cursor: z.output<typeof listCursor> | null) => boolean,
): Promise<boolean> {
  const { cache, client, clock, signal, onProgress } = context;
  const held = cache.cursors.get(name, listCursor);
  if (!isDue(held)) return false;
  const run = held !== null && !held.isDone ? held : { received: 0, startedAt: clock.now(), isDone: false };
  const fetchPage = (query: { from?: number; limit: number }): Promise<Ticket[]> =>
    listTickets(client, { ...filter, ...query, include: 'contacts', signal });
  for await (const { rows, received, isLast } of readPages(fetchPage, { limit: PAGE, received: run.received })) {
    storePage(context, rows, { name, value: { ...run, received, isDone: isLast } });
    onProgress({ noun: 'tickets', done: Math.max(received, cache.tickets.count()), total: null });
  }
  return true;
}

const once = (cursor: z.output<typeof listCursor> | null): boolean => !cursor?.isDone;

/**
 * The ticket lists: at first the agent's own open ones, then all open ones, then everything, newest first; from then on
 * the first pages by recent thread until one holds nothing new, and everything again every quarter of an hour.
 */
export async function pullTickets(context: SyncContext): Promise<void> {
  const { cache, client, clock, agentId, signal, logger } = context;
  for (const [name, filter] of [
    ['tickets.myOpen', { assignee: agentId, status: 'Open' }],
    ['tickets.open', { status: 'Open' }],
  ] as const) {
    try {
      await pullWholeList(context, name, filter, once);
    } catch (error) {
      // A portal may name its statuses otherwise; the whole list brings them all the same.
      if (!isAppError(error, 'invalid')) throw error;
      logger.info('the service refused a filter of the ticket list', { name });
      cache.cursors.set(name, { received: 0, startedAt: clock.now(), isDone: true }, clock.now());
    }
  }
  const sortBy = await newestFirst(context);
  const sweptAt = cache.cursors.updatedAt('tickets.all') ?? 0;
  const swept = await pullWholeList(
    context,
    'tickets.all',
    { sortBy },
    (cursor) => once(cursor) || Math.abs(clock.now() - sweptAt) > SWEEP_MS,
  );
  if (!swept) {
    const fetchPage = (query: { from?: number; limit: number }): Promise<Ticket[]> =>
      listTickets(client, { ...query, sortBy, include: 'contacts', signal });
    for await (const { rows } of readPages(fetchPage, { limit: PAGE })) {
      const changed = new Set(storePage(context, rows, null));
      const oldest = rows.at(-1);
      if (oldest === undefined || !changed.has(oldest.id)) break;
    }
  }
  cache.cursors.set(TICKETS_AS_OF, {}, clock.now());
}
