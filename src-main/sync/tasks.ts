import type { Task } from '../../src-preload/contract/tasks.ts';
import { descending } from '../api/capabilities.ts';
import { PRIORITY } from '../api/client.ts';
import { listTasks } from '../api/tasks.ts';
import { isAppError } from '../lib/app-error.ts';
import type { SyncContext } from './context.ts';
import { asOfName, createListJob, listRead } from './lists.ts';
import { readPages } from './pages.ts';
import type { Questions } from './questions.ts';
import type { Job } from './scheduler.ts';

const MINUTE_MS = 60_000;
const POLL_MS = 60 * MINUTE_MS;
const POLLED = 'tasks.polled';

/** A short list is read whole every hour; a long one less often, with its newest rows looked at in between. */
const wholeMs = (pages: number): number => Math.min(24 * 60 * MINUTE_MS, Math.max(POLL_MS, pages * 20 * MINUTE_MS));

/** Tasks: all of them first, then what is new or changed. */
export function createTaskJobs(context: SyncContext, questions: Questions): Job[] {
  const { cache, client, capabilities, clock, emit, signal } = context;
  const options = { signal, priority: PRIORITY.sync };

  /** By change time where the service sorts by it, else by creation. */
  async function newestFirst(): Promise<string> {
    const ask = (field: 'modifiedTime' | 'createdTime') =>
      descending<Task>(capabilities, {
        name: 'tasks',
        field,
        fetchFirst: (sortBy) => listTasks(client, { ...options, sortBy, limit: 50 }),
        keyOf: (row) => row[field] ?? null,
      });
    if (capabilities.spelling('tasks.sort') === 'createdTime') return ask('createdTime');
    try {
      const sortBy = await ask('modifiedTime');
      capabilities.settle('tasks.sort', 'modifiedTime');
      return sortBy;
    } catch (error) {
      if (!isAppError(error, 'invalid')) throw error;
      capabilities.settle('tasks.sort', 'createdTime');
      return ask('createdTime');
    }
  }

  const whole = createListJob<Task>(context, questions, {
    noun: 'tasks',
    singular: 'task',
    store: cache.tasks,
    fetchPage: (query) => listTasks(client, query),
    limit: 100,
    priority: 43,
    purpose: 'fresh',
    maxAgeMs: wholeMs,
  });
  const newest: Job = {
    name: 'tasks.newest',
    priority: 44,
    purpose: 'fresh',
    nextAt() {
      const read = cache.cursors.updatedAt(asOfName('tasks'));
      const pages = cache.cursors.get(asOfName('tasks'), listRead)?.pages ?? 1;
      return read === null || wholeMs(pages) <= POLL_MS
        ? Number.POSITIVE_INFINITY
        : Math.max(read, cache.cursors.updatedAt(POLLED) ?? 0) + POLL_MS;
    },
    async step() {
      const sortBy = await newestFirst();
      for await (const { rows } of readPages((query) => listTasks(client, { ...query, ...options, sortBy }), {
        limit: 100,
      })) {
        const tail = rows.at(-1);
        const before = tail === undefined ? null : cache.tasks.get(tail.id);
        cache.tasks.upsert(rows, clock.now());
        emit('tasks.changed', { ids: rows.map(({ id }) => id) });
        const after = tail === undefined ? null : cache.tasks.get(tail.id);
        if (JSON.stringify(before?.doc) === JSON.stringify(after?.doc)) break;
      }
      cache.cursors.set(POLLED, {}, clock.now());
    },
  };
  return [whole, newest];
}
