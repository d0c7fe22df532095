import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { createDemoDesk, type DemoDesk, type DemoDeskOptions } from '../../../src-main/demo-desk/desk.ts';
import type { TicketRow } from '../../../src-preload/contract/tickets.ts';
import { type Core, startCore } from '../../factories/core.ts';
import { createFakeHost } from '../../fakes/host.ts';
import { until } from '../../fakes/until.ts';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function desk(options: DemoDeskOptions = {}): Promise<DemoDesk> {
  const made = await createDemoDesk({ tickets: 60, anyLoopbackPort: true, ...options });
  closing.push(() => made.close());
  return made;
}
async function core(on: DemoDesk, options: Partial<Parameters<typeof startCore>[0]> = {}): Promise<Core> {
  const started = await startCore({ desk: on, ...options });
  closing.push(() => started.stop());
  return started;
}

async function allTickets({ call }: Core): Promise<TicketRow[]> {
  const rows: TicketRow[] = [];
  for (const view of ['allOpen', 'closed'] as const) {
    for (let offset = 0; ; offset += 50) {
      const page = await call('tickets.list', { view, offset, limit: 50 });
      rows.push(...page.rows);
      if (offset + 50 >= page.total) break;
    }
  }
  return rows;
}

describe.each(['live', 'reference'] as const)('first sync, %s manner', (manner) => {
  it('signs in over loopback, pulls everything, and shows tickets with their threads and comments', async () => {
    const service = await desk({ manner });
    const console_ = await core(service);
    await console_.ready();
    await console_.synced();
    const rows = await allTickets(console_);
    expect(rows).toHaveLength(60);
    expect(new Set(rows.map(({ id }) => id)).size).toBe(60);
    const counts = await console_.call('tickets.counts', {});
    expect(counts.allOpen + counts.closed).toBe(60);
    for (const { id, threadCount } of rows) {
      const timeline = await console_.call('tickets.timeline', { id });
      const threads = timeline.filter(({ kind }) => kind === 'thread');
      expect(threads.length).toBeGreaterThanOrEqual(threadCount);
      expect(threads.every((item) => item.kind === 'thread' && item.content !== null)).toBe(true);
      expect((await console_.call('tickets.get', { id }))?.isComplete).toBe(true);
    }
  });

  it('opens everything from the cache when the service is gone, and says since when', async () => {
    const service = await desk({ manner });
    const first = await core(service);
    await first.ready();
    await first.synced();
    const before = await first.call('tickets.list', { view: 'allOpen', offset: 0, limit: 50 });
    const known = (await first.call('sync.status', {})).perNoun;
    await first.stop();
    await service.close();
    const second = await core(service, { host: first.host });
    await second.ready();
    const after = await second.call('tickets.list', { view: 'allOpen', offset: 0, limit: 50 });
    expect(after.rows).toEqual(before.rows);
    const [row] = after.rows;
    expect((await second.call('tickets.timeline', { id: row?.id ?? '' })).length).toBeGreaterThan(0);
    const status = await until('it says offline', async () => {
      const now = await second.call('sync.status', {});
      return now.connection === 'offline' ? now : null;
    });
    // Where a look at the tickets does not tell their fields, a list is only as new as the last read of those: of open ones
    // alone, or of all.
    const { ticketFields, closedTickets, sweep } = status.perNoun!;
    expect([ticketFields, closedTickets]).toEqual([known?.ticketFields, known?.closedTickets]);
    if (manner === 'live') expect([ticketFields, closedTickets]).toEqual([status.asOf, status.asOf]);
    else expect([closedTickets, ticketFields === status.asOf]).toEqual([sweep, false]);
    expect(status.reason).toMatch(/refused/);
  });
});

it('keeps ids of 19 digits that come as bare numbers', async () => {
  const service = await desk({ bareIds: true, tickets: 20 });
  const console_ = await core(service);
  await console_.ready();
  await console_.synced();
  const rows = await allTickets(console_);
  expect(rows).toHaveLength(20);
  for (const { id } of rows) expect(Number.isSafeInteger(Number(id)) ? '' : id).toMatch(/^\d{16,19}$/);
});

it('shows what a customer writes later, in the open ticket at once when it is on screen', async () => {
  const service = await desk({ tickets: 20 });
  const console_ = await core(service);
  await console_.ready();
  await console_.synced();
  const [ticket] = (await console_.call('tickets.list', { view: 'allOpen', offset: 0, limit: 1 })).rows;
  const id = ticket?.id ?? '';
  const response = await fetch(`${service.url}/__demo/traffic`, {
    method: 'POST',
    headers: { 'x-demo-key': service.key, 'content-type': 'application/json' },
    body: JSON.stringify({
      events: [{ kind: 'customerThread', ticketId: id, content: 'It is still broken, you know' }],
    }),
  });
  expect(response.ok).toBe(true);
  await console_.call('sync.now', {});
  await until('the new thread is there', async () =>
    (await console_.call('tickets.timeline', { id })).some(
      (item) => item.kind === 'thread' && item.content?.includes('still broken'),
    ),
  );
});

it('throws a damaged cache away while running, and pulls it again', async () => {
  const service = await desk({ tickets: 20 });
  const first = await core(service);
  await first.ready();
  await first.synced();
  await first.stop();
  const [workspace] = readdirSync(join(first.host.dataDir, 'workspaces'));
  const file = join(first.host.dataDir, 'workspaces', workspace ?? '', 'cache.db');
  expect(existsSync(file)).toBe(true);
  writeFileSync(file, Buffer.alloc(8192, 7));
  const second = await core(service, {
    host: createFakeHost({ dataDir: first.host.dataDir, secretsMap: first.host.secretsMap }),
  });
  await second.ready();
  await second.synced();
  expect(await allTickets(second)).toHaveLength(20);
  expect((await second.call('app.info', {})).notices.map(({ id }) => id)).toContain('cacheRebuilt');
});

it('answers unauthorized, not an exception, before anybody is signed in', async () => {
  const service = await desk({ tickets: 5 });
  const console_ = await core(service, { config: { demoConsent: null } });
  await expect(console_.call('tickets.counts', {})).rejects.toMatchObject({ error: { code: 'unauthorized' } });
  expect(await console_.app.transport.call('tickets.nothing', {})).toMatchObject({
    ok: false,
    error: { code: 'invalid' },
  });
  expect(await console_.app.transport.call('tickets.list', { view: 7 })).toMatchObject({
    ok: false,
    error: {
      code: 'invalid',
      fields: { '/view': expect.any(String) as unknown, '/limit': expect.any(String) as unknown },
    },
  });
});
