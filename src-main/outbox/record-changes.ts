import type { Clock } from '../lib/clock.ts';
import type { Emit } from '../lib/emitter.ts';
import type { Job } from '../store/jobs.ts';
import { isLocalId } from '../store/local-ids.ts';
import type { LocalNoun } from './local-records.ts';
import { READ_LAG_MS } from './pending.ts';

export interface RecordChangesDeps {
  outbox: { onJob(listener: (job: Job) => void): () => void };
  clock: Clock;
  emit: Emit;
  /** Reads a row again, whatever its age. */
  reread(noun: LocalNoun, id: string): void;
}

const EVENTS = { contact: 'contacts.changed', account: 'accounts.changed', task: 'tasks.changed' } as const;
const isNoun = (noun: unknown): noun is LocalNoun => typeof noun === 'string' && Object.hasOwn(EVENTS, noun);

/** The contact, account or task that a job changes or makes; null for other jobs. */
export function recordOf(job: Job): { noun: LocalNoun; ids: string[] } | null {
  const payload = (job.payload ?? {}) as { id?: unknown; noun?: unknown; parentId?: unknown };
  const [kind] = job.kind.split('.');
  const noun = kind === 'attachment' ? payload.noun : kind;
  if (!isNoun(noun)) return null;
  const ids = kind === 'attachment' ? [payload.parentId] : [payload.id, job.localId, job.serverId];
  return { noun, ids: [...new Set(ids.filter((id): id is string => typeof id === 'string'))] };
}

/** Says which records a job changes, and has them read again once it is done. Answers the function that ends it. */
export function followRecords({ outbox, clock, emit, reread }: RecordChangesDeps): () => Promise<void> {
  const stopping = new AbortController();
  const waiting = new Set<Promise<void>>();
  const stopListening = outbox.onJob((job) => {
    const record = recordOf(job);
    if (record === null) return;
    emit(EVENTS[record.noun], { ids: record.ids });
    if (job.state !== 'sent') return;
    // Lists lag behind writes: not sooner than a read can be trusted to show it.
    const wait = clock
      .sleep(READ_LAG_MS + 500, stopping.signal)
      .then(() => {
        for (const id of record.ids) if (!isLocalId(id)) reread(record.noun, id);
      })
      .catch(() => undefined)
      .finally(() => waiting.delete(wait));
    waiting.add(wait);
  });
  return async () => {
    stopListening();
    stopping.abort(new Error('outbox stopped'));
    await Promise.all(waiting);
  };
}
