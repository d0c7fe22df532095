import { cleanup, fireEvent, waitFor } from '@testing-library/svelte';
import { afterEach, describe, expect, it } from 'vitest';
import { type EditorFace, key, type } from './hands.ts';
import { find, openPage, type Page } from './harness.ts';
import { makeRow, timeline } from './preview/data.ts';

let page: Page;
const ticketId = makeRow(0).id;
const itemNames = timeline.map(({ kind, id }) => `${kind}/${id}`);

async function open(hash = `#/views/myOpen/${ticketId}`): Promise<void> {
  history.replaceState(null, '', `/${hash}`);
  page = await openPage('lang=en');
  await waitFor(() => expect(page.app.commands.list).not.toEqual([]));
}
/** Opens the palette with Ctrl+K, types, and gives the commands that are found. */
async function look(text: string): Promise<string[]> {
  key(document.activeElement ?? document.body, 'k', { ctrlKey: true });
  await fireEvent.input(await find(page, 'dialog input'), { target: { value: text } });
  return [...page.container.querySelectorAll<HTMLElement>('[data-palette^="command/"]')].map(
    (row) => row.dataset['palette']?.slice('command/'.length) ?? '',
  );
}
async function choose(text: string, id: string): Promise<void> {
  expect((await look(text))[0], text).toBe(id);
  await page.press('Enter');
  await waitFor(() => expect(page.container.querySelector('dialog input[role=combobox]')).toBeNull());
}
const can = (id: string): boolean => page.app.commands.can(id);
const menu = (label: string): Promise<Element> => find(page, `[role=menu][aria-label="${label}"]`);
const clicked = (input: HTMLElement): Promise<void> =>
  new Promise((done) => input.addEventListener('click', () => done(), { once: true }));

afterEach(() => {
  cleanup();
  expect(page.transport.faults).toEqual([]);
});

describe('commands of what is on screen', () => {
  it('are those of the composer while it is there', async () => {
    await open();
    await find(page, '[data-item]');
    const ids = ['attach', 'plainText', 'insertCanned', 'discard', 'send', 'sendAndClose', 'fold'];
    expect(ids.filter(can)).toEqual([]);
    await page.press('c');
    type(await find<HTMLTextAreaElement>(page, 'form.composer textarea'), 'Seen.');
    await waitFor(() => expect(ids.filter(can)).toEqual(['attach', 'insertCanned', 'discard', 'send', 'fold']));
    const asked = clicked(await find(page, 'form.composer input[type=file]'));
    await choose('attach', 'attach');
    await asked;
    await choose('canned reply', 'insertCanned');
    await menu('Canned replies');
    await page.press('Escape');
    await choose('discard', 'discard');
    await waitFor(() => expect(page.container.querySelector('form.composer')).toBeNull());
    expect(ids.filter(can)).toEqual([]);
  });

  it('are done by their keys while one writes, and send and close', async () => {
    await open();
    await find(page, '[data-item]');
    await page.press('r');
    const text = await find<HTMLElement>(page, '.ProseMirror');
    key(text, 'F', { ctrlKey: true, shiftKey: true });
    const plain = await find<HTMLTextAreaElement>(page, 'form.composer textarea');
    type(plain, 'It is out.');
    expect(await look('send and close')).toContain('sendAndClose');
    await page.press('Escape');
    page.container.querySelector('dialog')?.dispatchEvent(new Event('cancel', { cancelable: true }));
    key(await find(page, 'form.composer textarea'), 'Enter', { ctrlKey: true, shiftKey: true });
    await waitFor(() =>
      expect(page.transport.callsOf('replies.send')).toEqual([expect.objectContaining({ thenStatus: 'Closed' })]),
    );
  });

  const write = async (html: string): Promise<HTMLElement> => {
    await open();
    await find(page, '[data-item]');
    await page.press('r');
    const prose = await find<HTMLElement & { editor: EditorFace }>(page, 'form.composer .ProseMirror:focus');
    prose.editor.commands.insertContent(html);
    return prose;
  };

  it('send and close out of a text with formatting, whose editor would break the line', async () => {
    const prose = await write('<p>It is out.</p>');
    key(prose, 'Enter', { keyCode: 13, ctrlKey: true, shiftKey: true });
    await waitFor(() =>
      expect(page.transport.callsOf('replies.send')).toEqual([
        expect.objectContaining({
          thenStatus: 'Closed',
          content: expect.stringMatching(/^<div>It is out\.<\/div>/) as string,
        }),
      ]),
    );
  });

  it('send and set any status of the desk, by the menu of ways to send', async () => {
    const prose = await write('<p>We are waiting for the part.</p>');
    key(prose, 'Enter', { keyCode: 13, ctrlKey: true, altKey: true });
    const ways = await menu('More ways to send');
    const onHold = [...ways.querySelectorAll<HTMLElement>('[role^=menuitem]')].find((item) =>
      item.textContent.trim().endsWith('On hold'),
    );
    if (onHold === undefined) throw new Error(`no such way: ${ways.textContent}`);
    onHold.click();
    await waitFor(() =>
      expect(page.transport.callsOf('replies.send')).toEqual([expect.objectContaining({ thenStatus: 'On Hold' })]),
    );
  });

  it('change the due date, add a task and a file of the open ticket', async () => {
    await open();
    await find(page, '[data-ticket-tasks]');
    await choose('due date', 'due');
    await menu('Change the due time');
    await page.press('Escape');
    await choose('add task', 'addTask');
    await waitFor(() => expect(document.activeElement?.closest('[data-ticket-tasks]')).not.toBeNull());
    const asked = clicked(await find(page, 'section[aria-label="Attachments"] input[type=file]'));
    await choose('add file', 'addFile');
    await asked;
  });

  it.each(['edit view', 'sort', 'columns'])('find the menu of the view by “%s”', async (words) => {
    await open('#/views/myOpen');
    await find(page, '[role=option]');
    await choose(words, 'viewMenu');
    await waitFor(() => expect(page.container.querySelector('[role=menu]')?.textContent).toContain('Contact'));
  });

  it('find each section of the settings, and what exports', async () => {
    await open('#/outbox');
    await waitFor(() => expect(can('export.outbox')).toBe(true));
    expect(can('export.time')).toBe(false);
    expect(await look('export')).toEqual(['export.outbox']);
    await fireEvent.input(await find(page, 'dialog input'), { target: { value: 'settings privacy' } });
    await page.press('Enter');
    await waitFor(() => expect(page.app.route.value).toMatchObject({ place: 'settings', itemId: 'privacy' }));
    await page.press('.', '3');
    await waitFor(() => expect(page.app.route.value.itemId).toBe('notifications'));
  });
});

describe('the timeline by keyboard', () => {
  const held = (): string | undefined => (document.activeElement as HTMLElement | null)?.dataset['item'];
  const step = (name: 'ArrowUp' | 'ArrowDown'): boolean =>
    key(document.activeElement ?? document.body, name, { altKey: true });

  it('goes from message to message, stops at the ends, and opens the menu of one', async () => {
    await open();
    await find(page, '[data-item]');
    await waitFor(() => expect(page.container.querySelectorAll('[data-item]')).toHaveLength(itemNames.length));
    step('ArrowDown');
    await waitFor(() => expect(held()).toBe(itemNames.at(-1)));
    for (const name of itemNames.toReversed().slice(1)) {
      step('ArrowUp');
      await waitFor(() => expect(held()).toBe(name));
    }
    step('ArrowUp');
    expect(held()).toBe(itemNames[0]);
    step('ArrowDown');
    await waitFor(() => expect(held()).toBe(itemNames[1]));
    const item = document.activeElement!;
    await page.press('Enter');
    await waitFor(() => expect(item.querySelector('[role=menu]')).not.toBeNull());
    await page.press('Escape');
    // From within a message, it is still that one.
    expect(item.contains(document.activeElement)).toBe(true);
    step('ArrowUp');
    await waitFor(() => expect(held()).toBe(itemNames[0]));
  });

  it('is left to the text while one writes', async () => {
    await open();
    await find(page, '[data-item]');
    await page.press('c');
    const text = await find<HTMLTextAreaElement>(page, 'form.composer textarea');
    text.focus();
    expect(step('ArrowUp')).toBe(true);
    expect(document.activeElement).toBe(text);
  });
});
