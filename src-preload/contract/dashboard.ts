import { z } from 'zod';
import { method } from './method.ts';
import { ticketRow } from './tickets.ts';

/** How long an open ticket waits: days since the customer's last word, upper ends left out. */
export const waitingBucket = z.enum(['day', 'threeDays', 'week', 'month', 'older']);
export type WaitingBucket = z.output<typeof waitingBucket>;
/** How long a customer waited for the first answer. */
export const answerBucket = z.enum(['hour', 'fourHours', 'day', 'threeDays', 'longer']);
export type AnswerBucket = z.output<typeof answerBucket>;

/**
 * When an open ticket is due; `week` and `today` leave out what is over already. `paused`: the time has passed and the
 * service does not call it late.
 */
export const dueBucket = z.enum(['overdue', 'today', 'week', 'later', 'paused', 'none']);
export type DueBucket = z.output<typeof dueBucket>;

/** Midnight of a day in the agent's zone, epoch milliseconds. */
const day = z.number();
/** The agent's days: only the page knows their zone. */
export const dashboardDays = z.object({
  /** Midnights in their order, tomorrow's last: each begins a bar but the last, which ends the last. */
  days: z.array(day).min(2).max(62),
  /** Midnight that ends this week. */
  week: day,
});
export type DashboardDays = z.output<typeof dashboardDays>;

/** The agent's own figures, from the cache. */
export const dashboard = z.object({
  /** Epoch milliseconds; null when the service never answered. */
  asOf: z.number().nullable(),
  open: z.array(z.object({ bucket: waitingBucket, count: z.number(), overdue: z.number() })),
  due: z.array(z.object({ bucket: dueBucket, count: z.number() })),
  /** Answers of the agent on the days that were asked for, today last. */
  answered: z.array(z.object({ day, count: z.number() })),
  /** Seconds of the agent's time entries, the same days; `unsent` of them wait in the outbox. */
  time: z.array(z.object({ day, seconds: z.number(), unsent: z.number() })),
  /** Tickets of the last 30 days whose first answer was the agent's. `medianMs` null when there are none. */
  firstAnswers: z.object({
    medianMs: z.number().nullable(),
    buckets: z.array(z.object({ bucket: answerBucket, count: z.number() })),
  }),
});
export type Dashboard = z.output<typeof dashboard>;

/** One bar of the pictures. */
export const dashboardPart = z.discriminatedUnion('part', [
  z.strictObject({ part: z.literal('open'), bucket: waitingBucket }),
  z.strictObject({ part: z.literal('due'), bucket: dueBucket }),
  z.strictObject({ part: z.literal('answered'), day }),
  z.strictObject({ part: z.literal('time'), day }),
  z.strictObject({ part: z.literal('firstAnswers'), bucket: answerBucket }),
]);
export type DashboardPart = z.output<typeof dashboardPart>;

export const methods = {
  'dashboard.get': method(dashboardDays, dashboard),
  /** The tickets behind a bar, at most 200. */
  'dashboard.tickets': method(dashboardDays.extend({ which: dashboardPart }), z.array(ticketRow)),
};
