import { z } from 'zod';
import { method } from './method.ts';

/**
 * Where an intent stands. `held` waits for the agent or the undo window (see `hold`), `queued` for its turn or the
 * network (`hold` says `paused` or `waitsFor` when one of these keeps it), `sending` is on
 * its way, `unknown` went out without an answer and is being looked for, `rejected` was refused by the service,
 * `conflict` touches fields that changed meanwhile. `sent`, `cancelled` and `setAside` are final and stay listed.
 */
export const jobState = z.enum([
  'held',
  'queued',
  'sending',
  'unknown',
  'rejected',
  'conflict',
  'sent',
  'cancelled',
  'setAside',
]);
export type JobState = z.output<typeof jobState>;

export const jobKind = z.enum([
  'reply.send',
  'reply.draft',
  'reply.forward',
  'reply.deleteDraft',
  'thread.resend',
  'comment.create',
  'comment.edit',
  'comment.delete',
  'timeEntry.create',
  'timeEntry.edit',
  'timeEntry.delete',
  'ticket.create',
  'ticket.update',
  'ticket.move',
  'ticket.merge',
  'ticket.split',
  'ticket.markSpam',
  'ticket.follow',
  'ticket.tag',
  'ticket.updateMany',
  'contact.create',
  'contact.update',
  'account.create',
  'account.update',
  'task.create',
  'task.update',
  'attachment.add',
  'attachment.delete',
  'attachment.setVisibility',
]);
export type JobKindName = z.output<typeof jobKind>;

/** Something that happened on the ticket since the agent wrote. */
export const happening = z.object({
  what: z.enum(['customerThread', 'colleagueReply', 'closed', 'reassigned', 'moved', 'spam', 'merged', 'deleted']),
  /** The service's id of the thread, the new assignee or department, the ticket it was merged into; null where there is none. */
  id: z.string().nullable(),
  time: z.string().nullable(),
  /** Who did it, where the service tells. */
  by: z.string().nullable(),
  /** The thread's summary, the new status, number and subject of the ticket that it was merged into. */
  text: z.string().nullable(),
});
export type Happening = z.output<typeof happening>;

/** The item that something waits for, where that one needs the agent: its id and its kind. */
const stuckOn = z.object({ id: z.string(), kind: z.string() });

export const jobHold = z.discriminatedUnion('reason', [
  /** The undo window: goes out at `until`, epoch milliseconds. */
  z.object({ reason: z.literal('undo'), until: z.number() }),
  /** Everything is paused by the agent. */
  z.object({ reason: z.literal('paused') }),
  /** Waits for a job that makes a row it needs, or for the one before it on the same ticket. */
  z.object({ reason: z.literal('waitsFor'), jobIds: z.array(z.string()), stuckOn: stuckOn.nullable() }),
  /** The ticket moved on: `outbox.overrideFreshness`, `outbox.edit` or `outbox.cancel`. */
  z.object({ reason: z.literal('freshness'), happenings: z.array(happening) }),
]);
export type JobHold = z.output<typeof jobHold>;

/** One field that was changed here and, to something else, there. Answered by `outbox.resolveConflict`. */
export const fieldConflict = z.object({
  /** Field name; custom fields as `cf.<apiName>` or `customFields.<name>`. */
  field: z.string(),
  base: z.unknown(),
  mine: z.unknown(),
  theirs: z.unknown(),
});
export type FieldConflict = z.output<typeof fieldConflict>;

/** What can't be decided by looking: shown with both possibilities and answered by `outbox.answer`. */
export const jobQuestion = z.object({
  why: z.enum(['draftGone', 'otherWords', 'cantLook', 'notFound', 'ambiguous', 'noDrafts', 'recovered']),
  /** An English sentence for reports; on screen it is said by `why`. */
  message: z.string(),
  /** Rows at the service that may be the one: choose by id in `outbox.answer`. */
  candidates: z.array(z.object({ id: z.string(), time: z.string().nullable(), text: z.string() })),
});
export type JobQuestion = z.output<typeof jobQuestion>;

export const jobError = z.object({
  code: z.string(),
  /** An English sentence for logs and reports; on screen it is said by `reason`, else by `code`. */
  message: z.string(),
  fields: z.record(z.string(), z.string()).nullable(),
  /** Narrower than the code, e.g. `file`, `scopeMissing`, `makerGone`. */
  reason: z.string().optional(),
  /** The service's own words. */
  said: z.string().optional(),
});

export const jobAction = z.enum([
  'cancel',
  'retry',
  'sendNow',
  'edit',
  'answer',
  'resolveConflict',
  'overrideFreshness',
]);
export type JobAction = z.output<typeof jobAction>;

/** An item of the outbox view. */
export const outboxItem = z.object({
  id: z.string(),
  /** Order of writing; newest is highest. */
  seq: z.number(),
  /** A `jobKind`, or a kind that only another version of Deskhand knows (set aside). */
  kind: z.string(),
  state: jobState,
  hold: jobHold.nullable(),
  /** What it is on; may be a local id. */
  ticketId: z.string().nullable(),
  /** The id made here for a row that is being created. */
  localId: z.string().nullable(),
  /** The service's id once sent. */
  serverId: z.string().nullable(),
  /** The ticket or the record that it is on, as it is held; null where there is none, or more than one. */
  about: z.object({ number: z.string().nullable(), name: z.string() }).nullable(),
  /** Names behind ids that it tells: contacts, accounts, and agents who are mentioned; an id that is not held as itself. */
  names: z.record(z.string(), z.string()),
  /** First words of what was written, as plain text. */
  summary: z.string(),
  /** Of a change of fields: their new values by name, custom ones as in `fieldConflict`. Null for all else. */
  changes: z.record(z.string(), z.unknown()).nullable(),
  /** How many tickets it is on, where it is on several at once; null for all else. */
  ticketCount: z.number().nullable(),
  /** The time that an entry logs; null for all else. */
  seconds: z.number().nullable(),
  /** The step it is at: `draft`, `send`, `close`... Null when final. */
  step: z.string().nullable(),
  /** Tries of the step that it is at, or that was its last. */
  attempts: z.number(),
  /** Epoch milliseconds of the next try or look; null when it waits for nothing but its turn. */
  nextAt: z.number().nullable(),
  error: jobError.nullable(),
  question: jobQuestion.nullable(),
  conflict: z.array(fieldConflict).nullable(),
  /** Epoch milliseconds. */
  createdAt: z.number(),
  updatedAt: z.number(),
  sentAt: z.number().nullable(),
  /** What the agent may do with it now. */
  actions: z.array(jobAction),
});
export type OutboxItem = z.output<typeof outboxItem>;

export const jobAttempt = z.object({
  step: z.string(),
  startedAt: z.number(),
  endedAt: z.number().nullable(),
  outcome: z.enum(['done', 'notSent', 'refused', 'unknown']).nullable(),
  error: jobError.nullable(),
  /** Completed looks at the service after an unknown outcome, and what settled it. */
  looks: z.number(),
  look: z.enum(['done', 'notDone', 'undecided']).nullable(),
});

export const outboxDetail = outboxItem.extend({
  /** What was written: the input of the method that enqueued it. */
  payload: z.unknown(),
  /** Moves with every change of the agent's, and whenever it comes to need them. */
  revision: z.number(),
  history: z.array(jobAttempt),
});
export type OutboxDetail = z.output<typeof outboxDetail>;

export const outboxSettings = z.object({
  /** Milliseconds in which a reply can be called back; 0 sends at once. */
  undoMs: z.number().int().min(0).max(120_000).catch(10_000).default(10_000),
  /** A reply or status change older than this, or written offline, is checked against the ticket before it goes. */
  staleMs: z.number().int().min(0).catch(300_000).default(300_000),
  /** Which happenings hold it. A ticket that was deleted or merged away always does. */
  holdOn: z
    .object({
      customerThread: z.boolean().default(true),
      colleagueReply: z.boolean().default(true),
      closed: z.boolean().default(true),
      reassigned: z.boolean().default(true),
      moved: z.boolean().default(false),
      spam: z.boolean().default(true),
    })
    .prefault({}),
});
export type OutboxSettings = z.output<typeof outboxSettings>;
export const outboxSettingsPatch = z
  .object({
    undoMs: z.number().int().min(0).max(120_000),
    staleMs: z.number().int().min(0),
    holdOn: z
      .object({
        customerThread: z.boolean(),
        colleagueReply: z.boolean(),
        closed: z.boolean(),
        reassigned: z.boolean(),
        moved: z.boolean(),
        spam: z.boolean(),
      })
      .partial(),
  })
  .partial()
  .strict();

/** Where a row that is shown before the service has it comes from, or whose change is on its way. */
export const pendingMark = z.object({
  jobId: z.string(),
  state: jobState,
  /** `hold.reason` of the item, e.g. to offer "undo"; null when nothing holds it. */
  hold: z.enum(['undo', 'paused', 'waitsFor', 'freshness']).nullable(),
  /** Epoch milliseconds at which the undo window ends; null outside it. */
  until: z.number().nullable(),
  /** As of the item's hold. */
  stuckOn: stuckOn.optional(),
});
export type PendingMark = z.output<typeof pendingMark>;

/** What a write answers: committed, visible, and on its way when its turn comes. */
export const receipt = z.object({
  jobId: z.string(),
  /** The id of a row that is being created, to be used wherever an id goes; null for other writes. */
  localId: z.string().nullable(),
});
export type Receipt = z.output<typeof receipt>;

/** What a composer or a form says besides what was written there. */
export const fromForm = {
  /** Its draft, which becomes the intent in the same transaction. */
  draftKey: z.string().optional(),
  /** Names the intent, and becomes its job's id: asked for again, as after an answer that was lost, it is written once. */
  jobId: z.uuid().optional(),
};

/** What the ticket's composer says besides what is to go out. */
export const fromComposer = {
  ...fromForm,
  /**
   * What its draft has that the message does not show: text and quote apart, the time up to which messages were seen.
   * Called back, it is in the composer as it was.
   */
  writing: z.looseObject({}).optional(),
};

const byId = z.object({ id: z.string() });
/** What is said on an item as it was seen: `conflict` with the field `/revision`, and nothing done, where it is another by now. */
const asSeen = byId.extend({ revision: z.number().optional() });

export const methods = {
  /** Newest first, at most 200 from `before` (exclusive `seq`; null for the newest). */
  'outbox.list': method(
    z.object({
      states: z.array(jobState).optional(),
      ticketId: z.string().optional(),
      before: z.number().nullable().default(null),
      limit: z.number().int().min(1).max(200).default(50),
    }),
    z.object({
      items: z.array(outboxItem),
      /** Pass as `before` for the next page; null at the end. */ next: z.number().nullable(),
    }),
  ),
  'outbox.get': method(byId, outboxDetail.nullable()),
  /** The item that makes a ticket, by the local id or the service's; null where it was not made here. */
  'outbox.maker': method(byId, outboxItem.nullable()),
  /** Counts by state, those that need the agent (`attention`), and unsettled ones by ticket id for badges. */
  'outbox.counts': method(
    z.object({}),
    z.object({
      byState: z.record(jobState, z.number()),
      attention: z.number(),
      unsettled: z.number(),
      byTicket: z.record(z.string(), z.object({ unsettled: z.number(), attention: z.number() })),
      paused: z.boolean(),
    }),
  ),
  /**
   * Calls an item back. `conflict` when it is being sent or settled, or, unless `dependents`, when other items wait for
   * the row it makes. A reply's text becomes a draft again: `draftKey` says which,
   * `alsoDrafts` those of what waited for it, oldest first; a contact that was typed with its ticket is in the ticket's. Of a reply that went out already, only
   * the status that was to follow is given up: `cancelled` is empty then.
   */
  'outbox.cancel': method(
    byId.extend({ dependents: z.boolean().default(false) }),
    z.object({
      cancelled: z.array(z.string()),
      draftKey: z.string().nullable(),
      alsoDrafts: z.array(z.string()).optional(),
    }),
  ),
  /** Tries a rejected one again, or a queued one without waiting for its next try. */
  'outbox.retry': method(asSeen, z.null()),
  /** Ends the undo window. */
  'outbox.sendNow': method(byId, z.null()),
  /**
   * Replaces fields of what was written, in any state before `sending` (also rejected, conflict, held). What is kept of the
   * form under `draftKey` is forgotten with it.
   */
  'outbox.edit': method(
    asSeen.extend({ patch: z.record(z.string(), z.unknown()), draftKey: z.string().optional() }),
    z.null(),
  ),
  /** Answers an item's question. `serverId` names the row that it was, from the candidates. */
  'outbox.answer': method(
    byId.extend({ answer: z.enum(['done', 'sendAgain', 'discard']), serverId: z.string().optional() }),
    z.null(),
  ),
  /** Chooses per field; fields left out keep mine. */
  'outbox.resolveConflict': method(
    asSeen.extend({ choices: z.record(z.string(), z.enum(['mine', 'theirs'])) }),
    z.null(),
  ),
  /**
   * Sends although the ticket moved on, to the ticket that it was merged into where it was; what else is written on it
   * goes along. What happens after this holds it again.
   */
  'outbox.overrideFreshness': method(asSeen, z.null()),
  'outbox.pauseAll': method(z.object({}), z.null()),
  'outbox.resume': method(z.object({}), z.null()),
  /** Everything in the outbox as JSON text, set-aside items and attempts included. */
  'outbox.export': method(z.object({}), z.object({ json: z.string() })),
  'outbox.settings': method(z.object({}), outboxSettings),
  'outbox.updateSettings': method(outboxSettingsPatch, outboxSettings),
};
export const events = {
  /** Items that changed; an empty list means "anything may have". */
  'outbox.changed': z.object({ ids: z.array(z.string()) }),
};
