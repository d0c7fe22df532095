/** Elements whose content nobody reads. */
const HIDDEN = 'head, title, script, style, template, noscript, svg, object, iframe';
/** Elements that stand on lines of their own. */
const BLOCKS =
  'address, article, blockquote, dd, div, dl, dt, footer, h1, h2, h3, h4, h5, h6, header, hr, li, ol, p, pre, section, table, tr, ul';
const TAG = /<\/?[a-z!]/i;
const LINK = /^(?:https?:|mailto:)/i;

/** Whether a text of the service is HTML rather than lines of plain text. */
export const isHtml = (text: string): boolean => TAG.test(text);

/** `1.` or `-` before an item, indented by how deep its list lies in others. */
function markOf(item: Element): string {
  const list = item.parentElement;
  let depth = 0;
  for (let outer = list?.parentElement?.closest('ul, ol'); outer; outer = outer.parentElement?.closest('ul, ol'))
    depth += 1;
  const indent = '  '.repeat(depth);
  if (!(list instanceof HTMLOListElement)) return `${indent}- `;
  const place = [...list.children].filter(({ tagName }) => tagName === 'LI').indexOf(item);
  return `${indent}${list.start + place}. `;
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
  let out = '';
  /** Stands before the next text, and is no line yet. */
  let mark = '';
  /** How long `out` was where each open block began. */
  const begun: number[] = [];
  const write = (text: string): void => {
    out += mark + text;
    mark = '';
  };
  const newLine = (): void => {
    if (mark === '' && out !== '' && !out.endsWith('\n')) out += '\n';
  };

  function enter(node: Node): void {
    if (node instanceof Text) {
      const text = node.parentElement?.closest('pre') ? node.data : node.data.replace(/[ \t]*[\r\n\f]\s*/g, ' ');
      const isGap = text.trim() === '' && (out === '' || /\s$/.test(out) || mark !== '');
      if (!isGap) write(mark === '' && !out.endsWith('\n') && out !== '' ? text : text.replace(/^ (?=\S)/, ''));
    } else if (node instanceof HTMLBRElement) write('\n');
    else if (node instanceof Element && node.matches(BLOCKS)) {
      newLine();
      begun.push(out.length);
      if (node.tagName === 'LI') mark = markOf(node);
    }
  }
  function leave(node: Node): void {
    if (!(node instanceof Element)) return;
    if (withLinks && node.tagName === 'A') out += targetOf(node);
    if (node.matches('td, th') && node.nextElementSibling !== null) write('\t');
    if (!node.matches(BLOCKS)) return;
    if (node.tagName === 'LI' && mark !== '') write('');
    const isEmpty = begun.pop() === out.length;
    // The editor's empty line.
    if (isEmpty && node.tagName === 'P' && mark === '') out += '\n';
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
  return out
    .replace(/\u00a0/g, ' ')
    .replace(/(?<!^--)[ \t]+$/gm, '')
    .replace(/\n{3,}/g, '\n\n')
    .trimEnd();
}
