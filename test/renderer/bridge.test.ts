import { once } from 'node:events';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { WebSocketServer as Server, WebSocket as ServerSocket } from 'ws';
import { BridgeError, createBridge, type LinkState } from '../../src-renderer/bridge/bridge.ts';
import { electronTransport } from '../../src-renderer/bridge/electron.ts';
import { bridgeUrl, createWebSocketTransport, takeToken } from '../../src-renderer/bridge/websocket.ts';
import { createFakeTransport, ScriptedError } from '../fakes/transport.ts';

/** By its file: under the page's conditions the name leads to a stand-in for browsers. */
const require = createRequire(import.meta.url);
const { WebSocket: Client, WebSocketServer } = require(
  join(dirname(require.resolve('ws/package.json')), 'index.js'),
) as typeof import('ws');

describe('the bridge', () => {
  it('gives back values and rethrows errors with their code', async () => {
    const bridge = createBridge(
      createFakeTransport({
        'agents.list': () => [],
        'sync.now': () => {
          throw new ScriptedError({ code: 'rateLimited', message: 'wait', retryAfterMs: 500 });
        },
      }),
    );
    expect(await bridge.call('agents.list', {})).toEqual([]);
    const error = await bridge.call('sync.now', {}).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(BridgeError);
    expect(error).toMatchObject({ code: 'rateLimited', retryAfterMs: 500 });
  });

  it('turns a transport that throws into an internal error', async () => {
    const bridge = createBridge({ call: () => Promise.reject(new Error('boom')), onEvent: () => () => {} });
    await expect(bridge.call('agents.list', {})).rejects.toMatchObject({ code: 'internal', message: 'boom' });
  });

  it('tells events to those who listen, until they stop', () => {
    const transport = createFakeTransport();
    const bridge = createBridge(transport);
    const heard = vi.fn();
    const stop = bridge.on('tickets.changed', heard);
    transport.emit('tickets.changed', { ids: ['1'] });
    transport.emit('sync.changed', {});
    stop();
    transport.emit('tickets.changed', { ids: ['2'] });
    expect(heard.mock.calls).toEqual([[{ ids: ['1'] }]]);
  });

  it('uses the preload’s transport where there is one', async () => {
    expect(electronTransport({} as Window)).toBeNull();
    const transport = createFakeTransport({ 'sync.now': () => null });
    const found = electronTransport({ deskhand: transport } as unknown as Window);
    expect(await createBridge(found!).call('sync.now', {})).toBeNull();
    const states: LinkState[] = [];
    createBridge(transport).onLink((state) => states.push(state));
    expect(states).toEqual(['connected']);
  });
});

describe('the token', () => {
  beforeEach(() => sessionStorage.clear());

  it('moves from the address into the session, and stays there', () => {
    history.replaceState(null, '', '/#token=abc-123');
    expect(takeToken()).toBe('abc-123');
    expect(location.href).not.toContain('abc-123');
    expect(takeToken()).toBe('abc-123');
  });

  it('leaves a route alone', () => {
    history.replaceState(null, '', '/#/views/closed');
    expect(takeToken()).toBeNull();
    expect(location.hash).toBe('#/views/closed');
  });
});

describe('the WebSocket transport', () => {
  let server: Server;
  let url: string;
  let sockets: ServerSocket[];
  let requests: { url: string; protocol: string }[];
  let received: { id: number; method: string; input: unknown }[];
  const cleanups: (() => void)[] = [];

  async function listen(port = 0): Promise<number> {
    server = new WebSocketServer({ host: '127.0.0.1', port, path: '/bridge' });
    server.on('connection', (socket, request) => {
      sockets.push(socket);
      requests.push({ url: request.url ?? '', protocol: request.headers['sec-websocket-protocol'] ?? '' });
      socket.on('message', (data) => {
        const frame = JSON.parse(String(data)) as (typeof received)[number];
        received.push(frame);
        if (frame.method === 'agents.list')
          socket.send(JSON.stringify({ id: frame.id, reply: { ok: true, value: [] } }));
      });
    });
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  }
  const stopServer = async (): Promise<void> => {
    for (const socket of sockets) socket.terminate();
    sockets = [];
    await new Promise((done) => server.close(done));
  };
  function connect() {
    const transport = createWebSocketTransport({
      url,
      token: 's3cret',
      random: () => 0,
      WebSocket: Client as unknown as typeof WebSocket,
    });
    const states: LinkState[] = [];
    transport.onLink?.((state) => states.push(state));
    cleanups.push(() => transport.close());
    return { transport, states };
  }
  const settled = (check: () => void): Promise<void> => vi.waitFor(check, { timeout: 5_000, interval: 10 });

  beforeEach(async () => {
    sockets = [];
    requests = [];
    received = [];
    url = `ws://127.0.0.1:${await listen()}/bridge`;
  });
  afterEach(async () => {
    for (const clean of cleanups.splice(0)) clean();
    await stopServer();
  });

  it('lives on the page’s own host', () => {
    expect(bridgeUrl({ protocol: 'http:', host: '127.0.0.1:4000' })).toBe('ws://127.0.0.1:4000/bridge');
    expect(bridgeUrl({ protocol: 'https:', host: 'desk.lan' })).toBe('wss://desk.lan/bridge');
  });

  it('sends the token as subprotocol only, and the calls made before it was open', async () => {
    const { transport, states } = connect();
    expect(await transport.call('agents.list', {})).toEqual({ ok: true, value: [] });
    expect(requests).toEqual([{ url: '/bridge', protocol: 'deskhand.s3cret' }]);
    expect(states).toEqual(['connecting', 'connected']);
  });

  it('hands events on', async () => {
    const { transport } = connect();
    const heard = vi.fn();
    transport.onEvent(heard);
    await transport.call('agents.list', {});
    sockets[0]?.send(JSON.stringify({ event: { name: 'sync.changed', payload: {} } }));
    await settled(() => expect(heard).toHaveBeenCalledWith({ name: 'sync.changed', payload: {} }));
  });

  it('answers what was pending at a loss: reads offline, the rest unknown; then connects again', async () => {
    const { transport, states } = connect();
    await transport.call('agents.list', {});
    const read = transport.call('tickets.get', { id: '1' });
    const write = transport.call('settings.update', { theme: 'dark' });
    await settled(() => expect(received).toHaveLength(3));
    for (const socket of sockets) socket.terminate();
    expect(await read).toMatchObject({ ok: false, error: { code: 'offline' } });
    expect(await write).toMatchObject({ ok: false, error: { code: 'unknownOutcome' } });
    expect(await transport.call('agents.list', {})).toMatchObject({ ok: false, error: { code: 'offline' } });
    await settled(() => expect(states).toEqual(['connecting', 'connected', 'lost', 'connected']));
    expect(await transport.call('agents.list', {})).toEqual({ ok: true, value: [] });
  });

  it('goes on trying while nobody answers', async () => {
    const port = (server.address() as AddressInfo).port;
    await stopServer();
    const { transport, states } = connect();
    expect(await transport.call('agents.list', {})).toMatchObject({ ok: false, error: { code: 'offline' } });
    await listen(port);
    await settled(() => expect(states.at(-1)).toBe('connected'));
  });
});
