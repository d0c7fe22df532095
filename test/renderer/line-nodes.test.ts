import { Editor } from '@tiptap/core';
import fc from 'fast-check';
import { afterEach, expect, it } from 'vitest';
import { htmlOf, LineKit } from '../../src-renderer/components/line-nodes.ts';

const editors: Editor[] = [];
function edit(content: string | object): Editor {
  const editor = new Editor({ element: document.createElement('div'), content, extensions: [LineKit] });
  editors.push(editor);
  return editor;
}
afterEach(() => editors.splice(0).forEach((editor) => editor.destroy()));

const text = fc.stringMatching(/^[a-z &<é]{0,12}$/);
const escaped = text.map((words) => words.replaceAll('&', '&amp;').replaceAll('<', '&lt;'));
const block = fc.oneof(
  escaped.map((words) => `<div>${words}</div>`),
  escaped.map((words) => `<div><strong>${words}</strong> ${words}<br></div>`),
  fc.constant('<div><br></div>'),
  fc
    .array(escaped, { minLength: 1, maxLength: 3 })
    .map((items) => `<ul>${items.map((one) => `<li>${one}</li>`).join('')}</ul>`),
  escaped.map((words) => `<blockquote><div>${words}</div><div>${words}</div></blockquote>`),
);

it('what a text says as HTML after any edits is what the same text says that was never edited', () => {
  fc.assert(
    fc.property(
      fc.array(block, { minLength: 1, maxLength: 6 }),
      fc.array(fc.tuple(fc.nat(), fc.nat(12), text), { maxLength: 6 }),
      (blocks, edits) => {
        const editor = edit(blocks.join(''));
        for (const [at, length, words] of edits) {
          htmlOf(editor);
          const { size } = editor.state.doc.content;
          const from = at % (size + 1);
          editor.view.dispatch(editor.state.tr.insertText(words, from, Math.min(size, from + length)));
        }
        expect(htmlOf(editor)).toBe(htmlOf(edit(editor.getJSON())));
      },
    ),
    { numRuns: 100 },
  );
});
