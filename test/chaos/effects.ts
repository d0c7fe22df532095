import type { LedgerEntry } from '../../src-main/demo-desk/control/ledger.ts';
import type { Intent } from './intents.ts';

/** An intent as it was told, with what its placeholders stood for. */
export interface Told {
  intent: Intent;
  /** Null when the core ended before it said that it has it. */
  jobId: string | null;
  input: Record<string, unknown>;
}

interface Effect {
  operations: readonly string[];
  /** Field of the ledger that carries the tag. */
  field?: string;
  /** Or the row that it is about: `resolve` gives the service's id of one that was made here. */
  isIt?(entry: LedgerEntry, input: Record<string, unknown>, resolve: (id: unknown) => string): boolean;
  /** Doing it twice changes nothing: only once or more, or not at all, can be told. */
  isIdempotent?: boolean;
}

const onRow =
  (name: string): NonNullable<Effect['isIt']> =>
  ({ ids }, input, resolve) =>
    ids.includes(resolve(input[name]));

/** The effect that an intent may have, and how to know it in the ledger. */
const EFFECTS: Record<Intent['kind'], Effect> = {
  'reply.send': { operations: ['sendDraft'], field: 'content' },
  'reply.forward': { operations: ['sendDraft'], field: 'content' },
  // A doubled draft harms nobody.
  'reply.draft': { operations: ['draftReply', 'updateDraftReply'], field: 'content', isIdempotent: true },
  'reply.deleteDraft': { operations: ['deleteDraft'], isIt: onRow('threadId') },
  'thread.resend': { operations: ['resendFailedThread'], isIt: onRow('threadId') },
  'comment.create': { operations: ['createComment'], field: 'content' },
  'comment.edit': { operations: ['updateComment'], field: 'content', isIdempotent: true },
  'comment.delete': { operations: ['deleteComment'], isIt: onRow('id') },
  'timeEntry.create': { operations: ['createTimeEntry'], field: 'description' },
  'timeEntry.edit': { operations: ['updateTimeEntry'], field: 'description', isIdempotent: true },
  'timeEntry.delete': { operations: ['deleteTimeEntry'], isIt: onRow('id') },
  'ticket.create': { operations: ['createTicket'], field: 'subject' },
  'ticket.update': { operations: ['updateTicket'], field: 'resolution', isIdempotent: true },
  'ticket.move': { operations: ['moveTicket'], isIt: onRow('id'), isIdempotent: true },
  'ticket.merge': {
    operations: ['mergeTickets'],
    isIt: ({ fields }, { ids }, resolve) =>
      (ids as string[]).every((id) => Array.isArray(fields['merged']) && fields['merged'].includes(resolve(id))),
  },
  'ticket.split': {
    operations: ['splitThread'],
    isIt: ({ fields }, input) => fields['threadId'] === input['threadId'],
  },
  'ticket.markSpam': {
    operations: ['markSpam'],
    isIt: (entry, { ids }, resolve) => entry.ids.includes(resolve((ids as string[])[0])),
    isIdempotent: true,
  },
  'ticket.follow': { operations: ['addFollowers'], isIt: onRow('id'), isIdempotent: true },
  'ticket.tag': { operations: ['associateTags'], isIt: onRow('id'), isIdempotent: true },
  'ticket.updateMany': { operations: ['updateManyTickets'], field: 'category', isIdempotent: true },
  'contact.create': { operations: ['createContact'], field: 'lastName' },
  'contact.update': { operations: ['updateContact'], field: 'description', isIdempotent: true },
  'account.create': { operations: ['createAccount'], field: 'accountName' },
  'account.update': { operations: ['updateAccount'], field: 'description', isIdempotent: true },
  'task.create': { operations: ['createTask'], field: 'subject' },
  'task.update': { operations: ['updateTask'], field: 'description', isIdempotent: true },
  'attachment.add': {
    operations: [
      'createTicketAttachment',
      'createContactAttachment',
      'createAccountAttachment',
      'createTaskAttachment',
    ],
    field: 'name',
  },
  'attachment.delete': { operations: ['deleteTicketAttachment'], isIt: onRow('id') },
  'attachment.setVisibility': { operations: ['updateTicketAttachment'], isIt: onRow('id'), isIdempotent: true },
};

export const isIdempotent = ({ kind }: Intent): boolean => EFFECTS[kind].isIdempotent === true;

/** Whether a done job of this kind names a row that the ledger must have. */
export const namesRow = ({ kind }: Intent): boolean => !isIdempotent({ kind } as Intent) && kind !== 'ticket.merge';

const hasTag = (value: unknown, tag: string): boolean =>
  typeof value === 'string' && new RegExp(`\\b${tag}\\b`).test(value);

/** What of the ledger an intent has caused. */
export function effectsOf(
  { intent, input }: Pick<Told, 'intent' | 'input'>,
  ledger: readonly LedgerEntry[],
  resolve: (id: unknown) => string,
): LedgerEntry[] {
  const { operations, field, isIt } = EFFECTS[intent.kind];
  return ledger.filter(
    (entry) =>
      operations.includes(entry.operation) &&
      (field === undefined ? isIt?.(entry, input, resolve) === true : hasTag(entry.fields[field], intent.tag)),
  );
}
