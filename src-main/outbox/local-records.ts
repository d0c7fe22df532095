import type { Account } from '../../src-preload/contract/accounts.ts';
import type { Contact } from '../../src-preload/contract/contacts.ts';
import type { StagedFile } from '../../src-preload/contract/drafts.ts';
import type { PendingMark } from '../../src-preload/contract/outbox.ts';
import type { RecordFile } from '../../src-preload/contract/records.ts';
import type { Task } from '../../src-preload/contract/tasks.ts';
import type { Clock } from '../lib/clock.ts';
import type { Cache } from '../store/cache.ts';
import type { Held } from '../store/documents.ts';
import type { Job } from '../store/jobs.ts';
import { DONE_STATUSES } from '../store/record-keys.ts';
import type { LocalRow } from '../store/record-lists.ts';
import { flatten } from './merge.ts';
import type { Outbox } from './outbox.ts';
import { applyToRow, createdRows, isApplied } from './pending.ts';

export type LocalNoun = 'contact' | 'account' | 'task';
type Row<N extends LocalNoun> = N extends 'contact' ? Contact : N extends 'account' ? Account : Task;

/** A row as the agent left it. */
export interface ShownRecord<T> extends Held<T> {
  /** Of the row itself, while it is being made. */
  pending: PendingMark | null;
  /** By flat field name. */
  marks: Record<string, PendingMark>;
}

/** The local picture of contacts, accounts and tasks: the service's rows with what is on its way. */
export interface LocalRecords {
  /** The service's id of a row that was made here, once there is one; other ids as they are. */
  idOf(id: string): string;
  get<N extends LocalNoun>(noun: N, id: string): ShownRecord<Row<N>> | null;
  /** Rows that show otherwise than the cache has them, for its lists. */
  rows(noun: LocalNoun): LocalRow[];
  /** The mark of a row in a list: of its newest change that is not settled. */
  markOf(noun: LocalNoun, id: string): PendingMark | null;
  /** Its files, those on their way included by their hash, and those that are being removed left out. */
  files(noun: LocalNoun, id: string): RecordFile[];
}

export interface LocalRecordsDeps {
  outbox: Pick<Outbox, 'recentJobs' | 'onJob' | 'localIds' | 'mark'>;
  cache: Pick<Cache, 'contacts' | 'accounts' | 'tasks' | 'recordDetails'>;
  clock: Clock;
  agentId: string;
}

const NOUNS = ['contact', 'account', 'task', 'attachment'];
/** What was sent long ago stops showing by itself: the jobs are read again after this. */
const JOBS_AGE_MS = 60_000;
const SETTLED = ['sent', 'cancelled', 'setAside'];

/** A task's status says when it was done, as the service will. */
function withCompletion(task: Task, at: number, fields: Record<string, unknown>): Task {
  const { status } = fields;
  if (typeof status !== 'string') return task;
  const isDone = DONE_STATUSES.includes(status.toLowerCase());
  return { ...task, completedTime: isDone ? new Date(at).toISOString() : null };
}

export function createLocalRecords({ outbox, cache, clock, agentId }: LocalRecordsDeps): LocalRecords {
  let known: { jobs: Job[]; at: number } | null = null;
  outbox.onJob((job) => {
    if (NOUNS.includes(job.kind.split('.')[0] ?? '')) known = null;
  });
  function jobs(): Job[] {
    if (known === null || clock.monotonic() - known.at > JOBS_AGE_MS) {
      known = { jobs: outbox.recentJobs(NOUNS), at: clock.monotonic() };
    }
    return known.jobs;
  }
  const stores = { contact: cache.contacts, account: cache.accounts, task: cache.tasks };
  const idOf = (id: string): string => outbox.localIds.resolve(id) ?? id;
  const payloadOf = (job: Job) => (job.payload ?? {}) as { id?: string; fields?: Record<string, unknown> };
  const held = (noun: LocalNoun, id: string): Held<{ id: string }> | null => stores[noun].get(id);
  const updatesOf = (noun: LocalNoun, id: string): Job[] =>
    jobs().filter((job) => job.kind === `${noun}.update` && payloadOf(job).id === id);

  function created(noun: LocalNoun): { row: { id: string }; job: Job }[] {
    return jobs().flatMap((job) => {
      const isKnown = job.serverId !== null && held(noun, job.serverId) !== null;
      const [row] = isKnown ? [] : createdRows(noun, 0, [job], new Set(), agentId);
      if (row === undefined) return [];
      return [{ row: noun === 'task' ? { status: 'Not Started', ...row } : row, job }];
    });
  }
  function apply<T extends { id: string }>(noun: LocalNoun, { doc, asOf }: Held<T>): T {
    const updates = updatesOf(noun, doc.id);
    if (updates.length === 0) return doc;
    const next = applyToRow(noun, doc, asOf, updates) ?? doc;
    if (noun !== 'task') return next;
    return updates
      .filter((job) => isApplied(job, asOf))
      .reduce(
        (task, job) => withCompletion(task, job.createdAt, payloadOf(job).fields ?? {}),
        next as unknown as Task,
      ) as unknown as T;
  }

  return {
    idOf,
    get<N extends LocalNoun>(noun: N, given: string) {
      const id = idOf(given);
      const kept = held(noun, id);
      const making = kept === null ? (created(noun).find(({ row }) => row.id === id) ?? null) : null;
      const base = kept ?? (making === null ? null : { doc: making.row, asOf: making.job.createdAt });
      if (base === null) return null;
      const marks: Record<string, PendingMark> = {};
      for (const job of updatesOf(noun, id)) {
        if (SETTLED.includes(job.state)) continue;
        for (const name of Object.keys(flatten(payloadOf(job).fields ?? {}))) marks[name] = outbox.mark(job);
      }
      const pending = making === null || making.job.state === 'sent' ? null : outbox.mark(making.job);
      return { doc: apply(noun, base) as Row<N>, asOf: base.asOf, pending, marks };
    },
    rows(noun) {
      const rows = new Map<string, LocalRow>();
      for (const { row, job } of created(noun)) {
        rows.set(row.id, { id: row.id, doc: apply(noun, { doc: row, asOf: job.createdAt }) });
      }
      for (const job of jobs()) {
        const { id } = payloadOf(job);
        if (job.kind !== `${noun}.update` || id === undefined || rows.has(id)) continue;
        const kept = held(noun, id);
        if (kept === null) continue;
        const doc = apply(noun, kept);
        if (doc !== kept.doc && JSON.stringify(doc) !== JSON.stringify(kept.doc)) rows.set(id, { id, doc });
      }
      return [...rows.values()];
    },
    markOf(noun, id) {
      const job = jobs().findLast(
        (one) =>
          !SETTLED.includes(one.state) &&
          ((one.kind === `${noun}.update` && payloadOf(one).id === id) ||
            (one.kind === `${noun}.create` && (one.localId === id || one.serverId === id))),
      );
      return job === undefined ? null : outbox.mark(job);
    },
    files(noun, id) {
      const { files, filesAsOf } = cache.recordDetails.get(noun, id);
      const shown = new Map<string, RecordFile>(
        files.map((file) => [
          file.id,
          { id: file.id, name: file.name ?? file.id, size: file.size ?? null, pending: null },
        ]),
      );
      for (const job of jobs()) {
        const payload = payloadOf(job) as {
          noun?: string;
          parentId?: string;
          id?: string;
          file?: StagedFile;
        };
        if (payload.noun !== noun || payload.parentId !== id || !isApplied(job, filesAsOf ?? 0)) continue;
        const pending = job.state === 'sent' ? null : outbox.mark(job);
        if (job.kind === 'attachment.delete') shown.delete(payload.id ?? '');
        else if (job.kind === 'attachment.add' && payload.file !== undefined) {
          const { sha256, name, size } = payload.file;
          const fileId = job.serverId ?? sha256;
          if (!shown.has(fileId)) shown.set(fileId, { id: fileId, name, size, pending });
        }
      }
      return [...shown.values()];
    },
  };
}
