import { createHash } from 'node:crypto';
import { readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type ApiClient, PRIORITY } from '../api/client.ts';
import { downloadPhoto, pathOfHref } from '../api/download.ts';
import { isAppError } from '../lib/app-error.ts';
import type { Cache } from '../store/cache.ts';

/** Where photos are kept, among the attachments. */
export const PHOTOS = 'photos';
const LARGEST_PHOTO = 2 * 1024 * 1024;
const DAY_MS = 24 * 3_600_000;
/** Photos change under their address: one that is shown is fetched again when it is older. */
const FRESH_MS = 7 * DAY_MS;
/** One that nobody looked at for so long leaves the disk. */
const KEPT_MS = 90 * DAY_MS;
/** The only addresses of the service that a person's row may make this program ask, with its token, for. */
const PHOTO_PATH = /^\/(?:agents?|contacts|portalUser|users?)\/\d{1,20}\/photo$/;

export interface Photos {
  /** The file of a person's photo, as fresh as can be had; null for one without. */
  path(noun: 'agent' | 'contact', id: string, signal: AbortSignal): Promise<string | null>;
}

const modifiedAt = (path: string): Promise<number | null> =>
  stat(path).then(
    ({ mtimeMs }) => mtimeMs,
    () => null,
  );

/** Photos of contacts and agents, at the addresses that their rows name on the service's own host. */
export function createPhotos({
  client,
  cache,
  dir,
}: {
  client: ApiClient;
  cache: Pick<Cache, 'agents' | 'contacts'>;
  dir: string;
}): Photos {
  /** When the service said of an address that there is none. */
  const missing = new Map<string, number>();
  const wasMissing = (href: string): boolean => Date.now() - (missing.get(href) ?? -Infinity) < DAY_MS;
  return {
    async path(noun, id, signal) {
      const href = cache[`${noun}s`].get(id)?.doc.photoURL;
      if (!href || wasMissing(href) || !PHOTO_PATH.test(pathOfHref(client, href).path)) return null;
      const place = join(dir, PHOTOS, createHash('sha256').update(href).digest('hex').slice(0, 32));
      const at = await modifiedAt(place);
      if (at !== null && Date.now() - at < FRESH_MS) return place;
      try {
        const fresh = `${place}.asked`;
        await downloadPhoto(client, href, fresh, { signal, maxBytes: LARGEST_PHOTO, priority: PRIORITY.sync });
        await rename(fresh, place);
      } catch (error) {
        if (isAppError(error, 'notFound', 'forbidden', 'invalid')) {
          missing.set(href, Date.now());
          await rm(place, { force: true });
          return null;
        }
        // An older one is better than none while the service can't be reached.
        if (at === null || !isAppError(error)) throw error;
      }
      return place;
    },
  };
}

/** Removes photos that were not fetched for long, and what broken downloads left. */
export async function tidyPhotos(dir: string): Promise<void> {
  const folder = join(dir, PHOTOS);
  for (const name of await readdir(folder)) {
    const at = await modifiedAt(join(folder, name));
    if (at !== null && Date.now() - at > (name.includes('.') ? DAY_MS : KEPT_MS))
      await rm(join(folder, name), { force: true });
  }
}
