import {
  done,
  effect,
  flag,
  includes,
  iso,
  list,
  paging,
  pathN,
  permitted,
  unknownId,
  type Call,
  type Handler,
  type View,
} from '../call.ts';
import { invalid, invalidFields, unprocessable, type FieldError } from '../errors.ts';
import { agentName, findAgent, photoUrl } from './people.ts';
import { pathTicket } from './tickets.ts';
import { parseTime, updateTicket } from './ticket-writes.ts';

export interface TimeEntryRow {
  n: number;
  ticket: number;
  created: number;
  executed: number | null;
  owner: number | null;
  doc: string;
}

interface Doc {
  hours: number;
  minutes: number;
  seconds: number;
  costPerHour: string | null;
  additional: string | null;
  description: string | null;
  charge: string | null;
  creator: number;
  cf: Record<string, unknown>;
  modified?: number;
  modifiedBy?: number;
  billable?: boolean;
}

function totalCost(doc: Doc): string | null {
  if (doc.costPerHour === null && doc.additional === null) return null;
  const hours = doc.hours + doc.minutes / 60 + doc.seconds / 3600;
  return (hours * Number(doc.costPerHour ?? 0) + Number(doc.additional ?? 0)).toFixed(2);
}

export function timeEntryJson(view: View, row: TimeEntryRow): Record<string, unknown> {
  const doc = JSON.parse(row.doc) as Doc;
  const ids = view.store.ids;
  return permitted(view, {
    id: ids.encode('timeEntry', row.n),
    ownerId: ids.encodeOrNull('agent', row.owner),
    creatorId: ids.encode('agent', doc.creator),
    executedTime: iso(row.executed),
    createdTime: iso(row.created),
    hoursSpent: String(doc.hours),
    minutesSpent: String(doc.minutes),
    secondsSpent: String(doc.seconds),
    description: doc.description,
    requestChargeType: doc.charge,
    agentCostPerHour: doc.costPerHour,
    additionalCost: doc.additional,
    totalCost: totalCost(doc),
    customFields: doc.cf,
    ...(view.live
      ? {
          cf: {},
          isBillable: doc.billable ?? true,
          modifiedTime: iso(doc.modified ?? row.created),
          createdBy: ids.encode('agent', doc.creator),
          modifiedBy: ids.encode('agent', doc.modifiedBy ?? doc.creator),
          parent: { associatedId: ids.encode('ticket', row.ticket), type: 'TICKET' },
        }
      : {}),
  });
}

function withOwner(view: View, row: TimeEntryRow, wanted: ReadonlySet<string>): Record<string, unknown> {
  const json = timeEntryJson(view, row);
  if (wanted.has('owner')) {
    const owner = row.owner === null ? undefined : findAgent(view, row.owner);
    json['owner'] = owner ? { name: agentName(owner), photoURL: photoUrl(view, 'agent', 'agent', owner.n) } : null;
  }
  return json;
}

function find(call: Call, ticket: number): TimeEntryRow {
  const row = call.store
    .sql('SELECT * FROM time_entries WHERE n = ? AND ticket = ?')
    .get(pathN(call, 'timeEntry', 'timeEntry_id'), ticket) as TimeEntryRow | undefined;
  if (!row) throw unknownId();
  return row;
}

/** Checks a body and lays it over an entry; 422 naming every bad field. */
function applied(call: Call, row: TimeEntryRow): TimeEntryRow {
  const errors: FieldError[] = [];
  const bad = (name: string): void => void errors.push({ fieldName: `/${name}`, errorType: 'invalid' });
  const doc = JSON.parse(row.doc) as Doc;
  const next = { ...row };
  const spans = { hoursSpent: ['hours', 999], minutesSpent: ['minutes', 59], secondsSpent: ['seconds', 59] } as const;
  for (const [name, value] of Object.entries(call.body)) {
    if (name in spans) {
      const [key, maximum] = spans[name as keyof typeof spans];
      const number = Number(value);
      if (value === null || value === '' || !Number.isInteger(number) || number < 0 || number > maximum) bad(name);
      else doc[key] = number;
    } else if (name === 'executedTime') {
      const time = parseTime(value);
      if (time === undefined) bad(name);
      else next.executed = time;
    } else if (name === 'ownerId') {
      const n = value === null || value === '' ? null : call.store.ids.decode('agent', value);
      if (n === undefined || (n !== null && !findAgent(call, n))) bad(name);
      else next.owner = n;
    } else if (name === 'agentCostPerHour' || name === 'additionalCost') {
      if (value !== null && (value === '' || Number.isNaN(Number(value)))) bad(name);
      else
        doc[name === 'agentCostPerHour' ? 'costPerHour' : 'additional'] =
          value === null ? null : Number(value).toFixed(1);
    } else if (name === 'totalCost') {
      if (call.live) throw unprocessable(`Extra parameter 'totalCost' is present in the input.`);
    } else if (name === 'description' || name === 'requestChargeType') {
      if (value !== null && typeof value !== 'string') bad(name);
      else doc[name === 'description' ? 'description' : 'charge'] = value;
    } else if (name === 'customFields') {
      if (typeof value !== 'object' || value === null) bad(name);
      else doc.cf = { ...doc.cf, ...value };
    } else if (name === 'isBillable' && call.live) doc.billable = value === true || value === 'true';
    else throw unprocessable(`Extra parameter '${name}' is present in the input.`);
  }
  if (errors.length > 0) throw invalidFields(errors);
  return { ...next, doc: JSON.stringify(doc) };
}

const createTimeEntry: Handler = (call) => {
  const ticket = pathTicket(call);
  if (call.live && (call.body['executedTime'] === undefined || call.body['executedTime'] === null))
    throw invalid('/executedTime', 'missing');
  const empty: Doc = {
    hours: 0,
    minutes: 0,
    seconds: 0,
    costPerHour: null,
    additional: null,
    description: null,
    charge: null,
    creator: call.agent.n,
    cf: {},
  };
  const row = applied(call, {
    n: 0,
    ticket: ticket.n,
    created: call.now,
    executed: null,
    owner: call.body['ownerId'] === undefined ? call.agent.n : null,
    doc: JSON.stringify(empty),
  });
  row.n = call.store.nextN('time_entries');
  call.store
    .sql(
      'INSERT INTO time_entries (n, ticket, created, executed, owner, doc) VALUES (@n, @ticket, @created, @executed, @owner, @doc)',
    )
    .run(row);
  updateTicket(call, ticket, { timeEntries: ticket.timeEntries + 1 });
  effect(call, 'timeEntry', [call.store.ids.encode('timeEntry', row.n)], {
    ticketId: call.params['ticket_id'],
    ...call.body,
  });
  return { status: 200, json: timeEntryJson(call, row) };
};

const updateTimeEntry: Handler = (call) => {
  const ticket = pathTicket(call);
  const row = applied(call, find(call, ticket.n));
  const doc = { ...(JSON.parse(row.doc) as Doc), modified: call.now, modifiedBy: call.agent.n };
  row.doc = JSON.stringify(doc);
  call.store
    .sql('UPDATE time_entries SET executed = ?, owner = ?, doc = ? WHERE n = ?')
    .run(row.executed, row.owner, row.doc, row.n);
  updateTicket(call, ticket, {});
  effect(call, 'timeEntry', [call.params['timeEntry_id'] as string], {
    ticketId: call.params['ticket_id'],
    ...call.body,
  });
  return { status: 200, json: timeEntryJson(call, row) };
};

const deleteTimeEntry: Handler = (call) => {
  const ticket = pathTicket(call);
  const row = find(call, ticket.n);
  call.store.sql('DELETE FROM time_entries WHERE n = ?').run(row.n);
  updateTicket(call, ticket, { timeEntries: Math.max(0, ticket.timeEntries - 1) });
  effect(call, 'timeEntry', [call.params['timeEntry_id'] as string], {
    ticketId: call.params['ticket_id'],
    deleted: true,
  });
  return done(call);
};

const getTimeEntry: Handler = (call) => {
  const wanted = includes(call, ['owner']);
  return { status: 200, json: withOwner(call, find(call, pathTicket(call).n), wanted) };
};

const listTimeEntries: Handler = (call) => {
  const { offset, limit } = paging(call, 100);
  const wanted = includes(call, ['owner']);
  const ticket = pathTicket(call);
  const orderBy = call.query.get('orderBy') ?? 'ASC';
  if (orderBy !== 'ASC' && orderBy !== 'DESC') throw invalid('/orderBy');
  const module = call.query.get('module') ?? 'tickets';
  if (module !== 'tickets' && module !== 'tasks') throw invalid('/module');
  const billable = flag(call, 'isBillable');
  if (module === 'tasks') return list([]);
  const rows = call.store
    .sql(
      `SELECT * FROM time_entries WHERE ticket = ? AND (? IS NULL OR coalesce(doc ->> '$.billable', 1) = ?) ORDER BY n ${orderBy} LIMIT ? OFFSET ?`,
    )
    .all(
      ticket.n,
      billable === undefined ? null : Number(billable),
      billable === undefined ? null : Number(billable),
      limit,
      offset,
    ) as TimeEntryRow[];
  return list(rows.map((row) => withOwner(call, row, wanted)));
};

/** Time entries of tickets. */
export const timeEntryHandlers: Record<string, Handler> = {
  createTimeEntry,
  updateTimeEntry,
  deleteTimeEntry,
  getTimeEntry,
  listTimeEntries,
};
