import { cleanup, fireEvent, waitFor } from '@testing-library/svelte';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { keyLabels, keyOf } from '../../src-renderer/lib/keys.ts';
import { fitOf, ranked } from '../../src-renderer/lib/rank.ts';
import { acceleratorOf, menuOf } from '../../src-renderer/views/host-menu.svelte.ts';
import readme from '../../README.md?raw';
import { en } from '../../src-renderer/locales/en.ts';
import { zh } from '../../src-renderer/locales/zh.ts';
import { type } from './hands.ts';
import { find, openPage, type Page } from './harness.ts';
import { makeRow } from './preview/data.ts';

const NAMED: Record<string, string> = {
  Esc: 'Escape',
  PgUp: 'PageUp',
  PgDn: 'PageDown',
  '←': 'ArrowLeft',
  '→': 'ArrowRight',
  'Alt+↓': 'Alt+ArrowDown',
  'Alt+↑': 'Alt+ArrowUp',
};
/** The pairs of the README's keyboard table: keys as commands have them, alternatives (`or`) together, and the words for each. */
function readmeKeys(text: string): { keys: string[]; does: string }[] {
  const section = /## Keyboard\n([\s\S]*?)\n## /.exec(text)?.[1] ?? '';
  const cells = section
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .flatMap((line) => line.slice(2, -2).split(' | '));
  return cells.flatMap((cell, at) => {
    if (at % 2 === 1) return [];
    const does = (cells[at + 1] ?? '').replace(/ \([^)]*\)/g, '').split(', ');
    const groups: string[][] = [];
    let prefix = '';
    let joins = false;
    // `1` to `9` stands for what the agent's own lists have.
    const ranged = cell.replaceAll('`1` to `9`', '`1-9`');
    for (const [, key = '', then, or] of ranged.matchAll(/`([^`]+)`(?:( then)|( or))?/g)) {
      if (then !== undefined) {
        prefix = `${key} `;
        continue;
      }
      const name = (NAMED[key] ?? key)
        .replace('Ctrl/Cmd', 'Mod')
        .replace(/(?<=\+)[A-Z]$/, (letter) => letter.toLowerCase());
      if (joins) groups.at(-1)?.push(prefix + name);
      else groups.push([prefix + name]);
      joins = or !== undefined;
    }
    expect(groups.length, `${cell}: as many words as keys`).toBe(does.length);
    return groups.map((keys, index) => ({ keys, does: does[index] ?? '' }));
  });
}

let page: Page;
const press = async (key: string, init: KeyboardEventInit = {}): Promise<void> => {
  const target = document.activeElement ?? document.body;
  target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...init }));
  await new Promise((done) => setTimeout(done));
};
const text = (selector: string): string => page.container.querySelector(selector)?.textContent ?? '';
const settingsSent = (): unknown[] =>
  page.transport.calls.filter(({ method }) => method === 'settings.update').map(({ input }) => input);

beforeEach(() => history.replaceState(null, '', '/'));
afterEach(() => {
  cleanup();
  expect(page.transport.faults).toEqual([]);
});

describe('the table of commands', () => {
  beforeEach(async () => {
    page = await openPage('lang=en');
    await find(page, '[role=option]');
  });

  it('names every command once, and gives no key to two that meet', () => {
    const { list } = page.app.commands;
    expect(new Set(list.map(({ id }) => id)).size).toBe(list.length);
    for (const command of list.filter(({ run }) => run !== undefined)) {
      for (const keys of page.app.commands.keysOf(command)) {
        expect(
          page.app.commands.conflicts(command.id, keys).map(({ id }) => id),
          `${command.id} ${keys}`,
        ).toEqual([]);
      }
    }
  });

  it('gives every command keys of its own, of a numbered list the first nine', async () => {
    const keyless = (): string[] =>
      page.app.commands.list.filter(({ keys = [] }) => keys.length === 0).map(({ id }) => id);
    expect(keyless()).toEqual([]);
    page.app.choices.departments = Array.from({ length: 11 }, (_, index) => ({
      id: `7${index}`,
      name: `Department ${index}`,
      isEnabled: true,
    }));
    await waitFor(() => expect(keyless()).toEqual(['view:dept-79', 'view:dept-710']));
    expect(page.app.commands.hint('view:dept-78')).toBe('D 9');
  });

  it('asks before two keys sign out, and changes the look with two', async () => {
    await press('u');
    await press('d');
    await waitFor(() => expect(settingsSent()).toEqual([{ theme: 'dark' }]));
    // Dark already: the second key opens nothing else.
    await press('u');
    await press('d');
    await press('g');
    await press('q');
    expect((await find(page, 'dialog')).textContent).toContain('Sign out');
    expect(page.transport.calls.some(({ method }) => method.startsWith('session.signOut'))).toBe(false);
  });

  it('gives the host’s menus every command, with the keys that it has now', async () => {
    const items = () => new Map(menuOf(page.app).flatMap((group) => group.items.map((item) => [item.id, item])));
    expect([...items().keys()].sort()).toEqual(page.app.commands.list.map(({ id }) => id).sort());
    for (const command of page.app.commands.list) {
      const { hint, accelerator } = items().get(command.id)!;
      const hasKeys = page.app.commands.keysOf(command).length > 0;
      expect(hint !== '' || accelerator !== null, command.id).toBe(hasKeys);
    }
    expect(items().get('view:closed')).toMatchObject({ label: 'Closed', hint: 'G C', accelerator: 'CmdOrCtrl+5' });
    // A menu would take it from the form.
    expect(items().get('send')).toMatchObject({ hint: 'Ctrl+Enter', accelerator: null });
    expect(items().get('print')).toMatchObject({ hint: '', accelerator: 'CmdOrCtrl+P', isEnabled: false });
    await page.app.commands.remap('nextTicket', 'Mod+Shift+d');
    expect(items().get('nextTicket')).toMatchObject({ hint: '', accelerator: 'CmdOrCtrl+Shift+D', isEnabled: true });
  });

  it.each([
    ['Mod+k', 'CmdOrCtrl+K'],
    ['Mod+Shift+u', 'CmdOrCtrl+Shift+U'],
    ['Mod+ArrowUp', 'CmdOrCtrl+Up'],
    ['Mod++', 'CmdOrCtrl+Plus'],
    ['Mod+Enter', 'CmdOrCtrl+Enter'],
    ['Mod+ф', null],
    ['Mod+z', null],
    ['j', null],
    ['g m', null],
    ['F2', null],
  ])('%s is for a menu %s', (keys, accelerator) => {
    expect(acceleratorOf(keys)).toBe(accelerator);
  });

  it('is what the README’s keyboard table says, no key less and none more', () => {
    const rows = readmeKeys(readme);
    const { list } = page.app.commands;
    const rangeOf = (keys: string): string => keys.replace(/ \d$/, ' 1-9');
    const labelsOf = (keys: string): string[] =>
      list.filter((command) => command.keys?.includes(keys)).map((command) => command.label(en).toLowerCase());
    for (const { keys, does } of rows) {
      for (const each of keys) {
        if (each.endsWith('1-9')) continue;
        const labels = labelsOf(each);
        expect(labels, `${each} is a key of no command`).not.toEqual([]);
        const words = does.toLowerCase().match(/[a-z]{2,}/g) ?? [];
        expect(
          labels.some((label) => words.some((word) => label.includes(word))),
          `${each} does “${does}” by the README, ${labels.join(', ')} by the table`,
        ).toBe(true);
      }
    }
    expect(new Set(rows.flatMap(({ keys }) => keys))).toEqual(
      new Set(list.flatMap(({ keys = [] }) => keys.map(rangeOf))),
    );
    // Two languages of one table: every command has its words in both.
    for (const command of list) for (const t of [en, zh]) expect(command.label(t), command.id).not.toBe('');
  });

  it('does nothing that can’t be done here', async () => {
    expect(page.app.commands.run('reply')).toBe(false);
    await press('j');
    await press('Enter');
    await find(page, 'article');
    expect(page.app.commands.run('reply')).toBe(true);
    expect(page.app.commands.run('nothing of this name')).toBe(false);
    // In Contacts it makes a ticket; here it must not begin a comment.
    await press('C', { shiftKey: true });
    expect(page.app.composer.value?.kind).not.toBe('comment');
  });

  it('says its keys in menus, and beside what the last message offers', async () => {
    const hintsOf = (): Map<string, string> =>
      new Map(
        [...page.container.querySelectorAll('[role^=menuitem]')].map((item) => {
          const hint = item.querySelector('.hint')?.textContent ?? '';
          return [item.textContent.trim().slice(0, hint === '' ? undefined : -hint.length), hint];
        }),
      );
    await press(',');
    await waitFor(() => expect(hintsOf().get('Dark')).toBe('U D'));
    expect(Object.fromEntries(hintsOf())).toMatchObject({
      Agents: 'G W',
      Settings: 'G ,',
      'Keyboard shortcuts': '?',
      'Sign out': 'G Q',
    });
    await press('Escape');
    page.app.said.say({ tone: 'done', text: 'Closed.', action: { label: 'Undo', run: () => undefined } });
    await waitFor(() => expect(text('.place kbd')).toBe('Z'));
    await press('j');
    await press('Enter');
    await find(page, '[data-item]');
    await press('r');
    await fireEvent.click(await find(page, 'form.composer [aria-haspopup=menu]'));
    await waitFor(() =>
      expect(Object.fromEntries(hintsOf())).toMatchObject({ Reply: 'R', Forward: 'F', Comment: 'C' }),
    );
  });

  it('takes another key for a command, and says it in titles', async () => {
    await page.app.commands.remap('nextTicket', 'n');
    expect(page.app.commands.hint('nextTicket')).toBe('N');
    await press('n');
    await waitFor(() => expect(page.app.list.selectedId).toBe(makeRow(0).id));
    await press('j');
    expect(page.app.list.selectedId).toBe(makeRow(0).id);
    await page.app.commands.remap('nextTicket', null);
    expect(page.app.commands.hint('nextTicket')).toBe('J');
  });

  it('has its keys also where a form reads them: send and fold, never as commands of the page', async () => {
    const { commands } = page.app;
    await commands.remap('send', 'Mod+j');
    await commands.remap('fold', 'F9');
    await press('j');
    await press('Enter');
    await find(page, '[data-item]');
    await press('c');
    const field = await find<HTMLTextAreaElement>(page, 'form.composer textarea');
    type(field, 'Seen.');
    expect(text('form.composer .send')).toContain('Ctrl+J');
    await press('Escape');
    await press('Enter', { ctrlKey: true });
    expect(page.transport.callsOf('comments.create')).toEqual([]);
    await press('F9');
    await waitFor(() => expect(page.container.querySelector('form.composer')).toBeNull());
    await press('j', { ctrlKey: true });
    expect(page.transport.callsOf('comments.create')).toEqual([]);
    await press('c');
    await find(page, 'form.composer textarea');
    await waitFor(() => expect(document.activeElement?.matches('form.composer textarea')).toBe(true));
    await press('j', { ctrlKey: true });
    await waitFor(() => expect(page.transport.callsOf('comments.create')).toHaveLength(1));
  });

  it('says in the form of a new ticket which keys save it', async () => {
    await page.app.commands.remap('send', 'Mod+j');
    await press('n');
    const button = await find<HTMLElement>(page, 'dialog [type=submit]');
    expect(button.title).toMatch(/ {2}Ctrl\+J$/);
  });

  it('takes for a form only keys that write nothing, and leaves those of a list alone', async () => {
    await press('?');
    await fireEvent.click(await find<HTMLElement>(page, '[title="Change the key of “Send, or save a form”"]'));
    await press('x');
    expect(text('dialog [role=status]')).toContain('belongs to what you write');
    await press('k', { ctrlKey: true });
    expect((await find(page, '[role=alert]')).textContent).toContain('Ctrl+K belongs to “Everything, by name”.');
    await fireEvent.click(await find<HTMLElement>(page, '[title="Change the key of “Send, or save a form”"]'));
    await press('F8');
    await waitFor(() => expect(settingsSent()).toEqual([{ keys: { send: 'F8' } }]));
    const fixed = [...page.container.querySelectorAll('dialog .fixed')].map((keys) => keys.textContent.trim());
    expect(fixed).toEqual(['fixedHome/End', 'fixedPgUp/PgDn']);
  });

  it('takes keys from who had them, and leaves their other keys', async () => {
    await page.app.commands.remap('search', 'o');
    expect(page.app.commands.keysOf(page.app.commands.find('open')!)).toEqual(['Enter']);
    await page.app.commands.resetAll();
    expect(page.app.commands.keysOf(page.app.commands.find('open')!)).toEqual(['Enter', 'o']);
  });

  it('gives a key in the sheet to what has none', async () => {
    await page.app.commands.remap('signOut', '');
    await press('?');
    const row = (id: string): HTMLElement | undefined =>
      [...page.container.querySelectorAll<HTMLElement>('dialog li')].find((one) => one.textContent.includes(id));
    await find(page, 'dialog li');
    for (const { id, label, run } of page.app.commands.list) {
      if (run) expect(row(label(page.app.i18n.t)), id).toBeDefined();
    }
    const shown = (): number => page.container.querySelectorAll('dialog li').length;
    const all = shown();
    await fireEvent.input(await find(page, 'dialog input[type=search]'), { target: { value: 'sign out' } });
    await waitFor(() => expect(shown()).toBe(1));
    expect(all).toBeGreaterThan(60);
    expect(row('Sign out')?.textContent).toContain('Add a key');
    await fireEvent.click(row('Sign out')!.querySelector('button.keys')!);
    // What closes the window is not given away.
    await fireEvent.keyDown(document.activeElement ?? document.body, { key: 'w', ctrlKey: true });
    await waitFor(() => expect(text('dialog [role=status]')).toContain('the system’s or the browser’s own'));
    await press('g');
    await press('q');
    await waitFor(() => expect(settingsSent().at(-1)).toEqual({ keys: { signOut: 'g q' } }));
  });

  it('is changed in the sheet, which says whose key it is', async () => {
    await press('?');
    const button = await find<HTMLElement>(page, '[title="Change the key of “Search”"]');
    await fireEvent.click(button);
    expect(text('dialog [role=status]')).toContain('Press the new key');
    await press('j');
    const alert = await find(page, '[role=alert]');
    expect(alert.textContent).toContain('J belongs to “Next ticket”.');
    await fireEvent.click([...alert.querySelectorAll('button')].find((one) => one.textContent === 'Leave it')!);
    expect(settingsSent()).toEqual([]);
    await fireEvent.click(button);
    await press('g');
    await press('v');
    await waitFor(() => expect(settingsSent()).toEqual([{ keys: { search: 'g v' } }]));
    (await find<HTMLElement>(page, '[aria-label^="Give “Search”"]')).focus();
    await fireEvent.click(document.activeElement!);
    await waitFor(() => expect(settingsSent().at(-1)).toEqual({ keys: {} }));
    await waitFor(() => expect(document.activeElement).toBe(button));
  });

  it('takes a key of another command on the agent’s word, and keeps the keyboard where it was', async () => {
    await press('?');
    const button = await find<HTMLElement>(page, '[title="Change the key of “Search”"]');
    button.focus();
    await fireEvent.click(button);
    await press('j');
    const alert = await find(page, '[role=alert]');
    const useHere = [...alert.querySelectorAll('button')].find((one) => one.textContent === 'Use it here')!;
    useHere.focus();
    await fireEvent.click(useHere);
    await waitFor(() => expect(settingsSent()).toEqual([{ keys: { search: 'j', nextTicket: '' } }]));
    expect(document.activeElement).toBe(button);
    const resetAll = [...page.container.querySelectorAll<HTMLElement>('dialog button')].find(
      (one) => one.textContent === 'All keys as they were',
    )!;
    resetAll.focus();
    await fireEvent.click(resetAll);
    await waitFor(() => expect(settingsSent().at(-1)).toEqual({ keys: {} }));
    await waitFor(() => expect(document.activeElement?.matches('dialog input[type=search]')).toBe(true));
  });
});

describe('the palette', () => {
  beforeEach(async () => {
    page = await openPage('lang=en');
    await find(page, '[role=option]');
  });
  const items = (): string[] =>
    [...page.container.querySelectorAll<HTMLElement>('[data-palette]')].map((row) => row.dataset['palette'] ?? '');
  async function look(value: string): Promise<void> {
    await press('k', { ctrlKey: true });
    await fireEvent.input(await find(page, 'dialog input'), { target: { value } });
  }

  it('opens with Ctrl+K, runs a command by its name, and gives the focus back', async () => {
    const before = document.activeElement;
    await look('unassi');
    expect(items()[0]).toBe('command/view:unassigned');
    await press('Enter');
    await waitFor(() => expect(page.app.route.value.view).toBe('unassigned'));
    expect(page.container.querySelector('dialog')).toBeNull();
    expect(before?.getAttribute('role')).toBe('listbox');
  });

  it('finds commands in either language, and by their beginnings', async () => {
    await look('主题');
    expect(items()[0]).toMatch(/^command\/theme:/);
    await fireEvent.input(await find(page, 'dialog input'), { target: { value: 'fus' } });
    expect(items()[0]).toBe('command/sidebar');
  });

  it('never has more than 50 rows, and always says where everything is searched', async () => {
    await look('e');
    await waitFor(() => expect(items().some((id) => id.startsWith('ticket/'))).toBe(true));
    expect(items().length).toBeLessThanOrEqual(50);
    expect(items().at(-1)).toBe('search');
  });

  it('opens the ticket of a number at once, however fast it is typed', async () => {
    await look('#1042');
    await press('Enter');
    await waitFor(() => expect(page.app.route.value.ticketId).not.toBeNull());
  });

  it('goes with g g and a few letters wherever the sidebar leads, also where no number is left for its keys', async () => {
    const base = page.app.views.list[0]!;
    page.app.views.list = Array.from({ length: 14 }, (_, n) => ({ ...base, id: `v-${n}`, name: `Region ${n}` }));
    page.app.choices.departments = Array.from({ length: 60 }, (_, n) => ({
      ...{ id: String(n), name: `Store ${n}`, isEnabled: true },
    })) as never;
    await press('g');
    await press('g');
    await find(page, 'dialog input');
    const all = items();
    const links = [...page.container.querySelectorAll<HTMLAnchorElement>('nav a[href^="#/"]')];
    const shown = links.map(({ hash }) => hash.slice(2).replace('views/', 'view:'));
    expect(shown.length).toBeGreaterThan(80);
    expect(all).toEqual(expect.arrayContaining(shown.map((id) => `command/${id}`)));
    await fireEvent.input(await find(page, 'dialog input'), { target: { value: 'store 57' } });
    expect(items()[0]).toBe('command/view:dept-57');
    await fireEvent.input(await find(page, 'dialog input'), { target: { value: 'reg 13' } });
    expect(items()).toEqual(['command/view:v-13']);
    expect(page.transport.callsOf('search.query')).toEqual([]);
    await press('Enter');
    await waitFor(() => expect(page.app.route.value.view).toBe('v-13'));
    // Everything is everything again.
    await look('new ticket');
    expect(items()).toContain('command/newTicket');
  });

  it('walks with the arrows, around the ends', async () => {
    await look('theme');
    const rows = items().length;
    await press('ArrowUp');
    expect(page.app.palette.at).toBe(rows - 1);
    await press('ArrowDown');
    expect(page.app.palette.at).toBe(0);
  });
});

describe('keys', () => {
  it.each([
    [{ key: 'J', shiftKey: true }, 'Shift+j'],
    [{ key: 'J' }, 'j'],
    [{ key: '?', shiftKey: true }, '?'],
    [{ key: 'k', metaKey: true }, 'Mod+k'],
    [{ key: ' ' }, 'Space'],
    [{ key: 'ArrowDown', shiftKey: true }, 'Shift+ArrowDown'],
  ])('%o is %s', (init, name) => {
    expect(keyOf(new KeyboardEvent('keydown', init))).toBe(name);
  });
  it('is a modifier alone nothing', () => {
    expect(keyOf(new KeyboardEvent('keydown', { key: 'Shift', shiftKey: true }))).toBeNull();
  });
  it.each([
    ['g m', ['G', 'M'], ['G', 'M']],
    ['Mod+k', ['Ctrl+K'], ['⌘K']],
    ['Shift+j', ['Shift+J'], ['Shift+J']],
    ['Escape', ['Esc'], ['Esc']],
    ['+', ['+'], ['+']],
  ])('%s reads %o, on a Mac %o', (keys, labels, mac) => {
    expect(keyLabels(keys, false)).toEqual(labels);
    expect(keyLabels(keys, true)).toEqual(mac);
  });
});

describe('ranking', () => {
  it('puts beginnings before parts, and nothing that lacks a word', () => {
    expect(ranked('pri', ['Sprint', 'Change priority', 'Priority'], (name) => [name], 9)).toEqual([
      'Priority',
      'Change priority',
      'Sprint',
    ]);
    expect(fitOf('close now', 'Close ticket')).toBe(0);
    expect(fitOf('ticket close', 'Close ticket')).toBeGreaterThan(0);
    expect(fitOf('cp', 'Change priority')).toBeGreaterThan(0);
  });
});
