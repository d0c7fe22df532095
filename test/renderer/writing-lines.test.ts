import './page.ts';
import type { Editor } from '@tiptap/core';
import { cleanup, render } from '@testing-library/svelte';
import { flushSync } from 'svelte';
import { afterEach, expect, it } from 'vitest';
import RichEditor from '../../src-renderer/components/rich-editor.svelte';
import { cleanPaste } from '../../src-renderer/lib/mail/clean-paste.ts';
import { en } from '../../src-renderer/locales/en.ts';
import { richWords } from '../../src-renderer/views/parts/words.ts';

afterEach(cleanup);

/** The editor as the composer has it, and what it last said is written. */
function write(content = '') {
  let said = content;
  const { component, container } = render(RichEditor, {
    content,
    label: 'Text',
    placeholder: '',
    readonly: false,
    words: richWords(en),
    onchange: (html: string) => (said = html),
    onpaste: () => false,
    pictureUrl: () => Promise.resolve(null),
    clean: cleanPaste,
    linkKeys: [],
  });
  flushSync();
  const { editor } = container.querySelector('.ProseMirror') as HTMLElement & { editor: Editor };
  return { editor, said: () => said, insert: (text: string, length?: number) => component.insert(text, length) };
}

it('is sent as it is seen: no gap between lines, and a line without words is one', () => {
  const { editor, said } = write();
  editor.commands.insertContent('Hello,');
  editor.chain().splitBlock().splitBlock().insertContent('one').splitBlock().insertContent('two').setHardBreak().run();
  expect(said()).toBe('<div>Hello,</div><div><br></div><div>one</div><div>two<br><br></div>');
});

it.each([
  ['its own', '<div>a</div><div><br></div><div>b<br>c</div>', '<div>a</div><div><br></div><div>b<br>c</div>'],
  ['those of older drafts', '<p>a</p><p></p><p>b</p>', '<div>a</div><div><br></div><div>b</div>'],
  ['those between breaks', '<div>a</div><br><div>b</div>', '<div>a</div><div><br></div><div>b</div>'],
  ['those of a list', '<ul><li><div>a</div></li></ul>', '<ul><li><div>a</div></li></ul>'],
])('has the lines that a mail has: %s', (_, html, lines) => {
  const { editor, said } = write(html);
  editor.commands.insertContentAt(editor.state.doc.content.size, { type: 'paragraph' });
  expect(said()).toBe(`${lines}<div><br></div>`);
});

it('takes the lines of a plain text, empty ones too, and gives them back once', () => {
  const { editor, said } = write('<div>Log: .</div>');
  editor.commands.setTextSelection(6);
  editor.view.pasteText('one\r\n\r\n<two>\n', new Event('paste') as ClipboardEvent);
  expect(said()).toBe('<div>Log: one</div><div><br></div><div>&lt;two&gt;.</div>');
  editor.commands.selectAll();
  const { dom, text } = editor.view.serializeForClipboard(editor.state.selection.content());
  expect(text).toBe('Log: one\n\n<two>.');
  const other = write();
  other.editor.view.pasteHTML(dom.innerHTML, new Event('paste') as ClipboardEvent);
  expect(other.said()).toBe(said());
});

it('puts one line of a canned reply at the caret, several on lines of their own, and takes either back in one step', () => {
  const { editor, said, insert } = write('<div>See ;t.</div>');
  editor.commands.setTextSelection(7);
  insert('the manual', 2);
  expect(said()).toBe('<div>See the manual.</div>');
  editor.commands.insertContent(' now');
  editor.commands.undo();
  expect(said()).toBe('<div>See the manual.</div>');
  insert(', page 3\n\nThanks');
  expect(said()).toBe('<div>See the manual, page 3</div><div><br></div><div>Thanks.</div>');
  editor.commands.undo();
  expect(said()).toBe('<div>See the manual.</div>');
  editor.commands.undo();
  expect(said()).toBe('<div>See ;t.</div>');
});
