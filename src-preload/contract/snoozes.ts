import { z } from 'zod';
import { method } from './method.ts';

/** A ticket that is put off on this machine: out of the open views until a time, or until its customer writes again. */
export const snooze = z.object({
  ticketId: z.string(),
  /** Epoch milliseconds of this machine. */
  until: z.number(),
  /** Epoch milliseconds at which the agent put it off. */
  since: z.number(),
});
export type Snooze = z.output<typeof snooze>;

/** No more tickets can be put off at a time. */
export const MOST_SNOOZED = 500;

const ticketIds = z.array(z.string().min(1)).min(1).max(MOST_SNOOZED);

export const methods = {
  /** Those still put off, soonest first. */
  'snoozes.list': method(z.object({}), z.array(snooze)),
  /** Puts tickets off, or to another time. `conflict` beyond `MOST_SNOOZED`, `invalid` for a time that has passed. */
  'snoozes.set': method(z.object({ ticketIds, until: z.number() }), z.null()),
  /** Brings tickets back. */
  'snoozes.end': method(z.object({ ticketIds }), z.null()),
};
export const events = {
  /** Tickets that were put off, or came back. */
  'snoozes.changed': z.object({ ids: z.array(z.string()) }),
  /** Tickets that came back by themselves: their time was there, or their customer wrote. */
  'snoozes.woken': z.object({
    ids: z.array(z.string()),
    /** Those of them whose time was there: nothing else tells of them. */
    dueIds: z.array(z.string()),
  }),
};
