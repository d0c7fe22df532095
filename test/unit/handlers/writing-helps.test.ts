import { afterEach, describe, expect, it } from 'vitest';
import { createDemoDesk } from '../../../src-main/demo-desk/desk.ts';
import { type Core, startCore } from '../../factories/core.ts';
import { until } from '../../fakes/until.ts';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});
async function start(): Promise<Core> {
  const desk = await createDemoDesk({ tickets: 20, anyLoopbackPort: true });
  closing.push(() => desk.close());
  const core = await startCore({ desk, config: { depth: 'all' } });
  closing.push(() => core.stop());
  await core.ready();
  await core.synced();
  return core;
}

describe('what helps with writing', () => {
  it('is kept for the agent, and none of it goes to the service', async () => {
    const core = await start();
    const { call } = core;
    expect(await call('mailReplyAddresses.list', {})).toContainEqual(
      expect.objectContaining({
        address: expect.stringContaining('@') as string,
        departmentId: expect.any(String) as string,
      }),
    );
    await call('signatures.save', { key: 'a@b.example', text: 'Ann' });
    await call('signatures.save', { key: 'a@b.example', text: 'Ann, Support' });
    expect(await call('signatures.list', {})).toEqual([{ key: 'a@b.example', text: 'Ann, Support' }]);
    await call('signatures.save', { key: 'a@b.example', text: '  ' });
    expect(await call('signatures.list', {})).toEqual([]);
    await call('trustedSenders.set', { address: ' Ann@B.example ', isTrusted: true });
    expect(await call('trustedSenders.list', {})).toEqual(['ann@b.example']);
    await call('trustedSenders.set', { address: 'ann@b.example', isTrusted: false });
    expect(await call('trustedSenders.list', {})).toEqual([]);
    await until('it is told', () => core.events.some(({ name }) => name === 'writingHelps.changed'));
  });

  it('canned replies come back from their own export, each once, with their short names', async () => {
    const { call } = await start();
    const thanks = await call('cannedReplies.save', { id: null, name: 'Thanks', shortcut: 'THX', text: 'Thank you' });
    expect(thanks.shortcut).toBe('thx');
    await call('cannedReplies.save', { id: null, name: 'Again', shortcut: '', text: 'Once more' });
    await expect(
      call('cannedReplies.save', { id: null, name: 'Other', shortcut: 'thx', text: 'x' }),
    ).rejects.toMatchObject({ error: { code: 'conflict' } });
    expect((await call('cannedReplies.list', {})).map(({ name }) => name)).toEqual(['Again', 'Thanks']);
    const { json } = await call('cannedReplies.export', {});
    expect(await call('cannedReplies.import', { json })).toEqual({ count: 0 });
    await call('cannedReplies.remove', { id: thanks.id });
    expect(await call('cannedReplies.import', { json })).toEqual({ count: 1 });
    expect(await call('cannedReplies.list', {})).toContainEqual(
      expect.objectContaining({ name: 'Thanks', shortcut: 'thx', text: 'Thank you' }),
    );
    for (const bad of [
      '',
      '[]',
      '{"deskhand":"other","replies":[]}',
      '{"deskhand":"cannedReplies","replies":[{"name":1}]}',
    ]) {
      await expect(call('cannedReplies.import', { json: bad })).rejects.toMatchObject({ error: { code: 'invalid' } });
    }
  });
});
