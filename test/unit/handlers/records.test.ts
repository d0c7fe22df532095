import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newRecordFields } from '../../../src-main/handlers/record-fields.ts';
import type { Input } from '../../../src-preload/contract/index.ts';
import type { TaskRow } from '../../../src-preload/contract/tasks.ts';
import { type Core, startCore } from '../../factories/core.ts';
import { until } from '../../fakes/until.ts';
import { startDesk, type TestDesk } from '../demo-desk/client.ts';

let desk: TestDesk;
let core: Core;
const DAY = 86_400_000;
const iso = (time: number): string => new Date(time).toISOString();
const days = () => {
  const now = Date.now();
  const midnight = new Date(now).setHours(24, 0, 0, 0);
  return { now: iso(now), tomorrow: iso(midnight), next: iso(midnight + DAY), week: iso(midnight + 5 * DAY) };
};
const today = () => new Date().toISOString().slice(0, 10);
const page = { offset: 0, limit: 200 };
const contacts = (input: Partial<Input<'contacts.list'>> = {}) =>
  core.call('contacts.list', { sort: 'name', ...page, ...input });
const tasks = (input: Partial<Input<'tasks.list'>> = {}) =>
  core.call('tasks.list', { state: 'open', owner: 'all', days: days(), ...page, ...input });
const isSent = (jobId: string) =>
  until('the job is sent', async () =>
    (await core.call('outbox.get', { id: jobId }))?.state === 'sent' ? true : null,
  );
const offline = async (work: () => Promise<void>): Promise<void> => {
  await core.call('outbox.pauseAll', {});
  await work();
  await core.call('outbox.resume', {});
};
const fieldOf = async (method: 'contacts.record' | 'accounts.record' | 'tasks.record', id: string, name: string) =>
  (await core.call(method, { id }))?.fields.find((field) => field.name === name);

beforeAll(async () => {
  desk = await startDesk({ tickets: 200 });
  core = await startCore({ desk });
  await core.ready();
  await core.synced();
}, 90_000);
afterAll(async () => {
  await core.stop();
  await desk.close();
});

describe('contacts', () => {
  it('come in pages that add up to the whole, in any sort', async () => {
    for (const sort of ['name', 'account', 'activity'] as const) {
      const { rows, total, asOf } = await contacts({ sort });
      expect(asOf).toBeGreaterThan(0);
      expect(total).toBeGreaterThan(30);
      const ids: string[] = [];
      for (let offset = 0; offset < total; offset += 13) {
        const part = await contacts({ sort, offset, limit: 13 });
        expect(part.total).toBe(total);
        ids.push(...part.rows.map(({ id }) => id));
      }
      expect(new Set(ids).size).toBe(total);
      expect(ids.slice(0, rows.length)).toEqual(rows.map(({ id }) => id));
    }
  });

  it('are sorted as each sort says', async () => {
    const plain = (await contacts()).rows.map(({ name }) => name).filter((name) => /^[A-Za-z ]+$/.test(name));
    expect(plain).toEqual([...plain].sort((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1)));
    const times = (await contacts({ sort: 'activity' })).rows.map(({ activeTime }) => activeTime ?? '');
    expect(times).toEqual([...times].sort().reverse());
    const accounts = (await contacts({ sort: 'account' })).rows.map(({ accountName }) => accountName);
    const first = accounts.indexOf(null);
    if (first >= 0) expect(accounts.slice(first).every((name) => name === null)).toBe(true);
    // Those of one account stand together.
    const seen = accounts.filter((name, at) => name !== accounts[at - 1]);
    expect(new Set(seen).size).toBe(seen.length);
  });

  it('are found by any part of name, address and number, however it is written', async () => {
    const { rows } = await contacts();
    const one = rows.find(({ email, phone }) => email !== null && phone !== null)!;
    for (const text of [
      one.name.toUpperCase(),
      one.email!.slice(2),
      one.phone!,
      one.phone!.replace(/[^\d+]/g, ''),
      one.phone!.replace(/\D/g, '').slice(-7),
    ]) {
      const found = await contacts({ text });
      expect(
        found.rows.map(({ id }) => id),
        text,
      ).toContain(one.id);
      expect(found.total).toBe(found.rows.length);
    }
    expect(await contacts({ text: 'nobody is called this' })).toMatchObject({ rows: [], total: 0 });
    expect((await contacts({ text: '%' })).total).toBe(0);
  });

  it('stand under the letters of their names, Chinese ones too', async () => {
    const whole = await contacts();
    let sum = 0;
    for (const letter of [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ#']) sum += (await contacts({ letter })).total;
    expect(sum).toBe(whole.total);
    const { localId } = await core.call('contacts.create', { firstName: '芳', lastName: '王' });
    expect((await contacts({ letter: 'W' })).rows.map(({ id }) => id)).toContain(localId);
  });

  it('show a change at once, in its new place and with its mark, and keep it once it is sent', async () => {
    const { rows } = await contacts();
    const one = rows[5]!;
    let jobId = '';
    await offline(async () => {
      jobId = (await core.call('contacts.update', { id: one.id, fields: { firstName: 'Zzz', lastName: 'Aaa' } })).jobId;
      const after = (await contacts()).rows;
      expect(after.find(({ id }) => id === one.id)).toMatchObject({ name: 'Zzz Aaa', pending: { state: 'queued' } });
      expect(after.findIndex(({ id }) => id === one.id)).toBeGreaterThan(5);
      expect(after.length).toBe(rows.length);
      expect((await contacts({ text: 'zzz a' })).rows.map(({ id }) => id)).toEqual([one.id]);
      expect((await contacts({ letter: 'Z' })).rows.map(({ id }) => id)).toContain(one.id);
      expect(await fieldOf('contacts.record', one.id, 'firstName')).toMatchObject({
        value: 'Zzz',
        canEdit: true,
        pending: { jobId },
      });
      expect((await fieldOf('contacts.record', one.id, 'email'))?.pending).toBeNull();
    });
    await isSent(jobId);
    const kept = (await contacts({ text: 'zzz aaa' })).rows[0];
    expect(kept).toMatchObject({ id: one.id, pending: null });
    const { json } = await desk.get(`/api/v1/contacts/${one.id}`);
    expect(json).toMatchObject({ firstName: 'Zzz', lastName: 'Aaa' });
  });

  it('that are made here are in the list with their account, and keep their place under the service’s id', async () => {
    const before = (await contacts()).total;
    let receipt = { jobId: '', localId: '' as string | null };
    await offline(async () => {
      const account = await core.call('accounts.create', { accountName: 'Aardvark Ltd' });
      receipt = await core.call('contacts.create', {
        firstName: 'Nia',
        lastName: 'Novak',
        email: 'nia.novak@aardvark.example',
        accountId: account.localId,
      });
      const found = await contacts({ text: 'nia.novak' });
      expect(found.rows).toMatchObject([
        { id: receipt.localId, name: 'Nia Novak', accountName: 'Aardvark Ltd', pending: { state: 'queued' } },
      ]);
      const record = await core.call('contacts.record', { id: receipt.localId! });
      expect(record).toMatchObject({ name: 'Nia Novak', pending: { state: 'queued' } });
      expect(record?.fields.find(({ name }) => name === 'accountId')?.ref).toMatchObject({ name: 'Aardvark Ltd' });
      expect((await core.call('accounts.list', { sort: 'name', text: 'aardvark', ...page })).total).toBe(1);
    });
    await isSent(receipt.jobId);
    const { rows, total } = await contacts({ text: 'nia.novak' });
    expect(total).toBe(1);
    expect(rows[0]?.id).toMatch(/^\d+$/);
    expect((await core.call('contacts.record', { id: receipt.localId! }))?.id).toBe(rows[0]?.id);
    expect((await contacts()).total).toBe(before + 1);
  });

  it('and accounts may be nobody’s, as the service takes it', async () => {
    const held = async (method: 'contacts.list' | 'accounts.list', noun: string) => {
      for (const { id } of (await core.call(method, { sort: 'name', ...page })).rows) {
        if (!/^\d+$/.test(id)) continue;
        const { json } = await desk.get(`/api/v1/${noun}/${id}`);
        if (typeof json['ownerId'] === 'string') return id;
      }
      throw new Error(`every one of ${noun} is nobody’s`);
    };
    const contactId = await held('contacts.list', 'contacts');
    await isSent((await core.call('contacts.update', { id: contactId, fields: { ownerId: null } })).jobId);
    expect((await desk.get(`/api/v1/contacts/${contactId}`)).json['ownerId']).toBeNull();
    expect((await fieldOf('contacts.record', contactId, 'ownerId'))?.value).toBeNull();
    const accountId = await held('accounts.list', 'accounts');
    await isSent((await core.call('accounts.update', { id: accountId, fields: { ownerId: null } })).jobId);
    expect((await desk.get(`/api/v1/accounts/${accountId}`)).json['ownerId']).toBeNull();
  });

  it('have their tickets, and all fields of the reference once they were looked at', async () => {
    const ticket = (await core.call('tickets.list', { view: 'allOpen', ...page })).rows[0]!;
    const { contactId } = (await core.call('tickets.get', { id: ticket.id }))!;
    const found = await core.call('contacts.tickets', { id: contactId!, ...page });
    expect(found.rows.map(({ id }) => id)).toContain(ticket.id);
    expect(found.total).toBe(found.rows.length);
    await core.call('contacts.refresh', { id: contactId! });
    const record = await until('it is read whole', async () => {
      const read = await core.call('contacts.record', { id: contactId! });
      return read?.isWhole === true ? read : null;
    });
    const names = record.fields.map(({ name }) => name);
    for (const name of ['firstName', 'lastName', 'email', 'mobile', 'zip', 'facebook', 'createdTime', 'ownerId']) {
      expect(names).toContain(name);
    }
    expect(names).toContain('customFields.permanentAddress');
    expect(record.fields.find(({ name }) => name === 'accountId')?.ref?.name).not.toMatch(/^\d+$/);
  });
});

describe('a new one', () => {
  it('may be given every field of the reference that is not read-only, and the custom ones that those here have', async () => {
    const names = async (method: 'contacts.fields' | 'accounts.fields' | 'tasks.fields') =>
      (await core.call(method, {})).map(({ name }) => name);
    const { rows } = await contacts();
    await core.call('contacts.refresh', { id: rows[0]!.id });
    await until('one was read whole', async () =>
      (await names('contacts.fields')).includes('customFields.permanentAddress') ? true : null,
    );
    expect(await names('contacts.fields')).toEqual(
      expect.arrayContaining(['lastName', 'secondaryEmail', 'zip', 'ownerId', 'type', 'facebook']),
    );
    const ofAccount = await names('accounts.fields');
    expect(ofAccount).toEqual(expect.arrayContaining(['accountName', 'fax', 'code', 'ownerId']));
    expect(ofAccount).not.toContain('annualrevenue');
    const ofTask = await names('tasks.fields');
    expect(ofTask).toEqual(expect.arrayContaining(['subject', 'status', 'ticketId']));
    expect(ofTask).not.toContain('completedTime');
    const fields = await core.call('contacts.fields', {});
    expect(fields.every(({ value, canEdit }) => value === null && canEdit)).toBe(true);
  });

  it('goes out with its custom fields in the one call', async () => {
    const { localId, jobId } = await core.call('contacts.create', {
      lastName: 'Custom',
      zip: '1234',
      customFields: { permanentAddress: 'Elm Street' },
    });
    await isSent(jobId);
    const id = (await core.call('contacts.record', { id: localId! }))!.id;
    expect((await desk.get(`/api/v1/contacts/${id}`)).json).toMatchObject({
      zip: '1234',
      customFields: { permanentAddress: 'Elm Street' },
    });
  });

  it('has empty custom fields of the kind that other contacts show, on the page of one that is there too', async () => {
    const [one, other] = (await contacts()).rows;
    const name = 'customFields.lastContactedOn';
    await core.call('contacts.refresh', { id: other!.id });
    const before = await until('the whole of it is read', () => fieldOf('contacts.record', other!.id, name));
    expect(before).toMatchObject({ kind: 'text', value: null });
    const { jobId } = await core.call('contacts.update', {
      id: one!.id,
      fields: { customFields: { lastContactedOn: '2026-01-02' } },
    });
    await isSent(jobId);
    await until('the field of another contact is one of a day', async () => {
      const field = await fieldOf('contacts.record', other!.id, name);
      return field?.kind === 'day' && field.value === null && field.canEdit ? true : null;
    });
  });

  it('has the kind that the values of a custom field agree on', () => {
    const kindsOf = (...docs: Record<string, unknown>[]) =>
      Object.fromEntries(
        newRecordFields('contact', docs).flatMap(({ name, kind }) => (name.includes('.') ? [[name, kind]] : [])),
      );
    expect(
      kindsOf(
        {
          customFields: { Visits: null, Vip: true, Since: '2024-01-02', Code: 7, Tags: ['a'] },
          cf: { cf_visits: null },
        },
        { cf: { cf_visits: 3 } },
        { customFields: { Visits: 3, Vip: null, Since: '2025-01-02', Code: 'x7', Tags: null } },
      ),
    ).toEqual({
      'customFields.Visits': 'number',
      'customFields.Vip': 'flag',
      'customFields.Since': 'day',
      'customFields.Code': 'text',
      'customFields.Tags': 'list',
    });
    const tags = (...lists: unknown[]) =>
      newRecordFields(
        'contact',
        lists.map((Tags) => ({ customFields: { Tags } })),
      ).find(({ name }) => name.endsWith('.Tags'));
    expect(tags(['b', 'a'], null, ['a'])).toMatchObject({ kind: 'list', choices: ['a', 'b'], value: null });
    expect(tags(null, [])).toMatchObject({ kind: 'list', choices: [] });
    expect(tags(['a'], 'a')).toBeUndefined();
    expect(tags([{ id: 1 }])).toBeUndefined();
  });
});

describe('a custom field of several values', () => {
  const name = 'customFields.interests';
  const withIt = async (core: Core, desk: TestDesk): Promise<string> => {
    for (const { id } of (await core.call('contacts.list', { sort: 'name', ...page })).rows) {
      const { json } = await desk.get(`/api/v1/contacts/${id}`);
      if (Array.isArray((json['customFields'] as Record<string, unknown>)['interests'])) return id;
    }
    throw new Error('nobody has one');
  };

  it.each(['live', 'reference'] as const)('is shown at once and written as a list (%s)', async (manner) => {
    const [ownDesk, isOwn] = manner === desk.manner ? [desk, false] : [await startDesk({ tickets: 60, manner }), true];
    const ownCore = isOwn ? await startCore({ desk: ownDesk }) : core;
    try {
      if (isOwn) {
        await ownCore.ready();
        await ownCore.synced();
      }
      const id = await withIt(ownCore, ownDesk);
      const field = async () =>
        (await ownCore.call('contacts.record', { id }))?.fields.find((one) => one.name === name);
      await ownCore.call('contacts.refresh', { id });
      const before = await until('the whole of it is read', field);
      expect(before).toMatchObject({ kind: 'list', canEdit: true, pending: null });
      const items = before.value!.split('\n');
      expect(before.choices).toEqual(expect.arrayContaining(items));
      await ownCore.call('outbox.pauseAll', {});
      const { jobId } = await ownCore.call('contacts.update', {
        id,
        fields: { customFields: { interests: [...items, 'Gardens; roofs'] } },
      });
      expect(await field()).toMatchObject({
        value: [...items, 'Gardens; roofs'].join('\n'),
        pending: { jobId },
      });
      await ownCore.call('outbox.resume', {});
      await until('it is sent', async () =>
        (await ownCore.call('outbox.get', { id: jobId }))?.state === 'sent' ? true : null,
      );
      const { json } = await ownDesk.get(`/api/v1/contacts/${id}`);
      expect((json['customFields'] as Record<string, unknown>)['interests']).toEqual([...items, 'Gardens; roofs']);
    } finally {
      if (isOwn) {
        await ownCore.stop();
        await ownDesk.close();
      }
    }
  });

  it('goes out with a new record', async () => {
    const { localId, jobId } = await core.call('accounts.create', {
      accountName: 'Several',
      customFields: { bookedServices: ['Training', 'Remote care'] },
    });
    await isSent(jobId);
    const id = (await core.call('accounts.record', { id: localId! }))!.id;
    expect((await desk.get(`/api/v1/accounts/${id}`)).json).toMatchObject({
      customFields: { bookedServices: ['Training', 'Remote care'] },
    });
  });
});

describe('accounts', () => {
  it('count their contacts and tickets, and list both', async () => {
    const { rows, total } = await core.call('accounts.list', { sort: 'activity', ...page });
    expect(total).toBe(rows.length);
    const one = rows.find((row) => row.contacts > 0 && row.openTickets > 0)!;
    const members = await contacts({ accountId: one.id });
    expect(members.total).toBe(one.contacts);
    expect(members.rows.every(({ accountId }) => accountId === one.id)).toBe(true);
    const tickets = await core.call('accounts.tickets', { id: one.id, ...page });
    expect(tickets.total).toBe(one.openTickets + one.closedTickets);
    expect(tickets.rows.filter(({ statusType }) => statusType !== 'Closed').length).toBe(one.openTickets);
    const member = members.rows.find(({ openTickets }) => openTickets > 0)!;
    const own = await core.call('contacts.tickets', { id: member.id, ...page });
    const others = await core.call('accounts.tickets', { id: one.id, exceptContactId: member.id, ...page });
    expect(others.total).toBe(tickets.total - own.total);
    const ids = new Set(own.rows.map(({ id }) => id));
    expect(others.rows.map(({ id }) => id)).toEqual(tickets.rows.map(({ id }) => id).filter((id) => !ids.has(id)));
  });

  it('that are renamed move their contacts in the sort by account', async () => {
    const { rows } = await core.call('accounts.list', { sort: 'name', ...page });
    const one = rows.find((row) => row.contacts > 0)!;
    const { jobId } = await core.call('accounts.update', { id: one.id, fields: { accountName: 'Zzyzx' } });
    expect((await core.call('accounts.get', { id: one.id }))?.name).toBe('Zzyzx');
    await isSent(jobId);
    await until('the row is read again', async () => {
      const named = (await contacts({ sort: 'account' })).rows.filter(({ accountName }) => accountName !== null);
      return named.at(-1)?.accountName === 'Zzyzx' ? true : null;
    });
  }, 30_000);
});

describe('tasks', () => {
  const groupOf = ({ dueDate }: TaskRow) => {
    const { now, tomorrow, next, week } = days();
    if (dueDate === null) return 'none';
    if (dueDate < now) return 'overdue';
    return dueDate < tomorrow ? 'today' : dueDate < next ? 'tomorrow' : dueDate < week ? 'week' : 'later';
  };

  it('stand in the order of their groups, which add up', async () => {
    const { rows, total, groups } = await tasks();
    expect(rows.length).toBe(total);
    const order = ['overdue', 'today', 'tomorrow', 'week', 'later', 'none'] as const;
    expect(rows.map(groupOf)).toEqual(order.flatMap((group) => Array.from({ length: groups[group] }, () => group)));
    expect(rows.every(({ isOpen }) => isOpen)).toBe(true);
    const done = await tasks({ state: 'done' });
    expect(done.rows.every(({ isOpen }) => !isOpen)).toBe(true);
    const mine = await tasks({ owner: 'mine' });
    expect(mine.total).toBeLessThanOrEqual(total);
    const { now, tomorrow } = days();
    const counts = await core.call('tasks.counts', { now, tomorrow });
    expect(counts).toMatchObject({ open: mine.total, overdue: mine.groups.overdue, today: mine.groups.today });
  });

  it('that are made and done here show so at once, and arrive', async () => {
    const {
      contactId: _contact,
      departmentId,
      id: ticketId,
    } = (await core.call('tickets.get', {
      id: (await core.call('tickets.list', { view: 'allOpen', ...page })).rows[0]!.id,
    }))!;
    const session = await core.call('session.get', {});
    const ownerId = session.phase === 'ready' ? session.agent.id : '';
    let made = { jobId: '', localId: '' as string | null };
    await offline(async () => {
      made = await core.call('tasks.create', {
        subject: 'Call Lucas about the printer',
        departmentId: departmentId!,
        ticketId,
        ownerId,
        dueDate: iso(Date.now() - DAY),
      });
      expect((await tasks({ ticketId, text: 'call lucas' })).rows).toMatchObject([
        { id: made.localId, isOpen: true, ticketId, pending: { state: 'queued' } },
      ]);
      const before = await tasks({ owner: 'mine' });
      expect(before.groups.overdue).toBeGreaterThan(0);
      await core.call('tasks.update', { id: made.localId!, fields: { status: 'Completed' } });
      const after = await tasks({ owner: 'mine' });
      expect(after.groups.overdue).toBe(before.groups.overdue - 1);
      expect((await tasks({ state: 'done' })).rows[0]).toMatchObject({ id: made.localId, status: 'Completed' });
    });
    await until('it is done there', async () => {
      const { json } = await desk.get(`/api/v1/tickets/${ticketId}/tasks?isCompleted=true`);
      const rows = (json['data'] ?? []) as { subject: string }[];
      return rows.find(({ subject }) => subject === 'Call Lucas about the printer') ?? null;
    });
    const [row] = (await tasks({ state: 'done', text: 'call lucas' })).rows;
    expect(row?.id).toMatch(/^\d+$/);
    expect((await core.call('tasks.row', { id: made.localId! }))?.id).toBe(row?.id);
  });
});

describe('the ticket of a task', () => {
  it('is changed, and then none, here at once and at the service', async () => {
    const [first, second] = (await core.call('tickets.list', { view: 'allOpen', ...page })).rows;
    const { departmentId } = (await core.call('tickets.get', { id: first!.id }))!;
    const made = await core.call('tasks.create', {
      subject: 'Move me along',
      departmentId: departmentId!,
      ticketId: first!.id,
    });
    await isSent(made.jobId);
    const { id } = (await core.call('tasks.row', { id: made.localId! }))!;
    let jobId = '';
    await offline(async () => {
      ({ jobId } = await core.call('tasks.update', { id, fields: { ticketId: second!.id } }));
      expect(await core.call('tasks.row', { id })).toMatchObject({
        ticketId: second!.id,
        ticketNumber: second!.number,
      });
      expect((await tasks({ ticketId: second!.id, text: 'move me' })).rows.map((one) => one.id)).toEqual([id]);
      expect((await tasks({ ticketId: first!.id, text: 'move me' })).rows).toEqual([]);
    });
    await isSent(jobId);
    expect((await desk.get(`/api/v1/tasks/${id}`)).json['ticketId']).toBe(second!.id);
    await isSent((await core.call('tasks.update', { id, fields: { ticketId: null } })).jobId);
    expect((await desk.get(`/api/v1/tasks/${id}`)).json['ticketId']).toBeNull();
    expect(await core.call('tasks.row', { id })).toMatchObject({ ticketId: null, ticketNumber: null });
  });
});

describe('contracts', () => {
  it('come by their end, those that ended apart', async () => {
    const running = await core.call('contracts.list', { state: 'running', sort: 'end', today: today(), ...page });
    const ended = await core.call('contracts.list', { state: 'ended', sort: 'end', today: today(), ...page });
    const ends = running.rows.map(({ endDate }) => endDate ?? '');
    expect(ends).toEqual([...ends].sort());
    expect(ended.rows.every(({ endDate }) => endDate! < today())).toBe(true);
    expect(running.total + ended.total).toBeGreaterThan(0);
    const [first] = [...running.rows, ...ended.rows];
    expect(first?.accountName).not.toBeNull();
    const record = await core.call('contracts.record', { id: first!.id });
    expect(record?.fields.every(({ canEdit }) => !canEdit)).toBe(true);
    expect(record?.fields.find(({ name }) => name === 'contractNumber')?.value).toBeTruthy();
    const ofAccount = await core.call('contracts.list', {
      state: 'running',
      sort: 'name',
      accountId: running.rows[0]!.accountId,
      today: today(),
      ...page,
    });
    expect(ofAccount.total).toBeGreaterThan(0);
  });
});

describe('agents', () => {
  const agents = (input: Partial<Input<'agents.directory'>> = {}) =>
    core.call('agents.directory', { state: 'all', sort: 'name', ...page, ...input });

  it('are listed by name or by open tickets, filtered by state, department and text', async () => {
    const { rows, total, asOf } = await agents();
    expect(asOf).toBeGreaterThan(0);
    expect(total).toBe(rows.length);
    expect((await agents({ isReversed: true })).rows).toEqual([...rows].reverse());
    const loads = (await agents({ sort: 'load' })).rows.map(({ openTickets }) => openTickets);
    expect(loads).toEqual([...loads].sort((a, b) => b - a));
    expect(loads[0]).toBeGreaterThan(0);
    const active = (await agents({ state: 'active' })).total;
    expect(active + (await agents({ state: 'disabled' })).total).toBe(total);
    const one = rows.find(({ departments }) => departments.length > 0)!;
    const [department] = one.departments;
    expect(department?.name).not.toMatch(/^\d+$/);
    const members = await agents({ departmentId: department!.id });
    expect(members.rows.map(({ id }) => id)).toContain(one.id);
    expect((await agents({ text: one.name.slice(1, 4).toUpperCase() })).rows.map(({ id }) => id)).toContain(one.id);
    expect((await agents({ offset: 2, limit: 3 })).rows).toEqual(rows.slice(2, 5));
  });

  it('have their open tickets, what is on its way included', async () => {
    const [one, other] = (await agents({ sort: 'load', state: 'active' })).rows;
    const { rows, total } = await core.call('agents.tickets', { id: one!.id, ...page });
    expect(total).toBe(one!.openTickets);
    expect(rows.length).toBe(total);
    expect(rows.every(({ assigneeId, statusType }) => assigneeId === one!.id && statusType !== 'Closed')).toBe(true);
    await offline(async () => {
      await core.call('tickets.update', { id: rows[0]!.id, fields: { assigneeId: other!.id } });
      expect((await core.call('agents.entry', { id: one!.id }))?.openTickets).toBe(total - 1);
      expect((await core.call('agents.entry', { id: other!.id }))?.openTickets).toBe(other!.openTickets + 1);
      const after = await core.call('agents.tickets', { id: one!.id, ...page });
      expect(after).toMatchObject({ total: total - 1 });
      expect(after.rows.length).toBe(total - 1);
    });
  });

  it('are read whole when they are looked at: role and profile by name', async () => {
    const { id, name } = (await agents()).rows[0]!;
    const { json: whole } = await desk.get(`/api/v1/agents/${id}`);
    await core.call('agents.refresh', { id });
    const record = await until('it is read whole', async () => {
      const read = await core.call('agents.record', { id });
      return read?.isWhole === true ? read : null;
    });
    expect(record.name).toBe(name);
    const values = Object.fromEntries(record.fields.map((field) => [field.name, field.value]));
    expect(values['role']).toMatch(/[a-z]/i);
    expect(values['profile']).toMatch(/[a-z]/i);
    expect([values['roleId'], values['profileId']]).toEqual([null, null]);
    // Others of the same role have its name too; of a role that nobody named the id is told as such.
    for (const other of (await agents()).rows) {
      const { json } = await desk.get(`/api/v1/agents/${other.id}`);
      const said = (await core.call('agents.record', { id: other.id }))!.fields;
      const valueOf = (field: string) => said.find((one) => one.name === field)?.value;
      if (valueOf('role') === null) expect(valueOf('roleId')).toBe(json['roleId']);
      else expect(valueOf('role')).toMatch(/[a-z]/i);
      if (json['roleId'] === whole['roleId']) expect(valueOf('role')).toBe(values['role']);
    }
    expect(values['extn']).toBeTruthy();
    expect(values['status']).toBe('ACTIVE');
    expect(values['timeZone']).toBe('UTC');
    expect(values['associatedChatDepartmentIds']).not.toMatch(/\d{6}/);
    expect(record.fields.every(({ canEdit }) => !canEdit)).toBe(true);
    expect(Object.values(values).some((value) => value?.includes('{'))).toBe(false);
  });
});

describe('departments', () => {
  it('are listed with their agents, read whole, and say how many open tickets they have', async () => {
    const { rows, total } = await core.call('departments.directory', { sort: 'name', ...page });
    expect(total).toBe(rows.length);
    const one = rows.find(({ agents: count }) => count > 0)!;
    let isSomebodyGone = false;
    for (const { id, agents: count } of rows) {
      const members = async (state: 'all' | 'active') =>
        (await core.call('agents.directory', { state, sort: 'name', departmentId: id, ...page })).total;
      // As the department's page names them: those who can be given its tickets.
      expect(count).toBe(await members('active'));
      isSomebodyGone ||= (await members('all')) > count;
    }
    expect(isSomebodyGone).toBe(true);
    const open = await core.call('tickets.list', { view: `dept-${one.id}`, ...page });
    expect(await core.call('departments.entry', { id: one.id })).toMatchObject({
      name: one.name,
      openTickets: open.rows.length,
    });
    await core.call('departments.refresh', { id: one.id });
    const record = await until('it is read whole', async () => {
      const read = await core.call('departments.record', { id: one.id });
      return read?.isWhole === true ? read : null;
    });
    const values = Object.fromEntries(record.fields.map((field) => [field.name, field.value]));
    expect(values['nameInCustomerPortal']).toBeTruthy();
    expect(values['isVisibleInCustomerPortal']).toBe('true');
    expect(record.fields.find(({ name }) => name === 'creatorId')?.ref?.name).toMatch(/[^\d]/);
    // What a page shows elsewhere, and what the service has for its own use.
    for (const name of ['associatedAgentIds', 'sanitizedName', 'chatStatus'])
      expect(values[name], name).toBeUndefined();
  });
});

describe('the organisation', () => {
  it('is read when it is looked at, and stays', async () => {
    await core.call('organizations.refresh', {});
    const read = await until('it is there', () => core.call('organizations.get', {}));
    expect(read.name).toBeTruthy();
    expect(read.portalUrl).toMatch(/^http/);
    expect(read.phone).toMatch(/^\d+$/);
  });
});

describe('sorts', () => {
  it('go both ways, what is on its way included', async () => {
    await offline(async () => {
      const [first] = (await tasks()).rows;
      await core.call('tasks.update', { id: first!.id, fields: { priority: 'Low', subject: 'Zzz last of all' } });
      for (const state of ['open', 'done'] as const) {
        for (const owner of ['mine', 'all'] as const) {
          for (const sort of ['due', 'priority', 'subject'] as const) {
            const one = await tasks({ state, owner, sort });
            const other = await tasks({ state, owner, sort, isReversed: true });
            expect(other.rows.map(({ id }) => id)).toEqual(one.rows.map(({ id }) => id).reverse());
          }
        }
      }
      expect((await tasks({ sort: 'subject', text: 'zzz' })).rows.map(({ id }) => id)).toEqual([first!.id]);
      const ranks = (await tasks({ sort: 'priority' })).rows.map(({ priority }) =>
        ['highest', 'high', 'normal', 'low', 'lowest'].indexOf(
          (priority ?? 'none').toLowerCase().replace('medium', 'normal'),
        ),
      );
      const known = ranks.filter((rank) => rank >= 0);
      expect(known).toEqual([...known].sort((a, b) => a - b));
    });
    for (const sort of ['name', 'account', 'activity'] as const) {
      const { rows } = await contacts({ sort });
      expect((await contacts({ sort, isReversed: true })).rows).toEqual([...rows].reverse());
    }
  });

  it('of contracts: those that end soon stand apart', async () => {
    const asked = { sort: 'end', today: today(), ...page } as const;
    const running = await core.call('contracts.list', { state: 'running', ...asked });
    const soon = await core.call('contracts.list', { state: 'soon', ...asked });
    expect(soon.total).toBe(running.soon);
    expect(running.rows.slice(0, running.soon)).toEqual(soon.rows);
    const last = new Date(Date.parse(today()) + 30 * DAY).toISOString().slice(0, 10);
    expect(running.rows.filter(({ endDate }) => endDate !== null && endDate <= last)).toEqual(soon.rows);
    expect(await core.call('contracts.counts', { today: today() })).toEqual({
      running: running.total,
      soon: soon.total,
    });
  });
});

describe('files', () => {
  it('of a contact are named, added and removed', async () => {
    const { rows } = await contacts();
    const { id } = rows[8]!;
    const { uploadId } = await core.call('files.begin', { name: 'note.txt', size: 5 });
    await core.call('files.append', { uploadId, base64: Buffer.from('hello').toString('base64') });
    const file = await core.call('files.finish', { uploadId });
    const { jobId } = await core.call('attachments.add', { noun: 'contact', parentId: id, file });
    const waiting = (await core.call('contacts.record', { id }))!.files.find(({ name }) => name === 'note.txt')!;
    expect(waiting.pending).toMatchObject({ jobId });
    const ref = { noun: 'contact', parentId: id } as const;
    const early = await core.call('attachments.open', { ...ref, id: waiting.id, name: waiting.name });
    expect(early).toMatchObject({ name: 'note.txt', kind: 'text', text: 'hello' });
    await isSent(jobId);
    await until('the service’s list has it', async () => {
      const { files } = (await core.call('contacts.record', { id }))!;
      return files.some(({ name, pending }) => name === 'note.txt' && pending === null) ? true : null;
    });
    const [kept] = (await core.call('contacts.record', { id }))!.files.filter(({ name }) => name === 'note.txt');
    expect(kept).toMatchObject({ id: expect.stringMatching(/^\d+$/) as string, pending: null });
    expect(await core.call('attachments.open', { ...ref, id: kept!.id })).toMatchObject({
      name: 'note.txt',
      text: 'hello',
    });
    const gone = await core.call('attachments.delete', { noun: 'contact', parentId: id, id: kept!.id });
    expect((await core.call('contacts.record', { id }))?.files.map(({ name }) => name)).not.toContain('note.txt');
    await isSent(gone.jobId);
  });
});
