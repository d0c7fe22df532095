import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startRig, type Rig } from './rig.ts';

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
afterAll(() => rig.stop());

const at = (path: string): Promise<Record<string, unknown>> => rig.desk.get(`/api/v1${path}`).then(({ json }) => json);

describe('a time entry', () => {
  const before = { executedTime: '2026-03-01T10:00:00.000Z', seconds: 600, description: 'as it was' };
  const base = { edit: { fields: before, server: before } };
  async function entry(): Promise<{ ticketId: string; id: string }> {
    const { id: ticketId } = await rig.ticket();
    const made = rig.put('timeEntry.create', { ticketId, ...before });
    return { ticketId, id: String((await rig.reaches(made.jobId, 'sent')).serverId) };
  }
  const pathOf = ({ ticketId, id }: { ticketId: string; id: string }): string => `/tickets/${ticketId}/timeEntry/${id}`;

  it('keeps what was changed on the web beside what is changed here', async () => {
    const one = await entry();
    await rig.desk.api('PUT', `/api/v1${pathOf(one)}`, { description: 'changed on the web' });
    const { jobId } = rig.put('timeEntry.edit', { ...one, seconds: 1_200 }, base);
    await rig.reaches(jobId, 'sent');
    expect(await at(pathOf(one))).toMatchObject({ description: 'changed on the web' });
    expect(Number((await at(pathOf(one)))['minutesSpent'])).toBe(20);
  });

  it('is not written over where the same was changed: each field is chosen', async () => {
    const one = await entry();
    await rig.desk.api('PUT', `/api/v1${pathOf(one)}`, { description: 'changed on the web', minutesSpent: '30' });
    const mine = { seconds: 1_200, description: 'mine', executedTime: '2026-03-02T10:00:00.000Z' };
    const { jobId } = rig.put('timeEntry.edit', { ...one, ...mine }, base);
    const job = await rig.reaches(jobId, 'conflict', 'sent');
    expect(job.conflict).toEqual([
      { field: 'seconds', base: 600, mine: 1_200, theirs: 1_800 },
      { field: 'description', base: 'as it was', mine: 'mine', theirs: 'changed on the web' },
    ]);
    rig.outbox.actions.resolveConflict(jobId, { seconds: 'mine', description: 'theirs' });
    await rig.reaches(jobId, 'sent');
    const { description, minutesSpent, executedTime } = await at(pathOf(one));
    expect([description, Number(minutesSpent), Date.parse(String(executedTime))]).toEqual([
      'changed on the web',
      20,
      Date.parse(mine.executedTime),
    ]);
  });
});

describe('a move', () => {
  it('does not take a ticket away from where somebody else moved it, unless the agent says so', async () => {
    const { id, departmentId } = await rig.ticket();
    const { data } = await at('/departments?limit=100');
    const [theirs = '', mine = ''] = (data as { id: string }[])
      .map((department) => department.id)
      .filter((one) => one !== departmentId);
    const base = { edit: { fields: { departmentId }, server: { departmentId } } };
    await rig.desk.control('POST', '/traffic', { events: [{ kind: 'move', ticketId: id, departmentId: theirs }] });
    const { jobId } = rig.put('ticket.move', { id, departmentId: mine }, base);
    const job = await rig.reaches(jobId, 'conflict', 'sent');
    expect(job.conflict).toEqual([{ field: 'departmentId', base: departmentId, mine, theirs }]);
    rig.outbox.actions.resolveConflict(jobId, { departmentId: 'mine' });
    await rig.reaches(jobId, 'sent');
    expect((await at(`/tickets/${id}`))['departmentId']).toBe(mine);
  });
});

describe('who sees a file', () => {
  it('is left alone where it is as wanted already', async () => {
    const { id: ticketId } = await rig.ticket();
    const staging = rig.outbox.files.stage(2);
    staging.append(Buffer.from('hi'));
    const file = { ...staging.finish(), name: 'hi.txt' };
    const added = rig.put('attachment.add', { noun: 'ticket', parentId: ticketId, file });
    const id = String((await rig.reaches(added.jobId, 'sent')).serverId);
    await rig.desk.api('PATCH', `/api/v1/tickets/${ticketId}/attachments/${id}`, { isPublic: true });
    const base = { edit: { fields: { isPublic: false }, server: { isPublic: false } } };
    const { jobId } = rig.put('attachment.setVisibility', { ticketId, id, isPublic: true }, base);
    await rig.reaches(jobId, 'sent');
    const changes = (await rig.ledger()).filter(({ operation, ids }) => {
      return operation === 'updateTicketAttachment' && ids.includes(id);
    });
    expect(changes, 'by the web alone').toHaveLength(1);
  });
});
