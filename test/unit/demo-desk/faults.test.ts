import { afterEach, beforeEach, expect, test } from 'vitest';
import { someTicket, startDesk, type Json, type TestDesk } from './client.ts';

let desk: TestDesk;
let path: string;
beforeEach(async () => {
  desk = await startDesk({ tickets: 60 });
  path = `/api/v1/tickets/${(await someTicket(desk))['id'] as string}`;
});
afterEach(() => desk.close());

const comment = { content: 'Once only', isPublic: false };
async function made(): Promise<number> {
  return ((await desk.control('GET', '/ledger'))['entries'] as Json[]).filter(
    (entry) => entry['operation'] === 'createComment',
  ).length;
}

test('drop before: nothing happened; process then drop: it did', async () => {
  await desk.control('PUT', '/faults', [
    { match: { operation: 'createComment' }, times: 1, fault: { kind: 'dropBefore' } },
  ]);
  await expect(desk.api('POST', `${path}/comments`, comment)).rejects.toThrow();
  expect(await made()).toBe(0);
  await desk.control('PUT', '/faults', [
    { match: { method: 'POST', path: '/api/v1/tickets/*/comments' }, times: 1, fault: { kind: 'processThenDrop' } },
  ]);
  await expect(desk.api('POST', `${path}/comments`, comment)).rejects.toThrow();
  expect(await made()).toBe(1);
  expect((await desk.api('POST', `${path}/comments`, comment)).status).toBe(200);
  expect((await desk.control('GET', '/faults'))['faults']).toMatchObject([{ hits: 1, seen: 2 }]);
});

test('status with and without the work, headers and after', async () => {
  await desk.control('PUT', '/faults', [
    {
      match: { operation: 'createComment' },
      after: 1,
      times: 1,
      fault: { kind: 'status', status: 503, headers: { 'Retry-After': '7' } },
    },
  ]);
  expect((await desk.api('POST', `${path}/comments`, comment)).status).toBe(200);
  const refused = await desk.api('POST', `${path}/comments`, comment);
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '7']);
  expect(await made()).toBe(1);
  await desk.control('PUT', '/faults', [
    { match: { operation: 'createComment' }, times: 1, fault: { kind: 'status', status: 500, process: true } },
  ]);
  expect((await desk.api('POST', `${path}/comments`, comment)).status).toBe(500);
  expect(await made()).toBe(2);
});

test('garbage and truncation come after the work, html instead of it', async () => {
  await desk.control('PUT', '/faults', [
    { match: { operation: 'createComment' }, times: 1, fault: { kind: 'garbage' } },
  ]);
  const garbage = await desk.api('POST', `${path}/comments`, comment);
  expect(garbage.status).toBe(200);
  expect(() => JSON.parse(garbage.text) as unknown).toThrow();
  await desk.control('PUT', '/faults', [
    { match: { operation: 'createComment' }, times: 1, fault: { kind: 'truncate' } },
  ]);
  await expect(desk.api('POST', `${path}/comments`, comment)).rejects.toThrow();
  expect(await made()).toBe(2);
  await desk.control('PUT', '/faults', [{ match: { path: '^/api/' }, fault: { kind: 'html' } }]);
  const html = await desk.get(path);
  expect(html.headers.get('content-type')).toContain('text/html');
});

test('read lag: a list misses the newest writes and shows changed tickets as they were', async () => {
  await desk.control('PUT', '/faults', [{ match: {}, fault: { kind: 'readLag', ms: 60_000 } }]);
  const before = (await desk.get('/api/v1/tickets?limit=1&sortBy=-recentThread')).json['data'] as Json[];
  await desk.api('PATCH', path, { subject: 'Changed' });
  await desk.api('POST', `${path}/comments`, comment);
  await desk.control('POST', '/traffic', { events: [{ kind: 'ticket', subject: 'Brand new' }] });
  const listed = (await desk.get('/api/v1/tickets?limit=100')).json['data'] as Json[];
  expect(listed.map((row) => row['subject'])).not.toContain('Changed');
  expect(listed.map((row) => row['subject'])).not.toContain('Brand new');
  expect((await desk.get('/api/v1/tickets?limit=1&sortBy=-recentThread')).json['data']).toEqual(before);
  await desk.control('DELETE', '/faults');
  expect(((await desk.get('/api/v1/tickets?limit=100')).json['data'] as Json[]).map((row) => row['subject'])).toContain(
    'Brand new',
  );
});

test('offline and paused desks refuse, and come back on the same port', async () => {
  await desk.control('PUT', '/faults', [{ match: {}, times: 2, fault: { kind: 'offline' } }]);
  await expect(desk.get(path)).rejects.toThrow();
  await expect(fetch(`${desk.url}/oauth/v2/token`, { method: 'POST' })).rejects.toThrow();
  expect((await desk.get(path)).status).toBe(200);
  await desk.pause();
  await expect(desk.get(path)).rejects.toThrow();
  await desk.resume();
  expect((await desk.get(path)).status).toBe(200);
});

test('probability is seeded', async () => {
  const pattern = async (): Promise<number[]> => {
    await desk.control('PUT', '/faults', [
      { match: { operation: 'getTicket' }, probability: 0.5, seed: 3, fault: { kind: 'status', status: 502 } },
    ]);
    const out: number[] = [];
    for (let i = 0; i < 12; i++) out.push((await desk.get(path)).status);
    return out;
  };
  const first = await pattern();
  expect(new Set(first)).toEqual(new Set([200, 502]));
  expect(await pattern()).toEqual(first);
});

test('credits: prices, headers, THRESHOLD_EXCEEDED until midnight UTC', async () => {
  const list = await desk.get('/api/v1/tickets');
  expect(list.headers.get('x-rate-limit-request-weight-v3')).toBe('3');
  const left = Number(list.headers.get('x-rate-limit-remaining-v3'));
  expect(Number((await desk.get(path)).headers.get('x-rate-limit-remaining-v3'))).toBe(left - 1);
  expect((await desk.get('/api/v1/tickets?from=4001')).headers.get('x-rate-limit-request-weight-v3')).toBe('7');
  await desk.control('POST', '/credits', { remaining: 2 });
  const out = await desk.get('/api/v1/tickets');
  expect([out.status, out.json['errorCode']]).toEqual([429, 'THRESHOLD_EXCEEDED']);
  const wait = Number(out.headers.get('retry-after'));
  expect(wait).toBeGreaterThan(0);
  expect(wait).toBeLessThanOrEqual(86_400);
  desk.advance(wait * 1000);
  expect((await desk.as('jade@zylker.example')('GET', '/api/v1/tickets')).status).toBe(200);
});

test('more than ten calls in flight are TOO_MANY_REQUESTS', async () => {
  await desk.control('PUT', '/faults', [{ match: {}, fault: { kind: 'delay', ms: 150 } }]);
  const statuses = await Promise.all(Array.from({ length: 14 }, async () => (await desk.get(path)).status));
  expect(statuses.filter((status) => status === 429).length).toBeGreaterThanOrEqual(1);
  expect(statuses.filter((status) => status === 200).length).toBeGreaterThanOrEqual(10);
});

test('the Date header is the desk’s clock', async () => {
  await desk.control('POST', '/clock', { offsetMs: -3_600_000 });
  const date = Date.parse((await desk.as('jade@zylker.example')('GET', path)).headers.get('date') ?? '');
  expect(Math.abs(date - (Date.now() - 3_600_000))).toBeLessThan(3000);
});

test('the controls are hidden without the key', async () => {
  expect((await fetch(`${desk.url}/__demo/state`)).status).toBe(404);
  expect((await fetch(`${desk.url}/__demo/state`, { headers: { 'x-demo-key': 'guess' } })).status).toBe(404);
});
