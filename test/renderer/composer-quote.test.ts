import { cleanup, waitFor } from '@testing-library/svelte';
import { afterEach, describe, expect, it } from 'vitest';
import { key, type EditorFace } from './hands.ts';
import { find, openPage, type Page } from './harness.ts';
import { makeRow } from './preview/data.ts';

let page: Page;
async function write(keyOf: string): Promise<HTMLElement & { editor: EditorFace }> {
  history.replaceState(null, '', `/#/views/myOpen/${makeRow(0).id}`);
  page = await openPage('lang=en');
  await find(page, '[data-item]');
  await page.press(keyOf);
  return find(page, 'form.composer .ProseMirror');
}
const button = (name: string): Promise<HTMLElement> =>
  waitFor(() => {
    const found = [...page.container.querySelectorAll<HTMLElement>('form.composer button')].find(
      (one) => (one.getAttribute('aria-label') ?? one.textContent.trim()) === name,
    );
    if (!found) throw new Error(`no button ${name}`);
    return found;
  });

afterEach(() => {
  cleanup();
  expect(page.transport.faults).toEqual([]);
});

describe('the quote of an answer', () => {
  it('that was left out is put back as it was, and what was written stays', async () => {
    const prose = await write('r');
    const { quote } = page.app.composer.value ?? {};
    expect(quote).toBeTruthy();
    prose.editor.commands.insertContent('my words');
    (await button('Leave the quote out')).click();
    await waitFor(() => expect(page.app.composer.value?.quote).toBeNull());
    (await button('Put it back')).click();
    await waitFor(() => expect(page.app.composer.value).toMatchObject({ quote, content: '<div>my words</div>' }));
    await button('Leave the quote out');
  });

  it('shows all that goes out above a forwarded message', async () => {
    await write('f');
    const [first = '', ...lines] = page.app.composer.value?.quote?.head.split('\n') ?? [];
    expect(lines.length).toBeGreaterThan(2);
    const form = await find(page, 'form.composer');
    expect(form.textContent).toContain(first);
    expect(form.textContent).not.toContain(lines[0]);
    (await button('Show the quoted message')).click();
    await waitFor(() => lines.forEach((line) => expect(form.textContent).toContain(line)));
  });

  it('leaves the keys of the answer to the answer', async () => {
    const prose = await write('r');
    prose.editor.commands.insertContent('my words');
    (await button('Show the quoted message')).click();
    const frame = await find<HTMLIFrameElement>(page, 'form.composer iframe');
    const inside = await waitFor(() => {
      const body = frame.contentDocument?.body;
      if (!body) throw new Error('no frame yet');
      return body;
    });
    frame.dispatchEvent(new Event('load'));
    key(inside, 'Enter', { ctrlKey: true });
    await waitFor(() => expect(page.transport.callsOf('replies.send')).toHaveLength(1));
  });
});
