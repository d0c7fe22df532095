import type { z } from 'zod';
import * as accounts from './accounts.ts';
import * as agents from './agents.ts';
import * as app from './app.ts';
import * as attachmentWrites from './attachment-writes.ts';
import * as attachments from './attachments.ts';
import * as commentWrites from './comment-writes.ts';
import * as contacts from './contacts.ts';
import * as contracts from './contracts.ts';
import * as dashboard from './dashboard.ts';
import * as data from './data.ts';
import * as departments from './departments.ts';
import * as drafts from './drafts.ts';
import * as notifications from './notifications.ts';
import * as mailReplyAddresses from './mail-reply-addresses.ts';
import * as organizations from './organizations.ts';
import * as outbox from './outbox.ts';
import * as recordWrites from './record-writes.ts';
import * as replies from './replies.ts';
import * as search from './search.ts';
import * as session from './session.ts';
import * as settings from './settings.ts';
import * as snoozes from './snoozes.ts';
import * as sync from './sync.ts';
import * as tasks from './tasks.ts';
import * as ticketWrites from './ticket-writes.ts';
import * as tickets from './tickets.ts';
import * as timeEntries from './time-entries.ts';
import * as timeEntryWrites from './time-entry-writes.ts';
import * as views from './views.ts';
import * as timers from './timers.ts';
import * as writingHelps from './writing-helps.ts';

/** Everything that changes something at the service. Each answers a receipt once the intent is on disk. */
export const writeMethods = {
  ...replies.methods,
  ...commentWrites.methods,
  ...timeEntryWrites.methods,
  ...ticketWrites.methods,
  ...recordWrites.methods,
  ...attachmentWrites.methods,
};

/** Every method of the contract, by `noun.verb`. */
export const methods = {
  ...app.methods,
  ...session.methods,
  ...settings.methods,
  ...sync.methods,
  ...tickets.methods,
  ...contacts.methods,
  ...accounts.methods,
  ...tasks.methods,
  ...contracts.methods,
  ...agents.methods,
  ...departments.methods,
  ...organizations.methods,
  ...dashboard.methods,
  ...data.methods,
  ...notifications.methods,
  ...outbox.methods,
  ...attachments.methods,
  ...mailReplyAddresses.methods,
  ...writingHelps.methods,
  ...drafts.methods,
  ...search.methods,
  ...views.methods,
  ...snoozes.methods,
  ...timeEntries.methods,
  ...timers.methods,
  ...writeMethods,
};

/** Every event: names and keys, never data. */
export const events = {
  ...app.events,
  ...session.events,
  ...settings.events,
  ...sync.events,
  ...tickets.events,
  ...contacts.events,
  ...accounts.events,
  ...tasks.events,
  ...contracts.events,
  ...agents.events,
  ...mailReplyAddresses.events,
  ...departments.events,
  ...organizations.events,
  ...notifications.events,
  ...outbox.events,
  ...attachments.events,
  ...writingHelps.events,
  ...drafts.events,
  ...search.events,
  ...views.events,
  ...snoozes.events,
  ...timers.events,
};

export type Methods = typeof methods;
export type MethodName = keyof Methods;
/** What the renderer passes. */
export type Input<M extends MethodName> = z.input<Methods[M]['input']>;
/** What a handler gets after parsing. */
export type ParsedInput<M extends MethodName> = z.output<Methods[M]['input']>;
export type Output<M extends MethodName> = z.output<Methods[M]['output']>;

export type Events = typeof events;
export type EventName = keyof Events;
export type EventPayload<E extends EventName> = z.output<Events[E]>;

/** One handler for each method; leaving one out does not compile. */
export type Handlers = { [M in MethodName]: (input: ParsedInput<M>) => Output<M> | Promise<Output<M>> };
type WriteMethodName = keyof typeof writeMethods;
/** Handlers of everything that goes through the outbox. */
export type WriteHandlers = Pick<Handlers, WriteMethodName>;
/** Handlers of one noun, by the prefix of its methods, writes left out. */
export type HandlersOf<N extends string> = Pick<
  Handlers,
  Exclude<Extract<MethodName, `${N}.${string}`>, WriteMethodName>
>;

export * from './wire.ts';
