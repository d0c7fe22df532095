import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ApiClient } from '../../../src-main/api/client.ts';
import { createTicketHandlers } from '../../../src-main/handlers/tickets.ts';
import { createWriteHandlers } from '../../../src-main/handlers/writes.ts';
import { systemClock } from '../../../src-main/lib/clock.ts';
import { silentLogger } from '../../../src-main/lib/logger.ts';
import { createEffective } from '../../../src-main/outbox/effective.ts';
import { createOutbox, type Outbox } from '../../../src-main/outbox/outbox.ts';
import { openAgentDatabase } from '../../../src-main/store/agent-database.ts';
import { type Cache, openCache } from '../../../src-main/store/cache.ts';

const TICKETS = 10_000;
const QUEUED = 500;
/** Microseconds of this process's processor for one run of `work`, the middle one of `runs`. */
async function costOf(runs: number, work: (run: number) => unknown): Promise<number> {
  const costs: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    const before = process.cpuUsage();
    await work(run);
    const { user, system } = process.cpuUsage(before);
    costs.push(user + system);
  }
  return costs.sort((a, b) => a - b)[runs >> 1] ?? 0;
}

const dir = mkdtempSync(join(tmpdir(), 'deskhand-cost-'));
const id = (i: number): string => String(1_892_000_010_000_000_000n + BigInt(i));
let cache: Cache;
let reads: ReturnType<typeof createTicketHandlers>;
let writes: ReturnType<typeof createWriteHandlers>;
let outbox: Outbox;

beforeAll(() => {
  ({ cache } = openCache(join(dir, 'cache.db')));
  for (let i = 0; i < TICKETS; i += 1_000) {
    cache.tickets.upsertRows(
      Array.from({ length: 1_000 }, (_, k) => ({
        id: id(i + k),
        subject: `Subject ${i + k}`,
        status: (i + k) % 50 === 0 ? 'Resolved' : 'Open',
        statusType: (i + k) % 50 === 0 ? 'Closed' : 'Open',
        createdTime: new Date(1_700_000_000_000 + (i + k) * 1_000).toISOString(),
      })),
      Date.now(),
    );
  }
  const owner = { deskUrl: 'http://desk', orgId: '1', agentId: '1' };
  // Nothing ever goes out: everything stays queued.
  const client = { deskUrl: owner.deskUrl, onOutcome: () => () => true, call: () => new Promise(() => undefined) };
  outbox = createOutbox({
    db: openAgentDatabase(join(dir, 'agent.db'), owner, Date.now()).db,
    filesDir: join(dir, 'files'),
    client: client as unknown as ApiClient,
    clock: systemClock,
    logger: silentLogger,
    agentId: '1',
    maySend: () => true,
    onChange: () => undefined,
  });
  const author = () => ({ agentId: '1', name: 'Jade', email: null, mentions: () => ({}), clockOffsetMs: 0 });
  const effective = createEffective({ outbox, cache, clock: systemClock, author });
  reads = createTicketHandlers({ cache, agentId: '1', serviceNow: () => Date.now(), effective });
  writes = createWriteHandlers({ outbox, cache, effective, isOffline: () => true, onAnswer: () => undefined });
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

it(`a list among ${TICKETS} tickets costs as much with ${QUEUED} queued changes as with none, also while more come in`, async () => {
  const look = (run: number): unknown =>
    reads['tickets.list']({
      view: (['allOpen', 'myOpen', 'unassigned', 'closed'] as const)[run % 4]!,
      offset: run % 5 === 0 ? 400 : 0,
      limit: 50,
    });
  const LOOKS = 60;
  const bare = await costOf(LOOKS, look);
  for (let i = 0; i < QUEUED; i += 1) {
    const ticketId = id(TICKETS - 1 - i * 7);
    if (i % 3 === 0) await writes['tickets.close']({ id: ticketId, status: 'Closed' });
    else if (i % 3 === 1) await writes['tickets.assign']({ id: ticketId, assigneeId: '1' });
    else
      await writes['comments.create']({ ticketId, content: 'x', contentType: 'plainText', isPublic: false, files: [] });
  }
  await reads['tickets.counts']({});
  const costs: number[] = [];
  for (let i = 0; i < LOOKS; i += 1) {
    await writes['tickets.assign']({ id: id(i * 11), assigneeId: '1' });
    // A poll writes rows too.
    if (i % 10 === 0) cache.tickets.upsertRows([{ id: id(i), subject: `again ${i}` }], Date.now());
    costs.push(await costOf(1, () => look(i)));
  }
  const queued = costs.sort((a, b) => a - b)[LOOKS >> 1] ?? 0;
  expect(queued).toBeLessThan(20 * bare);
});

it('knows a status of the portal’s own that closes, and holds no other change', async () => {
  const [closing, other] = [id(TICKETS - 2), id(TICKETS - 3)];
  await writes['tickets.update']({ id: closing, fields: { status: 'Resolved' } });
  await writes['tickets.update']({ id: other, fields: { status: 'Waiting' } });
  const { rows } = await reads['tickets.list']({ view: 'closed', offset: 0, limit: 5 });
  expect(rows[0]).toMatchObject({ id: closing, status: 'Resolved', statusType: 'Closed' });
  const open = await reads['tickets.list']({ view: 'allOpen', offset: 0, limit: 5 });
  expect(open.rows.map((row) => row.id)).toContain(other);
  expect(open.rows.map((row) => row.id)).not.toContain(closing);
});

it('counting what waits, and choosing what goes out, reads no text of it, however long', async () => {
  const content = `<p>${'said before '.repeat(4_000)}</p>`;
  for (let i = 0; i < QUEUED; i += 1) {
    outbox.enqueue('reply.send', { ticketId: id(i), to: 'carol@example.com', content }, { wasOffline: true });
  }
  const { unsettled, byState } = outbox.counts();
  expect(unsettled).toBe(byState.held + byState.queued);
  const { jobs } = outbox;
  const reading = await costOf(9, () => jobs.listUnsettled());
  expect(20 * (await costOf(9, () => outbox.counts()))).toBeLessThan(reading);
  expect(20 * (await costOf(9, () => outbox.recentJobs(['timeEntry', 'task'])))).toBeLessThan(reading);
  expect(20 * (await costOf(9, () => [jobs.listStartable(Date.now(), 1), jobs.nextDue(Date.now())]))).toBeLessThan(
    reading,
  );
  const { drafts } = outbox;
  for (let i = 0; i < QUEUED; i += 1)
    drafts.save(`reply:${id(i)}`, id(i), { kind: 'reply', content, contentType: 'html' }, i);
  expect(drafts.ticketIds()).toHaveLength(QUEUED);
  expect(20 * (await costOf(9, () => drafts.ticketIds()))).toBeLessThan(await costOf(9, () => drafts.list()));
});
