import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createAgentBackups } from '../../../src-main/store/agent-backups.ts';
import { backupDir } from '../../../src-main/store/agent-database.ts';
import { until } from '../../fakes/until.ts';
import { type Rig, startRig } from './rig.ts';

let rig: Rig;
let file: string;
beforeEach(async () => {
  rig = await startRig();
  file = join(rig.dir, 'agent.db');
});
afterEach(() => rig.stop());

const mail = (ticketId: string) => ({
  ticketId,
  to: 'carol@example.com',
  fromEmailAddress: rig.from,
  content: `Hello ${crypto.randomUUID()}`,
});
async function backup(): Promise<void> {
  const db = new Database(file);
  await createAgentBackups(db, backupDir(file)).run(Date.now());
  db.close();
}
function sql(text: string): unknown[] {
  const db = new Database(file);
  try {
    const statement = db.prepare(text);
    return statement.reader ? statement.all() : [statement.run()];
  } finally {
    db.close();
  }
}
/** Nothing of the file can be read any more. */
function ruin(): void {
  writeFileSync(file, Buffer.alloc(8_192, 0xab));
  for (const end of ['-wal', '-shm']) rmSync(`${file}${end}`, { force: true });
}
/** The first page of one table can't be read any more. */
function damage(table: string): void {
  const db = new Database(file);
  db.pragma('wal_checkpoint(TRUNCATE)');
  const { rootpage } = db.prepare('SELECT rootpage FROM sqlite_master WHERE name = ?').get(table) as {
    rootpage: number;
  };
  const size = db.pragma('page_size', { simple: true }) as number;
  db.close();
  const bytes = readFileSync(file);
  bytes.fill(0xab, (rootpage - 1) * size, rootpage * size);
  writeFileSync(file, bytes);
}
const sends = async (): Promise<number> =>
  (await rig.ledger()).filter(({ operation }) => operation === 'sendDraft').length;

it('what was sent since the copy blocks nothing, and its draft does not come back', async () => {
  rig.outbox.setPaused(true);
  const { id } = await rig.ticket();
  const key = `reply:${id}`;
  const saved = { ...mail(id), kind: 'reply' as const };
  rig.outbox.drafts.save(key, id, saved, Date.now());
  const first = rig.put('comment.create', { ticketId: id, content: 'first' });
  await backup();
  const reply = rig.put('reply.send', { ...mail(id), draftKey: key });
  rig.outbox.setPaused(false);
  await rig.reaches(reply.jobId, 'sent');
  sql(`INSERT INTO muted_ticket (ticket_id, at) VALUES ('77', 1)`);
  sql(`INSERT INTO announced (key, at) VALUES ('thread:42', 1)`);
  await rig.restart({}, () => damage('draft_version'));
  expect(rig.job(first.jobId).state).toBe('sent');
  expect(rig.outbox.drafts.get(key)).toBeNull();
  expect(rig.outbox.drafts.list()).toEqual([]);
  expect(sql('SELECT ticket_id FROM muted_ticket')).toEqual([{ ticket_id: '77' }]);
  expect(sql('SELECT key FROM announced')).toEqual([{ key: 'thread:42' }]);
  const next = rig.put('comment.create', { ticketId: id, content: 'goes on' });
  await rig.reaches(next.jobId, 'sent');
  expect(await sends()).toBe(1);
});

it('a reply that went out since the copy is not mailed again: the agent says whether that was it', async () => {
  rig.outbox.setPaused(true);
  const { id } = await rig.ticket();
  const reply = rig.put('reply.send', mail(id));
  await backup();
  rig.outbox.setPaused(false);
  const { serverId } = await rig.reaches(reply.jobId, 'sent');
  await rig.restart({}, ruin);
  rig.outbox.setPaused(false);
  const job = await until('it is asked', () => (rig.job(reply.jobId).question === null ? null : rig.job(reply.jobId)));
  expect(job.question?.candidates.map((one) => one.id)).toEqual([serverId]);
  rig.outbox.actions.answer(reply.jobId, 'done', serverId!);
  expect(rig.job(reply.jobId)).toMatchObject({ state: 'sent', serverId });
  expect(await sends()).toBe(1);
});

it('a reply that did not go out since the copy does', async () => {
  rig.outbox.setPaused(true);
  const { id } = await rig.ticket();
  const reply = rig.put('reply.send', mail(id));
  await backup();
  await rig.restart({}, ruin);
  rig.outbox.setPaused(false);
  await rig.reaches(reply.jobId, 'sent');
  expect(await sends()).toBe(1);
});

it('a draft of the service that went out since the copy is found', async () => {
  const { id } = await rig.ticket();
  const body = { channel: 'EMAIL', to: 'old@example.com', fromEmailAddress: rig.from, content: 'from the web' };
  const held = await rig.desk.api('POST', `/api/v1/tickets/${id}/draftReply`, body);
  rig.outbox.setPaused(true);
  const reply = rig.put('reply.send', { ...mail(id), draftThreadId: String(held.json['id']) });
  await backup();
  rig.outbox.setPaused(false);
  await rig.reaches(reply.jobId, 'sent');
  await rig.restart({}, ruin);
  rig.outbox.setPaused(false);
  await until('it is asked', () => rig.job(reply.jobId).question !== null);
  rig.outbox.actions.answer(reply.jobId, 'done', String(held.json['id']));
  expect(rig.job(reply.jobId).state).toBe('sent');
  expect(await sends()).toBe(1);
});

/** A reply that the service refused before the copy that everything is recovered from, and what was done with it since. */
async function refusedInCopy(since: (jobId: string) => unknown) {
  const { id } = await rig.ticket();
  await rig.fault({ match: { operation: 'draftReply' }, times: 1, fault: { kind: 'status', status: 422 } });
  const input = { ...mail(id), thenStatus: null };
  const { jobId } = rig.put('reply.send', input);
  const { error } = await rig.reaches(jobId, 'rejected');
  await backup();
  await since(jobId);
  await rig.restart({}, ruin);
  await until('it was looked for', () => rig.job(jobId).state !== 'unknown' || rig.job(jobId).question !== null);
  return { id, jobId, error, words: input.content };
}

it.each([
  ['as it was', {}],
  ['with other words', { content: 'Other words' }],
])(
  'a reply that was refused before the copy and went out since, %s, is a question before anything else',
  async (_, patch) => {
    let serverId: string | null = null;
    const { jobId } = await refusedInCopy(async (job) => {
      rig.outbox.actions.edit(job, patch);
      ({ serverId } = await rig.reaches(job, 'sent'));
    });
    expect(rig.job(jobId)).toMatchObject({
      state: 'unknown',
      question: { why: 'recovered', candidates: [{ id: serverId }] },
    });
    expect(() => rig.outbox.actions.edit(jobId, { content: 'Once more' })).toThrow('finding out');
    rig.outbox.actions.answer(jobId, 'done', serverId!);
    expect(rig.job(jobId).state).toBe('sent');
    expect(await sends()).toBe(1);
  },
);

it('a reply that was refused before the copy and did not go out since waits for the agent again, with its reason', async () => {
  const { jobId, error } = await refusedInCopy(() => undefined);
  expect(error).not.toBeNull();
  expect(rig.job(jobId)).toMatchObject({ state: 'rejected', error });
  rig.outbox.actions.edit(jobId, { content: 'Corrected' });
  await rig.reaches(jobId, 'sent');
  expect(await sends()).toBe(1);
});

it('a reply that was refused before the copy is not sent because its draft is found', async () => {
  const { jobId } = await refusedInCopy(async (job) => {
    await rig.fault({ match: { operation: 'sendDraft' }, times: 1, fault: { kind: 'status', status: 422 } });
    rig.outbox.actions.retry(job);
    await rig.reaches(job, 'queued');
    await rig.reaches(job, 'rejected');
  });
  expect(rig.job(jobId)).toMatchObject({ state: 'rejected', step: 1 });
  expect(await sends()).toBe(0);
  rig.outbox.actions.retry(jobId);
  await rig.reaches(jobId, 'sent');
  expect(await sends()).toBe(1);
  expect((await rig.ledger()).filter(({ operation }) => operation === 'draftReply')).toHaveLength(1);
});
