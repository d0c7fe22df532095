import { z } from 'zod';
import type { Ticket } from '../../src-preload/contract/tickets.ts';
import { SEARCH_LIMIT } from '../api/search.ts';
import { searchTicketsInRange } from '../api/live.ts';
import type { CallOptions } from '../api/client.ts';
import { receivedOf } from '../api/operation.ts';
import type { SyncContext } from './context.ts';

/** Where a walk through change times stands: from the newest down to `bottom`. Epoch milliseconds. */
export const windowCursor = z.object({
  bottom: z.number(),
  /** Upper edge of the window at hand. */
  top: z.number(),
  width: z.number(),
  received: z.number(),
});
export type WindowCursor = z.output<typeof windowCursor>;

export interface WindowPage {
  rows: Ticket[];
  /** Null at the end. */
  next: WindowCursor | null;
  /** How many tickets the window holds; null when the service does not say. */
  count: number | null;
}

const PAGE = 100;
/** Pages cost more beyond this offset (service-facts): a window that holds more is cut. */
const WANTED_ROWS = 2_000;
/** Rows that change leave their window, and the rest moves up past the page's edge: pages begin a little early. */
const OVERLAP = 5;
const NARROWEST_MS = 1_000;
const HOUR_MS = 3_600_000;

export const openWindow = (bottom: number, top: number, width = 7 * 24 * HOUR_MS): WindowCursor => ({
  bottom,
  top,
  width: Math.max(NARROWEST_MS, Math.min(width, top - bottom)),
  received: 0,
});

/**
 * One page of the tickets changed between two times, by the live service's own search: its rows are whole, and windows
 * keep every page cheap and every row within reach. Null where the service knows no ranges.
 */
export async function readWindow(
  { client, capabilities }: SyncContext,
  cursor: WindowCursor,
  options: CallOptions,
  limit = PAGE,
): Promise<WindowPage | null> {
  const { bottom, top, width, received } = cursor;
  const lower = Math.max(bottom, top - width);
  const iso = (time: number): string => new Date(time).toISOString();
  const query = { since: iso(lower), until: iso(top), limit, ...(received === 0 ? {} : { from: received }) };
  const { rows, count, isRanged } = await searchTicketsInRange(client, capabilities, query, options);
  if (!isRanged) return null;
  if (received === 0 && (count ?? 0) > WANTED_ROWS && width > NARROWEST_MS) {
    const narrower = Math.max(NARROWEST_MS, Math.floor(width / Math.ceil((2 * (count ?? 0)) / WANTED_ROWS)));
    return { rows: [], next: { ...cursor, width: narrower }, count };
  }
  const sent = receivedOf(rows);
  const total = received + sent;
  if (sent === limit && total + limit <= SEARCH_LIMIT) {
    return { rows, next: { ...cursor, received: total - OVERLAP }, count };
  }
  // More rows than the search gives out, and no count said so: what is behind them is read by a narrower window.
  if (sent === limit && width > NARROWEST_MS) {
    return { rows, next: { ...cursor, width: Math.max(NARROWEST_MS, Math.floor(width / 4)), received: 0 }, count };
  }
  if (lower <= bottom) return { rows, next: null, count };
  const wider = total * 4 < WANTED_ROWS ? width * 4 : width;
  return { rows, next: { bottom, top: lower, width: wider, received: 0 }, count };
}
