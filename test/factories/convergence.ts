import { createHash } from 'node:crypto';
import Database from 'better-sqlite3';
import type { z } from 'zod';
import { account } from '../../src-preload/contract/accounts.ts';
import { agent } from '../../src-preload/contract/agents.ts';
import { comment } from '../../src-preload/contract/comments.ts';
import { contract } from '../../src-preload/contract/contracts.ts';
import { contact } from '../../src-preload/contract/contacts.ts';
import { department } from '../../src-preload/contract/departments.ts';
import { task } from '../../src-preload/contract/tasks.ts';
import { thread } from '../../src-preload/contract/threads.ts';
import { timeEntry } from '../../src-preload/contract/time-entries.ts';
import { ticket } from '../../src-preload/contract/tickets.ts';
import { parseJson } from '../../src-main/lib/json.ts';

/** Table of the cache for each noun of the desk's dump, the reader that both sides go through, and whether the whole detail is held. */
const NOUNS = {
  tickets: { table: 'ticket', schema: ticket, isWhole: true },
  threads: { table: 'thread', schema: thread, isWhole: true },
  comments: { table: 'comment', schema: comment, isWhole: true },
  timeEntries: { table: 'time_entry', schema: timeEntry, isWhole: true },
  tasks: { table: 'task', schema: task, isWhole: true },
  contracts: { table: 'contract', schema: contract, isWhole: true },
  contacts: { table: 'contact', schema: contact, isWhole: false },
  accounts: { table: 'account', schema: account, isWhole: false },
  agents: { table: 'agent', schema: agent, isWhole: false },
  departments: { table: 'department', schema: department, isWhole: false },
} as const satisfies Record<string, { table: string; schema: z.ZodType; isWhole: boolean }>;
export type ConvergingNoun = keyof typeof NOUNS;

/** Fields that move with the clock or name the host, not with what anybody did. */
const VOLATILE = new Set(['isOverDue', 'isResponseOverdue', 'webUrl', 'photoURL', 'ticketId', 'actions', 'isRead']);
/** The desk lists tasks of tickets that are gone, and dumps them not. */
const IS_OF_HELD_TICKET = 'ticket_id IS NULL OR ticket_id IN (SELECT id FROM ticket)';

export interface Comparison {
  noun: ConvergingNoun;
  desk: { count: number; hash: string };
  cache: { count: number; hash: string };
  /** The first few ids whose rows differ, with both sides of the first differing field. */
  differences: string[];
}

type Row = Record<string, unknown> & { id: string };

async function* dump(url: string, key: string, noun: string): AsyncGenerator<Row> {
  for (let after: number | null = 0; after !== null;) {
    const response = await fetch(`${url}/__demo/dump?noun=${noun}&form=rows&limit=1000&after=${after}`, {
      headers: { 'x-demo-key': key },
    });
    const page = parseJson(await response.text()) as { rows: Row[]; next: number | null };
    yield* page.rows;
    after = page.next;
  }
}

const canonical = (value: unknown): string =>
  JSON.stringify(value, (_key, item: unknown) =>
    item !== null && typeof item === 'object' && !Array.isArray(item)
      ? Object.fromEntries(
          Object.entries(item)
            .filter(([name]) => !VOLATILE.has(name))
            .sort(([a], [b]) => (a < b ? -1 : 1)),
        )
      : item,
  ).replace(/http:\/\/127\.0\.0\.1:\d+/g, '');

/** Compares what a stopped console holds with everything that the demo desk has: count and hash of each noun. */
export async function compareWithDesk(url: string, key: string, cacheFile: string): Promise<Comparison[]> {
  const db = new Database(cacheFile, { readonly: true });
  try {
    const result: Comparison[] = [];
    for (const noun of Object.keys(NOUNS) as ConvergingNoun[]) {
      const { table, schema, isWhole } = NOUNS[noun];
      const held = new Map(
        (
          db.prepare(`SELECT id, doc FROM ${table}${noun === 'tasks' ? ` WHERE ${IS_OF_HELD_TICKET}` : ''}`).all() as {
            id: string;
            doc: string;
          }[]
        ).map(({ id, doc }) => [id, JSON.parse(doc) as Row]),
      );
      const cacheCount = held.size;
      const ours: string[] = [];
      const theirs: string[] = [];
      const differences: string[] = [];
      let deskCount = 0;
      for await (const raw of dump(url, key, noun)) {
        deskCount += 1;
        const row = schema.parse(raw) as Row;
        const mine = held.get(row.id);
        held.delete(row.id);
        const names = Object.keys(row).filter(
          (name) => !VOLATILE.has(name) && (isWhole || (mine !== undefined && name in mine)),
        );
        const pick = (from: Row | undefined): string =>
          canonical(Object.fromEntries(names.map((name) => [name, from?.[name]])));
        theirs.push(`${row.id} ${pick(row)}`);
        if (mine !== undefined) ours.push(`${row.id} ${pick(mine)}`);
        if (pick(row) !== pick(mine) && differences.length < 5) {
          const name =
            names.find((candidate) => canonical({ v: row[candidate] }) !== canonical({ v: mine?.[candidate] })) ?? '';
          differences.push(
            `${row.id} ${name}: desk ${JSON.stringify(row[name])?.slice(0, 120)}, cache ${JSON.stringify(mine?.[name])?.slice(0, 120)}`,
          );
        }
      }
      for (const id of held.keys()) {
        ours.push(`${id} not on the desk`);
        if (differences.length < 5) differences.push(`${id} is not on the desk`);
      }
      const hash = (lines: string[]): string =>
        createHash('sha256').update(lines.sort().join('\n')).digest('hex').slice(0, 16);
      result.push({
        noun,
        desk: { count: deskCount, hash: hash(theirs) },
        cache: { count: cacheCount, hash: hash(ours) },
        differences,
      });
    }
    return result;
  } finally {
    db.close();
  }
}
