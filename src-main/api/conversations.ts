import { z } from 'zod';
import { type Comment, comment } from '../../src-preload/contract/comments.ts';
import { type Thread, thread } from '../../src-preload/contract/threads.ts';
import type { Capabilities } from './capabilities.ts';
import type { ApiClient, CallOptions } from './client.ts';
import { listComments } from './comments.ts';
import { defineGet, defineList, type ListOptions, type PageQuery, path, receivedOf } from './operation.ts';
import { getThread, listThreads } from './threads.ts';

/** One turn of a ticket's conversation. Threads carry their summary only, comments their content. */
export type ConversationItem = { type: 'thread'; row: Thread } | { type: 'comment'; row: Comment };

const item = z
  .looseObject({ type: z.string().optional().catch(undefined) })
  .transform((value, context): ConversationItem => {
    const isComment = value.type === 'comment';
    const parsed = (isComment ? comment : thread).safeParse(value);
    if (parsed.success) return { type: isComment ? 'comment' : 'thread', row: parsed.data } as ConversationItem;
    context.addIssue({ code: 'custom', message: 'unreadable row' });
    return z.NEVER;
  });

const listLive = defineList('listConversations', (ticketId: string) => path`/tickets/${ticketId}/conversations`, item);

const ONE_PAGE = { threads: 200, comments: 100 };

async function all<T extends { id: string }>(
  limit: number,
  fetchPage: (query: PageQuery) => Promise<T[]>,
): Promise<T[]> {
  const rows = new Map<string, T>();
  for (let from = 0; ;) {
    const page = await fetchPage(from === 0 ? { limit } : { from, limit });
    const before = rows.size;
    for (const row of page) if (!rows.has(row.id)) rows.set(row.id, row);
    const sent = receivedOf(page);
    from += sent;
    if (sent < limit || (rows.size === before && sent === page.length)) return [...rows.values()];
  }
}

const timeOf = ({ type, row }: ConversationItem): string =>
  (type === 'comment' ? row.commentedTime : row.createdTime) ?? '';

/**
 * Threads and comments of a ticket in one list, newest first: one call at the live service (at most 200 a page), both
 * lists where it is the reference's. Then everything comes with the first page, however long, and later pages are empty.
 */
export function listConversations(
  client: ApiClient,
  capabilities: Capabilities,
  ticketId: string,
  options: ListOptions = {},
): Promise<ConversationItem[]> {
  const { from, limit: _limit, ...call } = options;
  return capabilities.use(
    'conversations',
    () => listLive(client, ticketId, options),
    async () => {
      if (from !== undefined && from > 0) return [];
      const [threads, comments] = await Promise.all([
        all(ONE_PAGE.threads, (query) => listThreads(client, ticketId, { ...call, ...query })),
        all(ONE_PAGE.comments, (query) => listComments(client, ticketId, { ...call, ...query })),
      ]);
      const items: ConversationItem[] = [
        ...threads.map((row) => ({ type: 'thread' as const, row })),
        ...comments.map((row) => ({ type: 'comment' as const, row })),
      ];
      return items.sort((a, b) => timeOf(b).localeCompare(timeOf(a)));
    },
  );
}

const getLatest = defineGet('getLatestThread', (ticketId: string) => path`/tickets/${ticketId}/latestThread`, thread);

/** The newest thread with its content; null when the ticket has none. Two calls or more where only the reference is there. */
export function getLatestThread(
  client: ApiClient,
  capabilities: Capabilities,
  ticketId: string,
  options: CallOptions = {},
): Promise<Thread | null> {
  return capabilities.use<Thread | null>(
    'latestThread',
    () => getLatest(client, ticketId, options),
    async () => {
      const rows = await all(ONE_PAGE.threads, (query) => listThreads(client, ticketId, { ...options, ...query }));
      const newest = rows.reduce<Thread | null>(
        (best, row) => (best === null || (row.createdTime ?? '') > (best.createdTime ?? '') ? row : best),
        null,
      );
      return newest === null || typeof newest.content === 'string'
        ? newest
        : getThread(client, ticketId, newest.id, options);
    },
  );
}
