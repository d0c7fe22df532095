import {
  includes,
  list,
  paging,
  pathN,
  queryNs,
  sortOrder,
  unknownId,
  type Call,
  type Handler,
  type View,
} from '../call.ts';
import { invalid } from '../errors.ts';
import { ticketDetail, ticketListRow, type TicketRow } from './ticket-json.ts';

/** Finds a ticket that the agent may see; 404 otherwise. Spam and deleted tickets are found when `hiddenToo`. */
export function findTicket(view: View, n: number, hiddenToo = false): TicketRow {
  const row = view.store.sql('SELECT * FROM tickets WHERE n = ?').get(n) as TicketRow | undefined;
  if (!row || row.hidden === 2 || (row.hidden !== 0 && !hiddenToo)) throw unknownId();
  const departments = view.permissions.departments;
  if (departments !== null && !departments.includes(row.department)) throw unknownId();
  return row;
}

export function pathTicket(call: Call, hiddenToo = false): TicketRow {
  return findTicket(call, pathN(call, 'ticket', 'ticket_id'), hiddenToo);
}

const INCLUDES = {
  reference: ['contacts', 'products'],
  live: ['contacts', 'products', 'assignee', 'departments', 'team', 'isRead'],
} as const;

const getTicket: Handler = (call) => {
  const wanted = includes(call, INCLUDES[call.manner]);
  return { status: 200, json: ticketDetail(call, pathTicket(call, true), wanted) };
};

/** WHERE parts with positional values. */
export interface Where {
  parts: string[];
  values: unknown[];
}

export function departmentWhere(call: View, where: Where): void {
  const departments = call.permissions.departments;
  if (departments !== null) where.parts.push(`department IN (${departments.join(',') || 'NULL'})`);
}

/** `column IN (...)` for a comma separated query parameter. */
function inWhere(call: Call, where: Where, name: string, column: string): void {
  const text = call.query.get(name);
  if (text === null) return;
  const values = text.split(',').map((item) => item.trim());
  where.parts.push(`${column} IN (${values.map(() => '?').join(',')})`);
  where.values.push(...values);
}

/** Runs a ticket list, with the read lag of the fault applied: younger writes are missing or shown as they were. */
export function selectTickets(call: Call, where: Where, order: string, limit: number, offset: number): TicketRow[] {
  const late = call.readLagMs > 0 ? call.store.touchedSince('ticket', call.now - call.readLagMs) : [];
  const parts = ['hidden = 0', ...where.parts];
  if (late.length > 0)
    parts.push(
      `n NOT IN (${
        late
          .filter((item) => item.before === null)
          .map((item) => item.n)
          .join(',') || 'NULL'
      })`,
    );
  const condition = parts.join(' AND ');
  const rows = call.store
    .sql(`SELECT * FROM tickets WHERE ${condition} ORDER BY ${order} LIMIT ? OFFSET ?`)
    .all(...where.values, limit, offset) as TicketRow[];
  if (late.length === 0) return rows;
  const before = new Map(late.map((item) => [item.n, item.before]));
  return rows.map((row) => (before.get(row.n) as TicketRow | undefined) ?? row);
}

const listTickets: Handler = (call) => {
  const { offset, limit } = paging(call, 100);
  const wanted = includes(call, INCLUDES[call.manner]);
  const where: Where = { parts: [], values: [] };
  departmentWhere(call, where);
  const departments = queryNs(call, 'department', 'departmentId') ?? queryNs(call, 'department', 'departmentIds');
  if (departments) where.parts.push(`department IN (${departments.join(',')})`);
  const assignee = call.query.get('assignee');
  if (assignee !== null) {
    const parts = assignee.split(',').map((item) => {
      if (item.trim() === 'Unassigned') return 'assignee IS NULL';
      const n = call.store.ids.decode('agent', item.trim());
      if (n === undefined) throw invalid('/assignee');
      return `assignee = ${n}`;
    });
    where.parts.push(`(${parts.join(' OR ')})`);
  }
  inWhere(call, where, 'channel', 'channel');
  inWhere(call, where, 'status', 'status');
  inWhere(call, where, 'priority', 'priority');
  const days = call.query.get('receivedInDays');
  if (days !== null) {
    if (!['15', '30', '90'].includes(days)) throw invalid('/receivedInDays');
    where.parts.push('customerResponse >= ?');
    where.values.push(call.now - Number(days) * 86_400_000);
  }
  const order = sortOrder(
    call,
    {
      dueDate: 'due',
      recentThread: 'recent',
      ...(call.live
        ? {
            createdTime: 'created',
            ticketNumber: 'n',
            modifiedTime: 'modified',
            customerResponseTime: 'customerResponse',
            responseDueDate: 'responseDue',
          }
        : {}),
    },
    'n DESC',
  );
  return list(selectTickets(call, where, order, limit, offset).map((row) => ticketListRow(call, row, wanted)));
};

/** The tickets of a contact or an account. */
export function listTicketsOf(call: Call, column: 'contact' | 'account', n: number): ReturnType<Handler> {
  const { offset, limit } = paging(call, 100);
  const where: Where = { parts: [`${column} = ?`], values: [n] };
  departmentWhere(call, where);
  const departments = queryNs(call, 'department', 'departmentId');
  if (departments) where.parts.push(`department IN (${departments.join(',')})`);
  const order = sortOrder(call, { createdTime: 'created', modifiedTime: 'modified' }, 'n DESC');
  return list(selectTickets(call, where, order, limit, offset).map((row) => ticketListRow(call, row)));
}

/** Reading tickets. */
export const ticketHandlers: Record<string, Handler> = { getTicket, listTickets };
