import type { StagedFile } from '../../src-preload/contract/drafts.ts';
import type { CommentItem } from '../../src-preload/contract/comments.ts';
import type { PendingMark } from '../../src-preload/contract/outbox.ts';
import type { ThreadItem } from '../../src-preload/contract/threads.ts';
import { changedTags, tagsOf } from '../../src-preload/contract/ticket-tags.ts';
import type { Ticket, TimelineItem } from '../../src-preload/contract/tickets.ts';
import type { Job } from '../store/jobs.ts';
import { flatten, unflatten } from './merge.ts';
import { excerpt } from './text.ts';

/** A read that began this soon after a write may not show it yet: lists lag. Milliseconds. */
export const READ_LAG_MS = 5_000;
/** How long a sent job may go on showing where no read has come since. */
export const ECHO_MS = 24 * 3_600_000;

/**
 * Whether a job shows in rows that were read at `asOf` (epoch ms of this machine): what is on its way, and what was sent
 * after the row was read. Refused and conflicting ones do not: they wait for the agent in the outbox.
 */
export const isApplied = (job: Job, asOf: number): boolean =>
  ['held', 'queued', 'sending', 'unknown'].includes(job.state) ||
  (job.state === 'sent' && job.settledAt !== null && job.settledAt + READ_LAG_MS > asOf);

type Fields = Record<string, unknown>;
const fieldsOf = (job: Job): Fields => (job.payload ?? {}) as Fields;
const merged = <T extends object>(row: T, fields: Fields): T =>
  ({ ...row, ...unflatten({ ...flatten(row as Fields), ...flatten(fields) }) }) as T;

type StatusType = 'Open' | 'On Hold' | 'Closed';

/** What is known about the service besides its rows. */
export interface Surroundings {
  /** What the portal's own statuses mean, where that is known. */
  types?: Readonly<Record<string, StatusType>>;
  /** Service clock minus this machine's, milliseconds: what is done here stands where the service will put it. */
  clockOffsetMs?: number;
}

/** What a status means. Those of the portal's own that nobody has seen yet are taken for open ones. */
export function statusTypeOf(status: string, types: Readonly<Record<string, StatusType>> = {}): StatusType {
  const builtIn = ({ closed: 'Closed', 'on hold': 'On Hold', open: 'Open' } as const)[status.toLowerCase()];
  return types[status] ?? builtIn ?? 'Open';
}

function applyOne(ticket: Ticket, job: Job, { types = {}, clockOffsetMs = 0 }: Surroundings): Ticket {
  const payload = fieldsOf(job);
  const withStatus = (row: Ticket, status: string): Ticket => {
    const statusType = statusTypeOf(status, types);
    const wasClosed = (ticket.statusType ?? statusTypeOf(ticket.status ?? '', types)) === 'Closed';
    // The service's word was of the status before.
    const isOverDue = null;
    if (statusType !== 'Closed')
      return { ...row, status, statusType, isOverDue, ...(wasClosed ? { closedTime: null } : {}) };
    const closedTime = new Date(job.createdAt + clockOffsetMs).toISOString();
    return { ...row, status, statusType, ...(wasClosed ? {} : { closedTime }) };
  };
  const names = (ids: unknown): boolean => Array.isArray(ids) && ids.includes(ticket.id);
  switch (job.kind) {
    case 'ticket.update': {
      const fields = (payload['fields'] ?? {}) as Fields;
      // The service's word was of the due time before.
      const next = { ...merged(ticket, fields), ...('dueDate' in fields ? { isOverDue: null } : {}) };
      return typeof fields['status'] === 'string' ? withStatus(next, fields['status']) : next;
    }
    case 'reply.send': {
      // What the customer wrote after it is not answered by it.
      const saidAt = (job.settledAt ?? job.createdAt) + clockOffsetMs;
      const isAnswered = !(Date.parse(ticket.customerResponseTime ?? '') > saidAt);
      const replied = isAnswered
        ? ({ ...ticket, lastThread: { ...ticket.lastThread, direction: 'out' } } as Ticket)
        : ticket;
      const status = payload['thenStatus'];
      return typeof status === 'string' ? withStatus(replied, status) : replied;
    }
    case 'comment.create':
      return { ...ticket, commentCount: (ticket.commentCount ?? 0) + 1 };
    case 'ticket.move':
      return { ...ticket, departmentId: payload['departmentId'] as string };
    case 'ticket.markSpam':
      return names(payload['ids']) ? { ...ticket, isSpam: payload['isSpam'] === true } : ticket;
    case 'ticket.merge':
      return names(payload['ids']) ? { ...ticket, isDeleted: true } : ticket;
    case 'ticket.tag':
      return {
        ...ticket,
        tags: changedTags(tagsOf(ticket) ?? [], payload['name'] as string, payload['isTagged'] === true),
      };
    case 'ticket.updateMany': {
      if (!names(payload['ids'])) return ticket;
      const { fieldName, fieldValue, isCustomField } = payload;
      if (fieldName === 'status' && typeof fieldValue === 'string') return withStatus(ticket, fieldValue);
      return merged(
        ticket,
        isCustomField === true
          ? { customFields: { [fieldName as string]: fieldValue } }
          : { [fieldName as string]: fieldValue },
      );
    }
    default:
      return ticket;
  }
}

/** The ticket as the agent left it: the service's row with what is on its way. `jobs` oldest first. */
export function applyToTicket(
  ticket: Ticket,
  asOf: number,
  jobs: readonly Job[],
  surroundings: Surroundings = {},
): Ticket {
  return jobs.filter((job) => isApplied(job, asOf)).reduce((row, job) => applyOne(row, job, surroundings), ticket);
}

/** A contact, account, task or time entry with the edits that are on their way; null when it is being deleted. */
export function applyToRow<T extends { id: string }>(
  noun: 'contact' | 'account' | 'task' | 'timeEntry',
  row: T,
  asOf: number,
  jobs: readonly Job[],
): T | null {
  let next: T = row;
  for (const job of jobs) {
    const payload = fieldsOf(job);
    if (payload['id'] !== row.id || !isApplied(job, asOf)) continue;
    if (job.kind === `${noun}.delete`) return null;
    if (job.kind === `${noun}.update`) next = merged(next, (payload['fields'] ?? {}) as Fields);
    if (job.kind === `${noun}.edit`) next = merged(next, timeEntryFields(payload));
  }
  return next;
}

function timeEntryFields({ seconds, id: _id, ticketId: _ticketId, draftKey: _draftKey, ...fields }: Fields): Fields {
  if (typeof seconds !== 'number') return fields;
  return {
    ...fields,
    hoursSpent: Math.floor(seconds / 3600),
    minutesSpent: Math.floor((seconds % 3600) / 60),
    secondsSpent: seconds % 60,
  };
}

/**
 * Rows that are being created, as documents with the local id (the service's once sent). `known` are the ids that the
 * cache has already: their jobs no longer show.
 */
export function createdRows(
  noun: 'ticket' | 'contact' | 'account' | 'task' | 'timeEntry',
  asOf: number,
  jobs: readonly Job[],
  known: ReadonlySet<string>,
  agentId: string,
): (Fields & { id: string })[] {
  return jobs.flatMap((job) => {
    if (job.kind !== `${noun}.create` || !isApplied(job, asOf)) return [];
    if (job.serverId !== null && known.has(job.serverId)) return [];
    const { draftKey: _draftKey, ...payload } = fieldsOf(job);
    const fields = noun === 'timeEntry' ? { ...timeEntryFields(payload), ownerId: agentId } : payload;
    const time = new Date(job.createdAt).toISOString();
    return [{ createdTime: time, ...fields, id: job.serverId ?? job.localId ?? job.id }];
  });
}

export interface EchoAuthor {
  agentId: string;
  name: string;
  email: string | null;
  /** Names of mentioned agents by zuid or id. */
  mentions(content: string): Record<string, string>;
  mark(job: Job): PendingMark;
  /** Service clock minus this machine's, milliseconds: an echo stands where the service will put it. */
  clockOffsetMs: number;
}

const attachmentsOf = (files: unknown): ThreadItem['attachments'] =>
  ((files ?? []) as StagedFile[]).map(({ sha256, name, size }) => ({ id: sha256, name, size }));

/** A draft has a name of its own, by which a reply that goes on with it hides it. */
function echoId(job: Job): string {
  const { draftThreadId } = fieldsOf(job) as { draftThreadId?: string };
  const own = job.kind === 'reply.draft' ? (job.serverId ?? job.localId ?? draftThreadId) : undefined;
  return own ?? `job:${job.id}`;
}

function threadEcho(job: Job, author: EchoAuthor): ThreadItem {
  const payload = fieldsOf(job) as Record<string, string | undefined>;
  const content = payload['content'] ?? '';
  return {
    kind: 'thread',
    id: echoId(job),
    time: new Date(job.createdAt + author.clockOffsetMs).toISOString(),
    authorName: author.name,
    authorEmail: author.email,
    byAgent: true,
    person: `agent/${author.agentId}`,
    direction: 'out',
    channel: payload['channel'] ?? 'EMAIL',
    status: job.kind === 'reply.draft' ? 'DRAFT' : 'PENDING',
    from: payload['fromEmailAddress'] ?? null,
    to: payload['to'] ?? null,
    cc: payload['cc'] ?? null,
    bcc: payload['bcc'] ?? null,
    isForward: job.kind === 'reply.forward',
    content,
    contentType: payload['contentType'] === 'plainText' ? 'plainText' : 'html',
    summary: excerpt(content),
    attachments: attachmentsOf(fieldsOf(job)['files']),
    pending: author.mark(job),
  };
}

function commentEcho(job: Job, author: EchoAuthor): CommentItem {
  const payload = fieldsOf(job) as Record<string, string | undefined>;
  const content = payload['content'] ?? '';
  return {
    kind: 'comment',
    id: job.serverId ?? job.localId ?? `job:${job.id}`,
    time: new Date(job.createdAt + author.clockOffsetMs).toISOString(),
    authorName: author.name,
    byAgent: true,
    person: `agent/${author.agentId}`,
    isPublic: fieldsOf(job)['isPublic'] === true,
    content,
    contentType: payload['contentType'] === 'plainText' ? 'plainText' : 'html',
    mentions: author.mentions(content),
    attachments: attachmentsOf(fieldsOf(job)['files']),
    pending: author.mark(job),
  };
}

const MAILS = ['reply.send', 'reply.forward', 'reply.draft'];

/**
 * The timeline with what is on its way: echoes at the end of time, edits in place, deletions gone, the service's copy of
 * a draft that is about to be sent hidden behind its echo. An echo ends when the service's own row is there. Unlike rows,
 * refused and conflicting items stay visible: the agent must see where the reply went. `jobs` oldest first.
 */
export function applyToTimeline(
  items: readonly TimelineItem[],
  asOf: number,
  jobs: readonly Job[],
  author: EchoAuthor,
): TimelineItem[] {
  const rows = new Map(items.map((item) => [item.id, item]));
  for (const job of jobs) {
    if (!isApplied(job, asOf) && job.state !== 'rejected' && job.state !== 'conflict') continue;
    const { id, content } = fieldsOf(job) as { id?: string; content?: string };
    if (MAILS.includes(job.kind)) {
      const { threadId } = job.results;
      const sentId = typeof threadId === 'string' ? threadId : job.state === 'sent' ? job.serverId : null;
      const row = sentId === null ? undefined : rows.get(sentId);
      // A row that was read before it went out still says "draft".
      const isOld = row?.kind === 'thread' && row.status === 'DRAFT' && job.kind !== 'reply.draft';
      if (row !== undefined && row.pending === undefined && !isOld) continue;
      const draftId = job.results['draftId'] ?? (fieldsOf(job)['draftThreadId'] as string | undefined);
      if (typeof draftId === 'string') rows.delete(draftId);
      // What may still wait is the close.
      const mark = (of: Job): PendingMark =>
        threadId === undefined ? author.mark(of) : { ...author.mark(of), state: 'sent', hold: null, until: null };
      const echo = threadEcho(job, { ...author, mark });
      rows.set(echo.id, echo);
    } else if (job.kind === 'comment.create') {
      const echo = commentEcho(job, author);
      if (!rows.has(echo.id)) rows.set(echo.id, echo);
    } else if (id !== undefined && job.kind === 'comment.edit') {
      const row = rows.get(id);
      if (row?.kind === 'comment') rows.set(id, { ...row, content: content ?? row.content, pending: author.mark(job) });
    } else if (id !== undefined && job.kind === 'comment.delete' && isApplied(job, asOf)) {
      rows.delete(id);
    } else if (job.kind === 'attachment.delete' && isApplied(job, asOf)) {
      const row = rows.get(String(fieldsOf(job)['threadId']));
      if (row !== undefined)
        rows.set(row.id, { ...row, attachments: row.attachments.filter((file) => file.id !== id) });
    } else if (job.kind === 'reply.deleteDraft' && isApplied(job, asOf)) {
      rows.delete(String(fieldsOf(job)['threadId']));
    }
  }
  return [...rows.values()].sort((a, b) => (a.time ?? '').localeCompare(b.time ?? '') || a.id.localeCompare(b.id));
}
