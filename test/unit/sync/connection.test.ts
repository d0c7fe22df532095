import { afterEach, expect, test } from 'vitest';
import { listTickets } from '../../../src-main/api/tickets.ts';
import { createConnection } from '../../../src-main/sync/connection.ts';
import { answer, clientOf, type Handler, hastyClock, startServer, type TestServer } from '../api/server.ts';

const servers: TestServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server[Symbol.asyncDispose]()));
});

/** What the status bar would say after one read from `url`. */
async function stateAfter(url: string) {
  const connection = createConnection(hastyClock(), () => undefined);
  const client = clientOf(url);
  client.onOutcome(connection.noteOutcome);
  await listTickets(client).catch(() => undefined);
  const { connection: name, reason, cause } = connection.state;
  return { connection: name, reason, cause };
}

async function served(handler: Handler): Promise<string> {
  const server = await startServer(handler);
  servers.push(server);
  return server.url;
}

const html = '<!doctype html><html><h1>Welcome</h1></html>';
const asHtml = { 'content-type': 'text/html' };

test('a name that is not found, a hotel’s page, a proxy and the service itself are told apart in words', async () => {
  const states = {
    dns: await stateAfter('http://desk.invalid'),
    portal: await stateAfter(await served((_q, r) => answer(r, 200, html, asHtml))),
    proxy: await stateAfter(await served((_q, r) => answer(r, 502, html, asHtml))),
    service: await stateAfter(
      await served((_q, r) => answer(r, 500, { errorCode: 'INTERNAL_SERVER_ERROR', message: 'm' })),
    ),
  };
  expect(Object.values(states).map(({ connection }) => connection)).toEqual(Array(4).fill('offline'));
  const reasons = Object.values(states).map(({ reason }) => reason);
  expect(new Set(reasons).size).toBe(4);
  expect(Object.values(states).map(({ cause }) => cause)).toEqual(['dns', 'captivePortal', 'proxy', 'service']);
  expect(states.dns.reason).toMatch(/name/);
  expect(states.portal.reason).toMatch(/sign in/);
  expect(states.proxy.reason).toMatch(/proxy|between/i);
});

test('an error of the service about a call says nothing of the connection', async () => {
  const url = await served((_q, r) => answer(r, 422, { errorCode: 'INVALID_DATA', message: 'm' }));
  expect(await stateAfter(url)).toEqual({ connection: 'online', reason: null, cause: null });
});
