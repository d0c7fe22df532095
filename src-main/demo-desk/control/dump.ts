import { createHash } from 'node:crypto';
import type { Call } from '../call.ts';
import { accountDetail, type AccountRow } from '../nouns/accounts.ts';
import { commentJson, type CommentRow } from '../nouns/comments.ts';
import { contactDetail, type ContactRow } from '../nouns/contacts.ts';
import { contractDetail, type ContractRow } from '../nouns/contracts.ts';
import { agentDetail, departmentDetail } from '../nouns/people.ts';
import { taskDetail, type TaskRow } from '../nouns/tasks.ts';
import { threadJson, type ThreadRow } from '../nouns/threads.ts';
import { ticketDetail, type TicketRow } from '../nouns/ticket-json.ts';
import { timeEntryJson, type TimeEntryRow } from '../nouns/time-entries.ts';

interface Source {
  /** Rows in id order after `@after`. */
  sql: string;
  json(call: Call, row: never): Record<string, unknown>;
}

const OF_VISIBLE = 'ticket IN (SELECT n FROM tickets WHERE hidden = 0)';

const SOURCES: Record<string, Source> = {
  tickets: {
    sql: 'SELECT * FROM tickets WHERE hidden = 0 AND n > @after ORDER BY n LIMIT @limit',
    json: (call, row: TicketRow) => ticketDetail(call, row),
  },
  threads: {
    sql: `SELECT * FROM threads WHERE ${OF_VISIBLE} AND n > @after ORDER BY n LIMIT @limit`,
    json: (call, row: ThreadRow) => ({
      ...threadJson(call, row, 'full'),
      ticketId: call.store.ids.encode('ticket', row.ticket),
    }),
  },
  comments: {
    sql: `SELECT * FROM comments WHERE ${OF_VISIBLE} AND n > @after ORDER BY n LIMIT @limit`,
    json: (call, row: CommentRow) => ({
      ...commentJson(call, row),
      ticketId: call.store.ids.encode('ticket', row.ticket),
    }),
  },
  timeEntries: {
    sql: `SELECT * FROM time_entries WHERE ${OF_VISIBLE} AND n > @after ORDER BY n LIMIT @limit`,
    json: (call, row: TimeEntryRow) => ({
      ...timeEntryJson(call, row),
      ticketId: call.store.ids.encode('ticket', row.ticket),
    }),
  },
  tasks: {
    sql: `SELECT * FROM tasks WHERE (ticket IS NULL OR ${OF_VISIBLE}) AND n > @after ORDER BY n LIMIT @limit`,
    json: (call, row: TaskRow) => taskDetail(call, row),
  },
  contacts: {
    sql: 'SELECT * FROM contacts WHERE n > @after ORDER BY n LIMIT @limit',
    json: (call, row: ContactRow) => contactDetail(call, row),
  },
  accounts: {
    sql: 'SELECT * FROM accounts WHERE n > @after ORDER BY n LIMIT @limit',
    json: (call, row: AccountRow) => accountDetail(call, row),
  },
  contracts: {
    sql: 'SELECT * FROM contracts WHERE n > @after ORDER BY n LIMIT @limit',
    json: (call, row: ContractRow) => contractDetail(call, row),
  },
  agents: {
    sql: 'SELECT * FROM agents WHERE n > @after ORDER BY n LIMIT @limit',
    json: (call, row: Parameters<typeof agentDetail>[1]) => agentDetail(call, row),
  },
  departments: {
    sql: 'SELECT * FROM departments WHERE n > @after ORDER BY n LIMIT @limit',
    json: (call, row: Parameters<typeof departmentDetail>[1]) => departmentDetail(call, row),
  },
};

export const DUMP_NOUNS = Object.keys(SOURCES);

/** JSON with sorted keys, and without what depends on the port: one text per state. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) =>
    item !== null && typeof item === 'object' && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)))
      : item,
  ).replace(/http:\/\/127\.0\.0\.1:\d+/g, '');
}

export interface DumpPage {
  count: number;
  /** sha1 over the canonical rows of this page, one per line. */
  hash: string;
  /** To pass as `after` for the next page; null at the end. */
  next: number | null;
  ids?: string[];
  rows?: unknown[];
}

/** Rows of a noun as its detail operation gives them, in id order. `form` chooses what comes back besides count and hash. */
export function dumpPage(
  call: Call,
  noun: string,
  after: number,
  limit: number,
  form: 'hash' | 'ids' | 'rows',
): DumpPage | undefined {
  const source = SOURCES[noun];
  if (!source) return undefined;
  const rows = call.store.sql(source.sql).all({ after, limit }) as { n: number }[];
  const hash = createHash('sha1');
  const out: DumpPage = {
    count: rows.length,
    hash: '',
    next: rows.length === limit ? (rows[rows.length - 1] as { n: number }).n : null,
  };
  const ids: string[] = [];
  const items: unknown[] = [];
  for (const row of rows) {
    const json = source.json(call, row as never);
    hash.update(`${canonical(json)}\n`);
    ids.push(json['id'] as string);
    if (form === 'rows') items.push(json);
  }
  out.hash = hash.digest('hex');
  if (form === 'ids') out.ids = ids;
  if (form === 'rows') out.rows = items;
  return out;
}
