import { listDepartments } from '../api/departments.ts';
import { PRIORITY } from '../api/client.ts';
import { type AppError, isAppError } from '../lib/app-error.ts';
import { backoffMs } from '../lib/backoff.ts';
import type { Attempt, Job, StoredError } from '../store/jobs.ts';
import type { Committer } from './commit.ts';
import type { OutboxDeps } from './deps.ts';
import { INTERRUPTED, MAKER_GONE, NETWORK, RECOVERED, REFUSED, storedError } from './failures.ts';
import { createFreshnessGate } from './freshness-gate.ts';
import type { JobKind, Look, Step, StepContext } from './job.ts';
import { resolveIds } from './refs.ts';
import type { ServerClock } from './server-clock.ts';
import { isFinal } from './states.ts';

/** Moments after an unknown outcome at which the service is looked at: "not done" counts from the last on. */
export const LOOK_AT_MS: readonly number[] = [500, 2_500, 7_000, 15_000, 25_000];
/** The Date header's second, and the way: rows this much older than an attempt may still be its. */
const COARSENESS_MS = 2_000;
const BACKOFF = { baseMs: 2_000, maxMs: 120_000 };
/** Faults of our own are not tried for ever. */
const MOST_INTERNAL = 5;

export interface Runner {
  /** Works on a job that is the head of its lanes: one step, or one look. Only the network's own failures come out. */
  run(job: Job): Promise<void>;
  /** A job that was being sent when the process ended or its answer could not be written. */
  recover(job: Job): void;
}

export interface RunnerOptions extends OutboxDeps {
  committer: Committer;
  serverClock: ServerClock;
  lookAtMs?: readonly number[];
  /** Ends what hangs when the outbox stops. */
  signal: AbortSignal;
}

/** Whether an outcome that is being looked for is that of a job which had been refused: it goes on with the agent's word alone. */
const isOfRefused = (attempt: Attempt | null): boolean => attempt?.outcome === 'refused';

/** Why a job is set aside, for the log and the export; the console has words of its own for each. */
const SET_ASIDE = {
  newer: 'A newer Deskhand wrote this.',
  unreadable: 'What was written can no longer be read.',
  unknownKind: 'This Deskhand does not know what this is.',
};

/** Carries single jobs through their steps. It knows the three outcomes; the queue knows whose turn it is. */
export function createRunner(options: RunnerOptions): Runner {
  const { jobs, localIds, files, kinds, client, capabilities, clock, logger, agentId, random, onChange, checkpoint } =
    options;
  const { committer, serverClock, signal, lookAtMs = LOOK_AT_MS } = options;
  const call = { priority: PRIORITY.outbox, signal };
  /** Since when a job's outcome is unknown, by the clock that never jumps, and how many looks it has had since. */
  const unknowns = new Map<string, { at: number; looks: number }>();

  const changed = (id: string): void => {
    const job = jobs.get(id);
    if (job === null) return;
    if (isFinal(job.state)) gate.forget(id);
    onChange(job);
  };
  const gate = createFreshnessGate({ ...options, call, onHeld: changed });

  /** The kind and the payload with the service's ids; null when this Deskhand can't read it: then it is set aside. */
  function open(job: Job): { kind: JobKind; payload: unknown } | null {
    const kind = kinds.get(job.kind);
    let why: 'unknownKind' | 'unreadable' | 'newer' = 'unknownKind';
    if (kind !== undefined && job.version <= kind.version) {
      const upgraded = job.version < kind.version ? kind.upgrade?.(job.payload, job.version) : job.payload;
      const parsed = kind.payload.safeParse(resolveIds(upgraded, localIds.resolve));
      if (parsed.success) return { kind, payload: parsed.data };
      why = 'unreadable';
    } else if (kind !== undefined) why = 'newer';
    logger.warn('a job was set aside', { id: job.id, kind: job.kind, why });
    const waiting = job.localId === null ? [] : jobs.listDependents(job.localId);
    jobs.transaction(() => {
      committer.move(job, 'setAside', {
        error: { code: 'invalid', reason: why, message: SET_ASIDE[why], fields: null },
      });
      for (const dependent of waiting) committer.move(dependent, 'refuse', { error: MAKER_GONE, hold: null });
    });
    for (const { id } of [job, ...waiting]) changed(id);
    return null;
  }

  function contextOf(job: Job, step: Step<unknown>): StepContext {
    const first = jobs.firstAttempt(job.id, step.name);
    return {
      client,
      call,
      agentId,
      capabilities,
      job,
      results: job.results,
      since: first === null ? (serverClock.now() ?? 0) - COARSENESS_MS : (first.serverTime ?? 0) - COARSENESS_MS,
      isSinceKnown: (first === null ? serverClock.now() : first.serverTime) !== null,
      isDoubtful: jobs
        .listAttempts(job.id)
        .some(({ step: name, error }) => name === step.name && error?.code === RECOVERED.code),
      keep(results) {
        const current = jobs.get(job.id);
        if (current?.state !== 'queued' || current.revision !== job.revision) return;
        const next = { ...current.results, ...results };
        jobs.update(job.id, ['queued'], job.revision, { state: 'queued', updatedAt: clock.now(), results: next });
      },
      serverNow: () => serverClock.now() ?? clock.now(),
      isTaken: (noun, id) => {
        const owner = jobs.claimedBy(noun, id);
        return owner !== null && owner !== job.id;
      },
      fileOf: (sha256) => files.open(sha256),
    };
  }

  /** The service's time must be known before a write, or nobody could tell its effect from older rows. */
  async function ensureServerTime(): Promise<void> {
    if (!serverClock.isSure) await listDepartments(client, { limit: 1, ...call });
  }

  /** What is read and uploaded before the attempt. Null when there is nothing to send any more. */
  async function prepare(job: Job, kind: JobKind, step: Step<unknown>, payload: unknown): Promise<Job | null> {
    const prepared = await step.prepare?.(payload, contextOf(job, step));
    if (prepared === undefined) return job;
    if (prepared.go)
      return prepared.results === undefined ? job : { ...job, results: { ...job.results, ...prepared.results } };
    const current = jobs.get(job.id);
    if (current === null || current.revision !== job.revision || current.state !== 'queued') return null;
    if ('done' in prepared) committer.stepDone(current, kind, payload, prepared.done, 'send');
    else {
      jobs.transaction(() => {
        if ('conflict' in prepared) committer.move(current, 'conflict', { conflict: prepared.conflict, nextAt: null });
        else if ('refuse' in prepared)
          committer.move(current, 'refuse', { error: { ...prepared.refuse, fields: null }, nextAt: null });
        else
          committer.move(current, 'hold', {
            hold: { reason: 'freshness', happenings: prepared.happenings, snapshot: prepared.snapshot },
          });
      });
    }
    changed(job.id);
    return null;
  }

  async function advance(job: Job, kind: JobKind, payload: unknown): Promise<void> {
    const step = kind.steps[job.step];
    if (step === undefined || step.skip?.(payload, { results: job.results, job }) === true) {
      committer.stepDone(job, kind, payload, {}, 'send');
      changed(job.id);
      return;
    }
    await ensureServerTime();
    if (await gate.holds(job, kind, payload)) return;
    const ready = await prepare(job, kind, step, payload);
    if (ready === null) return;
    await checkpoint('mark.before');
    const attemptId = jobs.transaction(() =>
      committer.move(
        job,
        'start',
        { attempts: job.attempts + 1, results: ready.results, nextAt: null, error: null },
        job.revision,
      )
        ? jobs.beginAttempt(job.id, step.name, clock.now(), serverClock.now())
        : null,
    );
    // The agent changed or cancelled it while the service was being read.
    if (attemptId === null) return;
    changed(job.id);
    await checkpoint('mark.after');
    const sending = jobs.get(job.id) as Job;
    const context = contextOf(sending, step);
    try {
      const done = await step.send(payload, context);
      await checkpoint('answer.before');
      committer.stepDone(sending, kind, payload, done, 'send', () =>
        jobs.endAttempt(attemptId, clock.now(), 'done', null),
      );
      await checkpoint('answer.after');
    } catch (error) {
      await failed(sending, kind, step, payload, attemptId, error);
    } finally {
      changed(job.id);
    }
  }

  async function failed(
    job: Job,
    kind: JobKind,
    step: Step<unknown>,
    payload: unknown,
    attemptId: number,
    error: unknown,
  ): Promise<void> {
    const stored = storedError(error);
    const end = (outcome: Attempt['outcome']) => () => jobs.endAttempt(attemptId, clock.now(), outcome, stored);
    if (isAppError(error, ...NETWORK)) {
      jobs.transaction(() => {
        committer.move(job, 'notSent', { error: stored });
        end('notSent')();
      });
      throw error;
    }
    if (isAppError(error, ...REFUSED)) {
      const verdict = await judgeRefusal(job, step, payload, error);
      if (verdict.found === 'done') {
        committer.stepDone(job, kind, payload, verdict, 'send', end('done'));
        return;
      }
      const isRefused = verdict.found === 'notDone';
      const isNowhere = isRefused && error.code === 'notFound' && gate.isOnTicket(job, kind, payload);
      jobs.transaction(() => {
        if (!isRefused) lose(job, stored);
        else committer.move(job, isNowhere ? 'notSent' : 'refuse', { error: stored, nextAt: null });
        end(isRefused ? 'refused' : 'unknown')();
      });
      if (!isNowhere) return;
      const waiting = jobs.get(job.id) as Job;
      if (await gate.holdsAsMerged(waiting, kind, payload, error)) return;
      jobs.transaction(() => committer.move(waiting, 'refuse', { error: stored, nextAt: null }, waiting.revision));
      return;
    }
    if (!isAppError(error, 'unknownOutcome'))
      logger.error('a job failed in a way nobody thought of', { id: job.id, error });
    jobs.transaction(() => {
      lose(job, stored);
      end('unknown')();
    });
  }

  /** Whether a refusal is to be believed. `undecided`: several looks and, at last, the agent must say. */
  async function judgeRefusal(job: Job, step: Step<unknown>, payload: unknown, error: AppError): Promise<Look> {
    if (step.doneWhen?.(error) === true) return { found: 'done' };
    const tries = jobs
      .listAttempts(job.id)
      .filter((attempt) => attempt.step === step.name && attempt.outcome === 'unknown');
    if (step.lookOnRefusal !== true && tries.length === 0) return { found: 'notDone' };
    // What could not be decided goes out again on the agent's word only: that nothing of it was done.
    const isSettled = tries.every(({ look }) => look === 'undecided');
    try {
      const verdict = await step.look(payload, contextOf(job, step));
      return verdict.found === 'undecided' && isSettled && tries.length > 0 ? { found: 'notDone' } : verdict;
    } catch (cause) {
      // What the service refuses to show it refuses to do.
      if (isSettled && isAppError(cause, ...REFUSED)) return { found: 'notDone' };
      logger.info('a refusal could not be checked', { id: job.id, error: cause });
      return { found: 'undecided', question: { why: 'cantLook', message: error.message, candidates: [] } };
    }
  }

  function lose(job: Job, error: StoredError | null): void {
    unknowns.set(job.id, { at: clock.monotonic(), looks: 0 });
    committer.move(job, 'lose', { error, nextAt: clock.now() + (lookAtMs[0] ?? 0) });
  }

  /** One look at the service for a job of unknown outcome. */
  async function settle(job: Job, kind: JobKind, payload: unknown): Promise<void> {
    const step = kind.steps[job.step];
    const attempt = jobs.lastAttempt(job.id);
    if (step === undefined || attempt === null) {
      ask(job, { why: 'cantLook', message: 'Deskhand does not know any more what it was sending.', candidates: [] });
      return;
    }
    const wasRefused = isOfRefused(attempt);
    const seen = unknowns.get(job.id) ?? { at: clock.monotonic(), looks: 0 };
    unknowns.set(job.id, seen);
    await checkpoint('look.before');
    let look: Look;
    try {
      look = await step.look(payload, contextOf(job, step));
    } catch (error) {
      if (!isAppError(error, ...REFUSED)) throw error;
      look = { found: 'undecided', question: { why: 'cantLook', message: error.message, candidates: [] } };
    }
    await checkpoint('look.after');
    const current = jobs.get(job.id);
    if (current?.state !== 'unknown') return;
    seen.looks += 1;
    const note = (): void => jobs.noteLook(attempt.id, clock.now(), look.found);
    if (look.found === 'done') {
      unknowns.delete(job.id);
      committer.stepDone(current, kind, payload, look, wasRefused ? 'lookRefused' : 'look', note);
      changed(job.id);
      return;
    }
    const elapsed = clock.monotonic() - seen.at;
    const isLate = seen.looks >= lookAtMs.length && elapsed >= (lookAtMs.at(-1) ?? 0);
    const isSure = look.found === 'notDone' && (step.settle === 'now' || isLate);
    if (isSure) {
      unknowns.delete(job.id);
      const again = job.attempts > 1 ? backoffMs(job.attempts - 1, BACKOFF, random) : 0;
      const faults = jobs.listAttempts(job.id).filter(({ error }) => error?.code === 'internal');
      const isOurFault = faults.length >= MOST_INTERNAL;
      const isRefused = isOurFault || wasRefused;
      jobs.transaction(() => {
        note();
        committer.move(current, isRefused ? 'refuse' : 'lookNotDone', {
          nextAt: isRefused ? null : clock.now() + again,
        });
      });
    } else if (look.found === 'undecided' && isLate) {
      jobs.transaction(() => {
        note();
        ask(current, look.question);
      });
    } else {
      const next = lookAtMs[Math.min(seen.looks, lookAtMs.length - 1)] ?? 0;
      jobs.transaction(() => {
        note();
        jobs.update(job.id, ['unknown'], null, {
          state: 'unknown',
          updatedAt: clock.now(),
          nextAt: clock.now() + Math.ceil(Math.max(250, next - elapsed)),
        });
      });
    }
    changed(job.id);
  }

  /** What keeps a job from going out, for the agent to see. */
  function noteFailure(id: string, error: AppError): void {
    gate.forget(id);
    const job = jobs.get(id);
    if (job?.state !== 'queued') return;
    jobs.update(id, ['queued'], null, { state: 'queued', updatedAt: clock.now(), error: storedError(error) });
  }

  function ask(job: Job, question: NonNullable<Job['question']>): void {
    committer.move(job, 'ask', { question, nextAt: null });
    unknowns.delete(job.id);
    changed(job.id);
  }

  return {
    async run(job) {
      const opened = open(job);
      if (opened === null) return;
      const { kind, payload } = opened;
      try {
        if (job.state === 'unknown') return await settle(job, kind, payload);
        if (job.state === 'held') {
          jobs.transaction(() => committer.move(job, 'release', { hold: null, holdUntil: null }, job.revision));
          changed(job.id);
          return;
        }
        await advance(job, kind, payload);
      } catch (error) {
        if (isAppError(error, ...NETWORK)) {
          if (!signal.aborted) noteFailure(job.id, error);
          throw error;
        }
        if (signal.aborted) return;
        const current = jobs.get(job.id);
        if (current === null) return;
        const stored = storedError(error);
        if (current.state === 'queued' && isAppError(error, ...REFUSED)) {
          if (await gate.holdsAsMerged(current, kind, payload, error)) return;
          jobs.transaction(() => committer.move(current, 'refuse', { error: stored, nextAt: null }));
        } else if (current.state === 'queued' || current.state === 'unknown') {
          if (!isAppError(error, 'unknownOutcome')) logger.error('a job could not be worked on', { id: job.id, error });
          const isRefused = current.state === 'unknown' && isOfRefused(jobs.lastAttempt(job.id));
          jobs.update(job.id, [current.state], null, {
            state: current.state,
            updatedAt: clock.now(),
            ...(isRefused ? {} : { error: stored }),
            nextAt: clock.now() + backoffMs(Math.max(1, current.attempts), BACKOFF, random),
          });
        } else throw error;
        changed(job.id);
      }
    },
    recover(job) {
      const attempt = jobs.lastAttempt(job.id);
      jobs.transaction(() => {
        lose(job, INTERRUPTED);
        if (attempt !== null && attempt.endedAt === null) jobs.endAttempt(attempt.id, clock.now(), 'unknown', null);
      });
      changed(job.id);
    },
  };
}
