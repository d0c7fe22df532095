/** `node test/bench/outbox.ts`: pressing Send to the item being in the timeline, with 500 items queued and a large cache. */
import { mkdtempSync, rmSync } from 'node:fs';
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
const writes = createWriteHandlers({ outbox, cache, effective, isOffline: () => true });
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

for (let i = 0; i < QUEUED; i += 1) await press(i * 7);
const times: number[] = [];
for (let i = 0; i < PRESSES; i += 1) times.push(await press(i * 11 + 3));
times.sort((a, b) => a - b);
const at = (share: number): number => Math.round((times[Math.floor(times.length * share)] ?? 0) * 100) / 100;
console.log(
  JSON.stringify({
    tickets: TICKETS,
    queued: QUEUED,
    presses: PRESSES,
    p50Ms: at(0.5),
    p95Ms: at(0.95),
    p99Ms: at(0.99),
  }),
);
rmSync(dir, { recursive: true, force: true });
process.exit(at(0.95) < 50 ? 0 : 1);
