import type { Job } from '../store/jobs.ts';
import { flatten } from './merge.ts';

export type FieldState = 'waits' | 'conflict' | 'rejected';

const STATES: Partial<Record<Job['state'], FieldState>> = {
  held: 'waits',
  queued: 'waits',
  sending: 'waits',
  unknown: 'waits',
  conflict: 'conflict',
  rejected: 'rejected',
};

/** How the unsettled changes of a ticket's fields stand, the latest of each. `jobs` oldest first. */
export function fieldStates(jobs: readonly Job[]): Record<string, FieldState> {
  const states: Record<string, FieldState> = {};
  for (const job of jobs) {
    const state = STATES[job.state];
    if (state === undefined) continue;
    const payload = (job.payload ?? {}) as { fields?: Record<string, unknown> };
    if (job.kind === 'ticket.move') states['departmentId'] = state;
    if (job.kind === 'ticket.tag') states['tags'] = state;
    if (job.kind !== 'ticket.update') continue;
    for (const name of Object.keys(flatten(payload.fields ?? {}))) states[name] = state;
  }
  return states;
}
