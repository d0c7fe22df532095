import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ApiClient } from '../../../src-main/api/client.ts';
import { createTicketHandlers } from '../../../src-main/handlers/tickets.ts';
import { createWriteHandlers } from '../../../src-main/handlers/writes.ts';
import { systemClock } from '../../../src-main/lib/clock.ts';
import { silentLogger } from '../../../src-main/lib/logger.ts';
import { createEffective, type Effective } from '../../../src-main/outbox/effective.ts';
import { createOutbox, type Outbox } from '../../../src-main/outbox/outbox.ts';
import { openAgentDatabase } from '../../../src-main/store/agent-database.ts';
import { type Cache, openCache } from '../../../src-main/store/cache.ts';
import { ticket } from '../../../src-preload/contract/tickets.ts';
import { thread } from '../../../src-preload/contract/threads.ts';

const ID = '1892000000042034';
let dir: string;
let cache: Cache;
let outbox: Outbox;
let effective: Effective;
let reads: ReturnType<typeof createTicketHandlers>;
let writes: ReturnType<typeof createWriteHandlers>;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'deskhand-tickets-'));
  ({ cache } = openCache(join(dir, 'cache.db')));
  const owner = { deskUrl: 'http://desk', orgId: '1', agentId: '1' };
  // Nothing ever goes out: everything stays queued.
  const client = { deskUrl: owner.deskUrl, onOutcome: () => () => true, call: () => new Promise(() => undefined) };
  outbox = createOutbox({
    db: openAgentDatabase(join(dir, 'agent.db'), owner, Date.now()).db,
    filesDir: join(dir, 'files'),
    client: client as unknown as ApiClient,
    clock: systemClock,
    logger: silentLogger,
    agentId: '1',
    maySend: () => true,
    onChange: () => undefined,
  });
  const author = () => ({ agentId: '1', name: 'Jade', email: null, mentions: () => ({}), clockOffsetMs: 0 });
  effective = createEffective({ outbox, cache, clock: systemClock, author });
  reads = createTicketHandlers({ cache, agentId: '1', serviceNow: () => Date.now(), effective });
  writes = createWriteHandlers({ outbox, cache, effective, isOffline: () => true, onAnswer: () => undefined });
});
afterEach(() => {
  cache.close();
  rmSync(dir, { recursive: true, force: true });
});
const hold = (fields: object): void =>
  void cache.tickets.upsertRows([ticket.parse({ id: ID, status: 'Open', subject: 'Printer', ...fields })], Date.now());
const detail = async () => (await reads['tickets.get']({ id: ID }))!;

it('says of each custom field what the service wrote it as', async () => {
  hold({
    customFields: {
      Flag: false,
      Count: 5,
      Digits: '5',
      Parts: ['Tray', 'a, b'],
      Geo: { lat: 1 },
      None: null,
      Blank: '',
    },
  });
  const { customFields } = await detail();
  expect(customFields.map(({ name, value, type, items }) => [name, value, type, items])).toEqual([
    ['Flag', 'false', 'flag', []],
    ['Count', '5', 'number', []],
    ['Digits', '5', 'text', []],
    ['Parts', 'Tray, a, b', 'list', ['Tray', 'a, b']],
    ['Geo', '{"lat":1}', 'other', []],
    ['None', null, null, []],
    ['Blank', null, null, []],
  ]);
});

it('names the product only while it is the one that the ticket has', async () => {
  hold({ productId: '71', product: { id: '71', productName: 'Printer ZX' } });
  expect(await detail()).toMatchObject({ productId: '71', productName: 'Printer ZX' });
  hold({ productId: '72' });
  expect(await detail()).toMatchObject({ productId: '72', productName: null });
});

it('shows another contact as soon as it is chosen', async () => {
  hold({ contactId: '11', contact: { id: '11', lastName: 'Carol' } });
  cache.contacts.upsert([{ id: '12', lastName: 'Raman' } as never], 1);
  await writes['tickets.update']({ id: ID, fields: { contactId: '12' } });
  expect(await detail()).toMatchObject({ contactId: '12', contactName: 'Raman' });
});

it('tells who got a message without the others seeing it', async () => {
  hold({});
  cache.threads.replaceOfTicket(
    ID,
    [thread.parse({ id: '9', channel: 'EMAIL', to: 'a@x.example', bcc: 'b@x.example' })],
    1,
  );
  expect(await reads['tickets.timeline']({ id: ID })).toMatchObject([{ to: 'a@x.example', bcc: 'b@x.example' }]);
});

it('tells HTML from text where the service does not, however long it is', async () => {
  hold({});
  const contents = ['1 < 2', 'a<br>b', '</p>', '<a'.repeat(300_000), `${'<a'.repeat(300_000)}>`];
  const rows = contents.map((content, n) => thread.parse({ id: String(n + 1), channel: 'EMAIL', content }));
  cache.threads.replaceOfTicket(ID, rows, 1);
  const timeline = await reads['tickets.timeline']({ id: ID });
  expect(timeline.map((item) => item.kind === 'thread' && item.contentType)).toEqual([
    'plainText',
    'html',
    'html',
    'plainText',
    'html',
  ]);
});

it('lets everything else have its turn while it reads a ticket of megabytes', async () => {
  hold({});
  const content = 'Lorem ipsum. '.repeat(4_000);
  const rows = Array.from({ length: 60 }, (_, n) => thread.parse({ id: String(n + 1), channel: 'EMAIL', content }));
  cache.threads.replaceOfTicket(ID, rows, 1);
  let turns = 0;
  const count = (): void => {
    turns += 1;
    ticking = setImmediate(count);
  };
  let ticking = setImmediate(count);
  const timeline = await reads['tickets.timeline']({ id: ID });
  clearImmediate(ticking);
  expect(timeline.map(({ id }) => id)).toEqual(cache.threads.listOfTicket(ID).map(({ doc }) => doc.id));
  expect(turns).toBeGreaterThan(3);
});

it('tells of a ticket that is being read what is there at the end', async () => {
  hold({});
  const content = 'Lorem ipsum. '.repeat(4_000);
  const rows = Array.from({ length: 60 }, (_, n) => thread.parse({ id: String(n + 1), channel: 'EMAIL', content }));
  cache.threads.replaceOfTicket(ID, rows, 1);
  const reading = reads['tickets.timeline']({ id: ID });
  cache.threads.replaceOfTicket(ID, rows.slice(0, 10), 2);
  const { echo } = await writes['comments.create']({
    ticketId: ID,
    contentType: 'plainText',
    files: [],
    content: 'For us',
    isPublic: false,
  });
  const timeline = await reading;
  expect(timeline.length).toBeLessThan(60);
  expect(timeline.map((item) => item.id)).toEqual(expect.arrayContaining(rows.slice(0, 10).map((row) => row.id)));
  expect(timeline.at(-1)).toEqual(echo);
});

it('puts a message without a time behind the others', async () => {
  hold({});
  const times = [null, '2026-01-01T08:00:00.000Z', '2026-01-02T08:00:00.000Z'];
  const rows = times.map((createdTime, n) => thread.parse({ id: String(n + 1), channel: 'EMAIL', createdTime }));
  cache.threads.replaceOfTicket(ID, rows, 1);
  const timeline = await reads['tickets.timeline']({ id: ID });
  expect(timeline.map(({ id }) => id)).toEqual(['2', '3', '1']);
});

it('answers what was written with what the timeline shows of it from then on', async () => {
  hold({});
  const text = { ticketId: ID, contentType: 'plainText' as const, files: [] };
  const comment = await writes['comments.create']({ ...text, content: 'For us', isPublic: false });
  const mail = { ...text, channel: 'EMAIL' as const, to: 'a@x.example', content: 'For them' };
  const reply = await writes['replies.send']({ ...mail, thenStatus: null });
  const forward = await writes['replies.forward']({ ...mail, content: 'For others' });
  const shown = await reads['tickets.timeline']({ id: ID });
  expect(shown).toHaveLength(3);
  for (const { echo } of [comment, reply, forward]) expect(shown).toContainEqual(echo);
  // It takes the draft's place, which the timeline alone can tell.
  const onDraft = await writes['replies.send']({
    ...mail,
    content: 'Gone on with',
    draftThreadId: '77',
    thenStatus: null,
  });
  expect(onDraft.echo).toBeNull();
});

it('knows a ticket that is gone as it last was: one the service had, one that was called back before it was made', async () => {
  expect(effective.goneTicket('7')).toBeNull();
  const doc = ticket.parse({ id: '7', status: 'Open', subject: 'Deleted' });
  cache.tombstones.add({ noun: 'ticket', id: '7', doc, goneAt: 1, reason: 'deleted' });
  expect(effective.goneTicket('7')).toMatchObject({ id: '7', subject: 'Deleted' });
  const { jobId, localId } = await writes['tickets.create']({
    subject: 'No light',
    departmentId: '1',
    contactId: '2',
    files: [],
  });
  const id = localId as string;
  await writes['comments.create']({
    ticketId: id,
    content: 'For us',
    contentType: 'plainText',
    isPublic: false,
    files: [],
  });
  outbox.actions.cancel(jobId, true);
  expect(await reads['tickets.get']({ id })).toBeNull();
  expect(effective.goneTicket(id)).toMatchObject({ id, subject: 'No light', status: 'Open' });
  expect(outbox.drafts.ticketIds()).toEqual([id]);
});

describe('spam', () => {
  const listed = async () => (await reads['tickets.list']({ view: 'spam', offset: 0, limit: 50 })).rows;
  const counted = async () => (await reads['tickets.counts']({}))['spam'];

  it('stands in a list of its own, and leaves it as soon as it is taken back', async () => {
    hold({ createdTime: '2026-01-01T08:00:00.000Z' });
    expect(await listed()).toEqual([]);
    await writes['tickets.markSpam']({ ids: [ID], isSpam: true });
    expect(await listed()).toMatchObject([{ id: ID, isSpam: true }]);
    expect(await counted()).toBe(1);
    expect((await reads['tickets.list']({ view: 'allOpen', offset: 0, limit: 50 })).rows).toEqual([]);
    await writes['tickets.markSpam']({ ids: [ID], isSpam: false });
    expect(await listed()).toEqual([]);
    expect(await counted()).toBe(0);
  });

  it('is listed and shown as it last was once the service hides it, and can be taken back then', async () => {
    const doc = ticket.parse({ id: ID, status: 'Open', subject: 'Win a prize' });
    cache.tombstones.add({ noun: 'ticket', id: ID, doc, goneAt: Date.now() - 60_000, reason: 'spam' });
    cache.tombstones.add({ noun: 'ticket', id: '7', doc: { ...doc, id: '7' }, goneAt: 1, reason: 'deleted' });
    expect(await listed()).toMatchObject([{ id: ID, subject: 'Win a prize', isSpam: true }]);
    expect(await detail()).toMatchObject({ subject: 'Win a prize', isSpam: true });
    expect(await reads['tickets.get']({ id: '7' })).toBeNull();
    await writes['tickets.markSpam']({ ids: [ID], isSpam: false });
    expect(await listed()).toEqual([]);
  });
});

it('counts the open tickets of each department, with what is on its way', async () => {
  cache.departments.upsert([{ id: '501', name: 'Support' } as never, { id: '502', name: 'Billing' } as never], 1);
  const rows = ['501', '501', '502'].map((departmentId, n) =>
    ticket.parse({ id: String(n + 1), status: 'Open', departmentId }),
  );
  cache.tickets.upsertRows(rows, Date.now());
  expect(await reads['tickets.counts']({})).toMatchObject({ 'dept-501': 2, 'dept-502': 1 });
  await writes['tickets.move']({ id: '1', departmentId: '502' });
  await writes['tickets.close']({ id: '2', status: 'Closed' });
  expect(await reads['tickets.counts']({})).toMatchObject({ 'dept-501': 0, 'dept-502': 2 });
});
