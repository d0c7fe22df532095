import {
  bodyFlag,
  done,
  effect,
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
import { invalid, unprocessable } from '../errors.ts';
import { attachmentsOf, takeUploads } from './attachments.ts';
import { agentAuthor } from './people.ts';
import { lateNs } from './threads.ts';
import type { TicketRow } from './ticket-json.ts';
import { pathTicket } from './tickets.ts';
import { updateTicket } from './ticket-writes.ts';

export interface CommentRow {
  n: number;
  ticket: number;
  commented: number;
  modified: number | null;
  isPublic: number;
  agent: number;
  contentType: string;
  content: string;
}

/** The live service's bound, in characters. */
const MAX_CONTENT = 32_000;

export function commentJson(view: View, row: CommentRow): Record<string, unknown> {
  const ids = view.store.ids;
  const ticketId = ids.encode('ticket', row.ticket);
  const id = ids.encode('comment', row.n);
  return {
    id,
    content: row.content,
    isPublic: row.isPublic === 1,
    commentedTime: iso(row.commented),
    modifiedTime: iso(row.modified),
    commenterId: ids.encode('agent', row.agent),
    commenter: agentAuthor(view, row.agent),
    attachments: attachmentsOf(view, 'comment', row.n).map((file) => {
      const fileId = ids.encode('attachment', file.n);
      return {
        id: fileId,
        name: file.name,
        size: String(file.size),
        href: `${view.origin}/api/v1/tickets/${ticketId}/comments/${id}/attachments/${fileId}/content`,
      };
    }),
    ...(view.live ? { contentType: row.contentType, encodedContent: null } : {}),
  };
}

function find(call: Call, ticket: TicketRow): CommentRow {
  const row = call.store
    .sql('SELECT * FROM comments WHERE n = ? AND ticket = ?')
    .get(pathN(call, 'comment', 'comment_id'), ticket.n) as CommentRow | undefined;
  if (!row) throw unknownId();
  return row;
}

function content(call: Call): string {
  const text = call.body['content'];
  if (text === undefined) throw invalid('/content', 'missing');
  if (typeof text !== 'string' || text.trim() === '' || text.length > MAX_CONTENT) throw invalid('/content');
  return text;
}

function checkKeys(call: Call, known: readonly string[]): void {
  for (const name of Object.keys(call.body))
    if (!known.includes(name)) throw unprocessable(`Extra parameter '${name}' is present in the input.`);
}

const createComment: Handler = (call) => {
  checkKeys(call, ['content', 'isPublic', 'attachmentIds', ...(call.live ? ['contentType'] : [])]);
  const ticket = pathTicket(call);
  const type = call.body['contentType'] ?? (call.live ? 'html' : 'plainText');
  if (type !== 'html' && type !== 'plainText') throw invalid('/contentType');
  const row: CommentRow = {
    n: call.store.nextN('comments'),
    ticket: ticket.n,
    commented: call.now,
    modified: null,
    isPublic: bodyFlag(call, 'isPublic', false) ? 1 : 0,
    agent: call.agent.n,
    contentType: type,
    content: content(call),
  };
  call.store
    .sql(
      'INSERT INTO comments (n, ticket, commented, modified, isPublic, agent, contentType, content) VALUES (@n, @ticket, @commented, @modified, @isPublic, @agent, @contentType, @content)',
    )
    .run(row);
  takeUploads(call, 'comment', row.n, ticket.n);
  updateTicket(call, ticket, { comments: ticket.comments + 1 });
  call.store.touch('comment', row.n, null, call.now);
  effect(call, 'comment', [call.store.ids.encode('comment', row.n)], {
    ticketId: call.params['ticket_id'],
    content: row.content,
    isPublic: row.isPublic === 1,
  });
  return { status: 200, json: commentJson(call, row) };
};

const updateComment: Handler = (call) => {
  checkKeys(call, ['content', 'attachmentIds', ...(call.live ? ['contentType'] : [])]);
  const ticket = pathTicket(call);
  const row = find(call, ticket);
  if (row.agent !== call.agent.n && call.agent.profile !== 1)
    throw unprocessable('Only the commenter can edit a comment.');
  const next = {
    ...row,
    content: call.body['content'] === undefined ? row.content : content(call),
    modified: call.now,
  };
  call.store.sql('UPDATE comments SET content = ?, modified = ? WHERE n = ?').run(next.content, next.modified, row.n);
  takeUploads(call, 'comment', row.n, ticket.n);
  updateTicket(call, ticket, {});
  effect(call, 'comment', [call.params['comment_id'] as string], {
    ticketId: call.params['ticket_id'],
    content: next.content,
  });
  return { status: 200, json: commentJson(call, next) };
};

const deleteComment: Handler = (call) => {
  const ticket = pathTicket(call);
  const row = find(call, ticket);
  call.store.sql('DELETE FROM comments WHERE n = ?').run(row.n);
  call.store.sql(`DELETE FROM attachments WHERE kind = 'comment' AND parent = ?`).run(row.n);
  updateTicket(call, ticket, { comments: Math.max(0, ticket.comments - 1) });
  effect(call, 'comment', [call.params['comment_id'] as string], { ticketId: call.params['ticket_id'], deleted: true });
  return done(call);
};

const getComment: Handler = (call) => ({ status: 200, json: commentJson(call, find(call, pathTicket(call))) });

const listComments: Handler = (call) => {
  const { offset, limit } = paging(call, 100);
  const ticket = pathTicket(call);
  const order = sortOrder(call, { commentedTime: 'commented' }, 'commented, n');
  const rows = call.store
    .sql(
      `SELECT * FROM comments WHERE ticket = ? AND n NOT IN (${lateNs(call, 'comment')}) ORDER BY ${order} LIMIT ? OFFSET ?`,
    )
    .all(ticket.n, limit, offset) as CommentRow[];
  return list(rows.map((row) => commentJson(call, row)));
};

/** Comments of tickets. */
export const commentHandlers: Record<string, Handler> = {
  createComment,
  updateComment,
  deleteComment,
  getComment,
  listComments,
};
