import { z } from 'zod';
import { method } from './method.ts';

/** What Deskhand keeps on this machine for the agent who is signed in. Sizes in bytes. */
export const dataInfo = z.object({
  /** Folder of this agent's data. */
  folder: z.string(),
  /** Log file. */
  logFile: z.string(),
  cacheBytes: z.number(),
  /** Outbox, drafts, timers and what was announced, copies included. */
  agentBytes: z.number(),
  /** Files that wait to be sent. */
  filesBytes: z.number(),
  /** Contents of attachments that were fetched. */
  attachmentsBytes: z.number(),
  held: z.object({
    tickets: z.number(),
    threads: z.number(),
    comments: z.number(),
    contacts: z.number(),
    accounts: z.number(),
    tasks: z.number(),
    timeEntries: z.number(),
  }),
  /** Where secrets are kept, in the platform's own words. */
  secretStore: z.string(),
});
export type DataInfo = z.output<typeof dataInfo>;

export const methods = {
  'data.info': method(z.object({}), dataInfo),
  /** Throws the cache away and pulls it again. Nothing that the agent wrote is affected. */
  'data.eraseCache': method(z.object({}), z.null()),
  /**
   * Signs out and removes everything of this agent from this machine, what was not sent included. `conflict` while
   * something is unsent, unless `evenUnsent`.
   */
  'data.eraseAll': method(z.object({ evenUnsent: z.boolean() }), z.null()),
  /**
   * Everything that only this machine holds of the agent, as one JSON file: outbox with its history, drafts, views, timers,
   * signatures, canned replies, trusted senders, marks, settings, and the files that wait to be sent. Asks where to; where
   * only the page can, `url` is an address to download it from, once and soon.
   */
  'data.export': method(
    z.object({}),
    z.object({ state: z.enum(['saved', 'cancelled', 'offer']), url: z.string().nullable() }),
  ),
  /**
   * A text for support: versions, states, counts and the end of both logs; no names, texts, addresses, hosts but the known
   * services', folders of people or secrets.
   */
  'data.diagnostics': method(z.object({}), z.object({ text: z.string() })),
};
