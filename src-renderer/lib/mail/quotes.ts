const QUOTE_ELEMENTS =
  'blockquote, .gmail_quote, .gmail_quote_container, .yahoo_quoted, .protonmail_quote, .zmail_extra, .moz-signature ~ blockquote';
const REST_ELEMENTS = '#divRplyFwdMsg, #appendonsend, .OutlookMessageHeader';
const ORIGINAL =
  /^\s*(?:-{2,}\s*)?(?:Original Message|Forwarded message|原始邮件|原邮件|转发邮件|转发的邮件|Ursprüngliche Nachricht|Message d'origine)\s*(?:-{2,})?\s*:?\s*$/i;
const WROTE =
  /^\s*(?:(?:On|Am|Le|El)\b[\s\S]{4,300}\b(?:wrote|schrieb|a écrit|escribió)\s*[:：]|[\s\S]{2,200}写道\s*[:：]|[\s\S]{2,200}(?:发表|寫道)[:：])\s*$/;

/** Whether a line introduces what someone wrote before, like "On 3 May 2024, Carol wrote:". */
export function isAttribution(text: string): boolean {
  return text.length < 400 && /\d/.test(text) && WROTE.test(text);
}

/** Whether a line opens the copy of an earlier mail, like "-----Original Message-----". */
export function isOriginalMarker(text: string): boolean {
  return text.length < 120 && ORIGINAL.test(text);
}

const isBlank = (node: Node): boolean => node.textContent?.trim() === '' && !hasImage(node);
const hasImage = (node: Node): boolean =>
  node.nodeType === Node.ELEMENT_NODE &&
  ((node as Element).matches('img') || (node as Element).querySelector('img') !== null);

/** Empty lines before a fold are only room that nobody needs. */
function dropBlankBefore(node: Node): void {
  for (let before = node.previousSibling; before && isBlank(before); before = node.previousSibling) {
    before.parentNode?.removeChild(before);
  }
  for (let end = node.previousSibling?.lastChild; end && isBlank(end); end = node.previousSibling?.lastChild) {
    end.parentNode?.removeChild(end);
  }
}

function wrap(nodes: readonly Node[], label: string): void {
  const first = nodes[0];
  const document = first?.ownerDocument;
  if (!first?.parentNode || !document) return;
  const details = document.createElement('details');
  details.className = 'dh-quote';
  const summary = document.createElement('summary');
  summary.textContent = '⋯';
  summary.title = label;
  summary.setAttribute('aria-label', label);
  details.append(summary);
  dropBlankBefore(first);
  first.parentNode.insertBefore(details, first);
  details.append(...nodes);
}

const firstLine = (node: Node): string => (node.firstChild ? firstLine(node.firstChild) : (node.textContent ?? ''));

function precedingAttribution(element: Element): Node[] {
  const nodes: Node[] = [];
  let node = element.previousSibling;
  while (node && isBlank(node)) {
    nodes.unshift(node);
    node = node.previousSibling;
  }
  if (!node) return [];
  const isHead =
    isAttribution(node.textContent ?? '') ||
    isOriginalMarker(firstLine(node)) ||
    (node as Element).classList?.contains('moz-cite-prefix');
  return isHead ? [node, ...nodes] : [];
}

/** From `node` (or the wrapper that holds only it) to the end of what holds it. */
function restFrom(node: Node, root: Element): Node[] {
  let start = node;
  while (
    start.parentNode &&
    start.parentNode !== root &&
    start.parentNode.textContent?.trim() === start.textContent?.trim()
  ) {
    start = start.parentNode;
  }
  const nodes: Node[] = [];
  for (let next: Node | null = start; next; next = next.nextSibling) nodes.push(next);
  return nodes;
}

function findMarker(root: Element): Node | null {
  const element = root.querySelector(REST_ELEMENTS);
  if (element && !element.closest('details.dh-quote')) return element;
  const walker = root.ownerDocument.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const text = node.textContent ?? '';
    if (!(isOriginalMarker(text) || isAttribution(text)) || node.parentElement?.closest('details.dh-quote')) continue;
    return node;
  }
  return null;
}

/**
 * Folds what was said before into `<details>`, which opens without scripts. A mail that is nothing but a quote stays
 * open. `root` must be sanitised already.
 */
export function foldQuotes(root: Element, label: string): void {
  for (const quote of root.querySelectorAll(QUOTE_ELEMENTS)) {
    if (quote.closest('details.dh-quote')) continue;
    wrap([...precedingAttribution(quote), quote], label);
  }
  const marker = findMarker(root);
  if (marker) wrap(restFrom(marker, root), label);
  const folded = [...root.querySelectorAll('details.dh-quote')];
  const copy = root.cloneNode(true) as Element;
  for (const details of copy.querySelectorAll('details.dh-quote')) details.remove();
  if (isBlank(copy)) for (const details of folded) details.setAttribute('open', '');
}

/** A stretch of a plain text: what was written now, or what was quoted. */
export interface TextBlock {
  isQuote: boolean;
  text: string;
}

/** Cuts a plain text into written and quoted stretches, by `>` lines, attributions and "Original Message" lines. */
export function splitPlainText(text: string): TextBlock[] {
  const lines = text.replace(/\r\n?/g, '\n').split('\n');
  const blocks: { isQuote: boolean; lines: string[] }[] = [];
  let rest = false;
  /** By line, the next one that says something. */
  const following: string[] = [];
  for (let index = lines.length - 1, next = ''; index >= 0; index -= 1) {
    following[index] = next;
    if (lines[index]?.trim() !== '') next = lines[index] ?? '';
  }
  const startsQuote = (index: number): boolean => {
    const line = lines[index] ?? '';
    if (isOriginalMarker(line)) return true;
    const next = following[index] ?? '';
    const joined = `${line} ${lines[index + 1] ?? ''}`;
    if (!next.startsWith('>') && !(lines[index + 2] ?? '').startsWith('>')) return false;
    return isAttribution(line) || (/^\s*(On|Am|Le|El)\b/.test(line) && isAttribution(joined));
  };
  for (const [index, line] of lines.entries()) {
    if (isOriginalMarker(line)) rest = true;
    const last = blocks.at(-1);
    const inAttribution =
      last?.isQuote === true && last.lines.length < 3 && isAttribution(last.lines.concat(line).join(' '));
    const blankInQuote = last?.isQuote === true && line.trim() === '';
    const isQuote = rest || line.startsWith('>') || startsQuote(index) || inAttribution || blankInQuote;
    if (last?.isQuote === isQuote) last.lines.push(line);
    else blocks.push({ isQuote, lines: [line] });
  }
  const result = blocks
    .map((block) => ({ isQuote: block.isQuote, text: block.lines.join('\n').replace(/^\n+/, '').trimEnd() }))
    .filter((block) => block.text !== '');
  return result.some((block) => !block.isQuote) ? result : result.map((block) => ({ ...block, isQuote: false }));
}
