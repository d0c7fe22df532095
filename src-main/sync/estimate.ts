import type { DepthEstimate } from '../../src-preload/contract/sync.ts';
import { PRIORITY } from '../api/client.ts';
import { listTickets } from '../api/tickets.ts';
import { isAppError } from '../lib/app-error.ts';
import type { SyncContext } from './context.ts';
import { cutoffOf, type Depth, isInDepth } from './depth.ts';
import { readWindow } from './windows.ts';

/** What one ticket takes beyond its row where nothing better is known: means of ordinary desks. */
const THREADS_PER_TICKET = 3.5;
const CONVERSATION_CREDITS = 3;
const TICKET_KILOBYTES = 14;
const FILE_SHARE = 0.25;

/** How many tickets there are since the cutoff: what the service counts, or null where it does not. */
async function countSince(context: SyncContext, depth: Depth): Promise<number | null> {
  const now = context.serviceNow();
  const cutoff = cutoffOf(depth, now);
  if (cutoff === Number.POSITIVE_INFINITY || context.capabilities.has('modifiedTimeRange') === false) return null;
  const window = { bottom: cutoff, top: now + 60_000, width: now + 60_000 - cutoff, received: 0 };
  const page = await readWindow(context, window, { signal: context.signal, priority: PRIORITY.screen }, 1);
  return page === null ? null : (page.count ?? (page.rows.length === 0 ? 0 : null));
}

/** Tickets of the list, by doubling: where a page of one row is still there, there are more. At most 20 cheap calls. */
async function probeCount({ client, signal }: SyncContext, status?: string): Promise<number> {
  const has = async (from: number): Promise<boolean> =>
    (
      await listTickets(client, {
        limit: 1,
        ...(from === 0 ? {} : { from }),
        ...(status === undefined ? {} : { status }),
        signal,
        priority: PRIORITY.screen,
      })
    ).length > 0;
  if (!(await has(0))) return 0;
  let low = 0;
  let high = 64;
  while (high < 1_000_000 && (await has(high))) [low, high] = [high, high * 4];
  // To within a quarter: an estimate needs no more.
  while (high - low > Math.max(16, low / 4)) {
    const middle = Math.floor((low + high) / 2);
    if (await has(middle)) low = middle;
    else high = middle;
  }
  return high;
}

/**
 * What a depth will take, before anything is pulled: tickets counted by the service's search where it counts, else from
 * what is held or by a few cheap probes; the rest from the means of what is held so far.
 */
async function estimateDepth(
  context: SyncContext,
  depth: Depth,
  total: () => Promise<number> = () => probeCount(context),
): Promise<DepthEstimate> {
  const { cache } = context;
  let counted: number | null = null;
  try {
    counted = await countSince(context, depth);
  } catch (error) {
    if (!isAppError(error, 'invalid', 'forbidden')) throw error;
  }
  const open = cache.tickets.listOpenIds().length;
  let guess = counted;
  if (guess === null && depth.range === 'open') guess = open > 0 ? open : await probeCount(context, 'Open');
  guess ??= inRange(context, depth, open, await total());
  if (depth.departmentIds !== null) {
    guess = Math.ceil((guess * depth.departmentIds.length) / Math.max(1, cache.departments.count()));
  }
  const tickets = Math.max(guess, depth.range === 'open' ? 0 : open);
  // Lists bring many tickets before the messages of any.
  const whole = cache.tickets.count() - cache.tickets.countBodies().pending;
  const threads = whole > 20 ? Math.max(1, cache.threads.count() / whole) : THREADS_PER_TICKET;
  const known = Math.min(tickets, heldInDepth(context, depth));
  const missing = tickets - known;
  const pages = Math.ceil(tickets / 100);
  const files = depth.attachmentBytes === 0 ? 0 : missing * FILE_SHARE;
  const calls = pages + missing * (1 + threads) + files;
  const credits = pages * 3 + missing * (CONVERSATION_CREDITS + threads) + files;
  const kilobytes = missing * TICKET_KILOBYTES + files * (Math.min(depth.attachmentBytes, 400_000) / 2 / 1024);
  return {
    tickets,
    calls: Math.ceil(calls),
    credits: Math.ceil(credits),
    megabytes: Math.ceil(kilobytes / 1024),
    isGuess: counted === null || depth.departmentIds !== null,
  };
}

const DAY_MS = 24 * 3_600_000;
/** The part of all tickets that falls into a range, as if they had come evenly since the oldest open one that is held. */
function inRange({ cache, serviceNow }: SyncContext, { range }: Depth, open: number, total: number): number {
  if (range === 'all' || range === 'open' || total <= open) return total;
  const [oldest] = cache.tickets.listOpenIds().sort((a, b) => a.length - b.length || (a < b ? -1 : 1));
  const created = oldest === undefined ? null : cache.tickets.get(oldest)?.doc.createdTime;
  const span = created == null ? 365 * DAY_MS : Math.max(DAY_MS, serviceNow() - Date.parse(created));
  return Math.ceil(open + (total - open) * Math.min(1, (range * DAY_MS) / span));
}

/** A total is good for so long: an estimate needs no newer one. */
const TOTAL_MS = 3_600_000;

export interface Estimates {
  of(depth: Depth): Promise<DepthEstimate>;
  /** Nobody waits for it any more: its calls end, and it fails. */
  end(): void;
}

/** Estimates of one sync: what was probed is kept for an hour, and a newer question ends an older one's calls. */
export function createEstimates(context: SyncContext): Estimates {
  let known: { total: number; at: number } | null = null;
  let current: AbortController | null = null;
  return {
    async of(depth) {
      current?.abort(new Error('another depth was asked for'));
      const mine = (current = new AbortController());
      const asked = { ...context, signal: AbortSignal.any([context.signal, mine.signal]) };
      return estimateDepth(asked, depth, async () => {
        const now = context.clock.now();
        if (known === null || Math.abs(now - known.at) > TOTAL_MS) known = { total: await probeCount(asked), at: now };
        return known.total;
      });
    },
    end: () => current?.abort(new Error('nobody waits for it')),
  };
}

/** How many tickets of a depth are held already; looked at only while they are few. */
function heldInDepth({ cache, serviceNow }: SyncContext, depth: Depth): number {
  const held = cache.tickets.count();
  if (held === 0) return 0;
  const { pending } = cache.tickets.countBodies();
  const whole = held - pending;
  if (depth.range === 'all') return whole;
  const sample = cache.tickets.listOpenIds().slice(0, 200);
  const now = serviceNow();
  const inDepth = sample.filter((id) => {
    const ticket = cache.tickets.get(id);
    return ticket !== null && ticket.isComplete && isInDepth(ticket.doc, depth, now);
  }).length;
  return depth.range === 'open' && sample.length > 0
    ? Math.round((cache.tickets.listOpenIds().length * inDepth) / sample.length)
    : whole;
}
