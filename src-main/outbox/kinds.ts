import { accountJobs } from './accounts.ts';
import { attachmentJobs } from './attachments.ts';
import { commentJobs } from './comments.ts';
import { contactJobs } from './contacts.ts';
import type { JobKind } from './job.ts';
import { replyJobs } from './replies.ts';
import { taskJobs } from './tasks.ts';
import { ticketJobs } from './tickets.ts';
import { timeEntryJobs } from './time-entries.ts';

/** Every kind of job, by name. */
export const KINDS: ReadonlyMap<string, JobKind> = new Map(
  [
    ...replyJobs,
    ...commentJobs,
    ...timeEntryJobs,
    ...ticketJobs,
    ...contactJobs,
    ...accountJobs,
    ...taskJobs,
    ...attachmentJobs,
  ].map((kind) => [kind.kind, kind]),
);
