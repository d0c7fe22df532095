import type { JobHold, OutboxItem } from '../../src-preload/contract/outbox.ts';
import type { UpdateManyInput } from '../../src-preload/contract/ticket-writes.ts';
import type { Job } from '../store/jobs.ts';
import type { OutboxDeps } from './deps.ts';
import { editedFields } from './edits.ts';
import { flatten } from './merge.ts';
import { actionsOf } from './states.ts';

/** Why a job does not go now: the stored reason, or what can be computed from the others. */
export function holdOf(job: Job, { jobs, isPaused }: Pick<OutboxDeps, 'jobs' | 'isPaused'>): JobHold | null {
  if (job.state === 'held') {
    return job.hold?.reason === 'freshness'
      ? { reason: 'freshness', happenings: job.hold.happenings }
      : { reason: 'undo', until: job.holdUntil ?? job.updatedAt };
  }
  if (job.state !== 'queued') return null;
  const blockers = jobs.listBlockers(job.seq);
  if (blockers.length > 0) {
    const stuck = blockers.find(({ state, hold, hasQuestion }) => needsAgent(state, hold, hasQuestion === 1));
    const stuckOn = stuck === undefined ? null : { id: stuck.id, kind: stuck.kind };
    return { reason: 'waitsFor', jobIds: blockers.map(({ id }) => id), stuckOn };
  }
  return isPaused() ? { reason: 'paused' } : null;
}

/** Kinds that say what they change by its name. */
const CHANGES = /\.update$|^timeEntry\.edit$|^ticket\.move$|^attachment\.setVisibility$/;

function changesOf({ kind, payload }: Job): Record<string, unknown> | null {
  if (payload === null) return null;
  if (kind === 'ticket.updateMany') {
    const { fieldName, isCustomField, fieldValue } = payload as UpdateManyInput;
    return { [isCustomField ? `cf.${fieldName}` : fieldName]: fieldValue };
  }
  return CHANGES.test(kind) ? flatten(editedFields(payload as object)) : null;
}

/** A merge names the others beside the one that stays. */
function ticketCountOf({ kind, payload }: Job): number | null {
  const ids = (payload as { ids?: unknown } | null)?.ids;
  if (!Array.isArray(ids)) return null;
  return kind === 'ticket.merge' ? ids.length + 1 : ids.length;
}

function secondsOf({ kind, payload }: Job): number | null {
  const seconds = (payload as { seconds?: unknown } | null)?.seconds;
  return kind === 'timeEntry.create' && typeof seconds === 'number' ? seconds : null;
}

/** A job as the outbox view shows it. */
export function itemOf(
  job: Job,
  deps: Pick<OutboxDeps, 'jobs' | 'isPaused' | 'kinds'>,
  nextTryAt: number | null = null,
): Omit<OutboxItem, 'about' | 'names'> {
  const kind = deps.kinds.get(job.kind);
  const hold = holdOf(job, deps);
  const isKept = hold === null && (job.state === 'queued' || (job.state === 'unknown' && job.question === null));
  return {
    id: job.id,
    seq: job.seq,
    kind: job.kind,
    state: job.state,
    hold,
    ticketId: job.ticketId,
    localId: job.localId,
    serverId: job.serverId,
    summary: job.summary,
    changes: changesOf(job),
    ticketCount: ticketCountOf(job),
    seconds: secondsOf(job),
    step: job.settledAt === null ? (kind?.steps[job.step]?.name ?? null) : null,
    attempts: job.attempts,
    nextAt: isKept && nextTryAt !== null ? Math.max(nextTryAt, job.nextAt ?? 0) : job.nextAt,
    error: job.error,
    question: job.question,
    conflict: job.conflict,
    createdAt: job.createdAt,
    updatedAt: job.updatedAt,
    sentAt: job.state === 'sent' ? job.settledAt : null,
    actions: actionsOf({ ...job, isBeyondRecall: kind?.isBeyondRecall?.(job.results) === true }),
  };
}

/** Whether a job waits for the agent rather than for the network or its turn. */
export const needsAgent = (state: string, hold: string | null, hasQuestion: boolean): boolean =>
  state === 'rejected' ||
  state === 'conflict' ||
  state === 'setAside' ||
  (state === 'unknown' && hasQuestion) ||
  (state === 'held' && hold === 'freshness');
