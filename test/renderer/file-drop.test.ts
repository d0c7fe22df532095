import { cleanup, waitFor } from '@testing-library/svelte';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { find, openPage, type Page } from './harness.ts';
import { makeRow } from './preview/data.ts';

let page: Page;
const open = async (): Promise<void> => {
  history.replaceState(null, '', `/#/views/myOpen/${makeRow(0).id}`);
  page = await openPage('lang=en');
  await find(page, '[data-item]');
};
const file = new File(['a line'], 'note.txt', { type: 'text/plain' });
/** A file above an element, and let go there; answers whether the browser may do with it what it does. */
function drop(element: Element, types: readonly string[] = ['Files']): boolean[] {
  return ['dragover', 'drop'].map((type) => {
    const event = new Event(type, { bubbles: true, cancelable: true });
    Object.defineProperty(event, 'dataTransfer', { value: { types, files: [file], dropEffect: 'copy' } });
    return element.dispatchEvent(event);
  });
}

afterEach(() => {
  cleanup();
  expect(page.transport.faults).toEqual([]);
});

describe('a file that is dropped', () => {
  it('on the messages is the ticket’s', async () => {
    await open();
    const add = vi.spyOn(page.app.files, 'add').mockResolvedValue();
    expect(drop(await find(page, '[data-item]'))).toEqual([false, false]);
    expect(add.mock.calls).toEqual([[{ noun: 'ticket', parentId: makeRow(0).id }, [file]]]);
  });

  it('on the messages goes along with what is being written', async () => {
    await open();
    const add = vi.spyOn(page.app.files, 'add').mockResolvedValue();
    const attach = vi.spyOn(page.app.composer.files, 'attach').mockResolvedValue([]);
    await page.press('c');
    await find(page, 'form.composer');
    drop(await find(page, '[data-item]'));
    drop(await find(page, 'form.composer'));
    await waitFor(() => expect(attach.mock.calls.map(([files]) => files)).toEqual([[file], [file]]));
    expect(add).not.toHaveBeenCalled();
  });

  it('where nothing takes it leads nowhere, and text is dropped as ever', async () => {
    await open();
    const add = vi.spyOn(page.app.files, 'add').mockResolvedValue();
    expect(drop(await find(page, '[role=listbox]'))).toEqual([false, false]);
    expect(drop(await find(page, '[role=listbox]'), ['text/plain'])).toEqual([true, true]);
    expect(add).not.toHaveBeenCalled();
  });
});
