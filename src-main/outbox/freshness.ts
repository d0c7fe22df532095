import type { Happening, OutboxSettings } from '../../src-preload/contract/outbox.ts';
import type { Thread } from '../../src-preload/contract/threads.ts';
import type { Ticket } from '../../src-preload/contract/tickets.ts';
import type { ApiClient, CallOptions } from '../api/client.ts';
import { listThreads } from '../api/threads.ts';
import { getTicket } from '../api/tickets.ts';
import { isAppError } from '../lib/app-error.ts';
import { excerpt } from './text.ts';
import { readWhole } from './pages.ts';

/** The ticket as the agent saw it when writing. Thread times are the service's own. */
export interface Seen {
  threadIds: string[];
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
    lastThreadTime: times.sort().at(-1) ?? ticket.customerResponseTime ?? ticket.createdTime ?? null,
    isClosed: isClosed(ticket),
    assigneeId: ticket.assigneeId ?? null,
    departmentId: ticket.departmentId ?? null,
    isSpam: ticket.isSpam === true,
    checkedAt: null,
  };
}

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
}

/** Reads the ticket again and tells what happened since `seen`, with a new picture to compare with next time. */
export async function lookAround(
  { client, call, agentId, isOurs }: FreshnessContext,
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
  let ticket: Ticket;
  try {
    ticket = await getTicket(client, ticketId, call);
  } catch (error) {
    if (!isAppError(error, 'notFound')) throw error;
    return { happenings: [happened('deleted')], snapshot: seen };
  }
  if (ticket.isDeleted === true) return { happenings: [happened('deleted')], snapshot: seen };
  // A ticket in the spam folder is there and its threads are not.
  const threads = await readWhole((page) => listThreads(client, ticketId, { ...page, ...call })).catch(
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
  const happenings = threads.filter(isNew).flatMap((thread) => {
    if (thread.direction === 'in') return [threadHappening('customerThread', thread)];
    const isColleagues = thread.status !== 'DRAFT' && thread.responderId != null && thread.responderId !== agentId;
    return isColleagues ? [threadHappening('colleagueReply', thread)] : [];
  });
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
  happenings.some(({ what }) => what === 'deleted' || holdOn[what]);
