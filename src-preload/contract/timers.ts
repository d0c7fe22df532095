import { z } from 'zod';
import { method } from './method.ts';
import { fromForm, receipt } from './outbox.ts';
import { rowId } from './replies.ts';
import { entryFields } from './time-entry-writes.ts';

export const rounding = z.object({
  /** Step in minutes; 0 logs to the second. */
  minutes: z
    .union([z.literal(0), z.literal(1), z.literal(6), z.literal(15)])
    .catch(0)
    .default(0),
  mode: z.enum(['up', 'nearest']).catch('up').default('up'),
});
export type Rounding = z.output<typeof rounding>;

/** Seconds as they are logged. Never nothing for something: a step is the least, and a second without steps. */
export function roundSeconds(seconds: number, { minutes, mode }: Rounding): number {
  const whole = Math.floor(seconds);
  if (whole <= 0) return 0;
  if (minutes === 0) return whole;
  const step = minutes * 60;
  const steps = mode === 'up' ? Math.ceil(whole / step) : Math.round(whole / step);
  return Math.max(1, steps) * step;
}

export const timerSettings = z.object({
  /** Several timers may run at once; else starting one pauses the others. */
  many: z.boolean().catch(false).default(false),
  /** Opening a ticket starts its timer. */
  autoStart: z.boolean().catch(false).default(false),
  rounding: rounding.prefault({}),
  /** Minutes without a key or a mouse after which time is in question; 0 never asks. */
  idleMinutes: z.number().int().min(0).max(240).catch(10).default(10),
  /** A timer that runs this many hours without a pause is worth a reminder; 0 for none. */
  longHours: z.number().min(0).max(24).catch(3).default(3),
  /** Hour of the day from which a working day with no time is worth a reminder; null for none. */
  noneByHour: z.number().int().min(0).max(23).nullable().catch(null).default(null),
});
export type TimerSettings = z.output<typeof timerSettings>;
export const timerSettingsPatch = z
  .object({
    many: z.boolean(),
    autoStart: z.boolean(),
    rounding: z.object({
      minutes: z.union([z.literal(0), z.literal(1), z.literal(6), z.literal(15)]),
      mode: z.enum(['up', 'nearest']),
    }),
    idleMinutes: z.number().int().min(0).max(240),
    longHours: z.number().min(0).max(24),
    noneByHour: z.number().int().min(0).max(23).nullable(),
  })
  .partial()
  .strict();

/** Time that may or may not have been work. Nothing of it counts until it is answered. */
export const timerQuestion = z.object({
  /** The machine slept or its clock was moved ahead, nobody touched it, or Deskhand was not running. */
  reason: z.enum(['sleep', 'idle', 'restart']),
  /** Epoch milliseconds at which it began. */
  from: z.number(),
  /** Milliseconds away, and those since the return. */
  awayMs: z.number(),
  sinceMs: z.number(),
  /** Nobody is back yet. */
  isAway: z.boolean(),
});
export type TimerQuestion = z.output<typeof timerQuestion>;

/** `paused` can go on; `stopped` waits to be logged. */
export const timerState = z.enum(['running', 'paused', 'stopped']);
export type TimerState = z.output<typeof timerState>;

export const timerRow = z.object({
  id: z.string(),
  ticketId: z.string(),
  taskId: z.string().nullable(),
  /** As lists show the ticket; empty for one that is not held. */
  ticketNumber: z.string(),
  subject: z.string(),
  taskSubject: z.string().nullable(),
  accountName: z.string().nullable(),
  note: z.string(),
  state: timerState,
  /** Milliseconds counted at `at`, epoch milliseconds: a running one goes on from there, unless it has a question. */
  ms: z.number(),
  at: z.number(),
  /** Epoch milliseconds. */
  startedAt: z.number(),
  question: timerQuestion.nullable(),
});
export type TimerRow = z.output<typeof timerRow>;

/** A ticket to start a timer on. */
export const timerTicket = z.object({
  id: z.string(),
  number: z.string(),
  subject: z.string(),
  contactName: z.string(),
});
export type TimerTicket = z.output<typeof timerTicket>;

export const timerAnswer = z.enum(['keep', 'discard', 'goOn', 'split']);
export type TimerAnswer = z.output<typeof timerAnswer>;

/** A timer's time as an entry: what is left out is the timer's own, rounded as the settings say. */
export const logTimerInput = entryFields.partial().extend({
  id: z.string(),
  ticketId: rowId.optional(),
  description: z.string().optional(),
  ...fromForm,
});
export type LogTimerInput = z.output<typeof logTimerInput>;

const byId = z.object({ id: z.string() });

export const methods = {
  /** All that are not logged yet, running ones first; `ticketIds` are those lately opened or timed. */
  'timers.list': method(
    z.object({}),
    z.object({ timers: z.array(timerRow), settings: timerSettings, recent: z.array(timerTicket) }),
  ),
  /** Starts or goes on with the timer of a ticket or task. */
  'timers.start': method(
    z.object({ ticketId: rowId, taskId: rowId.nullable().default(null), note: z.string().max(10_000).default('') }),
    timerRow,
  ),
  'timers.pause': method(byId, timerRow),
  'timers.resume': method(byId, timerRow),
  /** Ends it; it waits to be logged. */
  'timers.stop': method(byId, timerRow),
  /** Throws it away; `timers.restore` brings it back. */
  'timers.discard': method(byId, z.null()),
  'timers.restore': method(byId, timerRow),
  /** Moves so many seconds of it to a timer of its own, stopped. */
  'timers.split': method(
    byId.extend({ seconds: z.number().int().min(1), ticketId: rowId.optional() }),
    z.object({ timer: timerRow, other: timerRow }),
  ),
  /** `goOn` discards what was away and keeps what came after; `split` puts it in an entry of its own. */
  'timers.answer': method(byId.extend({ answer: timerAnswer, ticketId: rowId.optional() }), timerRow),
  'timers.update': method(
    byId.extend({ note: z.string().max(10_000).optional(), ticketId: rowId.optional() }),
    timerRow,
  ),
  /** Puts the entry into the outbox and ends the timer, in one transaction. */
  'timers.log': method(logTimerInput, receipt),
  'timers.updateSettings': method(timerSettingsPatch, timerSettings),
  /** The page's own word on how long nobody touched it, milliseconds; hosts that hear the system do not need it. */
  'timers.noteIdle': method(z.object({ idleMs: z.number().min(0) }), z.null()),
  /** The agent opened a ticket. */
  'timers.noteOpened': method(z.object({ ticketId: rowId }), z.null()),
};
export const events = {
  /** Timers or their settings changed; an empty list means "anything may have". */
  'timers.changed': z.object({ ids: z.array(z.string()) }),
  /** A timer was left on for long, or a working day has no time yet (`timerId` is null). */
  'timers.reminder': z.object({ id: z.string().nullable() }),
};
