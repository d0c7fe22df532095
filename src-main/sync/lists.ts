import { z } from 'zod';
import { PRIORITY, type CallOptions } from '../api/client.ts';
import type { PageQuery } from '../api/operation.ts';
import type { DocumentStore } from '../store/documents.ts';
import type { Purpose } from './budget.ts';
import type { Progress, SyncContext } from './context.ts';
import { mayRemoveUnasked } from './graveyard.ts';
import { type Page, readPages } from './pages.ts';
import { inSlices } from '../lib/slices.ts';
import type { Questions } from './questions.ts';
import type { Job } from './scheduler.ts';

const cursorSchema = z.object({
  received: z.number(),
  startedAt: z.number(),
  isDone: z.boolean(),
  /** The list was read to its end, and rows that it no longer has are being removed. */
  isRemoving: z.boolean().optional(),
  /** They may be: they are few, or the agent said so. */
  isAllowed: z.boolean().optional(),
});
type Cursor = z.output<typeof cursorSchema>;

export type ListNoun = Extract<
  Progress['noun'],
  'agents' | 'departments' | 'contacts' | 'accounts' | 'tasks' | 'contracts' | 'mailReplyAddresses'
>;

export interface ListSpec<T extends { id: string }> {
  noun: ListNoun;
  /** What its tombstones are called. */
  singular: string;
  store: DocumentStore<T>;
  fetchPage(query: PageQuery & CallOptions): Promise<T[]>;
  limit: number;
  priority: number;
  purpose: Purpose;
  /** Milliseconds after which the list is read again, given how many pages it took. */
  maxAgeMs(pages: number): number;
  /** Completes rows that the list cuts short. Null where the service refuses. */
  complete?(row: T, options: CallOptions): Promise<T>;
}

/** Cursor whose `updatedAt` says when a noun's list was last read to its end. */
export const asOfName = (noun: string): string => `${noun}.asOf`;
/** What that cursor holds: how many pages the list took. */
export const listRead = z.object({ pages: z.number() });

/** Cursor whose `updatedAt` says when somebody asked for everything to be compared: lists older than that are due. */
export const CHECKED = 'check';

/** Rows of one transaction: more of them would hold up everything else for too long. */
const AT_ONCE = 20;

/**
 * Reads one list whole, page by page, resuming where an interrupted run stopped; rows that it no longer has become
 * tombstones, and more than 5% of them a question first.
 */
export function createListJob<T extends { id: string }>(
  context: SyncContext,
  questions: Questions,
  spec: ListSpec<T>,
): Job {
  const { cache, clock, emit, signal } = context;
  const { noun, store } = spec;
  const name = `${noun}.list`;
  let pages: AsyncGenerator<Page<T>, void, undefined> | null = null;

  const read = (): Cursor | null => cache.cursors.get(name, cursorSchema);
  const write = (cursor: Cursor): void => cache.cursors.set(name, cursor, clock.now());
  const changed = (ids: string[]): void => {
    if (ids.length > 0) emit(`${noun}.changed`, { ids });
  };

  function finish(run: Cursor): void {
    cache.transaction(() => {
      write({ ...run, isDone: true, isRemoving: false, isAllowed: false });
      cache.cursors.set(asOfName(noun), { pages: Math.ceil(run.received / spec.limit) }, clock.now());
    });
  }

  function remove(run: Cursor): void {
    const gone = store.listOlderThan(run.startedAt, AT_ONCE);
    cache.transaction(() => {
      for (const row of gone) {
        const stone = { noun: spec.singular, id: row.id, doc: row, goneAt: clock.now(), reason: 'notListed' as const };
        cache.tombstones.add(stone);
        store.delete(row.id);
      }
    });
    changed(gone.map(({ id }) => id));
    if (gone.length === AT_ONCE) return;
    finish(run);
    emit('sync.changed', {});
  }

  /** The verdict and the question are committed with what they lead to: a kill never leaves one without the other. */
  function settle(run: Cursor): void {
    const counts = { gone: store.countOlderThan(run.startedAt), held: store.count() };
    const next = cache.transaction((): 'ask' | 'finish' | 'remove' => {
      const verdict = questions.take(noun);
      if (verdict?.answer === 'keep' || counts.gone === 0) {
        finish(run);
        return 'finish';
      }
      if (verdict === null && !mayRemoveUnasked(counts.gone, counts.held)) return 'ask';
      write({ ...run, isRemoving: true, isAllowed: true });
      return 'remove';
    });
    if (next === 'ask') questions.ask(noun, counts, () => write({ ...run, isRemoving: true, isAllowed: false }));
    if (next === 'finish') emit('sync.changed', {});
  }

  async function readPage(run: Cursor): Promise<void> {
    const options = { signal, priority: PRIORITY.sync };
    pages ??= readPages((query) => spec.fetchPage({ ...query, ...options }), {
      limit: spec.limit,
      received: run.received,
    });
    let page: Page<T> | undefined;
    let whole: T[];
    try {
      page = (await pages.next()).value as Page<T> | undefined;
      const { complete } = spec;
      const rows = page?.rows ?? [];
      whole =
        complete === undefined
          ? rows
          : await Promise.all(
              rows.map((row) => (store.get(row.id) === null ? complete(row, options) : Promise.resolve(row))),
            );
    } catch (error) {
      pages = null;
      throw error;
    }
    if (page === undefined || page.isLast) pages = null;
    const next = { ...run, received: page?.received ?? run.received };
    // The cursor goes with the last of them: a page that was broken off is read again.
    await inSlices(whole, AT_ONCE, (rows, isLast) =>
      cache.transaction(() => {
        store.upsert(rows, clock.now());
        for (const { id } of rows) cache.tombstones.delete(spec.singular, id);
        if (isLast) write(next);
      }),
    );
    changed(whole.map(({ id }) => id));
    context.onProgress({ noun, done: next.received, total: null });
    if (page === undefined || page.isLast) settle(next);
  }

  return {
    name,
    priority: spec.priority,
    purpose: spec.purpose,
    nextAt() {
      if (questions.isAsked(noun)) return Number.POSITIVE_INFINITY;
      const run = read();
      if (run === null || !run.isDone) return 0;
      const asked = cache.cursors.updatedAt(CHECKED);
      if (asked !== null && asked > run.startedAt) return 0;
      const done = cache.cursors.get(asOfName(noun), listRead);
      return (cache.cursors.updatedAt(asOfName(noun)) ?? 0) + spec.maxAgeMs(done?.pages ?? 1);
    },
    async step() {
      const held = read();
      if (held?.isRemoving === true) {
        return held.isAllowed === true ? remove(held) : settle(held);
      }
      await readPage(held !== null && !held.isDone ? held : { received: 0, startedAt: clock.now(), isDone: false });
    },
  };
}
