import { afterEach, expect, test } from 'vitest';
import { createCapabilities, createMemoryStorage, isAbsent } from '../../../src-main/api/capabilities.ts';
import { createComment } from '../../../src-main/api/comments.ts';
import { getLatestThread, listConversations } from '../../../src-main/api/conversations.ts';
import {
  closeTickets,
  findMyInfo,
  listFollowers,
  listTicketHistory,
  listTicketTags,
  markAsRead,
  moveToTrash,
  searchTicketsInRange,
} from '../../../src-main/api/live.ts';
import { listThreads } from '../../../src-main/api/threads.ts';
import { getTicket, listTickets, splitThread } from '../../../src-main/api/tickets.ts';
import { createDemoDesk, type DemoDesk, type DemoDeskOptions } from '../../../src-main/demo-desk/desk.ts';
import { systemClock } from '../../../src-main/lib/clock.ts';
import { answer, clientOf, startServer } from './server.ts';

let desk: DemoDesk;
afterEach(() => desk?.close());

async function start(options: DemoDeskOptions = {}) {
  desk = await createDemoDesk({ tickets: 60, seed: 7, ...options });
  const scheme = desk.manner === 'live' ? 'Zoho' : '乐投Letou';
  const token = desk.issueToken();
  const client = clientOf(desk.url, {
    orgId: desk.orgId,
    tokens: { authorization: () => Promise.resolve(`${scheme}-oauthtoken ${token}`) },
  });
  const storage = createMemoryStorage();
  const capabilities = createCapabilities(storage, systemClock);
  const ticket = (await listTickets(client, { limit: 50, status: 'Open' })).find(
    (row) => (row.threadCount ?? 0) > 1 && row.channel === 'Email',
  )!;
  return { client, capabilities, storage, ticketId: ticket.id };
}

/** An id of the right shape that nothing has. */
const noSuch = (id: string): string => id.slice(0, -5) + '99999';

test.each(['live', 'reference'] as const)('conversations hold the same turns in either manner (%s)', async (manner) => {
  const { client, capabilities, ticketId } = await start({ manner });
  await createComment(client, ticketId, { content: 'A private word', isPublic: false });
  const items = await listConversations(client, capabilities, ticketId);
  const threads = await listThreads(client, ticketId, { limit: 200 });
  expect(
    items
      .filter(({ type }) => type === 'thread')
      .map(({ row }) => row.id)
      .sort(),
  ).toEqual(threads.map(({ id }) => id).sort());
  expect(items.filter(({ type }) => type === 'comment').length).toBeGreaterThan(0);
  expect(capabilities.has('conversations')).toBe(manner === 'live');
  const before = client.calls;
  await listConversations(client, capabilities, ticketId);
  expect(client.calls - before).toBe(manner === 'live' ? 1 : 2);
  const latest = await getLatestThread(client, capabilities, ticketId);
  const newest = threads
    .map((row) => row.createdTime ?? '')
    .sort()
    .at(-1);
  expect(latest).toMatchObject({ createdTime: newest, content: expect.any(String) as string });
});

test('a ticket that is gone does not make an operation absent', async () => {
  const { client, capabilities, ticketId } = await start();
  await expect(listConversations(client, capabilities, noSuch(ticketId))).rejects.toMatchObject({ code: 'notFound' });
  await expect(listTicketHistory(client, capabilities, noSuch(ticketId))).rejects.toMatchObject({
    code: 'notFound',
    reason: undefined,
  });
  await expect(moveToTrash(client, capabilities, [noSuch(ticketId)])).rejects.toThrow();
  expect([
    capabilities.has('conversations'),
    capabilities.has('History'),
    capabilities.has('moveToTrash'),
  ]).not.toContain(false);
  await listTicketHistory(client, capabilities, ticketId);
  expect(capabilities.has('History')).toBe(true);
});

test('the live service’s own operations work where they are', async () => {
  const { client, capabilities, ticketId } = await start();
  expect((await findMyInfo(client, capabilities))?.id).toBe(desk.agents[0]!.id);
  await listTicketTags(client, capabilities, ticketId);
  await listFollowers(client, capabilities, ticketId);
  await markAsRead(client, capabilities, ticketId);
  await closeTickets(client, capabilities, [ticketId]);
  expect((await getTicket(client, ticketId)).status).toBe('Closed');
  await moveToTrash(client, capabilities, [ticketId]);
  for (const name of ['myinfo', 'tags', 'followers', 'markAsRead', 'closeTickets', 'moveToTrash'] as const)
    expect(capabilities.has(name), name).toBe(true);
});

test('where only the reference is, there is another way or a plain word, and the second time no call', async () => {
  const { client, capabilities, storage, ticketId } = await start({ manner: 'reference' });
  expect(await findMyInfo(client, capabilities)).toBeNull();
  const tags = await listTicketTags(client, capabilities, ticketId).catch((error: unknown) => error);
  expect(isAbsent(tags)).toBe(true);
  expect(isAbsent(await moveToTrash(client, capabilities, [ticketId]).catch((error: unknown) => error))).toBe(true);
  await closeTickets(client, capabilities, [ticketId]);
  expect((await getTicket(client, ticketId)).status).toBe('Closed');
  const again = createCapabilities(storage, systemClock);
  const before = client.calls;
  expect(await findMyInfo(client, again)).toBeNull();
  expect(isAbsent(await listTicketTags(client, again, ticketId).catch((error: unknown) => error))).toBe(true);
  expect(client.calls).toBe(before);
  const later = createCapabilities(storage, { ...systemClock, now: () => Date.now() + 8 * 24 * 3_600_000 });
  expect(later.has('tags')).toBeNull();
});

test.each([
  [[], true],
  [['modifiedTimeRange'], false],
] as const)('a search by range says whether it was one (without %j)', async (without, isRanged) => {
  const { client, capabilities } = await start({ without });
  const query = { status: 'Open', limit: 100, since: '2000-01-01T00:00:00.000Z', until: '2100-01-01T00:00:00.000Z' };
  const found = await searchTicketsInRange(client, capabilities, query);
  expect(found.isRanged).toBe(isRanged);
  expect(found.rows.length).toBeGreaterThan(0);
  expect(capabilities.has('modifiedTimeRange')).toBe(isRanged);
});

test('trouble teaches nothing', async () => {
  desk = await createDemoDesk({ tickets: 1 });
  const capabilities = createCapabilities(createMemoryStorage(), systemClock);
  for (const [status, errorCode] of [
    [500, 'INTERNAL_SERVER_ERROR'],
    [403, 'FORBIDDEN'],
    [429, 'THRESHOLD_EXCEEDED'],
  ] as const) {
    await using server = await startServer((_request, response) =>
      answer(response, status, { errorCode, message: '' }),
    );
    await expect(findMyInfo(clientOf(server.url), capabilities)).rejects.toThrow();
    expect(capabilities.has('myinfo')).toBeNull();
  }
});

test.each(['live', 'reference'] as const)('the split path is settled by its answer (%s)', async (manner) => {
  const { client, capabilities, ticketId } = await start({ manner });
  const threads = await listThreads(client, ticketId, { limit: 200 });
  await splitThread(client, ticketId, threads.find(({ direction }) => direction === 'in')!.id, { capabilities });
  expect(capabilities.spelling('splitThread')).toBe('threads');
});

test('a service that knows only /thread/ is split there, and remembered', async () => {
  desk = await createDemoDesk({ tickets: 1 });
  await using server = await startServer(({ path }, response) =>
    path.includes('/thread/')
      ? answer(response, 200, { id: '9' })
      : answer(response, 404, { errorCode: 'URL_NOT_FOUND', message: '' }),
  );
  const capabilities = createCapabilities(createMemoryStorage(), systemClock);
  for (const requests of [2, 3]) {
    expect((await splitThread(clientOf(server.url), '1', '2', { capabilities })).id).toBe('9');
    expect(server.requests).toHaveLength(requests);
  }
});
