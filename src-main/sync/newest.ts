import { z } from 'zod';
import { type CallOptions, PRIORITY } from '../api/client.ts';
import type { PageQuery } from '../api/operation.ts';
import { isAppError } from '../lib/app-error.ts';
import type { DocumentStore } from '../store/documents.ts';
import type { SyncContext } from './context.ts';
import { asOfName } from './lists.ts';
import { readPages } from './pages.ts';
import type { Job } from './scheduler.ts';
import { newestFirst } from './tickets.ts';

export interface NewestSpec<T extends { id: string }> {
  noun: 'contacts' | 'tasks';
  store: DocumentStore<T>;
  list(query: PageQuery & CallOptions & { sortBy?: string }): Promise<T[]>;
}

const PAGE = 100;
/** A look that was broken off behind its first page: an unchanged page says nothing of those after it. */
const cursor = z.object({ isUnderWay: z.boolean().optional() });

/**
 * A page of a list with the newest first: by change where the service sorts by it (the reference does not, service-facts),
 * else by creation. Rows of lists need not show either time; what `-` means is known from the tickets.
 */
export async function listNewest<T extends { id: string }>(
  context: SyncContext,
  { noun, list }: NewestSpec<T>,
  query: PageQuery & CallOptions,
): Promise<T[]> {
  const { capabilities } = context;
  const dash = (await newestFirst(context)).startsWith('-') ? '-' : '';
  const spelling = `${noun}.sort`;
  if (capabilities.spelling(spelling) === 'createdTime') return list({ ...query, sortBy: `${dash}createdTime` });
  try {
    const rows = await list({ ...query, sortBy: `${dash}modifiedTime` });
    capabilities.settle(spelling, 'modifiedTime');
    return rows;
  } catch (error) {
    if (!isAppError(error, 'invalid')) throw error;
    const rows = await list({ ...query, sortBy: `${dash}createdTime` });
    capabilities.settle(spelling, 'createdTime');
    return rows;
  }
}

/**
 * What is new in a list between its whole readings, from the newest on, until a page that is wholly unchanged. First right
 * after a whole reading: what changed meanwhile may have been passed by.
 */
export function createNewestJob<T extends { id: string }>(
  context: SyncContext,
  spec: NewestSpec<T>,
  { priority, everyMs }: { priority: number; everyMs(): number },
): Job {
  const { cache, clock, emit, signal } = context;
  const { noun, store } = spec;
  const name = `${noun}.polled`;
  return {
    name: `${noun}.newest`,
    priority,
    purpose: 'fresh',
    nextAt() {
      const read = cache.cursors.updatedAt(asOfName(noun));
      const looked = cache.cursors.updatedAt(name);
      if (read === null) return Number.POSITIVE_INFINITY;
      return looked === null ? read : Math.max(read, looked) + everyMs();
    },
    async step() {
      const wasBrokenOff = cache.cursors.get(name, cursor)?.isUnderWay === true;
      cache.cursors.set(name, { isUnderWay: true }, cache.cursors.updatedAt(name) ?? 0);
      for await (const { rows } of readPages(
        (query) => listNewest(context, spec, { ...query, signal, priority: PRIORITY.sync }),
        { limit: PAGE },
      )) {
        const ids = store.upsert(rows, clock.now());
        if (ids.length > 0) emit(`${noun}.changed`, { ids });
        if (ids.length === 0 && !wasBrokenOff) break;
      }
      cache.cursors.set(name, {}, clock.now());
    },
  };
}
