import type { Attachment } from '../../src-preload/contract/attachments.ts';
import type { Comment } from '../../src-preload/contract/comments.ts';
import type { Thread } from '../../src-preload/contract/threads.ts';
import type { Ticket } from '../../src-preload/contract/tickets.ts';
import { listTicketAttachments } from '../api/attachments.ts';
import type { CallOptions } from '../api/client.ts';
import { getContact } from '../api/contacts.ts';
import { listTicketTasks } from '../api/tasks.ts';
import { listTimeEntries } from '../api/time-entries.ts';
import { isAppError } from '../lib/app-error.ts';
import type { AttachmentOwner } from '../store/attachments.ts';
import { mergeDocs } from '../store/documents.ts';
import { lastWordOf } from '../store/last-word.ts';
import { withLateness } from '../store/ticket-late.ts';
import type { Taken } from '../store/ticket-parts.ts';
import { changedParts, doubtedParts, ticketSignature } from '../store/tickets.ts';
import type { SyncContext } from './context.ts';
import { buryIfFew, buryTicket, verifyMissing, verifyTicket } from './graveyard.ts';
import { asOfName } from './lists.ts';
import { readAll } from './pages.ts';
import { fetchConversation } from './threads.ts';
import { storeTicketRows } from './ticket-rows.ts';

export interface PullOptions {
  priority: number;
  /** On screen: the ticket is asked for whatever is held, and one that is gone leaves at once. */
  onScreen?: boolean;
  /** The signature at which fewer rows than the ticket counts are taken for all: it was asked for often enough. */
  acceptShortOf?: string;
}

/** `short`: fewer threads or comments came than the ticket counts, as lists may miss a write for a moment. */
export type Pulled = 'whole' | 'short' | 'gone';

type File = { owner: AttachmentOwner; doc: Attachment };

const filesOf = (owner: AttachmentOwner, rows: readonly (Thread | Comment)[]): File[] =>
  rows.flatMap(({ attachments }) => (attachments ?? []).map((doc) => ({ owner, doc })));

/** Files of the ticket itself: only asked for when its count says that there are more than its threads'. */
async function ownFiles(
  { client, cache }: SyncContext,
  ticket: Ticket,
  ofThreads: readonly File[],
  options: CallOptions,
): Promise<File[]> {
  const held = cache.attachments.listOfTicket(ticket.id).filter(({ owner }) => owner === 'ticket');
  const others = (ticket.attachmentCount ?? 0) - ofThreads.length;
  if (others <= 0) return [];
  if (others === held.length) return held;
  const known = new Set(
    [
      ...ofThreads,
      ...filesOf(
        'comment',
        cache.comments.listOfTicket(ticket.id).map(({ doc }) => doc),
      ),
    ].map(({ doc }) => doc.id),
  );
  const rows = await readAll((query) => listTicketAttachments(client, ticket.id, { ...query, ...options }), 100);
  return rows.filter(({ id }) => !known.has(id)).map((doc) => ({ owner: 'ticket' as const, doc }));
}

/** A contact that nobody knew when the contacts were listed. */
async function fetchNewContact(
  { cache, client, clock, emit }: SyncContext,
  ticket: Ticket,
  options: CallOptions,
): Promise<void> {
  const { contactId } = ticket;
  if (contactId == null || cache.cursors.updatedAt(asOfName('contacts')) === null) return;
  if (cache.contacts.get(contactId) !== null) return;
  try {
    cache.contacts.upsert([await getContact(client, contactId, options)], clock.now());
    emit('contacts.changed', { ids: [contactId] });
  } catch (error) {
    if (!isAppError(error, 'notFound', 'forbidden')) throw error;
  }
}

/**
 * A ticket that lost threads to another (split, merge) may have got as many new ones: its counts tell neither. A thread
 * moves from one ticket to another once; a service that lists it in both does not have them read for ever.
 */
function doubtLeft({ cache, seenMoves }: SyncContext, to: string, taken: readonly Taken[]): void {
  for (const { id, from } of taken) {
    const move = [id, from, to].join();
    if (!seenMoves.has(move)) cache.tickets.doubt(from, ['threads']);
    seenMoves.add(move);
  }
}

/**
 * Brings a ticket's contents up to date, part by part: only what its signature says has changed is asked for. All of it
 * is committed in one transaction with the signature that it stands for; held, settled threads are never fetched again.
 */
export async function pullTicketBody(
  context: SyncContext,
  id: string,
  { priority, onScreen = false, acceptShortOf }: PullOptions,
): Promise<Pulled> {
  const { cache, client, clock, emit, signal } = context;
  const options = { priority, signal };
  const startedAt = clock.now();
  const held = cache.tickets.get(id);
  let parts = held === null ? changedParts(null, '') : changedParts(held.bodyOf, held.signature);
  // Where only details tell counts, one that is older than the row may have been overtaken.
  const isOvertaken = (): boolean =>
    held?.bodyOf === null &&
    held.asOf > (held.detailAsOf ?? 0) &&
    context.capabilities.has('modifiedTimeRange') === false;
  const needsDetail =
    onScreen ||
    held === null ||
    held.detailAsOf === null ||
    isOvertaken() ||
    (held.bodyOf !== null && parts.includes('detail'));
  try {
    let detail: Ticket | null = null;
    if (needsDetail) {
      const verdict = await verifyTicket(context, id, options);
      if ('reason' in verdict) {
        if (onScreen) buryTicket(context, id, verdict.reason);
        else buryIfFew(context, id, verdict.reason);
        return 'gone';
      }
      detail = verdict.ticket;
    }
    const ticket = detail === null ? (held?.doc as Ticket) : mergeDocs(held?.doc, detail);
    parts = changedParts(held?.bodyOf ?? null, ticketSignature(ticket));
    const threadsHeld = cache.threads.listOfTicket(id).map(({ doc }) => doc);
    // Nothing else tells the agent who looks at it that a message has gone out.
    if (onScreen && threadsHeld.some(({ status }) => status === 'PENDING')) parts.push('threads');
    if (onScreen && held !== null && held.doc.modifiedTime !== ticket.modifiedTime) {
      // Somebody looks at it, and comments are edited without any count telling.
      if (threadsHeld.some(({ status }) => status === 'DRAFT')) parts.push('threads');
      parts.push('comments', 'timeEntries');
    }
    const changed = {
      threads: parts.includes('threads'),
      comments: parts.includes('comments'),
      isFirst: held?.bodyOf == null,
    };
    const conversation = await fetchConversation(context, ticket, changed, options);
    const timeEntries = !parts.includes('timeEntries')
      ? null
      : (ticket.timeEntryCount ?? 0) === 0
        ? []
        : await readAll((query) => listTimeEntries(client, id, { ...query, ...options }), 100);
    const tasks =
      parts.includes('tasks') && (ticket.taskCount ?? 0) !== cache.tasks.countOfTicket(id)
        ? await readAll((query) => listTicketTasks(client, id, { ...query, ...options }), 100)
        : null;
    const threads = conversation.threads ?? cache.threads.listOfTicket(id).map(({ doc }) => doc);
    const comments = conversation.comments ?? cache.comments.listOfTicket(id).map(({ doc }) => doc);
    const ofThreads = filesOf('thread', threads);
    const own =
      parts.includes('attachments') || conversation.threads !== null
        ? await ownFiles(context, ticket, ofThreads, options)
        : null;
    const acceptShort = acceptShortOf === ticketSignature(ticket);
    const isShort = {
      threads: !acceptShort && conversation.threads !== null && threads.length < (ticket.threadCount ?? 0),
      comments: !acceptShort && conversation.comments !== null && comments.length < (ticket.commentCount ?? 0),
    };
    const hasGone = cache.transaction(() => {
      const current = cache.tickets.get(id);
      // It was removed while these calls were on their way: they may have been answered from before that.
      if (held !== null && current === null) return true;
      const isOld = (current?.doc.modifiedTime ?? '') > (ticket.modifiedTime ?? '');
      if (detail !== null) cache.tickets.upsertDetail(withLateness(detail, context.serviceNow()), startedAt);
      if (conversation.threads !== null) doubtLeft(context, id, cache.threads.replaceOfTicket(id, threads, startedAt));
      const lastWord = conversation.threads === null || isShort.threads || isOld ? null : lastWordOf(threads);
      if (lastWord !== null) cache.tickets.noteLastWord(id, lastWord);
      if (conversation.comments !== null) cache.comments.replaceOfTicket(id, comments, startedAt);
      if (timeEntries !== null) cache.timeEntries.replaceOfTicket(id, timeEntries, startedAt);
      if (tasks !== null) cache.tasks.replaceOfTicket(id, tasks, startedAt);
      if (own !== null || conversation.comments !== null) {
        const files = own ?? cache.attachments.listOfTicket(id).filter(({ owner }) => owner === 'ticket');
        cache.attachments.replaceOfTicket(id, [...ofThreads, ...filesOf('comment', comments), ...files], startedAt);
      }
      // What these calls answered belongs to the counts that were known when they went out.
      const known = doubtedParts(held?.bodyOf ?? null);
      const meanwhile = doubtedParts(cache.tickets.get(id)?.bodyOf ?? null).filter((part) => !known.includes(part));
      cache.tickets.markBody(id, ticketSignature(ticket));
      // A doubt that came up while these calls were on their way is not settled by them.
      if (meanwhile.length > 0) cache.tickets.doubt(id, meanwhile);
      // A newer row came while these calls were on their way: they may have been answered from before it.
      if (isOld) {
        if (threads.some(({ status }) => status === 'DRAFT')) cache.tickets.doubt(id, ['threads']);
        cache.tickets.noteForSweep(id);
      }
      if (isShort.threads) cache.tickets.doubt(id, ['threads']);
      if (isShort.comments) cache.tickets.doubt(id, ['comments']);
      return false;
    });
    if (hasGone) return 'gone';
    emit('tickets.changed', { ids: [id] });
    if (tasks !== null) emit('tasks.changed', { ids: tasks.map((task) => task.id) });
    await fetchNewContact(context, ticket, options);
    return isShort.threads || isShort.comments ? 'short' : 'whole';
  } catch (error) {
    if (!isAppError(error, 'notFound')) throw error;
    // Some part of it is not there: is the ticket?
    const verdict = await verifyMissing(context, id, options);
    if (!('reason' in verdict)) {
      if (cache.tickets.get(id) !== null) await storeTicketRows(context, [verdict.ticket]);
      throw error;
    }
    if (onScreen) buryTicket(context, id, verdict.reason);
    else buryIfFew(context, id, verdict.reason);
    return 'gone';
  }
}
