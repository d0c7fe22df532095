import { request } from 'node:http';
import { networkInterfaces } from 'node:os';
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { createBrowserHost, type BrowserHost } from '../../../src-main/node/host.ts';
import { createEchoTransport, temporaryFolder, writePage, type EchoTransport } from '../../factories/page.ts';

let folder: ReturnType<typeof temporaryFolder>;
let host: BrowserHost;
let transport: EchoTransport;
let origin: string;
let port: number;
let token: string;

beforeEach(async () => {
  folder = temporaryFolder();
  transport = createEchoTransport();
  host = createBrowserHost({
    dataDir: folder.path,
    pageRoot: writePage(folder.path),
    port: 0,
    onQuit: () => undefined,
  });
  const { url } = await host.listen(transport);
  const parsed = new URL(url!);
  origin = parsed.origin;
  port = Number(parsed.port);
  token = new URLSearchParams(parsed.hash.slice(1)).get('token')!;
});
afterEach(async () => {
  await host.close();
  await folder[Symbol.asyncDispose]();
});

interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

/** A request as it is written here: fetch would tidy the path and the Host header. */
function raw(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, path, method, headers }, (answer) => {
      let body = '';
      answer.setEncoding('utf8').on('data', (text: string) => (body += text));
      answer.on('end', () => resolve({ status: answer.statusCode!, headers: answer.headers, body }));
    });
    asked.on('error', reject);
    asked.end();
  });
}

interface Attempt {
  origin?: string;
  host?: string;
  protocols?: string[];
  path?: string;
}

/** Opens the bridge, or answers the status with which it was refused. */
function open(attempt: Attempt = {}): Promise<WebSocket | number> {
  const socket = new WebSocket(
    `ws://127.0.0.1:${port}${attempt.path ?? '/bridge'}`,
    attempt.protocols ?? [`deskhand.${token}`],
    {
      headers: { origin: attempt.origin ?? origin, ...(attempt.host === undefined ? {} : { host: attempt.host }) },
    },
  );
  return new Promise((resolve, reject) => {
    socket.once('open', () => resolve(socket));
    socket.once('unexpected-response', (_request, answer) => resolve(answer.statusCode!));
    socket.once('error', reject);
  });
}

async function opened(): Promise<WebSocket> {
  const socket = await open();
  if (typeof socket === 'number') throw new Error(`refused with ${socket}`);
  return socket;
}

const nextMessage = (socket: WebSocket): Promise<unknown> =>
  new Promise((resolve) => socket.once('message', (data) => resolve(JSON.parse((data as Buffer).toString()))));
const closed = (socket: WebSocket): Promise<number> => new Promise((resolve) => socket.once('close', resolve));

describe('the page', () => {
  test('comes with a strict policy and is not kept', async () => {
    const { status, headers, body } = await raw('/');
    expect(status).toBe(200);
    expect(body).toContain('<title>Deskhand');
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    expect(headers['cache-control']).toBe('no-store');
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['referrer-policy']).toBe('no-referrer');
    expect(headers['cross-origin-opener-policy']).toBe('same-origin');
    expect(headers['cross-origin-resource-policy']).toBe('same-origin');
    const policy = headers['content-security-policy'] as string;
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain(`connect-src ws://127.0.0.1:${port} ws://localhost:${port}`);
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain('unsafe-eval');
  });

  test('its hashed files are kept for good', async () => {
    const { headers } = await raw('/assets/index-abc123.js');
    expect(headers['cache-control']).toBe('public, max-age=31536000, immutable');
    expect(headers['content-type']).toBe('text/javascript; charset=utf-8');
  });

  test.each([
    '/../secret.txt',
    '/..%2fsecret.txt',
    '/%2e%2e/secret.txt',
    '/assets/../../secret.txt',
    '/..\\secret.txt',
    '//etc/passwd',
    '//',
    '/assets',
    '/index.html%00',
    'http://evil.example/secret.txt',
  ])('nothing outside of it is served: %s', async (path) => {
    const { status, body } = await raw(path);
    expect(status).toBe(404);
    expect(body).not.toContain('not for the page');
  });

  test.each(['evil.example', 'evil.example:80', '127.0.0.1', '127.0.0.1:1', '[::1]:80', 'localhost.evil.example'])(
    'a request for the host %s is refused: it may be DNS rebinding',
    async (name) => {
      expect((await raw('/', { host: name })).status).toBe(421);
    },
  );

  test('localhost is the same machine', async () => {
    expect((await raw('/', { host: `localhost:${port}` })).status).toBe(200);
  });

  test.each(['POST', 'PUT', 'DELETE', 'OPTIONS'])('%s is refused', async (method) => {
    expect((await raw('/', {}, method)).status).toBe(405);
  });

  test('the program survives a request that is no HTTP', async () => {
    const socket = connect(port, '127.0.0.1');
    socket.end('NONSENSE\r\n\r\n');
    await new Promise((resolve) => socket.once('close', resolve).resume());
    expect((await raw('/')).status).toBe(200);
  });

  test('it listens on no address that other machines reach', async () => {
    const outside = Object.values(networkInterfaces())
      .flatMap((each) => each ?? [])
      .filter((each) => !each.internal && each.family === 'IPv4')
      .map((each) => each.address);
    for (const address of outside) {
      const refused = await new Promise((resolve) => {
        const socket = connect(port, address);
        socket.once('connect', () => resolve(socket.destroy() && false));
        socket.once('error', () => resolve(true));
      });
      expect(refused).toBe(true);
    }
  });
});

describe('the address for the desktop’s browser', () => {
  test('carries no token and leads to the console once', async () => {
    const url = new URL(host.browserUrl()!);
    expect(url.href).not.toContain(token);
    const first = await raw(url.pathname);
    expect(first.status).toBe(303);
    expect(first.headers['location']).toBe(`/#token=${token}`);
    expect((await raw(url.pathname)).status).toBe(410);
  });

  test('a guessed one leads nowhere', async () => {
    expect((await raw('/open/guess')).status).toBe(410);
  });
});

describe('the bridge', () => {
  test('carries calls and their replies', async () => {
    const socket = await opened();
    socket.send(JSON.stringify({ id: 1, method: 'echo', input: { ticket: '1892000000042034', 客户: '客户' } }));
    expect(await nextMessage(socket)).toEqual({
      id: 1,
      reply: { ok: true, value: { ticket: '1892000000042034', 客户: '客户' } },
    });
  });

  test('carries events to every page', async () => {
    const pages = [await opened(), await opened()];
    const heard = pages.map(nextMessage);
    transport.emit({ name: 'tickets.changed', payload: { ids: ['1'] } });
    expect(await Promise.all(heard)).toEqual(
      pages.map(() => ({ event: { name: 'tickets.changed', payload: { ids: ['1'] } } })),
    );
  });

  test('does not compress, and answers with the protocol that was asked for', async () => {
    const socket = await opened();
    expect(socket.extensions).toBe('');
    expect(socket.protocol).toBe(`deskhand.${token}`);
  });

  test.each<[string, Attempt, number]>([
    ['without a token', { protocols: ['deskhand'] }, 401],
    ['with a wrong token', { protocols: [`deskhand.${'A'.repeat(43)}`] }, 401],
    ['with an empty token', { protocols: ['deskhand.'] }, 401],
    ['from another page', { origin: 'https://evil.example' }, 403],
    ['from another port of this machine', { origin: 'http://127.0.0.1:1' }, 403],
    ['from a frame without an origin', { origin: 'null' }, 403],
    ['under another name', { host: 'evil.example' }, 421],
    ['at another path', { path: '/other' }, 404],
    ['at a path that is no address', { path: '//' }, 404],
  ])('%s is refused', async (_how, attempt, status) => {
    expect(await open(attempt)).toBe(status);
    expect(transport.listeners).toBe(1);
  });

  test('a transport that breaks its promise is an internal error, without its text', async () => {
    const socket = await opened();
    socket.send(JSON.stringify({ id: 7, method: 'fail', input: {} }));
    const frame = JSON.stringify(await nextMessage(socket));
    expect(JSON.parse(frame)).toMatchObject({ id: 7, reply: { ok: false, error: { code: 'internal' } } });
    expect(frame).not.toContain('secret detail');
  });

  test('a call without a method is answered', async () => {
    const socket = await opened();
    socket.send(JSON.stringify({ id: 3, method: 5 }));
    expect(await nextMessage(socket)).toMatchObject({ id: 3, reply: { ok: false, error: { code: 'invalid' } } });
  });

  test.each<[string, string | Buffer]>([
    ['no JSON', '{'],
    ['null', 'null'],
    ['a list', '[]'],
    ['no id', '{"method":"echo"}'],
    ['an id that is no whole number', '{"id":1.5,"method":"echo"}'],
    ['binary', Buffer.from('{"id":1,"method":"echo"}')],
  ])('a frame with %s ends the connection and nothing else', async (_what, frame) => {
    const socket = await opened();
    socket.send(frame, { binary: typeof frame !== 'string' });
    expect(await closed(socket)).toBe(1007);
    await opened();
  });

  test('the longest answer with its quote comes through', async () => {
    const socket = await opened();
    const input = '字'.repeat(2_000_000);
    socket.send(JSON.stringify({ id: 1, method: 'echo', input }));
    expect(await nextMessage(socket)).toEqual({ id: 1, reply: { ok: true, value: input } });
  });

  test('a frame beyond the limit ends the connection', async () => {
    const socket = await opened();
    socket.on('error', () => undefined);
    socket.send(JSON.stringify({ id: 1, method: 'echo', input: 'x'.repeat(33 * 1024 * 1024) }));
    expect(await closed(socket)).toBe(1009);
    await opened();
  });

  test('ends with the host', async () => {
    const socket = await opened();
    const end = closed(socket);
    await host.close();
    expect(await end).toBe(1001);
    expect(transport.listeners).toBe(0);
  });
});

describe('what a window would show', () => {
  test('a state is sent to pages that come later', async () => {
    host.setTray({ state: 'online', tooltip: 'Online', items: [] });
    host.setTray({ state: 'offline', tooltip: 'Offline since 09:40', items: [] });
    const socket = new WebSocket(`ws://127.0.0.1:${port}/bridge`, [`deskhand.${token}`], { headers: { origin } });
    const frames: unknown[] = [];
    socket.on('message', (data) => frames.push(JSON.parse((data as Buffer).toString())));
    await expect
      .poll(() => frames)
      .toEqual([{ event: { name: 'app.tray', payload: { state: 'offline', tooltip: 'Offline since 09:40' } } }]);
  });

  test('a notification waits for a page, and is shown by one start of it only', async () => {
    host.notify({ id: 'a', title: 'New ticket', body: '#1042', route: '#/tickets/1' });
    const socket = new WebSocket(`ws://127.0.0.1:${port}/bridge`, [`deskhand.${token}`], { headers: { origin } });
    expect(await nextMessage(socket)).toEqual({
      event: {
        name: 'app.notification',
        payload: { id: 'a', title: 'New ticket', body: '#1042', route: '#/tickets/1' },
      },
    });
    const second = await opened();
    const heard = nextMessage(second);
    host.notify({ id: 'b', title: 'Another', body: '' });
    expect(await heard).toMatchObject({ event: { payload: { id: 'b' } } });
  });
});

test('a port in use is said so', async () => {
  const other = createBrowserHost({
    dataDir: folder.path,
    pageRoot: writePage(folder.path),
    port,
    onQuit: () => undefined,
  });
  await expect(other.listen(transport)).rejects.toMatchObject({
    code: 'conflict',
    message: expect.stringContaining(`${port}`) as string,
  });
  await other.close();
});
