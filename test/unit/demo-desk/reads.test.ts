import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { someTicket, startDesk, type Json, type TestDesk } from './client.ts';

async function allTickets(desk: TestDesk, query = ''): Promise<Json[]> {
  const rows: Json[] = [];
  const seen = new Set<string>();
  for (;;) {
    const page = await desk.get(`/api/v1/tickets?limit=100&from=${rows.length}${query}`);
    if (page.status === 204) return rows;
    expect(page.status).toBe(200);
    const fresh = (page.json['data'] as Json[]).filter((row) => !seen.has(row['id'] as string));
    if (fresh.length === 0) return rows;
    for (const row of fresh) {
      seen.add(row['id'] as string);
      rows.push(row);
    }
  }
}

describe.each(['reference', 'live'] as const)('%s manner', (manner) => {
  let desk: TestDesk;
  const live = manner === 'live';
  beforeAll(async () => {
    desk = await startDesk({ manner, tickets: 260 });
  });
  afterAll(() => desk.close());

  test('paging by rows received, dropping repeats, yields every ticket', async () => {
    expect(await allTickets(desk)).toHaveLength(260);
    expect(await allTickets(desk, '&sortBy=recentThread')).toHaveLength(260);
  });

  test('from counts from 1 in the reference and from 0 at the live service; 0 is always the first', async () => {
    const ids = async (from: number): Promise<string[]> =>
      ((await desk.get(`/api/v1/tickets?limit=3&from=${from}`)).json['data'] as Json[]).map(
        (row) => row['id'] as string,
      );
    const [zero, one, two] = [await ids(0), await ids(1), await ids(2)];
    if (live) expect(one[0]).toBe(zero[1]);
    else expect(one).toEqual(zero);
    expect(two[0]).toBe(zero[live ? 2 : 1]);
  });

  test('the minus prefix means ascending in the reference and descending live', async () => {
    for (const key of ['recentThread', 'dueDate']) {
      const rows = (await desk.get(`/api/v1/tickets?limit=100&sortBy=-${key}&status=Open`)).json['data'] as Json[];
      const plain = (await desk.get(`/api/v1/tickets?limit=100&sortBy=${key}&status=Open`)).json['data'] as Json[];
      const dues = (list: Json[]): number[] =>
        list
          .map((row) => row['dueDate'] as string | null)
          .filter((due) => due !== null)
          .map((due) => Date.parse(due));
      if (key === 'dueDate') {
        const ascending = [...dues(rows)].sort((a, b) => a - b);
        expect(dues(rows)).toEqual(live ? ascending.reverse() : ascending);
      }
      expect(plain[0]?.['id']).not.toBe(rows[0]?.['id']);
    }
  });

  test('list rows lack change time, description and custom fields at the live service only', async () => {
    const row = await someTicket(desk);
    for (const key of ['modifiedTime', 'description', 'customFields']) expect(key in row).toBe(!live);
    expect(row).toMatchObject({
      threadCount: expect.stringMatching(/^\d+$/),
      commentCount: expect.stringMatching(/^\d+$/),
    });
    const detail = (await desk.get(`/api/v1/tickets/${row['id'] as string}`)).json;
    expect(detail['isDeleted']).toBe(live ? false : 'false');
    expect('cf' in detail).toBe(live);
  });

  test('filters: assignee, status, channel, department, receivedInDays', async () => {
    const jade = desk.agents[0]?.id ?? '';
    const all = await allTickets(desk);
    const mine = await allTickets(desk, `&assignee=${jade}`);
    expect(mine.map((row) => row['id']).sort()).toEqual(
      all
        .filter((row) => row['assigneeId'] === jade)
        .map((row) => row['id'])
        .sort(),
    );
    const mixed = await allTickets(desk, `&assignee=Unassigned,${jade}&status=Open,Escalated`);
    expect(mixed).toHaveLength(
      all.filter(
        (row) =>
          (row['assigneeId'] === null || row['assigneeId'] === jade) &&
          ['Open', 'Escalated'].includes(row['status'] as string),
      ).length,
    );
    const department = all[0]?.['departmentId'] as string;
    expect(await allTickets(desk, `&departmentId=${department}&channel=Email,Phone`)).toHaveLength(
      all.filter((row) => row['departmentId'] === department && ['Email', 'Phone'].includes(row['channel'] as string))
        .length,
    );
    const recent = await allTickets(desk, '&receivedInDays=30');
    expect(recent).toHaveLength(
      all.filter((row) => Date.parse(row['customerResponseTime'] as string) >= desk.now() - 30 * 86_400_000).length,
    );
    expect((await desk.get('/api/v1/tickets?receivedInDays=31')).status).toBe(422);
  });

  test('threadCount and commentCount tell the truth, and threads carry content as the manner has it', async () => {
    for (const row of (await allTickets(desk)).slice(0, 40)) {
      const path = `/api/v1/tickets/${row['id'] as string}`;
      const threads = ((await desk.get(`${path}/threads?limit=200`)).json['data'] ?? []) as Json[];
      expect(threads).toHaveLength(Number(row['threadCount']));
      const comments = ((await desk.get(`${path}/comments?limit=100`)).json['data'] ?? []) as Json[];
      expect(comments).toHaveLength(Number(row['commentCount']));
      for (const thread of threads) expect('content' in thread).toBe(!live);
      const detail = (await desk.get(`${path}/threads/${threads[0]?.['id'] as string}`)).json;
      expect(detail['content']).toMatch(/\S/);
      expect(detail['content']).not.toMatch(/\{\w+\}/);
    }
  });

  test('an empty list is 204 without a body', async () => {
    const quiet = (await allTickets(desk)).find((row) => row['commentCount'] === '0') as Json;
    const got = await desk.get(`/api/v1/tickets/${quiet['id'] as string}/comments`);
    expect([got.status, got.text]).toEqual([204, '']);
  });

  test('unknown query parameters and limits out of range are 422 with the text', async () => {
    const got = await desk.get('/api/v1/tickets?colour=red');
    expect(got.status).toBe(422);
    expect(got.json['message']).toBe(`Extra query parameter 'colour' is present in the input.`);
    expect((await desk.get('/api/v1/tickets?limit=101')).status).toBe(422);
    expect((await desk.get('/api/v1/tickets?limit=0')).status).toBe(422);
    expect((await desk.get('/api/v1/agents?limit=200')).status).toBe(200);
    expect((await desk.get('/api/v1/agents?limit=201')).status).toBe(422);
  });

  test('ids have 16 to 19 digits, beyond what a number holds, and are unique', async () => {
    const ids = (await allTickets(desk)).map((row) => row['id'] as string);
    expect(new Set(ids).size).toBe(260);
    for (const id of ids) expect(id).toMatch(/^\d{16,19}$/);
    expect(Number.isSafeInteger(Number(ids[0]))).toBe(false);
  });

  test('attachments and inline images are real files, with both headers only', async () => {
    const withFile = (await desk.control('GET', '/dump?noun=threads&form=rows&limit=100000'))['rows'] as Json[];
    const thread = withFile.find((row) => row['hasAttach'] === true) as Json;
    const file = (thread['attachments'] as Json[])[0] as Json;
    const href = new URL(file['href'] as string);
    const got = await desk.api('GET', href.pathname);
    expect(got.status).toBe(200);
    expect(Number(got.headers.get('content-length'))).toBe(Number(file['size']));
    expect((await fetch(href)).status).toBe(401);
    const part = await desk.api('GET', href.pathname, undefined, { Range: 'bytes=10-19' });
    expect([part.status, part.headers.get('content-length')]).toEqual([206, '10']);
    const inline = withFile
      .map((row) => /\/api\/v1\/threads\/\d+\/inlineImages\/[\w.]+/.exec(String(row['content']))?.[0])
      .find((path) => path !== undefined) as string;
    const image = await desk.get(inline);
    expect([image.status, image.headers.get('content-type')]).toEqual([200, 'image/png']);
  });

  test('unknown paths, ids and methods', async () => {
    expect((await desk.get('/api/v1/nothing')).json['errorCode']).toBe('URL_NOT_FOUND');
    expect((await desk.get('/api/v1/tickets/123')).status).toBe(404);
    expect((await desk.api('DELETE', '/api/v1/tickets')).json['errorCode']).toBe('METHOD_NOT_ALLOWED');
  });

  test('optional operations exist at the live service only', async () => {
    const row = await someTicket(desk);
    const path = `/api/v1/tickets/${row['id'] as string}`;
    for (const name of ['conversations', 'latestThread', 'followers', 'tags', 'History'])
      expect([200, 204]).toContain(live ? (await desk.get(`${path}/${name}`)).status : 204);
    if (!live) expect((await desk.get(`${path}/conversations`)).status).toBe(404);
    expect((await desk.get('/api/v1/myinfo')).status).toBe(live ? 200 : 404);
    expect((await desk.get('/api/v1/mailReplyAddress')).status).toBe(live ? 422 : 200);
  });
});

test('the live desk can lack optional operations and search parameters', async () => {
  const desk = await startDesk({ without: ['conversations', 'modifiedTimeRange'] });
  const row = await someTicket(desk);
  expect((await desk.get(`/api/v1/tickets/${row['id'] as string}/conversations`)).status).toBe(404);
  expect(
    (await desk.get('/api/v1/tickets/search?modifiedTimeRange=2020-01-01T00:00:00Z,2030-01-01T00:00:00Z')).status,
  ).toBe(422);
  await desk.close();
});

test('bareIds writes every id as a bare number, digits intact', async () => {
  const [plain, bare] = [
    await startDesk({ now: 1_760_000_000_000 }),
    await startDesk({ bareIds: true, now: 1_760_000_000_000 }),
  ];
  const id = (await someTicket(plain))['id'] as string;
  const text = (await bare.get(`/api/v1/tickets/${id}?include=contacts`)).text;
  expect(text).toContain(`"id":${id},`);
  expect(text).not.toMatch(/"(id|\w+Id)":"\d{16,19}"/);
  expect((await bare.get('/api/v1/agents')).text).toMatch(/"associatedDepartmentIds":\[\d{17}[,\]]/);
  await plain.close();
  await bare.close();
});

test('a light agent sees its departments and not the hidden fields', async () => {
  const desk = await startDesk({ tickets: 200 });
  const nora = desk.as('nora@zylker.example');
  const departments = (await nora('GET', '/api/v1/departments')).json['data'] as Json[];
  expect(departments.map((row) => row['name'])).toEqual(['Orders & Returns']);
  const rows = (await nora('GET', '/api/v1/tickets?limit=100')).json['data'] as Json[];
  expect(new Set(rows.map((row) => row['departmentId']))).toEqual(new Set([departments[0]?.['id']]));
  expect('phone' in (rows[0] as Json)).toBe(false);
  const other = await someTicket(desk, '', (row) => row['departmentId'] !== departments[0]?.['id']);
  expect((await nora('GET', `/api/v1/tickets/${other['id'] as string}`)).status).toBe(404);
  await desk.close();
});
