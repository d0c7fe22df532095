import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AppError } from '../lib/app-error.ts';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { PageFiles } from '../lib/page-files.ts';
import { pageHeaders } from '../lib/page-policy.ts';
import type { ServedFile, ServedFiles } from '../lib/served-files.ts';

/** How long the address handed to the desktop's browser is good for. */
const TICKET_MS = 60_000;

export interface WebServer {
  readonly server: Server;
  readonly port: number;
  /** Whether a request names this server as a browser on this machine would: anything else may be DNS rebinding. */
  isOwnHost(request: IncomingMessage): boolean;
  isOwnOrigin(request: IncomingMessage): boolean;
  /** An address that leads to `target` once: what a desktop's browser is started with can be seen by other users, the token must not. */
  ticketFor(target: string): string;
  close(): Promise<void>;
}

/** The path that a request asks for; null of a target that is none, like `//`. */
export const pathOf = ({ url = '/' }: IncomingMessage): string | null =>
  URL.parse(url, 'http://localhost')?.pathname ?? null;

/** Serves the page on 127.0.0.1 and nowhere else. `port` 0 takes any free one. */
export async function startWebServer(files: PageFiles, served: ServedFiles, port: number): Promise<WebServer> {
  const server = createServer({ requestTimeout: 30_000, headersTimeout: 10_000 });
  await listen(server, port);
  const bound = (server.address() as AddressInfo).port;
  const hosts = [`127.0.0.1:${bound}`, `localhost:${bound}`];
  const headers = pageHeaders(
    hosts.map((host) => `ws://${host}`),
    ["'self'"],
  );
  /** An agent may meet it in the history of the browser. */
  const gone = (language = ''): string =>
    /^\s*zh/i.test(language)
      ? '这个地址只能打开一次，请重新启动 Deskhand。\n'
      : 'This address was good for one visit. Start Deskhand again.\n';
  const tickets = new Map<string, { target: string; until: number }>();

  const isOwnHost = (request: IncomingMessage): boolean => hosts.includes(request.headers.host ?? '');
  const isOwnOrigin = (request: IncomingMessage): boolean =>
    hosts.some((host) => request.headers.origin === `http://${host}`);

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const send = (status: number, text: string, more: Record<string, string> = {}): void => {
      response.writeHead(status, {
        ...headers,
        'Content-Type': 'text/plain; charset=utf-8',
        'Cache-Control': 'no-store',
        ...more,
      });
      response.end(request.method === 'HEAD' ? undefined : text);
    };
    if (!isOwnHost(request)) return send(421, 'This address belongs to Deskhand on this machine only.\n');
    if (request.method !== 'GET' && request.method !== 'HEAD') return send(405, 'Only GET.\n', { Allow: 'GET, HEAD' });
    const pathname = pathOf(request);
    if (pathname === null) return send(404, 'There is nothing here.\n');
    if (pathname.startsWith('/open/')) {
      const ticket = tickets.get(pathname.slice(6));
      tickets.delete(pathname.slice(6));
      if (ticket === undefined || ticket.until < Date.now()) return send(410, gone(request.headers['accept-language']));
      return send(303, '', { Location: ticket.target });
    }
    const offered = served.get(pathname);
    if (offered !== null) return sendFile(offered, request, response);
    const file = await files.get(pathname);
    if (file === null) return send(404, 'There is nothing here.\n');
    response.writeHead(200, {
      ...headers,
      'Content-Type': file.type,
      'Content-Length': file.body.length,
      'Cache-Control': file.cacheControl,
    });
    response.end(request.method === 'HEAD' ? undefined : file.body);
  };

  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    answer(request, response).catch(() => {
      if (response.headersSent) return response.destroy();
      response.writeHead(500, headers).end();
    });
  });

  return {
    server,
    port: bound,
    isOwnHost,
    isOwnOrigin,
    ticketFor: (target) => {
      const ticket = randomBytes(24).toString('base64url');
      tickets.set(ticket, { target, until: Date.now() + TICKET_MS });
      return `http://127.0.0.1:${bound}/open/${ticket}`;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** A stranger's file, from disk as it is read. One that is gone meanwhile is a 404. */
async function sendFile(file: ServedFile, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.method === 'HEAD') return void response.writeHead(200, file.headers).end();
  const source = createReadStream(file.path);
  await new Promise<void>((resolve, reject) => {
    source.once('open', () => resolve());
    source.once('error', reject);
  }).catch(() => {
    response.writeHead(404, { 'Content-Type': 'text/plain' }).end();
  });
  if (response.headersSent) return;
  response.writeHead(200, file.headers);
  await pipeline(source, response);
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const text =
        error.code === 'EADDRINUSE'
          ? `Port ${port} is in use by another program. Choose another with --port, or leave it out for a free one.`
          : `The console can't listen on port ${port}: ${error.message}`;
      reject(new AppError('conflict', text, { cause: error }));
    });
    server.listen(port, '127.0.0.1', () => resolve());
  });
}
