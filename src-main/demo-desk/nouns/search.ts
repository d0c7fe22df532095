import { iso, list, paging, queryNs, sortOrder, type Call, type Handler } from '../call.ts';
import { invalid } from '../errors.ts';
import { accountDetail, type AccountRow } from './accounts.ts';
import { accountOf, contactDetail, type ContactRow } from './contacts.ts';
import { assigneeOf, departmentOf } from './people.ts';
import {
  byCustomFields,
  byId,
  byJoined,
  byText,
  byTimeRange,
  byWords,
  indexed,
  type SearchWhere,
} from './search-where.ts';
import { taskDetail, ticketOfTask, type TaskRow } from './tasks.ts';
import { labelOf } from './custom-fields.ts';
import { contactOf, isOverdue, lastThread, ticketDetail, type TicketRow } from './ticket-json.ts';

const MODULES = ['tickets', 'contacts', 'accounts', 'tasks'] as const;
type Module = (typeof MODULES)[number];

const WORDS: Record<Module, readonly string[]> = {
  tickets: [
    `subject LIKE ? ESCAPE '\\'`,
    `description LIKE ? ESCAPE '\\'`,
    `resolution LIKE ? ESCAPE '\\'`,
    `email LIKE ? ESCAPE '\\'`,
    `phone LIKE ? ESCAPE '\\'`,
    `CAST(n + 100 AS TEXT) LIKE ? ESCAPE '\\'`,
    `contact IN (SELECT n FROM contacts WHERE fullName LIKE ? ESCAPE '\\')`,
    `account IN (SELECT n FROM accounts WHERE name LIKE ? ESCAPE '\\')`,
  ],
  contacts: [
    `fullName LIKE ? ESCAPE '\\'`,
    `email LIKE ? ESCAPE '\\'`,
    `phone LIKE ? ESCAPE '\\'`,
    `mobile LIKE ? ESCAPE '\\'`,
    `account IN (SELECT n FROM accounts WHERE name LIKE ? ESCAPE '\\')`,
  ],
  accounts: [
    `name LIKE ? ESCAPE '\\'`,
    `doc ->> '$.website' LIKE ? ESCAPE '\\'`,
    `doc ->> '$.email' LIKE ? ESCAPE '\\'`,
    `doc ->> '$.phone' LIKE ? ESCAPE '\\'`,
  ],
  tasks: [`subject LIKE ? ESCAPE '\\'`, `doc ->> '$.description' LIKE ? ESCAPE '\\'`],
};
const NOUN = { tickets: 'ticket', contacts: 'contact', accounts: 'account', tasks: 'task' } as const;
const NUMERIC = new Set(['severityPercentage', 'numberOfItems', 'dateofPurchase']);

function ticketFound(call: Call, row: TicketRow): Record<string, unknown> {
  return {
    ...ticketDetail(call, row),
    contact: contactOf(call, row.contact),
    assignee: assigneeOf(call, row.assignee),
    department: departmentOf(call, row.department),
    accountId: call.store.ids.encodeOrNull('account', row.account),
    modifiedBy: call.store.ids.encodeOrNull('agent', row.modifiedBy),
    isOverDue: isOverdue(call, row),
    responseDueDate: iso(row.responseDue),
    lastThread: lastThread(row),
  };
}

function taskFound(call: Call, row: TaskRow): Record<string, unknown> {
  return {
    ...taskDetail(call, row),
    ticket: ticketOfTask(call, row.ticket),
    assignee: assigneeOf(call, row.owner),
    department: departmentOf(call, row.department),
  };
}

function contactFound(call: Call, row: ContactRow): Record<string, unknown> {
  return { ...contactDetail(call, row), fullName: row.fullName, account: accountOf(call, row.account) };
}

function found(call: Call, module: Module, row: never): Record<string, unknown> {
  if (module === 'tickets') return ticketFound(call, row);
  if (module === 'contacts') return contactFound(call, row);
  if (module === 'accounts') return accountDetail(call, row as AccountRow);
  return taskFound(call, row);
}

/** Departments asked for and allowed, for the modules that have one; visible tickets only. */
function scope(call: Call, module: Module, where: SearchWhere): void {
  if (module === 'tickets') where.parts.push('hidden = 0');
  if (module !== 'tickets' && module !== 'tasks') return;
  const own = call.permissions.departments;
  if (own !== null) where.parts.push(`department IN (${own.join(',') || 'NULL'})`);
  const asked = queryNs(call, 'department', 'departmentId');
  if (asked) where.parts.push(`department IN (${asked.join(',')})`);
}

function select(
  call: Call,
  module: Module,
  where: SearchWhere,
  order: string,
  limit: number,
  offset: number,
): { rows: { n: number; modified: number }[]; count: number } {
  const from = indexed(call, NOUN[module], module);
  const condition = where.parts.length > 0 ? `WHERE ${where.parts.join(' AND ')}` : '';
  const count = (call.store.sql(`SELECT count(*) AS c FROM ${from} ${condition}`).get(...where.values) as { c: number })
    .c;
  const rows = call.store
    .sql(`SELECT * FROM ${from} ${condition} ORDER BY ${order} LIMIT ? OFFSET ?`)
    .all(...where.values, limit, offset) as { n: number; modified: number }[];
  return { rows, count };
}

function answer(call: Call, module: Module, where: SearchWhere): ReturnType<Handler> {
  const { offset, limit } = paging(call, 100, { search: true });
  scope(call, module, where);
  const all = call.query.get('_all');
  if (all !== null) byWords(where, all, WORDS[module]);
  byTimeRange(call, where, 'modifiedTimeRange', 'modified');
  byTimeRange(call, where, 'createdTimeRange', 'created');
  const columns: Record<string, string> = {
    modifiedTime: 'modified',
    createdTime: 'created',
    relevance: 'modified',
    ...(module === 'tickets' ? { customerResponseTime: 'customerResponse' } : {}),
  };
  const order = sortOrder(call, columns, 'modified DESC, n DESC');
  const { rows, count } = select(call, module, where, order, limit, offset);
  return list(
    rows.map((row) => found(call, module, row as never)),
    { count },
  );
}

const searchTickets: Handler = (call) => {
  const where: SearchWhere = { parts: [], values: [] };
  byText(call, where, 'ticketNumber', 'CAST(n + 100 AS TEXT)', false);
  byText(call, where, 'subject', 'subject', true);
  byText(call, where, 'status', 'status', false);
  byText(call, where, 'priority', 'priority', false);
  byText(call, where, 'channel', 'channel', false);
  byText(call, where, 'email', 'email', true);
  byText(call, where, 'phone', 'phone', true);
  const assignee = call.query.get('assigneeId');
  if (assignee === 'Unassigned') where.parts.push('assignee IS NULL');
  else byId(call, where, 'assigneeId', 'agent', 'assignee');
  byId(call, where, 'contactId', 'contact', 'contact');
  byId(call, where, 'accountId', 'account', 'account');
  byJoined(call, where, 'contactName', 'contact', 'contacts', 'fullName');
  byJoined(call, where, 'accountName', 'account', 'accounts', 'name');
  byCustomFields(call, where, (name) => {
    const known = labelOf('ticket', name);
    return known === undefined ? undefined : { sql: `cf ->> '$.${known}'`, text: !NUMERIC.has(known) };
  });
  byTimeRange(call, where, 'customerResponseTimeRange', 'customerResponse');
  return answer(call, 'tickets', where);
};

const searchContacts: Handler = (call) => {
  const where: SearchWhere = { parts: [], values: [] };
  byId(call, where, 'id', 'contact', 'n');
  byText(call, where, 'fullName', 'fullName', true);
  byText(call, where, 'firstName', 'first', true);
  byText(call, where, 'lastName', 'last', true);
  byText(call, where, 'email', 'email', true);
  byText(call, where, 'phone', 'phone', true);
  byText(call, where, 'mobile', 'mobile', true);
  byJoined(call, where, 'accountName', 'account', 'accounts', 'name');
  byCustomFields(call, where, (name) =>
    /^(permanentAddress|lastContactedOn)$/.test(name) ? { sql: `doc ->> '$.cf.${name}'`, text: true } : undefined,
  );
  return answer(call, 'contacts', where);
};

const searchAccounts: Handler = (call) => {
  const where: SearchWhere = { parts: [], values: [] };
  byText(call, where, 'accountName', 'name', true);
  byCustomFields(call, where, (name) =>
    name === 'contactCount' ? { sql: `doc ->> '$.cf.contactCount'`, text: false } : undefined,
  );
  return answer(call, 'accounts', where);
};

const searchTasks: Handler = (call) => {
  const where: SearchWhere = { parts: [], values: [] };
  byText(call, where, 'subject', 'subject', true);
  byText(call, where, 'status', 'status', false);
  byText(call, where, 'priority', 'priority', false);
  byText(call, where, 'ticketNumber', 'CAST(ticket + 100 AS TEXT)', false);
  byCustomFields(call, where, (name) =>
    /^\w+$/.test(name) ? { sql: `doc ->> '$.cf.${name}'`, text: true } : undefined,
  );
  return answer(call, 'tasks', where);
};

/** Across all modules, or one: tickets first unless sorted by change time; `count` is per module. */
const search: Handler = (call) => {
  const { offset, limit } = paging(call, 100, { search: true });
  const text = call.query.get('searchStr');
  if (text === null || text.trim() === '') throw invalid('/searchStr', 'missing');
  const module = call.query.get('module');
  if (module !== null && !MODULES.includes(module as Module)) throw invalid('/module');
  const sortBy = call.query.get('sortBy') ?? 'relevance';
  if (!/^-?(relevance|modifiedTime)$/.test(sortBy)) throw invalid('/sortBy');
  const ascending = sortBy.endsWith('modifiedTime') && sortBy.startsWith('-') !== call.live;
  const count: Record<string, number> = {};
  const all: { module: Module; row: { n: number; modified: number } }[] = [];
  for (const item of module === null ? MODULES : [module as Module]) {
    const where: SearchWhere = { parts: [], values: [] };
    scope(call, item, where);
    byWords(where, text, WORDS[item]);
    const result = select(call, item, where, ascending ? 'modified, n' : 'modified DESC, n DESC', offset + limit, 0);
    count[item] = result.count;
    for (const row of result.rows) all.push({ module: item, row });
  }
  if (sortBy.endsWith('modifiedTime'))
    all.sort((a, b) => (ascending ? a.row.modified - b.row.modified : b.row.modified - a.row.modified));
  return list(
    all.slice(offset, offset + limit).map((item) => {
      const json = found(call, item.module, item.row as never);
      return {
        ...json,
        module: item.module,
        ...(item.module === 'tickets'
          ? { number: json['ticketNumber'] }
          : item.module === 'tasks'
            ? { createdBy: json['creatorId'], contact: null }
            : {}),
      };
    }),
    { count },
  );
};

/** The five searches. */
export const searchHandlers: Record<string, Handler> = {
  search,
  searchTickets,
  searchAccounts,
  searchContacts,
  searchTasks,
};
