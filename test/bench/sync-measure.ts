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
import { createServedFiles } from '../../src-main/lib/served-files.ts';
import { openWorkspace } from '../../src-main/workspace.ts';

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
  rssMegabytes: { start: number; worst: number };
  /** Rows a second of the same JSON from memory: into a bare table, and through the cache with its indexes and triggers. */
  storing: { rows: number; plainPerSecond: number; cachePerSecond: number; ratio: number };
  /** Rows a second over HTTP, contents included, as a share of the bare inserts. */
  endToEndRatio: number;
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
  const workspace = openWorkspace({
    dataDir,
    identity: {
      profile: { deskUrl: target.url },
      organization: { id: target.orgId },
      agent: { id: target.agentId },
    } as Parameters<typeof openWorkspace>[0]['identity'],
    host: {
      notify: () => undefined,
      setBadge: () => undefined,
      idleMs: () => null,
      onSuspend: () => () => undefined,
      onResume: () => () => undefined,
      files: createServedFiles(),
      saveFile: () => Promise.resolve('offer'),
      openFile: () => Promise.resolve('offer'),
    },
    language: () => 'en',
    tokens: { authorization: () => Promise.resolve(`Zoho-authtoken ${target.authToken}`) },
    clock: systemClock,
    logger: silentLogger,
    emit: createEmitter(silentLogger).emit,
    depth: 'all',
    onCorruption: (error) => {
      throw error;
    },
  });
  delay.enable();
  const startedAt = performance.now();
  const file = join(
    dataDir,
    'workspaces',
    `${new URL(target.url).host.replace(/[^\w.-]/g, '_')}-${target.orgId}-${target.agentId}`,
    'cache.db',
  );
  const reader = new Database(file, { readonly: true });
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
  const rows = Object.fromEntries(
    ['ticket', 'thread', 'comment', 'time_entry', 'task', 'contact', 'account', 'attachment'].map((table) => [
      table,
      count(table),
    ]),
  );
  delay.disable();
  clearInterval(sampling);
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
    rssMegabytes: { start: Math.round(startRss / 2 ** 20), worst: Math.round(worstRss / 2 ** 20) },
    storing,
    endToEndRatio: round(perSecond / storing.plainPerSecond, 4),
  };
}

/** The same JSON from memory, a hundred rows a transaction: into a bare table, and into a new cache. */
function measureStoring(file: string, into: string): SyncMeasurement['storing'] {
  const source = new Database(file, { readonly: true });
  const docs = <T>(table: string): (T & { ticketId?: string })[] =>
    (
      source
        .prepare(`SELECT doc, ${table === 'ticket' ? 'id' : 'ticket_id'} AS ticket FROM ${table} LIMIT 30000`)
        .all() as {
        doc: string;
        ticket: string;
      }[]
    ).map(({ doc, ticket }) => ({ ...(JSON.parse(doc) as T), ticketId: ticket }));
  const tickets = docs<Ticket>('ticket');
  const threads = docs<Thread>('thread');
  const comments = docs<Comment>('comment');
  source.close();
  const all = [...tickets, ...threads, ...comments];

  const plain = new Database(`${into}-plain.db`);
  plain.pragma('journal_mode = WAL');
  plain.pragma('synchronous = NORMAL');
  plain.exec('CREATE TABLE row (id TEXT PRIMARY KEY, doc TEXT NOT NULL)');
  const insert = plain.prepare('INSERT INTO row (id, doc) VALUES (?, ?)');
  const plainAt = performance.now();
  for (let at = 0; at < all.length; at += 100) {
    plain.transaction(() => {
      for (const row of all.slice(at, at + 100)) insert.run(row.id, JSON.stringify(row));
    })();
  }
  const plainSeconds = (performance.now() - plainAt) / 1_000;
  plain.close();

  const { cache } = openCache(`${into}-cache.db`);
  const byTicket = <T extends { ticketId?: string }>(rows: T[]): Map<string, T[]> =>
    Map.groupBy(rows, ({ ticketId }) => ticketId ?? '');
  const threadsOf = byTicket(threads);
  const commentsOf = byTicket(comments);
  const cacheAt = performance.now();
  for (let at = 0; at < tickets.length; at += 100) cache.tickets.applyRows(tickets.slice(at, at + 100), 1, () => true);
  for (const [id, rows] of threadsOf) {
    cache.transaction(() => {
      cache.threads.replaceOfTicket(id, rows, 1);
      cache.comments.replaceOfTicket(id, commentsOf.get(id) ?? [], 1);
      cache.tickets.markBody(id, cache.tickets.get(id)?.signature ?? '');
    });
  }
  const cacheSeconds = (performance.now() - cacheAt) / 1_000;
  cache.close();
  const plainPerSecond = Math.round(all.length / plainSeconds);
  const cachePerSecond = Math.round(all.length / cacheSeconds);
  return { rows: all.length, plainPerSecond, cachePerSecond, ratio: round(cachePerSecond / plainPerSecond, 3) };
}
