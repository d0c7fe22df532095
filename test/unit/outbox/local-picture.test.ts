import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TicketRow, TicketView } from '../../../src-preload/contract/tickets.ts';
import { type Core, startCore } from '../../factories/core.ts';
import { until } from '../../fakes/until.ts';
import { startDesk, type TestDesk } from '../demo-desk/client.ts';

let desk: TestDesk;
let core: Core;
const VIEWS: TicketView[] = ['myOpen', 'unassigned', 'overdue', 'allOpen', 'closed'];

beforeAll(async () => {
  desk = await startDesk({ tickets: 120, sendMs: 50 });
  core = await startCore({ desk });
  await core.ready();
  await core.synced();
}, 60_000);
afterAll(async () => {
  await core.stop();
  await desk.close();
});

async function whole(view: TicketView): Promise<TicketRow[]> {
  const { rows, total } = await core.call('tickets.list', { view, offset: 0, limit: 200 });
  expect(rows).toHaveLength(total);
  return rows;
}
const idsOf = async (view: TicketView): Promise<string[]> => (await whole(view)).map(({ id }) => id);
const counts = () => core.call('tickets.counts', {});
/** Every view as the list and the counts have it; they must agree, and pages must add up to the whole. */
async function picture(): Promise<Record<string, string[]>> {
  const all: Record<string, string[]> = {};
  const counted = await counts();
  for (const view of VIEWS) {
    all[view] = await idsOf(view);
    expect(counted[view]).toBe(all[view].length);
    const pages: string[] = [];
    for (let offset = 0; offset < all[view].length; offset += 7) {
      const { rows } = await core.call('tickets.list', { view, offset, limit: 7 });
      pages.push(...rows.map(({ id }) => id));
    }
    expect(pages).toEqual(all[view]);
  }
  return all;
}
const itemOf = async (jobId: string) => (await core.call('outbox.get', { id: jobId }))!;
const isSent = (jobId: string) =>
  until('the job is sent', async () => ((await itemOf(jobId)).state === 'sent' ? true : null));
const openOne = async (at: number): Promise<TicketRow> =>
  (await whole('allOpen')).filter(({ statusType }) => statusType === 'Open')[at]!;

describe('closing', () => {
  it('can be called back for as long as a reply can', async () => {
    await core.call('outbox.updateSettings', { undoMs: 60_000 });
    const { id } = await openOne(0);
    const before = await picture();
    const close = await core.call('tickets.close', { id });
    expect(await itemOf(close.jobId)).toMatchObject({ state: 'held', hold: { reason: 'undo' } });
    expect((await idsOf('closed'))[0]).toBe(id);
    await core.call('outbox.cancel', { id: close.jobId });
    expect(await picture()).toEqual(before);
    const update = await core.call('tickets.update', { id, fields: { status: 'Closed', priority: 'High' } });
    expect(await itemOf(update.jobId)).toMatchObject({ state: 'held', hold: { reason: 'undo' } });
    await core.call('outbox.cancel', { id: update.jobId });
    const many = await core.call('tickets.updateMany', {
      ids: [id],
      fieldName: 'status',
      isCustomField: false,
      fieldValue: 'Closed',
    });
    expect(await itemOf(many.jobId)).toMatchObject({ state: 'held', hold: { reason: 'undo' } });
    await core.call('outbox.cancel', { id: many.jobId });
  });
});

describe('lists', () => {
  beforeAll(async () => {
    await core.call('outbox.updateSettings', { undoMs: 0 });
    await core.call('outbox.pauseAll', {});
  });

  it('show a close, a reassignment, a new due time, a merge, spam and deletion at once, and their undoing', async () => {
    const before = await picture();
    const jobs: string[] = [];
    const done = async (receipt: Promise<{ jobId: string }>): Promise<void> => void jobs.push((await receipt).jobId);
    const me = (await whole('myOpen'))[0]!.assigneeId!;
    const [first, second, third, fourth, fifth, sixth] = (await whole('allOpen')).map(({ id }) => id) as [
      string,
      string,
      string,
      string,
      string,
      string,
    ];
    await done(core.call('tickets.close', { id: first }));
    await done(core.call('tickets.assign', { id: second, assigneeId: me }));
    await done(core.call('tickets.assign', { id: third, assigneeId: null }));
    await done(core.call('tickets.update', { id: fourth, fields: { dueDate: '2001-01-01T00:00:00.000Z' } }));
    await done(core.call('tickets.merge', { id: fifth, ids: [sixth], source: {} }));
    const [closedOne, spam] = (await whole('closed')).slice(1).map(({ id }) => id) as [string, string];
    await done(core.call('tickets.update', { id: closedOne, fields: { status: 'Open' } }));
    await done(core.call('tickets.markSpam', { ids: [spam], isSpam: true }));

    const after = await picture();
    expect(after['closed']?.[0]).toBe(first);
    for (const view of ['allOpen', 'myOpen', 'unassigned', 'overdue']) expect(after[view]).not.toContain(first);
    expect(after['myOpen']).toContain(second);
    expect(after['unassigned']).toContain(third);
    expect(after['myOpen']).not.toContain(third);
    expect(after['overdue']?.[0]).toBe(fourth);
    for (const view of VIEWS) expect(after[view]).not.toContain(sixth);
    expect(after['allOpen']).toContain(closedOne);
    expect(after['closed']).not.toContain(closedOne);
    expect(after['closed']).not.toContain(spam);
    // Nothing else has moved.
    const moved = new Set([first, second, third, fourth, sixth, closedOne, spam]);
    const rest = (ids: readonly string[] | undefined): string[] => (ids ?? []).filter((id) => !moved.has(id));
    for (const view of VIEWS) expect(rest(after[view])).toEqual(rest(before[view]));
    for (const id of jobs.reverse()) await core.call('outbox.cancel', { id });
    expect(await picture()).toEqual(before);
  });

  it('show tickets that are made here, where they belong, and the same ticket once it is sent', async () => {
    const like = (await core.call('tickets.get', { id: (await openOne(2)).id }))!;
    const { localId, jobId } = await core.call('tickets.create', {
      subject: 'Made offline',
      contactId: like.contactId!,
      departmentId: like.departmentId!,
      priority: 'High',
    });
    const [top] = await whole('allOpen');
    expect(top).toMatchObject({ id: localId, subject: 'Made offline', priority: 'High', statusType: 'Open' });
    expect((await whole('unassigned'))[0]?.id).toBe(localId);
    const close = await core.call('tickets.close', { id: localId! });
    expect((await whole('closed'))[0]?.id).toBe(localId);
    expect(await idsOf('allOpen')).not.toContain(localId);
    await core.call('outbox.cancel', { id: close.jobId });
    const { id: other } = await openOne(3);
    const many = await core.call('tickets.updateMany', {
      ids: [localId!, other],
      fieldName: 'priority',
      isCustomField: false,
      fieldValue: 'Low',
    });
    const priorityOf = async (id: string) => (await whole('allOpen')).find((row) => row.id === id)?.priority;
    expect([await priorityOf(localId!), await priorityOf(other)]).toEqual(['Low', 'Low']);
    await picture();
    await core.call('outbox.resume', {});
    await isSent(jobId);
    await isSent(many.jobId);
    const { serverId } = await itemOf(jobId);
    expect([await priorityOf(serverId!), await priorityOf(other)]).toEqual(['Low', 'Low']);
    const open = await idsOf('allOpen');
    expect(open.filter((id) => id === serverId)).toHaveLength(1);
    expect(open).not.toContain(localId);
    await until('the service’s own row is there', async () =>
      (await core.call('tickets.get', { id: serverId! }))?.number === '' ? null : true,
    );
    expect((await idsOf('allOpen')).filter((id) => id === serverId)).toHaveLength(1);
  });

  it('a sent close stays closed, and becomes the service’s own row without being asked for', async () => {
    const { id } = await openOne(3);
    const { jobId } = await core.call('tickets.close', { id });
    await isSent(jobId);
    expect(await idsOf('allOpen')).not.toContain(id);
    expect(await idsOf('closed')).toContain(id);
    await until('the service’s row is there', async () => {
      const detail = await core.call('tickets.get', { id });
      return detail?.closedTime != null && (await itemOf(jobId)).sentAt! + 5_000 < detail.asOf ? true : null;
    });
    expect((await idsOf('closed')).filter((one) => one === id)).toHaveLength(1);
  });
});
