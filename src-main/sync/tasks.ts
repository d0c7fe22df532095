import type { Task } from '../../src-preload/contract/tasks.ts';
import { listTasks } from '../api/tasks.ts';
import type { SyncContext } from './context.ts';
import { asOfName, createListJob, listRead } from './lists.ts';
import { createNewestJob } from './newest.ts';
import type { Questions } from './questions.ts';
import type { Job } from './scheduler.ts';

const MINUTE_MS = 60_000;
const POLL_MS = 60 * MINUTE_MS;

/** A short list is read whole every hour; a long one less often, with its newest rows looked at in between. */
const wholeMs = (pages: number): number => Math.min(24 * 60 * MINUTE_MS, Math.max(POLL_MS, pages * 20 * MINUTE_MS));

/** Tasks: all of them first, then what is new or changed. */
export function createTaskJobs(context: SyncContext, questions: Questions): Job[] {
  const { cache, client } = context;
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
  const newest = createNewestJob<Task>(
    context,
    { noun: 'tasks', store: cache.tasks, list: (query) => listTasks(client, query) },
    {
      priority: 44,
      everyMs() {
        const pages = cache.cursors.get(asOfName('tasks'), listRead)?.pages ?? 1;
        return wholeMs(pages) <= POLL_MS ? Number.POSITIVE_INFINITY : POLL_MS;
      },
    },
  );
  return [whole, newest];
}
