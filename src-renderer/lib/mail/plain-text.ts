/** Elements whose content nobody reads. */
const HIDDEN = 'head, title, script, style, template, noscript, svg, object, iframe';
/** Elements that stand on lines of their own. */
const BLOCKS =
  'address, article, blockquote, dd, div, dl, dt, footer, h1, h2, h3, h4, h5, h6, header, hr, li, ol, p, pre, section, table, tr, ul';
const TAG = /<\/?[a-z!]/i;
const LINK = /^(?:https?:|mailto:)/i;

/** Line breaks of the source are spaces, as in a browser; runs of spaces stay. */
const foldBreaks = (gap: string): string => (/[\r\n\f]/.test(gap) ? ' ' : gap);

/** Whether a text of the service is HTML rather than lines of plain text. */
export const isHtml = (text: string): boolean => TAG.test(text);

/** `1.` or `-` before an item, indented by how deep its list lies in others. `counts` has the next number of each list. */
function markOf(item: Element, counts: Map<Element, number>): string {
  const list = item.parentElement;
  let depth = 0;
  for (let outer = list?.parentElement?.closest('ul, ol'); outer; outer = outer.parentElement?.closest('ul, ol'))
    depth += 1;
  const indent = '  '.repeat(depth);
  if (!(list instanceof HTMLOListElement)) return `${indent}- `;
  const place = counts.get(list) ?? list.start;
  counts.set(list, place + 1);
  return `${indent}${place}. `;
}

/** Where a link leads, if its own words don't say so. */
function targetOf(link: Element): string {
  const target = link.getAttribute('href')?.trim() ?? '';
  const words = (link.textContent ?? '').trim();
  const isSaid = words === '' || [target, target.replace(/\/$/, ''), target.replace(/^mailto:/i, '')].includes(words);
  return LINK.test(target) && !isSaid ? ` <${target.replace(/^mailto:/i, '')}>` : '';
}

/**
 * What HTML says, in lines: one for each block, numbers and dashes before items of lists, tabs between cells
 * (html.spec.whatwg.org, innerText). `withLinks`: links say where they lead, for what goes out. HTML is parsed into a
 * document of its own, where nothing loads or runs; text without a tag keeps its lines.
 */
export function htmlToText(html: string, { withLinks = false } = {}): string {
  const { body } = new DOMParser().parseFromString(html, 'text/html');
  if (!isHtml(html)) return (body.textContent ?? '').replace(/\u00a0/g, ' ').trimEnd();
  for (const element of body.querySelectorAll(HIDDEN)) element.remove();
  // Looking at the end of one long text would copy it each time.
  const parts: string[] = [];
  let last = '\n';
  /** Stands before the next text, and is no line yet. */
  let mark = '';
  const counts = new Map<Element, number>();
  /** How many parts there were where each open block began. */
  const begun: number[] = [];
  const write = (text: string): void => {
    parts.push(mark + text);
    last = (mark + text).slice(-1) || last;
    mark = '';
  };
  const newLine = (): void => {
    if (mark === '' && last !== '\n') write('\n');
  };

  function enter(node: Node): void {
    if (node instanceof Text) {
      const text = node.parentElement?.closest('pre') ? node.data : node.data.replace(/[ \t\r\n\f]+/g, foldBreaks);
      const isAtStart = mark !== '' || last === '\n';
      const isGap = text.trim() === '' && (isAtStart || /\s/.test(last));
      if (!isGap) write(isAtStart ? text.replace(/^ (?=\S)/, '') : text);
    } else if (node instanceof HTMLBRElement) write('\n');
    else if (node instanceof Element && node.matches(BLOCKS)) {
      newLine();
      begun.push(parts.length);
      if (node.tagName === 'LI') mark = markOf(node, counts);
    }
  }
  function leave(node: Node): void {
    if (!(node instanceof Element)) return;
    if (withLinks && node.tagName === 'A') write(targetOf(node));
    if (node.matches('td, th') && node.nextElementSibling !== null) write('\t');
    if (!node.matches(BLOCKS)) return;
    if (node.tagName === 'LI' && mark !== '') write('');
    const isEmpty = begun.pop() === parts.length;
    // The editor's empty line.
    if (isEmpty && node.tagName === 'P' && mark === '') write('\n');
    newLine();
  }

  let node: Node | null = body.firstChild;
  while (node !== null) {
    enter(node);
    if (node.firstChild !== null) {
      node = node.firstChild;
      continue;
    }
    let done: Node = node;
    leave(done);
    while (done.nextSibling === null && done.parentNode !== null && done.parentNode !== body) {
      done = done.parentNode;
      leave(done);
    }
    node = done.nextSibling;
  }
  return (
    parts
      .join('')
      .replace(/\u00a0/g, ' ')
      .split('\n')
      // Two dashes and a space begin a signature (RFC 3676, 4.3).
      .map((line) => (line === '-- ' ? line : line.trimEnd()))
      .join('\n')
      .replace(/\n{3,}/g, '\n\n')
      .trimEnd()
  );
}
