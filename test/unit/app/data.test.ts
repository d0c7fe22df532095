import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
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

  it('is taken along whole, as one file', async () => {
    const { core, ticketId } = await ready();
    await core.call('drafts.save', {
      key: `reply:${ticketId}`,
      ticketId,
      doc: { kind: 'reply', content: 'half 一半' },
    });
    await core.call('signatures.save', { key: '', text: 'Kind regards' });
    await core.call('cannedReplies.save', { id: null, name: 'Restart', shortcut: 're', text: 'Turn it off.' });
    await core.call('trustedSenders.set', { address: 'ana@zylker.example', isTrusted: true });
    await core.call('timers.start', { ticketId });
    const bytes = Buffer.from('what waits to be sent'.repeat(20_000));
    const { uploadId } = await core.call('files.begin', { name: 'notes.txt', size: bytes.length });
    await core.call('files.append', { uploadId, base64: bytes.toString('base64') });
    await core.call('files.finish', { uploadId });
    const { state, url } = await core.call('data.export', {});
    expect(state).toBe('offer');
    const served = core.host.files.get(url ?? '');
    expect(served?.headers['Content-Disposition']).toContain('attachment');
    const made = JSON.parse(readFileSync(served?.path ?? '', 'utf8')) as {
      deskhand: string;
      tables: Record<string, Record<string, unknown>[]>;
      files: { name: string; base64: string }[];
    };
    expect(made.deskhand).toBe('everything');
    expect(made.tables['draft']).toHaveLength(1);
    const all = JSON.stringify(made.tables);
    for (const word of ['half 一半', 'Kind regards', 'Turn it off.', 'ana@zylker.example', ticketId])
      expect(all).toContain(word);
    expect(made.tables['timer']).toHaveLength(1);
    expect(made.files.map(({ base64 }) => Buffer.from(base64, 'base64').equals(bytes))).toEqual([true]);
  });

  it('goes to support without people, texts or secrets', async () => {
    const { core } = await ready();
    const logs = join(core.host.dataDir, 'logs');
    mkdirSync(logs, { recursive: true });
    writeFileSync(
      join(logs, 'deskhand.log'),
      [
        '[2026-11-29 20:19:49.912] [warn]  begun 2026-11-28T07:00:00.000Z, phones 2026 1129-2019 and +2026-11-29-20',
        'mail from carol@zylker.example, phone +1 888-900-9646, ticket 1892000000042034',
        `at read (${homedir()}/clients/acme/app.js:3:1) in ${core.host.dataDir}/workspaces, at run (/home/wangfang/x.js:9:2)`,
        String.raw`at C:\\Users\\lucas\\AppData\\x.js`,
        'getaddrinfo ENOTFOUND files.acme.example; https://desk.acme.example:8443/api/v1/tickets?q=refund failed',
        'https://desk.zoho.eu/api/v1/tickets/7?include=contacts answered 500',
        '{"subject":"Refund for \\"Lucas\\"","id":"7","code":"conflict"} 退款未到账，请处理 no status is called “Waiting for Bob”',
      ].join('\n'),
    );
    writeFileSync(join(logs, 'deskhand.old.log'), 'the line before the log was full\n');
    const { text } = await core.call('data.diagnostics', {});
    expect(text).toContain('"deskhand"');
    expect(text).toContain('1892000000042034');
    expect(text).toContain(
      '[2026-11-29 20:19:49.912] [warn]  begun 2026-11-28T07:00:00.000Z, phones [number] and [number]',
    );
    expect(text).toMatch(/"time": "\d{4}-\d\d-\d\dT/);
    expect(text).not.toMatch(/carol@|900-9646|jade@/);
    expect(text).not.toMatch(/acme|wangfang|lucas|Lucas|Refund|refund|退款|Bob/);
    expect(text).not.toContain(homedir());
    expect(text).not.toContain(core.host.dataDir);
    expect(text).toContain('https://desk.zoho.eu/api/v1/tickets/7?[query] answered 500');
    expect(text).toContain('"code":"conflict"');
    expect(text).toContain('the line before the log was full');
    const tokens = [...core.host.secretsMap.values()].flatMap((secret) => String(secret).match(/1000\.[\w.-]+/g) ?? []);
    expect(tokens.length).toBeGreaterThan(0);
    for (const token of tokens) expect(text).not.toContain(token);
  });
});
