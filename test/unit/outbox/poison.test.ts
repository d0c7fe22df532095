import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { until } from '../../fakes/until.ts';
import { type Rig, startRig } from './rig.ts';

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
afterAll(() => rig.stop());
afterEach(() => rig.fault());

/** Without an address of its own, so that the ticket is read before it goes. */
const mail = (ticketId: string) => ({ ticketId, to: 'carol@example.com', content: `Hello ${crypto.randomUUID()}` });

it.each([
  ['has trouble with', { kind: 'status', status: 500 }],
  ['answers garbage to', { kind: 'garbage' }],
])('a service that %s the reads of one ticket stops that one alone', async (_what, fault) => {
  const { id } = await rig.ticket();
  await rig.fault({ match: { path: `/api/v1/tickets/${id}` }, fault });
  const poison = rig.put('reply.send', mail(id));
  await until('the trouble shows', () => rig.job(poison.jobId).error?.code === 'offline', 15_000);
  expect(rig.outbox.item(rig.job(poison.jobId)).nextAt).toBeGreaterThan(Date.now());
  for (let n = 0; n < 3; n += 1) {
    const other = rig.put('comment.create', { ticketId: (await rig.ticket()).id, content: 'elsewhere' });
    await rig.reaches(other.jobId, 'sent');
  }
  await rig.fault();
  rig.outbox.wakeNetwork();
  await rig.reaches(poison.jobId, 'sent');
});

it('while the service is down everything waits together, and says until when', async () => {
  const ids = [(await rig.ticket()).id, (await rig.ticket()).id, (await rig.ticket()).id, (await rig.ticket()).id];
  await rig.fault({ match: { operation: 'getTicket' }, fault: { kind: 'status', status: 503 } });
  const jobs = ids.map((id) => rig.put('reply.send', mail(id)).jobId);
  await until('the last of them knows when it goes', () => rig.outbox.item(rig.job(jobs[3]!)).nextAt !== null, 20_000);
  await rig.fault();
  rig.outbox.wakeNetwork();
  for (const jobId of jobs) await rig.reaches(jobId, 'sent');
});

it('what can’t be read any more is set aside, also while its outcome is unknown', async () => {
  const { id } = await rig.ticket();
  await rig.fault({ match: { operation: 'createComment' }, fault: { kind: 'dropBefore' } });
  const { jobId } = rig.put('comment.create', { ticketId: id, content: 'x' });
  await rig.reaches(jobId, 'unknown');
  expect(
    rig.outbox.jobs.update(jobId, ['unknown'], null, { state: 'unknown', updatedAt: Date.now(), version: 99 }),
  ).toBe(true);
  const aside = await rig.reaches(jobId, 'setAside');
  expect(aside.error).toMatchObject({ code: 'invalid', reason: 'newer' });
  await rig.fault();
  const next = rig.put('comment.create', { ticketId: id, content: 'goes on' });
  await rig.reaches(next.jobId, 'sent');
});
