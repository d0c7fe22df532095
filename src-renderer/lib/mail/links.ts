const PROTOCOLS = new Set(['http:', 'https:', 'mailto:', 'tel:']);
/** What `app.openLink` takes. */
const LONGEST = 8_192;

/** The address a link really leads to, normalised (host in ASCII, so that look-alike letters show), or null when it may not be opened. */
export function safeLink(href: string): string | null {
  const trimmed = href.trim();
  const absolute = trimmed.startsWith('//') ? `https:${trimmed}` : trimmed;
  if (absolute.length > LONGEST || !URL.canParse(absolute)) return null;
  const url = new URL(absolute);
  return PROTOCOLS.has(url.protocol) && url.href.length <= LONGEST ? url.href : null;
}

/** What somebody typed as the address of a link: a mail address and a bare host get their scheme; null for what is none. */
export function linkOf(typed: string): string | null {
  const text = typed.trim();
  if (text === '' || /\s/.test(text)) return null;
  if (/^[a-z][a-z\d+.-]*:/i.test(text) && !/^[^:/]+:\d+(?:\/|$)/.test(text)) return safeLink(text);
  if (/^[^@/]+@[^@/]+$/.test(text)) return safeLink(`mailto:${text}`);
  return /^[^/]+\.[^/.]+/.test(text) || /^localhost\b/.test(text)
    ? safeLink(`https://${text.replace(/^\/\//, '')}`)
    : null;
}

/** Signs that turn the order of letters around: what is read is not what is written. */
const TURNING = /[\u202A-\u202E\u2066-\u2069]/u;
/** Signs that nobody sees. */
const UNSEEN = /[\u00AD\u200B-\u200F\u2060\uFEFF]/gu;

/** Endings of files that no site ends in: `invoice.pdf` is the name of what is behind a link, not of a site. */
const FILE =
  /\.(?:pdf|docx?|xlsx?|pptx?|odt|ods|csv|txt|rtf|html?|xml|json|log|eml|ics|png|jpe?g|gif|svg|webp|bmp|tiff?|exe|msi|dmg|js|css)$/i;
const ADDRESS = /https?:[\\/]{2}[^\s<>"'，。；、（）「」]+/giu;
const SITE = /^(?:[\p{L}\p{N}-]+[.．。])+\p{L}{2,}(?=$|[/?#]|:\d)/iu;
const MAIL = /^[^\s@/:]+@(?:[\p{L}\p{N}-]+\.)+\p{L}{2,}$/iu;
const OPENING = '<([{"\'“‘「（';

/** What is written without what stands around it in a sentence. */
function bare(written: string): string {
  const text = written.replace(UNSEEN, '').trim();
  let start = 0;
  while (start < text.length && OPENING.includes(text.charAt(start))) start += 1;
  return withoutClosing(text.slice(start));
}
/** A host as it is compared: in ASCII, without what makes no other site of it. */
const siteOf = (host: string): string => host.replace(/^www\./, '').replace(/\.$/, '');

/** The sites that a text names: those of whole addresses in it, or the one that it is. */
function sitesIn(text: string): string[] {
  const whole = [...text.matchAll(ADDRESS)].map(([address]) => withoutClosing(address));
  const host = SITE.exec(text)?.[0];
  const addresses = whole.length > 0 ? whole : host === undefined || FILE.test(host) ? [] : [`https://${host}`];
  return addresses.filter((one) => URL.canParse(one)).map((one) => siteOf(new URL(one).hostname));
}

/** A link as a message shows it, and where it really leads. */
export interface Link {
  text: string;
  target: string;
}

/**
 * Whether the text of a link names one site or address of mail while it leads to another, turns its letters around so
 * that one can't tell, or hides its site behind a name (`https://bank.example@evil.example`).
 */
export function isDisguised(written: string, target: string): boolean {
  if (!URL.canParse(target)) return false;
  if (TURNING.test(written)) return true;
  const url = new URL(target);
  const text = bare(written);
  const isMail = MAIL.test(text);
  if (url.protocol === 'mailto:') return isMail && decoded(url.pathname).toLowerCase() !== text.toLowerCase();
  if (url.protocol === 'tel:') return false;
  if (isMail || url.username !== '') return true;
  const real = siteOf(url.hostname);
  return sitesIn(text).some((said) => real !== said && !real.endsWith(`.${said}`));
}
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

export type Segment =
  { kind: 'text'; text: string } | { kind: 'link'; text: string; target: string } | { kind: 'mention'; text: string };

/** An address of mail is looked for only where a word begins: at each letter of a long word it would take minutes. */
const LINK = /https?:\/\/[^\s<>"'，。；、（）「」]+|(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+/giu;
const CLOSING = '.,;:!?)]}>"\'”’」）…';

/** An address without the signs of the sentence that it stands in. */
function withoutClosing(text: string): string {
  let end = text.length;
  while (end > 0 && CLOSING.includes(text.charAt(end - 1))) end -= 1;
  return text.slice(0, end);
}

const MENTION = /zsu\[@user:(\d+)\]zsu/g;

function linkifyText(text: string): Segment[] {
  const segments: Segment[] = [];
  let end = 0;
  for (const match of text.matchAll(LINK)) {
    const found = withoutClosing(match[0]);
    const target = safeLink(found.includes('://') ? found : `mailto:${found}`);
    if (target === null) continue;
    if (match.index > end) segments.push({ kind: 'text', text: text.slice(end, match.index) });
    segments.push({ kind: 'link', text: found, target });
    end = match.index + found.length;
  }
  if (end < text.length) segments.push({ kind: 'text', text: text.slice(end) });
  return segments;
}

/** Text cut into text, links and mentions. `nameOf` gives the agent's name for the id of a mention. */
export function segments(text: string, nameOf: (id: string) => string = (id) => id): Segment[] {
  const result: Segment[] = [];
  let end = 0;
  for (const match of text.matchAll(MENTION)) {
    result.push(...linkifyText(text.slice(end, match.index)));
    result.push({ kind: 'mention', text: `@${nameOf(match[1] ?? '')}` });
    end = match.index + match[0].length;
  }
  result.push(...linkifyText(text.slice(end)));
  return result;
}
