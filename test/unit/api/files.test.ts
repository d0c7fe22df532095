import { createHash, randomBytes } from 'node:crypto';
import { access, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createTicketAttachment, listTicketAttachments } from '../../../src-main/api/attachments.ts';
import { downloadAttachment, downloadPhoto, pathOfHref } from '../../../src-main/api/download.ts';
import { listTickets } from '../../../src-main/api/tickets.ts';
import { uploadFile } from '../../../src-main/api/uploads.ts';
import { createDemoDesk } from '../../../src-main/demo-desk/desk.ts';
import { until } from '../../fakes/until.ts';
import { answer, clientOf, type Handler, startServer, type TestServer } from './server.ts';

let dir: string;
const servers: TestServer[] = [];
const serve = async (handler: Handler): Promise<TestServer> => {
  const server = await startServer(handler);
  servers.push(server);
  return server;
};
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'deskhand-files-'));
});
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server[Symbol.asyncDispose]()));
  await rm(dir, { recursive: true });
});

const HREF = '/api/v1/tickets/1/attachments/2/content';
const content = randomBytes(300_000);
const digest = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

/** Serves `content` with ranges; the first `cuts` answers break off after 100,000 bytes. */
const ranged =
  (cuts: number, { etag = '"a"' }: { etag?: string } = {}): Handler =>
  ({ headers }, response, index) => {
    const start = Number(/^bytes=(\d+)-$/.exec(headers.range ?? '')?.[1] ?? 0);
    const bytes = content.subarray(start);
    response.writeHead(start === 0 ? 200 : 206, {
      'content-type': 'application/pdf',
      etag,
      'content-length': bytes.length,
      ...(start === 0 ? {} : { 'content-range': `bytes ${start}-${content.length - 1}/${content.length}` }),
    });
    if (index >= cuts) return void response.end(bytes);
    response.write(bytes.subarray(0, 100_000), () => setTimeout(() => response.destroy(), 30));
  };

describe('downloads', () => {
  test('arrive whole, with the token and the organisation, and leave no part behind', async () => {
    const server = await serve(ranged(0));
    const seen: number[] = [];
    const done = await downloadAttachment(clientOf(server.url), server.url + HREF, join(dir, 'new', 'a.pdf'), {
      maxBytes: 1e6,
      onProgress: ({ bytes, total }) => {
        expect(total).toBe(content.length);
        seen.push(bytes);
      },
    });
    expect(done).toEqual({ bytes: content.length, contentType: 'application/pdf' });
    expect(digest(await readFile(join(dir, 'new', 'a.pdf')))).toBe(digest(content));
    expect(await readdir(join(dir, 'new'))).toEqual(['a.pdf']);
    expect(seen.at(-1)).toBe(content.length);
    expect(server.requests[0]!.headers).toMatchObject({ authorization: 'Zoho-oauthtoken 1000.abc', orgid: '3981311' });
  });

  test('are taken up where they were cut, and checked to be the same file', async () => {
    const server = await serve(ranged(2));
    const done = await downloadAttachment(clientOf(server.url), HREF, join(dir, 'a.pdf'), { maxBytes: 1e6 });
    expect(done.bytes).toBe(content.length);
    expect(digest(await readFile(join(dir, 'a.pdf')))).toBe(digest(content));
    const resumed = server.requests.filter(({ headers }) => headers.range !== undefined);
    expect(resumed.length).toBeGreaterThan(0);
    expect(resumed.every(({ headers }) => headers['if-range'] === '"a"')).toBe(true);
  });

  test('are taken up by a later call after a cancellation; photos begin anew', async () => {
    let isSlow = true;
    const server = await serve((request, response, index) => {
      if (!isSlow) return ranged(0)(request, response, index);
      response.writeHead(200, { 'content-type': 'application/pdf', 'content-length': content.length });
      response.write(content.subarray(0, 100_000));
    });
    for (const [fetchFile, range] of [
      [downloadAttachment, 'bytes=100000-'],
      [downloadPhoto, undefined],
    ] as const) {
      isSlow = true;
      const file = join(dir, range === undefined ? 'photo.png' : 'a.pdf');
      const stop = new AbortController();
      const reason = new Error('stopped');
      const first = fetchFile(clientOf(server.url), HREF, file, {
        maxBytes: 1e6,
        signal: stop.signal,
        onProgress: ({ bytes }) => void (bytes === 100_000 && stop.abort(reason)),
      });
      await expect(first).rejects.toBe(reason);
      await expect(access(file)).rejects.toThrow();
      isSlow = false;
      await fetchFile(clientOf(server.url), HREF, file, { maxBytes: 1e6 });
      expect(server.requests.at(-1)!.headers.range).toBe(range);
      expect(digest(await readFile(file))).toBe(digest(content));
    }
  });

  test('are whole also where the service answers a range with everything', async () => {
    const server = await serve((_request, response, index) => {
      response.writeHead(200, { 'content-type': 'application/pdf', 'content-length': content.length });
      if (index > 0) return void response.end(content);
      response.write(content.subarray(0, 100_000), () => setTimeout(() => response.destroy(), 30));
    });
    await downloadAttachment(clientOf(server.url), HREF, join(dir, 'a.pdf'), { maxBytes: 1e6 });
    expect(server.requests.map(({ headers }) => headers.range)).toEqual([undefined, 'bytes=100000-']);
    expect(digest(await readFile(join(dir, 'a.pdf')))).toBe(digest(content));
  });

  test('start over where the service ignores ranges, and end after some attempts', async () => {
    const whole: Handler = (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/pdf', 'content-length': content.length });
      response.write(content.subarray(0, 100_000), () => setTimeout(() => response.destroy(), 10));
    };
    const server = await serve(whole);
    await expect(
      downloadAttachment(clientOf(server.url), HREF, join(dir, 'a.pdf'), { maxBytes: 1e6 }),
    ).rejects.toMatchObject({ code: 'offline', reason: 'cut' });
    expect(server.requests.length).toBeLessThanOrEqual(18);
    await expect(access(join(dir, 'a.pdf'))).rejects.toThrow();
  });

  test.each([
    ['announced', { 'content-length': '300000' }],
    ['not announced', {}],
  ])('larger than allowed are refused and leave nothing, the size being %s', async (_case, headers) => {
    const server = await serve((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/pdf', ...headers });
      response.end(content);
    });
    await expect(
      downloadAttachment(clientOf(server.url), HREF, join(dir, 'a.pdf'), { maxBytes: 200_000 }),
    ).rejects.toMatchObject({ code: 'invalid', reason: 'tooLarge' });
    expect(await readdir(dir)).toEqual([]);
  });

  test('go to the desk host only: neither other hosts nor redirects get the token', async () => {
    const other = await serve((_request, response) => answer(response, 200, 'secret'));
    const server = await serve((_request, response) => answer(response, 302, '', { location: `${other.url}${HREF}` }));
    const client = clientOf(server.url);
    for (const href of [
      other.url + HREF,
      'https://contacts.example/file?t=user&ID=1',
      `${server.url}/oauth/v2/token`,
      'file:///etc/passwd',
      'http://[',
      `${server.url}@evil.example/api/v1/x`,
      '//evil.example/api/v1/x',
      '/api/v1/../../secret',
    ]) {
      await expect(downloadAttachment(client, href, join(dir, 'a'), { maxBytes: 1e6 }), href).rejects.toMatchObject({
        code: 'invalid',
        reason: 'foreign',
      });
    }
    expect(server.requests).toEqual([]);
    await expect(downloadAttachment(client, HREF, join(dir, 'a'), { maxBytes: 1e6 })).rejects.toMatchObject({
      code: 'offline',
      reason: 'captivePortal',
    });
    expect(other.requests).toEqual([]);
    expect(pathOfHref(client, `${server.url}/api/v1/threads/1/inlineImages/x?et=1`)).toEqual({
      path: '/threads/1/inlineImages/x',
      query: { et: '1' },
    });
  });

  test('of a captive portal are not files, those of the service in HTML are', async () => {
    const page = '<!doctype html><p>Welcome';
    const portal = await serve((_request, response) => answer(response, 200, page, { 'content-type': 'text/html' }));
    await expect(
      downloadAttachment(clientOf(portal.url), HREF, join(dir, 'a.pdf'), { maxBytes: 1e6 }),
    ).rejects.toMatchObject({ code: 'offline', reason: 'captivePortal' });
    const service = await serve((_request, response) =>
      answer(response, 200, page, {
        'content-type': 'text/html',
        'content-disposition': 'attachment; filename="a.html"',
      }),
    );
    await downloadAttachment(clientOf(service.url), HREF, join(dir, 'b.html'), { maxBytes: 1e6 });
    expect(await readFile(join(dir, 'b.html'), 'utf8')).toBe(page);
  });

  test('that are gone, or can’t be written here, say so', async () => {
    const gone = await serve((_request, response) =>
      answer(response, 404, { errorCode: 'URL_NOT_FOUND', message: '' }),
    );
    await expect(downloadAttachment(clientOf(gone.url), HREF, join(dir, 'a'), { maxBytes: 1e6 })).rejects.toMatchObject(
      { code: 'notFound' },
    );
    const server = await serve(ranged(0));
    await expect(
      downloadAttachment(clientOf(server.url), HREF, join(dir, 'x'.repeat(300)), { maxBytes: 1e6 }),
    ).rejects.toMatchObject({ code: 'internal', reason: 'disk' });
  });
});

describe('uploads', () => {
  test('are read from disk while they are sent, with progress, and again after a 401', async () => {
    await writeFile(join(dir, 'a.bin'), content);
    const server = await serve((_request, response, index) =>
      index === 0
        ? answer(response, 401, { errorCode: 'INVALID_OAUTH', message: '' })
        : answer(response, 200, { id: '5', name: 'a.bin', size: '300000' }),
    );
    const seen: number[] = [];
    const upload = await uploadFile(clientOf(server.url), {
      file: join(dir, 'a.bin'),
      name: 'x"\r\ny.bin',
      type: 'image/png',
      onProgress: ({ bytes }) => seen.push(bytes),
    });
    expect(upload).toMatchObject({ id: '5', size: 300_000 });
    expect(server.requests).toHaveLength(2);
    for (const { body } of server.requests) {
      const head = body.indexOf('\r\n\r\n');
      expect(body.subarray(0, head).toString()).toContain('filename="x%22%0D%0Ay.bin"\r\nContent-Type: image/png');
      expect(digest(body.subarray(head + 4, head + 4 + content.length))).toBe(digest(content));
    }
    expect(seen.filter((bytes) => bytes === content.length)).toHaveLength(2);
  });

  test('of files that are missing, folders, or that change meanwhile fail without an attachment', async () => {
    const server = await serve((_request, response) => answer(response, 200, { id: '5' }));
    const client = clientOf(server.url);
    await expect(uploadFile(client, { file: join(dir, 'none') })).rejects.toMatchObject({
      code: 'invalid',
      reason: 'file',
    });
    await expect(uploadFile(client, { file: dir })).rejects.toMatchObject({ code: 'invalid', reason: 'file' });
    expect(server.requests).toEqual([]);
    const file = join(dir, 'shrinks.bin');
    await writeFile(file, randomBytes(2_000_000));
    let isCut = false;
    await expect(
      uploadFile(client, {
        file,
        onProgress: () => {
          if (!isCut) void truncate(file, 100_000);
          isCut = true;
        },
      }),
    ).rejects.toMatchObject({ code: 'invalid', reason: 'file' });
    await until('nothing is open', () => server.open() === 0);
    expect(server.requests).toEqual([]);
  });
});

test.each(['live', 'reference'] as const)('with the demo desk (%s): what goes up comes down', async (manner) => {
  const desk = await createDemoDesk({ tickets: 20, manner });
  try {
    const token = desk.issueToken();
    const scheme = manner === 'live' ? 'Zoho' : '乐投Letou';
    const client = clientOf(desk.url, {
      orgId: desk.orgId,
      tokens: { authorization: () => Promise.resolve(`${scheme}-oauthtoken ${token}`) },
    });
    const ticketId = (await listTickets(client))[0]!.id;
    await writeFile(join(dir, '附件.bin'), content);
    const made = await createTicketAttachment(client, ticketId, { file: join(dir, '附件.bin') });
    const row = (await listTicketAttachments(client, ticketId, { limit: 100 })).find(({ id }) => id === made.id);
    expect(row).toMatchObject({ name: '附件.bin', size: content.length });
    await downloadAttachment(client, row!.href!, join(dir, 'back.bin'), { maxBytes: 1e6 });
    expect(digest(await readFile(join(dir, 'back.bin')))).toBe(digest(content));
  } finally {
    await desk.close();
  }
});
