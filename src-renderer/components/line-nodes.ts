import { type Editor, type Node as NodeKind, type AnyExtension } from '@tiptap/core';
import { closeHistory } from '@tiptap/pm/history';
import { type Node as Block, DOMSerializer, Fragment, type Mark, type Schema, Slice } from '@tiptap/pm/model';
import { Plugin } from '@tiptap/pm/state';
import StarterKit from '@tiptap/starter-kit';

const BLOCKS = 'address, article, blockquote, div, dl, h1, h2, h3, h4, h5, h6, hr, li, ol, p, pre, section, table, ul';
const isBlock = (node: Node | null): boolean => node instanceof Element && node.matches(BLOCKS);
const isGap = (node: Node | null): boolean => node instanceof Text && /^[ \t\r\n\f]*$/.test(node.data);

/** What stands beside a node on its line; null where the line begins or ends with it. */
function beside(node: Node, side: 'previousSibling' | 'nextSibling'): Node | null {
  for (let at = node; ;) {
    let next = at[side];
    while (isGap(next)) next = next?.[side] ?? null;
    if (next !== null) return isBlock(next) ? null : next;
    const parent = at.parentNode;
    if (parent === null || isBlock(parent) || parent.nodeName === 'BODY') return null;
    at = parent;
  }
}
const ends = (line: HTMLElement): boolean => beside(line, 'nextSibling') === null;
const standsAlone = (line: HTMLElement): boolean =>
  ends(line) &&
  beside(line, 'previousSibling') === null &&
  [...(line.parentNode?.children ?? [])].some((one) => isBlock(one));
const isEmptyLine = (block: HTMLElement): boolean =>
  block.children.length === 1 && block.firstElementChild?.nodeName === 'BR' && /^\s*$/.test(block.textContent ?? '');
const when = (is: (element: HTMLElement) => boolean) => (element: HTMLElement) => (is(element) ? {} : false);

/** Each Enter begins a line of its own, as `div`: mail programs put a gap around `p`, and none around these. */
const asLines = (kind: AnyExtension): AnyExtension => {
  if (kind.name === 'paragraph')
    return (kind as NodeKind).extend({
      // Other blocks are lines by themselves; a break between blocks is an empty one.
      parseHTML: () => [
        { tag: 'p' },
        { tag: 'div', getAttrs: when(isEmptyLine) },
        { tag: 'br', priority: 70, getAttrs: when(standsAlone) },
      ],
      renderHTML: ({ HTMLAttributes }) => ['div', HTMLAttributes, 0],
    });
  if (kind.name === 'hardBreak')
    return (kind as NodeKind).extend({
      // The one at the end of a block is not seen.
      parseHTML: () => [{ tag: 'br', priority: 60, ignore: true, getAttrs: when(ends) }, { tag: 'br' }],
    });
  return kind;
};

/** A browser folds an empty block, and the last break of any: here both are seen. */
class LineSerializer extends DOMSerializer {
  override serializeFragment(
    fragment: Fragment,
    options?: { document?: Document },
    target?: HTMLElement | DocumentFragment,
  ): HTMLElement | DocumentFragment {
    const made = super.serializeFragment(fragment, options, target);
    const isFolded = fragment.size === 0 || fragment.lastChild?.type.name === 'hardBreak';
    if (target?.nodeName === 'DIV' && isFolded) target.append(target.ownerDocument.createElement('br'));
    return made;
  }
}
const serializerOf = (schema: Schema): DOMSerializer =>
  new LineSerializer(DOMSerializer.nodesFromSchema(schema), DOMSerializer.marksFromSchema(schema));

/** By block: of a long text a key changes one, and the others are the same objects. */
const serialized = new WeakMap<Block, string>();

/** What is written, as HTML that shows the same lines wherever it is read. */
export function htmlOf({ schema, state }: Editor): string {
  let serializer: DOMSerializer | undefined;
  const blocks: string[] = [];
  state.doc.forEach((block) => {
    let html = serialized.get(block);
    if (html === undefined) {
      serializer ??= serializerOf(schema);
      // In a document that fetches nothing: a picture's source is no address.
      const inert = document.implementation.createHTMLDocument('');
      const holder = inert.createElement('body');
      holder.append(serializer.serializeFragment(Fragment.from(block), { document: inert }));
      html = holder.innerHTML;
      serialized.set(block, html);
    }
    blocks.push(html);
  });
  return blocks.join('');
}

/** Plain text as it goes in at a caret: the first line goes on with the caret's, each other is one of its own. */
function linesOf(schema: Schema, text: string, marks: readonly Mark[]): Slice {
  const lines = text.replace(/\r\n?/g, '\n').split('\n');
  return Slice.maxOpen(
    Fragment.from(
      lines.map((line) => schema.node('paragraph', null, line === '' ? undefined : schema.text(line, marks))),
    ),
  );
}

/** Puts plain text in place of the selection and of the last `length` characters before it; undone by itself. */
export function insertLines({ view }: Editor, text: string, length: number): void {
  const { tr, schema, selection } = view.state;
  const { from, to, $from: place } = selection;
  const step = tr.replace(from - length, to, linesOf(schema, text, place.marks()));
  view.dispatch(closeHistory(step).scrollIntoView());
  view.dispatch(closeHistory(view.state.tr));
}

/** The kit with lines for paragraphs; they are copied and pasted as such. */
export const LineKit = StarterKit.extend({
  addExtensions() {
    return (this.parent?.() ?? []).map(asLines);
  },
  addProseMirrorPlugins() {
    const { schema } = this.editor;
    return [
      ...(this.parent?.() ?? []),
      new Plugin({
        props: {
          clipboardSerializer: serializerOf(schema),
          // Copied with its last break, a line is one line all the same.
          clipboardTextParser: (text, place) => linesOf(schema, text.replace(/\r?\n$/, ''), place.marks()),
        },
      }),
    ];
  },
});
