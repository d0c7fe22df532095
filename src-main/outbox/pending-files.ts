import type { TicketFile } from '../../src-preload/contract/attachments.ts';
import type { StagedFile } from '../../src-preload/contract/drafts.ts';
import type { PendingMark } from '../../src-preload/contract/outbox.ts';
import type { Job } from '../store/jobs.ts';
import { isApplied } from './pending.ts';

/** A ticket's files as the agent left them: added ones are there by their hash, deleted ones are gone. `jobs` oldest first. */
export function applyToFiles(
  files: readonly TicketFile[],
  asOf: number,
  jobs: readonly Job[],
  mark: (job: Job) => PendingMark,
): TicketFile[] {
  const rows = new Map(files.map((file) => [file.id, file]));
  const marked = (job: Job): { pending?: PendingMark } => (job.state === 'sent' ? {} : { pending: mark(job) });
  for (const job of jobs) {
    if (!isApplied(job, asOf)) continue;
    const payload = (job.payload ?? {}) as { id?: string; file?: StagedFile; isPublic?: boolean };
    const row = payload.id === undefined ? undefined : rows.get(payload.id);
    if (job.kind === 'attachment.add' && payload.file !== undefined) {
      const { sha256, name, size } = payload.file;
      if (job.serverId !== null && rows.has(job.serverId)) continue;
      // Once it is there it goes by the service's id: what is done to it next is done to that row.
      const id = job.serverId ?? sha256;
      rows.set(id, {
        id,
        name,
        size,
        threadId: null,
        commentId: null,
        isPublic: false,
        isHeld: job.serverId === null,
        ...marked(job),
      });
    } else if (job.kind === 'attachment.delete' && row !== undefined) {
      rows.delete(row.id);
    } else if (job.kind === 'attachment.setVisibility' && row !== undefined) {
      rows.set(row.id, { ...row, isPublic: payload.isPublic === true, ...marked(job) });
    }
  }
  return [...rows.values()];
}
