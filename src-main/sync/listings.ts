import { z } from 'zod';
import type { SearchReach } from '../../src-preload/contract/search.ts';
import { depth as depthSchema } from '../../src-preload/contract/sync.ts';
import { PRIORITY } from '../api/client.ts';
import type { SyncContext } from './context.ts';
import { cutoffOf, type Depth } from './depth.ts';
import type { GoneReason } from '../store/tombstones.ts';
import { buryTicket, mayRemoveUnasked, verifyMissing } from './graveyard.ts';
import { tellsChanges } from './poll.ts';
import type { Job } from './scheduler.ts';
import { SWEPT } from './sweep.ts';
import { storeTicketRows } from './ticket-rows.ts';
import { windowCursor } from './windows.ts';
import { createDepthReader, createOpenReader, type Reader, TICKETS_READ } from './tickets.ts';

const listing = z.object({
  at: z.unknown(),
  isDone: z.boolean(),
  startedAt: z.number(),
  /** Epoch milliseconds of the service's clock when it began: changes since then are the polls'. */
  since: z.number(),
  depth: depthSchema.nullable().optional(),
});

const OPEN = 'tickets.open';
const DEPTH = 'tickets.depth';
const LENGTH = { open: 0, 30: 30, 90: 90, 365: 365, all: Number.POSITIVE_INFINITY } as const;

/** Whether everything that `wanted` asks for was read under `held`. */
export const covers = (held: Depth, wanted: Depth): boolean =>
  LENGTH[held.range] >= LENGTH[wanted.range] &&
  (held.departmentIds === null ||
    (wanted.departmentIds !== null && wanted.departmentIds.every((id) => held.departmentIds?.includes(id))));

interface ListingSpec {
  name: string;
  priority: number;
  purpose: Job['purpose'];
  reader: Reader;
  /** Read again when the depth grows. */
  followsDepth: boolean;
  /** Whether what it needs is there. */
  isReady?(): boolean;
  onDone(since: number): void;
}

function createListing(context: SyncContext, spec: ListingSpec): Job {
  const { cache, clock } = context;
  const read = () => cache.cursors.get(spec.name, listing);
  const isDone = (held: ReturnType<typeof read>): boolean =>
    held !== null &&
    (spec.followsDepth && (held.depth == null || !covers(held.depth, context.depth())) ? false : held.isDone);
  return {
    name: spec.name,
    priority: spec.priority,
    purpose: spec.purpose,
    nextAt: () => (spec.isReady?.() === false || isDone(read()) ? Number.POSITIVE_INFINITY : 0),
    async step() {
      const held = read();
      const current = context.depth();
      const goesOn =
        held !== null && !held.isDone && (!spec.followsDepth || (held.depth != null && covers(held.depth, current)));
      const run = goesOn
        ? held
        : { at: null, isDone: false, startedAt: clock.now(), since: context.serviceNow(), depth: current };
      const { rows, isLast, cursor } = await spec.reader.read(run.at);
      await storeTicketRows(context, rows, () =>
        cache.cursors.set(spec.name, { ...run, at: cursor, isDone: isLast }, clock.now()),
      );
      context.onProgress({ noun: 'tickets', done: cache.tickets.count(), total: null });
      if (isLast) spec.onDone(run.since);
    },
  };
}

/** The first reading: the agent's own open tickets, all open ones, then everything that the depth wants. */
export function createListingJobs(context: SyncContext): Job[] {
  const { cache, clock, agentId } = context;
  const done = (name: string): boolean => cache.cursors.get(name, listing)?.isDone === true;
  return [
    createListing(context, {
      name: 'tickets.myOpen',
      priority: 96,
      purpose: 'fresh',
      reader: createOpenReader(context, agentId),
      followsDepth: false,
      onDone: () => undefined,
    }),
    createListing(context, {
      name: OPEN,
      priority: 95,
      purpose: 'fresh',
      reader: createOpenReader(context, null),
      followsDepth: false,
      isReady: () => done('tickets.myOpen'),
      onDone(since) {
        const mine = cache.cursors.get('tickets.myOpen', listing);
        cache.cursors.set(TICKETS_READ, { until: Math.min(since, mine?.since ?? since) }, clock.now());
      },
    }),
    createListing(context, {
      name: DEPTH,
      priority: 50,
      purpose: 'history',
      reader: createDepthReader(context),
      followsDepth: true,
      isReady: () => done(OPEN),
      // What was just read whole needs no sweep for a day.
      onDone: () => void (cache.cursors.updatedAt(SWEPT) ?? cache.cursors.set(SWEPT, {}, clock.now())),
    }),
  ];
}

/** How far the lists were read: what a search here can find at all. */
export function reachOf({ cache, depth: choice, serviceNow }: SyncContext): SearchReach {
  const depth = choice();
  const run = cache.cursors.get(DEPTH, listing);
  const isRead = run?.isDone === true && run.depth != null && covers(run.depth, depth);
  const isListed = isRead && cache.cursors.get(OPEN, listing)?.isDone === true;
  const departments = depth.departmentIds?.length ?? null;
  if (depth.range === 'open') return { isListed, closed: 'none', closedSince: null, departments };
  if (isListed && depth.range === 'all') return { isListed, closed: 'all', closedSince: null, departments };
  const cutoff = cutoffOf(depth, serviceNow());
  const window = windowCursor.safeParse(run?.at).data;
  const reached = window === undefined ? null : Math.max(cutoff, window.top);
  return { isListed, closed: 'since', closedSince: isListed ? cutoff : reached, departments };
}

/** Cursor whose `updatedAt` says when the open tickets were last read again, where nothing tells of changes. */
export const RELISTED = 'tickets.relisted';
const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/**
 * Where the service does not tell changes: the open tickets again, the more seldom the more there are. Those that were
 * open here and are in the list no more are asked for one by one: closed, moved or gone.
 */
export function createRelistJob(context: SyncContext): Job {
  const { cache, clock, signal } = context;
  const reader = createOpenReader(context, null);
  /** Found gone, and here still while the agent is being asked: not asked for again within a day. */
  const knownGone = new Map<string, number>();
  const lastRun = z.object({ pages: z.number() });
  let run: {
    at: unknown;
    seen: Set<string>;
    startedAt: number;
    pages: number;
    missing: string[] | null;
    gone: Map<string, GoneReason>;
  } | null = null;
  return {
    name: 'tickets.relist',
    priority: 46,
    purpose: 'fresh',
    nextAt() {
      if (tellsChanges(context) || cache.cursors.updatedAt(TICKETS_READ) === null) return Number.POSITIVE_INFINITY;
      if (run !== null) return 0;
      const pages = cache.cursors.get(RELISTED, lastRun)?.pages ?? 1;
      return (cache.cursors.updatedAt(RELISTED) ?? 0) + Math.max(10, pages * 3) * MINUTE_MS;
    },
    async step() {
      run ??= { at: null, seen: new Set(), startedAt: clock.now(), pages: 0, missing: null, gone: new Map() };
      const { startedAt, seen, gone } = run;
      if (run.missing === null) {
        const { rows, isLast, cursor } = await reader.read(run.at);
        for (const { id } of rows) seen.add(id);
        const { changed } = await storeTicketRows(context, rows);
        if (changed.length > 0) context.onHot(changed);
        run = { ...run, at: cursor, pages: run.pages + 1 };
        if (!isLast) return;
        const yesterday = clock.now() - DAY_MS;
        run.missing = cache.tickets
          .listOpenIds()
          .filter(
            (id) => !seen.has(id) && !cache.sweepNotes.isKept(id) && (knownGone.get(id) ?? yesterday) <= yesterday,
          );
      }
      const id = run.missing.pop();
      if (id === undefined) {
        cache.cursors.set(RELISTED, { pages: run.pages }, clock.now());
        run = null;
        if (!context.mayRemove() || !mayRemoveUnasked(gone.size, cache.tickets.count())) {
          for (const each of gone.keys()) knownGone.set(each, clock.now());
          return context.onManyGone();
        }
        for (const [each, reason] of gone) buryTicket(context, each, reason);
        return;
      }
      if ((cache.tickets.get(id)?.detailAsOf ?? 0) > startedAt) return;
      try {
        const verdict = await verifyMissing(context, id, { signal, priority: PRIORITY.sync });
        if ('reason' in verdict) gone.set(id, verdict.reason);
        else context.onHot((await storeTicketRows(context, [verdict.ticket])).changed);
      } catch (error) {
        run.missing.push(id);
        throw error;
      }
    },
  };
}
