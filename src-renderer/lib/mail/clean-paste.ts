import { sanitiseQuote } from './sanitise.ts';

/** Paragraphs that Word writes for list items, bullets and numbers as text in front of them. */
function makeLists(body: HTMLElement): void {
  let list = null as HTMLElement | null;
  for (const item of body.querySelectorAll<HTMLElement>('p')) {
    const isItem = /mso-list\s*:(?!\s*(?:none|ignore))/i.test(item.getAttribute('style') ?? '');
    if (!isItem) {
      list = null;
      continue;
    }
    const mark = [...item.querySelectorAll('span')].find((one) =>
      /mso-list\s*:\s*ignore/i.test(one.getAttribute('style') ?? ''),
    );
    const isNumber = /^\s*[\p{L}\d]{1,3}[.)]/u.test(mark?.textContent ?? '');
    mark?.remove();
    const name = isNumber ? 'OL' : 'UL';
    if (list?.tagName !== name || list.nextElementSibling !== item) {
      list = body.ownerDocument.createElement(name);
      item.before(list);
    }
    const entry = body.ownerDocument.createElement('li');
    entry.append(...item.childNodes);
    list.append(entry);
    item.remove();
  }
}

/** The editor has no tables: a row of short cells becomes a line with bars between, a cell of a page's layout stands for itself. */
function makeLines(body: HTMLElement): void {
  const { ownerDocument } = body;
  // The innermost first.
  for (const table of [...body.querySelectorAll('table')].reverse()) {
    const lines = [...table.rows].flatMap((row) => {
      const cells = [...row.cells];
      const isLayout = cells.some((cell) => cell.querySelector('ul, ol, pre, blockquote, h1, h2, h3, div div, p ~ p'));
      if (isLayout || cells.length === 1) {
        return cells.map((cell) => {
          const block = ownerDocument.createElement('div');
          block.append(...cell.childNodes);
          return block;
        });
      }
      const line = ownerDocument.createElement('p');
      for (const [at, cell] of cells.entries()) {
        for (const block of cell.querySelectorAll('p, div')) block.replaceWith(...block.childNodes);
        line.append(...(at === 0 ? [] : [' | ']), ...cell.childNodes);
      }
      return [line];
    });
    const title = ownerDocument.createElement('p');
    title.append(...(table.caption?.childNodes ?? []));
    table.replaceWith(title, ...lines);
  }
}

/**
 * What was copied from Word, Google Docs or a web page, as the editor can have it: lists that are lists, rows that are lines, no empty
 * paragraphs for spacing, no bold that is none; harmless.
 */
export function cleanPaste(html: string): string {
  // The editor's own clipboard: its schema is all that such HTML can say.
  if (html.includes('data-pm-slice')) return html;
  const { body } = new DOMParser().parseFromString(html, 'text/html');
  for (const element of body.querySelectorAll('style, script, meta, link, title, o\\:p')) {
    if (element.tagName === 'O:P') element.replaceWith(...element.childNodes);
    else element.remove();
  }
  for (const element of body.querySelectorAll<HTMLElement>('b, strong')) {
    if (/font-weight\s*:\s*(?:normal|400)/i.test(element.getAttribute('style') ?? '')) {
      element.replaceWith(...element.childNodes);
    }
  }
  makeLists(body);
  makeLines(body);
  for (const element of body.querySelectorAll('p, div')) {
    const isSpace = (element.textContent ?? '').replace(/[\s\u00a0]/g, '') === '' && !element.querySelector('img, br');
    if (isSpace && element.children.length === 0) element.remove();
  }
  return sanitiseQuote(body.innerHTML);
}
