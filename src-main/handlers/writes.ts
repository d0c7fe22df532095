import type { StagedFile } from '../../src-preload/contract/drafts.ts';
import type { WriteHandlers } from '../../src-preload/contract/index.ts';
import type { JobKindName, Receipt } from '../../src-preload/contract/outbox.ts';
import type { UpdateTicketInput } from '../../src-preload/contract/ticket-writes.ts';
import type { Ticket, Written } from '../../src-preload/contract/tickets.ts';
import { type EditBase, editedFields } from '../outbox/edits.ts';
import { seenOf } from '../outbox/freshness.ts';
import { flatten, pick } from '../outbox/merge.ts';
import type { Enqueue } from '../outbox/enqueue.ts';
import type { Outbox } from '../outbox/outbox.ts';
import type { Effective } from '../outbox/effective.ts';
import { applyToRow, isApplied } from '../outbox/pending.ts';
import { entryFieldsOf } from '../outbox/time-entries.ts';
import type { Cache } from '../store/cache.ts';
import { type DraftBase, writtenBy } from '../outbox/shared-drafts.ts';
import type { Job } from '../store/jobs.ts';

type Row = Record<string, unknown> & { id: string };
type Input = Record<string, unknown> & { jobId?: string | undefined };
/** A reply that may go on with a draft of the service. */
interface OnDraft {
  ticketId: string;
  draftThreadId?: string | undefined;
  jobId?: string | undefined;
  writing?: Record<string, unknown> | undefined;
}

export interface WriteHandlersDeps {
  outbox: Outbox;
  cache: Cache;
  effective: Pick<Effective, 'ticket' | 'isClosing' | 'echo'>;
  isOffline(): boolean;
  /** A customer is being answered: what came meanwhile should be known before it goes. */
  onAnswer(ticketId: string): void;
}

/** Every write: what the agent saw goes along, the intent is on disk when it answers, and the network is never waited for. */
export function createWriteHandlers({
  outbox,
  cache,
  effective,
  isOffline,
  onAnswer,
}: WriteHandlersDeps): WriteHandlers {
  const optionsOf = ({ jobId }: Input) => ({ wasOffline: isOffline(), ...(jobId === undefined ? {} : { id: jobId }) });
  function put(kind: JobKindName, input: Input, seen: object | null = null, canUndo = false): Receipt {
    const { jobId: _named, writing, ...payload } = input;
    const base = writing === undefined ? seen : { ...seen, writing };
    return outbox.enqueue(kind, payload, { ...optionsOf(input), base, canUndo });
  }
  const write = (...given: Parameters<typeof put>): Written => {
    const receipt = put(...given);
    try {
      return { ...receipt, echo: effective.echo(receipt.jobId) };
    } catch {
      // It is on disk: what is wrong with the cache is told by whoever reads the ticket.
      return { ...receipt, echo: null };
    }
  };
  const idOf = (id: string): string => outbox.localIds.resolve(id) ?? id;
  /** A close is a message too: it can be called back as long. */
  const isClose = (status: unknown): boolean => typeof status === 'string' && effective.isClosing(status);

  /** The ticket as the agent sees it, pending changes included, and as the service last said it. */
  function ticketRows(id: string): { shown: Ticket; server: Ticket } | null {
    const held = cache.tickets.get(idOf(id));
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
  function ticketSeen(id: string, fields: object): { edit: EditBase } | null {
    const rows = ticketRows(id);
    return rows === null ? null : { edit: edit(fields, rows.shown, rows.server) };
  }
  const updateTicket = ({ id, fields, draftKey }: UpdateTicketInput, canUndo = false): Receipt => {
    const base = ticketSeen(id, fields);
    const kept = draftKey === undefined ? {} : { draftKey };
    return put(
      'ticket.update',
      { id, fields, ...kept },
      base && { ...seen(id), ...base },
      canUndo || isClose(fields.status),
    );
  };
  /** What an edit of a ticket's part is made on: the part as the service last said it, with the edits on their way. */
  function partSeen(
    kind: JobKindName,
    input: { ticketId: string; id: string },
    held: { doc: object; asOf: number } | null | undefined,
  ): { edit: EditBase } | null {
    if (held == null) return null;
    const isOfIt = (job: Job): boolean =>
      job.kind === kind && isApplied(job, held.asOf) && (job.payload as { id: string }).id === idOf(input.id);
    const shown = outbox
      .jobsOfTicket(idOf(input.ticketId))
      .filter(isOfIt)
      .reduce((row, { payload }) => ({ ...row, ...editedFields(payload as object) }), held.doc);
    return { edit: edit(editedFields(input), shown, held.doc) };
  }
  const commentHeld = (id: string) => cache.comments.get(idOf(id));
  function entryHeld(id: string) {
    const held = cache.timeEntries.get(idOf(id));
    return held === null ? null : { ...held, doc: entryFieldsOf(held.doc) };
  }
  const fileHeld = (ticketId: string, id: string) =>
    cache.attachments.listOfTicket(idOf(ticketId)).find(({ doc }) => doc.id === idOf(id));
  function updateRecord(
    noun: 'contact' | 'account' | 'task',
    input: { id: string; fields: object; draftKey?: string | undefined },
  ): Receipt {
    const held = cache[`${noun}s`].get(idOf(input.id));
    if (held === null) return put(`${noun}.update`, input);
    const doc = held.doc as Row;
    const shown = applyToRow(noun, doc, held.asOf, outbox.recentJobs([noun])) ?? doc;
    return put(`${noun}.update`, input, { edit: edit(input.fields, shown, doc) });
  }

  function makeTicket(
    enqueue: Enqueue,
    { files, jobId, ...ticket }: { files: readonly StagedFile[] } & Input,
  ): Receipt {
    const receipt = enqueue('ticket.create', ticket, optionsOf({ jobId }));
    const { localId: parentId } = receipt;
    // A second click has the files on the ticket already.
    if (parentId !== null && outbox.jobs.listDependents(parentId).length === 0)
      for (const file of files) enqueue('attachment.add', { noun: 'ticket', parentId, file }, optionsOf({}));
    return receipt;
  }

  /** What a draft of the service may say with nobody else at it, and since when. `opened`: as it was on screen. */
  function draftSeen(
    ticketId: string,
    draftThreadId: string,
    opened?: Partial<Record<'mark' | 'time', string | null>> | null,
  ): DraftBase {
    const jobs = outbox.jobs.listPage({ ticketId: idOf(ticketId), before: null, limit: 200 });
    const own = writtenBy(jobs, draftThreadId, idOf);
    const marks = typeof opened?.mark === 'string' ? [opened.mark, ...own.marks] : own.marks;
    // The cache knows it no more once it went out under another id.
    const since = opened?.time ?? cache.threads.get(draftThreadId)?.doc.createdTime ?? own.since;
    return { marks, since };
  }

  /** A reply with the draft of the service that it goes on with, and what that may say; as it is where there is none. */
  function onDraft({ draftThreadId: given, ...input }: OnDraft): { input: Input; base: object | null } {
    const draftThreadId = given === undefined ? null : outbox.actions.overtakeDraft(given, input.jobId);
    if (draftThreadId === null) return { input, base: null };
    const opened = input.writing?.['opened'] as Partial<Record<'mark' | 'time', string | null>> | null | undefined;
    return { input: { ...input, draftThreadId }, base: { draft: draftSeen(input.ticketId, draftThreadId, opened) } };
  }

  return {
    'replies.send': (given) => {
      const { input, base } = onDraft(given);
      const written = write(
        'reply.send',
        input,
        base === null ? seen(given.ticketId) : { ...seen(given.ticketId), ...base },
      );
      onAnswer(idOf(given.ticketId));
      return written;
    },
    'replies.draft': (given) => {
      const { input, base } = onDraft(given);
      return put('reply.draft', input, base);
    },
    'replies.forward': (input) => write('reply.forward', input, seen(input.ticketId)),
    'replies.deleteDraft': ({ mark, ...input }) =>
      put(
        'reply.deleteDraft',
        input,
        mark === undefined ? null : { draft: draftSeen(input.ticketId, input.threadId, { mark }) },
      ),
    'threads.resend': (input) => put('thread.resend', input),
    // What the customer sees can be called back as long as a reply.
    'comments.create': (input) => write('comment.create', input, seen(input.ticketId), input.isPublic),
    'comments.edit': (input) => put('comment.edit', input, partSeen('comment.edit', input, commentHeld(input.id))),
    'comments.delete': (input) => put('comment.delete', input),
    'timeEntries.create': (input) => put('timeEntry.create', input, seen(input.ticketId)),
    'timeEntries.edit': (input) => put('timeEntry.edit', input, partSeen('timeEntry.edit', input, entryHeld(input.id))),
    'timeEntries.delete': (input) => put('timeEntry.delete', input),
    'tickets.create': (input) => outbox.together((enqueue) => makeTicket(enqueue, input)),
    'tickets.createForNewContact': ({ contact, ticket }) =>
      outbox.together((enqueue) => {
        const { localId: contactId } = enqueue('contact.create', contact, { wasOffline: isOffline(), isOnce: true });
        return makeTicket(enqueue, { ...ticket, contactId });
      }),
    'tickets.update': ({ canUndo, ...input }) => updateTicket(input, canUndo),
    'tickets.assign': ({ id, assigneeId }) => updateTicket({ id, fields: { assigneeId } }),
    'tickets.close': ({ id, status }) => updateTicket({ id, fields: { status } }),
    // What moves whole tickets, or many at once, can be called back as long as a close.
    'tickets.move': (input) =>
      put('ticket.move', input, ticketSeen(input.id, { departmentId: input.departmentId }), true),
    'tickets.merge': (input) => put('ticket.merge', input, null, true),
    'tickets.split': (input) => put('ticket.split', input, null, true),
    'tickets.markSpam': (input) => put('ticket.markSpam', input, null, true),
    'tickets.tag': (input) => put('ticket.tag', input, null, true),
    'tickets.updateMany': (input) => put('ticket.updateMany', input, null, true),
    'contacts.create': (input) => put('contact.create', input),
    'contacts.update': (input) => updateRecord('contact', input),
    'accounts.create': (input) => put('account.create', input),
    'accounts.update': (input) => updateRecord('account', input),
    'tasks.create': (input) => put('task.create', input),
    'tasks.update': (input) => updateRecord('task', input),
    'attachments.add': (input) => put('attachment.add', input, input.noun === 'ticket' ? seen(input.parentId) : null),
    'attachments.delete': (input) => put('attachment.delete', input),
    'attachments.setVisibility': (input) =>
      put(
        'attachment.setVisibility',
        input,
        partSeen('attachment.setVisibility', input, fileHeld(input.ticketId, input.id)),
      ),
  };
}
