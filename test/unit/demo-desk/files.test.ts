import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, expect, test } from 'vitest';
import { someTicket, startDesk, type Json } from './client.ts';

const folder = mkdtempSync(join(tmpdir(), 'demo-desk-files-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('a reopened file keeps data, tokens and clock, and never gives an id twice', async () => {
  const data = join(folder, 'desk.db');
  const first = await startDesk({ data, orgs: 2 });
  const token = first.issueToken();
  const path = `/api/v1/tickets/${(await someTicket(first))['id'] as string}/comments`;
  const gone = (await first.api('POST', path, { content: 'short lived' })).json['id'] as string;
  await first.api('DELETE', `${path}/${gone}`);
  first.advance(3_000_000);
  await first.close();

  const second = await startDesk({ data, orgs: 2, tickets: 7, seed: 99 });
  expect(second.data).toBe('kept');
  expect(second.now()).toBeGreaterThan(Date.now() + 2_900_000);
  const got = await fetch(`${second.url}/api/v1/tickets`, {
    headers: { orgId: second.orgId, Authorization: `Zoho-oauthtoken ${token}` },
  });
  expect(got.status).toBe(200);
  expect((await second.control('GET', '/state'))['orgs']).toMatchObject([
    { seed: 7, counts: { tickets: 120 } },
    { counts: { tickets: 120 } },
  ]);
  expect((await second.api('POST', path, { content: 'next' })).json['id']).not.toBe(gone);
  await second.close();
});

test('a file that a desk did not make is refused and left alone', async () => {
  const other = join(folder, 'other.db');
  const db = new Database(other);
  db.exec('CREATE TABLE mine (x); INSERT INTO mine VALUES (1)');
  db.close();
  await expect(startDesk({ data: other })).rejects.toThrow('another program');
  const text = join(folder, 'text.db');
  writeFileSync(text, 'not a database, only words, many of them, so that the header is wrong'.repeat(20));
  await expect(startDesk({ data: text })).rejects.toThrow();
});

test('seeding that was cut short starts again', async () => {
  const data = join(folder, 'cut.db');
  await (await startDesk({ data, tickets: 10 })).close();
  const db = new Database(data);
  for (const row of db
    .prepare(`SELECT name, type FROM sqlite_master WHERE type IN ('table', 'index') AND name NOT LIKE 'sqlite_%'`)
    .all() as { name: string; type: string }[]) {
    db.exec(row.type === 'index' ? `DROP INDEX ${row.name}` : `DELETE FROM ${row.name}`);
  }
  db.close();
  const again = await startDesk({ data, tickets: 30 });
  expect(again.data).toBe('seeded');
  expect(((await again.get('/api/v1/tickets?limit=100')).json['data'] as Json[]).length).toBe(30);
  await again.close();
});

test('a draft may get a new id when it is sent', async () => {
  const desk = await startDesk({ newIdOnSend: true });
  const path = `/api/v1/tickets/${(await someTicket(desk))['id'] as string}`;
  const reply = {
    channel: 'EMAIL',
    fromEmailAddress: 'support@zylker.example',
    to: 'a@inbox.example',
    content: 'Hello',
  };
  const draft = (await desk.api('POST', `${path}/draftReply`, reply)).json['id'] as string;
  const sent = (await desk.api('POST', `${path}/sendDraft?draftThreadId=${draft}`)).json;
  expect(sent['id']).not.toBe(draft);
  expect((await desk.get(`${path}/threads/${draft}`)).status).toBe(404);
  expect((await desk.get(`${path}/threads/${sent['id'] as string}`)).json['content']).toBe('Hello');
  await desk.close();
});
