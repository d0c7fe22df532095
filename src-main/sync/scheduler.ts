import { isAppError } from '../lib/app-error.ts';
import { backoffMs } from '../lib/backoff.ts';
import type { Clock } from '../lib/clock.ts';
import type { Logger } from '../lib/logger.ts';
import { turn } from '../lib/slices.ts';
import { isCorruption } from '../store/database.ts';
import type { Purpose } from './budget.ts';

/** One kind of work, done in short steps so that anything more urgent can go between. */
export interface Job {
  name: string;
  /** Higher goes first. */
  priority: number;
  purpose: Purpose;
  /** How many of its steps may run side by side; 1 unless told otherwise. */
  parallel?: number;
  /** Epoch milliseconds at which it has something to do: in the past for "now", infinite for "nothing". */
  nextAt(): number;
  /** One step: a page of a list, the contents of one ticket. */
  step(): Promise<void>;
}

export interface SchedulerOptions {
  jobs: readonly Job[];
  clock: Clock;
  logger: Logger;
  signal: AbortSignal;
  random: () => number;
  allows(purpose: Purpose): boolean;
  /** A promise to wait for before more is begun, where the store needs a breath; null as a rule. */
  breather?(): Promise<void> | null;
  /** After each step, and when all is done. */
  onStep(): void;
  onCorruption(error: unknown): void;
}

export interface Scheduler {
  run(): Promise<void>;
  /** Something changed: look again what is due. `retry` also ends every wait after an error. */
  wake(retry: boolean): void;
  /** Whether nothing is running or due. */
  readonly isQuiet: boolean;
}

/** As many steps as the client has places for calls. */
const SLOTS = 3;
const NETWORK_BACKOFF = { baseMs: 2_000, maxMs: 120_000 };
/** A refused job is left alone: 1, 2, 4 ... minutes, up to an hour. */
const JOB_BACKOFF = { baseMs: 60_000, maxMs: 3_600_000 };
/** The longest wait without looking: clocks jump, credits come back. */
const LONGEST_WAIT_MS = 5 * 60_000;

/** Errors that concern one job only; all others are about the network or the service as a whole. */
const isJobsOwn = (error: unknown): boolean =>
  isAppError(error) ? ['invalid', 'forbidden', 'notFound', 'conflict', 'internal'].includes(error.code) : true;

/** Runs what is due, most urgent first, some steps side by side; backs off from errors as a whole or job by job. */
export function createScheduler(options: SchedulerOptions): Scheduler {
  const { jobs, clock, logger, signal, random, allows, onStep, onCorruption } = options;
  const running = new Map<string, number>();
  const steps = new Set<Promise<void>>();
  const refused = new Map<string, { failures: number; until: number }>();
  let failures = 0;
  let waitUntil = 0;
  let interrupt = new AbortController();

  const dueAt = (job: Job): number =>
    allows(job.purpose) ? Math.max(job.nextAt(), refused.get(job.name)?.until ?? 0) : Number.POSITIVE_INFINITY;
  const ordered = [...jobs].sort((a, b) => b.priority - a.priority);

  function nextJob(now: number): Job | null {
    if (now < waitUntil || steps.size >= SLOTS) return null;
    return ordered.find((job) => (running.get(job.name) ?? 0) < (job.parallel ?? 1) && dueAt(job) <= now) ?? null;
  }

  function noteFailure(job: Job, error: unknown): void {
    if (signal.aborted) return;
    if (isCorruption(error)) onCorruption(error);
    const now = clock.now();
    if (isJobsOwn(error)) {
      const count = (refused.get(job.name)?.failures ?? 0) + 1;
      refused.set(job.name, { failures: count, until: now + backoffMs(count, JOB_BACKOFF, random) });
      logger.warn('a part of the sync failed', { job: job.name, error });
      return;
    }
    // Steps that were under way together fail together: one failure.
    if (now >= waitUntil) failures += 1;
    const asked = isAppError(error) ? (error.retryAfterMs ?? 0) : 0;
    waitUntil = Math.max(waitUntil, now + Math.max(asked, backoffMs(failures, NETWORK_BACKOFF, random)));
    const { code = 'unknown', message = '' } = isAppError(error) ? error : {};
    logger.info('sync paused', { job: job.name, code, message, waitMs: waitUntil - now });
  }

  function start(job: Job): void {
    running.set(job.name, (running.get(job.name) ?? 0) + 1);
    const step = job
      .step()
      .then(
        () => {
          failures = 0;
          refused.delete(job.name);
        },
        (error: unknown) => noteFailure(job, error),
      )
      .finally(() => {
        running.set(job.name, (running.get(job.name) ?? 1) - 1);
        steps.delete(step);
        if (!signal.aborted) onStep();
      });
    steps.add(step);
  }

  async function rest(): Promise<void> {
    const now = clock.now();
    const open = steps.size < SLOTS;
    const next = open ? Math.min(...jobs.filter((job) => !running.get(job.name)).map(dueAt)) : Number.POSITIVE_INFINITY;
    const wakeAt = Math.min(Math.max(next, waitUntil), now + LONGEST_WAIT_MS);
    const ended = new AbortController();
    const wait = clock
      .sleep(Math.max(1, wakeAt - now), AbortSignal.any([signal, interrupt.signal, ended.signal]))
      .catch(() => undefined);
    await Promise.race([wait, ...steps]);
    ended.abort();
  }

  return {
    async run() {
      while (!signal.aborted) {
        await options.breather?.();
        interrupt = new AbortController();
        for (let job = nextJob(clock.now()); job !== null; job = nextJob(clock.now())) start(job);
        if (steps.size === 0) onStep();
        await rest();
        // Steps that need no network must not keep everything else from its turn.
        await turn();
      }
      await Promise.allSettled(steps);
    },
    wake(retry) {
      if (retry) {
        waitUntil = 0;
        refused.clear();
      }
      interrupt.abort();
    },
    get isQuiet() {
      return steps.size === 0 && (clock.now() < waitUntil || jobs.every((job) => dueAt(job) > clock.now()));
    },
  };
}
