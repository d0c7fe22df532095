import { sanitiseQuote } from './sanitise.ts';

/** Paragraphs that Word writes for list items, with bullets and numbers as text in front of them, and a level in their style. */
function makeLists(body: HTMLElement): void {
  /** The lists that are open, each within an item of the one before. */
  let lists: HTMLElement[] = [];
  let last: Element | null = null;
  for (const item of body.querySelectorAll<HTMLElement>('p')) {
    const style = item.getAttribute('style') ?? '';
    if (!/mso-list\s*:(?!\s*(?:none|ignore))/i.test(style)) continue;
    const mark = [...item.querySelectorAll('span')].find((one) =>
      /mso-list\s*:\s*ignore/i.test(one.getAttribute('style') ?? ''),
    );
    const isNumber = /^\s*[\p{L}\d]{1,3}[.)]/u.test(mark?.textContent ?? '');
    mark?.remove();
    const name = isNumber ? 'OL' : 'UL';
    if (last === null || item.previousElementSibling !== last) lists = [];
    const level = Math.min(Number(/level(\d)/i.exec(style)?.[1] ?? 1), lists.length + 1);
    if (lists[level - 1]?.tagName === name) lists.length = level;
    else {
      lists.length = level - 1;
      const list = body.ownerDocument.createElement(name);
      const parent = lists.at(-1)?.lastElementChild;
      if (parent) parent.append(list);
      else {
        item.before(list);
        last = list;
      }
      lists.push(list);
    }
    const entry = body.ownerDocument.createElement('li');
    entry.append(...item.childNodes);
    lists.at(-1)?.append(entry);
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
      const line = ownerDocument.createElement('div');
      for (const [at, cell] of cells.entries()) {
        for (const block of cell.querySelectorAll('p, div')) block.replaceWith(...block.childNodes);
        line.append(...(at === 0 ? [] : [' | ']), ...cell.childNodes);
      }
      return [line];
    });
    const title = ownerDocument.createElement('div');
    title.append(...(table.caption?.childNodes ?? []));
    table.replaceWith(title, ...lines);
  }
}

/** What a style says of the room below, in units of its own; null where it says nothing. */
function roomBelow(style: string): number | null {
  let room: number | null = null;
  for (const [, side, value = ''] of style.matchAll(/(?:^|[;\s])margin(-bottom)?\s*:\s*([^;]+)/gi)) {
    const sides = value.trim().split(/\s+/);
    const size = Number.parseFloat((side === undefined ? (sides[2] ?? sides[0]) : sides[0]) ?? '');
    if (!Number.isNaN(size)) room = size;
  }
  return room;
}
/** Whether the next paragraph stands close below, as lines do. */
function isTight(paragraph: Element, styles: string): boolean {
  const shared = paragraph.matches('.MsoNormal')
    ? (/p\.MsoNormal[^{}]{0,500}\{([^{}]{0,2000})\}/.exec(styles)?.[1] ?? '')
    : '';
  const room = roomBelow(paragraph.getAttribute('style') ?? '') ?? roomBelow(shared);
  return paragraph.matches('.MsoNoSpacing') || (room !== null && room < 1);
}
const isEmpty = (block: Element): boolean =>
  /^\s*$/.test(block.textContent ?? '') && !block.querySelector('img, hr, table');

/**
 * In the editor a paragraph is a line: those that stood apart get an empty one between them, and those that somebody made
 * by hand stay. `styles` is the style sheet that came along.
 */
function keepGaps(body: HTMLElement, styles: string): void {
  for (const block of body.querySelectorAll('p, div')) {
    // A browser folds what has nothing in it, and shows a space that does not break.
    if (isEmpty(block) && block.children.length === 0 && !block.textContent?.includes('\u00a0')) block.remove();
    else if (isEmpty(block) && block.matches('p')) block.replaceChildren(body.ownerDocument.createElement('br'));
  }
  for (const title of body.querySelectorAll('h1, h2, h3, h4, h5, h6')) {
    const line = body.ownerDocument.createElement('p');
    const bold = line.appendChild(body.ownerDocument.createElement('b'));
    bold.append(...title.childNodes);
    title.replaceWith(line);
  }
  for (const paragraph of body.querySelectorAll('p')) {
    const next = paragraph.nextElementSibling;
    if (next === null || !next.matches('p, blockquote, pre') || paragraph.closest('li') !== null) continue;
    if (isEmpty(paragraph) || isEmpty(next) || isTight(paragraph, styles)) continue;
    const gap = body.ownerDocument.createElement('p');
    gap.append(body.ownerDocument.createElement('br'));
    paragraph.after(gap);
  }
}

/**
 * What was copied from Word, Google Docs or a web page, as the editor can have it: lists that are lists, rows that are lines,
 * paragraphs as far apart as they were, no bold that is none; harmless.
 */
export function cleanPaste(html: string): string {
  // The editor's own clipboard: its schema is all that such HTML can say.
  if (html.includes('data-pm-slice')) return html;
  const { body } = new DOMParser().parseFromString(html, 'text/html');
  const styles = [...body.ownerDocument.querySelectorAll('style')].map(({ textContent }) => textContent).join('\n');
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
  keepGaps(body, styles);
  return sanitiseQuote(body.innerHTML);
}
