import { cleanup, waitFor } from '@testing-library/svelte';
import { afterEach, describe, expect, it } from 'vitest';
import type { TicketDetail } from '../../src-preload/contract/tickets.ts';
import type { CannedReply } from '../../src-preload/contract/writing-helps.ts';
import { NO_FIELDS } from '../../src-renderer/state/choices.svelte.ts';
import type { Script } from '../fakes/transport.ts';
import { isInert, key, type } from './hands.ts';
import { find, openPage, type Page } from './harness.ts';
import { makeDetail, makeRow } from './preview/data.ts';
import { makeContact } from './preview/records.ts';
import { makeFind } from './preview/writing.ts';

let page: Page;
async function open(at: string, script: Script = {}): Promise<void> {
  history.replaceState(null, '', at);
  page = await openPage('lang=en', script);
  await find(page, '[role=option], [data-item]');
}
afterEach(() => {
  cleanup();
  expect(page.transport.faults).toEqual([]);
});
const has = (selector: string): Promise<void> =>
  waitFor(() => expect(document.activeElement?.matches(selector)).toBe(true));
const button = (text: string): HTMLElement =>
  [...page.container.querySelectorAll<HTMLElement>('dialog button')].find((one) => one.textContent.trim() === text)!;
/** A dialog of jsdom does not take the keyboard from what has it. */
const blur = (): void => (document.activeElement as HTMLElement).blur();
const ticketAt = (index: number): string => `/#/views/myOpen/${makeRow(index).id}`;

const none = { rows: [], nextCursor: null };
/** A search that finds nothing. */
const nobody = {
  tickets: { ...none, total: 0, isTotalExact: true, isBounded: false },
  contacts: none,
  accounts: none,
  tasks: none,
  contracts: [],
  coverage: {
    ticketsHeld: 1,
    ticketsKnown: 1,
    isListed: true,
    closed: 'all' as const,
    closedSince: null,
    departments: null,
    pending: 0,
  },
  hints: [],
};

describe('where the keyboard begins', () => {
  it('in a merge of one ticket: in the field that adds another, whose number Enter takes', async () => {
    const other = makeRow(3);
    await open(ticketAt(0), {
      'tickets.get': ({ id }) => makeDetail(id === other.id ? other : makeRow(0)),
      'search.query': ({ text }) => ({
        ...nobody,
        tickets: {
          rows: [{ ...makeFind(0, text), ticket: text.startsWith('number:') ? other : makeRow(5) }],
          nextCursor: null,
          total: 1,
          isTotalExact: true,
          isBounded: false,
        },
      }),
    });
    await find(page, '[data-item]');
    await page.press('m');
    await has('dialog input.find');
    const field = document.activeElement as HTMLInputElement;
    type(field, String(other.number));
    // At once, before what was found is shown.
    key(field, 'Enter');
    await waitFor(() => expect(page.container.querySelectorAll('dialog thead th')).toHaveLength(3));
    expect(page.container.querySelector('dialog thead')?.textContent).toContain(`#${other.number}`);
    expect(document.activeElement).toBe(field);
  });

  it('in the subject of a new ticket once its contact is chosen', async () => {
    await open('/', {
      'drafts.get': () => null,
      'views.fields': () => NO_FIELDS,
    });
    await page.press('n');
    await has('dialog [role=combobox]');
    const field = document.activeElement as HTMLInputElement;
    type(field, 'lucas');
    await find(page, 'dialog [role=option]');
    key(field, 'Enter');
    await has('dialog [name=subject]');
  });

  it('there too where a contact is taken at once, by a name that words do not find as far as it is typed', async () => {
    const { name, email } = makeContact(0);
    await open('/', {
      'drafts.get': () => null,
      'views.fields': () => NO_FIELDS,
      'search.query': () => nobody,
    });
    await page.press('n');
    await has('dialog [role=combobox]');
    const field = document.activeElement as HTMLInputElement;
    type(field, name.slice(0, name.indexOf(' ') + 2));
    // At once, before anybody is shown.
    key(field, 'Enter');
    await has('dialog [name=subject]');
    expect(page.container.querySelector('dialog .chosen')?.textContent).toContain(email);
  });

  it('in the name of a new canned reply, and in the text of a signature', async () => {
    await open('/');
    page.app.dialogs.open({ name: 'canned' });
    await find(page, 'dialog[open]');
    const add = await waitFor(() => {
      const found = button('New');
      expect(found).toBeDefined();
      return found;
    });
    add.focus();
    add.click();
    await waitFor(() => expect(document.activeElement?.closest('label')?.textContent).toBe('Name'));
    page.app.dialogs.close();
    await waitFor(() => expect(page.container.querySelector('dialog')).toBeNull());
    blur();
    page.app.dialogs.open({ name: 'signature', address: null });
    await has('dialog textarea');
  });
});

describe('a page of its own', () => {
  const start = async (at: string, scene: string): Promise<void> => {
    history.replaceState(null, '', at);
    page = await openPage(`lang=en${scene}`);
  };
  it('of the tray begins in the field that finds, and goes back there, or to the ticket that time was logged on', async () => {
    await start('/#/tray', '');
    await has('input[aria-label^="Find"], .find input');
    const add = await find<HTMLElement>(page, '[data-ticket-id] button:last-of-type');
    add.focus();
    add.click();
    await find(page, '.inside form');
    key(document.activeElement!, 'Escape');
    await has('[data-ticket-id] button:last-of-type');
  });
  it('of signing in begins with the way in, and while one waits for the browser with its address', async () => {
    await start('/', '&scene=signedOut');
    await has('form button[type=submit]');
    cleanup();
    await start('/', '&scene=waiting');
    await has('#authorization-link');
  });
  it('of several organisations begins with the first', async () => {
    await start('/', '&scene=organization');
    await has('li:first-child button.choice');
  });
});

describe('a task that is added in passing', () => {
  it('gives the keyboard back to the list with Escape', async () => {
    await open('/#/tasks');
    await has('[role=listbox]');
    await page.press('n');
    await has('form.quick input');
    key(document.activeElement!, 'Escape');
    await has('[role=listbox]');
  });
});

it('canned replies that were left half written begin in what was written', async () => {
  const draft = {
    key: 'edit:canned:new',
    ticketId: null,
    savedAt: 1,
    doc: { kind: 'edit', form: { name: 'Half', text: 'Half a' } },
  };
  await open('/', {
    'cannedReplies.list': () => [],
    'drafts.list': () => [draft as never],
    'drafts.get': () => draft as never,
  });
  page.app.dialogs.open({ name: 'canned' });
  await has('dialog form input');
  expect((document.activeElement as HTMLInputElement).value).toBe('Half');
});

it('canned replies begin with the one that is shown, and where there is none with the way to write one', async () => {
  const replies = ['One', 'Two'].map((name) => ({ id: name, name, shortcut: '', text: `${name}.` }));
  await open('/', { 'cannedReplies.list': () => replies });
  await waitFor(() => expect(page.app.helps.canned).toHaveLength(2));
  const begins = async (id?: string): Promise<string | undefined> => {
    blur();
    page.app.dialogs.open({ name: 'canned', ...(id === undefined ? {} : { id }) });
    await has('dialog button');
    const text = document.activeElement?.textContent.trim();
    page.app.dialogs.close();
    await waitFor(() => expect(page.container.querySelector('dialog')).toBeNull());
    return text;
  };
  expect(await begins()).toBe('One');
  expect(await begins('Two')).toBe('Two');
  page.app.helps.canned = [];
  expect(await begins()).toBe('New');
});

it('a canned reply is saved by the keys that send, as all that is written is, and keeps the keyboard', async () => {
  let saved: CannedReply[] = [];
  await open('/', {
    'drafts.get': () => null,
    'cannedReplies.list': () => saved,
    'cannedReplies.save': (reply) => {
      saved = [{ ...reply, id: 'c-1' }];
      return saved[0]!;
    },
  });
  page.app.dialogs.open({ name: 'canned' });
  await waitFor(() => expect(button('New')).toBeDefined());
  button('New').click();
  const area = await find<HTMLTextAreaElement>(page, 'dialog textarea');
  await waitFor(() => expect(isInert(area)).toBe(false));
  type(area, 'Thank you.');
  key(area, 'Enter', { ctrlKey: true });
  await find(page, 'dialog li [aria-current=true]');
  expect(saved).toMatchObject([{ text: 'Thank you.' }]);
  await has('dialog form input');
});

describe('a word typed over the times for putting off', () => {
  it('goes to the time that it names; a space in it chooses none, and Enter none that it does not name', async () => {
    await open(ticketAt(0));
    blur();
    page.app.dialogs.open({ name: 'snooze', ids: [makeRow(0).id] });
    await has('dialog ul button');
    const rows = [...page.container.querySelectorAll<HTMLElement>('dialog ul button')];
    const week = rows.find((one) => one.textContent.trim().startsWith('Next week'));
    const typed = (word: string): boolean[] => [...word].map((one) => key(document.activeElement!, one));
    expect(typed('next w')).not.toContain(true);
    if (week) expect(document.activeElement).toBe(week);
    key(document.activeElement!, 'Backspace');
    typed('zz top');
    // Used up: a browser presses no button then.
    expect(key(document.activeElement!, 'Enter')).toBe(false);
    key(document.activeElement!, 'ArrowUp');
    expect(key(document.activeElement!, 'Enter')).toBe(true);
    expect(page.transport.callsOf('snoozes.set')).toEqual([]);
  });
});

describe('the keyboard in a ticket', () => {
  it('goes on in the next one’s timeline, also from a menu of its head', async () => {
    await open(ticketAt(2));
    const timeline = (id: string): Promise<HTMLElement> =>
      waitFor(() => {
        expect(page.app.ticket.value?.id).toBe(id);
        return page.container.querySelector<HTMLElement>('article [role=region]')!;
      });
    (await timeline(makeRow(2).id)).focus();
    await page.press('j');
    await timeline(makeRow(3).id);
    await has('article [role=region]');
    await page.press('@');
    await has('input[aria-label="Type to find"]');
    key(document.activeElement!, 'Escape');
    await has('article [role=region]');
    page.container.querySelector<HTMLElement>('article button.trigger')!.focus();
    await page.press('k');
    await timeline(makeRow(2).id);
    await has('article [role=region]');
  });
});

describe('on the page of a ticket that was just made', () => {
  const made = makeRow(90);
  let isKnown = false;
  const known = (): TicketDetail => ({ ...makeDetail(made), ...(isKnown ? {} : { id: 'local-1', number: '' }) });
  async function make(): Promise<void> {
    isKnown = false;
    await open('/', {
      'drafts.get': () => null,
      'drafts.list': () => [],
      'views.fields': () => NO_FIELDS,
      'tickets.create': () => ({ jobId: 'job-1', localId: 'local-1' }),
      'tickets.update': () => ({ jobId: 'job-2', localId: null }),
      'tickets.get': known,
      'tickets.timeline': () => [],
    });
    await page.press('n');
    await has('dialog [role=combobox]');
    type(document.activeElement as HTMLInputElement, 'lucas');
    await find(page, 'dialog [role=option]');
    key(document.activeElement!, 'Enter');
    await has('dialog [name=subject]');
    type(document.activeElement as HTMLInputElement, 'The scanner is silent');
    key(document.activeElement!, 'Enter', { ctrlKey: true });
    await waitFor(() => expect(page.app.ticket.value?.id).toBe('local-1'));
    await has('article [role=region]');
  }
  function name(): void {
    isKnown = true;
    page.transport.emit('tickets.changed', { ids: ['local-1', made.id] });
  }
  const isNamed = (): Promise<void> => waitFor(() => expect(page.app.ticket.value?.id).toBe(made.id));

  it('once the service has given it its name', async () => {
    await make();
    name();
    await isNamed();
    await find(page, `article[aria-label$="#${made.number}"] [role=region]`);
    await has('article [role=region]');
  });

  it.each([
    ['its subject', 'article h2 button', 'The scanner hums'],
    ['a property', 'button[title="Change Sub-category"]', 'Scanners'],
    ['a long property', 'button[title="Change Resolution"]', 'Switched off and on'],
  ])('%s is typed to its end, whatever the service calls it meanwhile', async (_, opener, words) => {
    await make();
    (await find<HTMLElement>(page, opener)).click();
    const field = await waitFor(() => {
      const at = document.activeElement as HTMLInputElement;
      expect(at.matches('input, textarea')).toBe(true);
      return at;
    });
    type(field, words.slice(0, 5));
    // Another window is looked at, as one does to copy something: the field loses the focus and is still the page's own.
    field.dispatchEvent(new FocusEvent('focusout', { bubbles: true }));
    name();
    await waitFor(() => expect(page.app.ticket.value?.detail.id).toBe(made.id));
    expect(document.activeElement).toBe(field);
    type(field, words);
    key(field, 'Enter', { ctrlKey: field instanceof HTMLTextAreaElement });
    await waitFor(() =>
      expect(page.transport.callsOf('tickets.update')).toEqual([
        expect.objectContaining({ fields: expect.any(Object) as object }),
      ]),
    );
    expect(JSON.stringify(page.transport.callsOf('tickets.update'))).toContain(words);
    await isNamed();
  });
});

describe('on the row of a list that has the keyboard', () => {
  const begin = async (more: Script = {}): Promise<void> => {
    await open('/', { 'drafts.get': () => null, 'views.fields': () => NO_FIELDS, ...more });
    (await find<HTMLElement>(page, '[role=listbox]')).focus();
    await page.press('j', 'j');
    await waitFor(() => expect(page.app.list.selectedId).toBe(makeRow(1).id));
  };

  it('time is logged, and its timer begins, without opening it', async () => {
    await begin();
    await page.press('l');
    expect((await find(page, 'dialog form')).textContent).toContain(`#${makeRow(1).number}`);
    page.app.dialogs.close();
    await has('[role=listbox]');
    await page.press('t');
    await waitFor(() =>
      expect(page.transport.callsOf('timers.start')).toEqual([{ ticketId: makeRow(1).id, taskId: null }]),
    );
    expect(page.app.route.value.ticketId).toBeNull();
  });

  it('neither is, where several are chosen', async () => {
    await begin();
    await page.press('x', 'k', 'x', 'l');
    expect(page.app.selection.size).toBe(2);
    expect(page.app.commands.can('timer')).toBe(false);
    expect(page.app.dialogs.value).toBeNull();
  });

  it('another ticket of its contact is begun, and of the open one', async () => {
    const contact = { id: '904', name: makeRow(1).contactName, email: 'who@zylker.example' };
    await begin({
      'tickets.get': ({ id }) => ({
        ...makeDetail(makeRow(id === makeRow(1).id ? 1 : 2)),
        contactId: contact.id,
        contactName: contact.name,
        email: contact.email,
      }),
    });
    key(document.activeElement!, 'C', { shiftKey: true });
    await has('dialog [name=subject]');
    expect(page.app.dialogs.value).toEqual({ name: 'create', contact });
    page.app.dialogs.close();
    await has('[role=listbox]');
    await page.press('Enter');
    await find(page, '[data-item]');
    expect(page.app.commands.can('contact.newTicket')).toBe(true);
    key(document.activeElement!, 'C', { shiftKey: true });
    await has('dialog [name=subject]');
  });
});

it('a place where nothing is listed has the keyboard in its list', async () => {
  await open('/', { 'outbox.list': () => ({ items: [], next: null }) });
  (await find<HTMLElement>(page, '[role=listbox]')).focus();
  await page.press('g', 'b');
  await waitFor(() => expect(page.app.route.value.place).toBe('outbox'));
  await has('section.pane');
  await waitFor(() => expect(page.container.textContent).toContain('Everything is sent'));
  await has('section.pane');
});

it('the list of a place that is gone to has the keyboard, as soon as it has rows', async () => {
  await open('/');
  for (const [second, label] of [
    ['p', 'Contacts'],
    ['o', 'Tickets: Overdue'],
    ['t', 'Tasks'],
  ] as const) {
    await page.press('g', second);
    await has(`[role=listbox][aria-label="${label}"]`);
  }
});

describe('a menu that a key opened gives the keyboard back', () => {
  it('to the list, of the tickets that are chosen there', async () => {
    await open('/');
    await page.press('j', 'x', 's');
    await has('[role=toolbar] [role=menuitem]');
    await page.press('Escape');
    await has('[role=listbox]');
    expect(page.container.querySelector('[role=menu]')).toBeNull();
  });

  it('to what is written, where a canned reply was looked for', async () => {
    await open(ticketAt(0));
    await find(page, '[data-item]');
    await page.press('c');
    await has('textarea');
    key(document.activeElement!, ';', { ctrlKey: true });
    await has('[role=menuitem], [role=menu] input');
    await page.press('Escape');
    await has('textarea');
  });
});
