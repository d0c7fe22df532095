import { cleanup, waitFor } from '@testing-library/svelte';
import { tick } from 'svelte';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Draft } from '../../src-preload/contract/drafts.ts';
import type { TimelineItem } from '../../src-preload/contract/tickets.ts';
import { createDraftDisk } from '../fakes/draft-disk.ts';
import { ScriptedError, type Script } from '../fakes/transport.ts';
import { isInert, type } from './hands.ts';
import { find, openPage, type Page } from './harness.ts';
import { makeRow, timeline } from './preview/data.ts';
import { makeItems } from './preview/writing.ts';

let page: Page;
const open = async (hash: string, script: Script = {}, scene = 'lang=en'): Promise<void> => {
  history.replaceState(null, '', `/${hash}`);
  page = await openPage(scene, script);
};
const press = async (name: string, within: ParentNode = page.container): Promise<void> =>
  waitFor(() => {
    const button = [...within.querySelectorAll<HTMLElement>('button')].find((one) => one.textContent.trim() === name);
    if (!button) throw new Error(`no button ${name}`);
    button.click();
  });
afterEach(() => {
  cleanup();
  expect(page.transport.faults).toEqual([]);
});
const draft = (key: string, doc: Record<string, unknown>, ticketId: string | null = null): Draft => ({
  key,
  ticketId,
  doc: { kind: 'edit', ...doc },
  savedAt: Date.now(),
});

const ticketId = makeRow(0).id;
const mine = timeline.map((one) => (one.id === '20' ? { ...one, isMine: true } : one)) as TimelineItem[];

describe('a disk that is full', () => {
  it('is told where something is typed, which stays; and no more once it is saved', async () => {
    let isFull = true;
    await open('#/contacts/904', {
      'drafts.save': () => {
        if (isFull) throw new ScriptedError({ code: 'internal', message: 'The disk is full.' });
        return { savedAt: Date.now() };
      },
    });
    await find(page, 'main [role=region]');
    await page.press('e');
    type(await find<HTMLInputElement>(page, '[data-field=city] input'), 'Dallas');
    const note = /could not be put on disk. It is still here/;
    await waitFor(() => expect(page.container.querySelector('main')?.textContent).toMatch(note));
    expect((await find<HTMLInputElement>(page, '[data-field=city] input')).value).toBe('Dallas');
    isFull = false;
    await waitFor(() => expect(page.container.querySelector('main')?.textContent).not.toMatch(note), {
      timeout: 5_000,
    });
  });
});

describe('what was called back', () => {
  it('is in the form of its record', async () => {
    await open('#/contacts/904', {
      'drafts.get': ({ key }) => draft(key, { id: '904', fields: { city: 'Dallas', phone: null } }),
    });
    expect((await find<HTMLInputElement>(page, '[data-field=city] input')).value).toBe('Dallas');
    expect((await find<HTMLInputElement>(page, '[data-field=phone] input')).value).toBe('');
    await press('Save');
    await waitFor(() =>
      expect(page.transport.callsOf('contacts.update')).toEqual([
        { id: '904', fields: { city: 'Dallas', phone: null }, draftKey: 'edit:contact:904' },
      ]),
    );
  });

  it('is in the comment’s place, with its mentions by name', async () => {
    const back = draft('edit:comment:20', { ticketId, id: '20', content: 'zsu[@user:4417]zsu yes' }, ticketId);
    await open(`#/views/myOpen/${ticketId}`, {
      'tickets.timeline': () => mine,
      'drafts.list': () => [back],
      'drafts.get': ({ key }) => (key === back.key ? back : null),
    });
    const field = await find<HTMLTextAreaElement>(page, '[data-item="comment/20"] textarea');
    await waitFor(() => expect(field.value).toBe('@Jade Liu yes'));
  });

  it('is in the form of its time entry, beside what was not changed', async () => {
    const scene = 'lang=en&entries=1';
    await open(
      '#/time',
      {
        'drafts.get': ({ key }) =>
          key === 'edit:timeEntry:entry:8000' ? draft(key, { id: '8000', seconds: 7_200 }) : null,
      },
      scene,
    );
    const entry = await find(page, '[data-entry-id="8000"]');
    entry.querySelector<HTMLElement>('button[aria-label^="Edit"]')?.click();
    const field = await find<HTMLInputElement>(page, '[data-entry-id="8000"] form input');
    await waitFor(() => expect(field.value).toMatch(/^2/));
    expect(page.container.querySelector<HTMLTextAreaElement>('[data-entry-id="8000"] form textarea')?.value).not.toBe(
      '',
    );
  });

  it('says where, and leads there', async () => {
    const [item] = makeItems();
    const update = { ...item!, kind: 'contact.update', state: 'queued', ticketId: null, actions: ['edit', 'cancel'] };
    const detail = { ...update, payload: { id: '904', fields: { city: 'Dallas' } }, history: [] };
    await open(
      `#/outbox/${item!.id}`,
      {
        'outbox.get': () => detail as never,
        'outbox.cancel': ({ id }) => ({ cancelled: [id], draftKey: 'edit:contact:904' }),
      },
      'outbox=1&lang=en',
    );
    await press('Call back', await find(page, 'main [role=region]'));
    await waitFor(() => expect(page.container.textContent).toContain('What you typed is in its form again.'));
    await press('Open its form');
    await waitFor(() => expect(location.hash).toBe('#/contacts/904'));
  });

  it('leads to the ticket that came back with its contact too, and the form has both where both were typed in it', async () => {
    const [item] = makeItems();
    const made = { ...item!, kind: 'contact.create', state: 'queued', ticketId: null, actions: ['edit', 'cancel'] };
    const doc = { kind: 'ticket', subject: 'Of Apart', contactId: 'local-1', newContact: { lastName: 'Apart' } };
    await open(
      `#/outbox/${item!.id}`,
      {
        'outbox.get': () => ({ ...made, payload: { lastName: 'Apart' }, history: [] }) as never,
        'outbox.cancel': ({ id }) => ({ cancelled: [id], draftKey: 'contact:new', alsoDrafts: ['ticket:new'] }),
        'drafts.get': ({ key }) =>
          key === 'ticket:new' ? ({ key, ticketId: null, doc, savedAt: Date.now() } as never) : null,
      },
      'outbox=1&lang=en',
    );
    await press('Call back', await find(page, 'main [role=region]'));
    await waitFor(() => expect(page.container.textContent).toContain('Called back with its ticket.'));
    await press('Open its ticket’s form');
    await waitFor(() =>
      expect(page.container.querySelector<HTMLInputElement>('dialog [name=subject]')?.value).toBe('Of Apart'),
    );
    const typed = [...page.container.querySelectorAll<HTMLInputElement>('dialog input')].map(({ value }) => value);
    expect(typed).toContain('Apart');
  });
});

describe('what was typed the last time', () => {
  it('is there before the form takes more, also where the core was away: more would take its place', async () => {
    const before = draft('edit:comment:20', { form: { text: 'Half an edit', chosen: [] } }, ticketId);
    const answer: PromiseWithResolvers<Draft> = Promise.withResolvers();
    let asked = 0;
    await open(`#/views/myOpen/${ticketId}`, {
      'tickets.timeline': () => mine,
      'drafts.list': () => [before],
      'drafts.get': ({ key }) => {
        if (key !== before.key) return null;
        asked += 1;
        if (asked === 1) throw new ScriptedError({ code: 'offline', message: 'The core is not there.' });
        return answer.promise;
      },
    });
    const field = await find<HTMLTextAreaElement>(page, '[data-item="comment/20"] textarea');
    await waitFor(() => expect(asked).toBe(2));
    expect(isInert(field)).toBe(true);
    answer.resolve(before);
    await waitFor(() => expect(field.value).toBe('Half an edit'));
    await waitFor(() => expect(isInert(field)).toBe(false));
  });

  it('of a record is beside what was typed before it could be read', async () => {
    const answer: PromiseWithResolvers<Draft> = Promise.withResolvers();
    await open('#/contacts/904', { 'drafts.get': () => answer.promise });
    await find(page, 'main [role=region]');
    await page.press('e');
    type(await find<HTMLInputElement>(page, '[data-field=city] input'), 'Dallas');
    answer.resolve(draft('edit:contact:904', { form: { phone: '555-0100', city: 'Austin' } }));
    await waitFor(() =>
      expect(page.container.querySelector<HTMLInputElement>('[data-field=phone] input')?.value).toBe('555-0100'),
    );
    expect(page.container.querySelector<HTMLInputElement>('[data-field=city] input')?.value).toBe('Dallas');
    await waitFor(() =>
      expect(page.transport.callsOf('drafts.save').at(-1)).toMatchObject({
        doc: { form: { phone: '555-0100', city: 'Dallas' } },
      }),
    );
  });
});

describe('a task that is called back', () => {
  const called = draft(
    `task:${ticketId}`,
    { kind: 'task', subject: 'Ring Lucas', ticketId, departmentId: '501' },
    ticketId,
  );
  const dialog = (name: string) => find<HTMLInputElement>(page, `dialog [id$="-${name}"]`);

  it('stands among the tasks of its ticket, from where it is sent or thrown away', async () => {
    let kept: Draft[] = [];
    await open(`#/views/myOpen/${ticketId}`, {
      'drafts.list': () => kept,
      'drafts.get': ({ key }) => kept.find((one) => one.key === key) ?? null,
      'drafts.discard': ({ key }) => {
        kept = kept.filter((one) => one.key !== key);
        return null;
      },
    });
    const tasks = await find(page, '[data-ticket-tasks]');
    kept = [called, { ...called, key: `task:${ticketId}#job-7`, doc: { ...called.doc, subject: 'Ask Ana' } }];
    page.transport.emit('drafts.changed', { ids: kept.map(({ key }) => key) });
    await waitFor(() => expect(tasks.textContent).toMatch(/Ring Lucas\s+Not sent/));
    await press('Discard', tasks);
    await waitFor(() => expect(tasks.textContent).not.toContain('Ring Lucas'));
    await press('Ask Ana Not sent', tasks);
    expect((await dialog('subject')).value).toBe('Ask Ana');
    await press('Create task');
    await waitFor(() =>
      expect(page.transport.callsOf('tasks.create')).toMatchObject([
        { subject: 'Ask Ana', ticketId, departmentId: '501', draftKey: `task:${ticketId}#job-7` },
      ]),
    );
  });

  it('is opened from the outbox, and found in the form of any other', async () => {
    const [item] = makeItems();
    const detail = {
      ...item!,
      kind: 'task.create',
      state: 'queued',
      ticketId,
      actions: ['edit', 'cancel'],
      payload: {},
    };
    const kept = [called];
    await open(
      `#/outbox/${item!.id}`,
      {
        'outbox.get': () => ({ ...detail, history: [] }) as never,
        'outbox.cancel': ({ id }) => ({ cancelled: [id], draftKey: called.key }),
        'drafts.list': () => kept,
        'drafts.get': ({ key }) => kept.find((one) => one.key === key) ?? null,
      },
      'outbox=1&lang=en',
    );
    await press('Call back', await find(page, 'main [role=region]'));
    await waitFor(() => expect(page.container.textContent).toContain('What you typed is in its form again.'));
    await press('Open its form');
    expect((await dialog('subject')).value).toBe('Ring Lucas');
    page.app.dialogs.open({ name: 'palette' });
    await waitFor(() => expect(page.container.querySelector('dialog [id$="-subject"]')).toBeNull());
    page.app.dialogs.open({ name: 'record', noun: 'task', preset: {} });
    expect((await dialog('subject')).value).toBe('');
    await press('Ring Lucas', await find(page, 'dialog'));
    await waitFor(async () => expect((await dialog('subject')).value).toBe('Ring Lucas'));
  });
});

describe('a ticket or time that is called back', () => {
  const [item] = makeItems();
  const callBack = async (kept: Draft[], kind: string, onTicket: string | null): Promise<void> => {
    const detail = { ...item!, kind, state: 'queued', ticketId: onTicket, actions: ['edit', 'cancel'], payload: {} };
    const about = onTicket === null ? null : { number: '1042', name: 'The scanner is silent' };
    await open(
      `#/outbox/${item!.id}`,
      {
        'outbox.get': () => ({ ...detail, about, history: [] }) as never,
        'outbox.cancel': ({ id }) => ({ cancelled: [id], draftKey: kept[0]!.key }),
        'drafts.list': () => kept,
        'drafts.get': ({ key }) => kept.find((one) => one.key === key) ?? null,
      },
      'outbox=1&lang=en',
    );
    await press('Call back', await find(page, 'main [role=region]'));
    await waitFor(() => expect(page.container.textContent).toContain('What you typed is in its form again.'));
    await press('Open its form');
  };

  it('is in the form of a new ticket, beside one that was begun meanwhile', async () => {
    const subject = () => find<HTMLInputElement>(page, 'dialog [name=subject]');
    const back = draft('ticket:new#job-7', { kind: 'ticket', subject: 'Back again', departmentId: '502' });
    const begun = draft('ticket:new', { kind: 'ticket', form: { subject: 'Half a thought' } });
    await callBack([back, begun], 'ticket.create', null);
    await waitFor(async () => expect((await subject()).value).toBe('Back again'));
    await press('Half a thought', await find(page, 'dialog'));
    await waitFor(async () => expect((await subject()).value).toBe('Half a thought'));
    await press('Back again', await find(page, 'dialog'));
    await waitFor(async () => expect((await subject()).value).toBe('Back again'));
    type(await subject(), 'Back again, better');
    await waitFor(() =>
      expect(page.transport.callsOf('drafts.save')).toMatchObject([
        { key: 'ticket:new#job-7', doc: { form: { subject: 'Back again, better', departmentId: '502' } } },
      ]),
    );
  });

  it('is in the form that logs time on its ticket, and nowhere said to be a text to send', async () => {
    const duration = () => find<HTMLInputElement>(page, 'dialog form input');
    const entry = { kind: 'timeEntry', ticketId, seconds: 2_700, description: 'Cleaned the glass' };
    const back = draft(`timeEntry:${ticketId}#job-7`, entry, ticketId);
    const begun = draft(`timeEntry:${ticketId}`, { kind: 'timeEntry', form: { duration: '0:20' } }, ticketId);
    await callBack([back, begun], 'timeEntry.create', ticketId);
    await waitFor(async () => expect((await duration()).value).toBe('0:45'));
    expect((await find(page, 'dialog')).textContent).toContain('#1042 The scanner is silent');
    await press('0:20', await find(page, 'dialog'));
    await waitFor(async () => expect((await duration()).value).toBe('0:20'));
    await press('0:45 Cleaned the glass', await find(page, 'dialog'));
    await waitFor(async () => expect((await duration()).value).toBe('0:45'));
    await press('Log 0:45', await find(page, 'dialog'));
    await waitFor(() =>
      expect(page.transport.callsOf('timeEntries.create')).toMatchObject([
        { ticketId, seconds: 2_700, draftKey: `timeEntry:${ticketId}#job-7` },
      ]),
    );
  });
});

describe('what is left with Esc', () => {
  const { drafts, script: journal } = createDraftDisk();
  const area = async (): Promise<HTMLTextAreaElement> =>
    waitFor(() => {
      const field = page.container.querySelector<HTMLTextAreaElement>('dialog textarea');
      if (field === null || isInert(field)) throw new Error('nothing to write in');
      return field;
    });
  const escape = async (): Promise<void> => {
    page.container.querySelector('dialog')?.dispatchEvent(new Event('cancel', { cancelable: true }));
    await waitFor(() => expect(page.container.querySelector('dialog')).toBeNull());
  };
  beforeEach(() => drafts.clear());

  it('a signature is there again, until it is cancelled', async () => {
    await open('', journal);
    await find(page, '[role=option]');
    page.app.dialogs.open({ name: 'signature', address: null });
    type(await area(), 'Jade, Zylker');
    await tick();
    await escape();
    await waitFor(() => expect(drafts.get('edit:signature:')?.doc['form']).toEqual({ text: 'Jade, Zylker' }));
    page.app.dialogs.open({ name: 'signature', address: null });
    await waitFor(async () => expect((await area()).value).toBe('Jade, Zylker'));
    expect(page.container.querySelector('dialog')?.textContent).toContain('Typed, not saved');
    await press('Cancel', page.container.querySelector('dialog')!);
    await waitFor(() => expect(drafts.size).toBe(0));
  });

  it('a canned reply is there again, also after another one was chosen', async () => {
    const replies = ['One', 'Two'].map((name) => ({ id: name, name, shortcut: '', text: `${name}.` }));
    await open('', { ...journal, 'cannedReplies.list': () => replies });
    await waitFor(() => expect(page.app.helps.canned).toHaveLength(2));
    page.app.dialogs.open({ name: 'canned' });
    type(await area(), 'One, better.');
    await press('Two', await find(page, 'dialog ul'));
    await waitFor(async () => expect((await area()).value).toBe('Two.'));
    await press('New', await find(page, 'dialog'));
    await waitFor(async () => expect((await area()).value).toBe(''));
    type(await area(), 'Three.');
    await press('One', await find(page, 'dialog ul'));
    await waitFor(async () => expect((await area()).value).toBe('One, better.'));
    await press('Discard', await find(page, 'dialog'));
    await waitFor(async () => expect((await area()).value).toBe('One.'));
    await escape();
    page.app.dialogs.open({ name: 'canned' });
    await waitFor(async () => expect((await area()).value).toBe('Three.'));
    expect([...drafts.keys()]).toEqual(['edit:canned:new']);
  });

  it('a contact’s form is there again, says so, and is gone once it is cancelled', async () => {
    await open('#/contacts/904', journal);
    const city = (): Promise<HTMLInputElement> => find<HTMLInputElement>(page, '[data-field=city] input');
    await find(page, 'main [role=region]');
    await page.press('e');
    type(await city(), 'Dallas');
    await page.press('Escape');
    await waitFor(() => expect(page.app.said.value?.text).toBe('Typed, not saved'));
    expect(page.container.querySelector('[data-field=city] input')).toBeNull();
    await waitFor(() => expect(drafts.get('edit:contact:904')?.doc['form']).toEqual({ city: 'Dallas' }));
    page.app.said.value?.action?.run();
    expect((await city()).value).toBe('Dallas');
    await page.press('Escape');
    await page.press('e');
    expect((await city()).value).toBe('Dallas');
    await press('Cancel', await find(page, 'main [role=region]'));
    await waitFor(() => expect(drafts.size).toBe(0));
    await page.press('e');
    expect((await city()).value).not.toBe('Dallas');
  });
});

describe('a refused reply', () => {
  it('is corrected in every field in the outbox: who, from whom, copies, the status that follows, files', async () => {
    const [refused] = makeItems().filter(({ state }) => state === 'rejected');
    const file = { sha256: 'c'.repeat(64), name: 'driver.zip', size: 12 };
    const payload = {
      ticketId,
      channel: 'EMAIL',
      to: 'lucas@zylker',
      cc: 'ana@reis.example',
      bcc: '',
      fromEmailAddress: 'support@desk.example',
      contentType: 'plainText',
      content: 'The fix is out.',
      thenStatus: null,
      files: [file],
    };
    const item = { ...refused, payload, history: [], actions: ['retry', 'edit', 'cancel'] };
    await open(
      `#/outbox/${refused?.id ?? ''}`,
      { 'outbox.get': () => item as never, 'outbox.edit': () => null },
      'outbox=1&lang=en',
    );
    await press('Edit', await find(page, 'main [role=region]'));
    const form = await find<HTMLFormElement>(page, 'main form');
    const [to, cc, bcc] = [...form.querySelectorAll<HTMLInputElement>('input:not([type=file])')];
    type(to!, 'lucas@zylker.example');
    type(cc!, '');
    type(bcc!, 'audit@zylker.example');
    const [from, then] = [...form.querySelectorAll('select')];
    await waitFor(() => expect(from!.querySelectorAll('option').length).toBeGreaterThan(1));
    for (const [select, value] of [
      [from!, 'billing@desk.example'],
      [then!, [...then!.options].at(-1)!.value],
    ] as const) {
      select.value = value;
      select.dispatchEvent(new Event('change', { bubbles: true }));
    }
    const thenStatus = then!.value;
    expect(thenStatus).not.toBe('');
    type(await find<HTMLTextAreaElement>(page, 'main form textarea'), 'The fix is out now.');
    form.querySelector<HTMLElement>('[aria-label*="driver.zip"]')?.click();
    await press('Save change');
    await waitFor(() =>
      expect(page.transport.callsOf('outbox.edit')).toEqual([
        {
          id: refused?.id,
          draftKey: `edit:job:${refused?.id ?? ''}`,
          revision: 0,
          patch: {
            to: 'lucas@zylker.example',
            cc: '',
            bcc: 'audit@zylker.example',
            fromEmailAddress: 'billing@desk.example',
            thenStatus,
            content: 'The fix is out now.',
            files: [],
          },
        },
      ]),
    );
  });
});
