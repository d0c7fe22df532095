import { isAppError } from '../lib/app-error.ts';
import type { Job } from '../store/jobs.ts';
import { isDiskFull } from '../store/database.ts';
import { createCommitter } from './commit.ts';
import type { OutboxDeps } from './deps.ts';
import { isOfOneJob } from './failures.ts';
import { createNetworkGate } from './network-gate.ts';
import { createRests } from './rests.ts';
import { createRunner } from './runner.ts';
import { createServerClock } from './server-clock.ts';

/** Lanes worked on side by side; the client itself keeps calls to three. */
const CONCURRENCY = 3;
const LONGEST_SLEEP_MS = 30_000;
/** A wall clock that runs this far off between two rounds was set. */
const CLOCK_STEP_MS = 1_000;
const DISK_FULL_WAIT_MS = 5_000;
/** Jobs that fail one after the other, and nothing gets through between: the trouble is not theirs. */
const MANY = 3;
/** What is on its way may finish this long when the outbox stops; after that it is unknown at the next start. */
const STOP_GRACE_MS = 2_000;

export interface Queue {
  start(): void;
  /** Something was written, released or resumed. */
  wake(): void;
  /** The network may be back: nothing waits any longer. */
  wakeNetwork(): void;
  /** When a job that failed, or that the network keeps, is tried next: epoch milliseconds; null when nothing keeps it. */
  nextTryAt(job: Job): number | null;
  /** Resolves when nothing of the outbox runs any more. */
  stop(): Promise<void>;
  /** Resolves when nothing can be done now: all settled, held, waiting for a time or the network. For tests. */
  readonly isIdle: boolean;
}

export interface QueueOptions extends OutboxDeps {
  lookAtMs?: readonly number[];
}

/**
 * The one mechanism behind every write: in each lane the oldest unsettled job goes, one step at a time, each job once at
 * a time; lanes go side by side. While the network fails, one job at a time goes ahead to see.
 */
export function createQueue(options: QueueOptions): Queue {
  const { jobs, client, clock, logger, random, settings, isPaused, maySend, onChange } = options;
  const stopping = new AbortController();
  const giveUp = new AbortController();
  const gate = createNetworkGate(clock, random);
  const rests = createRests(clock, random);
  /** Jobs whose reads failed since anything got through. */
  const failing = new Set<string>();
  const serverClock = createServerClock(client, clock);
  const committer = createCommitter(options);
  const runner = createRunner({ ...options, committer, serverClock, signal: giveUp.signal });
  const running = new Map<string, Promise<void>>();
  let sleep = new AbortController();
  let loop: Promise<void> | null = null;
  let diskFullUntil = 0;
  let lastSkew: number | null = null;

  const wake = (): void => sleep.abort();
  const stopOutcomes = client.onOutcome(({ error }) => {
    if (error !== null) return;
    failing.clear();
    if (gate.open()) wake();
  });

  function start(job: Job): void {
    const { id } = job;
    const task = runner
      .run(job)
      .then(() => {
        // What did not move would be started again at once, for ever.
        if (isWhereItWas(job, jobs.get(id))) rests.rest(id);
        else rests.forget(id);
      })
      .catch((error: unknown) => {
        if (stopping.signal.aborted) return;
        if (isAppError(error)) {
          // A ticket that the service can't show stops its own jobs; a service that shows nothing stops all.
          if (isOfOneJob(error)) {
            failing.add(id);
            rests.rest(id);
          }
          if (!isOfOneJob(error) || failing.size >= MANY) gate.close(error);
          logger.info('the outbox waits', { id, code: error.code, message: error.message, waitMs: gate.waitMs() });
          onChange(jobs.get(id) ?? job);
        } else if (isDiskFull(error)) diskFullUntil = clock.monotonic() + DISK_FULL_WAIT_MS;
        else logger.error('the outbox met a fault', { id, error });
      })
      .finally(() => {
        running.delete(id);
        wake();
      });
    running.set(id, task);
  }

  /** Starts what may start now. Answers milliseconds until it is worth looking again. */
  function pump(): number {
    const now = clock.now();
    // At the start, and when the wall clock was set, written times mean nothing.
    const skew = now - clock.monotonic();
    const shiftMs = lastSkew === null ? 0 : Math.round(skew - lastSkew);
    if (lastSkew === null || Math.abs(shiftMs) > CLOCK_STEP_MS) {
      jobs.restartWaits(now + settings().undoMs, shiftMs);
      if (shiftMs !== 0) for (const job of jobs.listInState('held')) onChange(job);
    }
    lastSkew = skew;
    const diskWait = diskFullUntil - clock.monotonic();
    if (diskWait > 0) return diskWait;
    for (const job of jobs.listInState('sending')) if (!running.has(job.id)) runner.recover(job);
    if (!maySend()) return LONGEST_SLEEP_MS;
    if (gate.waitMs() > 0) return gate.waitMs();
    const most = gate.isFailing ? 1 : CONCURRENCY;
    // What runs and what rests is among them; while paused, only looks are wanted and they may stand behind many.
    for (const job of jobs.listStartable(now, isPaused() ? 1_000 : most + running.size + rests.size)) {
      if (running.size >= most) break;
      if (running.has(job.id) || (isPaused() && job.state !== 'unknown')) continue;
      if (rests.waitMs(job.id) > 0) continue;
      start(job);
    }
    const due = jobs.nextDue(now);
    return Math.min(due === null ? LONGEST_SLEEP_MS : due - now, rests.nextMs());
  }

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      sleep = new AbortController();
      let waitMs = DISK_FULL_WAIT_MS;
      try {
        waitMs = pump();
      } catch (error) {
        if (!isDiskFull(error)) logger.error('the outbox could not read its jobs', { error });
      }
      const signal = AbortSignal.any([sleep.signal, stopping.signal]);
      await clock.sleep(Math.min(waitMs, LONGEST_SLEEP_MS), signal).catch(() => undefined);
    }
  }

  return {
    start() {
      loop ??= run();
    },
    wake,
    wakeNetwork() {
      gate.open();
      rests.clear();
      failing.clear();
      wake();
    },
    async stop() {
      stopping.abort(new Error('outbox stopped'));
      stopOutcomes();
      serverClock.stop();
      await loop;
      const all = Promise.allSettled(running.values());
      const grace = new AbortController();
      await Promise.race([all, clock.sleep(STOP_GRACE_MS, grace.signal).catch(() => undefined)]);
      grace.abort();
      giveUp.abort(new Error('outbox stopped'));
      await all;
    },
    nextTryAt(job) {
      const waitMs = Math.max(gate.waitMs(), rests.waitMs(job.id));
      return waitMs === 0 ? null : clock.now() + waitMs;
    },
    get isIdle() {
      const startable = (): boolean => jobs.listStartable(clock.now(), 1_000).some(({ id }) => rests.waitMs(id) === 0);
      return running.size === 0 && (gate.waitMs() > 0 || !startable());
    },
  };
}

/** Whether a run left a job as it found it. */
const isWhereItWas = (before: Job, after: Job | null): boolean =>
  after !== null &&
  after.state === before.state &&
  after.step === before.step &&
  after.nextAt === before.nextAt &&
  after.question === before.question &&
  after.revision === before.revision &&
  after.attempts === before.attempts;
