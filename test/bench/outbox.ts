/** `node test/bench/outbox.ts`: from pressing Send to the item in the timeline, and lists, with 500 items queued and a large cache. JSON in out/bench-outbox.json. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ApiClient } from '../../src-main/api/client.ts';
import { systemClock } from '../../src-main/lib/clock.ts';
import { silentLogger } from '../../src-main/lib/logger.ts';
import { createEffective } from '../../src-main/outbox/effective.ts';
import { createOutbox } from '../../src-main/outbox/outbox.ts';
import { openAgentDatabase } from '../../src-main/store/agent-database.ts';
import { openCache } from '../../src-main/store/cache.ts';
import { createTicketHandlers } from '../../src-main/handlers/tickets.ts';
import { createWriteHandlers } from '../../src-main/handlers/writes.ts';

const TICKETS = Number(process.argv[2] ?? 100_000);
const QUEUED = 500;
const PRESSES = 200;
const LOOKS = 400;
const dir = mkdtempSync(join(tmpdir(), 'deskhand-bench-'));
const { cache } = openCache(join(dir, 'cache.db'));
const id = (i: number): string => String(1_892_000_010_000_000_000n + BigInt(i));
for (let i = 0; i < TICKETS; i += 1_000) {
  cache.tickets.upsertRows(
    Array.from({ length: 1_000 }, (_, k) => ({
      id: id(i + k),
      ticketNumber: String(i + k),
      subject: `Subject ${i + k}`,
      status: 'Open',
      statusType: 'Open',
      createdTime: new Date(1_700_000_000_000 + (i + k) * 1_000).toISOString(),
    })),
    Date.now(),
  );
}
const owner = { deskUrl: 'http://desk', orgId: '1', agentId: '1' };
const database = openAgentDatabase(join(dir, 'agent.db'), owner, Date.now());
// The network is down: nothing of what is written leaves, everything stays queued.
const client = {
  deskUrl: owner.deskUrl,
  calls: 0,
  onOutcome: () => () => true,
  call: () => new Promise(() => undefined),
};
const outbox = createOutbox({
  db: database.db,
  filesDir: join(dir, 'files'),
  client: client as unknown as ApiClient,
  clock: systemClock,
  logger: silentLogger,
  agentId: '1',
  maySend: () => true,
  onChange: () => undefined,
});
const effective = createEffective({
  outbox,
  cache,
  clock: systemClock,
  author: () => ({ agentId: '1', name: 'Jade', email: null, mentions: () => ({}), clockOffsetMs: 0 }),
});
const reads = createTicketHandlers({ cache, agentId: '1', serviceNow: () => Date.now(), effective });
const writes = createWriteHandlers({ outbox, cache, effective, isOffline: () => true, onAnswer: () => undefined });
outbox.start();

async function press(i: number): Promise<number> {
  const ticketId = id(i % TICKETS);
  const startedAt = performance.now();
  const { jobId } = await writes['replies.send']({
    ticketId,
    channel: 'EMAIL',
    to: 'carol@example.com',
    contentType: 'html',
    content: `<p>${'words '.repeat(200)}${i}</p>`,
    files: [],
    thenStatus: null,
  });
  const items = await reads['tickets.timeline']({ id: ticketId });
  if (!items.some((item) => item.id === `job:${jobId}`)) throw new Error('the reply is not in the timeline');
  return performance.now() - startedAt;
}

/** A list or the counts, while changes that move tickets between lists come in. */
async function look(i: number): Promise<number> {
  await writes['tickets.assign']({ id: id((i * 13) % TICKETS), assigneeId: i % 3 === 0 ? '1' : null });
  const startedAt = performance.now();
  const view = (['allOpen', 'myOpen', 'unassigned', 'closed'] as const)[i % 4] ?? 'allOpen';
  if (i % 5 === 4) await reads['tickets.counts']({});
  else await reads['tickets.list']({ view, offset: i % 7 === 0 ? 200 : 0, limit: 50 });
  return performance.now() - startedAt;
}
const at = (times: readonly number[], share: number): number =>
  Math.round(([...times].sort((a, b) => a - b)[Math.floor(times.length * share)] ?? 0) * 100) / 100;

for (let i = 0; i < QUEUED; i += 1) {
  if (i % 4 === 0) await writes['tickets.close']({ id: id(i * 7), status: 'Closed' });
  else await press(i * 7);
}
const times: number[] = [];
for (let i = 0; i < PRESSES; i += 1) times.push(await press(i * 11 + 3));
const looks: number[] = [];
for (let i = 0; i < LOOKS; i += 1) looks.push(await look(i));
const result = {
  tickets: TICKETS,
  queued: QUEUED,
  presses: PRESSES,
  p50Ms: at(times, 0.5),
  p95Ms: at(times, 0.95),
  p99Ms: at(times, 0.99),
  lists: LOOKS,
  listP50Ms: at(looks, 0.5),
  listP95Ms: at(looks, 0.95),
  listP99Ms: at(looks, 0.99),
};
/** Bounds in milliseconds, each with what was seen. */
const verdicts = [
  { name: 'Send to the timeline, p95', limit: 50, seen: result.p95Ms },
  { name: 'a list, p95', limit: 20, seen: result.listP95Ms },
].map((verdict) => ({ ...verdict, ok: verdict.seen < verdict.limit }));
for (const { name, limit, seen, ok } of verdicts) {
  console.log(`${ok ? 'ok  ' : 'FAIL'} ${name}: ${seen.toFixed(1)} ms of ${limit} ms`);
}
mkdirSync('out', { recursive: true });
writeFileSync('out/bench-outbox.json', `${JSON.stringify({ ...result, verdicts }, null, 2)}\n`);
rmSync(dir, { recursive: true, force: true });
process.exit(verdicts.every(({ ok }) => ok) ? 0 : 1);
