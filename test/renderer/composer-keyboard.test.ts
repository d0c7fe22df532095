import { cleanup, waitFor } from '@testing-library/svelte';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { find, openPage, type Page } from './harness.ts';
import { makeRow } from './preview/data.ts';
import type { Script } from '../fakes/transport.ts';

let page: Page;
const ticketId = makeRow(0).id;

async function open(script: Script = {}): Promise<void> {
  history.replaceState(null, '', `/#/views/myOpen/${ticketId}`);
  page = await openPage('lang=en', script);
  await find(page, '[data-item]');
}
// The editor is loaded when it is wanted: the first time takes long.
beforeAll(() => import('../../src-renderer/components/rich-editor.svelte'));
afterEach(() => {
  cleanup();
  expect(page.transport.faults).toEqual([]);
});
const button = (text: string): Promise<HTMLElement> =>
  waitFor(() => {
    const found = [...page.container.querySelectorAll<HTMLElement>('button')].find((one) =>
      (one.getAttribute('aria-label') ?? one.textContent.trim()).startsWith(text),
    );
    if (!found) throw new Error(`no button ${text}`);
    return found;
  });
const field = (label: string): Promise<HTMLInputElement> =>
  waitFor(() => {
    const found = [...page.container.querySelectorAll<HTMLInputElement>('form.composer input')].find(
      ({ labels }) => labels?.[0]?.textContent === label,
    );
    if (!found) throw new Error(`no field ${label}`);
    return found;
  });
/** As a click or Enter does: the button has the keyboard. */
function use(one: HTMLElement): void {
  one.focus();
  one.click();
}

describe('the keyboard stays in the composer', () => {
  it('in Cc once that was asked for, whose button is gone', async () => {
    await open();
    await page.press('r');
    await find(page, 'form.composer .ProseMirror:focus');
    use(await button('Cc, Bcc'));
    const cc = await field('Cc');
    await waitFor(() => expect(document.activeElement).toBe(cc));
  });

  it('in the text when the quote was taken away by its own button', async () => {
    await open();
    await page.press('r');
    await find(page, 'form.composer .ProseMirror:focus');
    use(await button('Leave the quote out'));
    await waitFor(() => expect(page.app.composer.value?.quote).toBeNull());
    await waitFor(() => expect(document.activeElement?.closest('form.composer')).not.toBeNull());
    await waitFor(() => expect(document.activeElement?.matches('.ProseMirror')).toBe(true));
  });
});
