import { afterEach, expect, it } from 'vitest';
import { viewFilter } from '../../../src-preload/contract/views.ts';
import { createDemoDesk, type DemoDesk } from '../../../src-main/demo-desk/desk.ts';
import { type Core, startCore } from '../../factories/core.ts';
import { until } from '../../fakes/until.ts';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function open(manner: 'live' | 'reference'): Promise<{ desk: DemoDesk; core: Core; id: string }> {
  const desk = await createDemoDesk({ tickets: 20, anyLoopbackPort: true, manner });
  closing.push(() => desk.close());
  const core = await startCore({ desk });
  closing.push(() => core.stop());
  await core.ready();
  await core.synced();
  const [ticket] = (await core.call('tickets.list', { view: 'allOpen', offset: 0, limit: 1 })).rows;
  const id = ticket?.id ?? '';
  await core.call('sync.focus', { ticketId: id, visibleIds: [id] });
  return { desk, core, id };
}
const control = (desk: DemoDesk, method: string, path: string, body?: unknown): Promise<Response> =>
  fetch(`${desk.url}/__demo/${path}`, {
    method,
    headers: { 'x-demo-key': desk.key },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });

it('a tag shows at once, goes out after the undo window, and is found done where nobody knew', async () => {
  const { desk, core, id } = await open('live');
  const shown = async () => (await core.call('tickets.get', { id }))?.tags;
  const had = await until('they are read', async () => {
    const tags = await shown();
    return tags?.isKnown === true ? tags.names : null;
  });
  await control(desk, 'PUT', 'faults', [
    { match: { operation: 'associateTags' }, times: 1, fault: { kind: 'processThenDrop' } },
  ]);
  await core.call('outbox.updateSettings', { undoMs: 60_000 });
  const called = await core.call('tickets.tag', { id, name: 'wrong', isTagged: true });
  expect(await shown()).toEqual({ names: [...had, 'wrong'], isKnown: true });
  expect((await core.call('tickets.get', { id }))?.fieldStates).toEqual({ tags: 'waits' });
  await core.call('outbox.cancel', { id: called.jobId });
  expect(await shown()).toEqual({ names: had, isKnown: true });
  await core.call('outbox.updateSettings', { undoMs: 0 });
  await core.call('tickets.tag', { id, name: ' Late ', isTagged: true });
  await core.call('tickets.tag', { id, name: 'night', isTagged: true });
  await until('they are told', async () => (await core.call('outbox.counts', {})).unsettled === 0);
  expect(await shown()).toEqual({ names: [...had, 'Late', 'night'], isKnown: true });
  expect((await core.call('views.fields', {})).tags).toEqual(expect.arrayContaining(['Late', 'night']));

  const withTag = async (...tags: string[]) =>
    (await core.call('views.count', { filter: viewFilter.parse({ tags }) })).count;
  expect([await withTag('LATE'), await withTag('nothing', 'night'), await withTag('nothing')]).toEqual([1, 1, 0]);
  await core.call('tickets.tag', { id, name: 'night', isTagged: false });
  await until('that too', async () => (await core.call('outbox.counts', {})).unsettled === 0);
  const ledger = await (await control(desk, 'GET', 'ledger')).text();
  expect(ledger.match(/"operation":"(as|dis)sociate/g)).toHaveLength(3);
  expect(await shown()).toEqual({ names: [...had, 'Late'], isKnown: true });
});

it('where the service has no tags nothing is said of them', async () => {
  const { core, id } = await open('reference');
  await until('it was looked at', async () => {
    await core.call('sync.focus', { ticketId: id, visibleIds: [id] });
    return (await core.call('tickets.get', { id }))?.isComplete === true;
  });
  expect((await core.call('tickets.get', { id }))?.tags).toBeNull();
});
