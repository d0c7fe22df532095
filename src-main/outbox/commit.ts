import type { Job, JobPatch } from '../store/jobs.ts';
import type { OutboxDeps } from './deps.ts';
import type { Done, JobKind } from './job.ts';
import { isFinal, type JobEvent, nextState } from './states.ts';

const EVENTS = {
  send: { more: 'stepDone', end: 'finish' },
  look: { more: 'lookDone', end: 'lookFinished' },
  lookRefused: { more: 'refuse', end: 'lookFinished' },
  answer: { more: 'answerDone', end: 'answerFinished' },
} as const;

/** From here on it needs the agent: what they say of it as it was before is of another. */
const NEEDS_AGENT: readonly JobEvent[] = ['hold', 'conflict', 'refuse', 'ask'];

export interface Committer {
  /**
   * Moves a job by one event, with what else changes, in the caller's transaction. False when the job is no longer where
   * the event can happen, or when it has another `revision` than is given.
   */
  move(job: Job, event: JobEvent, patch?: Omit<JobPatch, 'state' | 'updatedAt'>, revision?: number): boolean;
  /**
   * A step is done: results, ids, claims, the next step or the end, in one transaction with `also`. What is left of a job
   * that was `lookRefused` waits, with what it was refused for.
   */
  stepDone(job: Job, kind: JobKind, payload: unknown, done: Done, via: keyof typeof EVENTS, also?: () => void): boolean;
}

/** The only place where a job's state is written. */
export function createCommitter({ jobs, localIds, drafts, files, clock, checkpoint }: OutboxDeps): Committer {
  function move(
    job: Job,
    event: JobEvent,
    patch: Omit<JobPatch, 'state' | 'updatedAt'> = {},
    revision?: number,
  ): boolean {
    const state = nextState(job.state, event);
    if (state === null) return false;
    const now = clock.now();
    const settled = isFinal(state) ? { settledAt: now, nextAt: null, holdUntil: null } : {};
    if (
      !jobs.update(job.id, [job.state], revision ?? null, {
        bump: NEEDS_AGENT.includes(event),
        ...patch,
        ...settled,
        state,
        updatedAt: now,
      })
    )
      return false;
    if (isFinal(state)) {
      jobs.leaveLanes(job.seq);
      if (state === 'sent') files.release(`job:${job.id}`);
    }
    return true;
  }

  /** The row made here has a name at the service: whatever refers to it by the old one follows. */
  function mapLocalId(job: Job, kind: JobKind, serverId: string): void {
    if (job.localId === null || kind.creates === undefined || localIds.resolve(job.localId) !== null) return;
    localIds.map(job.localId, serverId, clock.now());
    jobs.renameLane(`${kind.creates}:${job.localId}`, `${kind.creates}:${serverId}`);
    if (kind.creates === 'ticket') jobs.renameTicket(job.localId, serverId);
    drafts.rename(job.localId, serverId);
  }

  return {
    move,
    stepDone(job, kind, payload, done, via, also) {
      const results = { ...job.results, ...done.results };
      let step = job.step + 1;
      while (kind.steps[step]?.skip?.(payload, { results, job }) === true) step += 1;
      const isEnd = step >= kind.steps.length;
      return jobs.transaction(() => {
        const moved = move(job, EVENTS[via][isEnd ? 'end' : 'more'], {
          step,
          // Tries are counted by step.
          ...(isEnd ? {} : { attempts: 0 }),
          results,
          hold: null,
          ...(via === 'lookRefused' && !isEnd ? {} : { error: null }),
          question: null,
          conflict: null,
          nextAt: null,
          ...(done.serverId === undefined ? {} : { serverId: done.serverId }),
        });
        if (!moved) return false;
        for (const [noun, id] of done.claims ?? []) jobs.claim(noun, id, job.id);
        if (done.serverId !== undefined) mapLocalId(job, kind, done.serverId);
        also?.();
        void checkpoint('answer.written');
        return true;
      });
    },
  };
}
