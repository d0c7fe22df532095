import { createHash } from 'node:crypto';
import { open, readFile, rename, rm, stat } from 'node:fs/promises';
import { type Attachment, type FileRef, LARGEST_DOWNLOAD } from '../../src-preload/contract/attachments.ts';
import { listTicketAttachments } from '../api/attachments.ts';
import { type ApiClient, PRIORITY } from '../api/client.ts';
import { downloadAttachment, pathOfHref } from '../api/download.ts';
import { fetchRemoteImage } from '../api/remote-image.ts';
import { AppError, isAppError } from '../lib/app-error.ts';
import type { Emit } from '../lib/emitter.ts';
import { type Sniffed, sniff, SNIFF_BYTES } from '../lib/file-kind.ts';
import type { Cache } from '../store/cache.ts';
import { attachmentFile, inlineFile, recordFolder, REMOTE } from './attachments.ts';
import { readAll } from './pages.ts';
import { createPhotos } from './photos.ts';
import { fetchRecordFiles } from './records.ts';

/** A file on this machine, and what its bytes say it is. */
export interface HeldFile {
  path: string;
  name: string;
  size: number;
  sniffed: Sniffed;
}

export interface FileRoom {
  /** The content of an attachment, fetched unless it is here. Errors as `attachments.open` tells. */
  fetch(ref: FileRef): Promise<HeldFile>;
  cancel(ref: FileRef): void;
  /** A picture within a message by its source; null for what is none, is not the service's, or can't be had now. */
  inline(ticketId: string, threadId: string | null, source: string): Promise<HeldFile | null>;
  /** The photo of a contact or an agent; null where there is none, or it can't be had now. */
  photo(noun: 'agent' | 'contact', id: string): Promise<HeldFile | null>;
  /** A picture on the network. */
  remote(source: string): Promise<HeldFile | null>;
  close(): void;
}

export interface FileRoomDeps {
  client: ApiClient;
  cache: Pick<Cache, 'agents' | 'attachments' | 'contacts' | 'recordDetails' | 'threads'>;
  /** Folder of the workspace's attachments. */
  dir: string;
  emit: Emit;
  /** Path of a file that the agent staged, by its hash. Rejects with `notFound`. */
  staged(sha256: string): Promise<string>;
  isStaged(sha256: string): boolean;
  fetchRemote?: typeof fetchRemoteImage;
}

/** Bytes of one picture within a message. */
const LARGEST_PICTURE = 15 * 1024 * 1024;
/** Progress is told this often at most, milliseconds. */
const PROGRESS_MS = 100;
/** The only addresses of the service that a message's pictures may make this program ask, with its token, for. */
const INLINE_PATH =
  /^(?:\/tickets\/\d{1,20})?\/threads\/\d{1,20}\/inlineImages\/[^/]{1,300}$|^\/uploads\/\d{1,20}\/contents?$/;

async function describe(path: string, name: string): Promise<HeldFile> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const head = Buffer.alloc(Math.min(SNIFF_BYTES, size));
    await file.read(head, 0, head.length, 0);
    return { path, name, size, sniffed: sniff(head, name) };
  } finally {
    await file.close();
  }
}

const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    (stats) => stats.isFile(),
    () => false,
  );
const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 32);

/** Contents of files, fetched with the token where the agent asks for them and kept in the workspace. */
export function createFileRoom(deps: FileRoomDeps): FileRoom {
  const { client, cache, dir, emit, staged, isStaged, fetchRemote = fetchRemoteImage } = deps;
  const running = new Map<string, { done: Promise<HeldFile | null>; stop: AbortController }>();
  const closing = new AbortController();
  const photos = createPhotos({ client, cache, dir });

  /** Whatever is asked for twice at a time is fetched once. */
  function once<T extends HeldFile | null>(key: string, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const known = running.get(key);
    if (known !== undefined && !known.stop.signal.aborted) return known.done as Promise<T>;
    const stop = new AbortController();
    const done = work(AbortSignal.any([stop.signal, closing.signal])).finally(() => {
      if (running.get(key)?.stop === stop) running.delete(key);
    });
    running.set(key, { done, stop });
    return done;
  }

  /** Files that were added just now, as the service told them, until their rows come. */
  const told = new Map<string, Attachment>();

  async function docOf(ref: FileRef, signal: AbortSignal): Promise<Attachment | null> {
    const { noun, parentId, id } = ref;
    const isIt = (file: Attachment): boolean => file.id === id;
    const held =
      noun === 'ticket'
        ? cache.attachments.get(parentId, id)
        : cache.recordDetails.get(noun, parentId).files.find(isIt);
    const known = held ?? told.get(keyOf(ref));
    if (known !== undefined) return known;
    // Of one that was added just now the service tells its address, if anyone.
    const call = { signal, priority: PRIORITY.screen };
    const files =
      noun === 'ticket'
        ? await readAll((query) => listTicketAttachments(client, parentId, { ...query, ...call }), 100)
        : await fetchRecordFiles(client, noun, parentId, call);
    const found = files.find(isIt);
    if (found !== undefined) told.set(keyOf(ref), found);
    return found ?? null;
  }
  const placeOf = ({ noun, parentId, id }: FileRef): string =>
    attachmentFile(dir, noun === 'ticket' ? parentId : recordFolder(noun, parentId), id);
  const keyOf = (ref: FileRef): string => `${ref.noun}/${ref.parentId}/${ref.id}`;

  function tellProgress(id: string): (progress: { bytes: number; total: number | null }) => void {
    let last = 0;
    return ({ bytes, total }) => {
      const now = performance.now();
      if (now - last < PROGRESS_MS && bytes !== total) return;
      last = now;
      emit('attachments.progress', { id, bytes, total });
    };
  }

  /** Into a place of its own first: the sync may be fetching the same file into its own. */
  async function download(
    href: string,
    path: string,
    maxBytes: number,
    signal: AbortSignal,
    id: string | null,
  ): Promise<void> {
    const fresh = `${path}.asked`;
    await downloadAttachment(client, href, fresh, {
      signal,
      maxBytes,
      priority: PRIORITY.screen,
      ...(id === null ? {} : { onProgress: tellProgress(id) }),
    });
    await rename(fresh, path);
  }

  const fetch = (ref: FileRef): Promise<HeldFile> =>
    once(keyOf(ref), async (signal) => {
      if (isStaged(ref.id)) return describe(await staged(ref.id), ref.name ?? ref.id);
      const doc = await docOf(ref, signal);
      if (doc === null) throw new AppError('notFound', 'This file is no longer there.');
      const path = placeOf(ref);
      if (!(await isThere(path))) {
        if (!doc.href) throw new AppError('notFound', 'The service names no address for this file.');
        if ((doc.size ?? 0) > LARGEST_DOWNLOAD) throw tooLarge();
        try {
          await download(doc.href, path, LARGEST_DOWNLOAD, signal, ref.id);
        } catch (error) {
          throw isAppError(error, 'invalid') && error.reason === 'tooLarge' ? tooLarge() : error;
        }
      }
      if (ref.noun === 'ticket') cache.attachments.markHeld(ref.id);
      return describe(path, doc.name ?? doc.id);
    });

  /** Null rather than an error: a message is shown without a picture that can't be had. */
  async function picture(work: () => Promise<HeldFile | null>): Promise<HeldFile | null> {
    try {
      const file = await work();
      return file?.sniffed.kind === 'image' ? file : null;
    } catch (error) {
      if (!isAppError(error)) throw error;
      return null;
    }
  }

  return {
    fetch,
    cancel: (ref) => running.get(keyOf(ref))?.stop.abort(),
    inline: (ticketId, threadId, source) =>
      picture(async () => {
        const attached = async (by: 'id' | 'name', wanted: string | undefined) => {
          const thread = threadId === null ? null : cache.threads.get(threadId);
          const file = thread?.doc.attachments?.find((candidate) => candidate[by] === wanted);
          return file === undefined ? null : fetch({ noun: 'ticket', parentId: ticketId, id: file.id });
        };
        const cid = /^cid:(.{1,300})$/i.exec(source)?.[1];
        if (cid !== undefined) {
          const own = /^([0-9a-f]{64})@deskhand$/.exec(cid)?.[1];
          if (own !== undefined) return isStaged(own) ? describe(await staged(own), own) : null;
          return attached('name', cid.split('@')[0]);
        }
        const { path, query } = pathOfHref(client, source);
        // An upload is the message's own file once that has taken it (uploads live for a day).
        const upload = /^\/uploads\/(\d{1,20})\//.exec(path)?.[1];
        const taken = upload === undefined ? null : await attached('id', upload);
        if (taken !== null) return taken;
        if (!INLINE_PATH.test(path)) return null;
        const href = `/api/v1${path}${Object.keys(query).length === 0 ? '' : `?${new URLSearchParams(query).toString()}`}`;
        return once(`inline/${href}`, async (signal) => {
          const place = inlineFile(dir, ticketId, hashOf(href));
          if (!(await isThere(place))) await download(href, place, LARGEST_PICTURE, signal, null);
          return describe(place, path.split('/').at(-1) ?? 'image');
        });
      }),
    photo: (noun, id) =>
      picture(() =>
        once(`photo/${noun}/${id}`, async (signal) => {
          const path = await photos.path(noun, id, signal);
          return path === null ? null : describe(path, 'photo');
        }),
      ),
    remote: (source) =>
      picture(() =>
        once(`remote/${source}`, async (signal) => {
          const place = attachmentFile(dir, REMOTE, hashOf(source));
          if (!(await isThere(place))) await fetchRemote(source, place, { maxBytes: LARGEST_PICTURE, signal });
          const held = await describe(place, 'image');
          if (held.sniffed.kind !== 'image') await rm(place, { force: true });
          return held;
        }),
      ),
    close: () => closing.abort(),
  };
}

const tooLarge = (): AppError =>
  new AppError('invalid', `Files of more than ${LARGEST_DOWNLOAD} bytes are not fetched.`, {
    reason: 'tooLarge',
    fields: { '/size': 'tooLarge' },
  });

/** The beginning of a text file: at most `limit` bytes of it. */
export async function readText(file: HeldFile, decode: (bytes: Buffer) => string, limit: number): Promise<string> {
  if (file.size <= limit) return decode(await readFile(file.path));
  const handle = await open(file.path, 'r');
  try {
    const bytes = Buffer.alloc(limit);
    await handle.read(bytes, 0, limit, 0);
    return decode(bytes);
  } finally {
    await handle.close();
  }
}
