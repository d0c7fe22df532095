import { bodyFlag, done, effect, pathN, type Call, type Handler } from '../call.ts';
import { invalid, invalidFields, unprocessable, type FieldError } from '../errors.ts';
import { summaryOf } from '../seed/content.ts';
import { attachmentsOf, takeUploads } from './attachments.ts';
import { agentName } from './people.ts';
import {
  findThread,
  replyAddress,
  threadDoc,
  threadJson,
  threadStatus,
  type ThreadDoc,
  type ThreadRow,
} from './threads.ts';
import type { TicketRow } from './ticket-json.ts';
import { pathTicket } from './tickets.ts';
import { updateTicket } from './ticket-writes.ts';
import { unknownId } from '../call.ts';

/** Works out a ticket's counts and last thread from its rows anew. */
export function recount(call: Call, ticket: TicketRow): TicketRow {
  const { sql } = call.store;
  const count = (table: string): number =>
    (sql(`SELECT count(*) AS c FROM ${table} WHERE ticket = ?`).get(ticket.n) as { c: number }).c;
  const last = sql('SELECT * FROM threads WHERE ticket = ? ORDER BY created DESC, n DESC LIMIT 1').get(ticket.n) as
    ThreadRow | undefined;
  const inbound = sql(`SELECT max(created) AS at FROM threads WHERE ticket = ? AND direction = 'in'`).get(ticket.n) as {
    at: number | null;
  };
  return updateTicket(call, ticket, {
    threads: count('threads'),
    comments: count('comments'),
    attachments: count('attachments'),
    tasks: count('tasks'),
    timeEntries: count('time_entries'),
    recent: last?.created ?? ticket.created,
    customerResponse: inbound.at ?? ticket.customerResponse,
    lastChannel: last?.channel ?? null,
    lastDirection: last?.direction ?? null,
    lastDraft: last?.status === 'DRAFT' ? 1 : 0,
    lastForward: last != null && threadDoc(call, last).isForward ? 1 : 0,
  });
}

/** Stores a new thread and moves its ticket along. */
export function insertThread(
  call: Call,
  ticket: TicketRow,
  thread: Pick<ThreadRow, 'direction' | 'channel' | 'status' | 'agent' | 'contact'> & {
    doc: ThreadDoc;
    sendAt?: number | null;
    created?: number;
  },
): ThreadRow {
  const created = thread.created ?? Math.max(call.now, ticket.threads > 0 ? ticket.recent + 1 : 0);
  const doc =
    thread.doc.authorName === '' ? { ...thread.doc, authorName: contactName(call, ticket.contact) } : thread.doc;
  const row: ThreadRow = {
    n: call.store.nextN('threads'),
    ticket: ticket.n,
    src: null,
    pos: null,
    created,
    direction: thread.direction,
    channel: thread.channel,
    status: thread.status,
    sendAt: thread.sendAt ?? null,
    agent: thread.agent,
    contact: thread.contact,
    doc: JSON.stringify(doc),
  };
  call.store
    .sql(
      'INSERT INTO threads (n, ticket, src, pos, created, direction, channel, status, sendAt, agent, contact, doc) VALUES (@n, @ticket, @src, @pos, @created, @direction, @channel, @status, @sendAt, @agent, @contact, @doc)',
    )
    .run(row);
  call.store.touch('thread', row.n, null, call.now);
  updateTicket(call, ticket, {
    threads: ticket.threads + 1,
    recent: created,
    lastChannel: row.channel,
    lastDirection: row.direction,
    lastDraft: row.status === 'DRAFT' ? 1 : 0,
    lastForward: doc.isForward ? 1 : 0,
    ...(row.direction === 'in'
      ? { customerResponse: created, isRead: 0 }
      : row.status === 'DRAFT' || doc.isForward
        ? {}
        : { responseDue: null }),
  });
  return row;
}

function contactName(call: Call, n: number): string {
  return (
    (call.store.sql('SELECT fullName FROM contacts WHERE n = ?').get(n) as { fullName: string } | undefined)
      ?.fullName ?? ''
  );
}

const REPLY_KEYS = [
  'channel',
  'attachmentIds',
  'to',
  'cc',
  'bcc',
  'fromEmailAddress',
  'contentType',
  'content',
  'isForward',
  'inReplyToThreadId',
  'direction',
  'status',
  'isPrivate',
];
const REPLY_CHANNELS = ['EMAIL', 'FACEBOOK', 'TWITTER', 'FORUMS'];

/** Checks a reply's body over what it was before (for drafts); 422 naming every bad field. */
function replyDoc(call: Call, ticket: TicketRow, before: ThreadDoc | null): { doc: ThreadDoc; channel: string } {
  const body = call.body;
  for (const name of Object.keys(body))
    if (!REPLY_KEYS.includes(name)) throw unprocessable(`Extra parameter '${name}' is present in the input.`);
  const errors: FieldError[] = [];
  const text = (name: string, fallback: string): string => {
    const value = body[name];
    if (value === undefined || value === null) return fallback;
    if (typeof value !== 'string') errors.push({ fieldName: `/${name}`, errorType: 'invalid' });
    return String(value);
  };
  const channel = body['channel'];
  if (typeof channel !== 'string' || !REPLY_CHANNELS.includes(channel))
    errors.push({ fieldName: '/channel', errorType: channel === undefined ? 'missing' : 'invalid' });
  const content = text('content', before?.content ?? '');
  if (content.trim() === '')
    errors.push({ fieldName: '/content', errorType: body['content'] === undefined ? 'missing' : 'invalid' });
  const contentType = body['contentType'] ?? before?.contentType ?? 'plainText';
  if (contentType !== 'html' && contentType !== 'plainText')
    errors.push({ fieldName: '/contentType', errorType: 'invalid' });
  const from = text('fromEmailAddress', before?.from ?? '');
  const to = text('to', before?.to ?? ticket.email ?? '');
  if (channel === 'EMAIL') {
    if (from === '') errors.push({ fieldName: '/fromEmailAddress', errorType: 'missing' });
    else if (!knownAddress(call, from)) errors.push({ fieldName: '/fromEmailAddress', errorType: 'invalid' });
    if (to === '') errors.push({ fieldName: '/to', errorType: 'missing' });
    for (const [name, list] of [
      ['to', to],
      ['cc', text('cc', before?.cc ?? '')],
      ['bcc', text('bcc', before?.bcc ?? '')],
    ] as const) {
      if (list !== '' && !list.split(',').every((item) => /^[^@]*[^\s@<]+@[^\s@>]+>?$/.test(item.trim())))
        errors.push({ fieldName: `/${name}`, errorType: 'invalid' });
    }
  }
  const reply = body['inReplyToThreadId'];
  if (reply !== undefined && reply !== null) {
    const n = call.store.ids.decode('thread', reply);
    if (n === undefined || !call.store.sql('SELECT 1 FROM threads WHERE n = ? AND ticket = ?').get(n, ticket.n))
      errors.push({ fieldName: '/inReplyToThreadId', errorType: 'invalid' });
  }
  if (errors.length > 0) throw invalidFields(errors);
  const suffix = call.options.bounceSuffix ?? '@bounce.example';
  return {
    channel: channel as string,
    doc: {
      contentType: contentType as ThreadDoc['contentType'],
      content,
      summary: summaryOf(content),
      to,
      cc: text('cc', before?.cc ?? ''),
      bcc: text('bcc', before?.bcc ?? ''),
      from: from || replyAddress(call, ticket.department),
      authorName: agentName(call.agent),
      authorEmail: call.agent.email,
      isForward: bodyFlag(call, 'isForward', before?.isForward ?? false),
      inReplyTo: typeof reply === 'string' ? reply : (before?.inReplyTo ?? null),
      bounces: to.includes(suffix),
    },
  };
}

function knownAddress(call: Call, from: string): boolean {
  const address = /<([^>]+)>/.exec(from)?.[1] ?? from.replace(/^"|"$/g, '');
  return (
    call.store
      .sql('SELECT 1 FROM mail_reply_addresses WHERE address = ? COLLATE NOCASE AND active = 1')
      .get(address.trim()) !== undefined
  );
}

/** The fields of a thread that the ledger keeps. */
export function threadFields(call: Call, ticket: TicketRow, doc: ThreadDoc, status: string): Record<string, unknown> {
  return {
    ticketId: call.store.ids.encode('ticket', ticket.n),
    status,
    content: doc.content,
    to: doc.to,
    cc: doc.cc,
    bcc: doc.bcc,
    fromEmailAddress: doc.from,
    contentType: doc.contentType,
  };
}

function reply(call: Call, status: 'PENDING' | 'DRAFT'): ReturnType<Handler> {
  const ticket = pathTicket(call);
  const { doc, channel } = replyDoc(call, ticket, null);
  const row = insertThread(call, ticket, {
    direction: 'out',
    channel,
    status,
    agent: call.agent.n,
    contact: null,
    doc,
    sendAt: status === 'PENDING' ? call.now + (call.options.sendMs ?? 1500) : null,
  });
  takeUploads(call, 'thread', row.n, ticket.n);
  effect(call, 'thread', [call.store.ids.encode('thread', row.n)], {
    ...threadFields(call, ticket, doc, status),
    attachments: attachmentsOf(call, 'thread', row.n).length,
  });
  return { status: 200, json: threadJson(call, row, 'full') };
}

const updateDraftReply: Handler = (call) => {
  const ticket = pathTicket(call);
  const row = findThread(call, ticket, pathN(call, 'thread', 'thread_id'));
  if (row.status !== 'DRAFT') throw unprocessable('The thread is not a draft.');
  const { doc, channel } = replyDoc(call, ticket, threadDoc(call, row));
  // The reference: drafts of mails, FACEBOOK and forums can be changed.
  if (channel === 'TWITTER') throw invalid('/channel');
  const next: ThreadRow = { ...row, channel, doc: JSON.stringify(doc) };
  call.store.sql('UPDATE threads SET channel = ?, doc = ? WHERE n = ?').run(channel, next.doc, row.n);
  call.store.touch('thread', row.n, row as unknown as Record<string, unknown>, call.now);
  takeUploads(call, 'thread', row.n, ticket.n);
  updateTicket(call, ticket, {});
  effect(call, 'thread', [call.params['thread_id'] as string], threadFields(call, ticket, doc, 'DRAFT'));
  return { status: 200, json: threadJson(call, next, 'full') };
};

function queryThread(call: Call, ticket: TicketRow, name: string): ThreadRow {
  const text = call.query.get(name);
  if (text === null) throw invalid(`/${name}`, 'missing');
  const n = call.store.ids.decode('thread', text);
  if (n === undefined) throw unknownId();
  return findThread(call, ticket, n);
}

/** Puts a draft or a failed mail on its way. */
function dispatch(call: Call, ticket: TicketRow, row: ThreadRow, bounces: boolean): ReturnType<Handler> {
  const doc: ThreadDoc = { ...threadDoc(call, row), bounces };
  const created = Math.max(call.now, ticket.recent);
  let next: ThreadRow = {
    ...row,
    created,
    status: 'PENDING',
    sendAt: call.now + (call.options.sendMs ?? 1500),
    agent: call.agent.n,
    doc: JSON.stringify(doc),
  };
  if (call.options.newIdOnSend === true && row.status === 'DRAFT') {
    const n = call.store.nextN('threads');
    call.store.sql(`UPDATE attachments SET parent = ? WHERE kind = 'thread' AND parent = ?`).run(n, row.n);
    call.store.sql('UPDATE threads SET n = ? WHERE n = ?').run(n, row.n);
    next = { ...next, n };
  }
  call.store
    .sql('UPDATE threads SET created = ?, status = ?, sendAt = ?, agent = ?, doc = ? WHERE n = ?')
    .run(next.created, next.status, next.sendAt, next.agent, next.doc, next.n);
  call.store.touch('thread', next.n, row as unknown as Record<string, unknown>, call.now);
  recount(call, updateTicket(call, ticket, { responseDue: null }));
  effect(call, 'thread', [call.store.ids.encode('thread', next.n)], threadFields(call, ticket, doc, 'PENDING'));
  return { status: 200, json: threadJson(call, next, 'full') };
}

const sendDraft: Handler = (call) => {
  const ticket = pathTicket(call);
  const row = queryThread(call, ticket, 'draftThreadId');
  if (row.status !== 'DRAFT') throw unprocessable('The thread is not a draft; it has been sent already.');
  const doc = threadDoc(call, row);
  return dispatch(call, ticket, row, doc.to.includes(call.options.bounceSuffix ?? '@bounce.example'));
};

const resendFailedThread: Handler = (call) => {
  const ticket = pathTicket(call);
  const row = queryThread(call, ticket, 'threadId');
  if (threadStatus(row, call.now) !== 'FAILED') throw unprocessable('Only a failed thread can be sent again.');
  return dispatch(call, ticket, row, false);
};

const deleteDraft: Handler = (call) => {
  const ticket = pathTicket(call);
  const row = findThread(call, ticket, pathN(call, 'thread', 'thread_id'));
  if (row.status !== 'DRAFT') throw unprocessable('The thread is not a draft.');
  call.store.sql('DELETE FROM threads WHERE n = ?').run(row.n);
  call.store.sql(`DELETE FROM attachments WHERE kind = 'thread' AND parent = ?`).run(row.n);
  recount(call, updateTicket(call, ticket, {}));
  effect(call, 'thread', [call.params['thread_id'] as string], { ticketId: call.params['ticket_id'], deleted: true });
  return done(call);
};

/** Writing threads. */
export const threadWriteHandlers: Record<string, Handler> = {
  sendReply: (call) => reply(call, 'PENDING'),
  draftReply: (call) => reply(call, 'DRAFT'),
  updateDraftReply,
  sendDraft,
  resendFailedThread,
  deleteDraft,
};
