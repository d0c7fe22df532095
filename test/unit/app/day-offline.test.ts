import { afterAll, beforeAll, expect, it } from 'vitest';
import type { LedgerEntry } from '../../../src-main/demo-desk/control/ledger.ts';
import type { StagedFile } from '../../../src-preload/contract/drafts.ts';
import type { OutboxItem } from '../../../src-preload/contract/outbox.ts';
import type { TicketDetail } from '../../../src-preload/contract/tickets.ts';
import { type Core, startCore } from '../../factories/core.ts';
import { until } from '../../fakes/until.ts';
import { startDesk, type TestDesk } from '../demo-desk/client.ts';

const TICKETS = 40;
/** Once the network stays, everything is there within this time. */
const QUIET_MS = 60_000;

let desk: TestDesk;
let core: Core;
beforeAll(async () => {
  desk = await startDesk({ tickets: 200, sendMs: 50 });
  core = await startCore({ desk });
  await core.ready();
  await core.synced();
}, 90_000);
afterAll(async () => {
  await core.stop();
  await desk.close();
});

const faults = (...list: object[]) => desk.control('PUT', '/faults', list);
const OFFLINE = { fault: { kind: 'offline' } };
async function goOffline(): Promise<void> {
  await faults(OFFLINE);
  await until('the console knows that it is offline', async () => {
    await core.call('sync.now', {});
    return (await core.call('sync.status', {})).connection === 'offline' ? true : null;
  });
}
async function attach(text: string): Promise<StagedFile> {
  const bytes = Buffer.from(text);
  const { uploadId } = await core.call('files.begin', { name: 'notes.txt', size: bytes.length });
  await core.call('files.append', { uploadId, base64: bytes.toString('base64') });
  return core.call('files.finish', { uploadId });
}
const items = async (): Promise<OutboxItem[]> =>
  (
    await core.call('outbox.list', {
      states: ['held', 'queued', 'sending', 'unknown', 'rejected', 'conflict', 'setAside'],
      limit: 200,
    })
  ).items;

/** What was meant: operations and the word that each carries, in order, by ticket. */
type Plan = Map<string, { operation: string; tag: string }[]>;

async function workOn(ticketId: string, i: number, plan: Plan, mention: string, isClosable: boolean): Promise<void> {
  const meant: { operation: string; tag: string }[] = [];
  const tag = (what: string): string => `${what}-${i}-day`;
  if (i % 2 === 0) {
    await core.call('replies.send', {
      ticketId,
      to: 'carol@example.com',
      content: `<p>Here it is ${tag('reply')}</p>`,
      files: [await attach(`file of ${i}`)],
    });
    meant.push({ operation: 'draftReply', tag: tag('reply') }, { operation: 'sendDraft', tag: tag('reply') });
  }
  if (i % 3 !== 0) {
    await core.call('comments.create', { ticketId, content: `zsu[@user:${mention}]zsu look ${tag('note')}` });
    meant.push({ operation: 'createComment', tag: tag('note') });
  }
  const executedTime = new Date(Date.UTC(2026, 2, 1, 9, i)).toISOString();
  await core.call('timeEntries.create', { ticketId, executedTime, seconds: 600 + i, description: tag('time') });
  meant.push({ operation: 'createTimeEntry', tag: tag('time') });
  if (isClosable) {
    await core.call('tickets.close', { id: ticketId });
    meant.push({ operation: 'updateTicket', tag: 'Closed' });
  }
  plan.set(ticketId, meant);
}

const wordsOf = ({ fields }: LedgerEntry): string =>
  ['content', 'description', 'subject', 'status', 'category'].map((name) => String(fields[name] ?? '')).join(' ');
async function ledger(since: number): Promise<LedgerEntry[]> {
  const { entries } = await desk.control('GET', `/ledger?since=${since}`);
  return (entries as LedgerEntry[]).filter(({ origin, noun }) => origin === 'api' && noun !== 'upload');
}

it(`a day offline on ${TICKETS} tickets arrives once, in order, when the network is back`, async () => {
  await core.call('outbox.updateSettings', { undoMs: 0 });
  const { rows } = await core.call('tickets.list', { view: 'allOpen', offset: 0, limit: 100 });
  const tickets = rows.slice(0, TICKETS).map(({ id }) => id);
  expect(tickets).toHaveLength(TICKETS);
  const colleague = (await core.call('agents.list', {}))[1]!;
  const zuid = (await desk.get(`/api/v1/agents/${colleague.id}`)).json['zuid'] as string;
  // The agent has opened what is worked on: the desk's own state is known.
  const { last } = (await desk.control('GET', '/ledger')) as { last: number };

  await goOffline();
  // Replies are on even ones: three of them, and a field, are overtaken by the desk.
  const [byCustomer, byColleague, byClosing, byField] = [tickets[0]!, tickets[2]!, tickets[4]!, tickets[7]!];
  const plan: Plan = new Map();
  for (const [i, id] of tickets.entries()) {
    const isOvertaken = [byCustomer, byColleague, byClosing].includes(id);
    await workOn(id, i, plan, zuid, i % 5 === 3 && !isOvertaken);
  }
  const before = (await core.call('tickets.get', { id: byField })) as TicketDetail;
  await core.call('tickets.update', { id: byField, fields: { category: 'mine' } });
  const like = (await core.call('tickets.get', { id: tickets[1]! })) as TicketDetail;
  const made = await core.call('tickets.create', {
    subject: 'made-day',
    contactId: like.contactId!,
    departmentId: like.departmentId!,
  });
  await core.call('replies.send', {
    ticketId: made.localId!,
    to: 'carol@example.com',
    content: '<p>first-day</p>',
    files: [await attach('file of the new one')],
  });
  await core.call('tasks.create', {
    subject: 'task-day',
    departmentId: like.departmentId!,
    ticketId: made.localId!,
  });
  const queued = (await core.call('outbox.counts', {})).unsettled;
  expect(await ledger(last)).toEqual([]);
  // Everything shows as done already.
  const closed = await core.call('tickets.list', { view: 'closed', offset: 0, limit: 200 });
  const closes = [...plan].filter(([, meant]) => meant.some(({ tag }) => tag === 'Closed')).map(([id]) => id);
  expect(closed.rows.map(({ id }) => id)).toEqual(expect.arrayContaining(closes));

  // The desk moves on meanwhile.
  await desk.control('POST', '/traffic', {
    events: [
      { kind: 'customerThread', ticketId: byCustomer, content: 'One more thing' },
      { kind: 'agentReply', ticketId: byColleague, content: 'I took care of it' },
      { kind: 'status', ticketId: byClosing, status: 'Closed' },
      { kind: 'update', ticketId: byField, fields: { category: 'theirs' } },
    ],
  });

  // The network is back, goes, drops answers, goes again...
  await desk.control('DELETE', '/calls');
  await faults(
    { match: { operation: 'createComment' }, after: 3, times: 2, fault: { kind: 'processThenDrop' } },
    { match: { operation: 'sendDraft' }, after: 2, times: 2, fault: { kind: 'processThenDrop' } },
    {
      match: { operation: 'createTimeEntry' },
      after: 5,
      times: 2,
      fault: { kind: 'status', status: 500, process: true },
    },
    { match: {}, after: 60, times: 4, ...OFFLINE },
    { match: {}, after: 140, times: 4, ...OFFLINE },
    { match: {}, after: 220, times: 4, ...OFFLINE },
  );
  await core.call('sync.now', {});
  await until('a third of it is there', async () => (await items()).length < (queued * 2) / 3, 60_000);
  await faults();
  const quietSince = Date.now();

  // ... and stays: what the desk overtook is held and shown, all the rest goes out.
  const waits = ({ state, hold }: OutboxItem): boolean =>
    state === 'conflict' || (state === 'held' && hold?.reason === 'freshness');
  const held = await until(
    'only what was overtaken waits',
    async () => {
      const left = await items();
      const heads = left.filter(waits);
      // What comes after a held one on its ticket waits behind it.
      const behind = left.filter((item) => item.hold?.reason === 'waitsFor');
      return heads.length === 4 && heads.length + behind.length === left.length ? heads : null;
    },
    QUIET_MS,
  );
  const quietMs = Date.now() - quietSince;
  const happened = (id: string): string[] => {
    const hold = held.find(({ ticketId }) => ticketId === id)?.hold;
    return hold?.reason === 'freshness' ? hold.happenings.map(({ what }) => what) : [];
  };
  expect(happened(byCustomer)).toEqual(['customerThread']);
  expect(happened(byColleague)).toEqual(['colleagueReply']);
  expect(happened(byClosing)).toEqual(['closed']);
  expect(held.find(({ ticketId }) => ticketId === byField)?.conflict).toEqual([
    { field: 'category', base: before.category, mine: 'mine', theirs: 'theirs' },
  ]);
  const idOf = (id: string): string => held.find(({ ticketId }) => ticketId === id)!.id;

  // One is sent anyway, one changed, one taken back; the colleague's word on the field stays.
  await core.call('outbox.overrideFreshness', { id: idOf(byCustomer) });
  await core.call('outbox.edit', { id: idOf(byColleague), patch: { content: '<p>Thanks! reply-2-day</p>' } });
  const { draftKey } = await core.call('outbox.cancel', { id: idOf(byClosing) });
  expect((await core.call('drafts.get', { key: draftKey! }))?.doc.content).toContain('reply-4-day');
  await core.call('outbox.resolveConflict', { id: idOf(byField), choices: { category: 'theirs' } });
  await until('nothing is left', async () => (await items()).length === 0, QUIET_MS);

  const entries = await ledger(last);
  const { total, operations } = (await desk.control('GET', '/calls')) as {
    total: number;
    operations: Record<string, { calls: number }>;
  };
  const newId = (await core.call('outbox.get', { id: made.jobId }))!.serverId!;
  plan.get(byClosing)!.splice(0, 2);
  for (const [id, meant] of plan) {
    const got = entries.filter(
      ({ ids, fields, operation }) =>
        operation !== 'createTask' && (fields['ticketId'] === id || (operation === 'updateTicket' && ids.includes(id))),
    );
    expect(
      got.map(({ operation }) => operation),
      id,
    ).toEqual(meant.map(({ operation }) => operation));
    for (const [i, { tag }] of meant.entries()) expect(wordsOf(got[i]!)).toContain(tag);
  }
  const ofNew = entries.filter(({ ids, fields }) => fields['ticketId'] === newId || ids.includes(newId));
  expect(ofNew.map(({ operation }) => operation).sort()).toEqual([
    'createTask',
    'createTicket',
    'draftReply',
    'sendDraft',
  ]);
  const drafted = entries.filter(({ operation }) => operation === 'draftReply');
  expect(drafted.every(({ fields }) => fields['attachments'] === 1)).toBe(true);
  expect(quietMs).toBeLessThan(QUIET_MS);
  const calls = Object.fromEntries(Object.entries(operations).map(([name, each]) => [name, each.calls]));
  console.log(
    `a day offline: ${queued} items on ${TICKETS + 1} tickets, done ${(quietMs / 1000).toFixed(1)} s after the network stayed, ` +
      `${total} calls: ${JSON.stringify(calls)}`,
  );
}, 300_000);
