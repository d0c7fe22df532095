import type { DraftDoc } from '../../src-preload/contract/drafts.ts';
import type { Job } from '../store/jobs.ts';
import type { OutboxDeps } from './deps.ts';

/** A text of a composer or a form as it is journaled. */
export interface JobDraft {
  key: string;
  ticketId: string | null;
  doc: DraftDoc;
}

const COMPOSERS: Record<string, DraftDoc['kind']> = {
  'reply.send': 'reply',
  'reply.draft': 'reply',
  'reply.forward': 'forward',
  'comment.create': 'comment',
  'timeEntry.create': 'timeEntry',
  'ticket.create': 'ticket',
  'task.create': 'task',
  'contact.create': 'contact',
  'account.create': 'account',
};

/** Edits that are typed in a form of their row. */
const FORMS: Record<string, string> = {
  'comment.edit': 'comment',
  'timeEntry.edit': 'timeEntry:entry',
  'contact.update': 'contact',
  'account.update': 'account',
  'task.update': 'task',
};

/** What its composer held besides what is to go out, as far as that is still so. */
const writingOf = ({ base }: Pick<Job, 'base'>): object => (base as { writing?: object } | null)?.writing ?? {};

/** The base of a job whose text was changed in the outbox: what the composer held of it is another text now. */
export function baseOfText(base: unknown): unknown {
  const { writing, ...rest } = (base ?? {}) as { writing?: { seenTime?: unknown } };
  return writing === undefined ? base : { ...rest, writing: { seenTime: writing.seenTime } };
}

/** What was written, as the draft of its composer or form again; null for jobs that neither wrote. */
export function draftOf(job: Pick<Job, 'kind' | 'payload' | 'base' | 'ticketId'>): JobDraft | null {
  if (job.payload === null || typeof job.payload !== 'object') return null;
  const { draftKey, ...fields } = job.payload as { draftKey?: string; id?: string } & Record<string, unknown>;
  const form = FORMS[job.kind];
  // A long text of a ticket has a form of its own; what is chosen has none.
  if (job.kind === 'ticket.update' && draftKey !== undefined)
    return { key: draftKey, ticketId: job.ticketId, doc: { ...fields, kind: 'edit' } };
  if (form !== undefined) {
    const key = draftKey ?? `edit:${form}:${fields.id ?? ''}`;
    return { key, ticketId: job.ticketId, doc: { ...fields, kind: 'edit' } as DraftDoc };
  }
  const kind = COMPOSERS[job.kind];
  if (kind === undefined) return null;
  const key = draftKey ?? (job.ticketId === null ? `${kind}:new` : `${kind}:${job.ticketId}`);
  return { key, ticketId: job.ticketId, doc: { ...fields, ...writingOf(job), kind } as DraftDoc };
}

/** Writes a draft and the files that it holds, in one transaction. Answers when, in epoch milliseconds. */
export function saveDraft(
  { jobs, drafts, files, clock }: Pick<OutboxDeps, 'jobs' | 'drafts' | 'files' | 'clock'>,
  { key, ticketId, doc }: JobDraft,
): number {
  const savedAt = clock.now();
  jobs.transaction(() => {
    drafts.save(key, ticketId, doc, savedAt);
    files.release(`draft:${key}`);
    files.refer(
      `draft:${key}`,
      (doc.files ?? []).map(({ sha256 }) => sha256),
    );
  });
  return savedAt;
}
