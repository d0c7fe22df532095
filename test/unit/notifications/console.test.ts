import { afterEach, expect, it } from 'vitest';
import { createDemoDesk } from '../../../src-main/demo-desk/desk.ts';
import { startCore } from '../../factories/core.ts';
import { until } from '../../fakes/until.ts';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

it('the console tells of a snooze that is over and of a comment that was refused, and where each opens', async () => {
  const desk = await createDemoDesk({ tickets: 30, anyLoopbackPort: true });
  closing.push(() => desk.close());
  const core = await startCore({ desk });
  closing.push(() => core.stop());
  await core.ready();
  await core.synced();
  const { rows } = await core.call('tickets.list', { view: 'allOpen', offset: 0, limit: 3 });
  const [snoozed, other, third] = rows;
  if (snoozed === undefined || other === undefined || third === undefined) throw new Error('too few tickets');
  // Put off a moment after its customer wrote: that is no reason to say nothing when its time is there.
  await fetch(`${desk.url}/__demo/traffic`, {
    method: 'POST',
    headers: { 'x-demo-key': desk.key },
    body: JSON.stringify({ events: [{ kind: 'customerThread', ticketId: snoozed.id }], seed: 1 }),
  });
  await until('it is here', async () => {
    await core.call('sync.now', {});
    const items = await core.call('tickets.timeline', { id: snoozed.id });
    return items.some(({ time }) => Date.now() - Date.parse(time ?? '') < 60_000);
  });
  await core.call('snoozes.set', { ticketIds: [snoozed.id], until: Date.now() + 200 });
  await fetch(`${desk.url}/__demo/faults`, {
    method: 'PUT',
    headers: { 'x-demo-key': desk.key },
    body: JSON.stringify([
      { match: { method: 'POST', path: '/api/v1/tickets/*/comments' }, fault: { kind: 'status', status: 403 } },
      { match: { method: 'PATCH', path: '/api/v1/tickets/*' }, fault: { kind: 'status', status: 403 } },
    ]),
  });
  await core.call('comments.create', { ticketId: other.id, content: 'May I?', isPublic: false });
  const announced = await until('both are announced', async () => {
    const { rows: list } = await core.call('notifications.list', { offset: 0, limit: 10 });
    // What the customer wrote may be news as well.
    return ['snooze', 'failed'].every((kind) => list.some((row) => row.kind === kind)) ? list : null;
  });
  const byKind = Object.fromEntries(announced.map((row) => [row.kind, row]));
  expect(byKind['snooze']).toMatchObject({ ticketId: snoozed.id, route: `#/tickets/${snoozed.id}` });
  expect(byKind['failed']).toMatchObject({ ticketId: other.id, route: expect.stringMatching(/^#\/outbox\//) });
  await until('both popped up', () => Promise.resolve(core.host.notifications.length >= 2));
  await core.call('settings.update', { language: 'zh' });
  await core.call('tickets.update', { id: third.id, fields: { category: 'Printers' } });
  const change = await until('the change is announced', async () => {
    const { rows: list } = await core.call('notifications.list', { offset: 0, limit: 10 });
    return list.find(({ title }) => title === '未发出') ?? null;
  });
  expect(change).toMatchObject({ line: '修改工单', ticketNumber: third.number, subject: third.subject });
});

it.each([
  ['live', true],
  ['reference', false],
] as const)('following a ticket goes to the service where it has followers: %s manner', async (manner, hasThem) => {
  const desk = await createDemoDesk({ tickets: 20, anyLoopbackPort: true, manner });
  closing.push(() => desk.close());
  const core = await startCore({ desk });
  closing.push(() => core.stop());
  await core.ready();
  await core.synced();
  const [ticket] = (await core.call('tickets.list', { view: 'allOpen', offset: 0, limit: 1 })).rows;
  const ticketId = ticket?.id ?? '';
  const told = async (): Promise<unknown[]> => {
    const response = await fetch(`${desk.url}/__demo/ledger`, { headers: { 'x-demo-key': desk.key } });
    const text = await response.text();
    return text.match(/"operation":"(add|remove)Followers"/g) ?? [];
  };
  for (const followed of [true, false]) {
    await core.call('notifications.follow', { ticketId, followed });
    await until('it is told', async () => (await core.call('outbox.counts', {})).unsettled === 0);
    expect((await core.call('notifications.ofTicket', { ticketId })).isFollowed).toBe(followed);
  }
  expect(await told()).toHaveLength(hasThem ? 2 : 0);
  // What is known to be absent is not tried again.
  if (!hasThem) {
    const before = (await core.call('outbox.list', {})).items.length;
    await core.call('notifications.follow', { ticketId, followed: true });
    expect((await core.call('outbox.list', {})).items).toHaveLength(before);
  }
});
