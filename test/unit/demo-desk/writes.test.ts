import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { fileForm, someTicket, startDesk, type Json, type TestDesk } from './client.ts';

describe.each(['reference', 'live'] as const)('%s manner', (manner) => {
  let desk: TestDesk;
  let ticket: Json;
  let path: string;
  const live = manner === 'live';
  const emptied = live ? 204 : 200;
  const reply = {
    channel: 'EMAIL',
    fromEmailAddress: 'support@zylker.example',
    to: 'carol@inbox.example',
    content: 'On its way.',
    contentType: 'plainText',
  };
  beforeAll(async () => {
    desk = await startDesk({ manner, tickets: 150 });
  });
  afterAll(() => desk.close());
  beforeEach(async () => {
    const base = await someTicket(desk, 'status=Open', (row) => row['channel'] === 'Email');
    const made = await desk.api('POST', '/api/v1/tickets', {
      subject: 'A new case',
      contactId: base['contactId'],
      departmentId: base['departmentId'],
      description: 'It broke.',
      channel: 'Email',
      priority: 'High',
    });
    expect(made.status).toBe(200);
    ticket = made.json;
    path = `/api/v1/tickets/${ticket['id'] as string}`;
  });
  const now = async (): Promise<Json> => (await desk.get(path)).json;
  const thread = async (id: string): Promise<Json> => (await desk.get(`${path}/threads/${id}`)).json;
  const ledger = async (): Promise<Json[]> => (await desk.control('GET', '/ledger'))['entries'] as Json[];

  test('a created ticket has its first thread and a due time', async () => {
    expect(ticket).toMatchObject({ threadCount: '1', status: 'Open', statusType: 'Open', dueDate: expect.any(String) });
    const threads = (await desk.get(`${path}/threads`)).json['data'] as Json[];
    expect((await thread(threads[0]?.['id'] as string))['content']).toBe('It broke.');
  });

  test('a draft is no answer; sending makes it PENDING, then SUCCESS; a second send is refused', async () => {
    const before = await now();
    desk.advance(1000);
    const draft = (await desk.api('POST', `${path}/draftReply`, reply)).json;
    expect(draft['status']).toBe('DRAFT');
    expect(
      (draft['actions'] as Json[]).map((action) => [action['method'], new URL(action['href'] as string).pathname]),
    ).toEqual([
      ['POST', `${path}/sendDraft`],
      ['DELETE', `${path}/draftReply/${draft['id'] as string}`],
    ]);
    expect((await now())['customerResponseTime']).toBe(before['customerResponseTime']);
    const changed = await desk.api('PATCH', `${path}/draftReply/${draft['id'] as string}`, {
      ...reply,
      content: 'Better.',
    });
    expect(changed.json['content']).toBe('Better.');
    const send = `${path}/sendDraft?draftThreadId=${draft['id'] as string}`;
    expect((await desk.api('POST', send)).json['status']).toBe('PENDING');
    expect((await desk.api('POST', send)).status).toBe(422);
    expect((await thread(draft['id'] as string))['status']).toBe('PENDING');
    desk.advance(1600);
    expect(await thread(draft['id'] as string)).toMatchObject({ status: 'SUCCESS', content: 'Better.' });
    expect(await now()).toMatchObject({ threadCount: '2' });
    expect(
      (await ledger())
        .slice(-3)
        .map((entry) => [entry['operation'], entry['noun'], (entry['fields'] as Json)['content']]),
    ).toEqual([
      ['draftReply', 'thread', 'On its way.'],
      ['updateDraftReply', 'thread', 'Better.'],
      ['sendDraft', 'thread', 'Better.'],
    ]);
  });

  test('deleting a draft takes it out of the counts', async () => {
    const draft = (await desk.api('POST', `${path}/draftReply`, reply)).json;
    expect((await desk.api('DELETE', `${path}/draftReply/${draft['id'] as string}`)).status).toBe(emptied);
    expect((await desk.get(`${path}/threads/${draft['id'] as string}`)).status).toBe(404);
    expect((await now())['threadCount']).toBe('1');
  });

  test('a bouncing mail turns FAILED and can be sent again', async () => {
    const sent = (await desk.api('POST', `${path}/sendReply`, { ...reply, to: 'x@bounce.example' })).json;
    expect(sent['status']).toBe('PENDING');
    desk.advance(2000);
    const failed = await thread(sent['id'] as string);
    expect(failed['status']).toBe('FAILED');
    const href = new URL((failed['actions'] as Json[])[0]?.['href'] as string);
    expect((await desk.api('POST', href.pathname + href.search)).status).toBe(200);
    desk.advance(2000);
    expect((await thread(sent['id'] as string))['status']).toBe('SUCCESS');
    expect((await desk.api('POST', href.pathname + href.search)).status).toBe(422);
  });

  test('replies need a known sender, a receiver and content', async () => {
    const got = await desk.api('POST', `${path}/sendReply`, {
      channel: 'EMAIL',
      fromEmailAddress: 'me@home.example',
      to: 'nobody',
      content: ' ',
    });
    expect(got.status).toBe(422);
    expect((got.json['errors'] as Json[]).map((error) => [error['fieldName'], error['errorType']])).toEqual([
      ['/content', 'invalid'],
      ['/fromEmailAddress', 'invalid'],
      ['/to', 'invalid'],
    ]);
    expect((await now())['threadCount']).toBe('1');
  });

  test('closing and reopening move closedTime and statusType', async () => {
    const closed = (await desk.api('PATCH', path, { status: 'Closed' })).json;
    expect(closed).toMatchObject({
      statusType: 'Closed',
      closedTime: new Date(Date.parse(closed['modifiedTime'] as string)).toISOString(),
    });
    const held = (await desk.api('PATCH', path, { status: 'On Hold' })).json;
    expect(held).toMatchObject({ statusType: live ? 'On Hold' : 'Open', closedTime: null });
  });

  test('bad fields are named, all of them, and nothing is changed', async () => {
    const got = await desk.api('PATCH', path, {
      dueDate: 'tomorrow',
      contactId: '123',
      assigneeId: '5',
      priority: 'Huge',
      subject: '',
    });
    expect([got.status, got.json['errorCode']]).toEqual([422, 'INVALID_DATA']);
    expect((got.json['errors'] as Json[]).map((error) => error['fieldName']).sort()).toEqual([
      '/assigneeId',
      '/contactId',
      '/dueDate',
      '/priority',
      '/subject',
    ]);
    expect((await now())['modifiedTime']).toBe(ticket['modifiedTime']);
    expect((await desk.api('POST', '/api/v1/tickets', { subject: 'x' })).json['errors']).toHaveLength(2);
    expect((await desk.api('PATCH', path, { colour: 'red' })).status).toBe(422);
  });

  test('custom fields are merged; the live service takes cf too', async () => {
    await desk.api('PATCH', path, { customFields: { ModelName: 'F3 2017' } });
    if (live) await desk.api('PATCH', path, { cf: { cf_number_of_items: 4 } });
    const fields = (await now())['customFields'] as Json;
    expect(fields['ModelName']).toBe('F3 2017');
    if (live) expect(fields['numberOfItems']).toBe('4');
  });

  test('a custom field of several values takes and gives a list, of tickets and of records, and nothing else', async () => {
    const contact = `/api/v1/contacts/${ticket['contactId'] as string}`;
    const { json: read } = await desk.get(contact);
    const account = `/api/v1/accounts/${read['accountId'] as string}`;
    const tasks = (await desk.get('/api/v1/tasks?limit=1')).json['data'] as Json[];
    const task = `/api/v1/tasks/${tasks[0]?.['id'] as string}`;
    const all: [string, string, string][] = [
      [path, 'affectedParts', 'cf_affected_parts'],
      [contact, 'interests', 'cf_interests'],
      [account, 'bookedServices', 'cf_booked_services'],
      [task, 'tools', 'cf_tools'],
    ];
    for (const [at, label, api] of all) {
      const said = async (): Promise<unknown[]> => {
        const row = (await desk.get(at)).json;
        return [(row['customFields'] as Json)[label], ...(live ? [(row['cf'] as Json)[api]] : [])];
      };
      expect((await desk.api('PATCH', at, { customFields: { [label]: ['One', 'Two; too'] } })).status).toBe(200);
      expect(await said()).toEqual(Array(live ? 2 : 1).fill(['One', 'Two; too']));
      expect((await desk.api('PATCH', at, { cf: { [api]: ['Three'] } })).status).toBe(200);
      expect((await said())[0]).toEqual(['Three']);
      for (const wrong of ['Three', 3, [4], ['']])
        expect((await desk.api('PATCH', at, { customFields: { [label]: wrong } })).status).toBe(422);
      expect((await said())[0]).toEqual(['Three']);
      expect((await desk.api('PATCH', at, { customFields: { [label]: null } })).status).toBe(200);
      expect((await said())[0]).toBeNull();
    }
    expect((await desk.api('PATCH', path, { customFields: { ModelName: ['F3'] } })).status).toBe(422);
  });

  test('comments: mention, edit, delete, count and time', async () => {
    const made = (
      await desk.api('POST', `${path}/comments`, { content: 'zsu[@user:10654099]zsu please look', isPublic: 'true' })
    ).json;
    expect(made).toMatchObject({ isPublic: true, modifiedTime: null, commenterId: desk.agents[0]?.id });
    expect(Math.abs(Date.parse(made['commentedTime'] as string) - desk.now())).toBeLessThan(5000);
    desk.advance(10);
    const edited = (await desk.api('PATCH', `${path}/comments/${made['id'] as string}`, { content: 'Done' })).json;
    expect(edited).toMatchObject({
      content: 'Done',
      commentedTime: made['commentedTime'],
      modifiedTime: expect.any(String),
    });
    expect((await now())['commentCount']).toBe('1');
    expect((await desk.api('DELETE', `${path}/comments/${made['id'] as string}`)).status).toBe(emptied);
    expect((await now())['commentCount']).toBe('0');
    expect((await desk.api('POST', `${path}/comments`, { content: 'x'.repeat(32_001) })).status).toBe(422);
  });

  test('time entries: executedTime is needed live, the total is the service’s own', async () => {
    expect((await desk.api('POST', `${path}/timeEntry`, { hoursSpent: '1' })).status).toBe(live ? 422 : 200);
    const entry = (
      await desk.api('POST', `${path}/timeEntry`, {
        executedTime: '2026-03-01T10:00:00.000Z',
        hoursSpent: '2',
        minutesSpent: 30,
        agentCostPerHour: '10',
        additionalCost: '1',
      })
    ).json;
    expect(entry).toMatchObject({
      hoursSpent: '2',
      minutesSpent: '30',
      totalCost: '26.00',
      executedTime: '2026-03-01T10:00:00.000Z',
    });
    expect(
      (await desk.api('POST', `${path}/timeEntry`, { executedTime: '2026-03-01T10:00:00.000Z', hoursSpent: '1000' }))
        .status,
    ).toBe(422);
  });

  test('merge moves the threads and hides the other ticket; source takes its fields', async () => {
    const other = (
      await desk.api('POST', '/api/v1/tickets', {
        subject: 'The same again',
        contactId: ticket['contactId'],
        departmentId: ticket['departmentId'],
        description: 'Me too',
        channel: 'Email',
      })
    ).json;
    await desk.api('POST', `/api/v1/tickets/${other['id'] as string}/comments`, { content: 'Same' });
    const merged = (await desk.api('POST', `${path}/merge`, { ids: [other['id']], source: { subject: other['id'] } }))
      .json;
    expect(merged).toMatchObject({ id: ticket['id'], subject: 'The same again', threadCount: '2', commentCount: '1' });
    expect((await desk.get(`/api/v1/tickets/${other['id'] as string}`)).status).toBe(404);
  });

  test('split makes a ticket of a thread; the path differs by manner', async () => {
    const sent = (await desk.api('POST', `${path}/sendReply`, reply)).json;
    const word = live ? 'threads' : 'thread';
    const made = (await desk.api('POST', `${path}/${word}/${sent['id'] as string}/split`)).json;
    expect(made['threadCount']).toBe('1');
    expect((await now())['threadCount']).toBe('1');
    if (live) expect((await desk.api('POST', `${path}/thread/${sent['id'] as string}/split`)).status).toBe(404);
  });

  test('move by query, and by body live; an agent of another department is unassigned', async () => {
    const departments = (await desk.get('/api/v1/departments')).json['data'] as Json[];
    const target = departments.find((row) => row['id'] !== ticket['departmentId'])?.['id'] as string;
    expect((await desk.api('POST', `${path}/move?departmentId=${target}`)).status).toBe(200);
    expect((await now())['departmentId']).toBe(target);
    expect((await desk.api('POST', `${path}/move`, { departmentId: ticket['departmentId'] })).status).toBe(
      live ? 200 : 422,
    );
  });

  test('updateMany, markSpam and their answers', async () => {
    expect(
      (
        await desk.api('POST', '/api/v1/tickets/updateMany', {
          ids: [ticket['id']],
          fieldName: 'ModelName',
          fieldValue: 'Z1',
          isCustomField: true,
        })
      ).status,
    ).toBe(emptied);
    expect(((await now())['customFields'] as Json)['ModelName']).toBe('Z1');
    expect((await desk.api('POST', '/api/v1/tickets/markSpam', { ids: [ticket['id']], isSpam: 'true' })).status).toBe(
      emptied,
    );
    const listed = ((await desk.get('/api/v1/tickets?limit=100')).json['data'] as Json[]).map((row) => row['id']);
    expect(listed).not.toContain(ticket['id']);
    await desk.api('POST', '/api/v1/tickets/markSpam', { ids: [ticket['id']], isSpam: false });
    expect((await desk.get(path)).status).toBe(200);
  });

  test('an upload is taken by one reply, and lives a day', async () => {
    const upload = (await desk.api('POST', '/api/v1/uploads', fileForm('测试 note.txt', '你好'))).json;
    expect(upload).toMatchObject({ name: '测试 note.txt', size: '6' });
    const sent = (await desk.api('POST', `${path}/sendReply`, { ...reply, attachmentIds: [upload['id']] })).json;
    const file = (sent['attachments'] as Json[])[0] as Json;
    expect((await desk.get(new URL(file['href'] as string).pathname)).text).toBe('你好');
    expect((await now())['attachmentCount']).toBe('1');
    expect((await desk.api('POST', `${path}/sendReply`, { ...reply, attachmentIds: [upload['id']] })).status).toBe(422);
    const late = (await desk.api('POST', '/api/v1/uploads', fileForm('b.txt', 'x'))).json;
    desk.advance(24 * 3_600_000 + 1);
    const api = desk.as('jade@zylker.example');
    const refused = await api('POST', `${path}/sendReply`, { ...reply, attachmentIds: [late['id']] });
    expect(refused.status).toBe(422);
    desk.advance(-24 * 3_600_000 - 1);
    expect((await now())['threadCount']).toBe('2');
  });

  test('a contact’s address is unique', async () => {
    const email = `u${Math.trunc(desk.now())}@inbox.example`;
    expect((await desk.api('POST', '/api/v1/contacts', { lastName: 'Jack', email })).status).toBe(200);
    const again = await desk.api('POST', '/api/v1/contacts', { lastName: 'Jack', email });
    expect(again.json['errors']).toMatchObject([{ fieldName: '/email', errorType: 'duplicate' }]);
    expect((await desk.api('POST', '/api/v1/contacts', { firstName: 'No' })).json['errors']).toMatchObject([
      { fieldName: '/lastName', errorType: 'missing' },
    ]);
  });

  test('ids given as bare numbers in a body keep their digits', async () => {
    const response = await fetch(`${desk.url}/api/v1/tickets/markSpam`, {
      method: 'POST',
      headers: {
        orgId: desk.orgId,
        'Content-Type': 'application/json',
        Authorization: `x-authtoken ${desk.authToken}`,
      },
      body: `{"ids":[ ${ticket['id'] as string} ],"isSpam":"true"}`,
    });
    expect(response.status).toBe(emptied);
    expect((await now())['isSpam'] ?? true).toBe(true);
  });
});
