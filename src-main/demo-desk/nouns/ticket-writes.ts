import { effect, iso, type Call } from '../call.ts';
import { invalidFields, unprocessable, type FieldError } from '../errors.ts';
import { agentDepartments, findAgent } from './people.ts';
import { type CustomValues, mergeCustom } from './custom-fields.ts';
import type { TicketRow } from './ticket-json.ts';

export const STATUSES: Record<string, 'Open' | 'On Hold' | 'Closed'> = {
  Open: 'Open',
  'On Hold': 'On Hold',
  Escalated: 'Open',
  Closed: 'Closed',
};
const PRIORITIES = ['Low', 'Medium', 'High'];
const CHANNELS = ['Email', 'Phone', 'Web', 'Chat', 'Facebook', 'Twitter', 'Forums', 'Feedback'];
const NULLABLE_TEXT = ['category', 'subCategory', 'classification', 'resolution', 'phone', 'description'] as const;
const KNOWN = new Set([
  ...NULLABLE_TEXT,
  'subject',
  'departmentId',
  'contactId',
  'productId',
  'assigneeId',
  'dueDate',
  'responseDueDate',
  'priority',
  'channel',
  'status',
  'email',
  'customFields',
  'cf',
  'contact',
  'attachmentIds',
  'uploads',
  'isSpam',
  'teamId',
  'language',
  'accountId',
  'secondaryContacts',
  'entitySkills',
]);

type Patch = Partial<TicketRow>;

/** Writes columns of a ticket and moves its change time; tells the lagging readers. */
export function updateTicket(call: Call, row: TicketRow, patch: Patch): TicketRow {
  const next: TicketRow = { ...row, modified: Math.max(call.now, row.modified), modifiedBy: call.agent.n, ...patch };
  const names = Object.keys({ ...patch, modified: 0, modifiedBy: 0 });
  call.store
    .sql(`UPDATE tickets SET ${names.map((name) => `${name} = @${name}`).join(', ')} WHERE n = @n`)
    .run(Object.fromEntries([...names, 'n'].map((name) => [name, next[name as keyof TicketRow]])));
  call.store.touch('ticket', row.n, row as unknown as Record<string, unknown>, call.now);
  return next;
}

/** Status changes carry closedTime, onholdTime and statusType with them. */
export function statusPatch(call: Call, row: TicketRow, status: string): Patch {
  const statusType = STATUSES[status] as TicketRow['statusType'];
  return {
    status,
    statusType,
    closed: statusType === 'Closed' ? (row.statusType === 'Closed' ? row.closed : call.now) : null,
    onHold: statusType === 'On Hold' ? (row.statusType === 'On Hold' ? row.onHold : call.now) : null,
  };
}

/** ISO-8601 with a zone, or null; undefined when it is neither. */
export function parseTime(value: unknown): number | null | undefined {
  if (value === null || value === '') return null;
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$/.test(value))
    return undefined;
  const time = Date.parse(value);
  return Number.isNaN(time) ? undefined : time;
}

/** Checks the fields of a create or update and turns them into columns; 422 naming every bad field. */
export function ticketPatch(call: Call, row: TicketRow, body: Record<string, unknown>): Patch {
  const errors: FieldError[] = [];
  const patch: Patch = {};
  const bad = (name: string): void => void errors.push({ fieldName: `/${name}`, errorType: 'invalid' });
  for (const name of Object.keys(body))
    if (!KNOWN.has(name)) throw unprocessable(`Extra parameter '${name}' is present in the input.`);
  for (const name of NULLABLE_TEXT) {
    const value = body[name];
    if (value === undefined) continue;
    if (value !== null && typeof value !== 'string') bad(name);
    else patch[name] = value === '' ? null : value;
  }
  const { subject, priority, channel, status, email } = body;
  if (subject !== undefined) {
    if (typeof subject !== 'string' || subject.trim() === '' || subject.length > 255) bad('subject');
    else patch.subject = subject;
  }
  if (priority !== undefined) {
    if (priority === null || priority === '') patch.priority = null;
    else if (typeof priority === 'string' && PRIORITIES.includes(priority)) patch.priority = priority;
    else bad('priority');
  }
  if (channel !== undefined) {
    if (typeof channel === 'string' && CHANNELS.includes(channel)) patch.channel = channel;
    else bad('channel');
  }
  if (email !== undefined) {
    if (email === null || email === '') patch.email = null;
    else if (typeof email === 'string' && /^[^\s@]+@[^\s@]+$/.test(email)) patch.email = email;
    else bad('email');
  }
  if (status !== undefined) {
    if (typeof status === 'string' && status in STATUSES) Object.assign(patch, statusPatch(call, row, status));
    else bad('status');
  }
  for (const [name, column] of [
    ['dueDate', 'due'],
    ['responseDueDate', 'responseDue'],
  ] as const) {
    if (body[name] === undefined) continue;
    const time = parseTime(body[name]);
    if (time === undefined) bad(name);
    else patch[column] = time;
  }
  referencePatch(call, body, patch, bad);
  if (body['customFields'] != null || body['cf'] != null)
    patch.cf = JSON.stringify(mergeCustom('ticket', JSON.parse(row.cf) as CustomValues, body, errors));
  if (errors.length > 0) throw invalidFields(errors);
  return patch;
}

function referencePatch(call: Call, body: Record<string, unknown>, patch: Patch, bad: (name: string) => void): void {
  const { ids, sql } = call.store;
  const { departmentId, contactId, productId, assigneeId } = body;
  if (departmentId !== undefined) {
    const n = ids.decode('department', departmentId);
    if (n === undefined || !sql('SELECT 1 FROM departments WHERE n = ?').get(n)) bad('departmentId');
    else patch.department = n;
  }
  if (contactId !== undefined) {
    const n = ids.decode('contact', contactId);
    const contact =
      n === undefined
        ? undefined
        : (sql('SELECT account FROM contacts WHERE n = ?').get(n) as { account: number | null } | undefined);
    if (n === undefined || !contact) bad('contactId');
    else Object.assign(patch, { contact: n, account: contact.account });
  }
  if (productId !== undefined) {
    const n = productId === null || productId === '' ? null : ids.decode('product', productId);
    if (n === undefined || (n !== null && !sql('SELECT 1 FROM products WHERE n = ?').get(n))) bad('productId');
    else patch.product = n;
  }
  if (assigneeId !== undefined) {
    const n = assigneeId === null || assigneeId === '' ? null : ids.decode('agent', assigneeId);
    const agent = n === null || n === undefined ? undefined : findAgent(call, n);
    if (n === undefined || (n !== null && agent?.status !== 'ACTIVE')) bad('assigneeId');
    else patch.assignee = n;
  }
}

/** What changed between two states of a ticket, by API name, for the ledger and the history. */
export function changesOf(call: Call, before: TicketRow, after: TicketRow): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  const names: [keyof TicketRow, string][] = [
    ['subject', 'subject'],
    ['status', 'status'],
    ['priority', 'priority'],
    ['category', 'category'],
    ['subCategory', 'subCategory'],
    ['classification', 'classification'],
    ['resolution', 'resolution'],
    ['description', 'description'],
    ['email', 'email'],
    ['phone', 'phone'],
    ['channel', 'channel'],
    ['cf', 'customFields'],
  ];
  for (const [column, name] of names) if (before[column] !== after[column]) out[name] = after[column];
  if (before.due !== after.due) out['dueDate'] = iso(after.due);
  if (before.assignee !== after.assignee) out['assigneeId'] = call.store.ids.encodeOrNull('agent', after.assignee);
  if (before.department !== after.department)
    out['departmentId'] = call.store.ids.encode('department', after.department);
  if (before.contact !== after.contact) out['contactId'] = call.store.ids.encode('contact', after.contact);
  if (before.product !== after.product) out['productId'] = call.store.ids.encodeOrNull('product', after.product);
  return out;
}

/** Whether an agent may be given tickets of a department (used when moving). */
export function worksIn(call: Call, agent: number, department: number): boolean {
  const row = findAgent(call, agent);
  return row !== undefined && agentDepartments(row).includes(department);
}

/** Records a change of a ticket in ledger and history. */
export function recordTicket(call: Call, n: number, event: string, fields: Record<string, unknown>): void {
  effect(call, 'ticket', [call.store.ids.encode('ticket', n)], fields);
  call.store
    .sql('INSERT INTO history (ticket, time, agent, event, doc) VALUES (?, ?, ?, ?, ?)')
    .run(n, call.now, call.agent.n, event, JSON.stringify(fields));
}
