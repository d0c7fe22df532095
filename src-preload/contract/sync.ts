import { z } from 'zod';
import { method } from './method.ts';
import { searchReach } from './search.ts';

/** How much of the desk this machine holds: the agent's choice. Open tickets are always in. */
export const depth = z.object({
  /** Closed tickets too, when something happened to them in the last so many days; `all` has no end. */
  range: z.union([z.literal('open'), z.literal(30), z.literal(90), z.literal(365), z.literal('all')]),
  /** Only these departments; null for all. */
  departmentIds: z.array(z.string()).nullable(),
  /** Contents of attachments up to so many bytes are kept here too; 0 for none. Names always are. */
  attachmentBytes: z
    .number()
    .int()
    .min(0)
    .max(100 * 1024 * 1024),
});
export type Depth = z.output<typeof depth>;

/** What pulling a depth takes, before anything is pulled. */
export const depthEstimate = z.object({
  tickets: z.number(),
  calls: z.number(),
  credits: z.number(),
  megabytes: z.number(),
  /** False when the service told how many tickets there are; the rest is reckoned from means either way. */
  isGuess: z.boolean(),
});
export type DepthEstimate = z.output<typeof depthEstimate>;

const nouns = z.enum([
  'organization',
  'tickets',
  'threads',
  'contacts',
  'accounts',
  'agents',
  'departments',
  'tasks',
  'contracts',
  'mailReplyAddresses',
  'attachments',
]);

/** Rows that the service no longer lists, more than may be removed without asking. */
export const sweepQuestion = z.object({
  noun: nouns,
  /** Rows that would be removed. */
  gone: z.number(),
  /** Rows held of that noun. */
  held: z.number(),
  /** Epoch milliseconds. */
  askedAt: z.number(),
});
export type SweepQuestion = z.output<typeof sweepQuestion>;

/** Why the service can't be reached, or holds us off. */
export const connectionCause = z.enum([
  'dns',
  'unreachable',
  'tls',
  'proxy',
  'cut',
  'timeout',
  'captivePortal',
  'service',
  'unreadable',
  'tooLarge',
  'credits',
  'busy',
]);
export type ConnectionCause = z.output<typeof connectionCause>;

/** What the status bar shows. */
export const syncStatus = z.object({
  connection: z.enum(['online', 'offline', 'signingInAgain', 'signInNeeded', 'busy']),
  /** Epoch milliseconds since when `connection` is so. */
  since: z.number(),
  /** Why, in words, when it is not online. */
  reason: z.string().nullable(),
  /** The same as one of few, for words in the agent's language; null when it is none of them. */
  cause: connectionCause.nullable().optional(),
  /** Epoch milliseconds of the last completed look at the service; null before the first. */
  asOf: z.number().nullable(),
  /** What is being pulled, with numbers; null when quiet. `total` is null while unknown. */
  progress: z
    .object({
      noun: nouns,
      done: z.number(),
      total: z.number().nullable(),
    })
    .nullable(),
  /** Calls made since this start. */
  calls: z.number(),
  /** Credits left today for the whole organisation, when the service tells. */
  creditsRemaining: z.number().nullable(),
  /** Service clock minus this machine's clock, milliseconds. */
  clockOffsetMs: z.number(),
  /** Epoch milliseconds at which each noun was last read to its end; null before the first time. */
  perNoun: z
    .object({
      tickets: z.number().nullable(),
      /** Status, assignee and other fields of tickets, where they take a look of their own. */
      ticketFields: z.number().nullable(),
      /** The same of closed tickets too: elsewhere than where changes are told, what the daily comparison read. */
      closedTickets: z.number().nullable(),
      tasks: z.number().nullable(),
      contacts: z.number().nullable(),
      accounts: z.number().nullable(),
      agents: z.number().nullable(),
      departments: z.number().nullable(),
      contracts: z.number().nullable(),
      mailReplyAddresses: z.number().nullable(),
      /** The last comparison of everything held with everything the service lists. */
      sweep: z.number().nullable(),
    })
    .optional(),
  /** Asked before more than 5% of a noun would be removed; nothing is removed until it is answered. */
  sweepQuestion: sweepQuestion.nullable().optional(),
  depth: depth.optional(),
  reach: searchReach.optional(),
  /** Credits that this console spent today (UTC). */
  creditsToday: z.number().optional(),
  /** What the credits left allow: everything, no history, only what is on screen, or nothing. */
  allowance: z.enum(['all', 'noHistory', 'screenOnly', 'none']).optional(),
  /** Milliseconds between looks at the service as things are now. */
  pollMs: z.number().nullable().optional(),
  /** Epoch milliseconds of the next look; null when none is planned. */
  nextPollAt: z.number().nullable().optional(),
});
export type SyncStatus = z.output<typeof syncStatus>;

export const methods = {
  'sync.status': method(z.object({}), syncStatus),
  'sync.now': method(z.object({}), z.null()),
  /** What is on screen goes first: the open ticket and the rows in view. */
  'sync.focus': method(
    z.object({ ticketId: z.string().nullable(), visibleIds: z.array(z.string()).max(200) }),
    z.null(),
  ),
  /** Whether the agent looks at the console: the poll interval follows. */
  'sync.presence': method(
    z.object({ page: z.string().min(1).max(64), focused: z.boolean(), visible: z.boolean() }),
    z.null(),
  ),
  'sync.setDepth': method(depth, z.null()),
  /**
   * One call where the service counts; elsewhere up to 20 lists of one row, whose sum serves for an hour. A newer question
   * ends an older one, which then fails.
   */
  'sync.estimateDepth': method(depth, depthEstimate),
  /** Nobody waits for the estimate in progress: its calls end. */
  'sync.endEstimate': method(z.object({}), z.null()),
  /**
   * Answers one question of `sync.status`: remove the rows, or keep them until the next sweep. Nothing happens when it is
   * open no more, so that a second answer never meets the next question.
   */
  'sync.answerSweep': method(
    sweepQuestion.pick({ noun: true, askedAt: true }).extend({ remove: z.boolean() }),
    z.null(),
  ),
  /** Compares everything held with the service, beginning now; it also happens once a day by itself. */
  'sync.sweep': method(z.object({}), z.null()),
};
export const events = {
  'sync.changed': z.object({}),
  /** Asked, and kept in `sync.status` until it is answered. */
  'sync.asked': sweepQuestion,
};
