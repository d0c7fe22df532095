import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Rig, startRig } from './rig.ts';

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
afterAll(() => rig.stop());

async function comment(): Promise<{ ticketId: string; id: string }> {
  const { id: ticketId } = await rig.ticket();
  const made = rig.put('comment.create', { ticketId, content: 'as it was' });
  return { ticketId, id: String((await rig.reaches(made.jobId, 'sent')).serverId) };
}
const base = { edit: { fields: { content: 'as it was' }, server: { content: 'as it was' } } };
const contentOf = async ({ ticketId, id }: { ticketId: string; id: string }): Promise<unknown> =>
  (await rig.desk.get(`/api/v1/tickets/${ticketId}/comments/${id}`)).json['content'];
const onWeb = ({ ticketId, id }: { ticketId: string; id: string }, content: string) =>
  rig.desk.api('PATCH', `/api/v1/tickets/${ticketId}/comments/${id}`, { content });

it('a comment that was changed on the web meanwhile is not written over unseen', async () => {
  const one = await comment();
  await onWeb(one, 'changed on the web');
  const { jobId } = rig.put('comment.edit', { ...one, content: 'mine' }, base);
  const job = await rig.reaches(jobId, 'conflict', 'sent');
  expect(job.conflict).toEqual([{ field: 'content', base: 'as it was', mine: 'mine', theirs: 'changed on the web' }]);
  rig.outbox.actions.resolveConflict(jobId, { content: 'theirs' });
  expect(rig.job(jobId).state).toBe('cancelled');
  expect(await contentOf(one)).toBe('changed on the web');
});

it('it is where the agent says so, and where nobody changed it', async () => {
  const one = await comment();
  await onWeb(one, 'changed on the web');
  const { jobId } = rig.put('comment.edit', { ...one, content: 'mine' }, base);
  await rig.reaches(jobId, 'conflict');
  rig.outbox.actions.resolveConflict(jobId, { content: 'mine' });
  await rig.reaches(jobId, 'sent');
  expect(await contentOf(one)).toBe('mine');
  const other = await comment();
  await rig.reaches(rig.put('comment.edit', { ...other, content: 'mine' }, base).jobId, 'sent');
  expect(await contentOf(other)).toBe('mine');
});
