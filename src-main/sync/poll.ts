import { z } from 'zod';
import type { Ticket } from '../../src-preload/contract/tickets.ts';
import { PRIORITY } from '../api/client.ts';
import { listTickets } from '../api/tickets.ts';
import type { SyncContext } from './context.ts';
import { cutoffOf, lastTouched } from './depth.ts';
import { readPages } from './pages.ts';
import { jittered } from './pace.ts';
import type { Job } from './scheduler.ts';
import { type StoredRows, storeTicketRows } from './ticket-rows.ts';
import { newestFirst, recentTime, TICKETS_AS_OF, TICKETS_READ } from './tickets.ts';
import { openWindow, readWindow, type WindowCursor } from './windows.ts';

/** Up to where changes of tickets were read, epoch milliseconds of the service's clock. */
const CHANGES = 'tickets.changes';
/** When the list by recent thread was looked at last. */
const RECENT = 'tickets.recent';
const changesCursor = z.object({ until: z.number() });
const recentCursor = z.object({
  /** Up to where the list was read, epoch milliseconds of the service's clock. */
  until: z.number().nullable(),
  /** A look at it is under way, or was broken off: an unchanged page says nothing of those behind it. */
  isUnderWay: z.boolean(),
});

/** The search index lags behind writes: this much is read twice. */
const OVERLAP_MS = 2 * 60_000;
/** Where changes come from the search, the list itself is asked this often, lest the index misses something. */
const RECENT_MS = 2 * 60 * 60_000;

/** Where one customer writes, others follow; what colleagues do tells less of what comes. */
const CUSTOMERS_NEWS = 1.5;
const OTHERS_NEWS = 0.5;

/** Whether the service tells changes by its search: known once it was asked. */
export const tellsChanges = ({ capabilities }: SyncContext): boolean => capabilities.has('modifiedTimeRange') === true;

export interface Poll extends Job {
  /** Looks now, whatever the pace; `toTheSecond` also where the service's search may not know yet. */
  hurry(toTheSecond: boolean): void;
  /** Milliseconds of the present pace, and when the next look is. */
  readonly next: { paceMs: number; at: number };
  /** Epoch milliseconds of the last look that succeeded. */
  readonly lastAt: number | null;
}

/**
 * What is new, for three credits: at the live service everything that changed since the last look, by its search, whole
 * rows; elsewhere the list by recent thread, until a page that is wholly unchanged or older than the last look.
 */
export function createPoll(context: SyncContext, paceMs: () => number, random: () => number): Poll {
  const { cache, client, clock, signal, emit } = context;
  const options = { priority: PRIORITY.sync, signal };
  let lastAt: number | null = null;
  let isHurried = true;
  let isToTheSecond = true;
  let spread = 1;

  const note = ({ changed, byCustomers }: StoredRows): string[] => {
    if (changed.length > 0) {
      context.onNews(CUSTOMERS_NEWS * byCustomers + OTHERS_NEWS * (changed.length - byCustomers));
      context.onHot(changed);
    }
    return changed;
  };

  /** Answers false where the service can't. */
  async function readChanges(): Promise<boolean> {
    const until = context.serviceNow();
    const held = cache.cursors.get(CHANGES, changesCursor);
    const since = (held?.until ?? cache.cursors.get(TICKETS_READ, changesCursor)?.until ?? until) - OVERLAP_MS;
    // The clock may have been set back meanwhile.
    let window: WindowCursor | null = openWindow(
      Math.min(since, until - OVERLAP_MS),
      until + 60_000,
      Number.MAX_SAFE_INTEGER,
    );
    while (window !== null) {
      const page = await readWindow(context, window, options);
      if (page === null) return false;
      note(await storeTicketRows(context, page.rows));
      window = page.next;
    }
    cache.cursors.set(CHANGES, { until }, clock.now());
    return true;
  }

  async function readRecent(): Promise<void> {
    const sortBy = await newestFirst(context);
    const startedAt = context.serviceNow();
    const cutoff = cutoffOf(context.depth(), startedAt);
    const last = cache.cursors.get(RECENT, recentCursor);
    const until = last?.until ?? cache.cursors.get(TICKETS_READ, changesCursor)?.until ?? null;
    const wasBrokenOff = last?.isUnderWay === true;
    cache.cursors.set(RECENT, { until, isUnderWay: true }, cache.cursors.updatedAt(RECENT) ?? 0);
    const fetchPage = (query: { from?: number; limit: number }): Promise<Ticket[]> =>
      listTickets(client, { ...query, ...options, sortBy, include: 'contacts,products' });
    for await (const { rows } of readPages(fetchPage, { limit: 100 })) {
      const changed = note(await storeTicketRows(context, rows));
      if (rows.every((row) => lastTouched(row) < cutoff)) break;
      if (changed.length === 0 && !wasBrokenOff) break;
      const oldest = rows.at(-1);
      const time = oldest === undefined ? Number.NaN : Date.parse(recentTime(oldest));
      if (until !== null && time < until - OVERLAP_MS) break;
    }
    cache.cursors.set(RECENT, { until: startedAt, isUnderWay: false }, clock.now());
  }

  const at = (): number => {
    if (cache.cursors.updatedAt(TICKETS_READ) === null) return Number.POSITIVE_INFINITY;
    if (isHurried || lastAt === null) return 0;
    // A wall clock that was set back must not put the next look off.
    return Math.min(lastAt, clock.now()) + paceMs() * spread;
  };
  return {
    name: 'poll',
    priority: 90,
    purpose: 'fresh',
    nextAt: at,
    async step() {
      const wasToTheSecond = isToTheSecond;
      isHurried = false;
      isToTheSecond = false;
      try {
        const tells = context.capabilities.has('modifiedTimeRange') !== false && (await readChanges());
        const recentAge = Math.abs(clock.now() - (cache.cursors.updatedAt(RECENT) ?? 0));
        if (!tells || wasToTheSecond || recentAge > RECENT_MS) await readRecent();
      } catch (error) {
        isHurried = true;
        isToTheSecond ||= wasToTheSecond;
        throw error;
      }
      lastAt = clock.now();
      spread = jittered(1_000, random) / 1_000;
      cache.cursors.set(TICKETS_AS_OF, {}, clock.now());
      emit('sync.changed', {});
    },
    hurry(toTheSecond) {
      isHurried = true;
      isToTheSecond ||= toTheSecond;
    },
    get next() {
      return { paceMs: paceMs(), at: at() };
    },
    get lastAt() {
      return lastAt;
    },
  };
}
