import { cleanup, waitFor } from '@testing-library/svelte';
import { tick } from 'svelte';
import { afterEach, describe, expect, it } from 'vitest';
import { daysBetween, taskDays } from '../../src-renderer/lib/days.ts';
import { localDay, useZone } from '../../src-renderer/lib/zone.svelte.ts';
import { parseQuickTask } from '../../src-renderer/lib/quick-task.ts';
import { ScriptedError, type Script } from '../fakes/transport.ts';
import { find, openPage, type Page } from './harness.ts';
import { makeDetail, makeRow } from './preview/data.ts';
import { makeFind } from './preview/writing.ts';

let page: Page;
const open = async (hash: string, scene = 'lang=en', script: Script = {}): Promise<void> => {
  history.replaceState(null, '', `/${hash}`);
  page = await openPage(scene, script);
};
/** Of the intent. */
const aName = expect.any(String) as string;
const rows = (): HTMLElement[] => [...page.container.querySelectorAll<HTMLElement>('[data-record-id]')];
const button = (name: string | RegExp, within: ParentNode = page.container): HTMLElement => {
  const found = [...within.querySelectorAll<HTMLElement>('button')].find((one) => {
    const label = one.getAttribute('aria-label') ?? one.textContent.trim();
    return typeof name === 'string' ? label === name : name.test(label);
  });
  if (!found) throw new Error(`no button ${String(name)}`);
  return found;
};
const item = (name: string): HTMLElement => {
  const items = [...page.container.querySelectorAll<HTMLElement>('[role=menuitem], [role=menuitemradio]')];
  const found = items.find((one) => one.textContent.trim() === name);
  if (!found) throw new Error(`no item ${name}`);
  return found;
};
const type = (input: HTMLInputElement | HTMLTextAreaElement, value: string): void => {
  input.value = value;
  input.dispatchEvent(new Event('input', { bubbles: true }));
};

afterEach(() => {
  cleanup();
  useZone(undefined);
  expect(page.transport.faults).toEqual([]);
});

describe('the list of contacts', () => {
  it('is reached with g p, walked with j and k, and read by pages', async () => {
    await open('#/views/myOpen');
    await find(page, '[data-ticket-id]');
    await page.press('g', 'p');
    await waitFor(() => expect(rows().length).toBeGreaterThan(5));
    expect(page.container.querySelector('h1')?.textContent).toBe('Contacts');
    expect(page.transport.callsOf('contacts.list')[0]).toMatchObject({ sort: 'name', offset: 0, limit: 100 });
    await page.press('j', 'j');
    await waitFor(() => expect(location.hash).toBe('#/contacts/901'));
    await page.press('k');
    await waitFor(() => expect(location.hash).toBe('#/contacts/900'));
    await page.press('Escape', 'Escape');
    await find(page, '[data-ticket-id]');
  });

  it('is filtered with /, sorted by a menu, and says when nothing fits', async () => {
    await open('#/contacts');
    await waitFor(() => expect(rows().length).toBeGreaterThan(5));
    await page.press('/');
    const field = await find<HTMLInputElement>(page, 'input[aria-label="Filter this list"]');
    type(field, 'priya');
    await waitFor(() => expect(rows().every((row) => row.textContent.includes('Priya Raman'))).toBe(true));
    type(field, 'nobody at all');
    await waitFor(() => expect(page.container.textContent).toContain('Nothing fits'));
    field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }));
    await waitFor(() => expect(rows().length).toBeGreaterThan(5));
    button('Sort').click();
    await find(page, '[role=menuitemradio]');
    item('By last activity').click();
    await waitFor(() => expect(page.transport.callsOf('contacts.list').at(-1)).toMatchObject({ sort: 'activity' }));
    button('Sort').click();
    (await waitFor(() => item('Longest ago first'))).click();
    await waitFor(() =>
      expect(page.transport.callsOf('contacts.list').at(-1)).toMatchObject({ sort: 'activity', isReversed: true }),
    );
  });

  it('marks what is on its way, and narrows to a letter', async () => {
    await open('#/contacts');
    await waitFor(() => expect(rows()[1]?.textContent).toContain('Queued'));
    button('W').click();
    await waitFor(() => expect(page.transport.callsOf('contacts.list').at(-1)).toMatchObject({ letter: 'W' }));
  });

  it('teaches when there is none, and keeps its rows when it can’t be read', async () => {
    await open('#/contacts', 'lang=en&records=none');
    await waitFor(() => expect(page.container.textContent).toContain('No contacts yet'));
    cleanup();
    let fails = false;
    await open('#/contacts', 'lang=en');
    const before = page.transport;
    await waitFor(() => expect(rows().length).toBeGreaterThan(5));
    before.script({
      'contacts.list': () => {
        fails = true;
        throw new ScriptedError({ code: 'internal', message: 'no' });
      },
    });
    before.emit('contacts.changed', { ids: [] });
    await waitFor(() => expect(fails).toBe(true));
    await waitFor(() => expect(page.container.textContent).toContain('The list could not be read.'));
    expect(rows().length).toBeGreaterThan(5);
  });
});

describe('the page of a contact', () => {
  it('tells of its tickets the nearer of the two due times, as lists do', async () => {
    const soon = new Date(Date.now() + 3_600_000).toISOString();
    const later = new Date(Date.now() + 90 * 3_600_000).toISOString();
    await open('#/contacts/904', 'lang=en', {
      'contacts.tickets': () => ({
        rows: [{ ...makeRow(0), statusType: 'Open', dueDate: later, lateFrom: later, responseDueDate: soon }],
        total: 1,
        asOf: null,
      }),
    });
    const due = await find<HTMLElement>(page, '[data-ticket-link] .due');
    expect(due.title).toContain(page.app.i18n.t.list.answerDue);
  });

  it('shows all fields, tickets and files, and mails and calls through the host', async () => {
    await open('#/contacts/904');
    const region = await find<HTMLElement>(page, 'main [role=region]');
    await waitFor(() => expect(region.querySelectorAll('[data-ticket-link]').length).toBeGreaterThan(3));
    for (const text of [
      'Lucas',
      'Front office manager',
      'Zylker Travels',
      'Carol Jensen',
      'Is vip',
      'Yes',
      'contract-2024.pdf',
    ]) {
      expect(region.textContent).toContain(text);
    }
    region.querySelector<HTMLElement>('a[href="mailto:person4@zylker.example"]')?.click();
    region.querySelector<HTMLElement>('a[href="tel:+18889009646"]')?.click();
    await waitFor(() =>
      expect(page.transport.callsOf('app.openLink')).toEqual([
        { url: 'mailto:person4@zylker.example' },
        { url: 'tel:+18889009646' },
      ]),
    );
    expect(region.querySelector('[data-field=lastName]')?.textContent).toContain('Queued');
    expect(page.transport.callsOf('contacts.refresh')).toEqual([{ id: '904' }]);
    region.querySelector<HTMLElement>('[data-ticket-link]')?.click();
    await find(page, '[data-item]');
  });

  it('opens its files, and deletes one with a way back', async () => {
    await open('#/contacts/904', 'lang=en', {
      'attachments.open': () => ({
        name: 'contract-2024.pdf',
        size: 12,
        kind: 'text',
        url: '/files/x',
        text: 'All that was promised.',
        isCut: false,
      }),
      'attachments.delete': () => ({ jobId: 'job-12', localId: null }),
      'outbox.cancel': () => ({ draftKey: null, cancelled: ['job-12'] }),
    });
    await find(page, 'main [role=region]');
    (await waitFor(() => button(/^Open contract-2024\.pdf/))).click();
    await waitFor(() => expect(page.container.querySelector('dialog pre')?.textContent).toBe('All that was promised.'));
    expect(page.transport.callsOf('attachments.open')).toEqual([
      { noun: 'contact', parentId: '904', id: 'f1', name: 'contract-2024.pdf' },
    ]);
    page.app.files.close();
    button('More for contract-2024.pdf').click();
    (await waitFor(() => item('Delete from the contact'))).click();
    await waitFor(() =>
      expect(page.transport.callsOf('attachments.delete')).toEqual([{ noun: 'contact', parentId: '904', id: 'f1' }]),
    );
    await waitFor(() => expect(page.container.textContent).toContain('contract-2024.pdf deleted.'));
    await page.press('z');
    await waitFor(() => expect(page.transport.callsOf('outbox.cancel')).toEqual([{ id: 'job-12' }]));
  });

  it('is edited with e: only what changed is written', async () => {
    await open('#/contacts/904');
    await find(page, 'main [role=region]');
    await page.press('e');
    const region = await find<HTMLElement>(page, 'main [role=region]');
    const city = await waitFor(() => {
      const input = region.querySelector<HTMLInputElement>('[data-field=city] input');
      if (!input) throw new Error('not yet');
      return input;
    });
    type(city, 'Dallas');
    const phone = region.querySelector<HTMLInputElement>('[data-field=phone] input')!;
    type(phone, '');
    button('Save').click();
    await waitFor(() =>
      expect(page.transport.callsOf('contacts.update')).toEqual([
        { id: '904', fields: { city: 'Dallas', phone: null }, draftKey: 'edit:contact:904' },
      ]),
    );
    await waitFor(() => expect(region.querySelector('[data-field=city] input')).toBeNull());
  });

  it('keeps what is typed while news come in and while another one is looked at', async () => {
    await open('#/contacts/904');
    await find(page, 'main [role=region]');
    await page.press('e');
    type(await find<HTMLInputElement>(page, '[data-field=city] input'), 'Dallas');
    page.transport.emit('contacts.changed', { ids: ['904'] });
    await waitFor(() => expect(page.transport.callsOf('contacts.record').length).toBeGreaterThan(1));
    expect((await find<HTMLInputElement>(page, '[data-field=city] input')).value).toBe('Dallas');
    rows()[0]!.click();
    await waitFor(() => expect(page.container.querySelector('main h1')?.textContent).toBe('Ana Sofia Reis'));
    expect(page.container.querySelector('[data-field=city] input')).toBeNull();
    history.back();
    await waitFor(() =>
      expect(page.container.querySelector<HTMLInputElement>('[data-field=city] input')?.value).toBe('Dallas'),
    );
  });

  it('has its fields together while it is edited, and what belongs to it below', async () => {
    await open('#/contacts/904');
    await find(page, 'main [role=region] [data-ticket-link]');
    const order = (): boolean => {
      const [city, ticket] = ['[data-field=city]', '[data-ticket-link]'].map((one) =>
        page.container.querySelector(`main ${one}`),
      );
      return (city!.compareDocumentPosition(ticket!) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0;
    };
    expect(order()).toBe(false);
    await page.press('e');
    await find(page, '[data-field=city] input');
    expect(order()).toBe(true);
    await page.press('Escape');
    await waitFor(() => expect(page.container.querySelector('[data-field=city] input')).toBeNull());
    expect(order()).toBe(false);
  });

  it('tells of its tickets when they are due and how long ago something happened, apart', async () => {
    await open('#/contacts/904');
    const entry = await find<HTMLElement>(page, 'main [data-ticket-link]');
    expect(entry.querySelector('.due')?.textContent).toMatch(/^\s*due in \d+ hrs?\s*$/);
    expect(entry.querySelector('.age')?.textContent).toMatch(/^\d+ min\.? ago$/);
  });

  it('has several values ticked by keyboard, and what is typed beside them is among them', async () => {
    await open('#/contacts/904');
    await find(page, 'main [role=region]');
    expect((await find(page, '[data-field="customFields.interests"]')).textContent).toContain('Webinars, Newsletter');
    await page.press('e');
    const boxes = () => [
      ...page.container.querySelectorAll<HTMLInputElement>('[data-field="customFields.interests"] [type=checkbox]'),
    ];
    const word = () => find<HTMLInputElement>(page, '[data-field="customFields.interests"] input:not([type=checkbox])');
    const ticked = () => boxes().flatMap((box) => (box.checked ? [box.parentElement!.textContent.trim()] : []));
    await waitFor(() => expect(ticked()).toEqual(['Newsletter', 'Webinars']));
    expect(boxes().map(({ tabIndex }) => tabIndex)).toEqual([0, -1, -1, -1]);
    boxes()[0]!.focus();
    await page.press('ArrowDown', 'b');
    expect(document.activeElement).toBe(boxes()[2]);
    (document.activeElement as HTMLElement).click();
    await page.press('Home');
    (document.activeElement as HTMLElement).click();
    await waitFor(() => expect(ticked()).toEqual(['Webinars', 'Beta programme']));
    (await word()).focus();
    type(await word(), 'Gardens, roofs');
    await page.press('Enter');
    await waitFor(() => expect(ticked()).toEqual(['Webinars', 'Beta programme', 'Gardens, roofs']));
    type(await word(), 'Half a wo');
    await page.press('Escape');
    await waitFor(() => expect(boxes()).toEqual([]));
    expect(page.transport.callsOf('contacts.update')).toEqual([]);
    await page.press('e');
    await waitFor(() => expect(ticked()).toEqual(['Webinars', 'Beta programme', 'Gardens, roofs', 'Half a wo']));
    boxes().at(-1)!.click();
    await tick();
    button('Save').click();
    await waitFor(() =>
      expect(page.transport.callsOf('contacts.update')).toEqual([
        {
          id: '904',
          fields: { customFields: { interests: ['Webinars', 'Beta programme', 'Gardens, roofs'] } },
          draftKey: 'edit:contact:904',
        },
      ]),
    );
  });

  it('writes nothing where the same values are ticked in another order', async () => {
    await open('#/contacts/904');
    await find(page, 'main [role=region]');
    await page.press('e');
    const box = await find<HTMLInputElement>(page, '[data-field="customFields.interests"] [type=checkbox]');
    box.click();
    await tick();
    box.click();
    await tick();
    button('Save').click();
    await waitFor(() => expect(page.container.querySelector('[data-field=city] input')).toBeNull());
    expect(page.transport.callsOf('contacts.update')).toEqual([]);
  });

  it('never loses the last name, and Esc leaves the edit without a write', async () => {
    await open('#/contacts/904');
    await find(page, 'main [role=region]');
    await page.press('e');
    const last = await find<HTMLInputElement>(page, '[data-field=lastName] input');
    type(last, ' ');
    button('Save').click();
    await waitFor(() => expect(page.container.textContent).toContain('This is needed.'));
    last.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }));
    await waitFor(() => expect(page.container.querySelector('[data-field=lastName] input')).toBeNull());
    expect(page.transport.callsOf('contacts.update')).toEqual([]);
  });

  it('takes no e-mail address that is none; one that was there before stops no other change', async () => {
    await open('#/contacts/904');
    await find(page, 'main [role=region]');
    await page.press('e');
    const email = await find<HTMLInputElement>(page, '[data-field=email] input');
    type(email, 'abc');
    button('Save').click();
    await waitFor(() => expect(page.container.textContent).toContain('That is no email address.'));
    expect(document.activeElement).toBe(email);
    expect(email.getAttribute('aria-invalid')).toBe('true');
    type(email, 'nia@novak.example');
    await waitFor(() => expect(page.container.textContent).not.toContain('That is no email address.'));
    button('Save').click();
    await waitFor(() =>
      expect(page.transport.callsOf('contacts.update')).toMatchObject([{ fields: { email: 'nia@novak.example' } }]),
    );
  });

  it('says so when it is gone', async () => {
    await open('#/contacts/1', 'lang=en', { 'contacts.record': () => null });
    await waitFor(() => expect(page.container.textContent).toContain('This is not here'));
  });
});

describe('making one', () => {
  it.each([
    ['contacts', 'Create contact', 'lastName', 'contacts.create'],
    ['accounts', 'Create account', 'accountName', 'accounts.create'],
  ] as const)('%s take no e-mail address that is none', async (place, create, name, method) => {
    await open(`#/${place}`);
    await waitFor(() => expect(rows()).not.toEqual([]));
    await page.press('n');
    const dialog = await find<HTMLDialogElement>(page, 'dialog');
    type(await find<HTMLInputElement>(page, `dialog [id$="-${name}"]`), 'Novak');
    const email = await find<HTMLInputElement>(page, 'dialog [id$="-email"]');
    type(email, 'nia@novak');
    button(create, dialog).click();
    await waitFor(() => expect(dialog.textContent).toContain('That is no email address.'));
    expect(document.activeElement).toBe(email);
    expect(page.transport.callsOf(method)).toEqual([]);
    type(email, 'nia@novak.example');
    await tick();
    button(create, dialog).click();
    await waitFor(() => expect(page.transport.callsOf(method)).toMatchObject([{ email: 'nia@novak.example' }]));
  });

  it('a contact with n: its account is found as it is typed', async () => {
    await open('#/contacts');
    await waitFor(() => expect(rows().length).toBeGreaterThan(5));
    await page.press('n');
    const dialog = await find<HTMLDialogElement>(page, 'dialog');
    const [first, last] = [...dialog.querySelectorAll<HTMLInputElement>('input')];
    button('Create contact', dialog).click();
    await waitFor(() => expect(dialog.textContent).toContain('This is needed.'));
    type(first!, 'Nia');
    type(last!, 'Novak');
    const account = dialog.querySelector<HTMLInputElement>('[role=combobox]')!;
    type(account, 'maple');
    await waitFor(() => {
      const option = dialog.querySelector<HTMLElement>('[role=option]');
      expect(option?.textContent).toContain('Maple');
      option?.click();
    });
    button('Create contact', dialog).click();
    await waitFor(() =>
      expect(page.transport.callsOf('contacts.create')).toEqual([
        { firstName: 'Nia', lastName: 'Novak', accountId: '71', draftKey: 'contact:new', jobId: aName },
      ]),
    );
    await waitFor(() => expect(location.hash).toMatch(/#\/contacts\//));
  });

  it.each([
    ['en', ['firstName', 'lastName']],
    ['zh', ['lastName', 'firstName']],
  ])('has the names of a person in the order of the language: %s', async (lang, names) => {
    await open('#/contacts', `lang=${lang}`);
    await waitFor(() => expect(rows().length).toBeGreaterThan(0));
    await page.press('n');
    await waitFor(() => expect(document.activeElement?.id).toMatch(new RegExp(`-${names[0]}$`)));
    const fields = [...page.container.querySelectorAll('dialog :is([id$="-firstName"], [id$="-lastName"])')];
    expect(fields.map(({ id }) => id.split('-').at(-1))).toEqual(names);
  });

  it('says offline that what is made goes out later', async () => {
    await open('#/accounts', 'lang=en&connection=offline');
    await waitFor(() => expect(rows().length).toBeGreaterThan(0));
    await page.press('n');
    type(await find<HTMLInputElement>(page, 'dialog [id$="-accountName"]'), 'Borealis');
    button('Create account').click();
    await waitFor(() =>
      expect(page.container.textContent).toContain('Account created. It goes out when you are online.'),
    );
  });
});

describe('tasks', () => {
  it('are begun by n in one line, which says what it read, and by Shift+n with all fields', async () => {
    await open('#/tasks');
    await find(page, '[data-record-id]');
    await page.press('n');
    const line = await waitFor(() => {
      expect(document.activeElement?.matches('form.quick input')).toBe(true);
      return document.activeElement as HTMLInputElement;
    });
    type(line, '明天 14:00 给王芳回电');
    await waitFor(() => expect(page.container.querySelector('form.quick .reads')?.textContent).toContain('14:00'));
    await page.press('Escape');
    // It is left, with what was typed.
    await waitFor(() => expect(document.activeElement).not.toBe(line));
    expect(line.value).toBe('明天 14:00 给王芳回电');
    await page.press('N');
    await find(page, 'dialog input[id$=-subject]');
  });

  it('stand under their days, overdue in words', async () => {
    await open('#/tasks');
    await waitFor(() => expect(rows().length).toBe(6));
    const headings = [...page.container.querySelectorAll('[role=listbox] .heading')].map((one) =>
      one.textContent.trim(),
    );
    // As many as fit: the page made by jsdom knows only the heights of rows.
    expect(headings.slice(0, 2)).toEqual(['Overdue 2', 'Today 1']);
    expect(rows()[0]?.textContent).toMatch(/2 days late/);
    expect(rows()[1]?.textContent).toMatch(/3 hrs? late/);
    expect((await find(page, 'a[href="#/tasks"]')).textContent).toContain('3');
  });

  it('are completed with x at once, and brought back', async () => {
    await open('#/tasks');
    await waitFor(() => expect(rows().length).toBe(6));
    await page.press('j', 'x');
    await waitFor(() =>
      expect(page.transport.callsOf('tasks.update')).toEqual([{ id: '500', fields: { status: 'Completed' } }]),
    );
    await waitFor(() => expect(page.container.textContent).toContain('Done.'));
    page.transport.emit('tasks.changed', { ids: ['500'] });
    await waitFor(() => expect(rows()[0]?.getAttribute('aria-setsize')).toBe('5'));
    button('Undo').click();
    await waitFor(() => expect(page.transport.callsOf('outbox.cancel')).toEqual([{ id: 'job-10', dependents: false }]));
  });

  it('one that went out already is opened again by another change', async () => {
    await open('#/tasks', 'lang=en', {
      'outbox.cancel': () => {
        throw new ScriptedError({ code: 'conflict', message: 'sent' });
      },
    });
    await waitFor(() => expect(rows().length).toBe(6));
    rows()[1]!.querySelector<HTMLElement>('[data-check]')!.click();
    await waitFor(() => expect(page.transport.callsOf('tasks.update').length).toBe(1));
    await waitFor(() => button('Undo').click());
    await waitFor(() =>
      expect(page.transport.callsOf('tasks.update')[1]).toEqual({ id: '501', fields: { status: 'Not Started' } }),
    );
  });

  it('are added by one line, with what was understood shown', async () => {
    await open('#/tasks');
    const field = await find<HTMLInputElement>(page, 'input[aria-label="New task"]');
    type(field, 'Call Lucas tomorrow 14:00');
    await waitFor(() => expect(page.container.textContent).toMatch(/due .*14:00/));
    field.form?.requestSubmit();
    await waitFor(() => expect(page.transport.callsOf('tasks.create').length).toBe(1));
    const [task] = page.transport.callsOf('tasks.create') as { subject: string; dueDate: string; ownerId: string }[];
    expect(task).toMatchObject({ subject: 'Call Lucas', ownerId: '1' });
    expect(new Date(task!.dueDate).getHours()).toBe(14);
    await waitFor(() => expect(field.value).toBe(''));
  });

  it('of a ticket stand beside it, with a line to add one', async () => {
    await open('#/views/myOpen/1892000000000042034');
    await find(page, '[data-item]');
    const box = await find<HTMLElement>(page, '[data-ticket-tasks]');
    await waitFor(() => expect(box.querySelectorAll('li').length).toBeGreaterThan(0));
    const field = box.querySelector<HTMLInputElement>('input')!;
    type(field, 'Order the second cable');
    field.form?.requestSubmit();
    await waitFor(() =>
      expect(page.transport.callsOf('tasks.create')[0]).toMatchObject({
        subject: 'Order the second cable',
        ticketId: '1892000000000042034',
        departmentId: '7',
      }),
    );
    box.querySelector<HTMLElement>('[role=checkbox]')?.click();
    await waitFor(() => expect(page.transport.callsOf('tasks.update').length).toBe(1));
  });
});

describe('accounts and contracts', () => {
  it('an account shows its people, tickets and contracts', async () => {
    await open('#/accounts/70');
    const region = await find<HTMLElement>(page, 'main [role=region]');
    await waitFor(() => expect(region.querySelectorAll('[data-contact-link]').length).toBeGreaterThan(3));
    expect(region.querySelectorAll('[data-ticket-link]').length).toBeGreaterThan(3);
    expect(region.textContent).toContain('Service contract for');
    button('New contact', region).click();
    const dialog = await find<HTMLDialogElement>(page, 'dialog');
    await waitFor(() =>
      expect(dialog.querySelector<HTMLInputElement>('[role=combobox]')?.value).toBe('Brightwater Clinics AS'),
    );
  });

  it('contracts say in words and by a bar when they end', async () => {
    await open('#/contracts');
    await waitFor(() => expect(rows().length).toBe(4));
    expect(rows()[0]?.textContent).toContain('ends in 5 days');
    expect(rows()[0]?.querySelector('.soon')).not.toBeNull();
    expect(rows()[3]?.querySelector('.soon')).toBeNull();
    button('Ended');
    [...page.container.querySelectorAll<HTMLElement>('[role=radio]')]
      .find((one) => one.textContent === 'Ended')
      ?.click();
    await waitFor(() => expect(page.container.textContent).toContain('No contract has ended'));
  });

  it('a day of a contract is that day in every zone', async () => {
    await open('#/contracts');
    await waitFor(() => expect(rows().length).toBe(4));
    const { dataset } = rows()[0]!;
    location.hash = `#/contracts/${dataset['recordId'] ?? ''}`;
    const end = await find<HTMLElement>(page, '[data-field=endDate]');
    const [, , date] = localDay(Date.now() + 5 * 86_400_000).split('-');
    for (const timeZone of ['America/New_York', 'Pacific/Chatham']) {
      await page.app.settings.update({ timeZone });
      await waitFor(() =>
        expect(page.app.i18n.format.clock(0)).toBe(timeZone === 'Pacific/Chatham' ? '12:45' : '19:00'),
      );
      await tick();
      expect(end.textContent.trim()).toMatch(new RegExp(`^\\w+ ${Number(date)}\\b`));
    }
  });
});

describe('the page of a contract', () => {
  const shown = (region: HTMLElement): [string | undefined, string | undefined][] =>
    [...region.querySelectorAll('dl > div')].map((one) => [
      one.querySelector('dt')?.textContent.trim(),
      one.querySelector('dd')?.textContent.trim(),
    ]);

  it('names its product where tickets tell the name, and calls an id an id', async () => {
    await open('#/contracts/300');
    const region = await find<HTMLElement>(page, 'main [role=region]');
    await waitFor(() => expect(shown(region)).toContainEqual(['Product', 'Printer ZX']));
    expect(shown(region)).toContainEqual(['SLA ID', '1892000000056111']);
    page.app.route.go({ place: 'contracts', itemId: '301' });
    await waitFor(() => expect(shown(page.container)).toContainEqual(['Product ID', '1892000000080073']));
  });

  it('has the tickets of its account', async () => {
    await open('#/contracts/300');
    const region = await find<HTMLElement>(page, 'main [role=region]');
    await waitFor(() => expect(region.querySelectorAll('[data-ticket-link]').length).toBe(6));
    expect(region.textContent).toContain('Tickets of the account');
    expect(page.transport.callsOf('accounts.tickets')).toMatchObject([{ id: '70', offset: 0 }]);
    button('Search these tickets', region).click();
    await waitFor(() => expect(page.app.route.value.query).toBe('account:"Brightwater Clinics AS"'));
  });
});

describe('one line for a task', () => {
  /** A Wednesday. */
  const now = new Date(2026, 10, 18, 10, 30).getTime();
  const due = (text: string): string | null => {
    const { due: at } = parseQuickTask(text, now);
    return at === null ? null : new Date(at).toLocaleString('sv-SE').slice(0, 16);
  };

  it.each([
    ['Call Lucas tomorrow 14:00 #1042', '2026-11-19 14:00'],
    ['Call Lucas today', '2026-11-18 17:00'],
    ['Report on Friday', '2026-11-20 17:00'],
    ['Report wed 9am', '2026-11-25 09:00'],
    ['Plan next week', '2026-11-23 17:00'],
    ['Look again in 3 days', '2026-11-21 17:00'],
    ['Meet the day after tomorrow 8:15', '2026-11-20 08:15'],
    ['Renew 2027-01-31', '2027-01-31 17:00'],
    ['Stand up 9:00', '2026-11-19 09:00'],
    ['Stand up 11:00', '2026-11-18 11:00'],
    ['明天下午3点 给王芳回电 #1042', '2026-11-19 15:00'],
    ['周五 交周报', '2026-11-20 17:00'],
    ['下周一 盘点', '2026-11-23 17:00'],
    ['Call back at 2:30pm tomorrow', '2026-11-19 14:30'],
    ['Call tomorrow morning', '2026-11-19 09:00'],
    ['Restart it tonight', '2026-11-18 20:00'],
    ['Restart it tonight 9:30', '2026-11-18 21:30'],
    ['明天 14:00 给王芳回电', '2026-11-19 14:00'],
    ['明天14：00回电', '2026-11-19 14:00'],
    ['明天下午3:30 回电', '2026-11-19 15:30'],
    ['明天下午三点半回电', '2026-11-19 15:30'],
    ['明天三点一刻回电', '2026-11-19 03:15'],
    ['明天上午回电', '2026-11-19 09:00'],
    ['明早九点回电', '2026-11-19 09:00'],
    ['今晚8点重启', '2026-11-18 20:00'],
    ['明晚重启', '2026-11-19 18:00'],
    ['周五中午12点 开会', '2026-11-20 12:00'],
    ['大后天交周报', '2026-11-21 17:00'],
    ['提三点建议', null],
    ['早一点回复', null],
    ['Read the morning report', null],
    ['Order a 2-day shipment', null],
    ['Ask about the monitor', null],
    ['Renew 2027-02-31', null],
  ])('%s → %s', (text, expected) => expect(due(text)).toBe(expected));

  it('keeps the rest as the subject, and a number as a number', () => {
    expect(parseQuickTask('Call Lucas tomorrow 14:00 #1042', now)).toMatchObject({
      subject: 'Call Lucas',
      ticketNumber: '1042',
    });
    expect(parseQuickTask('明天下午3点 给王芳回电 #1042', now)).toMatchObject({
      subject: '给王芳回电',
      ticketNumber: '1042',
    });
    expect(parseQuickTask('明天 14:00 给王芳回电', now).subject).toBe('给王芳回电');
    expect(parseQuickTask('给王芳回电 明晚8点', now).subject).toBe('给王芳回电');
    expect(parseQuickTask('Call Lucas at 2:30 pm tomorrow', now).subject).toBe('Call Lucas');
    expect(parseQuickTask('tomorrow', now)).toEqual({ subject: 'tomorrow', due: null, ticketNumber: null });
    expect(parseQuickTask('Fix C#8 build', now)).toMatchObject({ subject: 'Fix C#8 build', ticketNumber: null });
  });

  it('days of the week end with Sunday', () => {
    const days = taskDays(now);
    expect(new Date(days.week).toLocaleDateString('sv-SE')).toBe('2026-11-23');
    expect(new Date(days.next).getTime() - new Date(days.tomorrow).getTime()).toBe(86_400_000);
    // On a Saturday and a Sunday nothing is left of the week behind tomorrow.
    const sunday = taskDays(new Date(2026, 10, 22, 10).getTime());
    expect(sunday.week).toBe(sunday.next);
    expect(localDay(now)).toBe('2026-11-18');
    expect(daysBetween('2026-11-18', '2026-12-01')).toBe(13);
  });
});

describe('agents', () => {
  it('are not to be chosen where there are none', async () => {
    await open('#/agents', 'lang=en&records=none');
    await waitFor(() => expect(page.container.textContent).toContain('No agents here'));
    expect(page.container.textContent).not.toContain('Choose one on the left');
  });

  it('are listed, sorted by their load, and show their tickets and departments', async () => {
    await open('#/views/myOpen');
    await find(page, '[data-ticket-id]');
    await page.press('g', 'w');
    await waitFor(() => expect(rows().map((row) => row.dataset['recordId'])).not.toContain('6'));
    await waitFor(() => expect(rows().length).toBe(6));
    button('Disabled').click();
    await waitFor(() => expect(rows().map((row) => row.dataset['recordId'])).toEqual(['6']));
    button('All').click();
    await waitFor(() => expect(rows().length).toBe(7));
    button('Sort').click();
    (await waitFor(() => item('By open tickets'))).click();
    await waitFor(() => expect(rows()[0]?.textContent).toContain('12 open tickets'));
    rows()[0]!.click();
    const region = await find<HTMLElement>(page, 'main [role=region]');
    for (const text of ['Support lead', 'Extension', '3298', 'Asia/Shanghai', 'agent6@zylker.example']) {
      await waitFor(() => expect(region.textContent).toContain(text));
    }
    expect(page.transport.callsOf('agents.refresh')).toEqual([{ id: '6' }]);
    expect(region.querySelectorAll('[data-ticket-link]').length).toBe(5);
    button('Search these tickets', region).click();
    await waitFor(() =>
      expect(page.app.route.value).toMatchObject({ place: 'search', query: 'assignee:"李明远" is:open' }),
    );
    history.back();
    const link = await find<HTMLElement>(page, 'main [data-record-link="501"]');
    link.click();
    await waitFor(() => expect(page.container.querySelector('main h1')?.textContent).toBe('Support'));
  });

  it('are led to from a record’s owner', async () => {
    await open('#/contacts/904');
    await find(page, 'main [role=region]');
    (await waitFor(() => button('Carol Jensen', page.container.querySelector('[data-field=ownerId]')!))).click();
    await waitFor(() => expect(location.hash).toBe('#/agents/1'));
    await waitFor(() => expect(page.container.querySelector('main h1')?.textContent).toBe('Carol Jensen'));
  });

  it('and departments open from the palette', async () => {
    await open('#/views/myOpen');
    await find(page, '[data-ticket-id]');
    await page.app.choices.load();
    page.app.dialogs.open({ name: 'palette' });
    const field = await find<HTMLInputElement>(page, 'dialog input[role=combobox]');
    type(field, 'Priya');
    (await find<HTMLElement>(page, '[data-palette="agent/5"]')).click();
    await waitFor(() => expect(location.hash).toBe('#/agents/5'));
    page.app.dialogs.open({ name: 'palette' });
    type(await find<HTMLInputElement>(page, 'dialog input[role=combobox]'), 'Billing');
    (await find<HTMLElement>(page, '[data-palette="department/502"]')).click();
    await waitFor(() => expect(location.hash).toBe('#/departments/502'));
  });
});

describe('departments', () => {
  it('show their agents, where their replies come from, and their open tickets', async () => {
    await open('#/departments', 'lang=en', {
      'mailReplyAddresses.list': () => [
        { id: '1', address: 'support@zylker.example', name: 'Support', departmentId: '501' },
        { id: '2', address: 'bills@zylker.example', name: null, departmentId: '502' },
      ],
    });
    await waitFor(() => expect(rows().length).toBe(3));
    expect(rows()[0]?.textContent).toContain('7 agents');
    rows()[0]!.click();
    const region = await find<HTMLElement>(page, 'main [role=region]');
    await waitFor(() => expect(region.textContent).toContain('support@zylker.example'));
    expect(region.textContent).not.toContain('bills@zylker.example');
    expect(region.textContent).toContain('Customer Relations');
    expect(region.querySelectorAll('[data-record-link]').length).toBe(6);
    region.querySelector<HTMLElement>('a[href="#/views/dept-501"]')?.click();
    await waitFor(() => expect(location.hash).toBe('#/views/dept-501'));
  });
});

describe('lists in order', () => {
  it('tasks stand under their days either way round, and under none by priority', async () => {
    await open('#/tasks');
    const headings = (): string[] =>
      [...page.container.querySelectorAll('.heading span:first-child')]
        .map(({ textContent }) => textContent.trim())
        .filter((text) => ['Overdue', 'Today', 'Tomorrow', 'Later', 'No due date'].includes(text));
    await waitFor(() => expect(headings()).toEqual(['Overdue', 'Today', 'Tomorrow', 'Later', 'No due date']));
    button('Sort').click();
    (await waitFor(() => item('Last first'))).click();
    await waitFor(() => expect(headings()).toEqual(['No due date', 'Later', 'Tomorrow', 'Today', 'Overdue']));
    button('Sort').click();
    (await waitFor(() => item('By priority'))).click();
    await waitFor(() => expect(page.transport.callsOf('tasks.list').at(-1)).toMatchObject({ sort: 'priority' }));
    await waitFor(() => expect(headings()).toEqual([]));
  });

  it('contracts that end within 30 days stand apart, are counted in the sidebar, and can be seen alone', async () => {
    await open('#/contracts');
    await waitFor(() => expect(rows().length).toBe(4));
    const texts = [...page.container.querySelectorAll('.heading')].map(({ textContent }) => textContent.trim());
    expect(texts.filter((text) => /30 days|Later/.test(text))).toEqual(['Ends within 30 days 1', 'Later 3']);
    const entry = page.container.querySelector('a[href="#/contracts"]');
    await waitFor(() => expect(entry?.textContent).toMatch(/1/));
    button('Ending').click();
    await waitFor(() => expect(rows().length).toBe(1));
  });
});

describe('the tickets of a contact', () => {
  it('come fifty more at a time, are searched, and a new one begins with its contact', async () => {
    const all = Array.from({ length: 130 }, (_, index) => makeRow(index));
    await open('#/contacts/904', 'lang=en', {
      'contacts.tickets': ({ offset, limit }) => ({
        rows: all.slice(offset, offset + limit),
        total: all.length,
        asOf: Date.now(),
      }),
      'drafts.get': () => null,
    });
    const region = await find<HTMLElement>(page, 'main [role=region]');
    const links = (): number => region.querySelectorAll('[data-ticket-link]').length;
    await waitFor(() => expect(links()).toBe(6));
    button('Show more (124 left)', region).click();
    await waitFor(() => expect(links()).toBe(50));
    button('Show more (80 left)', region).click();
    await waitFor(() => expect(links()).toBe(100));
    button('Show more (30 left)', region).click();
    await waitFor(() => expect(links()).toBe(130));
    expect(region.textContent).not.toContain('Show more');
    document.activeElement?.dispatchEvent(
      new KeyboardEvent('keydown', { key: 'C', shiftKey: true, bubbles: true, cancelable: true }),
    );
    await waitFor(() =>
      expect(page.app.dialogs.value).toMatchObject({
        name: 'create',
        contact: { id: '904', name: 'Lucas Carol', email: 'person4@zylker.example' },
      }),
    );
    await find(page, 'dialog [name=subject]');
  });
});

describe('a record that is being made', () => {
  it('is kept when its dialog is closed, taken up again, and goes with its draft or is thrown away', async () => {
    const drafts = new Map<string, { kind: 'contact'; [name: string]: unknown }>();
    await open('#/contacts', 'lang=en', {
      'drafts.get': ({ key }) => {
        const doc = drafts.get(key);
        return doc === undefined ? null : { key, ticketId: null, doc, savedAt: Date.now() };
      },
      'drafts.save': ({ key, doc }) => {
        drafts.set(key, doc as { kind: 'contact' });
        return { savedAt: Date.now() };
      },
      'drafts.discard': ({ key }) => {
        drafts.delete(key);
        return null;
      },
    });
    await waitFor(() => expect(rows().length).toBeGreaterThan(5));
    const input = (name: string): Promise<HTMLInputElement> => find<HTMLInputElement>(page, `dialog [id$="-${name}"]`);
    await page.press('n');
    type(await input('firstName'), 'Nia');
    type(await input('description'), 'Met at the fair.');
    await tick();
    page.app.dialogs.close();
    await waitFor(() =>
      expect(drafts.get('contact:new')).toMatchObject({
        kind: 'contact',
        firstName: 'Nia',
        description: 'Met at the fair.',
      }),
    );
    await page.press('n');
    expect((await input('firstName')).value).toBe('Nia');
    expect((await input('description')).value).toBe('Met at the fair.');
    button('Create contact').click();
    await waitFor(() =>
      expect(page.transport.callsOf('contacts.create')).toEqual([
        { lastName: 'Nia', description: 'Met at the fair.', draftKey: 'contact:new', jobId: aName },
      ]),
    );
    await waitFor(() => expect(page.container.querySelector('dialog')).toBeNull());
    await page.press('n');
    await input('firstName');
    button('Discard draft').click();
    await waitFor(() => expect(drafts.size).toBe(0));
    await waitFor(() => expect(page.container.querySelector('dialog')).toBeNull());
  });

  it('keeps nothing while the core makes it, which may take long: it would be made twice', async () => {
    let answer = (): void => {};
    const drafts = new Map<string, Record<string, unknown>>();
    await open('#/contacts', 'lang=en', {
      'drafts.get': ({ key }) => {
        const doc = drafts.get(key);
        return doc === undefined ? null : { key, ticketId: null, doc: doc as { kind: 'contact' }, savedAt: 1 };
      },
      'drafts.save': ({ key, doc }) => {
        drafts.set(key, doc);
        return { savedAt: 1 };
      },
      'contacts.create': async () => {
        drafts.delete('contact:new');
        await new Promise<void>((done) => {
          answer = done;
        });
        return { jobId: 'job-1', localId: 'local-1' };
      },
    });
    await waitFor(() => expect(rows().length).toBeGreaterThan(5));
    await page.press('n');
    const last = await find<HTMLInputElement>(page, 'dialog [id$="-lastName"]');
    type(last, 'Novak');
    button('Create contact').click();
    await waitFor(() => expect(page.transport.callsOf('contacts.create')).toHaveLength(1));
    const saves = page.transport.callsOf('drafts.save').length;
    type(last, 'Novakova');
    page.app.dialogs.close();
    await waitFor(() => expect(page.container.querySelector('dialog')).toBeNull());
    await page.press('n');
    await find(page, 'dialog form');
    expect(page.container.querySelector('dialog [id$="-lastName"]')).toBeNull();
    answer();
    expect((await find<HTMLInputElement>(page, 'dialog [id$="-lastName"]')).value).toBe('');
    expect(page.transport.callsOf('drafts.save')).toHaveLength(saves);
    expect(drafts.size).toBe(0);
  });

  it('puts nothing in the place of a draft that can’t be read, or of words that can’t be put on disk', async () => {
    const refused = (): never => {
      throw new ScriptedError({ code: 'internal', message: 'The disk is full.' });
    };
    const other = {
      key: 'contact:new',
      ticketId: null,
      doc: { kind: 'contact', lastName: 'Okafor' },
      savedAt: 1,
    } as const;
    await open('#/contacts', 'lang=en', { 'drafts.get': refused, 'drafts.list': () => [other] });
    await waitFor(() => expect(rows().length).toBeGreaterThan(5));
    await page.press('n');
    type(await find<HTMLInputElement>(page, 'dialog [id$="-lastName"]'), 'Nov');
    await waitFor(() => expect(page.transport.callsOf('drafts.save')).toHaveLength(1));
    expect(page.transport.callsOf('drafts.save')).not.toMatchObject([{ key: other.key }]);
    page.transport.script({ 'drafts.save': refused, 'drafts.get': () => other });
    type(await find<HTMLInputElement>(page, 'dialog [id$="-lastName"]'), 'Novak');
    button('Okafor').click();
    await waitFor(() => expect(page.container.querySelector('dialog [role=status]')?.textContent).toMatch(/not/i));
    expect((await find<HTMLInputElement>(page, 'dialog [id$="-lastName"]')).value).toBe('Novak');
    page.transport.script({ 'drafts.save': () => ({ savedAt: 1 }) });
    const saves = page.transport.callsOf('drafts.save').length;
    await waitFor(() => expect(page.transport.callsOf('drafts.save').length).toBeGreaterThan(saves), {
      timeout: 5_000,
    });
    expect(page.transport.callsOf('drafts.save').at(-1)).toMatchObject({ doc: { lastName: 'Novak' } });
  });
});

describe('more fields of a record that is being made', () => {
  const input = (name: string): Promise<HTMLInputElement> => find<HTMLInputElement>(page, `dialog [id$="-${name}"]`);
  const details = (): Promise<HTMLDetailsElement> => find<HTMLDetailsElement>(page, 'dialog details');
  const kept = (): { drafts: Map<string, Record<string, unknown>>; script: Script } => {
    const drafts = new Map<string, Record<string, unknown>>();
    return {
      drafts,
      script: {
        'drafts.get': ({ key }) => {
          const doc = drafts.get(key);
          return doc === undefined ? null : { key, ticketId: null, doc: doc as { kind: 'task' }, savedAt: Date.now() };
        },
        'drafts.save': ({ key, doc }) => {
          drafts.set(key, doc);
          return { savedAt: Date.now() };
        },
      },
    };
  };

  it('are folded, keep what is typed, and go out in the one call, custom ones by their type', async () => {
    const { drafts, script } = kept();
    await open('#/contacts', 'lang=en', script);
    await waitFor(() => expect(rows().length).toBeGreaterThan(5));
    await page.press('n');
    expect((await details()).open).toBe(false);
    type(await input('lastName'), 'Novak');
    type(await input('secondaryEmail'), 'nia@home.example');
    type(await input('street'), 'North street 1');
    type(await input('customFields.visits'), '3');
    const vip = (await input('customFields.isVip')) as unknown as HTMLSelectElement;
    expect(vip.value).toBe('');
    vip.value = 'false';
    vip.dispatchEvent(new Event('change', { bubbles: true }));
    await tick();
    page.app.dialogs.close();
    await waitFor(() => expect(drafts.get('contact:new')).toMatchObject({ 'customFields.visits': '3' }));
    await page.press('n');
    await waitFor(async () => expect((await details()).open).toBe(true));
    expect((await input('street')).value).toBe('North street 1');
    expect((await input('customFields.isVip')).value).toBe('false');
    button('Create contact').click();
    await waitFor(() =>
      expect(page.transport.callsOf('contacts.create')).toEqual([
        {
          lastName: 'Novak',
          secondaryEmail: 'nia@home.example',
          street: 'North street 1',
          customFields: { visits: 3, isVip: false },
          draftKey: 'contact:new',
          jobId: aName,
        },
      ]),
    );
  });

  it('of several values are ticked, kept as lists, and come back as such where no record here has them', async () => {
    const { drafts, script } = kept();
    drafts.set('contact:new', { kind: 'contact', lastName: 'Novak', cf: { cf_parts: ['Tray'] } });
    await open('#/contacts', 'lang=en', script);
    await waitFor(() => expect(rows().length).toBeGreaterThan(5));
    await page.press('n');
    const box = async (name: string, item: string): Promise<HTMLInputElement> => {
      const list = await input(name);
      expect(list.getAttribute('role')).toBe('group');
      const label = [...list.querySelectorAll('label')].find(({ textContent }) => textContent.trim() === item);
      return label!.querySelector('input')!;
    };
    expect((await box('cf.cf_parts', 'Tray')).checked).toBe(true);
    (await box('customFields.interests', 'Webinars')).click();
    await waitFor(() =>
      expect(drafts.get('contact:new')).toMatchObject({
        'customFields.interests': ['Webinars'],
        'cf.cf_parts': ['Tray'],
      }),
    );
    page.app.dialogs.close();
    await waitFor(() => expect(page.container.querySelector('dialog')).toBeNull());
    await page.press('n');
    await waitFor(async () => expect((await box('customFields.interests', 'Webinars')).checked).toBe(true));
    button('Create contact').click();
    await waitFor(() =>
      expect(page.transport.callsOf('contacts.create')).toMatchObject([
        { lastName: 'Novak', customFields: { interests: ['Webinars'] }, cf: { cf_parts: ['Tray'] } },
      ]),
    );
  });

  it('come back from the outbox, also those that no record here has', async () => {
    const { drafts, script } = kept();
    drafts.set('account:new', { kind: 'account', accountName: 'Aardvark', fax: '12', customFields: { Tier: 'Gold' } });
    await open('#/accounts', 'lang=en', script);
    await waitFor(() => expect(rows().length).toBe(4));
    await page.press('n');
    expect((await input('fax')).value).toBe('12');
    expect((await input('customFields.Tier')).value).toBe('Gold');
    button('Create account').click();
    await waitFor(() =>
      expect(page.transport.callsOf('accounts.create')).toMatchObject([
        { accountName: 'Aardvark', fax: '12', customFields: { Tier: 'Gold' } },
      ]),
    );
  });

  it('a task is made for a ticket that is found by its words, and keeps it and its hour', async () => {
    const { drafts, script } = kept();
    const { ticket } = makeFind(0, 'printer');
    try {
      await open('#/tasks', 'lang=en', {
        ...script,
        'tickets.get': ({ id }) => ({ ...makeDetail(ticket), id }),
      });
      await waitFor(() => expect(rows().length).toBe(6));
      useZone('Pacific/Auckland');
      await page.press('N');
      type(await input('subject'), 'Ring them');
      type(await input('dueDate'), '2026-11-29T10:00');
      type(await input('ticketId'), 'printer');
      const option = await find<HTMLElement>(page, 'dialog [role=option]');
      await waitFor(() => expect(option.textContent).toContain(`#${ticket.number}`));
      option.click();
      await waitFor(async () => expect((await input('ticketId')).value).toContain(`#${ticket.number}`));
      page.app.dialogs.close();
      await waitFor(() => expect(drafts.get('task:new')).toMatchObject({ ticketId: ticket.id }));
      await page.press('N');
      expect((await input('dueDate')).value).toBe('2026-11-29T10:00');
      await waitFor(async () => expect((await input('ticketId')).value).toContain(`#${ticket.number}`));
      button('Create task').click();
      await waitFor(() =>
        expect(page.transport.callsOf('tasks.create')).toMatchObject([
          { subject: 'Ring them', ticketId: ticket.id, dueDate: '2026-11-28T21:00:00.000Z' },
        ]),
      );
      await waitFor(() => expect(location.hash).toMatch(/#\/tasks\/local-/));
    } finally {
      useZone(undefined);
    }
  });

  it('a task goes to another ticket, or to none, on its page', async () => {
    await open('#/tasks/500');
    const region = await find<HTMLElement>(page, 'main [role=region]');
    await waitFor(() => expect(region.querySelector('.ticket')?.textContent).toContain('#1042'));
    expect(region.querySelector('[data-field=ticketId]')).toBeNull();
    await page.press('e');
    const field = await find<HTMLInputElement>(page, '[data-field=ticketId] input');
    expect(field.value).toContain('#1042');
    button('No ticket', region).click();
    await waitFor(() => expect(field.value).toBe(''));
    button('Save', region).click();
    await waitFor(() =>
      expect(page.transport.callsOf('tasks.update')).toMatchObject([{ id: '500', fields: { ticketId: null } }]),
    );
  });
});

describe('files that are pasted on a page', () => {
  const paste = (target: Element, files: File[], types: string[]): boolean =>
    !target.dispatchEvent(
      Object.assign(new Event('paste', { bubbles: true, cancelable: true }), { clipboardData: { files, types } }),
    );

  it('go to the record, but for a picture of text that is pasted into a field', async () => {
    await open('#/contacts/904');
    const region = await find<HTMLElement>(page, 'main [role=region]');
    expect(paste(region, [], ['text/plain'])).toBe(false);
    expect(paste(region, [new File(['x'], 'shot.png')], ['Files'])).toBe(true);
    await waitFor(() =>
      expect(page.transport.callsOf('attachments.add')).toMatchObject([{ noun: 'contact', parentId: '904' }]),
    );
    await page.press('e');
    const field = await find<HTMLInputElement>(page, '[data-field=city] input');
    expect(paste(field, [new File(['x'], 'cells.png')], ['text/plain', 'Files'])).toBe(false);
    expect(page.transport.callsOf('files.begin').length).toBe(1);
  });

  it('are not taken where a record has no files', async () => {
    await open('#/contracts/300');
    const region = await find<HTMLElement>(page, 'main [role=region]');
    expect(paste(region, [new File(['x'], 'shot.png')], ['Files'])).toBe(false);
  });
});
