import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { listTickets } from '../../../src-main/api/tickets.ts';
import { createComment } from '../../../src-main/api/comments.ts';
import { answer, clientOf, startServer } from './server.ts';

const proxies: Server[] = [];
afterEach(() => Promise.all(proxies.splice(0).map((proxy) => new Promise((resolve) => proxy.close(resolve)))));

/** A proxy that counts what goes through it: absolute addresses and CONNECT, or refuses with `refuse`. */
async function startProxy(refuse?: number) {
  const seen: string[] = [];
  const proxy = createServer((request, response) => {
    seen.push(`${request.method ?? ''} ${request.url ?? ''}`);
    if (refuse === undefined) answer(response, 204);
    else answer(response, refuse, '<html>no</html>', { 'content-type': 'text/html' });
  });
  proxy.on('connect', (request, socket) => {
    seen.push(`CONNECT ${request.url ?? ''}`);
    if (refuse !== undefined) return void socket.end(`HTTP/1.1 ${refuse} No\r\n\r\n`);
    const [host = '', port = ''] = (request.url ?? '').split(':');
    const onward = connect(Number(port), host, () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      onward.pipe(socket).pipe(onward);
    });
    onward.on('error', () => socket.destroy());
    socket.on('error', () => onward.destroy());
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  proxies.push(proxy);
  return { url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`, seen };
}

test('HTTP_PROXY carries plain calls, NO_PROXY lets them go directly', async () => {
  const proxy = await startProxy();
  await using server = await startServer((_request, response) => answer(response, 204));
  await listTickets(clientOf('http://desk.test', { env: { HTTP_PROXY: proxy.url } }));
  expect(proxy.seen).toEqual(['GET http://desk.test/api/v1/tickets']);
  await listTickets(clientOf(server.url, { env: { HTTP_PROXY: proxy.url, NO_PROXY: '127.0.0.1' } }));
  await listTickets(clientOf(server.url, { env: {} }));
  expect(proxy.seen).toHaveLength(1);
  expect(server.requests).toHaveLength(2);
});

test('HTTPS_PROXY is asked for a tunnel; when it refuses nothing was sent', async () => {
  const proxy = await startProxy(403);
  const client = clientOf('https://desk.test', { env: { HTTPS_PROXY: proxy.url } });
  await expect(listTickets(client)).rejects.toMatchObject({ code: 'offline', reason: 'proxy' });
  await expect(createComment(client, '1', { content: 'x', isPublic: false })).rejects.toMatchObject({
    code: 'offline',
    reason: 'proxy',
  });
  expect(new Set(proxy.seen)).toEqual(new Set(['CONNECT desk.test:443']));
});
