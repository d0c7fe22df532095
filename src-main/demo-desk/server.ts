import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Api } from './api.ts';
import { errorAnswer } from './api.ts';
import type { Counts } from './control/counts.ts';
import type { FaultEffect, Faults } from './control/faults.ts';
import { readBody, sendAnswer, type Answer } from './http.ts';
import type { OAuthRoutes } from './oauth/routes.ts';

export interface ServerDeps {
  api: Api;
  oauth: OAuthRoutes;
  faults: Faults;
  counts: Counts;
  latencyMs: number;
  /** Answers `/__demo`. */
  control(request: IncomingMessage, url: URL): Promise<Answer>;
  now(): number;
}

const CAPTIVE =
  '<!doctype html><html><head><title>Welcome to Hotel Wi-Fi</title></head><body><h1>Please accept the terms to go online</h1></body></html>';

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** What happens instead of the work, if anything. Returns the status told, 0 for a dropped connection. */
function strikeBefore(
  effects: readonly FaultEffect[],
  request: IncomingMessage,
  response: ServerResponse,
  now: number,
): number | undefined {
  for (const effect of effects) {
    if (effect.kind === 'offline' || effect.kind === 'dropBefore') {
      request.socket.destroy();
      return 0;
    }
    if (effect.kind === 'status' && effect.process !== true) {
      sendAnswer(response, faultStatus(effect), now);
      return effect.status;
    }
    if (effect.kind === 'html') {
      sendAnswer(
        response,
        { status: effect.status ?? 200, text: CAPTIVE, headers: { 'Content-Type': 'text/html' } },
        now,
      );
      return effect.status ?? 200;
    }
  }
  return undefined;
}

function faultStatus(effect: Extract<FaultEffect, { kind: 'status' }>): Answer {
  const body = effect.body ?? {
    errorCode: effect.status >= 500 ? 'INTERNAL_SERVER_ERROR' : 'BAD_REQUEST',
    message: 'Injected fault',
  };
  const headers = effect.headers ?? {};
  return typeof body === 'string'
    ? { status: effect.status, text: body, headers: { 'Content-Type': 'text/html', ...headers } }
    : { status: effect.status, json: body, headers };
}

/** Sends the answer of work that was done, spoiled as the faults say. Returns the status told, 0 for a dropped answer. */
function sendSpoiled(
  effects: readonly FaultEffect[],
  request: IncomingMessage,
  response: ServerResponse,
  answer: Answer,
  now: number,
): number {
  for (const effect of effects) {
    if (effect.kind === 'processThenDrop') {
      request.socket.destroy();
      return 0;
    }
    if (effect.kind === 'status') {
      sendAnswer(response, faultStatus(effect), now);
      return effect.status;
    }
    if (effect.kind === 'garbage') {
      sendAnswer(
        response,
        {
          status: answer.status === 204 ? 200 : answer.status,
          text: '{"data":[{"id":"18920',
          headers: { 'Content-Type': 'application/json;charset=UTF-8' },
        },
        now,
      );
      return answer.status;
    }
    if (effect.kind === 'truncate') {
      const body =
        answer.bytes ??
        Buffer.from(
          answer.text ??
            (answer.json === undefined
              ? ''
              : typeof answer.json === 'string'
                ? answer.json
                : JSON.stringify(answer.json)),
        );
      response.writeHead(answer.status, {
        'Content-Type': 'application/json;charset=UTF-8',
        ...answer.headers,
        'Content-Length': Math.max(2, body.length),
      });
      response.write(body.subarray(0, Math.floor(body.length / 2)), () => request.socket.destroy());
      if (body.length < 2) request.socket.destroy();
      return 0;
    }
  }
  sendAnswer(response, answer, now);
  return answer.status;
}

/** The one HTTP server of a desk: accounts, API and controls on one origin. */
export function createDeskServer(deps: ServerDeps): Server {
  const { api, faults, counts } = deps;
  let inFlight = 0;

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '/', 'http://desk.invalid');
    if (url.pathname.startsWith('/__demo')) {
      sendAnswer(response, await deps.control(request, url), deps.now());
      return;
    }
    const method = request.method ?? 'GET';
    const isOAuth = url.pathname.startsWith('/oauth/') || url.pathname.startsWith('/apiauthtoken/');
    const routed = isOAuth ? undefined : api.route(method, url.pathname);
    const name = isOAuth
      ? oauthName(method, url.pathname)
      : typeof routed === 'object'
        ? routed.operation.operation
        : 'unknown';
    const effects = faults.strike(method, url.pathname, name);
    if (!isOAuth) {
      inFlight++;
      response.once('close', () => inFlight--);
    }
    const delay = deps.latencyMs + effects.reduce((sum, effect) => sum + (effect.kind === 'delay' ? effect.ms : 0), 0);
    if (delay > 0) await wait(delay);
    const before = strikeBefore(effects, request, response, deps.now());
    if (before !== undefined) {
      counts.add(name, before, 0, request.url ?? '');
      return;
    }
    if (isOAuth) {
      const result = await deps.oauth(request, url);
      const answer = result?.answer ?? { status: 404 };
      counts.add(
        result?.operation ?? name,
        sendSpoiled(effects, request, response, answer, deps.now()),
        0,
        request.url ?? '',
      );
      return;
    }
    const body = method === 'GET' ? Buffer.alloc(0) : await readBody(request);
    let lag = 0;
    for (const effect of effects) if (effect.kind === 'readLag') lag = Math.max(lag, effect.ms);
    const { answer, price } = api.handle(request, url, body, routed, inFlight, lag);
    counts.add(name, sendSpoiled(effects, request, response, answer, deps.now()), price, request.url ?? '');
  };

  const server = createServer({ keepAliveTimeout: 30_000 }, (request, response) => {
    serve(request, response).catch((error: unknown) => {
      if (response.headersSent || response.destroyed) request.socket.destroy();
      else sendAnswer(response, errorAnswer(error), deps.now());
    });
  });
  return server;
}

function oauthName(method: string, path: string): string {
  if (path === '/oauth/v2/token') return 'oauthToken';
  if (path === '/oauth/v2/token/revoke') return 'oauthRevoke';
  return method === 'GET' ? 'oauthAuthorize' : 'oauthForm';
}
