import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocket, WebSocketServer, type RawData } from 'ws';
import type { ClientFrame, Reply, ServerFrame, Transport, WireEvent } from '../../src-preload/contract/wire.ts';
import { pathOf, type WebServer } from './web-server.ts';

export const BRIDGE_PATH = '/bridge';
const PROTOCOL = 'deskhand';
/** What the router takes as the largest input in whatever letters: what is refused there is answered, not hung up on. */
const MAX_FRAME_BYTES = 32 * 1024 * 1024;
/** A page that doesn't take its events falls behind; it is let go, and asks again for everything when it comes back. */
const MAX_WAITING_BYTES = 32 * 1024 * 1024;
const HEARTBEAT_MS = 20_000;

export interface Bridge {
  /** Sends an event of the host itself to every page. Answers how many there are. */
  send(event: WireEvent): number;
  close(): void;
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** RFC 6455 section 1.9: the browser's WebSocket can send no header of its own, so the token travels as a subprotocol. */
function hasToken(request: IncomingMessage, expected: Buffer): boolean {
  const offered = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim());
  return offered.some((name) => timingSafeEqual(digest(name), expected));
}

function refuse(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

function parseFrame(data: RawData): Partial<ClientFrame> | null {
  try {
    const frame: unknown = JSON.parse((data as Buffer).toString('utf8'));
    return typeof frame === 'object' && frame !== null ? (frame as Partial<ClientFrame>) : null;
  } catch {
    return null;
  }
}

/**
 * Carries the contract over WebSockets at `/bridge`, to pages of this server that know the launch's token.
 * A page that connects is first sent what `onPage` answers.
 */
export function createBridge(web: WebServer, transport: Transport, token: string, onPage: () => WireEvent[]): Bridge {
  const sockets = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: MAX_FRAME_BYTES,
    handleProtocols: (offered) => (offered.has(PROTOCOL) ? PROTOCOL : `${PROTOCOL}.${token}`),
  });
  const expected = digest(`${PROTOCOL}.${token}`);
  const heard = new WeakSet<WebSocket>();

  const send = (socket: WebSocket, frame: ServerFrame): void => {
    if (socket.readyState !== WebSocket.OPEN) return;
    if (socket.bufferedAmount > MAX_WAITING_BYTES) return socket.terminate();
    socket.send(JSON.stringify(frame));
  };
  const broadcast = (event: WireEvent): void => {
    for (const socket of sockets.clients) send(socket, { event });
  };
  const onFrame = async (socket: WebSocket, data: RawData, isBinary: boolean): Promise<void> => {
    const frame = isBinary ? null : parseFrame(data);
    if (frame === null || !Number.isSafeInteger(frame.id)) return socket.close(1007, 'not a call');
    const { id, method } = frame as ClientFrame;
    if (typeof method !== 'string') {
      return send(socket, { id, reply: { ok: false, error: { code: 'invalid', message: 'A call needs a method.' } } });
    }
    // A transport answers every call with a Reply; this is for one that breaks that promise.
    const reply = await transport.call(method, frame.input).catch((): Reply => ({
      ok: false,
      error: { code: 'internal', message: 'Something went wrong inside Deskhand.' },
    }));
    send(socket, { id, reply });
  };

  web.server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy());
    if (pathOf(request) !== BRIDGE_PATH) return refuse(socket, '404 Not Found');
    if (!web.isOwnHost(request)) return refuse(socket, '421 Misdirected Request');
    if (!web.isOwnOrigin(request)) return refuse(socket, '403 Forbidden');
    if (!hasToken(request, expected)) return refuse(socket, '401 Unauthorized');
    sockets.handleUpgrade(request, socket, head, (opened) => sockets.emit('connection', opened, request));
  });
  sockets.on('connection', (socket: WebSocket) => {
    heard.add(socket);
    for (const event of onPage()) send(socket, { event });
    socket.on('pong', () => heard.add(socket));
    socket.on('error', () => socket.terminate());
    socket.on('message', (data, isBinary) => void onFrame(socket, data, isBinary));
  });

  const heartbeat = setInterval(() => {
    for (const socket of sockets.clients) {
      if (!heard.delete(socket)) socket.terminate();
      else socket.ping();
    }
  }, HEARTBEAT_MS);
  heartbeat.unref();
  const unsubscribe = transport.onEvent(broadcast);

  return {
    send: (event) => {
      broadcast(event);
      return sockets.clients.size;
    },
    close: () => {
      clearInterval(heartbeat);
      unsubscribe();
      for (const socket of sockets.clients) socket.close(1001, 'Deskhand ends');
      sockets.close();
    },
  };
}
