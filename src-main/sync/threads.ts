import type { Comment } from '../../src-preload/contract/comments.ts';
import type { Thread } from '../../src-preload/contract/threads.ts';
import type { Ticket } from '../../src-preload/contract/tickets.ts';
import type { CallOptions } from '../api/client.ts';
import { listComments } from '../api/comments.ts';
import { mapRows } from '../api/operation.ts';
import { getLatestThread, listConversations } from '../api/conversations.ts';
import { getThread, listThreads } from '../api/threads.ts';
import type { SyncContext } from './context.ts';
import { readAll } from './pages.ts';

export interface Conversation {
  /** Null for what was not asked for: it stays as it is held. */
  threads: Thread[] | null;
  comments: Comment[] | null;
}

/** What may change of a thread after it was written: a draft is edited, a pending one is sent or fails. */
const isSettled = (held: Thread, row: Thread): boolean =>
  typeof held.content === 'string' &&
  held.status === row.status &&
  held.status !== 'DRAFT' &&
  held.status !== 'PENDING';

/** A settled thread that is held, also of another ticket (merge, split), or among the tombstones. */
function heldThread({ cache }: SyncContext, ticketId: string, id: string): Thread | null {
  const held = cache.threads.get(id);
  if (held?.ticketId === ticketId) return held.doc;
  const elsewhere = held?.doc ?? (cache.tombstones.get('thread', id)?.doc as Thread | undefined) ?? null;
  // Files of a thread that moved have new addresses.
  return elsewhere === null || (elsewhere.attachments ?? []).length > 0 ? null : elsewhere;
}

async function withContent(context: SyncContext, ticketId: string, row: Thread, options: CallOptions): Promise<Thread> {
  const held = heldThread(context, ticketId, row.id);
  if (held !== null && isSettled(held, row)) return { ...held, ...row, content: row.content ?? held.content };
  if (typeof row.content === 'string') return row;
  return { ...row, ...(await getThread(context.client, ticketId, row.id, options)) };
}

const withContents = (
  context: SyncContext,
  ticketId: string,
  rows: Thread[],
  options: CallOptions,
): Promise<Thread[]> => Promise.all(rows.map((row) => withContent(context, ticketId, row, options)));

const allComments = ({ client }: SyncContext, ticketId: string, options: CallOptions): Promise<Comment[]> =>
  readAll((query) => listComments(client, ticketId, { ...query, ...options }), 100);

async function allThreads(context: SyncContext, ticketId: string, options: CallOptions): Promise<Thread[]> {
  const rows = await readAll((query) => listThreads(context.client, ticketId, { ...query, ...options }), 100);
  return withContents(context, ticketId, rows, options);
}

async function everything(context: SyncContext, ticketId: string, options: CallOptions): Promise<Conversation> {
  const { client, capabilities } = context;
  const items = await readAll(
    async (query) =>
      mapRows(await listConversations(client, capabilities, ticketId, { ...query, ...options }), (item) => ({
        ...item,
        id: item.row.id,
      })),
    200,
  );
  const threads = items.flatMap(({ type, row }) => (type === 'thread' ? [withoutType(row as Thread)] : []));
  const comments = items.flatMap(({ type, row }) => (type === 'comment' ? [withoutType(row as Comment)] : []));
  return { threads: await withContents(context, ticketId, threads, options), comments };
}

/** The merged list marks each row with its kind; the row itself has no such field. */
function withoutType<T extends object>(row: T): T {
  const { type: _type, ...rest } = row as T & { type?: unknown };
  return rest as T;
}

/** The newest thread alone, where that is all that is new; null when it must be looked at more closely. */
async function onlyLatest(
  context: SyncContext,
  ticket: Ticket,
  isFirst: boolean,
  options: CallOptions,
): Promise<Thread[] | null> {
  const { cache, client, capabilities } = context;
  const held = cache.threads.listOfTicket(ticket.id).map(({ doc }) => doc);
  // A ticket that was never read whole may lack more than its newest thread.
  if (isFirst && ticket.threadCount !== 1) return null;
  const isPlain = held.every(({ status }) => status !== 'DRAFT') && ticket.lastThread?.isDraft !== true;
  if (!isPlain || ticket.threadCount !== held.length + 1 || capabilities.has('latestThread') === false) return null;
  const latest = await getLatestThread(client, capabilities, ticket.id, options);
  if (latest === null || typeof latest.content !== 'string' || held.some(({ id }) => id === latest.id)) return null;
  return [...held, latest];
}

/** The parts of a ticket's conversation that changed, for as few credits as the service allows. */
export async function fetchConversation(
  context: SyncContext,
  ticket: Ticket,
  changed: { threads: boolean; comments: boolean; isFirst: boolean },
  options: CallOptions,
): Promise<Conversation> {
  const { id, threadCount, commentCount } = ticket;
  const none: Conversation = { threads: null, comments: null };
  const wanted = {
    threads: changed.threads && threadCount !== 0,
    comments: changed.comments && commentCount !== 0,
  };
  const empty: Conversation = {
    threads: changed.threads && !wanted.threads ? [] : null,
    comments: changed.comments && !wanted.comments ? [] : null,
  };
  if (!wanted.threads && !wanted.comments) return { ...none, ...empty };
  if (!wanted.threads) return { ...empty, comments: await allComments(context, id, options) };
  if (!wanted.comments) {
    const latest = await onlyLatest(context, ticket, changed.isFirst, options);
    return { ...empty, threads: latest ?? (await allThreads(context, id, options)) };
  }
  if (context.capabilities.has('conversations') !== false) return everything(context, id, options);
  const [threads, comments] = await Promise.all([allThreads(context, id, options), allComments(context, id, options)]);
  return { threads, comments };
}
