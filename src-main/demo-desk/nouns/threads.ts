import {
  iso,
  includes,
  list,
  paging,
  pathN,
  permitted,
  unknownId,
  type Call,
  type Handler,
  type View,
} from '../call.ts';
import { seededContent, summaryOf } from '../seed/content.ts';
import { pngBytes } from '../seed/files.ts';
import { attachmentsOf, threadHref } from './attachments.ts';
import { agentAuthor, photoUrl } from './people.ts';
import type { TicketRow } from './ticket-json.ts';
import { departmentWhere, pathTicket, type Where } from './tickets.ts';

/** A thread as stored; `doc` is null while a seeded thread is as it was made. */
export interface ThreadRow {
  n: number;
  ticket: number;
  src: number | null;
  pos: number | null;
  created: number;
  direction: 'in' | 'out';
  channel: string;
  status: 'SUCCESS' | 'PENDING' | 'FAILED' | 'DRAFT';
  /** When a PENDING thread turns SUCCESS (or FAILED when its address bounces), ms. */
  sendAt: number | null;
  agent: number | null;
  contact: number | null;
  doc: string | null;
}

/** What a thread says: stored for written threads, derived for seeded ones. */
export interface ThreadDoc {
  contentType: 'html' | 'plainText';
  content: string;
  summary: string;
  to: string;
  cc: string;
  bcc: string;
  from: string;
  authorName: string;
  authorEmail: string | null;
  isForward: boolean;
  inReplyTo: string | null;
  bounces?: boolean;
}

/** The address that seeded mails of a department come from. */
export function replyAddress(view: View, department: number): string {
  const row = view.store
    .sql('SELECT address FROM mail_reply_addresses WHERE department = ? AND active = 1 ORDER BY n')
    .get(department) as { address: string } | undefined;
  return row?.address ?? 'support@zylker.example';
}

export function threadDoc(view: View, row: ThreadRow): ThreadDoc {
  if (row.doc !== null) return JSON.parse(row.doc) as ThreadDoc;
  const spec = view.store.spec(row.src as number);
  const text = seededContent(view.store.world, spec, row.pos as number, view.store.ids.encode('thread', row.n));
  const desk = replyAddress(view, spec.department);
  const inbound = row.direction === 'in';
  return {
    ...text,
    to: inbound ? desk : spec.contact.email,
    cc:
      (spec.i + (row.pos as number)) % 17 === 0 && inbound
        ? `accounts@${spec.contact.email.split('@')[1] ?? 'inbox.example'}`
        : '',
    bcc: '',
    from: inbound ? spec.contact.email : desk,
    authorName: spec.contact.fullName,
    authorEmail: spec.contact.email,
    isForward: false,
    inReplyTo: null,
  };
}

/** The status with the passing of time: PENDING mails get sent. */
export function threadStatus(row: ThreadRow, now: number): ThreadRow['status'] {
  if (row.status !== 'PENDING' || row.sendAt === null || row.sendAt > now) return row.status;
  return row.doc !== null && (JSON.parse(row.doc) as ThreadDoc).bounces === true ? 'FAILED' : 'SUCCESS';
}

function actionsOf(view: View, row: ThreadRow, status: ThreadRow['status']): Record<string, unknown>[] {
  const ticket = `${view.origin}/api/v1/tickets/${view.store.ids.encode('ticket', row.ticket)}`;
  const id = view.store.ids.encode('thread', row.n);
  if (status === 'DRAFT') {
    return [
      { method: 'POST', rel: 'send', href: `${ticket}/sendDraft?draftThreadId=${id}` },
      { method: 'DELETE', rel: 'delete', href: `${ticket}/draftReply/${id}` },
    ];
  }
  if (status === 'FAILED')
    return [{ method: 'POST', rel: 'send', href: `${ticket}/resendFailedThread?threadId=${id}` }];
  return [];
}

/** A thread as getThread gives it; the `summary` shape leaves the content out. */
export function threadJson(view: View, row: ThreadRow, shape: 'full' | 'summary'): Record<string, unknown> {
  const doc = threadDoc(view, row);
  const status = threadStatus(row, view.now);
  const ids = view.store.ids;
  const files = attachmentsOf(view, 'thread', row.n);
  const mail = row.channel === 'EMAIL';
  const author =
    row.direction === 'out' && row.agent !== null
      ? agentAuthor(view, row.agent)
      : {
          photoURL: row.contact === null ? null : photoUrl(view, 'user', 'contact', row.contact),
          name: doc.authorName,
          type: 'END_USER',
          email: doc.authorEmail,
        };
  const json: Record<string, unknown> = {
    id: ids.encode('thread', row.n),
    channel: row.channel,
    direction: row.direction,
    status,
    createdTime: iso(row.created),
    visibility: 'public',
    author,
    summary: doc.summary,
    fromEmailAddress: doc.from,
    hasAttach: files.length > 0,
    actions: actionsOf(view, row, status),
    isForward: doc.isForward,
    ...(mail ? { to: doc.to, cc: doc.cc, bcc: doc.bcc } : {}),
    ...(row.agent === null ? {} : { responderId: ids.encode('agent', row.agent) }),
    ...(view.live
      ? {
          contentType: doc.contentType,
          attachmentCount: String(files.length),
          isDescriptionThread: row.pos === 0,
          canReply: true,
          respondedIn: null,
          isContentTruncated: false,
          fullContentURL: null,
          channelRelatedInfo: null,
          readReceipts: null,
          source: { type: 'SYSTEM', appName: null },
        }
      : {}),
  };
  if (shape === 'full') {
    json['content'] = doc.content;
    json['contentType'] = doc.contentType;
    json['attachments'] = files.map((file) => ({
      id: ids.encode('attachment', file.n),
      name: file.name,
      size: String(file.size),
      href: threadHref(view, row.ticket, row.n, file.n),
    }));
    if (doc.inReplyTo !== null) json['inReplyToThreadId'] = doc.inReplyTo;
  }
  return permitted(view, json);
}

export function findThread(call: Call, ticket: TicketRow, n: number): ThreadRow {
  const row = call.store.sql('SELECT * FROM threads WHERE n = ? AND ticket = ?').get(n, ticket.n) as
    ThreadRow | undefined;
  if (!row) throw unknownId();
  return row;
}

const getThread: Handler = (call) => {
  includes(call, ['plainText']);
  const ticket = pathTicket(call);
  const row = findThread(call, ticket, pathN(call, 'thread', 'thread_id'));
  const json = threadJson(call, row, 'full');
  if (call.query.get('include') === 'plainText')
    json['plainText'] = summaryOf(String(json['content'])).slice(0, 100_000);
  return { status: 200, json };
};

/** Newest first at the live service, oldest first in the reference; nobody should rely on either. */
const listThreads: Handler = (call) => {
  const { offset, limit } = paging(call, 200);
  const ticket = pathTicket(call);
  const order = call.live ? 'created DESC, n DESC' : 'created, n';
  const unseen = lateNs(call, 'thread');
  const rows = call.store
    .sql(`SELECT * FROM threads WHERE ticket = ? AND n NOT IN (${unseen}) ORDER BY ${order} LIMIT ? OFFSET ?`)
    .all(ticket.n, limit, offset) as ThreadRow[];
  return list(rows.map((row) => threadJson(call, row, call.live ? 'summary' : 'full')));
};

/** Rows of a noun made so lately that a lagging list misses them, for `NOT IN (...)`. */
export function lateNs(call: Call, noun: string): string {
  if (call.readLagMs <= 0) return '-1';
  return (
    call.store
      .touchedSince(noun, call.now - call.readLagMs)
      .filter((item) => item.before === null)
      .map((item) => item.n)
      .join(',') || '-1'
  );
}

const getLatestThread: Handler = (call) => {
  const ticket = pathTicket(call);
  const row = call.store
    .sql(`SELECT * FROM threads WHERE ticket = ? AND status <> 'DRAFT' ORDER BY created DESC, n DESC LIMIT 1`)
    .get(ticket.n) as ThreadRow | undefined;
  return row ? { status: 200, json: threadJson(call, row, 'full') } : { status: 204 };
};

const getInlineImage: Handler = (call) => {
  const n = pathN(call, 'thread', 'thread_id');
  const row = call.store.sql('SELECT ticket FROM threads WHERE n = ?').get(n) as { ticket: number } | undefined;
  const where: Where = { parts: ['n = ?'], values: [row?.ticket ?? 0] };
  departmentWhere(call, where);
  if (!row || !call.store.sql(`SELECT 1 FROM tickets WHERE ${where.parts.join(' AND ')}`).get(...where.values))
    throw unknownId();
  if (!/^[\w.-]+\.(png|jpe?g|gif)$/i.test(call.params['name'] ?? '')) throw unknownId();
  return {
    status: 200,
    bytes: pngBytes(n, 320, 180),
    headers: { 'Content-Type': 'image/png', 'Cache-Control': 'private, max-age=600' },
  };
};

/** Reading threads. */
export const threadHandlers: Record<string, Handler> = { getThread, listThreads, getLatestThread, getInlineImage };
