import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type CallOutcome, PRIORITY } from '../../../src-main/api/client.ts';
import { createComment } from '../../../src-main/api/comments.ts';
import { price } from '../../../src-main/api/credits.ts';
import { listTickets, updateManyTickets, updateTicket } from '../../../src-main/api/tickets.ts';
import { authorizationUrl, fetchTokens } from '../../../src-main/auth/oauth.ts';
import { createPkce } from '../../../src-main/auth/pkce.ts';
import type { Profile } from '../../../src-main/auth/profiles.ts';
import { createTokenSource } from '../../../src-main/auth/token-source.ts';
import { acceptConsent } from '../../../src-main/demo-desk/consent.ts';
import { createDemoDesk, type DemoDesk } from '../../../src-main/demo-desk/desk.ts';
import { AppError } from '../../../src-main/lib/app-error.ts';
import { systemClock } from '../../../src-main/lib/clock.ts';
import { until } from '../../fakes/until.ts';
import { answer, clientOf, type Handler, hastyClock, startServer, type TestServer } from './server.ts';

const servers: TestServer[] = [];
const serve = async (handler: Handler): Promise<TestServer> => {
  const server = await startServer(handler);
  servers.push(server);
  return server;
};
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server[Symbol.asyncDispose]()));
});

const failure = async (promise: Promise<unknown>): Promise<AppError> => {
  const error: unknown = await promise.then(
    () => new Error('It succeeded.'),
    (reason: unknown) => reason,
  );
  if (!(error instanceof AppError)) throw error as Error;
  return error;
};

const profileOf = (desk: DemoDesk): Profile => ({
  id: 'x',
  label: 'x',
  accountsUrl: desk.url,
  deskUrl: desk.url,
  brand: 'Zoho',
});

const HTML = '<!doctype html><html><h1>Welcome to the hotel</h1></html>';
const body = { content: 'Hello', isPublic: false };

/** Each way to fail: what answers, and what becomes of a read and of a write: code, reason, requests made. */
const FAILURES: Record<
  string,
  { handle: Handler; read: [string, string | undefined, number]; write: [string, string | undefined, number] }
> = {
  'a 400 of the service': {
    handle: (_q, r) => answer(r, 400, { errorCode: 'BAD_REQUEST', message: 'm' }),
    read: ['invalid', undefined, 1],
    write: ['invalid', undefined, 1],
  },
  'a 422 with fields': {
    handle: (_q, r) =>
      answer(r, 422, {
        errorCode: 'INVALID_DATA',
        message: 'm',
        errors: [{ fieldName: '/contactId', errorType: 'invalid' }],
      }),
    read: ['invalid', undefined, 1],
    write: ['invalid', undefined, 1],
  },
  'a 403': {
    handle: (_q, r) => answer(r, 403, { errorCode: 'FORBIDDEN', message: 'm' }),
    read: ['forbidden', undefined, 1],
    write: ['forbidden', undefined, 1],
  },
  'a 404': {
    handle: (_q, r) => answer(r, 404, { errorCode: 'URL_NOT_FOUND', message: 'm' }),
    read: ['notFound', undefined, 1],
    write: ['notFound', undefined, 1],
  },
  'a 404 page of something else': {
    handle: (_q, r) => answer(r, 404, HTML, { 'content-type': 'text/html' }),
    read: ['offline', 'proxy', 3],
    write: ['unknownOutcome', 'proxy', 1],
  },
  'a 401 that a new token does not change': {
    handle: (_q, r) => answer(r, 401, { errorCode: 'INVALID_OAUTH', message: 'm' }),
    read: ['unauthorized', undefined, 2],
    write: ['unauthorized', undefined, 2],
  },
  'a 401 about scopes': {
    handle: (_q, r) => answer(r, 401, { errorCode: 'SCOPE_MISMATCH', message: 'm' }),
    read: ['forbidden', 'scopeMissing', 1],
    write: ['forbidden', 'scopeMissing', 1],
  },
  'a 500': {
    handle: (_q, r) => answer(r, 500, { errorCode: 'INTERNAL_SERVER_ERROR', message: 'm' }),
    read: ['offline', 'service', 3],
    write: ['unknownOutcome', 'service', 1],
  },
  'a 408': {
    handle: (_q, r) => answer(r, 408),
    read: ['offline', 'service', 3],
    write: ['unknownOutcome', 'service', 1],
  },
  'a 502 of a proxy': {
    handle: (_q, r) => answer(r, 502, HTML, { 'content-type': 'text/html' }),
    read: ['offline', 'proxy', 3],
    write: ['unknownOutcome', 'proxy', 1],
  },
  'a 407 of a proxy': {
    handle: (_q, r) => answer(r, 407, HTML, { 'content-type': 'text/html' }),
    read: ['offline', 'proxy', 3],
    write: ['offline', 'proxy', 2],
  },
  'a captive portal': {
    handle: (_q, r) => answer(r, 200, HTML, { 'content-type': 'text/html' }),
    read: ['offline', 'captivePortal', 1],
    write: ['unknownOutcome', 'captivePortal', 1],
  },
  'a redirect': {
    handle: (_q, r) => answer(r, 302, '', { location: 'https://portal.test/' }),
    read: ['offline', 'captivePortal', 1],
    write: ['unknownOutcome', 'captivePortal', 1],
  },
  'an empty 200 to a read, a half answer to a write': {
    handle: (q, r) => answer(r, 200, q.method === 'GET' ? '' : '{"id":"1'),
    read: ['offline', 'unreadable', 3],
    write: ['unknownOutcome', 'unreadable', 1],
  },
  'JSON of another shape': {
    handle: (_q, r) => answer(r, 200, { hello: 1 }),
    read: ['offline', 'unreadable', 3],
    write: ['unknownOutcome', 'unreadable', 1],
  },
  'a cut body': {
    handle: (_q, r) => {
      r.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
      r.write('{"data":[');
      setImmediate(() => r.destroy());
    },
    read: ['offline', 'cut', 3],
    write: ['unknownOutcome', 'cut', 1],
  },
  'a connection cut before any answer': {
    handle: (_q, r) => void r.destroy(),
    read: ['offline', 'cut', 3],
    write: ['unknownOutcome', 'cut', 1],
  },
  'credits that are used up': {
    handle: (_q, r) => answer(r, 429, { errorCode: 'THRESHOLD_EXCEEDED', message: 'm' }, { 'retry-after': '3600' }),
    read: ['rateLimited', undefined, 1],
    write: ['rateLimited', undefined, 1],
  },
  'too many calls at once, again and again': {
    handle: (_q, r) => answer(r, 429, { errorCode: 'TOO_MANY_REQUESTS', message: 'm' }),
    read: ['rateLimited', undefined, 7],
    write: ['rateLimited', undefined, 7],
  },
};

describe.each(Object.entries(FAILURES))('%s', (_name, { handle, read, write }) => {
  test.each([
    ['read', read],
    ['write', write],
  ] as const)('on a %s', async (kind, [code, reason, requests]) => {
    const server = await serve(handle);
    const client = clientOf(server.url);
    const error = await failure(kind === 'read' ? listTickets(client) : createComment(client, '1', body));
    expect({ code: error.code, reason: error.reason, requests: server.requests.length }).toEqual({
      code,
      reason,
      requests,
    });
    expect(client.calls).toBe(requests);
    expect(error.message).not.toContain('1000.abc');
  });
});

test('a refused connection and an unknown name are offline for reads and writes, tried twice', async () => {
  const server = await startServer(() => undefined);
  await server[Symbol.asyncDispose]();
  for (const [url, reason] of [
    [server.url, 'unreachable'],
    ['http://desk.invalid', 'dns'],
  ] as const) {
    for (const call of [
      (c: ReturnType<typeof clientOf>) => listTickets(c),
      (c: ReturnType<typeof clientOf>) => createComment(c, '1', body),
    ]) {
      const client = clientOf(url);
      const error = await failure(call(client));
      expect([error.code, error.reason, client.calls]).toEqual(['offline', reason, 2]);
    }
  }
});

test('silence ends in a timeout: offline for a read, unknown for a write, neither repeated', async () => {
  const server = await serve(() => undefined);
  const client = clientOf(server.url, { timeouts: { response: 150 } });
  expect(await failure(listTickets(client))).toMatchObject({ code: 'offline', reason: 'timeout' });
  expect(await failure(createComment(client, '1', body))).toMatchObject({ code: 'unknownOutcome', reason: 'timeout' });
  expect(server.requests).toHaveLength(2);
});

test('a body that is not strictly right never leaves', async () => {
  const server = await serve((_q, r) => answer(r, 200, { id: '1' }));
  const client = clientOf(server.url);
  const error = await failure(
    updateTicket(client, '1', { contactId: 'local:7', colour: 'red', dueDate: 'tomorrow' } as never),
  );
  expect(error).toMatchObject({
    code: 'invalid',
    fields: { '/contactId': 'invalid', '/colour': 'unknown', '/dueDate': 'invalid' },
  });
  expect(server.requests).toEqual([]);
});

test('names that the reference does not know never reach the query', async () => {
  const server = await serve((_q, r) => answer(r, 204));
  await listTickets(clientOf(server.url), { limit: 5, colour: 'red', priority: PRIORITY.screen } as never);
  expect([...server.requests[0]!.query.keys()]).toEqual(['limit']);
});

test('both kinds of 429 are told apart; Retry-After is waited for, and then it works', async () => {
  const clock = hastyClock();
  const server = await serve((_q, r, index) =>
    index < 2
      ? answer(r, 429, { errorCode: 'TOO_MANY_REQUESTS', message: '' }, index === 0 ? { 'retry-after': '7' } : {})
      : answer(r, 204),
  );
  await updateManyTickets(clientOf(server.url, { clock }), {
    ids: ['1'],
    fieldName: 'priority',
    fieldValue: 'High',
    isCustomField: false,
  });
  expect(server.requests).toHaveLength(3);
  expect(clock.slept[0]).toBe(7_000);
  expect(clock.slept[1]).toBeGreaterThanOrEqual(400);
});

test('when the credits are used up, background calls wait without asking; what the agent does is tried', async () => {
  const server = await serve((_q, r, index) =>
    index === 0
      ? answer(r, 429, { errorCode: 'THRESHOLD_EXCEEDED', message: '' }, { 'retry-after': '3600' })
      : answer(r, 204),
  );
  const client = clientOf(server.url);
  expect(await failure(listTickets(client))).toMatchObject({ code: 'rateLimited', retryAfterMs: 3_600_000 });
  const held = await failure(listTickets(client, { priority: PRIORITY.sync }));
  expect(held.code).toBe('rateLimited');
  expect(held.retryAfterMs).toBeGreaterThan(3_590_000);
  expect(server.requests).toHaveLength(1);
  expect(await listTickets(client, { priority: PRIORITY.screen })).toEqual([]);
  expect(server.requests).toHaveLength(2);
});

test('never more than three calls are in flight, and the screen goes first', async () => {
  const waiting: (() => void)[] = [];
  const server = await serve((_q, r) => void waiting.push(() => answer(r, 204)));
  const client = clientOf(server.url);
  const calls = Array.from({ length: 20 }, () => listTickets(client, { priority: PRIORITY.history }));
  const urgent = listTickets(client, { priority: PRIORITY.screen, limit: 1 });
  for (let answered = 0; answered < 21; answered += 1) {
    await until('the next call is there', () => waiting.length > answered);
    if (answered < 18) await until('three are open', () => server.open() === 3);
    waiting[answered]!();
  }
  await Promise.all([...calls, urgent]);
  expect(server.mostOpen()).toBe(3);
  expect(server.requests.findIndex(({ query }) => query.get('limit') === '1')).toBe(3);
});

test('cancelled calls end at once: waiting, on the wire, and between repeats', async () => {
  const server = await serve((_q, r, index) => (index < 3 ? undefined : answer(r, 204)));
  const client = clientOf(server.url);
  const stop = new AbortController();
  const reason = new Error('stopped');
  const calls = Array.from({ length: 6 }, () => listTickets(client, { signal: stop.signal }));
  const ended = Promise.allSettled(calls);
  await until('three are on the wire', () => server.requests.length === 3);
  stop.abort(reason);
  for (const result of await ended) expect(result).toEqual({ status: 'rejected', reason });
  expect(server.requests).toHaveLength(3);
  expect(await listTickets(client)).toEqual([]);
});

test('a write that is cancelled on the wire is unknown, one that still waits is not sent', async () => {
  const server = await serve(() => undefined);
  const client = clientOf(server.url);
  const stop = new AbortController();
  const calls = Array.from({ length: 4 }, () =>
    failure(createComment(client, '1', body, { signal: stop.signal })).catch((error: unknown) => error),
  );
  await until('three are on the wire', () => server.requests.length === 3);
  stop.abort(new Error('stopped'));
  const codes = (await Promise.all(calls)).map((error) => (error as AppError).code ?? (error as Error).message);
  expect(codes).toEqual(['unknownOutcome', 'unknownOutcome', 'unknownOutcome', 'stopped']);
});

test('an answer beyond the limit is given up, also when it is small on the wire', async () => {
  const bomb = gzipSync(Buffer.alloc(40 * 1024 * 1024, 32));
  const server = await serve((_q, r) => {
    r.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' });
    r.end(bomb);
  });
  expect(await failure(listTickets(clientOf(server.url)))).toMatchObject({ code: 'internal', reason: 'tooLarge' });
  expect(server.requests).toHaveLength(1);
});

test('credits are the service’s own where it says them, else the price list’s, by operation', async () => {
  const server = await serve((q, r, index) =>
    answer(
      r,
      q.path.endsWith('updateMany') ? 204 : 200,
      q.path.endsWith('updateMany') ? undefined : { data: [] },
      index === 0 ? { 'x-rate-limit-request-weight-v3': '5', 'x-rate-limit-remaining-v3': '94' } : {},
    ),
  );
  const client = clientOf(server.url);
  const outcomes: CallOutcome[] = [];
  client.onOutcome((outcome) => outcomes.push(outcome));
  await listTickets(client);
  await listTickets(client, { from: 4_001, limit: 100 });
  await updateManyTickets(client, { ids: ['1'], fieldName: 'priority', fieldValue: 'High', isCustomField: false });
  expect(outcomes.map(({ operation, credits, creditsRemaining }) => [operation, credits, creditsRemaining])).toEqual([
    ['listTickets', 5, 94],
    ['listTickets', 7, null],
    ['updateManyTickets', 25, null],
  ]);
  expect(client.usage).toMatchObject({ calls: 3, credits: 37, failures: 0 });
  expect(client.usage.byOperation.get('listTickets')).toMatchObject({ calls: 2, credits: 12 });
  expect([price('row'), price('page', 2_000), price('page', 2_001), price('page', 4_001)]).toEqual([1, 3, 5, 7]);
});

test('the clock offset comes from the Date header within a second, and not from a portal’s', async () => {
  let ahead = 90_000;
  let isPortal = false;
  const server = await serve((_q, r) => {
    const date = new Date(Date.now() + ahead).toUTCString();
    if (isPortal) answer(r, 200, HTML, { date, 'content-type': 'text/html' });
    else answer(r, 204, undefined, { date });
  });
  const client = clientOf(server.url);
  const offsets: (number | null)[] = [];
  client.onOutcome(({ clockOffsetMs }) => offsets.push(clockOffsetMs));
  for (ahead of [90_000, -3_600_000, 0]) {
    await listTickets(client);
    expect(Math.abs((offsets.at(-1) ?? Number.NaN) - ahead)).toBeLessThanOrEqual(1_000);
  }
  isPortal = true;
  await failure(listTickets(client));
  expect(offsets.at(-1)).toBeNull();
});

test('a header that is not Latin-1 goes out as its UTF-8 bytes', async () => {
  const server = await serve((_q, r) => answer(r, 204));
  await listTickets(
    clientOf(server.url, { tokens: { authorization: () => Promise.resolve('乐投Letou-oauthtoken 1000.abc') } }),
  );
  expect(Buffer.from(server.requests[0]!.headers.authorization!, 'latin1')).toEqual(
    Buffer.from('乐投Letou-oauthtoken 1000.abc'),
  );
});

test('unreadable schemas aside, what was sent is what is read: a write without a body has an empty one', async () => {
  const server = await serve((_q, r) => answer(r, 204));
  await clientOf(server.url).call({ operation: 'x', method: 'POST', path: '/tickets/1/move', schema: z.unknown() });
  expect(server.requests[0]!.headers['content-length'] ?? '0').toBe('0');
});

describe('with the demo desk', () => {
  let desk: DemoDesk;
  afterEach(() => desk.close());

  test('fifty calls that are refused with 401 at the same moment make one refresh', async () => {
    desk = await createDemoDesk({ tickets: 5, anyLoopbackPort: true, maxConcurrent: 100 });
    const refreshToken = await refreshTokenOf(desk);
    let credential = {
      kind: 'oauth' as const,
      accessToken: 'stale',
      refreshToken,
      expiresAt: Date.now() + 3_600_000,
      refreshes: [] as number[],
    };
    let refreshes = 0;
    const tokens = createTokenSource({
      profile: profileOf(desk),
      client: { clientId: desk.clientId, clientSecret: desk.clientSecret },
      credential,
      clock: systemClock,
      onCredential: (next) => {
        credential = next as typeof credential;
        return Promise.resolve();
      },
      onEnded: () => undefined,
      onRefreshing: (isRefreshing) => void (refreshes += isRefreshing ? 1 : 0),
    });
    // Three calls in flight each: fifty at once need seventeen clients of one sign-in.
    const clients = Array.from({ length: 17 }, () => clientOf(desk.url, { orgId: desk.orgId, tokens }));
    const lists = await Promise.all(Array.from({ length: 50 }, (_each, index) => listTickets(clients[index % 17]!)));
    expect(lists.every((rows) => rows.length === 5)).toBe(true);
    expect(refreshes).toBe(1);
    expect(credential.accessToken).not.toBe('stale');
  });
});

/** A refresh token by way of the consent page, as a browser gets it. */
async function refreshTokenOf(desk: DemoDesk): Promise<string> {
  const callback = await serve((_q, r) => answer(r, 200, {}));
  const redirectUri = `${callback.url}/callback`;
  const client = { clientId: desk.clientId, clientSecret: desk.clientSecret };
  const { verifier, challenge } = createPkce();
  const url = authorizationUrl({ profile: profileOf(desk), client, redirectUri, state: 'state', challenge });
  const { callbackUrl } = await acceptConsent(url, desk.agents[0]!);
  const code = new URL(callbackUrl).searchParams.get('code')!;
  const tokens = await fetchTokens(profileOf(desk), client, { code, redirectUri, verifier });
  return tokens.refreshToken!;
}
