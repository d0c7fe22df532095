import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import Database from 'better-sqlite3';
import type { Comment } from '../../src-preload/contract/comments.ts';
import type { Thread } from '../../src-preload/contract/threads.ts';
import type { Ticket } from '../../src-preload/contract/tickets.ts';
import { systemClock } from '../../src-main/lib/clock.ts';
import { createEmitter } from '../../src-main/lib/emitter.ts';
import { silentLogger } from '../../src-main/lib/logger.ts';
import { openCache } from '../../src-main/store/cache.ts';
import { TICKET_COLUMNS, ticketColumns } from '../../src-main/store/search-documents.ts';
import { SHORT } from '../../src-main/store/search-index.ts';
import { AT_ONCE } from '../../src-main/sync/ticket-rows.ts';
import { workspaceDir } from '../../src-main/store/workspace-dir.ts';
import { openWorkspace, ownerOf } from '../../src-main/workspace.ts';
import { createFakeHost } from '../fakes/host.ts';
import { waited } from './stats.ts';

export interface Target {
  url: string;
  authToken: string;
  orgId: string;
  agentId: string;
}

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const round = (value: number, digits = 1): number => Math.round(value * 10 ** digits) / 10 ** digits;

interface Phase {
  seconds: number;
  calls: number;
  credits: number;
}

export interface SyncMeasurement {
  tickets: number;
  /** Tickets whose contents were pulled too before it was stopped. */
  bodies: number;
  rows: Record<string, number>;
  lists: Phase & { ticketsPerSecond: number };
  contents: Phase & { rowsPerSecond: number; callsPerTicket: number; creditsPerTicket: number };
  eventLoopDelayMs: { mean: number; p99: number; p999: number; worst: number };
  /** The same of a loop that never works for more than 5 ms, just before: what else the machine does. */
  controlDelayMs: { p999: number; worst: number };
  /** How long the event loop was busy at a stretch, without waits for a processor that others had: its delay on a quiet machine. */
  busyMs: { p99: number; p999: number; worst: number };
  rssMegabytes: { start: number; worst: number };
  storing: Storing;
  /** Rows a second over HTTP, contents included, as a share of the bare inserts. */
  endToEndRatio: number;
}

/**
 * Rows a second of the same JSON from memory, through the cache with its indexes and triggers, and into a bare table. Waits
 * for a processor that others had are left out of all of them.
 */
export interface Storing {
  rows: number;
  cachePerSecond: number;
  /** Bare, in the transactions in which a sync writes: some rows of a list, the contents of one ticket. */
  plainPerSecond: number;
  ratio: number;
  /** With the full-text index brought up to date too, in the short steps in which the console does it. */
  indexedPerSecond: number;
  indexedRatio: number;
  /** Bare as well, and each ticket's text, made before, in a bare full-text table in steps as short: the most that can be had. */
  plainIndexedPerSecond: number;
  plainIndexedRatio: number;
  /** Bare, a hundred rows a transaction. */
  plainInHundredsPerSecond: number;
  ratioToHundreds: number;
}

/** Looks every millisecond how long the event loop was busy since, less its waits for a processor. */
function watchTurns(): () => SyncMeasurement['busyMs'] {
  const turns: number[] = [];
  let active = performance.eventLoopUtilization().active;
  let waits = waited();
  let isOver = false;
  const look = (): void => {
    const [activeNow, waitsNow] = [performance.eventLoopUtilization().active, waited()];
    turns.push(Math.max(0, activeNow - active - (waitsNow - waits)));
    [active, waits] = [activeNow, waitsNow];
    if (!isOver) setTimeout(look, 1);
  };
  look();
  return () => {
    isOver = true;
    turns.sort((a, b) => a - b);
    const at = (share: number): number =>
      round(turns[Math.min(turns.length - 1, Math.floor(turns.length * share))] ?? 0);
    return { p99: at(0.99), p999: at(0.999), worst: at(1) };
  };
}

async function controlDelay(): Promise<{ p999: number; worst: number }> {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  for (const end = performance.now() + 4_000; performance.now() < end;) {
    for (const until = performance.now() + 5; performance.now() < until;) Math.sqrt(until);
    await new Promise((resolve) => setImmediate(resolve));
  }
  delay.disable();
  return { p999: round(delay.percentile(99.9) / 1e6), worst: round(delay.max / 1e6) };
}

/** Runs the whole console on a desk until its lists, and the contents of at most `bodies` tickets, are held. */
export async function measureSync(target: Target, tickets: number, bodies: number): Promise<SyncMeasurement> {
  const dataDir = mkdtempSync(join(tmpdir(), 'deskhand-bench-'));
  const control = await controlDelay();
  const startRss = process.memoryUsage().rss;
  const delay = monitorEventLoopDelay({ resolution: 1 });
  let worstRss = startRss;
  const sampling = setInterval(() => (worstRss = Math.max(worstRss, process.memoryUsage().rss)), 50);
  const identity = {
    profile: { deskUrl: target.url },
    organization: { id: target.orgId },
    agent: { id: target.agentId },
  } as Parameters<typeof openWorkspace>[0]['identity'];
  const workspace = openWorkspace({
    dataDir,
    identity,
    host: createFakeHost({ dataDir }),
    language: () => 'en',
    timeZone: () => 'agent',
    tokens: { authorization: () => Promise.resolve(`Zoho-authtoken ${target.authToken}`) },
    clock: systemClock,
    logger: silentLogger,
    emit: createEmitter(silentLogger).emit,
    depth: 'all',
    onScopeMissing: () => undefined,
    onCorruption: (error) => {
      throw error;
    },
  });
  delay.enable();
  const turns = watchTurns();
  const startedAt = performance.now();
  const file = join(workspaceDir(dataDir, ownerOf(identity)), 'cache.db');
  const reader = new Database(file, { readonly: true });
  reader.pragma('cache_size = -256');
  const count = (table: string): number =>
    (reader.prepare(`SELECT count(*) AS n FROM ${table}`).get() as { n: number }).n;
  const used = () => ({ calls: workspace.sync.status().calls, credits: workspace.sync.status().creditsToday ?? 0 });
  const since = (from: number, before: { calls: number; credits: number }): Phase => ({
    seconds: round((performance.now() - from) / 1_000, 2),
    calls: used().calls - before.calls,
    credits: used().credits - before.credits,
  });

  while (workspace.sync.status().perNoun?.sweep == null) await wait(100);
  const lists = since(startedAt, { calls: 0, credits: 0 });
  // From the counters: a scan would be felt in what is measured.
  const heldNow = (): number =>
    tickets - (reader.prepare("SELECT n FROM ticket_count WHERE list = 'pending'").get() as { n: number }).n;
  const heldThen = heldNow();
  const contentsAt = performance.now();
  const before = used();
  const wanted = Math.min(tickets, heldThen + bodies);
  let held = heldThen;
  while (held < wanted) {
    await wait(250);
    held = heldNow();
  }
  const contents = since(contentsAt, before);
  const busyMs = turns();
  delay.disable();
  clearInterval(sampling);
  const rows = Object.fromEntries(
    ['ticket', 'thread', 'comment', 'time_entry', 'task', 'contact', 'account', 'attachment'].map((table) => [
      table,
      count(table),
    ]),
  );
  reader.close();
  await workspace.close();

  const storing = measureStoring(file, join(dataDir, 'again'));
  const all = Object.values(rows).reduce((sum, n) => sum + n, 0);
  const perSecond = all / (lists.seconds + contents.seconds);
  if (existsSync(dataDir)) rmSync(dataDir, { recursive: true });
  const pulled = Math.max(1, held - heldThen);
  return {
    tickets,
    bodies: held,
    rows,
    lists: { ...lists, ticketsPerSecond: Math.round(tickets / lists.seconds) },
    contents: {
      ...contents,
      rowsPerSecond: Math.round(perSecond),
      callsPerTicket: round(contents.calls / pulled, 2),
      creditsPerTicket: round(contents.credits / pulled, 2),
    },
    eventLoopDelayMs: {
      mean: round(delay.mean / 1e6, 2),
      p99: round(delay.percentile(99) / 1e6),
      p999: round(delay.percentile(99.9) / 1e6),
      worst: round(delay.max / 1e6),
    },
    controlDelayMs: control,
    busyMs,
    rssMegabytes: { start: Math.round(startRss / 2 ** 20), worst: Math.round(worstRss / 2 ** 20) },
    storing,
    endToEndRatio: round(perSecond / storing.plainPerSecond, 4),
  };
}

/** The same JSON from memory: into bare tables, and into a new cache. */
function measureStoring(file: string, into: string): Storing {
  const source = new Database(file, { readonly: true });
  const docs = <T>(table: string): (T & { id: string; ticketId: string })[] =>
    (
      source
        .prepare(`SELECT doc, ${table === 'ticket' ? 'id' : 'ticket_id'} AS ticket FROM ${table} LIMIT 30000`)
        .all() as { doc: string; ticket: string }[]
    ).map(({ doc, ticket }) => ({ ...(JSON.parse(doc) as T & { id: string }), ticketId: ticket }));
  const tickets = docs<Ticket>('ticket');
  const threadsOf = Map.groupBy(docs<Thread>('thread'), ({ ticketId }) => ticketId);
  const commentsOf = Map.groupBy(docs<Comment>('comment'), ({ ticketId }) => ticketId);
  source.close();
  const lists = Array.from({ length: Math.ceil(tickets.length / AT_ONCE) }, (_, at) =>
    tickets.slice(at * AT_ONCE, (at + 1) * AT_ONCE),
  );
  const parts = [...lists, ...[...threadsOf].map(([id, rows]) => [...rows, ...(commentsOf.get(id) ?? [])])];
  const all = parts.flat();
  const spent = (work: () => void): number => {
    const [startedAt, before] = [performance.now(), waited()];
    work();
    return performance.now() - startedAt - (waited() - before);
  };
  const perSecond = (ms: number): number => Math.round((all.length * 1_000) / ms);

  const texts = tickets.map((ticket) =>
    ticketColumns({
      ticket,
      isOpen: true,
      threads: threadsOf.get(ticket.id) ?? [],
      comments: commentsOf.get(ticket.id) ?? [],
      contact: null,
      account: null,
    }),
  );
  /** Milliseconds for the texts in a bare full-text table, as many characters a transaction as the console takes. */
  function plainIndex(): number {
    const db = new Database(`${into}-index.db`);
    db.pragma('journal_mode = WAL');
    db.pragma('synchronous = NORMAL');
    db.exec(
      `CREATE VIRTUAL TABLE row USING fts5(${TICKET_COLUMNS.join(', ')}, content = '', contentless_delete = 1, tokenize = 'ascii')`,
    );
    const insert = db.prepare(`INSERT INTO row VALUES (${TICKET_COLUMNS.map(() => '?').join(', ')})`);
    const write = db.transaction((rows: readonly string[][]) => {
      for (const row of rows) insert.run(...row);
    });
    const steps: string[][][] = [[]];
    let size = 0;
    for (const row of texts) {
      steps.at(-1)?.push(row);
      size += row.reduce((sum, { length }) => sum + length, 0);
      if (size > SHORT.characters || (steps.at(-1)?.length ?? 0) >= SHORT.rows) {
        steps.push([]);
        size = 0;
      }
    }
    const ms = spent(() => {
      for (const rows of steps) write(rows);
    });
    db.close();
    return ms;
  }

  function plain(name: string, batches: readonly (readonly { id: string }[])[]): number {
    const db = new Database(`${into}-${name}.db`);
    db.pragma('journal_mode = WAL');
    db.pragma('synchronous = NORMAL');
    db.exec('CREATE TABLE row (id TEXT PRIMARY KEY, doc TEXT NOT NULL)');
    const insert = db.prepare('INSERT INTO row (id, doc) VALUES (?, ?)');
    const write = db.transaction((rows: readonly { id: string }[]) => {
      for (const row of rows) insert.run(row.id, JSON.stringify(row));
    });
    const ms = spent(() => {
      for (const rows of batches) write(rows);
    });
    db.close();
    return perSecond(ms);
  }
  const hundreds = Array.from({ length: Math.ceil(all.length / 100) }, (_, at) => all.slice(at * 100, (at + 1) * 100));
  const plainPerSecond = plain('plain', parts);
  const plainIndexedPerSecond = perSecond((all.length * 1_000) / plainPerSecond + plainIndex());
  const plainInHundredsPerSecond = plain('hundreds', hundreds);

  const { cache } = openCache(`${into}-cache.db`);
  const storing = spent(() => {
    for (const rows of lists) cache.tickets.applyRows(rows, 1, () => true);
    for (const [id, rows] of threadsOf) {
      cache.transaction(() => {
        cache.threads.replaceOfTicket(id, rows, 1);
        cache.comments.replaceOfTicket(id, commentsOf.get(id) ?? [], 1);
        cache.tickets.markBody(id, 'as of the counts that were known');
      });
    }
  });
  const indexing = spent(() => {
    while (cache.search.index.indexSome());
  });
  cache.close();
  const cachePerSecond = perSecond(storing);
  const indexedPerSecond = perSecond(storing + indexing);
  return {
    rows: all.length,
    cachePerSecond,
    plainPerSecond,
    ratio: round(cachePerSecond / plainPerSecond, 3),
    indexedPerSecond,
    indexedRatio: round(indexedPerSecond / plainPerSecond, 3),
    plainIndexedPerSecond,
    plainIndexedRatio: round(plainIndexedPerSecond / plainPerSecond, 3),
    plainInHundredsPerSecond,
    ratioToHundreds: round(cachePerSecond / plainInHundredsPerSecond, 3),
  };
}
