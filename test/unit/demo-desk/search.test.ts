import { afterAll, beforeAll, expect, test } from 'vitest';
import { startDesk, type Json, type TestDesk } from './client.ts';

let desk: TestDesk;
let all: Json[];
beforeAll(async () => {
  desk = await startDesk({ tickets: 300 });
  all = (await desk.control('GET', '/dump?noun=tickets&form=rows&limit=1000'))['rows'] as Json[];
});
afterAll(() => desk.close());

async function find(path: string): Promise<Json[]> {
  const got = await desk.get(`${path}&limit=100`);
  if (got.status === 204) return [];
  expect(got.status).toBe(200);
  return got.json['data'] as Json[];
}

test('exact and wildcard match; several values mean any of them', async () => {
  const subject = all[10]?.['subject'] as string;
  const exact = await find(`/api/v1/tickets/search?subject=${encodeURIComponent(subject)}`);
  if (!subject.includes(',')) expect(exact.map((row) => row['id'])).toContain(all[10]?.['id']);
  expect(await find('/api/v1/tickets/search?subject=invo')).toEqual([]);
  const wild = await find('/api/v1/tickets/search?subject=invo*');
  expect(wild).toHaveLength(all.filter((row) => /invo/i.test(row['subject'] as string)).length);
  const some = await desk.get('/api/v1/tickets/search?status=Escalated,On%20Hold&limit=100');
  expect(some.json['count']).toBe(
    all.filter((row) => ['Escalated', 'On Hold'].includes(row['status'] as string)).length,
  );
});

test('custom fields by name and value, wildcards for text only', async () => {
  const want = all.filter((row) => /^HB/.test(((row['customFields'] as Json)['ModelName'] as string | null) ?? ''));
  expect(await find('/api/v1/tickets/search?customField1=ModelName:HB*')).toHaveLength(want.length);
  expect(want.length).toBeGreaterThan(0);
  const items = all.find((row) => (row['customFields'] as Json)['numberOfItems'] !== null) as Json;
  const value = (items['customFields'] as Json)['numberOfItems'] as string;
  expect((await find(`/api/v1/tickets/search?customField1=numberOfItems:${value}`)).length).toBeGreaterThan(0);
  expect(await find(`/api/v1/tickets/search?customField1=numberOfItems:${value.slice(0, 1)}*`)).toEqual([]);
  expect((await desk.get('/api/v1/tickets/search?customField1=Nothing:1')).status).toBe(422);
});

test('contact and account names, ids and ranges', async () => {
  const contact = (await desk.get(`/api/v1/contacts/${all[3]?.['contactId'] as string}`)).json;
  const byName = await find(
    `/api/v1/tickets/search?contactName=${encodeURIComponent(`${String(contact['lastName'])}*`)}`,
  );
  expect(byName.map((row) => row['id'])).toContain(all[3]?.['id']);
  const byId = await find(`/api/v1/tickets/search?contactId=${all[3]?.['contactId'] as string}`);
  expect(byId).toHaveLength(all.filter((row) => row['contactId'] === all[3]?.['contactId']).length);
  const [from, to] = [all[250]?.['modifiedTime'] as string, new Date(desk.now()).toISOString()];
  const ranged = await desk.get(
    `/api/v1/tickets/search?modifiedTimeRange=${from},${to}&sortBy=-modifiedTime&limit=100`,
  );
  expect(ranged.json['count']).toBe(all.filter((row) => (row['modifiedTime'] as string) >= from).length);
});

test('the index lags: new rows are not found yet, changed rows are found as they were', async () => {
  const row = all[5] as Json;
  const made = (
    await desk.api('POST', '/api/v1/tickets', {
      subject: 'Quokka enclosure',
      contactId: row['contactId'],
      departmentId: row['departmentId'],
    })
  ).json;
  await desk.api('PATCH', `/api/v1/tickets/${row['id'] as string}`, { subject: 'Quokka food' });
  expect(await find('/api/v1/tickets/search?subject=Quokka*')).toEqual([]);
  const old = await find(`/api/v1/tickets/search?ticketNumber=${row['ticketNumber'] as string}`);
  expect(old[0]?.['subject']).toBe(row['subject']);
  desk.advance(2500);
  expect((await find('/api/v1/tickets/search?subject=Quokka*')).map((item) => item['id']).sort()).toEqual(
    [made['id'], row['id']].sort(),
  );
});

test('search across modules counts per module and marks each row', async () => {
  const got = await desk.get('/api/v1/search?searchStr=zylker&limit=100');
  const count = got.json['count'] as Json;
  expect(Object.keys(count)).toEqual(['tickets', 'contacts', 'accounts', 'tasks']);
  for (const row of got.json['data'] as Json[])
    expect(['tickets', 'contacts', 'accounts', 'tasks']).toContain(row['module']);
  const only = await desk.get('/api/v1/search?searchStr=e&module=accounts');
  expect(Object.keys(only.json['count'] as Json)).toEqual(['accounts']);
});

test('rows beyond 5,000 are refused, from starts at 0', async () => {
  expect((await desk.get('/api/v1/tickets/search?subject=*&from=4950&limit=100')).status).toBe(422);
  const first = (await desk.get('/api/v1/tickets/search?subject=*&limit=2')).json['data'] as Json[];
  const second = (await desk.get('/api/v1/tickets/search?subject=*&from=1&limit=1')).json['data'] as Json[];
  expect(second[0]?.['id']).toBe(first[1]?.['id']);
});
