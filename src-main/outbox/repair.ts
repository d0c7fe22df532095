import { z } from 'zod';
import type { AgentSettings } from '../store/agent-settings.ts';
import type { Committer } from './commit.ts';
import type { OutboxDeps } from './deps.ts';
import { RECOVERED } from './failures.ts';
import { localIdsIn, resolveIds } from './refs.ts';

/** Service time of a doubtful attempt: this much before the job was written, since the two clocks may differ. */
const EARLIER_MS = 10 * 60_000;

/**
 * After agent.db was recovered from damage: its rows may be older than what was sent since. Every job that has not
 * settled becomes unknown, so that the service is looked at before anything goes out; lanes and what they wait for are
 * written anew. Runs once.
 */
export function repairAfterRecovery(
  { jobs, kinds, localIds, clock }: OutboxDeps,
  committer: Committer,
  settings: AgentSettings,
): void {
  if (!settings.get('recovered', z.boolean().default(false))) return;
  jobs.transaction(() => {
    for (const job of jobs.listUnsettled()) {
      const kind = kinds.get(job.kind);
      const parsed = kind?.payload.safeParse(resolveIds(job.payload, localIds.resolve));
      if (kind === undefined || parsed?.success !== true) continue;
      jobs.leaveLanes(job.seq);
      jobs.enterLanes(job.seq, kind.lanes(parsed.data, job.localId));
      jobs.replaceRefs(job.seq, localIdsIn(parsed.data, job.localId));
      if (kind.creates !== undefined && job.localId !== null && !localIds.has(job.localId)) {
        localIds.insert(job.localId, kind.creates, job.id);
      }
      const step = kind.steps[job.step];
      if (step === undefined) continue;
      if (!committer.move(job, 'doubt', { hold: null, holdUntil: null, nextAt: null })) continue;
      const attempt = jobs.beginAttempt(job.id, step.name, clock.now(), job.createdAt - EARLIER_MS);
      // What was refused goes again on the agent's word alone, which may have been given since the copy.
      jobs.endAttempt(attempt, clock.now(), job.state === 'rejected' ? 'refused' : 'unknown', RECOVERED);
    }
    settings.set('recovered', false);
  });
}
