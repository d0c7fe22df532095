import { afterEach, expect, it } from 'vitest';
import { viewFilter } from '../../../src-preload/contract/views.ts';
import { createDashboardHandlers } from '../../../src-main/handlers/dashboard.ts';
import { ticketRow } from '../../../src-main/handlers/ticket-row.ts';
import { createTicketQueries } from '../../../src-main/store/ticket-query.ts';
import { openDatabase } from '../../../src-main/store/database.ts';
import { CACHE_MIGRATIONS } from '../../../src-main/store/migrations/index.ts';
import { join } from 'node:path';
import { type RigOptions, startSyncRig, type SyncRig } from '../../factories/sync-rig.ts';

const HOUR_MS = 3_600_000;
const open: SyncRig[] = [];
afterEach(async () => {
  for (const rig of open.splice(0)) await rig.stop();
});
async function rigOf(options: RigOptions = {}): Promise<SyncRig> {
  const rig = await startSyncRig({ tickets: 120, ...options });
  open.push(rig);
  return rig;
}

interface DeskTicket {
  id: string;
  statusType: string;
  dueDate: string | null;
  isOverDue?: boolean;
  assigneeId: string | null;
}
const dumped = async (rig: SyncRig): Promise<DeskTicket[]> =>
  ((await rig.control('GET', 'dump?noun=tickets&form=rows&limit=5000')) as { rows: DeskTicket[] }).rows;
const serviceNow = (rig: SyncRig): number => rig.clock.now() + rig.sync.status().clockOffsetMs;
const agentOf = (rig: SyncRig): string => rig.desk.agents[0]?.id ?? '';

/** The late tickets as each place that tells of them has them. */
async function lateBy(rig: SyncRig): Promise<Record<string, string[] | number>> {
  const now = serviceNow(rig);
  const scope = { agentId: agentOf(rig), now: new Date(now).toISOString(), zone: 'UTC' };
  const all = rig.cache.tickets.list('allOpen', scope, { offset: 0, limit: 500 });
  const late = all.filter((ticket) => {
    const { lateFrom } = ticketRow(ticket, () => null);
    return lateFrom !== null && lateFrom < scope.now;
  });
  const db = openDatabase(join(rig.dir, 'cache.db'), { migrations: CACHE_MIGRATIONS, synchronous: 'NORMAL' });
  const ofFilter = createTicketQueries(db).list(
    {
      filter: viewFilter.parse({ due: 'overdue' }),
      sort: { by: 'recent', descending: true },
      scope,
      found: null,
      moved: [],
    },
    { offset: 0, limit: 500 },
  );
  db.close();
  const sorted = (ids: readonly { id: string }[]): string[] => ids.map(({ id }) => id).sort();
  const searched = rig.cache.search.ticketIds(
    'is:overdue',
    { agentId: scope.agentId, now, zone: 'UTC', agents: () => [], departments: () => [] },
    500,
  );
  return {
    view: sorted(rig.cache.tickets.list('overdue', scope, { offset: 0, limit: 500 })),
    rows: sorted(late),
    filter: sorted(ofFilter),
    search: [...(searched ?? [])].sort(),
    count: rig.cache.tickets.countView('overdue', scope),
  };
}

async function dashboardOf(rig: SyncRig): Promise<Record<string, number>> {
  const now = serviceNow(rig);
  const handlers = createDashboardHandlers({
    cache: rig.cache,
    agentId: agentOf(rig),
    serviceNow: () => now,
    asOf: () => now,
    effective: { movedTickets: () => [] } as never,
    listTime: () => Promise.resolve([]),
  });
  const { due } = await handlers['dashboard.get']({ days: [now - 24 * HOUR_MS, now], week: now + 7 * 24 * HOUR_MS });
  return Object.fromEntries(due.map(({ bucket, count }) => [bucket, count]));
}

async function indexed(rig: SyncRig): Promise<void> {
  while (rig.cache.search.index.indexSome()) await Promise.resolve();
}

it.each([
  ['live', 0],
  ['reference', 0],
  ['live', HOUR_MS / 2],
  ['live', -5 * HOUR_MS],
] as const)('calls late what the desk does, %s manner, its clock %i ms ahead', async (manner, offsetMs) => {
  const rig = await rigOf({ manner });
  await rig.control('POST', 'clock', { offsetMs });
  await rig.quiet();
  const mine = (await dumped(rig)).filter(
    ({ statusType, assigneeId }) => statusType === 'Open' && assigneeId === agentOf(rig),
  );
  // By this machine's clock these two would be the other way round where it is another.
  const dues = [serviceNow(rig) - offsetMs / 2 - 60_000, serviceNow(rig) - 2 * HOUR_MS];
  for (const [at, due] of dues.entries())
    await rig.traffic({ kind: 'update', ticketId: mine[at]?.id, fields: { dueDate: new Date(due).toISOString() } });
  await rig.traffic({ kind: 'status', ticketId: mine[1]?.id, status: 'On Hold' });
  await rig.clock.runFor(15 * 60_000);
  await rig.quiet();
  await indexed(rig);
  const rows = await dumped(rig);
  const nowText = new Date(serviceNow(rig)).toISOString();
  const passed = rows.filter(
    ({ statusType, dueDate }) => statusType !== 'Closed' && dueDate !== null && dueDate < nowText,
  );
  // The reference tells nothing but due times, and calls no status on hold.
  const late = passed.filter(({ isOverDue }) => isOverDue ?? true);
  const ids = late.map(({ id }) => id).sort();
  expect(ids.length).toBeGreaterThan(0);
  if (manner === 'live') expect(ids.length).toBeLessThan(passed.length);
  expect(await lateBy(rig)).toEqual({ view: ids, rows: ids, filter: ids, search: ids, count: ids.length });
  const isMine = ({ assigneeId }: DeskTicket): boolean => assigneeId === agentOf(rig);
  expect(await dashboardOf(rig)).toMatchObject({
    overdue: late.filter(isMine).length,
    paused: passed.filter(isMine).length - late.filter(isMine).length,
  });
});

it('lets a ticket leave while it is on hold, and come back when it is not, whatever its due time', async () => {
  const rig = await rigOf();
  await rig.quiet();
  await indexed(rig);
  const { view } = await lateBy(rig);
  const [ticketId = ''] = view as string[];
  await rig.traffic({ kind: 'status', ticketId, status: 'On Hold' });
  await rig.clock.runFor(10 * 60_000);
  await indexed(rig);
  for (const [place, ids] of Object.entries(await lateBy(rig)))
    if (Array.isArray(ids)) expect({ place, has: ids.includes(ticketId) }).toEqual({ place, has: false });
  await rig.traffic({ kind: 'status', ticketId, status: 'Open' });
  await rig.clock.runFor(10 * 60_000);
  await indexed(rig);
  for (const [place, ids] of Object.entries(await lateBy(rig)))
    if (Array.isArray(ids)) expect({ place, has: ids.includes(ticketId) }).toEqual({ place, has: true });
});
