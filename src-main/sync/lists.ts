import { z } from 'zod';
import { listAccounts } from '../api/accounts.ts';
import { listAgents } from '../api/agents.ts';
import type { CallOptions } from '../api/client.ts';
import { listContacts } from '../api/contacts.ts';
import { listDepartments } from '../api/departments.ts';
import type { PageQuery } from '../api/operation.ts';
import type { DocumentStore } from '../store/documents.ts';
import type { Progress, SyncContext } from './context.ts';
import { readPages } from './pages.ts';

const cursorSchema = z.object({ received: z.number(), startedAt: z.number(), isDone: z.boolean() });

interface ListPull<T extends { id: string }> {
  noun: Extract<Progress['noun'], 'agents' | 'departments' | 'contacts' | 'accounts'>;
  store: DocumentStore<T>;
  fetchPage(query: PageQuery & CallOptions): Promise<T[]>;
  limit: number;
  /** Milliseconds after which the list is read again. */
  maxAgeMs: number;
}

/** Reads one list whole, resuming where an interrupted run stopped, and forgets rows that it no longer has. */
async function pullList<T extends { id: string }>(context: SyncContext, pull: ListPull<T>): Promise<void> {
  const { cache, clock, emit, onProgress, signal } = context;
  const name = `${pull.noun}.list`;
  const held = cache.cursors.get(name, cursorSchema);
  const age = clock.now() - (cache.cursors.updatedAt(name) ?? 0);
  if (held?.isDone && age >= 0 && age < pull.maxAgeMs) return;
  const run = held !== null && !held.isDone ? held : { received: 0, startedAt: clock.now(), isDone: false };
  const pages = readPages((query) => pull.fetchPage({ ...query, signal }), {
    limit: pull.limit,
    received: run.received,
  });
  for await (const { rows, received, isLast } of pages) {
    cache.transaction(() => {
      pull.store.upsert(rows, clock.now());
      cache.cursors.set(name, { ...run, received, isDone: isLast }, clock.now());
      if (isLast) pull.store.deleteOlderThan(run.startedAt);
    });
    onProgress({ noun: pull.noun, done: received, total: null });
    if (pull.noun === 'contacts' || pull.noun === 'accounts')
      emit(`${pull.noun}.changed`, { ids: rows.map(({ id }) => id) });
  }
}

const HOUR_MS = 3_600_000;

/** Who may be named on a ticket: needed before the first row is shown. */
export async function pullDirectory(context: SyncContext): Promise<void> {
  const { cache, client } = context;
  await pullList(context, {
    noun: 'departments',
    store: cache.departments,
    fetchPage: (query) => listDepartments(client, query),
    limit: 200,
    maxAgeMs: 6 * HOUR_MS,
  });
  await pullList(context, {
    noun: 'agents',
    store: cache.agents,
    fetchPage: (query) => listAgents(client, query),
    limit: 200,
    maxAgeMs: 6 * HOUR_MS,
  });
}

/** Who writes, and for whom. */
export async function pullPeople(context: SyncContext): Promise<void> {
  const { cache, client } = context;
  await pullList(context, {
    noun: 'contacts',
    store: cache.contacts,
    fetchPage: (query) => listContacts(client, query),
    limit: 100,
    maxAgeMs: HOUR_MS,
  });
  await pullList(context, {
    noun: 'accounts',
    store: cache.accounts,
    fetchPage: (query) => listAccounts(client, query),
    limit: 100,
    maxAgeMs: HOUR_MS,
  });
}
