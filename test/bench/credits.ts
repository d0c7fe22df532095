/**
 * npm run bench:credits -- [--short] [--seed 1] [--seeds 10]
 *
 * Credits of simulated working days on a virtual clock: our sync beside a poller that lists every two minutes and fetches
 * each changed ticket with all its threads. Days differ by their seed; the poller lives through the first of them.
 * `--short` takes a smaller desk; the days are the same.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import Database from 'better-sqlite3';
import type { Ticket } from '../../src-preload/contract/tickets.ts';
import { createApiClient } from '../../src-main/api/client.ts';
import { listComments } from '../../src-main/api/comments.ts';
import { getThread, listThreads } from '../../src-main/api/threads.ts';
import { getTicket, listTickets } from '../../src-main/api/tickets.ts';
import { creditsOfEdition, EDITIONS } from '../../src-main/sync/editions.ts';
import { readAll } from '../../src-main/sync/pages.ts';
import { type NotifierRig, startNotifierRig } from '../factories/notifier-rig.ts';
import { startSyncRig, type SyncRig } from '../factories/sync-rig.ts';
import { type Day, simulatedDay } from './day.ts';

const { values } = parseArgs({
  options: { short: { type: 'boolean' }, seed: { type: 'string' }, seeds: { type: 'string' } },
});
const firstSeed = Number(values.seed ?? 1);
const seeds = Array.from(
  { length: Number(values.seeds ?? (values.short === true ? 1 : 10)) },
  (_, at) => firstSeed + at,
);
const TICKETS = values.short === true ? 120 : 400;
const POLLER_MS = 2 * 60_000;

interface Side {
  calls: number;
  credits: number;
  byOperation: Record<string, { calls: number; credits: number }>;
  delays: number[];
}

/** Customers' threads by their text, with when they were written. */
const written = new Map<string, number>();

const quantile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
const seconds = (ms: number): number => Math.round(ms / 100) / 10;

/** Lets the day happen, and calls `onTick` at every moment between two happenings. */
async function live(rig: SyncRig, { happenings, presence, outage, lengthMs }: Day): Promise<void> {
  const start = rig.clock.now();
  const marks: { at: number; act(): unknown }[] = [
    ...happenings.map(({ at, event }) => ({ at, act: () => happen(rig, event) })),
    ...presence.map(({ at, focused, visible }) => ({ at, act: () => rig.sync.presence(focused, visible) })),
    {
      at: outage.from,
      act: () => rig.control('PUT', 'faults', [{ match: { path: '/api/**' }, fault: { kind: 'dropBefore' } }]),
    },
    { at: outage.to, act: () => rig.control('PUT', 'faults', []) },
    // The machine says when the network is back.
    { at: outage.to + 5_000, act: () => rig.sync.wake() },
  ].sort((a, b) => a.at - b.at);
  for (const { at, act } of marks) {
    await rig.clock.runFor(Math.max(0, start + at - rig.clock.now()));
    await act();
  }
  await rig.clock.runFor(start + lengthMs - rig.clock.now());
}

async function happen(rig: SyncRig, event: { kind: string; [field: string]: unknown }): Promise<void> {
  await rig.traffic(event);
  if (event.kind === 'customerThread' || event.kind === 'ticket')
    written.set(String(event['content']), rig.clock.now());
}

/** When the notifier told of each customer's thread, or would have, had it been on a ticket of this agent's. */
function told({ rig, file }: NotifierRig): Map<string, number> {
  const db = new Database(file, { readonly: true });
  const rows = db
    .prepare<[], { key: string; at: number }>(
      `SELECT key, coalesce(told_at, announced.at) AS at FROM announced LEFT JOIN announcement USING (key) WHERE key LIKE 'thread:%'`,
    )
    .all();
  db.close();
  return new Map(
    rows.map(({ key, at }) => [rig.cache.threads.get(key.slice('thread:'.length))?.doc.content ?? '', at]),
  );
}

async function ours(seed: number): Promise<Side> {
  written.clear();
  const notifying = await startNotifierRig({ tickets: TICKETS, seed, random: seed });
  const { rig } = notifying;
  await rig.quiet();
  await rig.clock.runFor(60_000);
  const first = rig.outcomes.length;
  await live(rig, simulatedDay(seed));
  await rig.clock.runFor(10 * 60_000);
  const outcomes = rig.outcomes.slice(first);
  const side = sum(outcomes.map(({ operation, credits }) => ({ operation, credits })));
  const known = told(notifying);
  const delays = [...written].map(([text, at]) => (known.get(text) ?? Number.POSITIVE_INFINITY) - at);
  await notifying.stop();
  return { ...side, delays };
}

function sum(calls: { operation: string; credits: number }[]): Omit<Side, 'delays'> {
  const byOperation: Side['byOperation'] = {};
  for (const { operation, credits } of calls) {
    const entry = (byOperation[operation] ??= { calls: 0, credits: 0 });
    entry.calls += 1;
    entry.credits += credits;
  }
  return { calls: calls.length, credits: calls.reduce((all, { credits }) => all + credits, 0), byOperation };
}

/** Every two minutes the first page, and each ticket that differs from last time whole: detail, threads, comments. */
async function naive(seed: number): Promise<Side> {
  const day = simulatedDay(seed);
  written.clear();
  const rig = await startSyncRig({ tickets: TICKETS, seed, random: seed, idle: true });
  const calls: { operation: string; credits: number }[] = [];
  let onWire = 0;
  const client = createApiClient({
    deskUrl: rig.desk.url,
    orgId: rig.desk.orgId,
    tokens: {
      authorization: () => {
        onWire += 1;
        return Promise.resolve(`Zoho-oauthtoken ${rig.desk.issueToken()}`);
      },
    },
    clock: rig.clock,
    env: {},
  });
  client.onOutcome(({ operation, credits }) => {
    onWire -= 1;
    calls.push({ operation, credits });
  });
  const held = new Map<string, string>();
  const known = new Map<string, number>();
  const look = async (isFirst: boolean): Promise<void> => {
    const rows: Ticket[] = isFirst
      ? await readAll((query) => listTickets(client, { ...query, sortBy: '-recentThread' }), 100)
      : await listTickets(client, { sortBy: '-recentThread', limit: 100 });
    for (const row of rows) {
      const text = JSON.stringify(row);
      const isNew = held.get(row.id) !== text;
      held.set(row.id, text);
      if (!isNew || isFirst) continue;
      await getTicket(client, row.id);
      for (const thread of await readAll((query) => listThreads(client, row.id, query), 100)) {
        const { content = '' } = await getThread(client, row.id, thread.id);
        if (written.has(content ?? '') && !known.has(content ?? '')) known.set(content ?? '', rig.clock.now());
      }
      if (row.commentCount !== 0) await listComments(client, row.id, { limit: 100 });
    }
  };
  await look(true);
  calls.length = 0;
  const start = rig.clock.now();
  let isOver = false;
  const polling = (async () => {
    while (!isOver) {
      await rig.clock.sleep(POLLER_MS);
      await look(false).catch(() => undefined);
    }
  })();
  // The rig's own clock does not see this client's calls: let them end before time goes on.
  const settle = async (): Promise<void> => {
    for (let calm = 0; calm < 8; calm = onWire > 0 ? 0 : calm + 1)
      await new Promise((resolve) => setImmediate(resolve));
  };
  const { runFor } = rig.clock;
  rig.clock.runFor = async (ms) => {
    const end = rig.clock.now() + ms;
    while (rig.clock.now() < end) {
      await runFor(Math.min(1_000, end - rig.clock.now()));
      await settle();
    }
  };
  await live(rig, day);
  await rig.clock.runFor(start + day.lengthMs + 10 * 60_000 - rig.clock.now());
  isOver = true;
  void polling;
  const delays = [...written].map(([text, at]) => (known.get(text) ?? Number.POSITIVE_INFINITY) - at);
  const side = { ...sum(calls), delays };
  await rig.stop();
  return side;
}

/** Editions that more than one agent can have. */
const editions = Object.keys(EDITIONS).filter((name) => name !== 'free');

const summary = ({ calls, credits, byOperation, delays }: Side) => {
  const sorted = delays.filter(Number.isFinite).sort((a, b) => a - b);
  return {
    calls,
    credits,
    customerThreads: delays.length,
    seen: sorted.length,
    delaySeconds: {
      median: seconds(quantile(sorted, 0.5)),
      p95: seconds(quantile(sorted, 0.95)),
      worst: seconds(sorted.at(-1) ?? Number.NaN),
    },
    byOperation,
  };
};

const days: (ReturnType<typeof summary> & { seed: number })[] = [];
const delays: number[] = [];
for (const seed of seeds) {
  const side = await ours(seed);
  delays.push(...side.delays);
  days.push({ seed, ...summary(side) });
  const { credits, delaySeconds } = days.at(-1) as (typeof days)[number];
  process.stderr.write(`seed ${seed}: ${credits} credits, median ${delaySeconds.median} s\n`);
}
const mean = (values: readonly number[]): number =>
  Math.round(values.reduce((sum, value) => sum + value, 0) / values.length);
const sortedDelays = delays.sort((a, b) => a - b);
const our = {
  credits: mean(days.map(({ credits }) => credits)),
  mostCredits: Math.max(...days.map(({ credits }) => credits)),
  calls: mean(days.map(({ calls }) => calls)),
  customerThreads: delays.length,
  seen: delays.filter(Number.isFinite).length,
  /** Of all days' customer threads together. */
  delaySeconds: {
    median: seconds(quantile(sortedDelays, 0.5)),
    p95: seconds(quantile(sortedDelays, 0.95)),
    worst: seconds(sortedDelays.at(-1) ?? Number.NaN),
  },
  medians: days.map(({ delaySeconds }) => delaySeconds.median),
};
const poller = summary(await naive(firstSeed));
const curve = [1, 5, 20, 50, 100, 200, 350, 500].map((agents) => ({
  agents,
  ours: agents * our.credits,
  poller: agents * poller.credits,
  share: Object.fromEntries(
    editions.map((name) => {
      const share = (credits: number): number =>
        Math.round((1000 * agents * credits) / creditsOfEdition(name, agents)) / 1000;
      return [name, { ours: share(our.credits), poller: share(poller.credits) }];
    }),
  ),
}));
const result = {
  bench: 'credits',
  seeds,
  tickets: TICKETS,
  day: { hours: 8, changes: 300, customersWriting: 120, outageMinutes: 20 },
  ours: our,
  days,
  poller,
  aims: { credits: 1_000, medianSeconds: 45 },
  reached: { credits: our.mostCredits <= 1_000, median: our.delaySeconds.median <= 45 },
  curve,
};
mkdirSync('out', { recursive: true });
writeFileSync('out/bench-credits.json', `${JSON.stringify(result, null, 2)}\n`);
const percent = (share: number | undefined): string => `${Math.round((share ?? 0) * 100)}%`;
console.log(
  `${seeds.length} days of eight hours, 300 changes each, 120 of them customers writing, one outage of 20 minutes`,
);
for (const [name, side] of [
  ['this console', our],
  ['poller, 2 min', poller],
] as const) {
  console.log(
    `  ${name.padEnd(14)} ${String(side.credits).padStart(6)} credits ${String(side.calls).padStart(6)} calls  customer to notification: median ${side.delaySeconds.median} s, p95 ${side.delaySeconds.p95} s, worst ${side.delaySeconds.worst} s (${side.seen} of ${side.customerThreads})`,
  );
}
console.log(`  at most ${our.mostCredits} credits a day; medians of the days ${our.medians.join(', ')} s`);
console.log("Share of an organisation's credits, ours and the poller's:");
for (const { agents, share } of curve) {
  const parts = Object.entries(share).map(([name, { ours: a, poller: b }]) => `${name} ${percent(a)} / ${percent(b)}`);
  console.log(`  ${String(agents).padStart(3)} agents  ${parts.join('  ')}`);
}
process.exitCode = result.reached.credits && result.reached.median && our.seen === our.customerThreads ? 0 : 1;
