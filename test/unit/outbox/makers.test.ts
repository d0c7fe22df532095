import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { isAppError } from '../../../src-main/lib/app-error.ts';
import { until } from '../../fakes/until.ts';
import { type Rig, startRig } from './rig.ts';

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
afterAll(() => rig.stop());
afterEach(async () => {
  rig.outbox.setPaused(false);
  await rig.fault();
});

const reasonOf = (work: () => unknown): string => {
  try {
    work();
    return 'none';
  } catch (error) {
    return isAppError(error) ? `${error.code}:${error.reason ?? ''}` : String(error);
  }
};
function stage(name: string, text: string) {
  const bytes = Buffer.from(text);
  const staging = rig.outbox.files.stage(bytes.length);
  staging.append(bytes);
  return { ...staging.finish(), name };
}
async function newTicket() {
  const { contactId, departmentId } = await rig.ticket();
  return rig.put('ticket.create', { subject: `new ${crypto.randomUUID()}`, contactId, departmentId });
}

describe('what waits for a row that never comes', () => {
  it('is refused at once where the making was called back', async () => {
    rig.outbox.setPaused(true);
    const maker = await newTicket();
    rig.outbox.actions.cancel(maker.jobId, true);
    const put = () => rig.put('comment.create', { ticketId: maker.localId, content: 'too late' });
    expect(reasonOf(put)).toBe('conflict:makerGone');
    rig.outbox.setPaused(false);
  });

  it('is called back with the making when the agent discards that', async () => {
    await rig.fault(
      { match: { operation: 'createTicket' }, times: 1, fault: { kind: 'dropBefore' } },
      { match: { operation: 'listContactTickets' }, fault: { kind: 'status', status: 403 } },
    );
    const maker = await newTicket();
    const comment = rig.put('comment.create', { ticketId: maker.localId, content: 'behind it' });
    await until('it is asked', () => rig.job(maker.jobId).question !== null);
    await rig.fault();
    rig.outbox.actions.answer(maker.jobId, 'discard', undefined);
    expect(rig.job(comment.jobId).state).toBe('cancelled');
    expect(rig.outbox.drafts.list(maker.localId!).map(({ doc }) => doc.content)).toEqual(['behind it']);
  });

  it('says so when the making can’t be read any more', async () => {
    rig.outbox.setPaused(true);
    const maker = await newTicket();
    const comment = rig.put('comment.create', { ticketId: maker.localId, content: 'behind it' });
    rig.outbox.jobs.update(maker.jobId, ['queued'], null, { state: 'queued', updatedAt: Date.now(), version: 99 });
    rig.outbox.setPaused(false);
    await rig.reaches(maker.jobId, 'setAside');
    const job = await rig.reaches(comment.jobId, 'rejected');
    expect(job.error?.code).toBe('notFound');
    rig.outbox.actions.cancel(comment.jobId, false);
  });
});

describe('a ticket that was made here', () => {
  it('has its drafts under either id', async () => {
    const drafts = rig.drafts();
    const maker = await newTicket();
    const local = maker.localId!;
    const doc = { kind: 'reply' as const, content: 'typed before it was there' };
    await drafts['drafts.save']({ key: `reply:${local}`, ticketId: local, doc });
    const { serverId } = await rig.reaches(maker.jobId, 'sent');
    for (const id of [local, serverId!]) {
      expect((await drafts['drafts.list']({ ticketId: id })).map((draft) => draft.doc)).toEqual([doc]);
      expect((await drafts['drafts.get']({ key: `reply:${id}` }))?.doc).toEqual(doc);
    }
    const more = { ...doc, content: 'and after' };
    await drafts['drafts.save']({ key: `reply:${local}`, ticketId: local, doc: more });
    expect((await drafts['drafts.list']({ ticketId: serverId! })).map((draft) => draft.doc)).toEqual([more]);
  });

  it('gets its tasks in the order in which they were meant', async () => {
    rig.outbox.setPaused(true);
    const { id, departmentId } = await rig.ticket();
    const first = rig.put('comment.create', { ticketId: id, content: 'first' });
    const task = rig.put('task.create', { subject: `then ${crypto.randomUUID()}`, departmentId, ticketId: id });
    expect(rig.outbox.item(rig.job(task.jobId)).hold).toEqual({
      reason: 'waitsFor',
      jobIds: [first.jobId],
      stuckOn: null,
    });
    rig.outbox.setPaused(false);
    await rig.reaches(task.jobId, 'sent');
  });
});

it('two clicks are one split, one merge, one file', async () => {
  rig.outbox.setPaused(true);
  const [{ id }, other] = [await rig.ticket(), await rig.ticket()];
  const file = stage('a.txt', crypto.randomUUID());
  const inputs = [
    ['ticket.split', { ticketId: id, threadId: '1' }],
    ['ticket.merge', { id, ids: [other.id] }],
    ['attachment.add', { noun: 'ticket', parentId: id, file }],
  ] as const;
  for (const [kind, input] of inputs) expect(rig.put(kind, input)).toEqual(rig.put(kind, input));
  for (const job of rig.outbox.jobs.listUnsettled()) rig.outbox.actions.cancel(job.id, true);
  rig.outbox.setPaused(false);
});

it('files that were uploaded before the network went are not uploaded again', async () => {
  const { id } = await rig.ticket();
  const uploads = async () =>
    ((await rig.desk.control('GET', '/calls')) as { operations: Record<string, { calls: number }> }).operations[
      'uploadFile'
    ]?.calls ?? 0;
  const before = await uploads();
  await rig.fault({ match: { operation: 'uploadFile' }, after: 2, times: 1, fault: { kind: 'processThenDrop' } });
  const files = ['a', 'b', 'c'].map((name) => stage(`${name}.txt`, crypto.randomUUID()));
  const { jobId } = rig.put('comment.create', { ticketId: id, content: 'see the files', files });
  await rig.reaches(jobId, 'sent');
  await rig.fault();
  expect((await uploads()) - before).toBe(4);
});

describe('a merge whose answer got lost', () => {
  it('is looked for more than once, since reads lag', async () => {
    const [{ id }, other] = [await rig.ticket(), await rig.ticket()];
    await rig.fault({ match: { operation: 'mergeTickets' }, times: 1, fault: { kind: 'dropBefore' } });
    const { jobId } = rig.put('ticket.merge', { id, ids: [other.id] });
    await rig.reaches(jobId, 'sent');
    await rig.fault();
    const [first] = rig.outbox.jobs.listAttempts(jobId);
    expect(first?.looks).toBeGreaterThan(1);
  });

  it('is a question where the other ticket was deleted instead', async () => {
    const [{ id }, other] = [await rig.ticket(), await rig.ticket()];
    await rig.fault({ match: { operation: 'mergeTickets' }, times: 1, fault: { kind: 'dropBefore' } });
    const { jobId } = rig.put('ticket.merge', { id, ids: [other.id] });
    await rig.reaches(jobId, 'unknown', 'sent');
    await rig.desk.control('POST', '/traffic', { events: [{ kind: 'delete', ticketId: other.id }] });
    await until('it is asked', () => rig.job(jobId).question !== null || rig.job(jobId).state === 'sent', 15_000);
    await rig.fault();
    expect(rig.job(jobId).question?.why).toBe('ambiguous');
    rig.outbox.actions.answer(jobId, 'discard', undefined);
  });
});
