import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { until } from '../../fakes/until.ts';
import { type Rig, startRig } from './rig.ts';

/** A service that keeps no drafts: replies go out in one call, and at most once. */
const NO_DRAFTS = {
  match: { operation: 'draftReply' },
  fault: { kind: 'status', status: 404, body: { errorCode: 'URL_NOT_FOUND', message: 'no such call' } },
};

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
afterAll(() => rig.stop());
let before = 0;
beforeEach(async () => {
  before = (await rig.ledger()).length;
});
const effects = async (): Promise<string[]> => (await rig.ledger()).slice(before).map(({ operation }) => operation);
async function reply(): Promise<string> {
  const { id: ticketId } = await rig.ticket();
  const content = `<p>at most once ${crypto.randomUUID()}</p>`;
  return rig.put('reply.send', { ticketId, to: 'carol@example.com', fromEmailAddress: rig.from, content }).jobId;
}

it('a reply goes out in one call', async () => {
  await rig.fault(NO_DRAFTS);
  const job = await rig.reaches(await reply(), 'sent', 'rejected');
  expect(job.state).toBe('sent');
  expect(await effects()).toEqual(['sendReply']);
});

it('an answer that got lost is found by looking, and nothing is sent twice', async () => {
  await rig.fault(NO_DRAFTS, { match: { operation: 'sendReply' }, times: 1, fault: { kind: 'processThenDrop' } });
  const job = await rig.reaches(await reply(), 'sent', 'rejected');
  const entries = (await rig.ledger()).slice(before);
  expect(entries.map(({ operation }) => operation)).toEqual(['sendReply']);
  expect(job.serverId).toBe(entries[0]?.ids[0]);
});

it('what can’t be found is never sent again by itself: the agent is asked, and says so', async () => {
  await rig.fault(NO_DRAFTS, { match: { operation: 'sendReply' }, times: 1, fault: { kind: 'dropBefore' } });
  const id = await reply();
  await until('the question is asked', () => rig.job(id).question !== null, 15_000);
  expect(rig.job(id)).toMatchObject({ state: 'unknown', question: { why: 'noDrafts' } });
  expect(await effects()).toEqual([]);
  // A restart asks the same, and sends nothing.
  await rig.restart();
  await until('nothing more is done', () => rig.outbox.isIdle, 15_000);
  expect(rig.job(id)).toMatchObject({ state: 'unknown', question: { why: 'noDrafts' } });
  expect(await effects()).toEqual([]);
  rig.outbox.actions.answer(id, 'sendAgain', undefined);
  await rig.reaches(id, 'sent');
  expect(await effects()).toEqual(['sendReply']);
});
