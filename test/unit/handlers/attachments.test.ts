import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { fetchRemoteImage, isPublicAddress } from '../../../src-main/api/remote-image.ts';
import { createDemoDesk } from '../../../src-main/demo-desk/desk.ts';
import { pngBytes } from '../../../src-main/demo-desk/seed/files.ts';
import type { TicketFile } from '../../../src-preload/contract/attachments.ts';
import { type Core, startCore } from '../../factories/core.ts';
import { until } from '../../fakes/until.ts';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function start(manner: 'live' | 'reference' = 'live') {
  const desk = await createDemoDesk({ tickets: 60, anyLoopbackPort: true, manner });
  let isOpen = true;
  const closeDesk = async (): Promise<void> => {
    if (isOpen) await desk.close();
    isOpen = false;
  };
  closing.push(closeDesk);
  const core = await startCore({ desk, config: { depth: 'all' } });
  closing.push(() => core.stop());
  await core.ready();
  await core.synced();
  await core.call('outbox.updateSettings', { undoMs: 0 });
  const lists = (['allOpen', 'closed'] as const).map((view) =>
    core.call('tickets.list', { view, offset: 0, limit: 200 }),
  );
  const rows = (await Promise.all(lists)).flatMap((list) => list.rows);
  return { desk, core, closeDesk, rows };
}

async function stage({ call }: Core, name: string, content: Buffer) {
  const { uploadId } = await call('files.begin', { name, size: content.length });
  if (content.length > 0) await call('files.append', { uploadId, base64: content.toString('base64') });
  return call('files.finish', { uploadId });
}
const filesOf = async ({ call }: Core, id: string): Promise<TicketFile[]> =>
  (await call('tickets.get', { id }))?.attachments ?? [];

/** Adds a file to a ticket through the outbox and waits until the service's own row is held. */
async function add(core: Core, ticketId: string, name: string, content: Buffer): Promise<TicketFile> {
  const file = await stage(core, name, content);
  await core.call('attachments.add', { noun: 'ticket', parentId: ticketId, file });
  const [echo] = (await filesOf(core, ticketId)).filter(({ id }) => id === file.sha256);
  expect(echo).toMatchObject({ name, isHeld: true });
  core.app.transport.call('sync.focus', { ticketId }).catch(() => undefined);
  return until('the file is listed', async () =>
    (await filesOf(core, ticketId)).find((one) => one.name === name && one.id !== file.sha256),
  );
}
const inFolder = (core: Core): string[] => {
  const [workspace] = readdirSync(join(core.host.dataDir, 'workspaces'));
  const root = join(core.host.dataDir, 'workspaces', workspace ?? '', 'attachments');
  return readdirSync(root, { recursive: true }).map(String).sort();
};

describe.each(['live', 'reference'] as const)('a ticket’s files, %s manner', (manner) => {
  it('are fetched once with the token, kept, and read again without the desk', async () => {
    const { core, closeDesk, rows } = await start(manner);
    const seen = [];
    for (const { id } of rows) for (const file of await filesOf(core, id)) seen.push({ ticketId: id, file });
    expect(seen.length).toBeGreaterThan(2);
    const opened = [];
    for (const { ticketId, file } of seen.slice(0, 6)) {
      const one = await core.call('attachments.open', { parentId: ticketId, id: file.id });
      expect(one).toMatchObject({ name: file.name, size: file.size ?? one.size });
      expect(one.kind).toBe(/\.(png|jpe?g)$/i.test(file.name) ? 'image' : /\.pdf$/i.test(file.name) ? 'pdf' : 'text');
      const served = core.host.files.get(one.url);
      expect(readFileSync(served?.path ?? '')).toHaveLength(one.size);
      expect((await filesOf(core, ticketId)).find(({ id }) => id === file.id)?.isHeld).toBe(true);
      opened.push({ ticketId, id: file.id, one });
    }
    await until('progress was told', async () => core.events.some(({ name }) => name === 'attachments.progress'));
    await closeDesk();
    for (const { ticketId, id, one } of opened) {
      expect(await core.call('attachments.open', { parentId: ticketId, id })).toEqual(one);
    }
    const late = seen.slice(6).find(({ file }) => !file.isHeld);
    if (late !== undefined) {
      const failed = core.call('attachments.open', { parentId: late.ticketId, id: late.file.id });
      await expect(failed).rejects.toMatchObject({ error: { code: 'offline' } });
    }
  });

  it('name the message that has them', async () => {
    const { core, rows } = await start(manner);
    const owned = [];
    for (const { id } of rows) {
      const items = await core.call('tickets.timeline', { id });
      const ownerOf = (fileId: string) => items.find((item) => item.attachments.some((file) => file.id === fileId));
      for (const { id: fileId, threadId, commentId } of await filesOf(core, id)) {
        const owner = ownerOf(fileId);
        expect({ threadId, commentId }).toEqual({
          threadId: owner?.kind === 'thread' ? owner.id : null,
          commentId: owner?.kind === 'comment' ? owner.id : null,
        });
        if (owner !== undefined) owned.push(fileId);
      }
    }
    expect(owned.length).toBeGreaterThan(2);
  });

  it('come, change and go through the outbox', async () => {
    const { core, rows } = await start(manner);
    const ticketId = rows[0]?.id ?? '';
    const file = await add(core, ticketId, 'notes.txt', Buffer.from('first line\nsecond'));
    expect(await core.call('attachments.open', { parentId: ticketId, id: file.id })).toMatchObject({
      kind: 'text',
      text: 'first line\nsecond',
      isCut: false,
    });
    await core.call('attachments.setVisibility', { ticketId, id: file.id, isPublic: true });
    const shown = await until('it is public', async () =>
      (await filesOf(core, ticketId)).find(({ id, isPublic, pending }) => id === file.id && isPublic && !pending),
    );
    expect(shown.threadId).toBeNull();
    await core.call('attachments.delete', { noun: 'ticket', parentId: ticketId, id: file.id });
    expect((await filesOf(core, ticketId)).some(({ id }) => id === file.id)).toBe(false);
    await until('it is gone there', async () => (await core.call('outbox.counts', {})).unsettled === 0);
    await expect(core.call('attachments.open', { parentId: ticketId, id: 'nobody' })).rejects.toThrow('notFound');
  });
});

describe('photos', () => {
  const bytesAt = (core: Core, url: string | null | undefined): Buffer | null =>
    url == null ? null : readFileSync(core.host.files.get(url)?.path ?? '');

  it.each(['live', 'reference'] as const)(
    'are fetched once with the token, kept, and shown without the desk, %s manner',
    async (manner) => {
      const { core, desk, closeDesk, rows } = await start(manner);
      const list = await core.call('contacts.list', { sort: 'name', offset: 0, limit: 200 });
      const people = list.rows.map(({ id }) => `contact/${id}`).slice(0, 60);
      const photos = await core.call('attachments.photos', { people });
      const having = people.filter((person) => photos[person] !== null);
      expect(having.length).toBeGreaterThan(2);
      expect(having.length).toBeLessThan(people.length);
      const seen = having.map((person) => bytesAt(core, photos[person]));
      for (const bytes of seen) expect(bytes?.subarray(1, 4).toString('latin1')).toBe('PNG');

      // Messages name whose photo stands beside them, agents' and the contact's.
      const items = (await Promise.all(rows.map(({ id }) => core.call('tickets.timeline', { id })))).flat();
      const named = [...new Set(items.flatMap(({ person }) => person ?? []))];
      expect(named.some((person) => person.startsWith('agent/'))).toBe(true);
      expect(named.some((person) => person.startsWith('contact/'))).toBe(true);

      const calls = async (): Promise<number> => {
        const response = await fetch(`${desk.url}/__demo/calls`, { headers: { 'x-demo-key': desk.key } });
        const { operations } = (await response.json()) as { operations: Record<string, { calls: number }> };
        return operations['getContactPhoto']?.calls ?? 0;
      };
      const before = await calls();
      expect(before).toBe(having.length);
      expect(await core.call('attachments.photos', { people })).toEqual(photos);
      expect(await calls()).toBe(before);
      await closeDesk();
      expect(await core.call('attachments.photos', { people: having })).toEqual(
        Object.fromEntries(having.map((person) => [person, photos[person]])),
      );
    },
  );
});

describe('hostile files', () => {
  it('stay in their folder and are never shown as what they say they are', async () => {
    const { core, rows } = await start();
    const ticketId = rows[0]?.id ?? '';
    const page = Buffer.from('<!doctype html><script>parent.pwned = 1</script>');
    for (const [name, content, kind] of [
      ['../../../evil.txt', Buffer.from('x'), 'text'],
      ['holiday.png', page, 'text'],
      ['report\u202Efdp.exe', Buffer.from('MZ\u0000\u0001'), 'other'],
      ['picture.html', pngBytes(3), 'image'],
    ] as const) {
      const file = await add(core, ticketId, name, content);
      const one = await core.call('attachments.open', { parentId: ticketId, id: file.id });
      expect(one.kind, name).toBe(kind);
      const headers = core.host.files.get(one.url)?.headers ?? {};
      expect(headers['Content-Type'], name).toBe(kind === 'image' ? 'image/png' : 'application/octet-stream');
      expect(headers['Content-Disposition'], name).not.toMatch(/\.\.|[\u202e/]/);
    }
    for (const path of inFolder(core)) expect(path).toMatch(/^\d+(?:\/\d+)?$/);
  });

  it('are asked for at the service’s own addresses only', async () => {
    const { core, rows } = await start();
    let asked = 0;
    const trap: Server = createServer((_request, response) => {
      asked += 1;
      response.end('x');
    });
    await new Promise<void>((done) => trap.listen(0, '127.0.0.1', done));
    closing.push(() => new Promise((done) => trap.close(() => done())));
    const there = `http://127.0.0.1:${(trap.address() as AddressInfo).port}`;
    const ticketId = rows[0]?.id ?? '';
    const sources = [
      `${there}/api/v1/threads/1/inlineImages/a.png`,
      '/api/v1/agents?limit=200',
      '/api/v1/tickets/1/threads/2/inlineImages/../../../../organizations',
      '/api/v1/threads/1/inlineImages/%2e%2e/%2e%2e/agents',
      'file:///etc/passwd',
      'cid:../../agent.db',
      'javascript:1',
      'cid:0000000000000000000000000000000000000000000000000000000000000000@deskhand',
    ];
    const found = await core.call('attachments.inline', { ticketId, threadId: null, sources });
    expect(Object.values(found).every((url) => url === null)).toBe(true);
    const remote = await core.call('attachments.remote', {
      sources: [`${there}/a.png`, 'http://localhost:1/a', 'file:///etc/passwd'],
    });
    expect(Object.values(remote).every((url) => url === null)).toBe(true);
    expect(asked).toBe(0);
  });
});

type Started = Awaited<ReturnType<typeof start>>;
async function pictureWithin({ core, rows }: Started): Promise<{ ticketId: string; threadId: string; source: string }> {
  for (const { id: ticketId } of rows) {
    for (const item of await core.call('tickets.timeline', { id: ticketId })) {
      const source = /src="([^"]*inlineImages[^"]*)"/.exec(item.content ?? '')?.[1];
      if (source !== undefined) return { ticketId, threadId: item.id, source };
    }
  }
  throw new Error('no mail with a picture was made');
}

it('shows the pictures within a mail, fetched with the token', async () => {
  const started = await start();
  const { core } = started;
  const { source, ...where } = await pictureWithin(started);
  const found = await core.call('attachments.inline', { ...where, sources: [source] });
  expect(core.host.files.get(found[source] ?? '')?.headers['Content-Type']).toBe('image/png');
});

it('shows the pictures that the agent put into a reply when the service has it', async () => {
  const { core, rows } = await start();
  const ticketId = rows[0]?.id ?? '';
  const file = await stage(core, 'plan.png', pngBytes(7));
  const content = `<div>see <img src="cid:${file.sha256}@deskhand" alt="plan"></div>`;
  await core.call('replies.send', { ticketId, to: 'a@b.example', content, files: [file] });
  const sent = await until('the service has it', async () =>
    (await core.call('tickets.timeline', { id: ticketId })).find(
      ({ id, content: held }) => !id.startsWith('job:') && held?.includes('/uploads/') === true,
    ),
  );
  const source = /src="([^"]*)"/.exec(sent.content ?? '')?.[1] ?? '';
  const found = await core.call('attachments.inline', { ticketId, threadId: sent.id, sources: [source] });
  expect(core.host.files.get(found[source] ?? '')?.headers['Content-Type']).toBe('image/png');
});

it('copies a picture within a mail to go along with a forward, and nothing that is none', async () => {
  const started = await start();
  const { core, closeDesk } = started;
  const picture = await pictureWithin(started);
  const staged = await core.call('attachments.stagePicture', picture);
  expect(staged.name).toMatch(/\.png$/);
  const own = `cid:${staged.sha256}@deskhand`;
  const shown = await core.call('attachments.inline', { ...picture, threadId: null, sources: [own] });
  expect(core.host.files.get(shown[own] ?? '')?.headers['Content-Type']).toBe('image/png');
  for (const source of ['https://x.example/a.png', '/api/v1/agents', 'cid:other@mail', 'file:///etc/passwd']) {
    await expect(core.call('attachments.stagePicture', { ...picture, source })).rejects.toMatchObject({
      error: { code: 'notFound' },
    });
  }
  await closeDesk();
  expect(await core.call('attachments.stagePicture', picture), 'from what is held').toEqual(staged);
});

describe('pictures on the network', () => {
  it.each([
    '127.0.0.1',
    '10.1.2.3',
    '192.168.0.9',
    '169.254.169.254',
    '::1',
    'fe80::1',
    '::ffff:10.0.0.1',
    '::ffff:a00:1',
    '2002:7f00:1::',
    '2001:0:4136:e378:8000:63bf:3fff:fdd2',
    '64:ff9b::a00:1',
    '64:ff9b:1::a00:1',
    '0.0.0.0',
    'x',
  ])('%s is no address of the open internet', (address) => expect(isPublicAddress(address)).toBe(false));
  it.each(['93.184.216.34', '2606:2800:220:1:248:1893:25c8:1946'])('%s is', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });

  it('are fetched without a word about who asks, in bounds, and over redirects that are looked at', async () => {
    const asked: Record<string, unknown>[] = [];
    const server = createServer((request, response) => {
      asked.push(request.headers);
      if (request.url === '/away') return void response.writeHead(302, { location: 'file:///etc/passwd' }).end();
      if (request.url === '/large') return void response.end(Buffer.alloc(4_000));
      response.end(pngBytes(1));
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    closing.push(() => new Promise((done) => server.close(() => done())));
    const at = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const folder = mkdtempSync(join(tmpdir(), 'deskhand-remote-'));
    const options = { maxBytes: 3_000, signal: new AbortController().signal };
    await expect(fetchRemoteImage(`${at}/a.png`, join(folder, 'a'), options)).rejects.toMatchObject({
      code: 'invalid',
    });
    await expect(
      fetchRemoteImage(`${at.replace('127.0.0.1', 'localhost')}/a`, join(folder, 'a'), options),
    ).rejects.toMatchObject({
      code: 'offline',
    });
    expect(asked).toEqual([]);
    const allowed = { ...options, allowsPrivate: true };
    await fetchRemoteImage(`${at}/a.png`, join(folder, 'a'), allowed);
    expect(readFileSync(join(folder, 'a'))).toEqual(pngBytes(1));
    expect(Object.keys(asked[0] ?? {}).sort()).toEqual([
      'accept',
      'accept-encoding',
      'connection',
      'host',
      'user-agent',
    ]);
    await expect(fetchRemoteImage(`${at}/large`, join(folder, 'b'), allowed)).rejects.toMatchObject({
      code: 'invalid',
    });
    await expect(fetchRemoteImage(`${at}/away`, join(folder, 'c'), allowed)).rejects.toMatchObject({ code: 'invalid' });
    expect(readdirSync(folder)).toEqual(['a']);
  });
});

it('a ticket’s file is copied into the workspace to go along with a forward, without the desk once it is held', async () => {
  const { core, closeDesk, rows } = await start();
  const ticketId = rows[0]!.id;
  const content = Buffer.from('what the customer sent');
  const { id } = await add(core, ticketId, 'sent.txt', content);
  const sent = await core.call('attachments.stage', { parentId: ticketId, id });
  expect(sent).toMatchObject({ name: 'sent.txt', size: content.length });
  await expect(core.call('attachments.stage', { parentId: ticketId, id: '404' })).rejects.toMatchObject({
    error: { code: 'notFound' },
  });
  await closeDesk();
  expect(await core.call('attachments.stage', { parentId: ticketId, id })).toEqual(sent);
  const { jobId } = await core.call('replies.forward', { ticketId, to: 'a@b.example', content: 'see', files: [sent] });
  expect(await core.call('outbox.get', { id: jobId })).toMatchObject({ payload: { files: [sent] } });
});
