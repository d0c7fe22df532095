import { PRIORITY } from '../api/client.ts';
import { getThread } from '../api/threads.ts';
import { isAppError } from '../lib/app-error.ts';
import type { SyncContext } from './context.ts';
import type { Job } from './scheduler.ts';

/** The first look comes this soon, each further one after twice the wait, none later than the last. */
const FIRST_MS = 5_000;
const LAST_MS = 3_600_000;
/** A service that leaves many for ever as being sent must not eat the day's credits: the newest are followed. */
const MOST = 50;

export interface Unsettled {
  job: Job;
  /** Somebody wants to know: all are looked at now, and soon again. */
  hurry(): void;
}

/**
 * Threads that were being sent when they were read: nothing in their ticket says when they are. The waits are this
 * process's own, so that neither a read of the ticket, a restart nor a wrong clock puts a look off.
 */
export function createUnsettled(context: SyncContext): Unsettled {
  const { cache, client, clock, signal } = context;
  const waits = new Map<string, { at: number; waitMs: number }>();

  function listWaiting(): { ticketId: string; id: string; at: number }[] {
    const threads = cache.tickets.listUnsettled(MOST);
    const ids = new Set(threads.map(({ id }) => id));
    for (const id of waits.keys()) if (!ids.has(id)) waits.delete(id);
    const now = clock.now();
    return threads.map(({ ticketId, id }) => {
      const wait = waits.get(id) ?? { at: now + FIRST_MS, waitMs: FIRST_MS };
      waits.set(id, wait);
      // A clock that was set back makes no wait longer.
      wait.at = Math.min(wait.at, now + wait.waitMs);
      return { ticketId, id, at: wait.at };
    });
  }

  return {
    hurry() {
      for (const { id } of listWaiting()) waits.set(id, { at: 0, waitMs: FIRST_MS / 2 });
    },
    job: {
      name: 'threads.unsettled',
      priority: 60,
      purpose: 'fresh',
      nextAt: () => Math.min(Number.POSITIVE_INFINITY, ...listWaiting().map(({ at }) => at)),
      async step() {
        const now = clock.now();
        const due = listWaiting().find(({ at }) => at <= now);
        if (due === undefined) return;
        const { ticketId, id } = due;
        const waitMs = Math.min(LAST_MS, (waits.get(id)?.waitMs ?? 0) * 2);
        waits.set(id, { at: now + waitMs, waitMs });
        try {
          const row = await getThread(client, ticketId, id, { signal, priority: PRIORITY.sync });
          const threads = cache.threads
            .listOfTicket(ticketId)
            .map(({ doc }) => (doc.id === id ? { ...doc, ...row } : doc));
          if (threads.some((doc) => doc.id === id)) cache.threads.replaceOfTicket(ticketId, threads, clock.now());
        } catch (error) {
          if (!isAppError(error, 'notFound')) throw error;
          cache.tickets.doubt(ticketId, ['threads']);
        }
        context.emit('tickets.changed', { ids: [ticketId] });
      },
    },
  };
}
