import { cleanup, waitFor } from '@testing-library/svelte';
import { afterEach, expect, it } from 'vitest';
import type { Script } from '../fakes/transport.ts';
import { isInert, key, type } from './hands.ts';
import { find, openPage, type Page } from './harness.ts';
import { makeRow } from './preview/data.ts';

let page: Page;
const open = async (hash: string, script: Script = {}): Promise<void> => {
  history.replaceState(null, '', `/${hash}`);
  page = await openPage('lang=en', script);
};
const composes = (field: Element, name: string): boolean => key(field, name, { isComposing: true });
afterEach(() => {
  cleanup();
  expect(page.transport.faults).toEqual([]);
});

it('an Enter that ends a word being composed saves no record, and Esc leaves none', async () => {
  await open('#/contacts/904');
  await find(page, 'main [role=region]');
  await page.press('e');
  const city = await find<HTMLInputElement>(page, '[data-field=city] input');
  type(city, '上海');
  expect(composes(city, 'Enter')).toBe(true);
  expect(composes(city, 'Escape')).toBe(true);
  expect(page.container.querySelector('[data-field=city] input')).toBe(city);
  expect(page.transport.callsOf('contacts.update')).toEqual([]);
  key(city, 'Enter');
  await waitFor(() => expect(page.transport.callsOf('contacts.update')).toHaveLength(1));
});

it('nor does it choose a record, and Esc closes no form that logs time', async () => {
  await open('#/views/myOpen');
  await find(page, '[role=option]');
  page.app.dialogs.open({ name: 'log', target: { from: 'gap', at: Date.now(), seconds: 600 } });
  const picker = await find<HTMLInputElement>(page, 'dialog [role=combobox]');
  await waitFor(() => expect(isInert(picker)).toBe(false));
  type(picker, makeRow(0).subject.slice(0, 4));
  await waitFor(() => expect(page.container.querySelector('dialog [role=option]')).not.toBeNull());
  expect(composes(picker, 'ArrowDown')).toBe(true);
  expect(composes(picker, 'Enter')).toBe(true);
  expect(picker.value).toBe(makeRow(0).subject.slice(0, 4));
  const note = await find<HTMLTextAreaElement>(page, 'dialog textarea');
  expect(composes(note, 'Escape')).toBe(true);
  expect(page.app.dialogs.value?.name).toBe('log');
  key(picker, 'Enter');
  await waitFor(() => expect(picker.value).not.toBe(makeRow(0).subject.slice(0, 4)));
});

/** As an input method does while it makes a word of letters. */
function compose(field: HTMLInputElement, letters: string): void {
  field.value = letters;
  field.dispatchEvent(new InputEvent('input', { bubbles: true, isComposing: true }));
}
function endWith(field: HTMLInputElement, word: string): void {
  compose(field, word);
  field.dispatchEvent(new CompositionEvent('compositionend', { bubbles: true, data: word }));
}

it('the letters on the way to a word ask neither search nor palette for anything, the word does', async () => {
  await open('#/search');
  const asked = (): unknown[] =>
    page.transport.callsOf('search.query').map((input) => (input as { text: string }).text);
  const box = await find<HTMLInputElement>(page, 'section [role=combobox]');
  compose(box, 'da');
  compose(box, 'dayin');
  expect(page.app.search.text).toBe('');
  endWith(box, '打印');
  await waitFor(() => expect(asked()).toEqual(['打印']));
  expect(box.value).toBe('打印');

  page.app.route.go({ place: 'tickets', ticketId: null });
  await find(page, '[data-ticket-id]');
  key(document.body, 'k', { ctrlKey: true });
  const field = await find<HTMLInputElement>(page, 'dialog [role=combobox]');
  compose(field, 'dayin');
  expect(page.app.palette.text).toBe('');
  endWith(field, '打印');
  expect(page.app.palette.text).toBe('打印');
});
