import type { HandlersOf } from '../../src-preload/contract/index.ts';
import { AppError } from '../lib/app-error.ts';
import type { Clock } from '../lib/clock.ts';
import type { Emit } from '../lib/emitter.ts';
import { onDisk } from '../outbox/enqueue.ts';
import { saveDraft } from '../outbox/job-drafts.ts';
import type { Outbox } from '../outbox/outbox.ts';
import { resolveIds, resolveKey } from '../outbox/refs.ts';
import type { Staging } from '../store/outbox-files.ts';

/** Files being staged at once; more than a composer ever needs. */
const MOST_STAGED = 20;
/** A page that ended tells nothing: what it staged is given up when it has not gone on for so long. */
const ABANDONED_MS = 5 * 60_000;

interface Upload {
  name: string;
  staging: Staging;
  /** Of the clock that never goes back. */
  touchedAt: number;
}

export interface DraftHandlersDeps {
  outbox: Outbox;
  clock: Clock;
  emit: Emit;
  /** Ids of the tickets that are listed as having drafts. */
  written: () => string[];
  newId?: () => string;
}

/** Composers' drafts and files on their way into the workspace. */
export function createDraftHandlers({
  outbox,
  clock,
  emit,
  written,
  newId = () => crypto.randomUUID(),
}: DraftHandlersDeps): HandlersOf<'drafts' | 'files'> {
  const { drafts, files } = outbox;
  const uploads = new Map<string, Upload>();
  const uploadOf = (uploadId: string): Upload => {
    const upload = uploads.get(uploadId);
    if (upload === undefined) throw new AppError('notFound', 'This file was finished or given up already.');
    return upload;
  };
  function giveUp(uploadId: string): void {
    uploads.get(uploadId)?.staging.abort();
    uploads.delete(uploadId);
  }
  function giveUpAbandoned(): void {
    for (const [uploadId, { touchedAt }] of uploads) if (clock.monotonic() - touchedAt > ABANDONED_MS) giveUp(uploadId);
  }

  const idOf = (id: string): string => outbox.localIds.resolve(id) ?? id;
  const keyOf = (key: string): string => resolveKey(key, outbox.localIds.resolve);
  /** With the service's names of what was made here meanwhile, e.g. of its draft on the service. */
  const named = <T>(draft: T): T => resolveIds(draft, outbox.localIds.resolve);

  return {
    'drafts.save': ({ key: given, ticketId, doc, over }) => {
      const own = keyOf(given);
      const there = over === undefined ? null : drafts.get(own);
      const isOthers = there !== null && there.savedAt !== over && there.doc['by'] !== doc['by'];
      const key = isOthers ? `${own}#${newId()}` : own;
      const draft = { key, ticketId: ticketId === null ? null : idOf(ticketId), doc };
      const savedAt = onDisk(() => saveDraft({ ...outbox, clock }, draft));
      emit('drafts.changed', { ids: [key] });
      return { savedAt, ...(isOthers ? { key } : {}) };
    },
    'drafts.get': ({ key, orBeside }) =>
      named(drafts.get(keyOf(key)) ?? (orBeside === true ? drafts.getBeside(keyOf(key)) : null)),
    'drafts.list': ({ ticketId }) => drafts.list(ticketId === undefined ? undefined : idOf(ticketId)).map(named),
    'drafts.tickets': written,
    'drafts.versions': ({ key }) => drafts.versions(keyOf(key)),
    'drafts.discard': ({ key: given }) => {
      const key = keyOf(given);
      const draft = onDisk(() => drafts.remove(key));
      files.release(`draft:${key}`);
      emit('drafts.changed', { ids: [key] });
      return draft;
    },
    'files.begin': ({ name, size }) => {
      giveUpAbandoned();
      if (uploads.size >= MOST_STAGED)
        throw new AppError('rateLimited', 'Too many files at once.', { retryAfterMs: 1_000 });
      const uploadId = newId();
      uploads.set(uploadId, { name, staging: onDisk(() => files.stage(size)), touchedAt: clock.monotonic() });
      return { uploadId };
    },
    'files.append': ({ uploadId, base64 }) => {
      const upload = uploadOf(uploadId);
      upload.touchedAt = clock.monotonic();
      try {
        return { received: onDisk(() => upload.staging.append(Buffer.from(base64, 'base64'))) };
      } catch (error) {
        giveUp(uploadId);
        throw error;
      }
    },
    'files.finish': ({ uploadId }) => {
      const { name, staging } = uploadOf(uploadId);
      uploads.delete(uploadId);
      return { ...onDisk(() => staging.finish()), name };
    },
    'files.abort': ({ uploadId }) => {
      giveUp(uploadId);
      return null;
    },
  };
}
