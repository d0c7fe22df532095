import type { WriteHandlers } from '../../src-preload/contract/index.ts';
import type { JobKindName, Receipt } from '../../src-preload/contract/outbox.ts';
import type { UpdateTicketInput } from '../../src-preload/contract/ticket-writes.ts';
import type { Ticket } from '../../src-preload/contract/tickets.ts';
import type { EditBase } from '../outbox/edits.ts';
import { seenOf } from '../outbox/freshness.ts';
import { flatten, pick } from '../outbox/merge.ts';
import type { Outbox } from '../outbox/outbox.ts';
import type { Effective } from '../outbox/effective.ts';
import { applyToRow } from '../outbox/pending.ts';
import type { Cache } from '../store/cache.ts';

type Row = Record<string, unknown> & { id: string };

export interface WriteHandlersDeps {
  outbox: Outbox;
  cache: Cache;
  effective: Pick<Effective, 'ticket' | 'isClosing'>;
  isOffline(): boolean;
}

/** Every write: what the agent saw goes along, the intent is on disk when it answers, and the network is never waited for. */
export function createWriteHandlers({ outbox, cache, effective, isOffline }: WriteHandlersDeps): WriteHandlers {
  const put = (kind: JobKindName, input: unknown, base: unknown = null, canUndo = false): Receipt =>
    outbox.enqueue(kind, input, { base, wasOffline: isOffline(), canUndo });
  /** A close is a message too: it can be called back as long. */
  const isClose = (status: unknown): boolean => typeof status === 'string' && effective.isClosing(status);

  /** The ticket as the agent sees it, pending changes included, and as the service last said it. */
  function ticketRows(id: string): { shown: Ticket; server: Ticket } | null {
    const held = cache.tickets.get(outbox.localIds.resolve(id) ?? id);
    if (held === null) return null;
    return { shown: effective.ticket(held), server: held.doc };
  }
  function seen(ticketId: string): object | null {
    const rows = ticketRows(ticketId);
    if (rows === null) return null;
    return {
      seen: seenOf(
        rows.shown,
        cache.threads.listOfTicket(rows.server.id).map(({ doc }) => doc),
      ),
    };
  }
  const edit = (fields: object, shown: object, server: object): EditBase => {
    const names = Object.keys(flatten(fields as Record<string, unknown>));
    return {
      fields: pick(shown as Record<string, unknown>, names),
      server: pick(server as Record<string, unknown>, names),
    };
  };
  function updateTicket(id: string, fields: UpdateTicketInput['fields'], canUndo = false): Receipt {
    const rows = ticketRows(id);
    const base = rows === null ? null : { ...seen(id), edit: edit(fields, rows.shown, rows.server) };
    return put('ticket.update', { id, fields }, base, canUndo || isClose(fields.status));
  }
  /** A comment's text as the agent sees it, pending edits included, and as the service last said it. */
  function commentSeen(ticketId: string, id: string): { edit: EditBase } | null {
    const content = cache.comments.get(outbox.localIds.resolve(id) ?? id)?.doc.content;
    if (typeof content !== 'string') return null;
    const pending = outbox
      .jobsOfTicket(outbox.localIds.resolve(ticketId) ?? ticketId)
      .filter(({ kind, payload }) => kind === 'comment.edit' && (payload as { id: string }).id === id);
    const shown = (pending.at(-1)?.payload as { content: string } | undefined)?.content ?? content;
    return { edit: { fields: { content: shown }, server: { content } } };
  }
  function updateRecord(noun: 'contact' | 'account' | 'task', id: string, fields: object): Receipt {
    const serverId = outbox.localIds.resolve(id) ?? id;
    const held = cache[`${noun}s`].get(serverId);
    if (held === null) return put(`${noun}.update`, { id, fields });
    const doc = held.doc as Row;
    const shown = applyToRow(noun, doc, held.asOf, outbox.recentJobs()) ?? doc;
    return put(`${noun}.update`, { id, fields }, { edit: edit(fields, shown, doc) });
  }

  /** The draft of the service that a reply goes on with, as far as there is one. */
  function onDraft<T extends { draftThreadId?: string | undefined }>({ draftThreadId: given, ...input }: T) {
    const draftThreadId = given === undefined ? null : outbox.actions.overtakeDraft(given);
    return draftThreadId === null ? input : { ...input, draftThreadId };
  }

  return {
    'replies.send': (input) => put('reply.send', onDraft(input), seen(input.ticketId)),
    'replies.draft': (input) => put('reply.draft', onDraft(input)),
    'replies.forward': (input) => put('reply.forward', input),
    'replies.deleteDraft': (input) => put('reply.deleteDraft', input),
    'threads.resend': (input) => put('thread.resend', input),
    // What the customer sees can be called back as long as a reply.
    'comments.create': (input) => put('comment.create', input, null, input.isPublic),
    'comments.edit': (input) => put('comment.edit', input, commentSeen(input.ticketId, input.id)),
    'comments.delete': (input) => put('comment.delete', input),
    'timeEntries.create': (input) => put('timeEntry.create', input),
    'timeEntries.edit': (input) => put('timeEntry.edit', input),
    'timeEntries.delete': (input) => put('timeEntry.delete', input),
    'tickets.create': (input) => put('ticket.create', input),
    'tickets.createForNewContact': ({ contact, ticket }) =>
      outbox.together((enqueue) => {
        const options = { wasOffline: isOffline() };
        const { localId: contactId } = enqueue('contact.create', contact, { ...options, isOnce: true });
        return enqueue('ticket.create', { ...ticket, contactId }, options);
      }),
    'tickets.update': ({ id, fields, canUndo }) => updateTicket(id, fields, canUndo),
    'tickets.assign': ({ id, assigneeId }) => updateTicket(id, { assigneeId }),
    'tickets.close': ({ id, status }) => updateTicket(id, { status }),
    // What moves whole tickets, or many at once, can be called back as long as a close.
    'tickets.move': (input) => put('ticket.move', input, null, true),
    'tickets.merge': (input) => put('ticket.merge', input, null, true),
    'tickets.split': (input) => put('ticket.split', input, null, true),
    'tickets.markSpam': (input) => put('ticket.markSpam', input, null, true),
    'tickets.updateMany': (input) => put('ticket.updateMany', input, null, true),
    'contacts.create': (input) => put('contact.create', input),
    'contacts.update': ({ id, fields }) => updateRecord('contact', id, fields),
    'accounts.create': (input) => put('account.create', input),
    'accounts.update': ({ id, fields }) => updateRecord('account', id, fields),
    'tasks.create': (input) => put('task.create', input),
    'tasks.update': ({ id, fields }) => updateRecord('task', id, fields),
    'attachments.add': (input) => put('attachment.add', input),
    'attachments.delete': (input) => put('attachment.delete', input),
    'attachments.setVisibility': (input) => put('attachment.setVisibility', input),
  };
}
