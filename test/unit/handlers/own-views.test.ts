import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type Ticket, ticket } from '../../../src-preload/contract/tickets.ts';
import { type CustomCondition, viewFilter, VIEW_BOUND } from '../../../src-preload/contract/views.ts';
import { type AgentZone, createAgentZone } from '../../../src-main/lib/agent-zone.ts';
import { createDraftStore } from '../../../src-main/store/drafts.ts';
import { createOwnViews, type OwnViews } from '../../../src-main/handlers/own-views.ts';
import { createSearchHandlers } from '../../../src-main/handlers/search.ts';
import { createTicketHandlers } from '../../../src-main/handlers/tickets.ts';
import { createViewHandlers } from '../../../src-main/handlers/views.ts';
import { createAgentSettings } from '../../../src-main/store/agent-settings.ts';
import { type Cache, openCache } from '../../../src-main/store/cache.ts';
import { type Db, openDatabase } from '../../../src-main/store/database.ts';
import { AGENT_MIGRATIONS } from '../../../src-main/store/migrations/index.ts';
import type { MovedTicket } from '../../../src-main/store/ticket-places.ts';
import { createViewStore } from '../../../src-main/store/views.ts';
import { createVirtualClock, type VirtualClock } from '../../fakes/virtual-clock.ts';

const NOW = Date.parse('2026-03-02T09:00:00.000Z');
const HOUR = 3_600_000;
let db: Db;
let cache: Cache;
let clock: VirtualClock;
let moved: MovedTicket[];
let events: { name: string; payload: unknown }[];
let own: OwnViews;
let agentZone: AgentZone;

const makeTicket = (n: number, fields: Record<string, unknown> = {}): Ticket =>
  ticket.parse({
    id: String(n),
    ticketNumber: String(1000 + n),
    subject: `Ticket ${n}`,
    status: 'Open',
    statusType: 'Open',
    assigneeId: n % 2 === 0 ? '7' : null,
    departmentId: n % 3 === 0 ? 'd1' : 'd2',
    priority: n % 2 === 0 ? 'High' : 'Low',
    createdTime: new Date(NOW - n * HOUR).toISOString(),
    dueDate: new Date(NOW + n * HOUR).toISOString(),
    ...fields,
  });
const idsOf = (view: string, limit = 50): string[] => own.lists.list(view, { offset: 0, limit }).map(({ id }) => id);
const eventsOf = (name: string): unknown[] =>
  events.filter((event) => event.name === name).map(({ payload }) => payload);
const start = (): OwnViews =>
  createOwnViews({
    settings: createAgentSettings(db),
    drafts: createDraftStore(db),
    cache,
    effective: {
      movedTickets: () => moved,
      idOf: (id: string) => id,
      ticket: ({ doc }: { doc: Ticket }) => doc,
      goneTicket: (id: string) => (id === 'gone' ? ({ id, subject: 'as it was' } as Ticket) : null),
    } as never,
    agentId: '7',
    serviceNow: () => clock.now(),
    zone: agentZone,
    clock,
    emit: (name, payload) => void events.push({ name, payload }),
    onUnread: () => void events.push({ name: 'unread', payload: null }),
  });

beforeEach(() => {
  db = openDatabase(':memory:', { migrations: AGENT_MIGRATIONS, synchronous: 'FULL' });
  ({ cache } = openCache(':memory:'));
  clock = createVirtualClock(NOW, () => false);
  moved = [];
  events = [];
  agentZone = createAgentZone(() => 'UTC');
  own = start();
  cache.tickets.upsertRows(
    Array.from({ length: 12 }, (_, n) => makeTicket(n + 1, n >= 9 ? { status: 'Closed', statusType: 'Closed' } : {})),
    NOW,
  );
});
afterEach(() => {
  own.snoozer.stop();
  cache.close();
  db.close();
});

it('reads what tickets hold again only after a thousand times of what the reading took', async () => {
  const READING_MS = 20;
  let ms = 0;
  // The clock moves while it is read.
  const slow = { ...cache, ticketFields: () => ((ms += READING_MS), cache.ticketFields()) };
  const views = createViewStore(createAgentSettings(db));
  const clock = { monotonic: () => ms };
  const handlers = createViewHandlers({
    cache: slow,
    views,
    lists: own.lists,
    zone: agentZone,
    emit: () => undefined,
    clock,
  });
  const channels = async () => (await handlers['views.fields']({})).channels;
  cache.tickets.upsertRows([makeTicket(1, { channel: 'Email' })], NOW);
  expect(await channels()).toEqual(['Email']);
  cache.tickets.upsertRows([makeTicket(2, { channel: 'Phone' })], NOW);
  ms += 1_000 * READING_MS - 1;
  expect(await channels()).toEqual(['Email']);
  ms += 1;
  expect(await channels()).toEqual(['Email', 'Phone']);
});

describe('views of the agent’s own', () => {
  const high = viewFilter.parse({ statusTypes: ['Open'], priorities: ['High'] });
  const save = (name = 'High ones', filter = high) =>
    own.handlers['views.save']({ id: null, name, filter, sort: { by: 'due', descending: true } }) as { id: string };

  it('list, page and count what fits, in their order', () => {
    const { id } = save();
    expect(idsOf(id)).toEqual(['8', '6', '4', '2']);
    expect(own.lists.list(id, { offset: 1, limit: 2 }).map((one) => one.id)).toEqual(['6', '4']);
    expect(own.lists.count(id)).toBe(4);
    expect(own.lists.counts()).toMatchObject({ [id]: 4, allOpen: 9, closed: 3, snoozed: 0 });
  });

  it('show what is on its way at once', () => {
    const { id } = save();
    const row = makeTicket(6);
    moved = [{ row, shown: { ...row, priority: 'Low' } }];
    expect(idsOf(id)).toEqual(['8', '4', '2']);
    const low = makeTicket(3);
    moved = [{ row: low, shown: { ...low, priority: 'High' } }];
    expect(idsOf(id)).toEqual(['8', '6', '4', '3', '2']);
    expect(own.lists.count(id)).toBe(5);
  });

  it('find words and fields in what is on its way as it is shown', () => {
    while (cache.search.index.indexSome());
    const change = (n: number, fields: Partial<Ticket>): MovedTicket => {
      const row = makeTicket(n);
      return { row, shown: { ...row, ...fields } };
    };
    const { id } = save('Scanners', viewFilter.parse({ text: 'subject:scan' }));
    const { id: urgent } = save('Urgent', viewFilter.parse({ text: 'priority:urgent' }));
    const { id: high } = save('High', viewFilter.parse({ text: 'priority:high is:open after:2026-03-02' }));
    expect([idsOf(id), idsOf(urgent), idsOf(high)]).toEqual([[], [], ['8', '6', '4', '2']]);
    moved = [change(4, { subject: 'The scanner is silent' }), change(6, { priority: 'Urgent' })];
    expect([idsOf(id), idsOf(urgent), idsOf(high)]).toEqual([['4'], ['6'], ['8', '4', '2']]);
    expect(own.lists.counts()).toMatchObject({ [id]: 1, [urgent]: 1, [high]: 3 });
    const made = makeTicket(90, { id: 'local-1', subject: 'Scan to mail', createdTime: new Date(NOW).toISOString() });
    moved = [{ row: null, shown: made }, change(6, { status: 'Closed', statusType: 'Closed' })];
    expect([idsOf(id), idsOf(urgent), idsOf(high)]).toEqual([['local-1'], [], ['local-1', '8', '4', '2']]);
    moved = [];
    expect([idsOf(id), idsOf(high)]).toEqual([[], ['8', '6', '4', '2']]);
  });

  it('read what is on its way in steps of the index where it is much', () => {
    const made = Array.from({ length: 100 }, (_, n) => makeTicket(n + 20, { subject: `Line ${n}` }));
    cache.tickets.upsertRows(made, NOW);
    while (cache.search.index.indexSome());
    const { id } = save('Scanners', viewFilter.parse({ text: 'subject:scan' }));
    const { id: lines } = save('Lines', viewFilter.parse({ text: 'subject:line' }));
    moved = made.map((row) => ({ row, shown: { ...row, subject: 'The scanner is silent' } }));
    const known = own.lists.count(id);
    expect([known > 0, known < 100]).toEqual([true, true]);
    // Until they are read, their rows tell what they say.
    expect(own.lists.count(lines)).toBe(cache.search.index.countPending());
    expect(eventsOf('unread').length).toBeGreaterThan(0);
    let steps = 1;
    while (cache.search.index.indexSome()) steps += 1;
    expect(steps).toBeGreaterThan(1);
    expect([own.lists.count(id), own.lists.count(lines), cache.search.index.countPending()]).toEqual([100, 0, 0]);
  });

  it('find words, once these are indexed', () => {
    while (cache.search.index.indexSome());
    const { id } = save('Words', viewFilter.parse({ text: 'number:1004' }));
    expect(idsOf(id)).toEqual(['4']);
    const none = save('Nothing', viewFilter.parse({ text: 'nosuchword' }));
    expect(idsOf(none.id)).toEqual([]);
    expect(own.lists.count(none.id)).toBe(0);
  });

  const searching = () =>
    createSearchHandlers({
      cache,
      agentId: '7',
      serviceNow: () => clock.now(),
      zone: agentZone,
      effective: { movedTickets: () => moved } as never,
      reach: () => ({ isListed: true, closed: 'all', closedSince: null, departments: null }),
      searchRemote: () => Promise.reject(new Error('not asked')),
      findContracts: () => [],
      onFound: () => undefined,
    });

  it('find what waits as it shows, and so does the search', async () => {
    while (cache.search.index.indexSome());
    const { id: view } = save('Closed', viewFilter.parse({ text: 'is:closed' }));
    moved = [{ row: makeTicket(4), shown: makeTicket(4, { status: 'Closed', statusType: 'Closed' }) }];
    const asked = { sort: 'newest', cursor: null, limit: 50, kinds: ['ticket'] } as const;
    const find = async (text: string) =>
      (await searching()['search.query']({ ...asked, kinds: ['ticket'], text })).tickets.rows;
    expect((await find('is:closed')).map(({ ticket: { id, status } }) => [id, status])).toEqual(
      ['4', '10', '11', '12'].map((id) => [id, 'Closed']),
    );
    expect((await find('is:open')).map(({ ticket: { id } }) => id)).not.toContain('4');
    expect(idsOf(view).sort()).toEqual(['10', '11', '12', '4']);
  });

  it('are made of a search where its words can be a view’s conditions, with the same tickets', async () => {
    cache.tickets.upsertRows(
      [makeTicket(20, { subject: 'Printer on fire', status: 'On Hold', statusType: 'On Hold' })],
      NOW,
    );
    while (cache.search.index.indexSome());
    const { 'search.asView': asView, 'search.query': query } = searching();
    for (const [text, filter] of [
      ['priority:high is:open', { priorities: ['High'], statusTypes: ['Open', 'On Hold'], text: '' }],
      ['优先级:高 是:打开', { priorities: ['High'], statusTypes: ['Open', 'On Hold'] }],
      ['assignee:me ticket', { assigneeIds: ['me'], text: 'ticket' }],
      // No word is begun here, and none comes to be.
      ['prin status:"on hold"', { statuses: ['On Hold'], text: '"prin"' }],
      ['status:"on hold" prin', { statuses: ['On Hold'], text: 'prin' }],
      // A part of a name may be another's tomorrow, and two of one field are both asked for.
      ['priority:hi', { priorities: [], text: 'priority:hi' }],
      ['priority:high priority:low', { priorities: ['High'], text: 'priority:low' }],
      ['-priority:high on:today', { priorities: [], text: '-priority:high on:today' }],
    ] as const) {
      const found = await asView({ text });
      expect(found, text).toMatchObject(filter);
      const { tickets } = await query({ text, sort: 'newest', cursor: null, limit: 50, kinds: ['ticket'] });
      const { id } = save('Of a search', found!);
      expect(idsOf(id).sort(), text).toEqual(tickets.rows.map(({ ticket }) => ticket.id).sort());
    }
    for (const text of ['', '!?', 'x'.repeat(600)]) expect(await asView({ text }), text).toBeNull();
  });

  it('find the words of a day by the calendar of the agent, as the search does', async () => {
    const search = searching();
    const wrote = {
      20: '2026-03-01T15:59:59.000Z',
      21: '2026-03-01T16:00:00.000Z',
      22: '2026-03-02T04:59:59.000Z',
      23: '2026-03-02T05:00:00.000Z',
    };
    cache.tickets.upsertRows(
      Object.entries(wrote).map(([n, time]) =>
        makeTicket(Number(n), { departmentId: 'd3', customerResponseTime: time }),
      ),
      NOW,
    );
    while (cache.search.index.indexSome());
    const { id: view } = save('Today', viewFilter.parse({ text: 'on:today', departmentIds: ['d3'] }));
    for (const [zone, fitting] of [
      ['Asia/Shanghai', ['21', '22', '23']],
      ['America/New_York', ['23']],
      ['UTC', ['22', '23']],
    ] as const) {
      const { tickets } = await search['search.query']({
        text: 'on:today',
        sort: 'newest',
        cursor: null,
        limit: 50,
        kinds: ['ticket'],
        zone,
      });
      const among = tickets.rows.map(({ ticket }) => ticket.id).filter((id) => Number(id) >= 20);
      expect(among.sort(), zone).toEqual(fitting);
      expect(idsOf(view).sort(), zone).toEqual(fitting);
    }
  });

  it('end today with the day of the agent, wherever that is, in lists, counts, choices and news', async () => {
    const { lists } = own;
    const who = { agentId: '7', serviceNow: () => clock.now(), zone: agentZone };
    const reads = createTicketHandlers({ cache, effective: {} as never, lists, ...who });
    const filter = viewFilter.parse({ due: 'today', statusTypes: ['Open'] });
    const { id: view } = save('Today', filter);
    void own.handlers['views.setLook']({ id: view, look: { sort: null, columns: null, isWatched: true } });
    const due = { 20: '2026-03-02T15:59:59.999Z', 21: '2026-03-02T16:00:00.000Z', 22: '2026-03-03T04:59:59.999Z' };
    const row = makeTicket(23, { dueDate: '2026-03-03T05:00:00.000Z' });
    cache.tickets.upsertRows(
      [...Array.from({ length: 9 }, (_, n) => makeTicket(n + 1, { dueDate: null })), makeTicket(23, { dueDate: null })],
      NOW,
    );
    cache.tickets.upsertRows(
      Object.entries(due).map(([n, dueDate]) => makeTicket(Number(n), { dueDate })),
      NOW,
    );
    moved = [{ row: makeTicket(23, { dueDate: null }), shown: row }];
    for (const [zone, fitting] of [
      ['Asia/Shanghai', ['20']],
      ['America/New_York', ['20', '21', '22']],
      ['America/Chicago', ['20', '21', '22', '23']],
      // Nobody knows it: the days stay those told last.
      ['Mars/Olympus', ['20', '21', '22', '23']],
    ] as const) {
      const page = await reads['tickets.list']({ view, offset: 0, limit: 50, zone });
      expect(page.rows.map(({ id }) => id).sort(), zone).toEqual(fitting);
      expect(page.total).toBe(fitting.length);
      expect((await reads['tickets.ids']({ view, limit: 50, zone })).ids.sort()).toEqual(fitting);
      expect((await reads['tickets.counts']({ zone }))[view]).toBe(fitting.length);
      expect(await own.handlers['views.count']({ filter, zone })).toEqual({ count: fitting.length });
      expect(['20', '21', '22'].filter((id) => lists.isWatched(id))).toEqual(fitting.filter((id) => id !== '23'));
    }
  });

  it.each<[string, CustomCondition['test'], string, string[], string?]>([
    ['Devices', 'equals', '12', ['1', '2']],
    ['Devices', 'less', '12', ['3', '4']],
    ['Devices', 'more', '-3', ['1', '2', '3']],
    ['Devices', 'more', '', []],
    // As old filters have it: by the text.
    ['Devices', 'is', '12', ['1']],
    ['Until', 'on', '2026-03-10', ['1', '2', '3']],
    ['Until', 'on', '2026-03-10', ['1', '3'], 'America/New_York'],
    ['Until', 'before', '2026-03-10', ['5']],
    ['Until', 'before', '2026-03-10', ['2', '5'], 'America/New_York'],
    ['Until', 'after', '2026-03-10', ['4']],
    ['Until', 'after', '2026-03-10', ['3', '4'], 'Asia/Shanghai'],
    ['Until', 'on', '10 March', []],
    ['Until', 'contains', '2026-03-10', ['1', '2', '3']],
    ['Warranty', 'yes', '', ['1', '2']],
    ['Warranty', 'no', '', ['3', '4']],
    ['Warranty', 'empty', '', ['5']],
    ['Parts', 'has', 'tray', ['1', '2', '3']],
    ['Parts', 'hasNot', 'Tray', ['4', '5']],
    ['Parts', 'contains', 'Tray', ['1', '2', '3', '4']],
  ])('ask of a custom field by its kind: %s %s %s', async (name, test, value, fitting, zone = 'UTC') => {
    const values = {
      Devices: [12, '12.0', 5, '-3', null],
      Until: ['2026-03-10', '2026-03-10T03:00:00.000Z', '2026-03-10T18:00:00.000Z', '2026-03-11', '2026-03-09'],
      Warranty: [true, 'true', false, 'false', null],
      Parts: [['Tray'], ['Drum', 'Tray'], 'Drum;Tray', ['Tray lock'], null],
    };
    const rows = [0, 1, 2, 3, 4].map((at) =>
      makeTicket(at + 1, {
        departmentId: 'd3',
        customFields: Object.fromEntries(Object.entries(values).map(([field, list]) => [field, list[at]])),
      }),
    );
    const filter = viewFilter.parse({ departmentIds: ['d3'], custom: [{ name, test, value }] });
    const { id } = save('Custom', filter);
    agentZone.use(zone);
    cache.tickets.upsertRows(rows, NOW);
    expect(idsOf(id).sort()).toEqual(fitting);
    expect(await own.handlers['views.count']({ filter })).toEqual({ count: fitting.length });
    // The same before the rows are here.
    cache.tickets.upsertRows(
      rows.map(({ id }) => makeTicket(Number(id))),
      NOW + 1,
    );
    moved = rows.map((row) => ({ row: makeTicket(Number(row.id)), shown: row }));
    expect(idsOf(id).sort()).toEqual(fitting);
  });

  it('outlive a restart, change in place, keep their order, and can be taken back', () => {
    const [a, b] = [save('A'), save('B')];
    void own.handlers['views.save']({ id: a.id, name: 'A2', filter: high, sort: { by: 'recent', descending: true } });
    void own.handlers['views.reorder']({ ids: [b.id] });
    own = start();
    const { views } = own.handlers['views.list']({}) as { views: { id: string; name: string }[] };
    expect(views.map(({ name }) => name)).toEqual(['B', 'A2']);
    const gone = own.handlers['views.delete']({ id: b.id }) as { name: string } | null;
    expect(gone?.name).toBe('B');
    expect(() => own.lists.count(b.id)).toThrow(expect.objectContaining({ code: 'notFound' }));
    expect(eventsOf('views.changed').length).toBe(5);
  });

  it('are not lost because one of them can’t be read', () => {
    const { id } = save();
    const settings = createAgentSettings(db);
    settings.set('views', [
      { id: 'v-new', name: 'of another version', filter: 7 },
      ...(settings.get('views', z.array(z.unknown()).default([])) as unknown[]),
    ]);
    own = start();
    expect(idsOf(id)).toHaveLength(4);
  });
});

describe('departments and looks', () => {
  it('are views too', () => {
    expect(idsOf('dept-d1')).toEqual(['3', '6', '9']);
    expect(own.lists.count('dept-d2')).toBe(6);
  });

  it('a built-in view takes another order, and its own back', () => {
    const usual = idsOf('allOpen');
    void own.handlers['views.setLook']({
      id: 'allOpen',
      look: { sort: { by: 'due', descending: true }, columns: ['status'], isWatched: false },
    });
    expect(idsOf('allOpen')).toEqual(usual.toReversed());
    expect(own.lists.count('allOpen')).toBe(9);
    expect(own.handlers['views.list']({})).toMatchObject({ looks: { allOpen: { columns: ['status'] } } });
    void own.handlers['views.setLook']({ id: 'allOpen', look: { sort: null, columns: null, isWatched: false } });
    expect(idsOf('allOpen')).toEqual(usual);
    expect(own.handlers['views.list']({})).toMatchObject({ looks: {} });
  });

  it('counts no further than the bound', () => {
    const many = Array.from({ length: VIEW_BOUND + 200 }, (_, n) => makeTicket(100 + n, { departmentId: 'd9' }));
    cache.tickets.upsertRows(many, NOW);
    expect(own.lists.count('dept-d9')).toBe(VIEW_BOUND + 1);
    expect(own.lists.list('dept-d9', { offset: VIEW_BOUND - 1, limit: 50 })).toHaveLength(1);
  });
});

describe('what is put off', () => {
  const set = (...ticketIds: string[]): void => {
    void own.handlers['snoozes.set']({ ticketIds, until: NOW + HOUR });
  };
  beforeEach(() => own.snoozer.start());

  it('leaves every list and count, and stands in its own, soonest first', () => {
    const { id } = own.handlers['views.save']({
      id: null,
      name: 'High',
      filter: viewFilter.parse({ priorities: ['High'] }),
      sort: { by: 'recent', descending: true },
    }) as { id: string };
    const before = idsOf(id).length;
    void own.handlers['snoozes.set']({ ticketIds: ['4'], until: NOW + 2 * HOUR });
    set('2');
    expect(idsOf('myOpen')).not.toContain('2');
    expect(idsOf('allOpen')).toHaveLength(7);
    expect(idsOf(id)).toHaveLength(before - 2);
    expect(idsOf('snoozed')).toEqual(['2', '4']);
    expect(own.lists.counts()).toMatchObject({ snoozed: 2, allOpen: 7 });
  });

  it('comes back when its time is there, and says so once', async () => {
    set('2');
    await clock.runFor(HOUR + 1);
    expect(eventsOf('snoozes.woken')).toEqual([{ ids: ['2'], dueIds: ['2'] }]);
    expect(idsOf('myOpen')).toContain('2');
    expect(own.snoozer.list()).toEqual([]);
  });

  it('comes back when its customer writes, and not for anything else', () => {
    set('2', '4');
    cache.tickets.upsertRows([makeTicket(2, { commentCount: 3 })], NOW);
    own.snoozer.check(['2']);
    expect(eventsOf('snoozes.woken')).toEqual([]);
    cache.tickets.upsertRows([makeTicket(2, { customerResponseTime: new Date(NOW + 60_000).toISOString() })], NOW);
    own.snoozer.check(['2']);
    expect(eventsOf('snoozes.woken')).toEqual([{ ids: ['2'], dueIds: [] }]);
    expect(own.snoozer.list().map(({ ticketId }) => ticketId)).toEqual(['4']);
  });

  it('is forgotten without a word when it is closed meanwhile, and outlives a restart otherwise', () => {
    set('2', '4');
    cache.tickets.upsertRows([makeTicket(2, { status: 'Closed', statusType: 'Closed' })], NOW);
    own.snoozer.check([]);
    expect(eventsOf('snoozes.woken')).toEqual([]);
    own.snoozer.stop();
    own = start();
    expect(own.snoozer.list()).toMatchObject([{ ticketId: '4', until: NOW + HOUR }]);
  });

  it('refuses a time that has passed, and takes another time', () => {
    expect(() => own.handlers['snoozes.set']({ ticketIds: ['2'], until: NOW })).toThrow(
      expect.objectContaining({ code: 'invalid' }),
    );
    set('2');
    void own.handlers['snoozes.set']({ ticketIds: ['2'], until: NOW + 5 * HOUR });
    expect(own.snoozer.list()).toMatchObject([{ ticketId: '2', until: NOW + 5 * HOUR }]);
    void own.handlers['snoozes.end']({ ticketIds: ['2'] });
    expect(idsOf('allOpen')).toHaveLength(9);
  });
});

it('tickets with something unsent stand in a list of their own, gone ones too, what was written last first', () => {
  const drafts = createDraftStore(db);
  const doc = { kind: 'reply', content: 'words' } as const;
  drafts.save('reply:2', '2', doc, NOW);
  drafts.save('comment:2', '2', doc, NOW + 1);
  drafts.save('reply:4', '4', doc, NOW + 2);
  drafts.save('reply:gone', 'gone', doc, NOW + 3);
  drafts.save('reply:unknown', 'unknown', doc, NOW + 3);
  drafts.save('ticket:new', null, doc, NOW + 4);
  expect(idsOf('drafts')).toEqual(['gone', 'unknown', '4', '2']);
  expect(own.lists.list('drafts', { offset: 0, limit: 1 })).toEqual([{ id: 'gone', subject: 'as it was' }]);
  expect(own.lists.counts()).toMatchObject({ drafts: 4, allOpen: 9 });
  for (const key of ['reply:4', 'reply:2', 'reply:gone', 'reply:unknown']) drafts.remove(key);
  expect(idsOf('drafts')).toEqual(['2']);
});
