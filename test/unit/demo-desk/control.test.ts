import { expect, test } from 'vitest';
import { startDesk, type Json, type TestDesk } from './client.ts';

const NOUNS = [
  'tickets',
  'threads',
  'comments',
  'contacts',
  'accounts',
  'agents',
  'departments',
  'tasks',
  'timeEntries',
  'contracts',
];

async function hashes(desk: TestDesk): Promise<Record<string, string>> {
  const out: Record<string, string> = {};
  for (const noun of NOUNS)
    out[noun] = (await desk.control('GET', `/dump?noun=${noun}&form=hash&limit=100000`))['hash'] as string;
  return out;
}

test('the same seed and time give the same desk, another seed another', async () => {
  const options = { tickets: 200, now: 1_760_000_000_000 };
  const desks = [
    await startDesk({ ...options, seed: 3 }),
    await startDesk({ ...options, seed: 3 }),
    await startDesk({ ...options, seed: 4 }),
  ] as const;
  const [first, second, third] = [await hashes(desks[0]), await hashes(desks[1]), await hashes(desks[2])];
  expect(first).toEqual(second);
  expect(first['tickets']).not.toBe(third['tickets']);
  expect(first['threads']).not.toBe(third['threads']);
  for (const desk of desks) await desk.close();
});

test('a desk of 2,000 tickets looks as it should', async () => {
  const desk = await startDesk({ tickets: 2000, seed: 1 });
  const rows = (await desk.control('GET', '/dump?noun=tickets&form=rows&limit=100000'))['rows'] as Json[];
  const open = rows.filter((row) => row['statusType'] !== 'Closed');
  expect(open.length / rows.length).toBeGreaterThan(0.15);
  expect(open.length / rows.length).toBeLessThan(0.25);
  const jade = open.filter((row) => row['assigneeId'] === desk.agents[0]?.id).length / open.length;
  expect(jade).toBeGreaterThan(0.04);
  expect(jade).toBeLessThan(0.09);
  expect(open.filter((row) => row['assigneeId'] === null).length).toBeGreaterThan(20);
  expect(open.filter((row) => row['isOverDue'] === true).length).toBeGreaterThan(20);
  const chinese = rows.filter((row) => /[\u4e00-\u9fff]/.test(row['subject'] as string)).length / rows.length;
  expect(chinese).toBeGreaterThan(0.18);
  expect(chinese).toBeLessThan(0.32);
  expect(new Set(rows.map((row) => row['subject'])).size).toBeGreaterThan(600);
  expect(Math.max(...rows.map((row) => Number(row['threadCount'])))).toBe(210);
  for (const row of rows) {
    expect(Date.parse(row['createdTime'] as string)).toBeLessThanOrEqual(Date.parse(row['modifiedTime'] as string));
    expect(Date.parse(row['modifiedTime'] as string)).toBeLessThanOrEqual(desk.now());
  }
  const threads = (await desk.control('GET', '/dump?noun=threads&form=rows&limit=2000'))['rows'] as Json[];
  expect(new Set(threads.map((row) => row['contentType']))).toEqual(new Set(['html', 'plainText']));
  expect(Math.max(...threads.map((row) => (row['content'] as string).length))).toBeGreaterThan(15_000);
  expect(threads.some((row) => /blockquote/.test(row['content'] as string))).toBe(true);
  await desk.close();
});

test('traffic: customers write, colleagues act, and the ledger tells', async () => {
  const desk = await startDesk();
  const { results } = (await desk.control('POST', '/traffic', {
    events: [
      { kind: 'ticket', subject: 'The hub hums', content: 'It hums at night.' },
      { kind: 'customerThread', content: 'Any news?' },
      { kind: 'agentReply', agent: 'marco@zylker.example' },
      { kind: 'comment', content: 'Looking into it' },
      { kind: 'status', status: 'Escalated' },
      { kind: 'assign', assigneeId: null },
      { kind: 'timeEntry' },
      { kind: 'task' },
    ],
    seed: 5,
  })) as { results: Json[] };
  const made = (await desk.get(`/api/v1/tickets/${results[0]?.['ticketId'] as string}`)).json;
  expect(made).toMatchObject({ subject: 'The hub hums', threadCount: '1', status: 'Open' });
  const wrote = results[1] as Json;
  const thread = (
    await desk.get(`/api/v1/tickets/${wrote['ticketId'] as string}/threads/${wrote['threadId'] as string}`)
  ).json;
  expect(thread).toMatchObject({ content: 'Any news?', direction: 'in', author: { type: 'END_USER' } });
  const entries = (await desk.control('GET', '/ledger'))['entries'] as Json[];
  const moved = (await desk.get(`/api/v1/tickets/${wrote['ticketId'] as string}`)).json;
  expect(moved['customerResponseTime']).toBe(thread['createdTime']);
  expect(entries.every((entry) => entry['origin'] === 'traffic')).toBe(true);
  expect(entries.length).toBeGreaterThanOrEqual(8);
  const { last } = await desk.control('GET', '/ledger');
  expect((await desk.control('GET', `/ledger?since=${String(last)}`))['entries']).toEqual([]);
  await desk.close();
});

test('a customer’s answer reopens a closed ticket', async () => {
  const desk = await startDesk();
  const closed = ((await desk.get('/api/v1/tickets?status=Closed&limit=1')).json['data'] as Json[])[0] as Json;
  await desk.control('POST', '/traffic', { events: [{ kind: 'customerThread', ticketId: closed['id'] }] });
  const after = (await desk.get(`/api/v1/tickets/${closed['id'] as string}`)).json;
  expect(after).toMatchObject({
    status: 'Open',
    closedTime: null,
    threadCount: String(Number(closed['threadCount']) + 1),
  });
  await desk.close();
});

test('random traffic is the same for the same seed, and counts stay true', async () => {
  const run = async (): Promise<Record<string, string>> => {
    const desk = await startDesk({ tickets: 100, clock: () => 1_760_000_000_000 });
    await desk.control('POST', '/traffic', { random: 120, seed: 9 });
    const rows = (await desk.control('GET', '/dump?noun=tickets&form=rows&limit=1000'))['rows'] as Json[];
    for (const row of rows) {
      const path = `/api/v1/tickets/${row['id'] as string}`;
      for (const [name, count] of [
        ['threads?limit=200', 'threadCount'],
        ['comments?limit=100', 'commentCount'],
        ['timeEntry?limit=100', 'timeEntryCount'],
        ['tasks?limit=100', 'taskCount'],
        ['attachments?limit=100', 'attachmentCount'],
      ] as const) {
        expect(((await desk.get(`${path}/${name}`)).json['data'] ?? []) as Json[]).toHaveLength(Number(row[count]));
      }
    }
    const out = await hashes(desk);
    await desk.close();
    return out;
  };
  expect(await run()).toEqual(await run());
});

test('deleted tickets leave lists and dumps', async () => {
  const desk = await startDesk();
  const row = ((await desk.get('/api/v1/tickets?limit=1')).json['data'] as Json[])[0] as Json;
  await desk.control('POST', '/traffic', { events: [{ kind: 'delete', ticketId: row['id'] }] });
  expect((await desk.get(`/api/v1/tickets/${row['id'] as string}`)).json['isDeleted']).toBe(true);
  expect((await desk.control('GET', '/dump?noun=tickets&form=ids'))['ids']).not.toContain(row['id']);
  expect((await desk.control('GET', '/state'))['orgs']).toMatchObject([{ counts: { tickets: 119 } }]);
  await desk.close();
});

test('calls are counted per operation and status, and reset', async () => {
  const desk = await startDesk();
  await desk.control('DELETE', '/calls');
  await desk.get('/api/v1/tickets');
  await desk.get('/api/v1/tickets?x=1');
  await fetch(`${desk.url}/api/v1/tickets`);
  expect(await desk.control('GET', '/calls')).toMatchObject({
    total: 3,
    operations: { listTickets: { calls: 3, statuses: { 200: 1, 401: 1, 422: 1 } } },
  });
  await desk.close();
});

test('an agent’s view can be narrowed at run time', async () => {
  const desk = await startDesk({ tickets: 200 });
  const department = ((await desk.get('/api/v1/departments')).json['data'] as Json[])[2] as Json;
  await desk.control('POST', '/permissions', {
    email: 'jade@zylker.example',
    departments: [department['id']],
    hiddenFields: ['email'],
  });
  const rows = (await desk.get('/api/v1/tickets?limit=100')).json['data'] as Json[];
  expect(new Set(rows.map((row) => row['departmentId']))).toEqual(new Set([department['id']]));
  expect('email' in (rows[0] as Json)).toBe(false);
  await desk.control('POST', '/permissions', { email: 'jade@zylker.example', reset: true });
  expect('email' in ((await desk.get('/api/v1/tickets')).json['data'] as Json[])[0]!).toBe(true);
  await desk.close();
});
