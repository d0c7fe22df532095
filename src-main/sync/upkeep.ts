import { readdir, rm, stat } from 'node:fs/promises';
import type { SyncContext } from './context.ts';
import { attachmentFile, ticketFolder } from './attachments.ts';
import { reachOf } from './listings.ts';
import { PHOTOS, tidyPhotos } from './photos.ts';
import type { Job } from './scheduler.ts';
import { turn } from './slices.ts';

/** When it was done last. */
const DONE = 'upkeep';
const DAY_MS = 24 * 3_600_000;
/** Tombstones are kept so long: threads of a merge or split are still met within it. */
const TOMBSTONE_MS = 90 * DAY_MS;
const AT_ONCE = 200;
/** A larger file than the depth wants was opened by the agent: it stays this long. */
const OPENED_MS = 30 * DAY_MS;

/** Removes the contents of a ticket's files from the disk; none is no error. */
export const removeFolder = (dir: string, ticketId: string): Promise<void> =>
  rm(ticketFolder(dir, ticketId), { recursive: true, force: true });

/**
 * Once a day, without a call: tombstones by age, and contents of attachments that nothing here stands for any more: of
 * tickets that left while nobody removed them, of files that are gone, and larger ones than the depth wants.
 */
export function createUpkeepJob(context: SyncContext, dir: string): Job {
  const { cache, clock, signal } = context;

  async function tidyFolder(ticketId: string): Promise<void> {
    const ticket = cache.tickets.get(ticketId);
    if (ticket === null) return removeFolder(dir, ticketId);
    // Which files it has is being read.
    if (!ticket.isComplete) return;
    const known = new Map(cache.attachments.listOfTicket(ticketId).map((file) => [file.doc.id, file]));
    for (const name of await readdir(ticketFolder(dir, ticketId))) {
      const file = attachmentFile(dir, ticketId, name);
      const { size, mtimeMs } = await stat(file);
      const age = Date.now() - mtimeMs;
      const held = known.get(name);
      const isUnwanted = held === undefined ? age > DAY_MS : size > context.depth().attachmentBytes && age > OPENED_MS;
      if (!isUnwanted) continue;
      await rm(file, { force: true });
      if (held !== undefined) cache.attachments.markMissing(name);
    }
  }

  return {
    name: 'upkeep',
    priority: 5,
    purpose: 'screen',
    // Before the lists were read, after a rebuild say, every file looks as if nothing stood for it.
    nextAt: () =>
      reachOf(context).isListed ? (cache.cursors.updatedAt(DONE) ?? 0) + DAY_MS : Number.POSITIVE_INFINITY,
    async step() {
      while (!signal.aborted && cache.tombstones.prune(clock.now() - TOMBSTONE_MS, AT_ONCE) === AT_ONCE) await turn();
      const folders = await readdir(dir, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return [];
        throw error;
      });
      for (const folder of folders) {
        if (signal.aborted) return;
        if (folder.name === PHOTOS) await tidyPhotos(dir);
        else if (folder.isDirectory()) await tidyFolder(folder.name);
      }
      cache.cursors.set(DONE, {}, clock.now());
    },
  };
}
