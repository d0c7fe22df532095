import type { Job } from '../store/jobs.ts';

/** Tickets whose rows show a job: its own, those that it names, and the one that it makes. */
export function ticketIdsOf(job: Job): string[] {
  const payload = (job.payload ?? {}) as { ids?: unknown; ticketId?: unknown; id?: unknown };
  const ids = [job.ticketId, payload.ticketId];
  if (job.kind.startsWith('ticket.')) {
    ids.push(payload.id, job.localId, job.serverId);
    if (Array.isArray(payload.ids)) ids.push(...(payload.ids as string[]));
  }
  return [...new Set(ids.filter((id): id is string => typeof id === 'string'))];
}
