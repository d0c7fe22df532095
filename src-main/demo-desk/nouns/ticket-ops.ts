import { done, effect, pathN, permitted, unknownId, type Call, type Handler } from '../call.ts';
import { invalid, invalidFields, unprocessable, type FieldError } from '../errors.ts';
import { summaryOf } from '../seed/content.ts';
import { insertThread, recount } from './thread-writes.ts';
import { threadDoc } from './threads.ts';
import { ticketDetail, type TicketRow } from './ticket-json.ts';
import { findTicket, pathTicket } from './tickets.ts';
import { changesOf, recordTicket, statusPatch, ticketPatch, updateTicket, worksIn } from './ticket-writes.ts';

const IN_CHANNEL: Record<string, string> = {
  Email: 'EMAIL',
  Web: 'WEB',
  Chat: 'ONLINE_CHAT',
  Facebook: 'FACEBOOK',
  Twitter: 'TWITTER',
  Forums: 'FORUMS',
  Feedback: 'FEEDBACK',
};
const HOURS: Record<string, number> = { High: 8, Medium: 24, Low: 72 };

function emptyTicket(call: Call): TicketRow {
  return {
    n: 0,
    src: null,
    subject: '',
    description: null,
    status: 'Open',
    statusType: 'Open',
    priority: null,
    channel: 'Phone',
    category: null,
    subCategory: null,
    classification: null,
    department: 0,
    contact: 0,
    account: null,
    product: null,
    assignee: null,
    email: null,
    phone: null,
    created: call.now,
    modified: call.now,
    modifiedBy: call.agent.n,
    closed: null,
    onHold: null,
    due: null,
    responseDue: null,
    customerResponse: call.now,
    recent: call.now,
    resolution: null,
    threads: 0,
    comments: 0,
    attachments: 0,
    tasks: 0,
    timeEntries: 0,
    approvals: 0,
    lastChannel: null,
    lastDirection: null,
    lastDraft: 0,
    lastForward: 0,
    cf: '{}',
    tags: '[]',
    followers: '[]',
    isRead: 0,
    hidden: 0,
    mergedInto: null,
  };
}

/** Stores a new ticket; `row.n` is given here. */
export function insertTicket(call: Call, row: TicketRow): TicketRow {
  const next = { ...row, n: call.store.nextN('tickets') };
  const names = Object.keys(next);
  call.store
    .sql(`INSERT INTO tickets (${names.join(', ')}) VALUES (${names.map((name) => `@${name}`).join(', ')})`)
    .run(next);
  call.store.touch('ticket', next.n, null, call.now);
  return next;
}

/** Makes a ticket out of a body, with its first message when a customer's channel and a description are given. */
export function makeTicket(call: Call): TicketRow {
  const body = { ...call.body };
  const errors: FieldError[] = [];
  if (call.live && body['contactId'] === undefined && typeof body['contact'] === 'object' && body['contact'] !== null) {
    const email = (body['contact'] as Record<string, unknown>)['email'];
    const known =
      typeof email === 'string'
        ? (call.store.sql('SELECT n FROM contacts WHERE email = ? COLLATE NOCASE').get(email) as
            { n: number } | undefined)
        : undefined;
    if (known) body['contactId'] = call.store.ids.encode('contact', known.n);
  }
  for (const name of ['subject', 'departmentId', 'contactId']) {
    if (body[name] === undefined || body[name] === null || body[name] === '')
      errors.push({ fieldName: `/${name}`, errorType: 'missing' });
  }
  if (errors.length > 0) throw invalidFields(errors);
  const base = emptyTicket(call);
  const patch = ticketPatch(call, base, body);
  const row: TicketRow = { ...base, ...patch };
  const contact = call.store.sql('SELECT email, phone FROM contacts WHERE n = ?').get(row.contact) as {
    email: string | null;
    phone: string | null;
  };
  if (patch.email === undefined) row.email = contact.email;
  if (patch.phone === undefined) row.phone = contact.phone;
  if (patch.due === undefined) row.due = call.now + (HOURS[row.priority ?? ''] ?? 48) * 3_600_000;
  const made = insertTicket(call, row);
  const channel = IN_CHANNEL[made.channel];
  if (made.description === null || channel === undefined) return made;
  const text = made.description;
  insertThread(call, made, {
    direction: 'in',
    channel,
    status: 'SUCCESS',
    agent: null,
    contact: made.contact,
    doc: {
      contentType: /<\w+[^>]*>/.test(text) ? 'html' : 'plainText',
      content: text,
      summary: summaryOf(text),
      to: '',
      cc: '',
      bcc: '',
      from: made.email ?? '',
      authorName: '',
      authorEmail: made.email,
      isForward: false,
      inReplyTo: null,
    },
  });
  return findTicket(call, made.n);
}

const createTicket: Handler = (call) => {
  const row = makeTicket(call);
  recordTicket(call, row.n, 'Created', { ...call.body });
  return { status: 200, json: ticketDetail(call, row) };
};

const updateTicketHandler: Handler = (call) => {
  const before = pathTicket(call);
  for (const name of Object.keys(call.body)) if (call.permissions.hiddenFields.has(name)) throw invalid(`/${name}`);
  const after = updateTicket(call, before, ticketPatch(call, before, call.body));
  recordTicket(call, before.n, 'Updated', changesOf(call, before, after));
  return { status: 200, json: ticketDetail(call, after) };
};

/** Row numbers of `ids` in the body; 422 when one is no ticket the agent may see. */
function bodyTickets(call: Call, hiddenToo = false): TicketRow[] {
  const ids = call.body['ids'];
  if (!Array.isArray(ids) || ids.length === 0) throw invalid('/ids', ids === undefined ? 'missing' : 'invalid');
  if (ids.length > 50) throw unprocessable('Not more than 50 ids are allowed.');
  return (ids as unknown[]).map((id) => {
    const n = call.store.ids.decode('ticket', id);
    if (n === undefined) throw invalid('/ids');
    try {
      return findTicket(call, n, hiddenToo);
    } catch {
      throw invalid('/ids');
    }
  });
}

const MERGED = ['threads', 'comments', 'time_entries', 'tasks', 'attachments'];

const mergeTickets: Handler = (call) => {
  const target = pathTicket(call);
  const others = bodyTickets(call).filter((row) => row.n !== target.n);
  if (others.length === 0) throw invalid('/ids');
  const source = (call.body['source'] ?? {}) as Record<string, unknown>;
  const columns = {
    contactId: ['contact', 'account', 'email'],
    subject: ['subject'],
    priority: ['priority'],
    status: ['status', 'statusType', 'closed', 'onHold'],
  } as const;
  const patch: Record<string, unknown> = {};
  for (const [name, id] of Object.entries(source)) {
    const from = [target, ...others].find((row) => row.n === call.store.ids.decode('ticket', id));
    const names = columns[name as keyof typeof columns];
    if (!from || !names) throw invalid(`/source/${name}`);
    for (const column of names) patch[column] = from[column];
  }
  for (const other of others) {
    for (const table of MERGED)
      call.store.sql(`UPDATE ${table} SET ticket = ? WHERE ticket = ?`).run(target.n, other.n);
    call.store.sql(`UPDATE attachments SET parent = ? WHERE kind = 'ticket' AND parent = ?`).run(target.n, other.n);
    updateTicket(call, other, {
      hidden: 2,
      mergedInto: target.n,
      threads: 0,
      comments: 0,
      attachments: 0,
      tasks: 0,
      timeEntries: 0,
    });
  }
  const after = recount(call, updateTicket(call, target, patch));
  const ids = others.map((row) => call.store.ids.encode('ticket', row.n));
  recordTicket(call, target.n, 'Merged', { merged: ids, source });
  return { status: 200, json: ticketDetail(call, after) };
};

const moveTicket: Handler = (call) => {
  const ticket = pathTicket(call);
  const given = call.query.get('departmentId') ?? (call.live ? call.body['departmentId'] : undefined);
  if (given === undefined || given === null) throw invalid('/departmentId', 'missing');
  const n = call.store.ids.decode('department', given);
  if (n === undefined || !call.store.sql('SELECT 1 FROM departments WHERE n = ?').get(n))
    throw invalid('/departmentId');
  const assignee = ticket.assignee !== null && worksIn(call, ticket.assignee, n) ? ticket.assignee : null;
  const after = updateTicket(call, ticket, { department: n, assignee });
  recordTicket(call, ticket.n, 'Moved', changesOf(call, ticket, after));
  return { status: 200 };
};

const splitThread: Handler = (call) => {
  const ticket = pathTicket(call);
  const thread = call.store
    .sql('SELECT * FROM threads WHERE n = ? AND ticket = ?')
    .get(pathN(call, 'thread', 'thread_id'), ticket.n) as Parameters<typeof threadDoc>[1] | undefined;
  if (!thread) throw unknownId();
  if (ticket.threads < 2) throw unprocessable('The only thread of a ticket cannot be split.');
  if (thread.status === 'DRAFT') throw unprocessable('A draft cannot be split.');
  const doc = threadDoc(call, thread);
  const made = insertTicket(call, {
    ...emptyTicket(call),
    subject: ticket.subject,
    description: doc.summary,
    channel: ticket.channel,
    department: ticket.department,
    contact: ticket.contact,
    account: ticket.account,
    product: ticket.product,
    assignee: ticket.assignee,
    email: ticket.email,
    phone: ticket.phone,
    priority: ticket.priority,
    category: ticket.category,
    subCategory: ticket.subCategory,
    due: call.now + 48 * 3_600_000,
  });
  call.store.sql('UPDATE threads SET ticket = ? WHERE n = ?').run(made.n, thread.n);
  call.store.sql(`UPDATE attachments SET ticket = ? WHERE kind = 'thread' AND parent = ?`).run(made.n, thread.n);
  recount(call, updateTicket(call, ticket, {}));
  const after = recount(call, made);
  const fields = { from: call.params['ticket_id'], threadId: call.params['thread_id'] };
  recordTicket(call, made.n, 'Split', fields);
  return { status: 200, json: ticketDetail(call, after) };
};

/** Answers with the service's status for bulk work: 200 in the reference, 204 live. */
const updateManyTickets: Handler = (call) => {
  const rows = bodyTickets(call);
  const { fieldName, fieldValue } = call.body;
  if (typeof fieldName !== 'string') throw invalid('/fieldName', 'missing');
  const custom = call.body['isCustomField'] === true || call.body['isCustomField'] === 'true';
  const body = custom ? { customFields: { [fieldName]: fieldValue } } : { [fieldName]: fieldValue };
  for (const row of rows) {
    const after = updateTicket(call, row, ticketPatch(call, row, body));
    recordTicket(call, row.n, 'Updated', changesOf(call, row, after));
  }
  return done(call);
};

const markSpam: Handler = (call) => {
  const value = call.body['isSpam'];
  const spam = value === true || value === 'true';
  if (!spam && value !== false && value !== 'false')
    throw invalid('/isSpam', value === undefined ? 'missing' : 'invalid');
  for (const row of bodyTickets(call, true)) {
    if (row.hidden === 1) throw invalid('/ids');
    updateTicket(call, row, { hidden: spam ? 3 : 0 });
    recordTicket(call, row.n, spam ? 'Spam' : 'NotSpam', { isSpam: spam });
  }
  return done(call);
};

const moveToTrash: Handler = (call) => {
  const ids = call.body['ticketIds'] ?? call.body['ids'];
  call.body = { ids };
  for (const row of bodyTickets(call)) {
    updateTicket(call, row, { hidden: 1 });
    recordTicket(call, row.n, 'Deleted', { isDeleted: true });
  }
  return { status: 204 };
};

const closeTickets: Handler = (call) => {
  for (const row of bodyTickets(call)) {
    const after = updateTicket(call, row, statusPatch(call, row, 'Closed'));
    recordTicket(call, row.n, 'Closed', changesOf(call, row, after));
  }
  return { status: 204 };
};

function setRead(isRead: 0 | 1): Handler {
  return (call) => {
    const row = pathTicket(call);
    call.store.sql('UPDATE tickets SET isRead = ? WHERE n = ?').run(isRead, row.n);
    effect(call, 'ticket', [call.params['ticket_id'] as string], { isRead: isRead === 1 });
    return { status: 200, json: permitted(call, { id: call.params['ticket_id'], isRead: isRead === 1 }) };
  };
}

/** Writing tickets. */
export const ticketWriteHandlers: Record<string, Handler> = {
  createTicket,
  updateTicket: updateTicketHandler,
  mergeTickets,
  moveTicket,
  splitThread,
  updateManyTickets,
  markSpam,
  moveToTrash,
  closeTickets,
  markAsRead: setRead(1),
  markAsUnread: setRead(0),
};
