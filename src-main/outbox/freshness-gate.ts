import type { ApiClient, CallOptions } from '../api/client.ts';
import { type AppError, isAppError } from '../lib/app-error.ts';
import type { Job } from '../store/jobs.ts';
import type { Committer } from './commit.ts';
import type { OutboxDeps } from './deps.ts';
import { REFUSED } from './failures.ts';
import { isHeldBy, lookAround, movedTo, type Seen } from './freshness.ts';
import type { JobKind } from './job.ts';

/** The steps of one job that follow each other within this time look at the ticket once. */
const PASSED_MS = 20_000;

export interface FreshnessGate {
  /** Whether the job is on a ticket that the agent saw when writing. */
  isOnTicket(job: Job, kind: JobKind, payload: unknown): boolean;
  /** Reads the ticket where what was seen may be old; true when the job is held now, since the ticket moved on. */
  holds(job: Job, kind: JobKind, payload: unknown): Promise<boolean>;
  /** What the service refuses since there is no such ticket may be for one that was merged away: the agent says where it goes. */
  holdsAsMerged(job: Job, kind: JobKind, payload: unknown, error: AppError): Promise<boolean>;
  /** The next try looks again. */
  forget(jobId: string): void;
}

export interface FreshnessGateDeps extends Pick<
  OutboxDeps,
  'jobs' | 'clock' | 'agentId' | 'settings' | 'ticketOf' | 'hasNews'
> {
  client: ApiClient;
  call: CallOptions;
  committer: Committer;
  onHeld(jobId: string): void;
}

/** Stands between a queued job and the service: what was written on an older ticket waits for the agent. */
export function createFreshnessGate(deps: FreshnessGateDeps): FreshnessGate {
  const { jobs, clock, agentId, settings, ticketOf, hasNews, client, call, committer, onHeld } = deps;
  /** When a job was let through, by the clock that never jumps. */
  const passed = new Map<string, number>();

  /** What a job was written on; null where it is on no ticket, or on one that nobody had seen. */
  function groundOf(job: Job, kind: JobKind, payload: unknown): { seen: Seen; ticketId: string } | null {
    const seen = (job.base as { seen?: Seen } | null)?.seen;
    const ticketId = kind.ticketId(payload);
    return seen == null || ticketId === null ? null : { seen, ticketId };
  }
  const isOurs = (id: string): boolean => jobs.claimedBy('thread', id) !== null;
  const look = (ticketId: string, seen: Seen) =>
    lookAround({ client, call, agentId, isOurs, ticketOf }, ticketId, seen);

  function hold(job: Job, { happenings, snapshot }: Awaited<ReturnType<typeof lookAround>>): void {
    const reason = { reason: 'freshness', happenings, snapshot } as const;
    jobs.transaction(() => committer.move(job, 'hold', { hold: reason, holdUntil: null, nextAt: null }, job.revision));
    onHeld(job.id);
  }

  return {
    isOnTicket: (job, kind, payload) => groundOf(job, kind, payload) !== null,
    async holds(job, kind, payload) {
      const ground = kind.isGated?.(payload) === true ? groundOf(job, kind, payload) : null;
      if (ground === null) return false;
      const { seen, ticketId } = ground;
      if (clock.monotonic() - (passed.get(job.id) ?? Number.NEGATIVE_INFINITY) < PASSED_MS) return false;
      const writtenAt = seen.checkedAt ?? job.createdAt;
      const isStale = Math.abs(clock.now() - writtenAt) >= settings().staleMs;
      const mayBeOld = isStale || (seen.checkedAt === null && job.wasOffline);
      if (!mayBeOld && !hasNews(ticketId, seen)) return false;
      const around = await look(ticketId, seen);
      if (!isHeldBy(around.happenings, settings().holdOn)) {
        passed.set(job.id, clock.monotonic());
        return false;
      }
      hold(job, around);
      return true;
    },
    async holdsAsMerged(job, kind, payload, error) {
      const ground = error.code === 'notFound' ? groundOf(job, kind, payload) : null;
      if (ground === null || kind.isBeyondRecall?.(job.results) === true) return false;
      const around = await look(ground.ticketId, ground.seen).catch((cause: unknown) => {
        if (!isAppError(cause, ...REFUSED)) throw cause;
        return null;
      });
      if (around === null || movedTo(around.happenings) === null) return false;
      hold(job, around);
      return true;
    },
    forget: (jobId) => void passed.delete(jobId),
  };
}
