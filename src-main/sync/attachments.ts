import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { PRIORITY } from '../api/client.ts';
import { downloadAttachment } from '../api/download.ts';
import { isAppError } from '../lib/app-error.ts';
import type { SyncContext } from './context.ts';
import type { Job } from './scheduler.ts';

const INLINE = 'inline-';
const safe = (id: string): string => id.replace(/[^\w-]/g, '_');

/** Where the contents of a ticket's files are kept. */
export const ticketFolder = (dir: string, ticketId: string): string => join(dir, safe(ticketId));

/** Where the content of a file is kept: by its ids, since names come from strangers. */
export const attachmentFile = (dir: string, ticketId: string, id: string): string =>
  join(ticketFolder(dir, ticketId), safe(id));

/** Where pictures in the text of a ticket's messages are kept, by the hash of their address. */
export const inlineFile = (dir: string, ticketId: string, hash: string): string =>
  attachmentFile(dir, ticketId, `${INLINE}${hash}`);
export const isInline = (name: string): boolean => name.startsWith(INLINE);
/** In place of a ticket's id, for files of a contact, an account or a task. */
export const recordFolder = (noun: string, id: string): string => `${noun}-${id}`;
/** In place of a ticket's id, for pictures from elsewhere. */
export const REMOTE = 'remote';

/** Contents of attachments up to the size that the agent's depth says, the smallest first. */
export function createAttachmentJob(context: SyncContext, dir: string): Job {
  const { cache, client, signal, logger } = context;
  const next = () => {
    const { attachmentBytes } = context.depth();
    return attachmentBytes === 0 ? undefined : cache.attachments.listWanted(attachmentBytes, 1)[0];
  };
  return {
    name: 'attachments',
    priority: 10,
    purpose: 'history',
    nextAt: () => (next() === undefined ? Number.POSITIVE_INFINITY : 0),
    async step() {
      const wanted = next();
      if (wanted === undefined) return;
      const { id, ticketId, doc } = wanted;
      const { href } = doc;
      if (!href) return cache.attachments.markRefused(id);
      const file = attachmentFile(dir, ticketId, id);
      const { attachmentBytes } = context.depth();
      try {
        if (!existsSync(file)) {
          // What the row says of its size is taken as a hint.
          await downloadAttachment(client, href, file, {
            signal,
            priority: PRIORITY.history,
            maxBytes: Math.max(2 * attachmentBytes, 64 * 1024),
          });
        }
        cache.attachments.markHeld(id);
      } catch (error) {
        if (!isAppError(error, 'invalid', 'notFound', 'forbidden')) throw error;
        cache.attachments.markRefused(id);
        logger.info('a file could not be fetched', { id, code: error.code });
      }
    },
  };
}
