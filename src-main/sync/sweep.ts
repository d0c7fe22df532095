import { z } from 'zod';
import { PRIORITY } from '../api/client.ts';
import type { GoneReason } from '../store/tombstones.ts';
import type { SyncContext } from './context.ts';
import { isInDepartments, isInDepth } from './depth.ts';
import { buryTicket, mayRemoveUnasked, verifyMissing } from './graveyard.ts';
import { wholeReadingMs } from './pace.ts';
import type { Questions } from './questions.ts';
import type { Job } from './scheduler.ts';
import { storeTicketRows } from './ticket-rows.ts';
import { createDepthReader, createOpenReader, type Reader } from './tickets.ts';

/** Cursor whose `updatedAt` says when everything held was last compared with everything listed. */
export const SWEPT = 'sweep.done';
const NAME = 'sweep';
const swept = z.object({ pages: z.number() });
const PAGE = 100;
/** Rows removed in one transaction: each takes its threads along. */
const REMOVED_AT_ONCE = 10;

const state = z.object({
  phase: z.enum(['open', 'depth', 'compare', 'verify', 'remove', 'doubts', 'done']),
  startedAt: z.number(),
  /** Pages that were read so far. */
  pages: z.number().optional(),
  at: z.unknown(),
  /** Rows that may still be removed: few enough to go unasked, or those that the agent was asked about. Null until then. */
  left: z.number().nullable().optional(),
  /** Somebody asked for another while it was under way: what it listed already may have changed since. */
  isAskedAgain: z.boolean().optional(),
});
type State = z.output<typeof state>;

export interface Sweep extends Job {
  readonly isUnderWay: boolean;
  /** Begins now, or again when the one that is under way has ended. */
  begin(): void;
}

/**
 * Once a day, on large desks less often, everything is listed, and what is held but was not listed is asked for one by one: gone, or alive after all.
 * Nothing is removed before all of it is known; more than 5% is removed only after the agent said so. Then tickets of
 * which something may have changed unseen are read again. It goes on where it was after a restart.
 */
export function createSweep(context: SyncContext, questions: Questions): Sweep {
  const { cache, clock, signal, emit } = context;
  const { sweepNotes: notes } = cache;
  const readers: Record<'open' | 'depth', Reader> = {
    open: createOpenReader(context, null),
    depth: createDepthReader(context),
  };
  const read = (): State | null => cache.cursors.get(NAME, state);
  const write = (next: State): void => cache.cursors.set(NAME, next, clock.now());
  const options = { signal, priority: PRIORITY.history };

  async function list(run: State, phase: 'open' | 'depth'): Promise<void> {
    const { rows, isLast, cursor } = await readers[phase].read(run.at);
    const { changed } = await storeTicketRows(context, rows, () => {
      notes.see(rows.map(({ id }) => id));
      const next = phase === 'open' ? ('depth' as const) : ('compare' as const);
      const pages = (run.pages ?? 0) + 1;
      write(isLast ? { ...run, pages, phase: next, at: null } : { ...run, pages, at: cursor });
    });
    if (changed.length > 0) context.onHot(changed);
  }

  /** What is held and was not listed, of what the lists should have had. */
  function compare(run: State): void {
    const after = typeof run.at === 'string' ? run.at : '';
    const { ids, next } = notes.unseen(after, run.startedAt);
    const depth = context.depth();
    const now = context.serviceNow();
    cache.transaction(() => {
      for (const id of ids) {
        const held = cache.tickets.get(id);
        if (held !== null && isInDepth(held.doc, depth, now)) notes.miss(id, null);
      }
      write(next === null ? { ...run, phase: 'verify', at: null } : { ...run, at: next });
    });
  }

  async function verify(run: State): Promise<void> {
    const [id] = notes.nextUnverified(1);
    if (id !== undefined) {
      const verdict = await verifyMissing(context, id, options);
      if ('reason' in verdict) return notes.miss(id, verdict.reason);
      context.onHot((await storeTicketRows(context, [verdict.ticket])).changed);
      return notes.settle(id);
    }
    decide(run);
  }

  /** The verdict and the question are committed with the phase that they stand for: a kill never leaves one without the other. */
  function decide(run: State): void {
    const counts = { gone: notes.countGone(), held: cache.tickets.count() };
    const ask = cache.transaction(() => {
      const verdict = questions.take('tickets');
      if (verdict?.answer === 'keep') {
        notes.keep(clock.now());
        write({ ...run, phase: 'doubts' });
        return false;
      }
      const unasked = counts.gone - (verdict?.gone ?? 0);
      if (unasked > 0 && !mayRemoveUnasked(unasked, counts.held)) return true;
      write({ ...run, phase: 'remove', left: counts.gone });
      return false;
    });
    if (ask) questions.ask('tickets', counts, () => write({ ...run, phase: 'remove', left: null }));
  }

  function remove(run: State): void {
    if (run.left == null) return decide(run);
    // What turned up meanwhile nobody was asked about: the next sweep counts it.
    const gone = notes.nextGone(Math.min(REMOVED_AT_ONCE, run.left));
    const left = gone.length < REMOVED_AT_ONCE ? 0 : run.left - gone.length;
    cache.transaction(() => {
      for (const { id, reason } of gone) {
        const held = cache.tickets.get(id);
        const isBack = reason === 'moved' && held !== null && isInDepartments(held.doc, context.depth());
        if (!isBack) buryTicket(context, id, reason as GoneReason);
        notes.settle(id);
      }
      write(left === 0 ? { ...run, phase: 'doubts', left } : { ...run, left });
    });
  }

  function readDoubtful(run: State): void {
    const ids = cache.tickets.listForSweep(50);
    cache.transaction(() => {
      for (const id of ids) {
        const doc = cache.tickets.get(id)?.doc;
        const isListOnly = context.capabilities.has('modifiedTimeRange') === false;
        if (doc !== undefined) {
          cache.tickets.doubt(id, [
            ...(isListOnly ? (['detail'] as const) : []),
            ...((doc.commentCount ?? 0) > 0 ? (['comments'] as const) : []),
            ...((doc.timeEntryCount ?? 0) > 0 ? (['timeEntries'] as const) : []),
          ]);
        }
        cache.tickets.settleForSweep(id);
      }
      if (ids.length > 0) return;
      write({ ...run, phase: 'done', isAskedAgain: false });
      cache.cursors.set(SWEPT, { pages: run.pages ?? 1 }, clock.now());
    });
    if (ids.length === 0 && run.isAskedAgain === true) begin();
    emit('sync.changed', {});
  }

  function begin(): void {
    const run = read();
    if (run !== null && run.phase !== 'done') return write({ ...run, isAskedAgain: true });
    cache.transaction(() => {
      notes.begin();
      write({ phase: 'open', startedAt: clock.now(), at: null });
    });
  }

  return {
    name: NAME,
    priority: 15,
    purpose: 'history',
    nextAt() {
      if (questions.isAsked('tickets')) return Number.POSITIVE_INFINITY;
      const run = read();
      if (run !== null && run.phase !== 'done') return 0;
      const last = cache.cursors.updatedAt(SWEPT);
      if (last === null) return Number.POSITIVE_INFINITY;
      // After the first reading nobody counted them yet.
      const pages = cache.cursors.get(SWEPT, swept)?.pages ?? Math.ceil(cache.tickets.count() / PAGE);
      return last + wholeReadingMs(pages, context.creditsPerDay(), `sweep.${context.agentId}`);
    },
    begin,
    get isUnderWay() {
      const run = read();
      return run !== null && run.phase !== 'done';
    },
    async step() {
      const run = read();
      if (run === null || run.phase === 'done') return begin();
      if (run.phase === 'open' || run.phase === 'depth') return list(run, run.phase);
      if (run.phase === 'compare') return compare(run);
      if (run.phase === 'verify') return verify(run);
      if (run.phase === 'remove') return remove(run);
      readDoubtful(run);
    },
  };
}
