import { cleanup, fireEvent, waitFor } from '@testing-library/svelte';
import { tick } from 'svelte';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LinkState } from '../../src-renderer/bridge/bridge.ts';
import { filterOf } from '../../src-renderer/state/views.svelte.ts';
import { ScriptedError } from '../fakes/transport.ts';
import { find, openPage, type Page } from './harness.ts';
import { makeRow } from './preview/data.ts';
import { sceneScript } from './preview/scene.ts';

let page: Page;
const rows = (): HTMLElement[] => [...page.container.querySelectorAll<HTMLElement>('[role=option]')];
const selected = (): string | undefined =>
  page.container.querySelector<HTMLElement>('[role=option][aria-selected=true]')?.dataset['ticketId'];
const idOf = (index: number): string => makeRow(index).id;

beforeEach(() => history.replaceState(null, '', '/'));
afterEach(() => {
  cleanup();
  expect(page.transport.faults).toEqual([]);
});

describe('the ticket list', () => {
  beforeEach(async () => {
    page = await openPage('lang=en');
    await find(page, '[role=option]');
  });

  it('holds a window of rows, each with its words', () => {
    expect(rows().length).toBeLessThan(40);
    const text = rows()[0]?.textContent ?? '';
    for (const word of [
      '#1042',
      'Printer offline',
      'Open',
      'High',
      'Lucas Carol',
      'Email',
      'due in',
      'Customer waits',
    ]) {
      expect(text).toContain(word);
    }
    expect(rows()[2]?.textContent).toContain('late');
  });

  it('has the focus, and tells what is active', async () => {
    const list = await find<HTMLElement>(page, '[role=listbox]');
    expect(document.activeElement).toBe(list);
    await page.press('j', 'j');
    await waitFor(() => expect(selected()).toBe(idOf(1)));
    expect(list.getAttribute('aria-activedescendant')).toBe(page.container.querySelector('[aria-selected=true]')?.id);
    await page.press('k');
    await waitFor(() => expect(selected()).toBe(idOf(0)));
    await page.press('ArrowDown', 'End');
    await waitFor(() => expect(selected()).toBe(idOf(127)));
    await page.press('Home');
    await waitFor(() => expect(selected()).toBe(idOf(0)));
    await page.press('PageDown');
    await waitFor(() => expect(selected()).toBe(idOf(9)));
  });

  it('opens with Enter, walks with j, goes back with Escape and returns the focus', async () => {
    await page.press('j', 'Enter');
    expect(location.hash).toBe(`#/views/myOpen/${idOf(0)}`);
    await find(page, 'article [data-item]');
    const steps = history.length;
    await page.press('j');
    await waitFor(() => expect(location.hash).toBe(`#/views/myOpen/${idOf(1)}`));
    expect(history.length).toBe(steps);
    await page.press('Escape');
    expect(location.hash).toBe('#/views/myOpen');
    expect(document.activeElement?.getAttribute('role')).toBe('listbox');
    expect(selected()).toBe(idOf(1));
  });

  it('is walked and opened by keys also where the focus is on a link of the sidebar', async () => {
    const link = await find<HTMLAnchorElement>(page, 'nav a[href="#/views/unassigned"]');
    link.focus();
    await page.press('j');
    await waitFor(() => expect(document.activeElement?.getAttribute('role')).toBe('listbox'));
    await page.press('Enter');
    expect(location.hash).toBe(`#/views/myOpen/${idOf(0)}`);
  });

  it('opens with a click', async () => {
    await fireEvent.click(rows()[3]!);
    expect(location.hash).toBe(`#/views/myOpen/${idOf(3)}`);
    await waitFor(() => expect(page.transport.callsOf('tickets.get')).toContainEqual({ id: idOf(3) }));
    await waitFor(() => expect(page.transport.callsOf('sync.focus').at(-1)).toMatchObject({ ticketId: idOf(3) }));
  });

  it.each([
    ['u', 'unassigned'],
    ['o', 'overdue'],
    ['a', 'allOpen'],
    ['c', 'closed'],
    ['m', 'myOpen'],
  ])('goes to a view with g %s', async (key, view) => {
    await page.press('g', key);
    expect(location.hash).toBe(`#/views/${view}`);
    await waitFor(() => expect(page.transport.callsOf('tickets.list').at(-1)).toMatchObject({ view }));
    expect(page.container.querySelector('nav [aria-current=page]')?.getAttribute('href')).toBe(`#/views/${view}`);
  });

  it('folds the sidebar and the details, and keeps that', async () => {
    await page.press('[');
    expect(page.transport.callsOf('settings.update').at(-1)).toEqual({ sidebarFolded: true });
    await page.press('j', 'Enter');
    await find(page, 'aside');
    await page.press(']');
    expect(page.transport.callsOf('settings.update').at(-1)).toEqual({ panelFolded: true });
    await waitFor(() => expect(page.container.querySelector('aside')).toBeNull());
  });

  it('shows the sheet on ?, which takes the keys until it is closed', async () => {
    await page.press('?');
    const dialog = await find(page, 'dialog');
    expect(dialog.textContent).toContain('Keyboard shortcuts');
    await page.press('j');
    expect(selected()).toBeUndefined();
    await fireEvent(dialog, new Event('cancel', { cancelable: true }));
    await waitFor(() => expect(page.container.querySelector('dialog')).toBeNull());
    expect(document.activeElement?.getAttribute('role')).toBe('listbox');
  });

  it('does what the host’s menus ask', async () => {
    page.transport.emit('app.command', { command: 'view:closed' });
    expect(location.hash).toBe('#/views/closed');
    page.transport.emit('app.command', { command: `navigate:#/tickets/${idOf(5)}` });
    expect(location.hash).toBe(`#/views/closed/${idOf(5)}`);
    page.transport.emit('app.command', { command: 'back' });
    expect(location.hash).toBe('#/views/closed');
    page.transport.emit('app.command', { command: 'syncNow' });
    expect(page.transport.callsOf('sync.now')).toHaveLength(1);
  });

  it('is as of the last look, also one that found nothing new', async () => {
    const time = (): number => Date.parse(page.container.querySelector<HTMLTimeElement>('.as-of time')!.dateTime);
    await waitFor(() => expect(time()).toBeGreaterThan(0));
    const later = time() + 3 * 60_000;
    const status = page.app.sync.status!;
    const perNoun = { ...status.perNoun!, ticketFields: later };
    page.transport.script({ 'sync.status': () => ({ ...status, perNoun }) });
    page.transport.emit('sync.changed', {});
    await waitFor(() => expect(time()).toBe(later));
  });

  it('says how far each list reaches, and no more than is so', async () => {
    const at = (minutes: number): number => Date.parse('2026-05-04T10:00:00') + minutes * 60_000;
    const status = page.app.sync.status!;
    const told = async (view: string, change: Partial<typeof status>): Promise<string> => {
      page.app.sync.status = { ...status, perNoun, ...change };
      page.app.route.go({ view, ticketId: null });
      await tick();
      return (page.container.querySelector('.as-of')?.textContent ?? '').trim();
    };
    const perNoun = { ...status.perNoun!, ticketFields: at(0), closedTickets: at(-60) };
    const depth = { range: 90 as const, departmentIds: ['1'], attachmentBytes: 0 };
    const reach = { isListed: true, closed: 'since', closedSince: at(-60), departments: null } as const;
    expect(await told('allOpen', { reach })).toMatch(/^as of .*10:00/);
    expect(await told('allOpen', { reach })).not.toContain('closed');
    expect(await told('closed', { reach })).toMatch(/^as of .*9:00.* · closed ones back to .*4/);
    expect(await told('closed', { reach: { ...reach, closed: 'all', closedSince: null } })).not.toContain('closed');
    expect(await told('closed', { reach: { ...reach, isListed: false, closedSince: null } })).toContain(
      'more are being listed',
    );
    expect(await told('closed', { reach, depth })).toContain('of 1 department');
    expect(await told('dept-1', { reach, depth })).toMatch(/^as of [^·]*$/);
    expect(await told('dept-2', { reach, depth })).toBe('not fetched: left out of “What is kept here”');
    expect(await told('spam', { reach })).toBe('as far as known here: the service lists no spam');
    page.app.views.list = [
      { ...page.app.views.list[0]!, id: 'v-9', filter: { ...filterOf('closed'), tags: ['vip'], statusTypes: [] } },
    ];
    expect(await told('v-9', { reach })).toMatch(/^as of .*9:00.* · closed ones .* · only tickets opened here$/);
    expect(await told('snoozed', { reach, depth })).toMatch(/^as of [^·]*10:00[^·]*$/);
    expect(await told('drafts', { reach, depth })).toMatch(/^as of [^·]*9:00[^·]*$/);
  });

  it('says of a ticket without a number that it is new, and nothing of a number', async () => {
    const row = { ...makeRow(0), number: '' };
    page.transport.script({ 'tickets.list': () => ({ rows: [row], total: 1 }) });
    for (const density of ['compact', 'comfortable'] as const) {
      page.app.settings.value = { ...page.app.settings.value, density };
      page.transport.emit('tickets.changed', { ids: [] });
      await waitFor(() => {
        expect(rows().map((one) => one.querySelector('.number')?.textContent?.trim())).toEqual(['new']);
        expect(rows()[0]?.textContent).not.toContain('#');
        expect(rows()[0]?.innerHTML).toContain(`Select ${row.subject}`);
      });
    }
  });

  it('resizes with the keyboard', async () => {
    const border = await find<HTMLElement>(page, '[role=separator][aria-label="Width of the list"]');
    expect(border.getAttribute('aria-valuenow')).toBe('320');
    await fireEvent.keyDown(border, { key: 'ArrowRight' });
    expect(page.transport.callsOf('settings.update').at(-1)).toEqual({ listWidth: 336 });
    await waitFor(() => expect(border.getAttribute('aria-valuenow')).toBe('336'));
  });
});

describe('states', () => {
  it.each([
    ['offline', 'Offline'],
    ['busy', 'Service busy'],
    ['signingInAgain', 'Signing in again'],
    ['signInNeeded', 'Sign-in needed'],
  ])('%s shows as one word with its time', async (connection, word) => {
    page = await openPage(`lang=en&connection=${connection}`);
    const bar = await find(page, 'footer [role=status]');
    expect(bar.textContent).toContain(word);
    expect(bar.textContent).toContain('since');
  });

  it('the day’s credits that are used up are no busy service', async () => {
    page = await openPage('lang=en&connection=busy&cause=credits');
    const bar = await find(page, 'footer [role=status]');
    await waitFor(() => expect(bar.textContent).toContain('Credits used up'));
    expect(bar.textContent).not.toContain('Service busy');
    expect(bar.getAttribute('title')).toContain('are used up');
  });

  it('a missing permission is named with what to do', async () => {
    page = await openPage('lang=en&problem=badScope');
    const banner = await find(page, '[role=alert]');
    expect(banner.textContent).toContain('In the developer console, allow it these scopes: Desk.tasks.ALL');
  });

  it('a first look that is under way is not called nothing', async () => {
    page = await openPage('lang=en&first=1');
    await waitFor(() =>
      expect(page.container.querySelector('footer.bar')?.textContent).toContain('first fetch not finished'),
    );
    expect(page.container.querySelector('.as-of')?.textContent.trim()).toBe('first fetch not finished');
    cleanup();
    page = await openPage('lang=en&first=1&total=0');
    await waitFor(() =>
      expect(page.container.querySelector('footer.bar')?.textContent).toContain('nothing fetched yet'),
    );
  });

  it('progress comes with numbers', async () => {
    page = await openPage('lang=en&progress=340');
    await waitFor(() => expect(page.container.textContent).toContain('Messages 340 of 2,000'));
    expect(page.container.querySelector('[role=progressbar]')?.getAttribute('aria-valuenow')).toBe('340');
  });

  it('an ended session says that work goes on, and signs in again', async () => {
    page = await openPage('lang=en&problem=sessionEnded');
    const banner = await find(page, '[role=alert]');
    expect(banner.textContent.replace(/\s+/g, ' ')).toContain('Your session ended. You can go on working');
    await fireEvent.click(banner.querySelector('button')!);
    expect(page.transport.callsOf('session.signInAgain')).toHaveLength(1);
  });

  it('a lost core says so, keeps the list, and reads again when it is back', async () => {
    let tell: (state: LinkState) => void = () => {};
    page = await openPage(
      'lang=en',
      {},
      {
        onLink(listener) {
          tell = listener;
          listener('connected');
          return () => {};
        },
      },
    );
    await find(page, '[role=option]');
    tell('lost');
    expect((await find(page, '[role=alert]')).textContent).toContain('Deskhand’s core is not answering.');
    expect(rows().length).toBeGreaterThan(5);
    const before = page.transport.callsOf('tickets.list').length;
    tell('connected');
    await waitFor(() => expect(page.transport.callsOf('tickets.list').length).toBeGreaterThan(before));
    expect(page.container.querySelector('[role=alert]')).toBeNull();
  });

  it.each(['myOpen', 'unassigned', 'overdue', 'allOpen', 'closed'])(
    'an empty %s teaches the next step',
    async (view) => {
      history.replaceState(null, '', `/#/views/${view}`);
      page = await openPage('lang=zh', { 'tickets.list': () => ({ rows: [], total: 0 }) });
      await waitFor(() => expect(page.container.textContent).toContain(page.app.i18n.t.empty[view as 'closed'].hint));
    },
  );

  it('the first sync shows its numbers in the empty list', async () => {
    page = await openPage('lang=zh&total=0&first=1&progress=12');
    await waitFor(() => expect(page.container.querySelector('section')?.textContent).toContain('消息 12 / 2,000'));
  });

  it('another agent sees nothing of the one before', async () => {
    page = await openPage('lang=en');
    await find(page, '[role=option]');
    const session = (phase: string) => sceneScript(new URLSearchParams(`scene=${phase}`))['session.get']!({});
    page.transport.script({ 'session.get': () => session('signedOut') });
    page.transport.emit('session.changed', {});
    await find(page, 'form');
    page.transport.script({ 'session.get': () => session('ready'), 'tickets.list': () => new Promise(() => {}) });
    page.transport.emit('session.changed', {});
    await find(page, 'nav');
    expect(rows()).toEqual([]);
  });

  it('asks everywhere before much is removed, names what it is about, and answers that question once', async () => {
    page = await openPage('lang=en&sweep=contacts');
    const banner = await find(page, '[role=alert]');
    expect(banner.textContent).toContain('214 of 2,000 contacts are gone from the service.');
    const [remove, keep] = banner.querySelectorAll('button');
    expect(remove?.textContent.trim()).toBe('Remove them here too');
    await fireEvent.click(keep!);
    await fireEvent.click(keep!);
    const question = { noun: 'contacts', askedAt: 1_764_000_000_000 };
    await waitFor(() => expect(page.transport.callsOf('sync.answerSweep')).toEqual([{ ...question, remove: false }]));
    expect(page.container.querySelector('[role=alert]')).toBeNull();
  });

  it('keeps the question where an answer was not taken', async () => {
    page = await openPage('lang=zh&sweep=1', {
      'sync.answerSweep': () => {
        throw new ScriptedError({ code: 'internal', message: 'no' });
      },
    });
    const banner = await find(page, '[role=alert]');
    expect(banner.textContent).toContain('2,000 张工单中有 214 张已不在服务端');
    await fireEvent.click(banner.querySelector('button')!);
    await waitFor(() => expect(page.container.textContent).toContain('您的选择未被接受'));
    expect(page.container.querySelector('[role=alert]')).not.toBeNull();
  });

  it('says in the open why the service can’t be reached', async () => {
    page = await openPage('lang=en&connection=offline&cause=captivePortal');
    const bar = await find(page, 'footer [role=status]');
    await waitFor(() => expect(bar.textContent).toContain('this network may want you to sign in to it first'));
  });

  it('notices of the core can be put away', async () => {
    page = await openPage('lang=en', {
      'app.info': () => ({
        version: '1',
        host: 'browser',
        dataDir: '/',
        secretStore: 'file',
        isSecretStoreWeak: false,
        platform: 'linux',
        isShortcutRefused: false,
        notices: [{ id: 'agentDatabaseSetAside', level: 'danger', jobs: 2, drafts: 1, path: '/data/aside.db' }],
      }),
    });
    const banner = await find(page, '[role=alert]');
    expect(banner.textContent).toContain('2 items and 1 draft could be read back');
    expect(banner.textContent).toContain('/data/aside.db');
    page.app.i18n.use('zh');
    await waitFor(() => expect(banner.textContent).toContain('已读回 2 项内容和 1 份草稿'));
    await fireEvent.click(banner.querySelector('button')!);
    await waitFor(() => expect(page.container.textContent).not.toContain('/data/aside.db'));
  });
});

describe('the look', () => {
  it('changes theme, language and density from the menu, by keyboard', async () => {
    page = await openPage('lang=en&theme=light');
    const trigger = await find<HTMLElement>(page, '[aria-haspopup=menu]');
    trigger.focus();
    await fireEvent.click(trigger);
    await waitFor(() => expect(document.activeElement?.textContent.trim()).toMatch(/^Light/));
    await page.press('ArrowDown');
    expect(document.activeElement?.textContent.trim()).toMatch(/^Dark/);
    await fireEvent.click(document.activeElement!);
    expect(document.documentElement.dataset['theme']).toBe('dark');
    const chinese = [...page.container.querySelectorAll<HTMLElement>('[role=menuitemradio]')].find((one) =>
      one.textContent.includes('中文'),
    )!;
    await fireEvent.click(chinese);
    expect(document.documentElement.lang).toBe('zh-CN');
    await waitFor(() => expect(page.container.textContent).toContain('我的未结'));
    await page.press('Escape');
    expect(document.activeElement).toBe(trigger);
    expect(page.transport.callsOf('settings.update')).toEqual([{ theme: 'dark' }, { language: 'zh' }]);
  });

  it('says when a choice could not be kept, and keeps it for now', async () => {
    page = await openPage('lang=en&theme=light', {
      'settings.update': () => {
        throw new ScriptedError({ code: 'internal', message: 'disk full' });
      },
    });
    await find(page, '[role=option]');
    void page.app.settings.update({ theme: 'dark' });
    await waitFor(() => expect(page.container.textContent).toContain('could not be saved'));
    expect(document.documentElement.dataset['theme']).toBe('dark');
  });
});
