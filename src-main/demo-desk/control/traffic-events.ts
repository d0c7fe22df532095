import type { AgentRow, Call, Handler } from '../call.ts';
import { unprocessable } from '../errors.ts';
import { commentHandlers } from '../nouns/comments.ts';
import { contactHandlers } from '../nouns/contacts.ts';
import { taskHandlers } from '../nouns/tasks.ts';
import { threadWriteHandlers, insertThread } from '../nouns/thread-writes.ts';
import { replyAddress } from '../nouns/threads.ts';
import { ticketWriteHandlers } from '../nouns/ticket-ops.ts';
import type { TicketRow } from '../nouns/ticket-json.ts';
import { findTicket } from '../nouns/tickets.ts';
import { recordTicket, updateTicket } from '../nouns/ticket-writes.ts';
import { timeEntryHandlers } from '../nouns/time-entries.ts';
import type { Rng } from '../rng.ts';
import { summaryOf } from '../seed/content.ts';
import { fill } from '../seed/template.ts';
import { FOLLOW_UPS_EN, FOLLOW_UPS_ZH } from '../seed/follow-ups.ts';
import { TEMPLATES_EN } from '../seed/templates-en.ts';

import type { TrafficEvent } from './traffic-schema.ts';

/** Runs an API handler in a colleague's name, so that traffic obeys the same rules as calls. */
function act(
  call: Call,
  handler: Handler | undefined,
  params: Record<string, string>,
  body: Record<string, unknown>,
  query: Record<string, string> = {},
): Record<string, unknown> {
  if (!handler) throw unprocessable('Unknown event.');
  const answer = handler(Object.assign(call, { params, body, query: new URLSearchParams(query) }));
  return (answer.json ?? {}) as Record<string, unknown>;
}

function words(row: TicketRow, rng: Rng): Record<string, string> {
  return {
    weekday: 'Monday',
    time: `${rng.between(8, 21)}:30`,
    err: `E-${rng.between(1001, 1999)}`,
    city: 'Leeds',
    serial: `HB300${rng.between(1000, 9999)}`,
    agent: 'Jade',
    fw: '5.2.1',
    product: 'Zylker Hub 3',
    order: `ZY-${rng.between(10000, 99999)}`,
    n: String(rng.between(12, 90)),
    days: String(rng.between(3, 9)),
    place: 'office',
    date: '3 March',
    plan: 'Zylker Cloud Plus',
    amount: '$49.00',
    month: 'March',
    company: 'our company',
    ref: `R-${row.n}`,
    fw2: '6.2.10',
    date2: '4 March',
    log: '',
    image: '',
    tracking: '1Z999W00000001',
    first: '',
  };
}

function followUp(row: TicketRow, rng: Rng, who: 'c' | 'a'): string {
  return fill(rng.pick((row.department === 5 ? FOLLOW_UPS_ZH : FOLLOW_UPS_EN)[who]), words(row, rng));
}

/** Makes one thing happen; its effects are left in `call.effects`. Returns the ids made or touched. */
export function runEvent(
  call: Call,
  event: TrafficEvent,
  rng: Rng,
  pickTicket: (id: string | undefined) => TicketRow,
  colleagues: readonly AgentRow[],
): Record<string, unknown> {
  const ids = call.store.ids;
  if (event.kind === 'ticket') {
    const template = rng.pick(TEMPLATES_EN);
    const last = call.store.sql('SELECT max(n) AS n FROM contacts').get() as { n: number };
    const blank = words({ n: 1, department: 1 } as TicketRow, rng);
    const json = act(
      call,
      ticketWriteHandlers['createTicket'],
      {},
      {
        subject: event.subject ?? fill(rng.pick(template.subjects), blank),
        description: event.content ?? fill(template.turns[0]?.[1] ?? '', blank).replaceAll('|', '\n\n'),
        contactId: event.contactId ?? ids.encode('contact', 1 + rng.int(last.n)),
        departmentId: event.departmentId ?? ids.encode('department', template.department),
        channel: event.channel ?? 'Email',
        ...(event.priority === undefined ? {} : { priority: event.priority }),
        ...(event.assigneeId === undefined ? {} : { assigneeId: event.assigneeId }),
        ...event.fields,
      },
    );
    return { ticketId: json['id'] };
  }
  if (event.kind === 'updateTask')
    return { taskId: act(call, taskHandlers['updateTask'], { task_id: event.taskId }, event.fields)['id'] };
  if (event.kind === 'updateContact') {
    const contactId = event.contactId ?? ids.encode('contact', 1 + rng.int(10));
    return { contactId: act(call, contactHandlers['updateContact'], { contact_id: contactId }, event.fields)['id'] };
  }
  const ticket = pickTicket(event.ticketId);
  const ticketId = ids.encode('ticket', ticket.n);
  const params = { ticket_id: ticketId };
  switch (event.kind) {
    case 'customerThread': {
      const content = event.content ?? followUp(ticket, rng, 'c');
      const channel =
        ticket.channel === 'Email' ? 'EMAIL' : ticket.channel === 'Phone' ? 'EMAIL' : (ticket.lastChannel ?? 'WEB');
      const row = insertThread(call, ticket, {
        direction: 'in',
        channel,
        status: 'SUCCESS',
        agent: null,
        contact: ticket.contact,
        doc: {
          contentType: event.contentType ?? 'plainText',
          content,
          summary: summaryOf(content),
          to: replyAddress(call, ticket.department),
          cc: '',
          bcc: '',
          from: ticket.email ?? 'customer@inbox.example',
          authorName: '',
          authorEmail: ticket.email,
          isForward: false,
          inReplyTo: null,
        },
      });
      if (ticket.statusType === 'Closed')
        updateTicket(call, findTicket(call, ticket.n, true), { status: 'Open', statusType: 'Open', closed: null });
      call.effects.push({
        noun: 'thread',
        ids: [ids.encode('thread', row.n)],
        fields: { ticketId, content, direction: 'in' },
      });
      return { ticketId, threadId: ids.encode('thread', row.n) };
    }
    case 'agentReply':
    case 'agentDraft': {
      const handler = threadWriteHandlers[event.kind === 'agentReply' ? 'sendReply' : 'draftReply'];
      const body = {
        channel: 'EMAIL',
        fromEmailAddress: replyAddress(call, ticket.department),
        to: ticket.email ?? 'customer@inbox.example',
        content: event.content ?? followUp(ticket, rng, 'a'),
        contentType: 'contentType' in event ? (event.contentType ?? 'plainText') : 'plainText',
      };
      return { ticketId, threadId: act(call, handler, params, body)['id'] };
    }
    case 'comment':
      return {
        ticketId,
        commentId: act(call, commentHandlers['createComment'], params, {
          content: event.content ?? followUp(ticket, rng, 'a'),
          isPublic: event.isPublic ?? false,
        })['id'],
      };
    case 'editComment':
      act(
        { ...call, agent: commenter(call, event.commentId) },
        commentHandlers['updateComment'],
        { ...params, comment_id: event.commentId },
        { content: event.content },
      );
      return { ticketId, commentId: event.commentId };
    case 'deleteComment':
      act(call, commentHandlers['deleteComment'], { ...params, comment_id: event.commentId }, {});
      return { ticketId, commentId: event.commentId };
    case 'status':
      act(call, ticketWriteHandlers['updateTicket'], params, { status: event.status });
      return { ticketId };
    case 'assign':
      act(call, ticketWriteHandlers['updateTicket'], params, {
        assigneeId: event.assigneeId === 'random' ? ids.encode('agent', rng.pick(colleagues).n) : event.assigneeId,
      });
      return { ticketId };
    case 'update':
      act(call, ticketWriteHandlers['updateTicket'], params, event.fields);
      return { ticketId };
    case 'move':
      act(call, ticketWriteHandlers['moveTicket'], params, {}, { departmentId: event.departmentId });
      return { ticketId };
    case 'merge':
      act(call, ticketWriteHandlers['mergeTickets'], params, { ids: event.ids });
      return { ticketId };
    case 'spam':
      act(call, ticketWriteHandlers['markSpam'], {}, { ids: [ticketId], isSpam: event.isSpam ?? true });
      return { ticketId };
    case 'delete':
      updateTicket(call, ticket, { hidden: 1 });
      recordTicket(call, ticket.n, 'Deleted', { isDeleted: true });
      return { ticketId };
    case 'timeEntry':
      return {
        ticketId,
        timeEntryId: act(call, timeEntryHandlers['createTimeEntry'], params, {
          executedTime: new Date(call.now).toISOString(),
          minutesSpent: String(rng.between(3, 50)),
          description: 'Call with the customer',
          ...event.fields,
        })['id'],
      };
    case 'task':
      return {
        ticketId,
        taskId: act(
          call,
          taskHandlers['createTask'],
          {},
          {
            subject: 'Call the customer back',
            departmentId: ids.encode('department', ticket.department),
            ticketId,
            ...event.fields,
          },
        )['id'],
      };
  }
}

function commenter(call: Call, commentId: string): AgentRow {
  const row = call.store
    .sql('SELECT a.* FROM comments c JOIN agents a ON a.n = c.agent WHERE c.n = ?')
    .get(call.store.ids.decode('comment', commentId) ?? -1) as AgentRow | undefined;
  return row ?? call.agent;
}
