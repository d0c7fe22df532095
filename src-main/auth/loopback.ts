import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { callbackPage, type CallbackPage } from './callback-page.ts';
import { oauthError, signInError } from './oauth.ts';

/** The registered redirect URIs end in one of these ports: the service has no any-port rule (RFC 8252, 7.3). */
export const LOOPBACK_PORTS: readonly number[] = [53682, 53683, 53684, 53685];
const CALLBACK_PATH = '/callback';

export interface Callback {
  code: string;
  /** `accounts-server`, unchecked. */
  accountsServer: string | null;
  /** Ends the exchange in the agent's browser. */
  respond(page: CallbackPage): void;
}

export interface Loopback {
  redirectUri: string;
  /** The one callback with the right state. Rejects with a sign-in error when consent was denied, or on `signal`. */
  callback: Promise<Callback>;
  close(): void;
}

async function bind(server: Server, ports: readonly number[]): Promise<number> {
  for (const port of ports) {
    const bound = await new Promise<boolean>((resolve, reject) => {
      server.once('error', (error: NodeJS.ErrnoException) =>
        error.code === 'EADDRINUSE' || error.code === 'EACCES' ? resolve(false) : reject(error),
      );
      server.listen({ port, host: '127.0.0.1', exclusive: true }, () => resolve(true));
    });
    server.removeAllListeners('error');
    if (bound) return (server.address() as AddressInfo).port;
  }
  throw signInError(
    'portsBusy',
    `Other programs hold the ports ${ports.join(', ')} that the sign-in comes back to. Close one of them and try again.`,
  );
}

function answer(response: ServerResponse, status: number, page: CallbackPage, language: string | undefined): void {
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy':
      "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
    connection: 'close',
  });
  response.end(callbackPage(page, language));
}

/**
 * Listens on 127.0.0.1 for the redirect (RFC 8252, 7.3). A callback with another state is told so and changes nothing;
 * one that comes after the first is told that it came twice. The code is never logged or shown.
 */
export async function openLoopback({
  state,
  signal,
  ports = LOOPBACK_PORTS,
}: {
  state: string;
  signal: AbortSignal;
  ports?: readonly number[];
}): Promise<Loopback> {
  const { promise, resolve, reject } = Promise.withResolvers<Callback>();
  let used = false;

  const server = createServer((request, response) => {
    const language = request.headers['accept-language'];
    const url = URL.parse(request.url ?? '/', 'http://127.0.0.1');
    if (request.method !== 'GET' || url?.pathname !== CALLBACK_PATH) return answer(response, 404, 'notFound', language);
    const query = url.searchParams;
    if (query.get('state') !== state) return answer(response, 400, 'wrongState', language);
    if (used) return answer(response, 409, 'usedTwice', language);
    used = true;
    const error = query.get('error');
    const code = query.get('code');
    if (error !== null || code === null) {
      answer(response, 200, error === 'access_denied' ? 'denied' : 'failed', language);
      return reject(oauthError(error ?? 'no code'));
    }
    resolve({
      code,
      accountsServer: query.get('accounts-server'),
      respond: (page) => answer(response, page === 'done' ? 200 : 400, page, language),
    });
  });

  const close = (): void => {
    server.close();
    server.closeIdleConnections();
  };
  const onAbort = (): void => {
    close();
    reject(signal.reason as Error);
  };
  signal.throwIfAborted();
  const port = await bind(server, ports);
  if (signal.aborted) onAbort();
  else signal.addEventListener('abort', onAbort, { once: true });
  promise.catch(() => undefined);
  return { redirectUri: `http://127.0.0.1:${port}${CALLBACK_PATH}`, callback: promise, close };
}
