import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ConsoleProcess, startConsoleProcess, startDeskProcess } from '../../factories/console.ts';
import { until } from '../../fakes/until.ts';
import type { DraftDoc } from '../../../src-preload/contract/drafts.ts';

let desk: Awaited<ReturnType<typeof startDeskProcess>>;
beforeAll(async () => {
  desk = await startDeskProcess(['--port=0', '--tickets=12', '--seed=7', '--any-loopback-port']);
});
afterAll(() => desk.stop());

async function start(dataDir: string): Promise<ConsoleProcess> {
  const console_ = await startConsoleProcess(desk, dataDir);
  await until('somebody is signed in', async () => (await console_.call('session.get', {})).phase === 'ready', 60_000);
  return console_;
}

it('every form and composer is as it was journaled after kill -9, and what went out is in the outbox alone', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'deskhand-journal-'));
  let console_ = await start(dataDir);
  await until('a ticket is there', async () => {
    const { rows } = await console_.call('tickets.list', { view: 'allOpen', offset: 0, limit: 1 });
    return rows.length > 0;
  });
  const [row] = (await console_.call('tickets.list', { view: 'allOpen', offset: 0, limit: 1 })).rows;
  const ticketId = row!.id;
  await console_.call('outbox.pauseAll', {});
  const typed: [string, string | null, DraftDoc][] = [
    [`reply:${ticketId}`, ticketId, { kind: 'reply', content: '<p>half a sen</p>', to: 'carol@example.com' }],
    [`comment:${ticketId}`, ticketId, { kind: 'comment', content: 'for my colleag' }],
    ['edit:comment:7', ticketId, { kind: 'edit', form: { text: 'a better no', chosen: [] } }],
    ['edit:contact:904', null, { kind: 'edit', form: { city: 'Dall' } }],
    ['edit:timeEntry:entry:8', null, { kind: 'edit', form: { duration: '0:4' } }],
    ['edit:job:1', null, { kind: 'edit', form: { typed: { subject: 'lou' } } }],
    ['ticket:new', null, { kind: 'ticket', content: 'It does not pri' }],
  ];
  for (const [key, of, doc] of typed) await console_.call('drafts.save', { key, ticketId: of, doc });
  await console_.kill();
  console_ = await start(dataDir);
  for (const [key, of, doc] of typed)
    expect(await console_.call('drafts.get', { key }), key).toMatchObject({ key, ticketId: of, doc });

  const [key, , doc] = typed[0]!;
  const { to = '', content = '' } = doc;
  const { jobId } = await console_.call('replies.send', { ticketId, to, content, draftKey: key });
  await console_.kill();
  console_ = await start(dataDir);
  expect(await console_.call('drafts.get', { key })).toBeNull();
  expect(await console_.call('outbox.get', { id: jobId })).toMatchObject({ payload: { to, content } });
  const { draftKey } = await console_.call('outbox.cancel', { id: jobId });
  await console_.kill();
  console_ = await start(dataDir);
  expect(draftKey).toBe(key);
  expect((await console_.call('drafts.get', { key }))?.doc).toMatchObject({ kind: 'reply', to, content });
  expect((await console_.call('outbox.get', { id: jobId }))?.state).toBe('cancelled');
  await console_.stop();
}, 180_000);
