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
  const staging = new Map<string, { name: string; staging: Staging }>();
  const staged = (uploadId: string): { name: string; staging: Staging } => {
    const entry = staging.get(uploadId);
    if (entry === undefined) throw new AppError('notFound', 'This file was finished or given up already.');
    return entry;
  };

  const idOf = (id: string): string => outbox.localIds.resolve(id) ?? id;
  const keyOf = (key: string): string => resolveKey(key, outbox.localIds.resolve);
  /** With the service's names of what was made here meanwhile, e.g. of its draft on the service. */
  const named = <T>(draft: T): T => resolveIds(draft, outbox.localIds.resolve);

  return {
    'drafts.save': ({ key: given, ticketId, doc }) => {
      const key = keyOf(given);
      const draft = { key, ticketId: ticketId === null ? null : idOf(ticketId), doc };
      const savedAt = onDisk(() => saveDraft({ ...outbox, clock }, draft));
      emit('drafts.changed', { ids: [key] });
      return { savedAt };
    },
    'drafts.get': ({ key }) => named(drafts.get(keyOf(key))),
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
      if (staging.size >= MOST_STAGED)
        throw new AppError('rateLimited', 'Too many files at once.', { retryAfterMs: 1_000 });
      const uploadId = newId();
      staging.set(uploadId, { name, staging: onDisk(() => files.stage(size)) });
      return { uploadId };
    },
    'files.append': ({ uploadId, base64 }) => {
      const entry = staged(uploadId);
      try {
        return { received: onDisk(() => entry.staging.append(Buffer.from(base64, 'base64'))) };
      } catch (error) {
        entry.staging.abort();
        staging.delete(uploadId);
        throw error;
      }
    },
    'files.finish': ({ uploadId }) => {
      const entry = staged(uploadId);
      staging.delete(uploadId);
      return { ...onDisk(() => entry.staging.finish()), name: entry.name };
    },
    'files.abort': ({ uploadId }) => {
      staging.get(uploadId)?.staging.abort();
      staging.delete(uploadId);
      return null;
    },
  };
}
