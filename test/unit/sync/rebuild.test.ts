import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { createDemoDesk } from '../../../src-main/demo-desk/desk.ts';
import { cacheFile } from '../../factories/console.ts';
import { compareWithDesk } from '../../factories/convergence.ts';
import { type Core, startCore } from '../../factories/core.ts';
import { createFakeHost } from '../../fakes/host.ts';
import { until } from '../../fakes/until.ts';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

it('brings everything back when cache.db is deleted while work is queued, and loses nothing of it', async () => {
  const desk = await createDemoDesk({ tickets: 40, anyLoopbackPort: true });
  closing.push(() => desk.close());
  const first = await startCore({ desk });
  await first.ready();
  await first.synced();
  const { rows } = await first.call('tickets.list', { view: 'allOpen', offset: 0, limit: 3 });
  const [ticket, other] = rows;
  if (ticket === undefined || other === undefined) throw new Error('too few tickets');
  // No network: what the agent does now can only wait.
  await desk.pause();
  await first.call('drafts.save', {
    key: `reply:${other.id}`,
    ticketId: other.id,
    doc: { kind: 'reply', content: 'half a sentence, and' },
  });
  await first.call('comments.create', { ticketId: ticket.id, content: 'written in a tunnel', isPublic: false });
  expect((await first.call('outbox.counts', {})).unsettled).toBe(1);
  await first.stop();

  const file = cacheFile(first.host.dataDir);
  for (const suffix of ['', '-wal', '-shm']) rmSync(file + suffix, { force: true });
  const host = createFakeHost({ dataDir: first.host.dataDir, secretsMap: first.host.secretsMap });
  await desk.resume();
  const second: Core = await startCore({ desk, host });
  closing.push(() => second.stop());
  await second.ready();
  expect((await second.call('drafts.get', { key: `reply:${other.id}` }))?.doc.content).toBe('half a sentence, and');
  await second.synced();
  // The comment went out once, from the queue that the deletion never touched.
  await until('the comment is sent and known', async () => {
    await second.call('sync.now', {});
    const timeline = await second.call('tickets.timeline', { id: ticket.id });
    return timeline.some(
      (item) => item.kind === 'comment' && item.content.includes('in a tunnel') && item.pending === undefined,
    );
  });
  await second.call('sync.sweep', {});
  await until('the sweep is done', async () => {
    const { perNoun, progress } = await second.call('sync.status', {});
    return progress === null && (perNoun?.sweep ?? 0) > 0;
  });
  await second.synced();
  // The service's index of changes lags some seconds behind the comment.
  await until('the cache is as the desk', async () => {
    await second.call('sync.now', {});
    await second.synced();
    return (await compareWithDesk(desk.url, desk.key, file)).every(({ differences }) => differences.length === 0);
  }).catch(() => undefined);
  await second.stop();
  closing.splice(1);
  expect(readdirSync(join(host.dataDir, 'workspaces'))).toHaveLength(1);
  for (const { noun, cache, desk: expected, differences } of await compareWithDesk(desk.url, desk.key, file))
    expect({ noun, ...cache, differences }).toEqual({ noun, ...expected, differences: [] });
  const response = await fetch(`${desk.url}/__demo/ledger`, { headers: { 'x-demo-key': desk.key } });
  const { entries } = (await response.json()) as { entries: { noun: string; fields: { content?: string } }[] };
  expect(
    entries.filter(({ noun, fields }) => noun === 'comment' && fields.content?.includes('in a tunnel')),
  ).toHaveLength(1);
}, 120_000);
