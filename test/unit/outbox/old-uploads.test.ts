import { afterAll, beforeAll, expect, it } from 'vitest';
import { systemClock } from '../../../src-main/lib/clock.ts';
import { until } from '../../fakes/until.ts';
import { type Rig, startRig } from './rig.ts';

const DAY_MS = 24 * 3_600_000;
let slept = 0;
let rig: Rig;
beforeAll(async () => {
  // This machine sleeps: its wall clock is later when it wakes, the other one has stood still.
  rig = await startRig({}, { clock: { ...systemClock, now: () => Date.now() + slept } });
});
afterAll(() => rig.stop());

it('a file whose upload the service has forgotten by now is uploaded anew, after a night with the lid closed', async () => {
  const bytes = Buffer.from('an attachment');
  const staging = rig.outbox.files.stage(bytes.length);
  staging.append(bytes);
  const file = { ...staging.finish(), name: 'note.txt' };
  const { id: ticketId } = await rig.ticket();
  await rig.fault({ match: { operation: 'draftReply' }, times: 1, fault: { kind: 'dropBefore' } });
  const { jobId } = rig.put('reply.send', {
    ticketId,
    to: 'carol@example.com',
    fromEmailAddress: rig.from,
    content: '<p>see the file</p>',
    files: [file],
  });
  await until('it was tried', () => rig.job(jobId).attempts === 1);
  rig.outbox.setPaused(true);
  await rig.reaches(jobId, 'queued');
  const [first] = rig.job(jobId).results['uploads'] as { id: string }[];
  slept = DAY_MS + 3_600_000;
  rig.desk.advance(slept);
  rig.outbox.setPaused(false);
  const job = await rig.reaches(jobId, 'sent', 'rejected');
  expect([job.state, job.error]).toEqual(['sent', null]);
  const [second] = job.results['uploads'] as { id: string }[];
  expect(second?.id).not.toBe(first?.id);
  const drafted = (await rig.ledger()).filter(({ operation }) => operation === 'draftReply');
  expect(drafted.map(({ fields }) => fields['attachments'])).toEqual([1]);
});
