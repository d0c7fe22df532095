import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { createDemoDesk, type DemoDesk } from '../../../src-main/demo-desk/desk.ts';
import { CallError, type Core, startCore } from '../../factories/core.ts';
import { until } from '../../fakes/until.ts';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function ready(): Promise<{ desk: DemoDesk; core: Core; ticketId: string }> {
  const desk = await createDemoDesk({ tickets: 20, anyLoopbackPort: true });
  closing.push(() => desk.close());
  const core = await startCore({ desk });
  closing.push(() => core.stop());
  await core.ready();
  await core.synced();
  const { rows } = await core.call('tickets.list', { view: 'allOpen', offset: 0, limit: 1 });
  return { desk, core, ticketId: rows[0]?.id ?? '' };
}

describe('what is kept on this machine', () => {
  it('is told with its sizes, and can be fetched anew without a loss of what the agent wrote', async () => {
    const { core, ticketId } = await ready();
    await core.call('drafts.save', { key: `reply:${ticketId}`, ticketId, doc: { kind: 'reply', content: 'half' } });
    const before = await core.call('data.info', {});
    expect(before.held.tickets).toBe(20);
    expect(before.cacheBytes).toBeGreaterThan(10_000);
    expect(existsSync(join(before.folder, 'cache.db'))).toBe(true);
    await core.call('data.eraseCache', {});
    await until('everything is back', async () => (await core.call('data.info', {})).held.tickets === 20);
    await core.synced();
    expect((await core.call('data.info', {})).held).toEqual(before.held);
    expect((await core.call('drafts.get', { key: `reply:${ticketId}` }))?.doc.content).toBe('half');
  });

  it('is erased whole, but not while something is unsent, unless the agent says so', async () => {
    const { desk, core, ticketId } = await ready();
    const { folder } = await core.call('data.info', {});
    await desk.pause();
    await core.call('comments.create', { ticketId, content: 'not sent yet', isPublic: false });
    const refused = await core.call('data.eraseAll', { evenUnsent: false }).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(CallError);
    expect((refused as CallError).error.code).toBe('conflict');
    expect(existsSync(join(folder, 'agent.db'))).toBe(true);
    await core.call('data.eraseAll', { evenUnsent: true });
    expect(existsSync(folder)).toBe(false);
    expect((await core.call('session.get', {})).phase).toBe('signedOut');
    expect((await core.call('data.info', {}).catch((error: CallError) => error.error.code)) as unknown).toBe(
      'unauthorized',
    );
    await desk.resume();
  });

  it('goes to support without people, texts or secrets', async () => {
    const { core } = await ready();
    const logs = join(core.host.dataDir, 'logs');
    mkdirSync(logs, { recursive: true });
    writeFileSync(
      join(logs, 'deskhand.log'),
      'mail from carol@zylker.example, phone +1 888-900-9646, ticket 1892000000042034\n',
    );
    const { text } = await core.call('data.diagnostics', {});
    expect(text).toContain('"deskhand"');
    expect(text).toContain('1892000000042034');
    expect(text).not.toMatch(/carol@|900-9646|jade@/);
    const tokens = [...core.host.secretsMap.values()].flatMap((secret) => String(secret).match(/1000\.[\w.-]+/g) ?? []);
    expect(tokens.length).toBeGreaterThan(0);
    for (const token of tokens) expect(text).not.toContain(token);
  });
});
