import { cleanup, waitFor } from '@testing-library/svelte';
import { afterEach, expect, it, vi } from 'vitest';
import type { Script } from '../fakes/transport.ts';
import type { EditorFace } from './hands.ts';
import { find, openPage, type Page } from './harness.ts';
import { makeRow } from './preview/data.ts';

// jsdom has none; the editor makes one of what is pasted.
vi.stubGlobal('ClipboardEvent', class extends Event {});
const SHA = 'ab'.repeat(32);
const DATA = `data:image/png;base64,${btoa('a picture')}`;

let page: Page;
const hold: Script = {
  'files.begin': ({ name }) => ({ uploadId: name }),
  'files.append': () => ({ received: 1 }),
  'files.finish': ({ uploadId }) => ({ sha256: SHA, name: uploadId, size: 9 }),
};

type Prose = HTMLElement & { editor: EditorFace };
async function write(keyOf: string, field: string, script: Script = hold): Promise<Prose> {
  history.replaceState(null, '', `/#/views/myOpen/${makeRow(0).id}`);
  page = await openPage('lang=en', script);
  await find(page, '[data-item]');
  await page.press(keyOf);
  return find<Prose>(page, `form.composer ${field}`);
}
/** Answers whether it was taken, so that the browser puts nothing in by itself. */
function paste(target: Element, { html = '', text = '', files = [] as File[] }): boolean {
  const kinds = { 'text/html': html, 'text/plain': text };
  const clipboardData = {
    files,
    types: [...Object.entries(kinds).flatMap(([kind, value]) => (value === '' ? [] : [kind])), 'Files'],
    getData: (kind: string) => kinds[kind as keyof typeof kinds] ?? '',
  };
  const event = Object.assign(new Event('paste', { bubbles: true, cancelable: true }), { clipboardData });
  return !target.dispatchEvent(event);
}
const content = () => page.app.composer.value?.content;
const names = () => page.app.composer.value?.files.map(({ name }) => name);
const shot = () => new File(['x'], 'image.png', { type: 'image/png' });
const said = () => page.container.querySelector('.place[role=status]')?.textContent;

afterEach(() => {
  cleanup();
  expect(page.transport.faults).toEqual([]);
});

it('a picture that was copied on a web page is taken whole, not its name alone', async () => {
  const prose = await write('r', '.ProseMirror');
  paste(prose, { html: '<meta charset="utf-8"><img src="https://shop.example/a.png" alt="pic">', files: [shot()] });
  await waitFor(() => expect(content()).toBe(`<div><img src="cid:${SHA}@deskhand" alt="image.png"></div>`));
  expect(names()).toEqual(['image.png']);
});

it('a picture that is pasted twice is one file', async () => {
  const prose = await write('r', '.ProseMirror');
  paste(prose, { files: [shot()] });
  await waitFor(() => expect(content()?.match(/<img/g)).toHaveLength(1));
  paste(prose, { files: [shot()] });
  await waitFor(() => expect(content()?.match(/<img/g)).toHaveLength(2));
  expect(names()).toEqual(['image.png']);
});

it('a message with the same file twice is drawn', async () => {
  await write('r', '.ProseMirror', { 'replies.send': () => new Promise(() => {}) });
  const file = { sha256: SHA, size: 9 };
  page.app.composer.change({
    content: '<div>see</div>',
    files: [
      { ...file, name: 'a.png' },
      { ...file, name: 'b.png' },
    ],
  });
  // Its answer is never heard: what is drawn is what was sent.
  void page.app.composer.send();
  await find(page, '[data-item] .file[title="b.png"]');
  expect(page.container.textContent).not.toContain('could not be drawn');
});

it('the picture that Word makes of its text is not', async () => {
  const prose = await write('r', '.ProseMirror');
  paste(prose, { html: '<p>words</p>', text: 'words', files: [shot()] });
  await waitFor(() => expect(content()).toBe('<div>words</div>'));
  expect(names()).toEqual([]);
});

it('pictures within a pasted text stand where they stood, and go along as files', async () => {
  const prose = await write('r', '.ProseMirror');
  prose.editor.view.pasteHTML(`<p>before <img src="${DATA}" alt="plan"> after</p>`);
  await waitFor(() => expect(content()).toBe(`<div>before <img src="cid:${SHA}@deskhand" alt="plan"> after</div>`));
  expect(names()).toEqual(['picture.png']);
  expect(said() ?? '').toBe('');
});

it('a picture that can’t be kept is taken out and named', async () => {
  const refuse = (): never => {
    throw new Error('no room');
  };
  const prose = await write('r', '.ProseMirror', { ...hold, 'files.begin': refuse });
  prose.editor.view.pasteHTML(`<p>before <img src="${DATA}"> after</p>`);
  await waitFor(() => expect(said()).toContain('picture.png could not be attached.'));
  expect(content()).toBe('<div>before  after</div>');
});

it('pictures on the web are left out, and that is said', async () => {
  const prose = await write('r', '.ProseMirror');
  prose.editor.view.pasteHTML(
    '<p>hi <img src="https://e.example/smile.png" alt="🙂"><img src="https://t.example/x.gif" width="1"></p>',
  );
  expect(said() ?? '').toBe('');
  prose.editor.view.pasteHTML('<p>see <img src="https://shop.example/a.png" alt="diagram"></p>');
  await waitFor(() => expect(said()).toContain('Pictures of the page were left out'));
});

it('a picture that was copied out of another answer goes along here too', async () => {
  const prose = await write('r', '.ProseMirror', {
    'attachments.stage': ({ id, name = '' }) => ({ sha256: id, name, size: 1 }),
  });
  const again = () =>
    prose.editor.view.pasteHTML(`<p data-pm-slice="1 1 []"><img src="cid:${SHA}@deskhand" alt="a.jpg"></p>`);
  again();
  await waitFor(() => expect(names()).toEqual(['a.jpg']));
  expect(content()).toBe(`<div><img src="cid:${SHA}@deskhand" alt="a.jpg"></div>`);
  // What is among the files already is no other file.
  again();
  await waitFor(() => expect(content()?.match(/<img/g)).toHaveLength(2));
  expect(page.transport.callsOf('attachments.stage')).toHaveLength(1);
});

it('cells pasted into a comment are its words, not a picture of them', async () => {
  const box = await write('c', 'textarea');
  expect(paste(box, { html: '<table></table>', text: 'a\tb', files: [shot()] })).toBe(false);
  expect(paste(box, { files: [shot()] })).toBe(true);
  await waitFor(() => expect(names()).toEqual(['image.png']));
});
