import { htmlToText } from './plain-text.ts';

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const BLOCKS = 'p, div, li, blockquote, pre, h1, h2, h3, h4, h5, h6, tr';

export const escapeHtml = (text: string): string => text.replace(/[&<>"]/g, (one) => ESCAPES[one] ?? one);

/** Lines of a plain text as paragraphs. */
export const textToHtml = (text: string): string =>
  text
    .replace(/\r\n?/g, '\n')
    .split('\n')
    .map((line) => `<p>${escapeHtml(line)}</p>`)
    .join('');

/** HTML with the spaces that a reader sees: its own line breaks and indents, which a browser folds, are gone. */
export function foldSpaces(html: string): string {
  const { body } = new DOMParser().parseFromString(html, 'text/html');
  const walker = body.ownerDocument.createTreeWalker(body, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
  const breaksLine = (node: Node | null): boolean =>
    node instanceof Element && node.matches(`br, hr, ul, ol, table, ${BLOCKS}`);
  let isAfterSpace = true;
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    if (breaksLine(node) || breaksLine(node.previousSibling)) isAfterSpace = true;
    if (node instanceof HTMLImageElement) isAfterSpace = false;
    if (!(node instanceof Text) || node.parentElement?.closest('pre')) continue;
    const folded = node.data.replace(/[ \t\r\n\f]+/g, ' ');
    node.data = isAfterSpace ? folded.replace(/^ /, '') : folded;
    if (node.data !== '') isAfterSpace = node.data.endsWith(' ');
  }
  return body.innerHTML;
}

/** Whether there is anything that a reader would see. */
export const isBlank = (content: string, contentType: 'html' | 'plainText'): boolean =>
  contentType === 'plainText'
    ? content.trim() === ''
    : !/<(?:img|hr)\b/i.test(content) &&
      htmlToText(content)
        .replace(/^\s*(?:-|\d+\.)$/gm, '')
        .trim() === '';

/** Something said before, to stand under what is written now. `head` is plain text, `html` is sanitised. */
export interface Quote {
  head: string;
  html: string;
}

/** What was written and, under it, the quote. */
export function withQuote(content: string, contentType: 'html' | 'plainText', quote: Quote | null): string {
  if (quote === null) return content;
  if (contentType === 'html') {
    const head = escapeHtml(quote.head).replace(/\n/g, '<br>');
    return `${content}<div><br></div><div>${head}</div><blockquote>${quote.html}</blockquote>`;
  }
  const quoted = htmlToText(quote.html, { withLinks: true })
    .split('\n')
    .map((line) => `> ${line}`);
  return [content, '', quote.head, ...quoted].join('\n');
}

/** HTML without the agent's own picture of this hash. */
export const withoutPicture = (html: string, sha256: string): string =>
  html.replace(new RegExp(`<img\\b[^>]*\\bsrc="cid:${sha256}@deskhand"[^>]*>`, 'g'), '');
