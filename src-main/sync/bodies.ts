import { PRIORITY } from '../api/client.ts';
import { isAppError } from '../lib/app-error.ts';
import type { SyncContext } from './context.ts';
import { isOpen } from './depth.ts';
import type { Job } from './scheduler.ts';
import { pullTicketBody, type Pulled, type PullOptions } from './ticket-body.ts';

/** Tickets whose contents are pulled side by side; the client itself keeps calls to three. */
const WORKERS = 3;
/** A ticket that the service refuses is left alone this long. */
const REFUSED_MS = 10 * 60_000;
const DAY_MS = 24 * 3_600_000;
/** Lists may miss a write for a moment: how often, and after which first wait, they are asked again. */
const SHORT = { tries: 3, waitMs: 20_000 };

export interface Bodies {
  jobs: Job[];
  /** One pull for a ticket at a time, whoever asks. */
  pull(id: string, options: PullOptions): Promise<Pulled>;
  hot(ids: readonly string[]): void;
  view(ids: readonly string[]): void;
  settled(): Promise<unknown>;
}

/** The contents of tickets, in the order in which an agent misses them. */
export function createBodies(context: SyncContext): Bodies {
  const { cache, clock, agentId, logger } = context;
  const pulling = new Map<string, Promise<Pulled>>();
  /** `tries`: how often lists were short of the counts in the signature `of`. */
  const waiting = new Map<string, { until: number; tries: number; of: string | null }>();
  const hotIds = new Set<string>();
  let inView: readonly string[] = [];

  const isPending = (id: string): boolean => cache.tickets.get(id)?.isComplete === false;
  const isFree = (id: string): boolean => !pulling.has(id) && (waiting.get(id)?.until ?? 0) <= clock.now();

  function pull(id: string, options: PullOptions): Promise<Pulled> {
    const current = pulling.get(id);
    if (current !== undefined) return current;
    const task = pullTicketBody(context, id, options).finally(() => pulling.delete(id));
    pulling.set(id, task);
    return task;
  }

  function nextHot(): string | null {
    for (const id of hotIds) {
      if (!isPending(id)) hotIds.delete(id);
      else if (isFree(id)) return id;
    }
    return null;
  }
  /** Asked several times while the scheduler looks around: the answer holds until anything else can run. */
  let pending: string[] | null = null;
  function listPending(): string[] {
    if (pending === null) {
      pending =
        cache.tickets.countBodies().pending === 0
          ? []
          : cache.tickets.listPendingBodies(agentId, WORKERS * 2 + pulling.size + waiting.size);
      queueMicrotask(() => (pending = null));
    }
    return pending;
  }
  const pendingAndFree = (): string | undefined => listPending().find(isFree);
  const openOrNull = (id: string | undefined): string | null => {
    const doc = id === undefined ? undefined : cache.tickets.get(id)?.doc;
    return doc !== undefined && isOpen(doc) ? (id as string) : null;
  };

  async function pullNext(id: string, priority: number): Promise<void> {
    const signature = (): string | null => cache.tickets.get(id)?.signature ?? null;
    const before = waiting.get(id);
    const of = signature();
    const tries = before?.of === of ? before.tries : 0;
    const wait = (ms: number, made = tries): unknown =>
      waiting.set(id, { until: clock.now() + ms, tries: made, of: signature() });
    // Gone, and kept on the agent's word: the next sweep looks at it again.
    if (cache.sweepNotes.isKept(id)) return void wait(DAY_MS);
    try {
      const result = await pull(id, { priority, ...(tries < SHORT.tries || of === null ? {} : { acceptShortOf: of }) });
      if (result === 'gone' && cache.tickets.get(id) !== null) {
        // More is gone than may go unasked: it stays, and is left alone until the agent answered.
        wait(REFUSED_MS * 6);
        return context.onManyGone();
      }
      if (result !== 'short') return void waiting.delete(id);
      wait(SHORT.waitMs * 2 ** tries, signature() === of ? tries + 1 : 1);
    } catch (error) {
      if (!isAppError(error, 'invalid', 'forbidden', 'internal', 'conflict', 'notFound')) throw error;
      wait(REFUSED_MS);
      logger.warn('a ticket could not be read', { id, error });
    }
    const counts = cache.tickets.countBodies();
    context.onProgress({ noun: 'threads', done: counts.total - counts.pending, total: counts.total });
  }

  /** When the first of those that wait may be tried again; those that may already are found by `next`. */
  function nextWait(): number {
    const now = clock.now();
    const times = [...waiting].filter(([id, { until }]) => until > now && isPending(id)).map(([, { until }]) => until);
    return Math.min(Number.POSITIVE_INFINITY, ...times);
  }

  function job(name: string, priority: number, purpose: Job['purpose'], next: () => string | null): Job {
    return {
      name,
      priority,
      purpose,
      parallel: WORKERS,
      nextAt: () => (next() === null ? nextWait() : 0),
      async step() {
        const id = next();
        if (id !== null) await pullNext(id, purpose === 'history' ? PRIORITY.history : PRIORITY.sync);
      },
    };
  }

  return {
    pull,
    hot(ids) {
      for (const id of ids) hotIds.add(id);
    },
    view(ids) {
      inView = ids;
    },
    jobs: [
      job('bodies.hot', 85, 'fresh', nextHot),
      job('bodies.open', 70, 'fresh', () => openOrNull(pendingAndFree())),
      job('bodies.view', 65, 'fresh', () => inView.find((id) => isPending(id) && isFree(id)) ?? null),
      job('bodies.rest', 20, 'history', () => pendingAndFree() ?? null),
    ],
    settled: () => Promise.allSettled(pulling.values()),
  };
}
