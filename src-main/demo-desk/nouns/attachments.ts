import {
  bodyFlag,
  done,
  effect,
  flag,
  iso,
  list,
  paging,
  pathN,
  sortOrder,
  unknownId,
  type Call,
  type Handler,
  type View,
} from '../call.ts';
import { DeskError, invalid, unprocessable } from '../errors.ts';
import type { Answer } from '../http.ts';
import type { Noun } from '../ids.ts';
import { mimeOf, seededFile } from '../seed/files.ts';
import { pathTicket } from './tickets.ts';
import { updateTicket } from './ticket-writes.ts';

/** A file as stored. `kind` is what it hangs on; `bytes` null means derived from the seed. */
export interface AttachmentRow {
  n: number;
  kind: 'ticket' | 'thread' | 'comment' | 'contact' | 'account' | 'task' | 'upload';
  parent: number;
  ticket: number | null;
  name: string;
  size: number;
  isPublic: number;
  creator: number;
  created: number;
}

const COLUMNS = 'n, kind, parent, ticket, name, size, isPublic, creator, created';
/** Uploads that nothing took are gone after a day. */
export const UPLOAD_LIFE_MS = 24 * 3_600_000;
/** The largest file the desk takes, in bytes. */
export const MAX_FILE = 20 * 1024 * 1024;

export function attachmentsOf(view: View, kind: AttachmentRow['kind'], parent: number): AttachmentRow[] {
  return view.store
    .sql(`SELECT ${COLUMNS} FROM attachments WHERE kind = ? AND parent = ? ORDER BY n`)
    .all(kind, parent) as AttachmentRow[];
}

export function threadHref(view: View, ticket: number, thread: number, n: number): string {
  const ids = view.store.ids;
  return `${view.origin}/api/v1/tickets/${ids.encode('ticket', ticket)}/threads/${ids.encode('thread', thread)}/attachments/${ids.encode('attachment', n)}/content`;
}

function attachmentJson(view: View, row: AttachmentRow, href: string): Record<string, unknown> {
  return {
    id: view.store.ids.encode('attachment', row.n),
    name: row.name,
    size: String(row.size),
    creatorId: view.store.ids.encode('agent', row.creator),
    createdTime: iso(row.created),
    isPublic: row.isPublic === 1,
    href,
  };
}

/** Stores a file and returns its row. */
function store(call: Call, kind: AttachmentRow['kind'], parent: number, ticket: number | null): AttachmentRow {
  const file = call.files[0];
  if (!file) throw invalid('/file', 'missing');
  if (file.bytes.length > MAX_FILE)
    throw new DeskError(413, 'RESOURCE_SIZE_EXCEEDED', 'The file exceeds the size allowed.');
  const row: AttachmentRow = {
    n: call.store.nextN('attachments'),
    kind,
    parent,
    ticket,
    name: file.name,
    size: file.bytes.length,
    isPublic: 0,
    creator: call.agent.n,
    created: call.now,
  };
  call.store
    .sql(
      'INSERT INTO attachments (n, kind, parent, ticket, name, size, isPublic, creator, created, bytes) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
    )
    .run(row.n, kind, parent, ticket, row.name, row.size, row.isPublic, row.creator, row.created, file.bytes);
  return row;
}

/** Gives uploads to a reply, draft or comment; 422 when one is unknown, taken or older than a day. */
export function takeUploads(call: Call, kind: 'thread' | 'comment', parent: number, ticket: number): void {
  const ids = call.body['attachmentIds'];
  if (ids === undefined || ids === null) return;
  if (!Array.isArray(ids)) throw invalid('/attachmentIds');
  for (const id of ids as unknown[]) {
    const n = call.store.ids.decode('attachment', id);
    const row =
      n === undefined
        ? undefined
        : (call.store.sql(`SELECT ${COLUMNS} FROM attachments WHERE n = ?`).get(n) as AttachmentRow | undefined);
    if (row && row.kind === kind && row.parent === parent) continue;
    if (!row || row.kind !== 'upload' || row.created < call.now - UPLOAD_LIFE_MS) throw invalid('/attachmentIds');
    call.store
      .sql('UPDATE attachments SET kind = ?, parent = ?, ticket = ?, isPublic = 1 WHERE n = ?')
      .run(kind, parent, kind === 'thread' ? ticket : null, row.n);
    if (kind === 'thread') call.store.sql('UPDATE tickets SET attachments = attachments + 1 WHERE n = ?').run(ticket);
  }
}

const uploadFile: Handler = (call) => {
  const row = store(call, 'upload', 0, null);
  const id = call.store.ids.encode('attachment', row.n);
  effect(call, 'upload', [id], { name: row.name, size: row.size });
  return { status: 200, json: attachmentJson(call, row, `${call.origin}/api/v1/uploads/${id}/contents`) };
};

function contentAnswer(call: Call, row: AttachmentRow): Answer {
  const stored = call.store.sql('SELECT bytes FROM attachments WHERE n = ?').get(row.n) as { bytes: Buffer | null };
  const bytes = stored.bytes ?? seededFile(call.store.world.seed, row.n, row.name);
  const headers = {
    'Content-Type': mimeOf(row.name),
    'Content-Disposition': `attachment; filename*=UTF-8''${encodeURIComponent(row.name)}`,
    'Accept-Ranges': 'bytes',
  };
  const range = /^bytes=(\d+)-(\d*)$/.exec(call.range ?? '');
  if (!range) return { status: 200, bytes, headers };
  const from = Number(range[1]);
  const to = Math.min(bytes.length - 1, range[2] === '' ? bytes.length - 1 : Number(range[2]));
  if (from > to) return { status: 416, headers: { ...headers, 'Content-Range': `bytes */${bytes.length}` } };
  const partial = { ...headers, 'Content-Range': `bytes ${from}-${to}/${bytes.length}` };
  return { status: 206, bytes: bytes.subarray(from, to + 1), headers: partial };
}

function find(call: Call): AttachmentRow {
  const row = call.store
    .sql(`SELECT ${COLUMNS} FROM attachments WHERE n = ?`)
    .get(pathN(call, 'attachment', 'attachment_id')) as AttachmentRow | undefined;
  if (!row) throw unknownId();
  return row;
}

function ofTicket(call: Call, row: AttachmentRow): AttachmentRow {
  if (row.ticket !== pathTicket(call).n) throw unknownId();
  return row;
}

function underParent(call: Call, kind: AttachmentRow['kind'], noun: Noun, param: string): AttachmentRow {
  const row = find(call);
  if (row.kind !== kind || row.parent !== pathN(call, noun, param)) throw unknownId();
  return row;
}

function order(call: Call): string {
  return sortOrder(call, { createdTime: 'created' }, 'created, n');
}

const listTicketAttachments: Handler = (call) => {
  const { offset, limit } = paging(call, 100);
  const ticket = pathTicket(call);
  const isPublic = flag(call, 'isPublic');
  const rows = call.store
    .sql(
      `SELECT ${COLUMNS} FROM attachments WHERE ticket = @n AND (@isPublic IS NULL OR isPublic = @isPublic) ORDER BY ${order(call)} LIMIT @limit OFFSET @offset`,
    )
    .all({ n: ticket.n, isPublic: isPublic === undefined ? null : isPublic ? 1 : 0, limit, offset }) as AttachmentRow[];
  return list(rows.map((row) => attachmentJson(call, row, ticketHref(call, ticket.n, row.n))));
};

function ticketHref(view: View, ticket: number, n: number): string {
  return `${view.origin}/api/v1/tickets/${view.store.ids.encode('ticket', ticket)}/attachments/${view.store.ids.encode('attachment', n)}/content`;
}

const createTicketAttachment: Handler = (call) => {
  const ticket = pathTicket(call);
  const row = store(call, 'ticket', ticket.n, ticket.n);
  updateTicket(call, ticket, { attachments: ticket.attachments + 1 });
  effect(call, 'attachment', [call.store.ids.encode('attachment', row.n)], {
    ticketId: call.params['ticket_id'],
    name: row.name,
    size: row.size,
  });
  return { status: 200, json: attachmentJson(call, row, ticketHref(call, ticket.n, row.n)) };
};

const updateTicketAttachment: Handler = (call) => {
  const row = ofTicket(call, find(call));
  if (call.body['isPublic'] === undefined) throw invalid('/isPublic', 'missing');
  const isPublic = bodyFlag(call, 'isPublic', false);
  call.store.sql('UPDATE attachments SET isPublic = ? WHERE n = ?').run(isPublic ? 1 : 0, row.n);
  effect(call, 'attachment', [call.params['attachment_id'] as string], { isPublic });
  return { status: 200 };
};

function remove(call: Call, row: AttachmentRow): Answer {
  call.store.sql('DELETE FROM attachments WHERE n = ?').run(row.n);
  effect(call, 'attachment', [call.store.ids.encode('attachment', row.n)], { deleted: true, name: row.name });
  return done(call);
}

const deleteTicketAttachment: Handler = (call) => {
  const ticket = pathTicket(call);
  const row = ofTicket(call, find(call));
  updateTicket(call, ticket, { attachments: Math.max(0, ticket.attachments - 1) });
  return remove(call, row);
};

const deleteThreadAttachment: Handler = (call) => {
  const ticket = pathTicket(call);
  const row = underParent(call, 'thread', 'thread', 'thread_id');
  const thread = call.store.sql('SELECT status, ticket FROM threads WHERE n = ?').get(row.parent) as
    { status: string; ticket: number } | undefined;
  if (!thread || thread.ticket !== ticket.n) throw unknownId();
  if (thread.status !== 'DRAFT') throw unprocessable('Only attachments of a draft can be deleted.');
  updateTicket(call, ticket, { attachments: Math.max(0, ticket.attachments - 1) });
  return remove(call, row);
};

const PARENTS = {
  Contact: { noun: 'contact', param: 'contact_id', table: 'contacts', path: 'contacts' },
  Account: { noun: 'account', param: 'account_id', table: 'accounts', path: 'accounts' },
  Task: { noun: 'task', param: 'task_id', table: 'tasks', path: 'tasks' },
} as const;

function parentHandlers(name: keyof typeof PARENTS): Record<string, Handler> {
  const { noun, param, table, path } = PARENTS[name];
  const parentN = (call: Call): number => {
    const n = pathN(call, noun, param);
    if (!call.store.sql(`SELECT 1 FROM ${table} WHERE n = ?`).get(n)) throw unknownId();
    return n;
  };
  const href = (call: Call, n: number): string =>
    `${call.origin}/api/v1/${path}/${call.params[param] as string}/attachments/${call.store.ids.encode('attachment', n)}/content`;
  return {
    [`list${name}Attachments`]: (call) => {
      const { offset, limit } = paging(call, 100);
      const rows = call.store
        .sql(
          `SELECT ${COLUMNS} FROM attachments WHERE kind = ? AND parent = ? ORDER BY ${order(call)} LIMIT ? OFFSET ?`,
        )
        .all(noun, parentN(call), limit, offset) as AttachmentRow[];
      return list(rows.map((row) => attachmentJson(call, row, href(call, row.n))));
    },
    [`create${name}Attachment`]: (call) => {
      const row = store(call, noun, parentN(call), null);
      effect(call, 'attachment', [call.store.ids.encode('attachment', row.n)], {
        [`${noun}Id`]: call.params[param],
        name: row.name,
        size: row.size,
      });
      return { status: 200, json: attachmentJson(call, row, href(call, row.n)) };
    },
    [`delete${name}Attachment`]: (call) => remove(call, underParent(call, noun, noun, param)),
    [`get${name}AttachmentContent`]: (call) => contentAnswer(call, underParent(call, noun, noun, param)),
  };
}

/** Attachments of tickets, threads, comments, contacts, accounts and tasks, and uploads. */
export const attachmentHandlers: Record<string, Handler> = {
  uploadFile,
  listTicketAttachments,
  createTicketAttachment,
  updateTicketAttachment,
  deleteTicketAttachment,
  deleteThreadAttachment,
  ...parentHandlers('Contact'),
  ...parentHandlers('Account'),
  ...parentHandlers('Task'),
  getTicketAttachmentContent: (call) => contentAnswer(call, ofTicket(call, find(call))),
  getThreadAttachmentContent: (call) => {
    const row = underParent(call, 'thread', 'thread', 'thread_id');
    return contentAnswer(call, ofTicket(call, row));
  },
  getCommentAttachmentContent: (call) => {
    pathTicket(call);
    return contentAnswer(call, underParent(call, 'comment', 'comment', 'comment_id'));
  },
  getUploadContent: (call) => {
    const row = find(call);
    if (row.kind !== 'upload' || row.created < call.now - UPLOAD_LIFE_MS) throw unknownId();
    return contentAnswer(call, row);
  },
};
