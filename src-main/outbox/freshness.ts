import type { Happening, OutboxSettings } from '../../src-preload/contract/outbox.ts';
import type { Thread } from '../../src-preload/contract/threads.ts';
import type { Ticket } from '../../src-preload/contract/tickets.ts';
import type { ApiClient, CallOptions } from '../api/client.ts';
import { getThread, listThreads } from '../api/threads.ts';
import { getTicket } from '../api/tickets.ts';
import { listContactTickets } from '../api/contacts.ts';
import { isAppError } from '../lib/app-error.ts';
import { excerpt } from './text.ts';
import { readWhole } from './pages.ts';

/** The ticket as the agent saw it when writing. Thread times are the service's own. */
export interface Seen {
  threadIds: string[];
  /** Whose it is: a ticket that is gone may live on in another of theirs. Missing in what older versions wrote. */
  contactId?: string | null;
  lastThreadTime: string | null;
  isClosed: boolean;
  assigneeId: string | null;
  departmentId: string | null;
  isSpam: boolean;
  /** Epoch milliseconds at which the agent last said "send anyway"; null when not yet. */
  checkedAt: number | null;
}

export const isClosed = ({ statusType, status }: Ticket): boolean =>
  statusType === 'Closed' || (statusType == null && status === 'Closed');

/** What a ticket and its threads look like, for a later comparison. */
export function seenOf(ticket: Ticket, threads: readonly Thread[]): Seen {
  const times = threads.map(({ createdTime }) => createdTime).filter((time) => typeof time === 'string');
  return {
    threadIds: threads.slice(-200).map(({ id }) => id),
    contactId: ticket.contactId ?? null,
    lastThreadTime: times.sort().at(-1) ?? ticket.customerResponseTime ?? ticket.createdTime ?? null,
    isClosed: isClosed(ticket),
    assigneeId: ticket.assigneeId ?? null,
    departmentId: ticket.departmentId ?? null,
    isSpam: ticket.isSpam === true,
    checkedAt: null,
  };
}

/** Whether a customer wrote after what was seen. */
export const newsAmong = (threads: readonly { doc: Thread }[], { threadIds, lastThreadTime }: Seen): boolean =>
  threads.some(
    ({ doc: { id, direction, createdTime } }) =>
      direction === 'in' && !threadIds.includes(id) && (createdTime ?? '') > (lastThreadTime ?? ''),
  );

const threadHappening = (what: Happening['what'], thread: Thread): Happening => ({
  what,
  id: thread.id,
  time: thread.createdTime ?? null,
  by: thread.author?.name || thread.author?.email || null,
  text: excerpt(thread.summary ?? thread.content ?? ''),
});

export interface FreshnessContext {
  client: ApiClient;
  call: CallOptions;
  agentId: string;
  /** Whether one of our own jobs made this thread. */
  isOurs(threadId: string): boolean;
  /** The ticket that the cache has a thread on; null where it has none such. */
  ticketOf(threadId: string): string | null;
}

/** So many tickets of the contact are asked whether they have the messages of the one that is gone. */
const MOST_ASKED = 20;

/**
 * The ticket that a gone one was merged into. The service only says that there is no such ticket: it is the one that has
 * its messages now, which keep their ids. Null where none is found.
 */
async function mergedInto(
  { client, call, ticketOf }: FreshnessContext,
  ticketId: string,
  { threadIds, contactId }: Seen,
): Promise<Ticket | null> {
  // The oldest: drafts come and go at the other end.
  const mark = threadIds[0];
  if (mark === undefined) return null;
  const known = ticketOf(mark);
  const rows = contactId == null ? [] : await listContactTickets(client, contactId, { limit: 100, ...call });
  const latest = [...rows].sort((a, b) => (b.modifiedTime ?? '').localeCompare(a.modifiedTime ?? ''));
  const ids = [...(known === null ? [] : [known]), ...latest.slice(0, MOST_ASKED).map(({ id }) => id)];
  for (const id of new Set(ids)) {
    if (id === ticketId) continue;
    try {
      await getThread(client, id, mark, call);
      return await getTicket(client, id, call);
    } catch (error) {
      if (!isAppError(error, 'notFound', 'forbidden')) throw error;
    }
  }
  return null;
}

/** Reads the ticket again and tells what happened since `seen`, with a new picture to compare with next time. */
export async function lookAround(
  context: FreshnessContext,
  ticketId: string,
  seen: Seen,
): Promise<{ happenings: Happening[]; snapshot: Seen }> {
  const happened = (what: Happening['what'], rest: Partial<Happening> = {}): Happening => ({
    what,
    id: null,
    time: null,
    by: null,
    text: null,
    ...rest,
  });
  const { client, call, agentId, isOurs } = context;
  const own = await getTicket(client, ticketId, call).catch((error: unknown) => {
    if (!isAppError(error, 'notFound')) throw error;
    return null;
  });
  const isGone = own === null || own.isDeleted === true;
  const ticket = isGone ? await mergedInto(context, ticketId, seen) : own;
  if (ticket === null) return { happenings: [happened('deleted')], snapshot: seen };
  // A ticket in the spam folder is there and its threads are not.
  const threads = await readWhole((page) => listThreads(client, ticket.id, { ...page, ...call })).catch(
    (error: unknown): Thread[] => {
      if (!isAppError(error, 'notFound')) throw error;
      return [];
    },
  );
  const known = new Set(seen.threadIds);
  const isNew = (thread: Thread): boolean =>
    !known.has(thread.id) &&
    !isOurs(thread.id) &&
    (seen.lastThreadTime === null || (thread.createdTime ?? '') > seen.lastThreadTime);
  const news = threads.filter(isNew).flatMap((thread) => {
    if (thread.direction === 'in') return [threadHappening('customerThread', thread)];
    const isColleagues = thread.status !== 'DRAFT' && thread.responderId != null && thread.responderId !== agentId;
    return isColleagues ? [threadHappening('colleagueReply', thread)] : [];
  });
  if (isGone) {
    const text = [ticket.ticketNumber == null ? '' : `#${ticket.ticketNumber}`, ticket.subject ?? ''].join(' ').trim();
    const happenings = [happened('merged', { id: ticket.id, text: text === '' ? null : text }), ...news];
    return { happenings, snapshot: seenOf(ticket, threads) };
  }
  const happenings = [...news];
  if (isClosed(ticket) && !seen.isClosed) {
    happenings.push(happened('closed', { time: ticket.closedTime ?? null, text: ticket.status ?? null }));
  }
  if ((ticket.assigneeId ?? null) !== seen.assigneeId) {
    happenings.push(happened('reassigned', { id: ticket.assigneeId ?? null }));
  }
  if (ticket.departmentId != null && seen.departmentId !== null && ticket.departmentId !== seen.departmentId) {
    happenings.push(happened('moved', { id: ticket.departmentId }));
  }
  if (ticket.isSpam === true && !seen.isSpam) happenings.push(happened('spam'));
  return { happenings, snapshot: seenOf(ticket, threads) };
}

/** Whether any of these holds a job, after the agent's own choice. */
export const isHeldBy = (happenings: readonly Happening[], holdOn: OutboxSettings['holdOn']): boolean =>
  happenings.some(({ what }) => what === 'deleted' || what === 'merged' || holdOn[what]);

/** The ticket that what is held by these is for now; null where it is the same. */
export const movedTo = (happenings: readonly Happening[]): string | null =>
  happenings.find(({ what }) => what === 'merged')?.id ?? null;
