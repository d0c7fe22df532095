import { z } from 'zod';
import type { Ticket } from '../../src-preload/contract/tickets.ts';
import { PRIORITY } from '../api/client.ts';
import { type ListTicketsOptions, listTickets } from '../api/tickets.ts';
import { isAppError } from '../lib/app-error.ts';
import type { SyncContext } from './context.ts';
import { cutoffOf, lastTouched } from './depth.ts';
import { type Page, readPages } from './pages.ts';
import { openWindow, readWindow, windowCursor } from './windows.ts';

const PAGE = 100;
/** Cursor whose `updatedAt` is the as-of time of every ticket list. */
export const TICKETS_AS_OF = 'tickets.asOf';
/** Written once the open tickets are held: from then on the polls keep them fresh. */
export const TICKETS_READ = 'tickets.read';

/** By what the list by recent thread is sorted: the time of the last thread, else when the ticket began; empty for neither. */
export const recentTime = ({ lastThread, customerResponseTime, createdTime }: Ticket): string =>
  [lastThread?.['createdTime'], customerResponseTime, createdTime].find(
    (value): value is string => typeof value === 'string',
  ) ?? '';

/** Whether a `-` means newest first differs between editions (service-facts): asked both ways once, then kept. */
export async function newestFirst({ client, capabilities, signal }: SyncContext): Promise<string> {
  const kept = capabilities.spelling('sort.tickets.recentThread');
  if (kept !== null) return kept;
  const [minus, plain] = await Promise.all(
    ['-recentThread', 'recentThread'].map((sortBy) => listTickets(client, { sortBy, limit: 5, signal })),
  );
  const newest = (rows: Ticket[] = []): string => rows.map(recentTime).sort().at(-1) ?? '';
  const sortBy = newest(minus) >= newest(plain) ? '-recentThread' : 'recentThread';
  capabilities.settle('sort.tickets.recentThread', sortBy);
  return sortBy;
}

/** One step of a reading of many rows: what came, and whether it was the last. */
export interface Step {
  rows: Ticket[];
  isLast: boolean;
}

/** A reading of many rows that knows where it stands. `cursor` is JSON, to be kept with the rows. */
export interface Reader {
  /** Goes on from `cursor`, or begins where it is null. */
  read(cursor: unknown): Promise<Step & { cursor: unknown }>;
}

const received = z.object({ received: z.number(), status: z.string().optional() });

/** Statuses that are not closed, as most portals name them; the plain `Open` where a portal refuses one. */
const OPEN_STATUSES = ['Open,On Hold,Escalated', 'Open'] as const;

/** A list of tickets from its beginning, as long as `goesOn` says. */
function createListReader(
  context: SyncContext,
  filter: () => Promise<ListTicketsOptions> | ListTicketsOptions,
  goesOn: (rows: readonly Ticket[]) => boolean = () => true,
): Reader {
  const { client, signal } = context;
  let pages: AsyncGenerator<Page<Ticket>, void, undefined> | null = null;
  let at = -1;
  return {
    async read(cursor) {
      const from = received.safeParse(cursor).data?.received ?? 0;
      try {
        if (pages === null || at !== from) {
          const query = await filter();
          pages = readPages(
            (page) =>
              listTickets(client, { ...query, ...page, include: 'contacts,products', signal, priority: PRIORITY.sync }),
            { limit: PAGE, received: from },
          );
        }
        const page = (await pages.next()).value as Page<Ticket> | undefined;
        if (page === undefined) return { rows: [], isLast: true, cursor };
        at = page.received;
        const isLast = page.isLast || !goesOn(page.rows);
        if (isLast) pages = null;
        return { rows: page.rows, isLast, cursor: { received: page.received } };
      } catch (error) {
        pages = null;
        throw error;
      }
    },
  };
}

/** Open tickets of everybody, or of one agent. */
export function createOpenReader(context: SyncContext, assignee: string | null): Reader {
  const by = (status: string): Reader =>
    createListReader(context, () => ({ status, ...(assignee === null ? {} : { assignee }) }));
  const readers = new Map<string, Reader>(OPEN_STATUSES.map((status) => [status, by(status)]));
  return {
    async read(cursor) {
      const [first, second] = OPEN_STATUSES;
      const status = received.safeParse(cursor).data?.status ?? first;
      try {
        const step = await (readers.get(status) ?? by(status)).read(cursor);
        return { ...step, cursor: { ...(step.cursor as object), status } };
      } catch (error) {
        if (!isAppError(error, 'invalid')) throw error;
        // A portal may name its statuses otherwise; the whole list brings them all the same.
        if (status === second) return { rows: [], isLast: true, cursor };
        return { rows: [], isLast: false, cursor: { received: 0, status: second } };
      }
    },
  };
}

/**
 * Everything that the depth wants, newest first: by windows of change time where the service searches by it (whole rows,
 * every page cheap), else the list by recent thread, which ends at the cutoff.
 */
export function createDepthReader(context: SyncContext): Reader {
  const list = createListReader(
    context,
    async () => ({ sortBy: await newestFirst(context) }),
    (rows) => {
      const cutoff = cutoffOf(context.depth(), context.serviceNow());
      return rows.some((row) => lastTouched(row) >= cutoff);
    },
  );
  return {
    async read(cursor) {
      const now = context.serviceNow();
      const cutoff = cutoffOf(context.depth(), now);
      if (cutoff === Number.POSITIVE_INFINITY) return { rows: [], isLast: true, cursor };
      const isListed = received.safeParse(cursor).success && !windowCursor.safeParse(cursor).success;
      if (isListed || context.capabilities.has('modifiedTimeRange') === false) return list.read(cursor);
      const window = windowCursor.safeParse(cursor).data ?? openWindow(cutoff, now + 60_000);
      const page = await readWindow(context, window, { signal: context.signal, priority: PRIORITY.sync });
      if (page === null) return list.read(null);
      return { rows: page.rows, isLast: page.next === null, cursor: page.next ?? window };
    },
  };
}
