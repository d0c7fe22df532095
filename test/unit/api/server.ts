import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type ApiClient, type ApiClientOptions, createApiClient } from '../../../src-main/api/client.ts';
import { type Clock, systemClock } from '../../../src-main/lib/clock.ts';

/** A request as it came over the wire. */
export interface Recorded {
  method: string;
  path: string;
  query: URLSearchParams;
  /** As Node gives them: bytes as Latin-1. */
  headers: IncomingMessage['headers'];
  body: Buffer;
}

export type Handler = (request: Recorded, response: ServerResponse, index: number) => void | Promise<void>;

export interface TestServer extends AsyncDisposable {
  url: string;
  requests: Recorded[];
  /** The most requests that were open at once. */
  mostOpen(): number;
  /** Open requests now. */
  open(): number;
}

/** A real HTTP server on this machine that records what comes and answers as `handler` says. */
export async function startServer(handler: Handler): Promise<TestServer> {
  const requests: Recorded[] = [];
  let open = 0;
  let mostOpen = 0;
  const server = createServer((request, response) => {
    open += 1;
    mostOpen = Math.max(mostOpen, open);
    response.once('close', () => (open -= 1));
    const chunks: Buffer[] = [];
    request.on('error', () => undefined);
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const url = new URL(request.url ?? '/', 'http://desk.test');
      const recorded = {
        method: request.method ?? '',
        path: url.pathname,
        query: url.searchParams,
        headers: request.headers,
        body: Buffer.concat(chunks),
      };
      requests.push(recorded);
      void Promise.resolve(handler(recorded, response, requests.length - 1)).catch((error: unknown) =>
        response.destroy(error as Error),
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    mostOpen: () => mostOpen,
    open: () => open,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export function answer(
  response: ServerResponse,
  status: number,
  json?: unknown,
  headers: Record<string, string> = {},
): void {
  const text = json === undefined ? '' : typeof json === 'string' ? json : JSON.stringify(json);
  response.writeHead(status, {
    ...(text === '' ? {} : { 'content-type': 'application/json;charset=UTF-8' }),
    ...headers,
  });
  response.end(text);
}

/** Like the system's clock, but waiting takes no time; `slept` says how long it would have. */
export function hastyClock(): Clock & { slept: number[] } {
  const slept: number[] = [];
  return {
    slept,
    now: systemClock.now,
    monotonic: systemClock.monotonic,
    sleep(ms, signal) {
      slept.push(ms);
      return systemClock.sleep(0, signal);
    },
  };
}

export const clientOf = (deskUrl: string, options: Partial<ApiClientOptions> = {}): ApiClient =>
  createApiClient({
    deskUrl,
    orgId: '3981311',
    tokens: { authorization: () => Promise.resolve('Zoho-oauthtoken 1000.abc') },
    clock: hastyClock(),
    env: {},
    ...options,
  });
