import { z } from 'zod';
import {
  type JobState,
  outboxSettings,
  type OutboxSettings,
  type PendingMark,
} from '../../src-preload/contract/outbox.ts';
import { type Capabilities, createCapabilities, createMemoryStorage } from '../api/capabilities.ts';
import type { ApiClient } from '../api/client.ts';
import type { Clock } from '../lib/clock.ts';
import type { Logger } from '../lib/logger.ts';
import { createAgentSettings } from '../store/agent-settings.ts';
import type { Db } from '../store/database.ts';
import { createDraftStore, type DraftStore } from '../store/drafts.ts';
import { createJobStore, type Job, type JobStore } from '../store/jobs.ts';
import { createLocalIdStore, type LocalIdStore } from '../store/local-ids.ts';
import { createOutboxFiles, type OutboxFiles } from '../store/outbox-files.ts';
import { type Actions, createActions } from './actions.ts';
import { createCommitter } from './commit.ts';
import type { OutboxDeps } from './deps.ts';
import { createEnqueue, type Enqueue, onDisk } from './enqueue.ts';
import type { JobKind, Noun } from './job.ts';
import { KINDS } from './kinds.ts';
import { ECHO_MS } from './pending.ts';
import { createMaintenance } from './maintenance.ts';
import { createQueue, type Queue } from './queue.ts';
import { resolveIds } from './refs.ts';
import { repairAfterRecovery } from './repair.ts';
import { holdOf, itemOf, needsAgent } from './view.ts';

export interface OutboxOptions {
  db: Db;
  /** Folder of the attachments' own copies. */
  filesDir: string;
  client: ApiClient;
  /** Learned anew by each outbox where they are left out. */
  capabilities?: Capabilities;
  clock: Clock;
  logger: Logger;
  agentId: string;
  maySend(): boolean;
  ticketOf?: OutboxDeps['ticketOf'];
  hasNews?: OutboxDeps['hasNews'];
  onChange(job: Job): void;
  onDrafts?: OutboxDeps['onDrafts'];
  random?: () => number;
  newId?: () => string;
  kinds?: ReadonlyMap<string, JobKind>;
  lookAtMs?: readonly number[];
  checkpoint?: OutboxDeps['checkpoint'];
}

export interface Outbox extends Pick<Queue, 'start' | 'stop' | 'wakeNetwork' | 'isIdle'> {
  readonly jobs: JobStore;
  readonly localIds: LocalIdStore;
  readonly drafts: DraftStore;
  readonly files: OutboxFiles;
  readonly enqueue: Enqueue;
  /** Several intents that are one to the agent: all are on disk when it answers, or none. */
  together<T>(work: (enqueue: Enqueue) => T): T;
  readonly actions: Actions;
  settings(): OutboxSettings;
  updateSettings(patch: object): OutboxSettings;
  setPaused(isPaused: boolean): void;
  readonly isPaused: boolean;
  item(job: Job): ReturnType<typeof itemOf>;
  mark(job: Job): PendingMark;
  counts(): {
    byState: Record<JobState, number>;
    attention: number;
    unsettled: number;
    byTicket: Record<string, { unsettled: number; attention: number }>;
    paused: boolean;
  };
  /** Jobs that may show on a ticket, oldest first, with the service's ids where they are known. */
  jobsOfTicket(ticketId: string): Job[];
  /**
   * As `jobsOfTicket` for all unsettled jobs and those sent of late. With `nouns`, the first parts of kinds, only of those:
   * what is read grows with every mail that waits otherwise.
   */
  recentJobs(nouns?: readonly string[]): Job[];
  /** The job that makes a row, by its local id or the service's, payload as in `jobsOfTicket`; null for none. */
  makerOf(noun: Noun, id: string): Job | null;
  /** Called after every change of a job, once it is on disk. Answers the function that ends it. */
  onJob(listener: (job: Job) => void): () => void;
  exportJson(): string;
}

const STATES: readonly JobState[] = [
  'held',
  'queued',
  'sending',
  'unknown',
  'rejected',
  'conflict',
  'sent',
  'cancelled',
  'setAside',
];
const pausedSetting = z.boolean().default(false);

/** The outbox of one agent: everything written here is in agent.db before it shows, and at the service exactly once. */
export function createOutbox(options: OutboxOptions): Outbox {
  const { db, filesDir, client, clock, logger, agentId, maySend } = options;
  const { random = Math.random, newId = () => crypto.randomUUID(), kinds = KINDS } = options;
  const jobs = createJobStore(db);
  const localIds = createLocalIdStore(db);
  const drafts = createDraftStore(db);
  const checkpoint = options.checkpoint ?? (() => undefined);
  const files = createOutboxFiles(db, filesDir, clock, newId, () => void checkpoint('file.partial'));
  const store = createAgentSettings(db);
  let settings = store.get('outbox', outboxSettings.prefault({}));
  let isPaused = store.get('paused', pausedSetting);

  const listeners = new Set<(job: Job) => void>();
  const onChange = (job: Job): void => {
    for (const listener of listeners) listener(job);
    options.onChange(job);
  };
  const deps: OutboxDeps = {
    jobs,
    localIds,
    drafts,
    files,
    kinds,
    client,
    capabilities: options.capabilities ?? createCapabilities(createMemoryStorage(), clock),
    clock,
    logger,
    agentId,
    random,
    newId,
    maySend,
    ticketOf: options.ticketOf ?? (() => null),
    hasNews: options.hasNews ?? (() => false),
    onChange,
    onDrafts: options.onDrafts ?? (() => undefined),
    settings: () => settings,
    isPaused: () => isPaused,
    checkpoint,
  };
  const queue = createQueue({ ...deps, ...(options.lookAtMs === undefined ? {} : { lookAtMs: options.lookAtMs }) });
  const committer = createCommitter(deps);
  repairAfterRecovery(deps, committer, store);
  const maintenance = createMaintenance({ db, files, clock, logger, checkpoint: deps.checkpoint });
  const write = createEnqueue(deps);
  const enqueue: Enqueue = (name, input, rest) => {
    const receipt = write(name, input, rest);
    queue.wake();
    return receipt;
  };
  const together = <T>(work: (enqueue: Enqueue) => T): T => {
    const answer = onDisk(() => jobs.transaction(() => work(write)));
    queue.wake();
    return answer;
  };
  const withIds = (job: Job): Job => ({ ...job, payload: resolveIds(job.payload, localIds.resolve) });
  const since = (): number => clock.now() - ECHO_MS;

  return {
    ...queue,
    start() {
      queue.start();
      maintenance.start();
    },
    async stop() {
      await Promise.all([queue.stop(), maintenance.stop()]);
    },
    get isIdle() {
      return queue.isIdle;
    },
    jobs,
    localIds,
    drafts,
    files,
    enqueue,
    together,
    actions: createActions(deps, committer, enqueue, queue.wake),
    settings: () => settings,
    updateSettings(patch) {
      const { holdOn, ...rest } = patch as Partial<OutboxSettings>;
      const next = outboxSettings.parse({ ...settings, ...rest, holdOn: { ...settings.holdOn, ...holdOn } });
      onDisk(() => store.set('outbox', next));
      settings = next;
      queue.wake();
      return next;
    },
    setPaused(next) {
      onDisk(() => store.set('paused', next));
      isPaused = next;
      queue.wakeNetwork();
    },
    get isPaused() {
      return isPaused;
    },
    item: (job) => itemOf(job, deps, queue.nextTryAt(job)),
    mark(job) {
      const hold = holdOf(job, deps);
      return {
        jobId: job.id,
        state: job.state,
        hold: hold?.reason ?? null,
        until: hold?.reason === 'undo' ? hold.until : null,
        ...(hold?.reason === 'waitsFor' && hold.stuckOn !== null ? { stuckOn: hold.stuckOn } : {}),
      };
    },
    counts() {
      const counted = jobs.countByState();
      const byState = Object.fromEntries(STATES.map((state) => [state, counted[state] ?? 0])) as Record<
        JobState,
        number
      >;
      const byTicket: Record<string, { unsettled: number; attention: number }> = {};
      for (const { ticketId, state, hold, hasQuestion, n } of jobs.countUnsettledByTicket()) {
        const entry = (byTicket[ticketId] ??= { unsettled: 0, attention: 0 });
        entry.unsettled += n;
        if (needsAgent(state, hold, hasQuestion === 1)) entry.attention += n;
      }
      let attention = byState.setAside;
      let unsettled = 0;
      for (const { state, hold, hasQuestion, n } of jobs.countUnsettled()) {
        unsettled += n;
        if (needsAgent(state, hold, hasQuestion === 1)) attention += n;
      }
      return {
        byState,
        attention,
        unsettled,
        byTicket,
        paused: isPaused,
      };
    },
    jobsOfTicket: (ticketId) => jobs.listOfTicket(ticketId, since()).map(withIds),
    recentJobs: (nouns) => jobs.listRecent(since(), nouns).map(withIds),
    makerOf(noun, id) {
      const jobId = localIds.jobOf(noun, id);
      const job = jobId === null ? null : jobs.get(jobId);
      return job === null ? null : withIds(job);
    },
    onJob(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    exportJson: () =>
      JSON.stringify(
        jobs.listAll().map((job) => ({ ...job, history: jobs.listAttempts(job.id) })),
        null,
        2,
      ),
  };
}
