import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, expect, test } from 'vitest';
import { authorization, type Json } from './client.ts';

const ENTRY = resolve(import.meta.dirname, '../../../src-main/demo-desk/index.ts');
const folder = mkdtempSync(join(tmpdir(), 'demo-desk-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Running {
  child: ChildProcess;
  info: Json;
  errors: () => string;
}

function start(...args: string[]): Promise<Running> {
  const child = spawn(process.execPath, [ENTRY, '--json', ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  return new Promise((done, fail) => {
    createInterface({ input: child.stdout }).once('line', (line) =>
      done({ child, info: JSON.parse(line) as Json, errors: () => errors }),
    );
    child.once('exit', (code) => fail(new Error(`exit ${String(code)}: ${errors}`)));
  });
}

function ended(child: ChildProcess): Promise<number | null> {
  return new Promise((done) => child.once('exit', (code) => done(code)));
}

test('prints one line, survives kill -9 with what it acknowledged, and keeps its keys', async () => {
  const file = join(folder, 'desk.db');
  const first = await start('--data', file, '--tickets', '80', '--seed', '5', '--manner', 'reference');
  expect(first.info).toMatchObject({ manner: 'reference', orgId: '3981311' });
  expect((first.info['agents'] as Json[])[0]).toMatchObject({
    email: 'jade@zylker.example',
    password: 'zylker-demo',
    name: 'Jade Tywin',
  });
  const headers = (info: Json): Record<string, string> => ({
    orgId: info['orgId'] as string,
    Authorization: authorization('live', '').replace('Zoho-oauthtoken ', `x-authtoken ${info['authToken'] as string}`),
  });
  const call = async (info: Json, method: string, path: string, body?: Json): Promise<Json> => {
    const response = await fetch(`${info['url'] as string}/api/v1${path}`, {
      method,
      headers: { ...headers(info), 'Content-Type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    expect(response.status).toBe(200);
    return (await response.json()) as Json;
  };
  const ticket = ((await call(first.info, 'GET', '/tickets?limit=1'))['data'] as Json[])[0] as Json;
  const comments: string[] = [];
  const writing = (async () => {
    for (let i = 0; ; i++)
      comments.push(
        (await call(first.info, 'POST', `/tickets/${ticket['id'] as string}/comments`, { content: `no. ${i}` }))[
          'id'
        ] as string,
      );
  })().catch(() => undefined);
  while (comments.length < 25) await new Promise((done) => setImmediate(done));
  const gone = ended(first.child);
  first.child.kill('SIGKILL');
  await Promise.all([gone, writing]);

  const second = await start('--data', file, '--tickets', '999', '--manner', 'reference');
  expect(second.errors()).toContain('already holds a desk');
  for (const key of ['key', 'clientId', 'clientSecret', 'authToken']) expect(second.info[key]).toBe(first.info[key]);
  for (const id of comments) await call(second.info, 'GET', `/tickets/${ticket['id'] as string}/comments/${id}`);
  const made = (await call(second.info, 'POST', `/tickets/${ticket['id'] as string}/comments`, { content: 'after' }))[
    'id'
  ] as string;
  expect(comments).not.toContain(made);
  const state = (await (
    await fetch(`${second.info['url'] as string}/__demo/state`, {
      headers: { 'x-demo-key': second.info['key'] as string },
    })
  ).json()) as Json;
  expect(state['orgs']).toMatchObject([{ counts: { tickets: 80 } }]);
  const stopped = ended(second.child);
  second.child.kill('SIGTERM');
  expect(await stopped).toBe(0);
});

test('refuses what it does not understand', async () => {
  await expect(start('--manner', 'odd')).rejects.toThrow('--manner is live or reference');
  await expect(start('--tickets', 'many')).rejects.toThrow('whole number');
  await expect(start('--colour', 'red')).rejects.toThrow('colour');
});

test('a port in use is told in words', async () => {
  const first = await start('--tickets', '5');
  const port = new URL(first.info['url'] as string).port;
  await expect(start('--tickets', '5', '--port', port)).rejects.toThrow(`EADDRINUSE`);
  const stopped = ended(first.child);
  first.child.kill('SIGINT');
  expect(await stopped).toBe(0);
});
