import type { Job } from '../store/jobs.ts';

/**
 * Tickets whose rows show a job: its own, those that it names, and the one that it makes. Of one that was made here both
 * ids: `resolve` gives the service's for a local one.
 */
export function ticketIdsOf(job: Job, resolve: (id: string) => string | null): string[] {
  const payload = (job.payload ?? {}) as { ids?: unknown; ticketId?: unknown; id?: unknown };
  const ids = [job.ticketId, payload.ticketId];
  if (job.kind.startsWith('ticket.')) {
    ids.push(payload.id, job.localId, job.serverId);
    if (Array.isArray(payload.ids)) ids.push(...(payload.ids as string[]));
  }
  const named = ids.filter((id): id is string => typeof id === 'string');
  return [...new Set(named.flatMap((id) => [id, resolve(id) ?? id]))];
}

/** Whom a job gives its tickets to; null for nobody, or where it gives them to none. */
export function assigneeOf({ kind, payload }: Job): string | null {
  if (!kind.startsWith('ticket.')) return null;
  const { fields, assigneeId, fieldName, fieldValue } = (payload ?? {}) as {
    fields?: { assigneeId?: string | null };
    assigneeId?: string | null;
    fieldName?: string;
    fieldValue?: string | null;
  };
  return (fieldName === 'assigneeId' ? fieldValue : (fields?.assigneeId ?? assigneeId)) ?? null;
}
