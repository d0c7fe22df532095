import { isAbsent } from '../api/capabilities.ts';
import { PRIORITY } from '../api/client.ts';
import { listTicketTags } from '../api/live.ts';
import type { SyncContext } from './context.ts';

export interface Tags {
  /** Reads the tags of a ticket on screen where there is something new to know. Costs one call at most. */
  refresh(ticketId: string): Promise<void>;
}

/** What no count tells, as one tag in the place of another, is seen after this. Milliseconds. */
const AGE_MS = 10 * 60_000;

/** Tags are no part of a ticket: a list of their own per ticket, so they are read for the one that somebody looks at. */
export function createTags({ cache, capabilities, client, clock, emit, signal }: SyncContext): Tags {
  /** What the count was when they were asked for, by ticket. */
  const asked = new Map<string, { at: number; count: number | null }>();
  return {
    async refresh(ticketId) {
      const doc = cache.tickets.get(ticketId)?.doc;
      const has = capabilities.has('tags');
      if (doc === undefined || has === false) return;
      const count = doc.tagCount ?? null;
      // Without any there is nothing to read, once it is known that this service has tags.
      if (count === 0 && has === true) return;
      const last = asked.get(ticketId);
      if (last?.count === count && Math.abs(clock.now() - last.at) < AGE_MS) return;
      asked.set(ticketId, { at: clock.now(), count });
      try {
        const rows = await listTicketTags(client, capabilities, ticketId, { priority: PRIORITY.screen, signal });
        const isNews = cache.tags.set(
          ticketId,
          rows.map(({ name }) => name ?? '').filter((name) => name !== ''),
        );
        if (isNews || has === null) emit('tickets.changed', { ids: [ticketId] });
      } catch (error) {
        if (!isAbsent(error)) throw error;
      }
    },
  };
}
