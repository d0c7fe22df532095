import { readdir, rm, stat } from 'node:fs/promises';
import type { SyncContext } from './context.ts';
import { attachmentFile, isInline, REMOTE, ticketFolder } from './attachments.ts';
import { reachOf } from './listings.ts';
import { PHOTOS, tidyPhotos } from './photos.ts';
import type { Job } from './scheduler.ts';
import { turn } from '../lib/slices.ts';

/** When it was done last. */
const DONE = 'upkeep';
const DAY_MS = 24 * 3_600_000;
/** Tombstones are kept so long: threads of a merge or split are still met within it. */
const TOMBSTONE_MS = 90 * DAY_MS;
const AT_ONCE = 200;
/** What the agent opened though the depth doesn't want it stays this long: it can be had again. */
const OPENED_MS = 30 * DAY_MS;

/** Removes the contents of a ticket's files from the disk; none is no error. */
export const removeFolder = (dir: string, ticketId: string): Promise<void> =>
  rm(ticketFolder(dir, ticketId), { recursive: true, force: true });

/**
 * Once a day, without a call: tombstones by age, and contents of attachments that nothing here stands for any more: of
 * tickets that left while nobody removed them, of files that are gone, and larger ones than the depth wants. Pictures in
 * messages stay with their ticket.
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
      if (isInline(name)) continue;
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

  async function tidyOpened(folder: string): Promise<void> {
    for (const name of await readdir(ticketFolder(dir, folder))) {
      const file = attachmentFile(dir, folder, name);
      const { mtimeMs } = await stat(file);
      if (Date.now() - mtimeMs > OPENED_MS) await rm(file, { force: true });
    }
  }
  const records = { contact: cache.contacts, account: cache.accounts, task: cache.tasks };
  async function tidy(folder: string): Promise<void> {
    const [, noun, id = ''] = /^(contact|account|task)-(.+)$/.exec(folder) ?? [];
    if (folder === PHOTOS) await tidyPhotos(dir);
    else if (folder === REMOTE) await tidyOpened(folder);
    else if (noun === undefined) await tidyFolder(folder);
    else if (records[noun as keyof typeof records].get(id) === null) await removeFolder(dir, folder);
    else await tidyOpened(folder);
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
        if (folder.isDirectory()) await tidy(folder.name);
      }
      cache.cursors.set(DONE, {}, clock.now());
    },
  };
}
