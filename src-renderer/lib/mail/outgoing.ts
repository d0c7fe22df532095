import { htmlToText } from './plain-text.ts';

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const BLOCKS = 'p, div, li, blockquote, pre, h1, h2, h3, h4, h5, h6, tr';

export const escapeHtml = (text: string): string => text.replace(/[&<>"]/g, (one) => ESCAPES[one] ?? one);

/** A line without words, as the editor writes it. */
export const EMPTY_LINE = '<div><br></div>';

/** Lines of a plain text, as the editor writes them. */
export const textToHtml = (text: string): string =>
  text
    .replace(/\r\n?/g, '\n')
    .split('\n')
    .map((line) => (line === '' ? EMPTY_LINE : `<div>${escapeHtml(line)}</div>`))
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
        .replace(/^[^\S\n]*(?:-|\d+\.)$/gm, '')
        .trim() === '';

/** Something said before, to stand under what is written now. `head` is plain text, `html` is sanitised. */
export interface Quote {
  head: string;
  html: string;
}

/** What stands around the parts of a quote. */
const QUOTE = { before: `${EMPTY_LINE}<div>`, between: '</div><blockquote>', after: '</blockquote>' };

/** What was written and, under it, the quote. */
export function withQuote(content: string, contentType: 'html' | 'plainText', quote: Quote | null): string {
  if (quote === null) return content;
  if (contentType === 'html') {
    const head = escapeHtml(quote.head).replace(/\n/g, '<br>');
    return [content, QUOTE.before, head, QUOTE.between, quote.html, QUOTE.after].join('');
  }
  const quoted = htmlToText(quote.html, { withLinks: true })
    .split('\n')
    .map((line) => `> ${line}`);
  return [content, '', quote.head, ...quoted].join('\n');
}

/** Where the parts of an HTML mail stand in it, in characters from its beginning. */
export interface MailParts {
  /** The end of what was written. */
  text: number;
  /** Its quote's first lines as plain text, and where the quote's HTML begins and ends; null where it quotes nothing. */
  quote: { head: string; from: number; to: number } | null;
}

/** The parts of what `withQuote` makes of an HTML text. */
export function partsOf(content: string, quote: Quote | null): MailParts {
  if (quote === null) return { text: content.length, quote };
  const to = withQuote(content, 'html', quote).length - QUOTE.after.length;
  return { text: content.length, quote: { head: quote.head, from: to - quote.html.length, to } };
}

/** The text and the quote that `withQuote` made `mail` of. */
export const takeApart = (mail: string, { text, quote }: MailParts): { content: string; quote: Quote | null } => ({
  content: mail.slice(0, text),
  quote: quote && { head: quote.head, html: mail.slice(quote.from, quote.to) },
});

const parse = (html: string): HTMLElement => new DOMParser().parseFromString(html, 'text/html').body;
const unescape = (html: string): string =>
  Object.entries(ESCAPES).reduceRight((text, [one, escaped]) => text.replaceAll(escaped, one), html);

/**
 * The text and the quote of an HTML mail that `withQuote` made, where nobody noted which is which; null where that can't
 * be told for certain. Put together again they are the same mail.
 */
export function findQuote(mail: string): { content: string; quote: Quote } | null {
  if (!mail.endsWith(QUOTE.after)) return null;
  // An empty line, lines of text alone, and a quote: the agent's own words may look the same, and are not the last.
  for (const { 0: before, 1: head = '', index } of mail.matchAll(
    /<div><br><\/div><div>((?:[^<]|<br>)*)<\/div><blockquote>/g,
  )) {
    const quote = {
      head: unescape(head.replaceAll('<br>', '\n')),
      html: mail.slice(index + before.length, -QUOTE.after.length),
    };
    const content = mail.slice(0, index);
    if (isApart(mail, content, quote)) return { content, quote };
  }
  return null;
}

/** Whether nothing of the text reaches into the quote, and nothing was written under it. */
function isApart(mail: string, content: string, quote: Quote): boolean {
  if (withQuote(content, 'html', quote) !== mail) return false;
  const tail = parse(`<blockquote>${quote.html}${QUOTE.after}`);
  return (
    tail.childNodes.length === 1 &&
    parse(mail).innerHTML === parse(content).innerHTML + parse(withQuote('', 'html', quote)).innerHTML
  );
}

/** Whether a mail ends with what somebody said before. */
export function endsWithQuote(mail: string, contentType: 'html' | 'plainText'): boolean {
  const text = mail.trimEnd();
  return contentType === 'html' ? text.endsWith(QUOTE.after) : text.startsWith('>', text.lastIndexOf('\n') + 1);
}

/** HTML without the agent's own picture of this hash. */
export const withoutPicture = (html: string, sha256: string): string =>
  html.replace(new RegExp(`<img\\b[^>]*\\bsrc="cid:${sha256}@deskhand"[^>]*>`, 'g'), '');
