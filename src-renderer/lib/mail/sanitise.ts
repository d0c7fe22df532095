import createDOMPurify, { type Config } from 'dompurify';
import { cleanStyle, isOwnBackground } from './clean-style.ts';
import { isDisguised, safeLink, segments } from './links.ts';
import { foldQuotes } from './quotes.ts';

/** A mail's HTML made harmless: no scripts, styles, forms, frames, ids; links without `href`; no address that a browser would fetch. */
export interface SafeMail {
  html: string;
  /** Pictures on the network that were left out, trackers included. */
  remoteImages: number;
  /** Pictures that came with the mail (`cid:` or the service’s inlineImages), or that were uploaded with an answer. */
  embeddedImages: number;
  /** Sources of the pictures that were left out: what may be asked for. */
  sources: { embedded: string[]; remote: string[] };
  /** Whether it paints backgrounds of its own, so that it needs light paper in a dark theme. */
  hasBackground: boolean;
  /** Whether it was too long to be shown whole. */
  isCut: boolean;
}

export interface SanitiseOptions {
  quoteLabel: string;
  /** Title of a link: its real target, with a word of warning when its text says another one. */
  linkTitle: (target: string, disguised: boolean) => string;
  imageLabel: string;
  nameOf?: (id: string) => string;
  /** The own address of a picture by its source; without one it stays out. */
  pictureOf?: (source: string) => string | null;
}

/** Characters of a body that are shown; more would only slow the view down. */
export const LONGEST_BODY = 1_000_000;
const MOST_TAGS = 30_000;

const CONFIG = {
  ALLOWED_TAGS:
    `a abbr address article aside b bdi bdo big blockquote br caption center cite code col colgroup dd del dfn
    div dl dt em figcaption figure font footer h1 h2 h3 h4 h5 h6 header hr i img ins kbd li main mark nav ol p pre q s samp
    section small span strike strong sub sup table tbody td tfoot th thead tr tt u ul var wbr`.split(/\s+/),
  ALLOWED_ATTR:
    `align alt bgcolor border cellpadding cellspacing class color colspan dir face height href id lang nowrap
    rowspan size span src start style title valign width background srcset`.split(/\s+/),
  ALLOW_DATA_ATTR: false,
  ALLOW_ARIA_ATTR: false,
  RETURN_DOM: true,
} satisfies Config;

const PICTURE = /^data:image\/(?:png|gif|jpe?g|webp|bmp);base64,[a-z0-9+/=\s]+$/i;
const EMBEDDED = /^cid:|\/inlineImages\/|\/api\/v1\/uploads\/\d+\/contents?(?:\?|$)/i;
const NUMBER = /^\d{1,4}(?:\.\d+)?(?:px|%)?$/;

const isTracker = (image: Element): boolean =>
  ['width', 'height'].some((name) => /^[0-2](?:px)?$/.test(image.getAttribute(name) ?? ''));

/** Addresses that the core gives out; nothing else stands in `src`. */
const OWN_PICTURE = /^\/files\/[\w-]{20,80}$/;

interface Findings {
  remoteImages: number;
  embeddedImages: number;
  sources: { embedded: string[]; remote: string[] };
  hasBackground: boolean;
}

const newFindings = (): Findings => ({
  remoteImages: 0,
  embeddedImages: 0,
  sources: { embedded: [], remote: [] },
  hasBackground: false,
});

function replaceImage(image: Element, found: Findings, { imageLabel: label, pictureOf }: SanitiseOptions): void {
  const source = image.getAttribute('src') ?? '';
  image.removeAttribute('srcset');
  if (PICTURE.test(source)) return;
  const embedded = EMBEDDED.test(source);
  const isTracked = source === '' || (!embedded && isTracker(image));
  const own = isTracked ? null : (pictureOf?.(source) ?? null);
  if (own !== null && OWN_PICTURE.test(own)) return image.setAttribute('src', new URL(own, location.href).href);
  if (!isTracked && source !== '') found.sources[embedded ? 'embedded' : 'remote'].push(source);
  if (embedded) found.embeddedImages += 1;
  else if (source !== '') found.remoteImages += 1;
  if (isTracked) return image.remove();
  const box = image.ownerDocument.createElement('span');
  box.className = 'dh-image';
  box.textContent = image.getAttribute('alt')?.trim() || label;
  image.replaceWith(box);
}

function hardenLink(link: Element, options: SanitiseOptions): void {
  const target = safeLink(link.getAttribute('href') ?? '');
  link.removeAttribute('href');
  link.removeAttribute('title');
  if (target === null) return;
  const disguised = isDisguised(link.textContent ?? '', target);
  link.setAttribute('data-href', target);
  link.setAttribute('role', 'link');
  link.setAttribute('tabindex', '0');
  link.setAttribute('title', options.linkTitle(target, disguised));
  if (disguised) link.setAttribute('data-disguised', '');
}

function cleanElement(element: Element, scratch: HTMLElement, found: Findings): void {
  const style = element.getAttribute('style');
  if (style !== null) {
    if (/url\s*\(\s*['"]?\s*(?:https?:)?\/\//i.test(style)) found.remoteImages += 1;
    const kept = cleanStyle(style, scratch);
    if (kept === '') element.removeAttribute('style');
    else element.setAttribute('style', kept);
    const background = /background(?:-color)?:([^;]+)/.exec(kept)?.[1];
    if (background !== undefined && isOwnBackground(background)) found.hasBackground = true;
  }
  if (isOwnBackground(element.getAttribute('bgcolor') ?? '')) found.hasBackground = true;
  if (element.hasAttribute('background')) {
    found.remoteImages += 1;
    element.removeAttribute('background');
  }
  for (const name of ['width', 'height']) {
    const value = element.getAttribute(name);
    if (value !== null && !NUMBER.test(value)) element.removeAttribute(name);
  }
  if (element.tagName !== 'IMG') {
    element.removeAttribute('src');
    element.removeAttribute('srcset');
  }
}

function nameMentions(root: Element, nameOf: (id: string) => string): void {
  const document = root.ownerDocument;
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const texts: Text[] = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (node.textContent?.includes('zsu[@user:')) texts.push(node as Text);
  }
  for (const text of texts) {
    const parts = segments(text.data, nameOf).map((segment) => {
      if (segment.kind !== 'mention') return document.createTextNode(segment.text);
      const span = document.createElement('span');
      span.className = 'dh-mention';
      span.textContent = segment.text;
      return span;
    });
    text.replaceWith(...parts);
  }
}

/** Where a body is cut: by length, and by its number of tags, which is what takes time. */
function endOf(html: string): number {
  let tags = 0;
  for (let at = html.indexOf('<'); at >= 0 && at < LONGEST_BODY; at = html.indexOf('<', at + 1)) {
    tags += 1;
    if (tags > MOST_TAGS) return at;
  }
  return Math.min(html.length, LONGEST_BODY);
}

let purify: ReturnType<typeof createDOMPurify> | undefined;

/** Sanitises to a detached tree; still with classes and ids, for whoever looks for quotes. */
function purifyToTree(html: string): { root: HTMLElement; isCut: boolean } {
  purify ??= createDOMPurify(window);
  const end = endOf(html);
  const isCut = end < html.length;
  const clean = purify.sanitize(isCut ? html.slice(0, end) : html, CONFIG) as unknown as HTMLElement | null;
  // A mail of frames has no body at all. The tree leaves the document that it was parsed in, whose own methods a name or
  // id in the mail may have taken the place of.
  const inert = document.implementation.createHTMLDocument('');
  return { root: clean === null ? inert.body : inert.importNode(clean, true), isCut };
}

/** Makes the HTML of a customer harmless; see SafeMail for what that means. */
export function sanitiseMail(html: string, options: SanitiseOptions): SafeMail {
  const { root, isCut } = purifyToTree(html);
  const found: Findings = newFindings();
  const scratch = root.ownerDocument.createElement('div');
  for (const element of root.querySelectorAll('*')) cleanElement(element, scratch, found);
  for (const image of root.querySelectorAll('img')) replaceImage(image, found, options);
  for (const link of root.querySelectorAll('a')) hardenLink(link, options);
  foldQuotes(root, options.quoteLabel);
  if (options.nameOf) nameMentions(root, options.nameOf);
  for (const element of root.querySelectorAll('[class], [id]')) {
    if (!element.className.startsWith('dh-')) element.removeAttribute('class');
    element.removeAttribute('id');
  }
  return { html: root.innerHTML, isCut, ...found };
}

/** The pictures that came within a mail, each once, with the words that stand for them. */
export function embeddedIn(html: string): { source: string; alt: string }[] {
  const found = new Map<string, string>();
  for (const image of purifyToTree(html).root.querySelectorAll('img')) {
    const source = image.getAttribute('src') ?? '';
    const alt = image.getAttribute('alt')?.trim() ?? '';
    if (EMBEDDED.test(source) && !isTracker(image)) found.set(source, found.get(source) || alt);
  }
  return [...found].map(([source, alt]) => ({ source, alt }));
}

/**
 * A mail's HTML for a quote that goes out again: nothing that runs, no addresses that a reader's client would fetch.
 * `pictures`: hashes of own copies of the pictures within it, by their source; of the others only their words stand there.
 */
export function sanitiseQuote(html: string, pictures: ReadonlyMap<string, string> = new Map()): string {
  const { root } = purifyToTree(html);
  const found: Findings = newFindings();
  const scratch = root.ownerDocument.createElement('div');
  for (const element of root.querySelectorAll('*')) cleanElement(element, scratch, found);
  for (const image of root.querySelectorAll('img')) {
    const source = image.getAttribute('src') ?? '';
    const sha256 = pictures.get(source);
    image.removeAttribute('srcset');
    if (sha256 !== undefined) image.setAttribute('src', `cid:${sha256}@deskhand`);
    else if (!PICTURE.test(source)) image.replaceWith(image.getAttribute('alt')?.trim() ?? '');
  }
  for (const link of root.querySelectorAll('a')) {
    const target = safeLink(link.getAttribute('href') ?? '');
    for (const name of link.getAttributeNames()) link.removeAttribute(name);
    if (target !== null) link.setAttribute('href', target);
  }
  for (const element of root.querySelectorAll('[class], [id]')) {
    element.removeAttribute('class');
    element.removeAttribute('id');
  }
  return root.innerHTML;
}

const SIMPLE_TAGS = new Set(['BR', 'DIV', 'P', 'SPAN', 'BODY']);

/** The text of HTML that is nothing but paragraphs, as most comments are; null when it is more than that. */
export function simpleText(html: string): string | null {
  if (html.length > 20_000) return null;
  const { root } = purifyToTree(html);
  for (const element of root.querySelectorAll('*')) {
    if (!SIMPLE_TAGS.has(element.tagName) || element.hasAttribute('style')) return null;
  }
  for (const line of root.querySelectorAll('br')) line.replaceWith('\n');
  for (const block of root.querySelectorAll('p, div')) {
    if (block.nextSibling) block.append(block.tagName === 'P' ? '\n\n' : '\n');
  }
  return (root.textContent ?? '').replace(/\u00a0/g, ' ').trim();
}
