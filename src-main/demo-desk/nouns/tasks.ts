import {
  effect,
  flag,
  includes,
  iso,
  list,
  paging,
  pathN,
  permitted,
  queryNs,
  sortOrder,
  unknownId,
  type Call,
  type Handler,
  type View,
} from '../call.ts';
import { invalidFields, unprocessable, type FieldError } from '../errors.ts';
import { cfOf, customFieldsOf, type CustomValues, mergeCustom } from './custom-fields.ts';
import { findAgent } from './people.ts';
import type { TicketRow } from './ticket-json.ts';
import { findTicket, pathTicket } from './tickets.ts';
import { parseTime, updateTicket } from './ticket-writes.ts';

export interface TaskRow {
  n: number;
  ticket: number | null;
  department: number;
  subject: string;
  status: string;
  priority: string | null;
  owner: number | null;
  creator: number;
  due: number | null;
  completed: number | null;
  created: number;
  modified: number;
  doc: string;
}

interface Doc {
  category: string | null;
  description: string | null;
  cf: CustomValues;
}

const STATUSES = ['Not Started', 'In Progress', 'Deferred', 'Waiting for input', 'Completed', 'Cancelled'];
const PRIORITIES = ['Highest', 'High', 'Normal', 'Medium', 'Low', 'Lowest'];

export function taskDetail(view: View, row: TaskRow): Record<string, unknown> {
  const ids = view.store.ids;
  const doc = JSON.parse(row.doc) as Doc;
  return permitted(view, {
    id: ids.encode('task', row.n),
    subject: row.subject,
    status: row.status,
    priority: row.priority,
    category: doc.category,
    description: doc.description,
    customFields: customFieldsOf('task', doc.cf),
    departmentId: ids.encode('department', row.department),
    ticketId: ids.encodeOrNull('ticket', row.ticket),
    ownerId: ids.encodeOrNull('agent', row.owner),
    creatorId: ids.encode('agent', row.creator),
    dueDate: iso(row.due),
    completedTime: iso(row.completed),
    createdTime: iso(row.created),
    modifiedTime: iso(row.modified),
    isCommented: false,
    ...(view.live ? { cf: cfOf('task', doc.cf), layoutId: ids.encode('profile', 3), isSpam: false } : {}),
  });
}

/** The ticket as a task carries it with `include=tickets`. */
export function ticketOfTask(view: View, n: number | null): Record<string, unknown> | null {
  const row =
    n === null
      ? undefined
      : (view.store
          .sql(
            'SELECT t.n, t.subject, c.n AS contact, c.first, c.last FROM tickets t JOIN contacts c ON c.n = t.contact WHERE t.n = ?',
          )
          .get(n) as
          (Pick<TicketRow, 'n' | 'subject' | 'contact'> & { first: string | null; last: string }) | undefined);
  if (!row) return null;
  return {
    id: view.store.ids.encode('ticket', row.n),
    ticketNumber: String(100 + row.n),
    subject: row.subject,
    contact: { id: view.store.ids.encode('contact', row.contact), firstName: row.first, lastName: row.last },
  };
}

function withTicket(view: View, row: TaskRow, wanted: ReadonlySet<string>): Record<string, unknown> {
  const json = taskDetail(view, row);
  if (wanted.has('tickets')) json['ticket'] = ticketOfTask(view, row.ticket);
  return json;
}

function find(call: Call): TaskRow {
  const row = call.store.sql('SELECT * FROM tasks WHERE n = ?').get(pathN(call, 'task', 'task_id')) as
    TaskRow | undefined;
  const departments = call.permissions.departments;
  if (!row || (departments !== null && !departments.includes(row.department))) throw unknownId();
  return row;
}

const getTask: Handler = (call) => {
  const wanted = includes(call, ['tickets']);
  return { status: 200, json: withTicket(call, find(call), wanted) };
};

function departmentsWhere(call: Call): string {
  const own = call.permissions.departments;
  const asked = queryNs(call, 'department', 'departmentId');
  return (
    (own === null ? '' : ` AND department IN (${own.join(',') || 'NULL'})`) +
    (asked ? ` AND department IN (${asked.join(',')})` : '')
  );
}

const listTasks: Handler = (call) => {
  const { offset, limit } = paging(call, 100);
  const wanted = includes(call, ['tickets']);
  const order = sortOrder(
    call,
    { dueDate: 'due', createdTime: 'created', ...(call.live ? { modifiedTime: 'modified' } : {}) },
    'n DESC',
  );
  const rows = call.store
    .sql(`SELECT * FROM tasks WHERE 1 ${departmentsWhere(call)} ORDER BY ${order} LIMIT ? OFFSET ?`)
    .all(limit, offset) as TaskRow[];
  return list(rows.map((row) => withTicket(call, row, wanted)));
};

const listTicketTasks: Handler = (call) => {
  const { offset, limit } = paging(call, 100);
  const ticket = pathTicket(call);
  const completed = flag(call, 'isCompleted');
  const condition =
    completed === undefined ? '' : completed ? ` AND status = 'Completed'` : ` AND status <> 'Completed'`;
  const rows = call.store
    .sql(`SELECT * FROM tasks WHERE ticket = ?${condition} ORDER BY n DESC LIMIT ? OFFSET ?`)
    .all(ticket.n, limit, offset) as TaskRow[];
  return list(rows.map((row) => taskDetail(call, row)));
};

/** Lays a body over a task; 422 naming every bad field. */
function applied(call: Call, row: TaskRow): TaskRow {
  const errors: FieldError[] = [];
  const bad = (name: string, errorType: FieldError['errorType'] = 'invalid'): void =>
    void errors.push({ fieldName: `/${name}`, errorType });
  const next = { ...row };
  const doc = JSON.parse(row.doc) as Doc;
  for (const [name, value] of Object.entries(call.body)) {
    switch (name) {
      case 'subject':
        if (typeof value !== 'string' || value.trim() === '') bad(name);
        else next.subject = value;
        break;
      case 'departmentId': {
        const n = call.store.ids.decode('department', value);
        if (n === undefined || !call.store.sql('SELECT 1 FROM departments WHERE n = ?').get(n)) bad(name);
        else next.department = n;
        break;
      }
      case 'ticketId': {
        const n = value === null || value === '' ? null : call.store.ids.decode('ticket', value);
        if (
          n === undefined ||
          (n !== null && !call.store.sql('SELECT 1 FROM tickets WHERE n = ? AND hidden = 0').get(n))
        )
          bad(name);
        else next.ticket = n;
        break;
      }
      case 'ownerId': {
        const n = value === null || value === '' ? null : call.store.ids.decode('agent', value);
        if (n === undefined || (n !== null && !findAgent(call, n))) bad(name);
        else next.owner = n;
        break;
      }
      case 'dueDate': {
        const time = parseTime(value);
        if (time === undefined) bad(name);
        else next.due = time;
        break;
      }
      case 'status':
        if (typeof value !== 'string' || !STATUSES.includes(value)) bad(name);
        else
          Object.assign(next, { status: value, completed: value === 'Completed' ? (row.completed ?? call.now) : null });
        break;
      case 'priority':
        if (value !== null && (typeof value !== 'string' || !PRIORITIES.includes(value))) bad(name);
        else next.priority = value;
        break;
      case 'category':
      case 'description':
        if (value !== null && typeof value !== 'string') bad(name);
        else doc[name] = value;
        break;
      case 'customFields':
      case 'cf':
        break;
      default:
        throw unprocessable(`Extra parameter '${name}' is present in the input.`);
    }
  }
  doc.cf = mergeCustom('task', doc.cf, call.body, errors);
  if (next.subject === '') bad('subject', 'missing');
  if (next.department === 0) bad('departmentId', 'missing');
  if (errors.length > 0) throw invalidFields(errors);
  return { ...next, modified: call.now, doc: JSON.stringify(doc) };
}

const createTask: Handler = (call) => {
  const row = applied(call, {
    n: 0,
    ticket: null,
    department: 0,
    subject: '',
    status: 'Not Started',
    priority: 'Normal',
    owner: null,
    creator: call.agent.n,
    due: null,
    completed: null,
    created: call.now,
    modified: call.now,
    doc: JSON.stringify({ category: null, description: null, cf: {} }),
  });
  row.n = call.store.nextN('tasks');
  call.store
    .sql(
      'INSERT INTO tasks (n, ticket, department, subject, status, priority, owner, creator, due, completed, created, modified, doc) VALUES (@n, @ticket, @department, @subject, @status, @priority, @owner, @creator, @due, @completed, @created, @modified, @doc)',
    )
    .run(row);
  if (row.ticket !== null) {
    const ticket = findTicket(call, row.ticket);
    updateTicket(call, ticket, { tasks: ticket.tasks + 1 });
  }
  call.store.touch('task', row.n, null, call.now);
  effect(call, 'task', [call.store.ids.encode('task', row.n)], { ...call.body });
  return { status: 200, json: taskDetail(call, row) };
};

const updateTask: Handler = (call) => {
  const before = find(call);
  const row = applied(call, before);
  call.store
    .sql(
      'UPDATE tasks SET ticket = @ticket, department = @department, subject = @subject, status = @status, priority = @priority, owner = @owner, due = @due, completed = @completed, modified = @modified, doc = @doc WHERE n = @n',
    )
    .run(Object.fromEntries(Object.entries(row).filter(([name]) => name !== 'creator' && name !== 'created')));
  if (before.ticket !== row.ticket) {
    for (const [n, by] of [
      [before.ticket, -1],
      [row.ticket, 1],
    ] as const) {
      if (n === null) continue;
      const ticket = findTicket(call, n);
      updateTicket(call, ticket, { tasks: Math.max(0, ticket.tasks + by) });
    }
  }
  call.store.touch('task', row.n, before as unknown as Record<string, unknown>, call.now);
  effect(call, 'task', [call.params['task_id'] as string], { ...call.body });
  return { status: 200, json: taskDetail(call, row) };
};

/** Tasks. */
export const taskHandlers: Record<string, Handler> = { getTask, listTasks, createTask, updateTask, listTicketTasks };
