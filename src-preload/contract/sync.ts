import { z } from 'zod';
import { method } from './method.ts';

/** What the status bar shows. */
export const syncStatus = z.object({
  connection: z.enum(['online', 'offline', 'signingInAgain', 'signInNeeded', 'busy']),
  /** Epoch milliseconds since when `connection` is so. */
  since: z.number(),
  /** Why, in words, when it is not online. */
  reason: z.string().nullable(),
  /** Epoch milliseconds of the last completed look at the service; null before the first. */
  asOf: z.number().nullable(),
  /** What is being pulled, with numbers; null when quiet. `total` is null while unknown. */
  progress: z
    .object({
      noun: z.enum(['organization', 'tickets', 'threads', 'contacts', 'accounts', 'agents', 'departments']),
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
};
export const events = {
  'sync.changed': z.object({}),
};
