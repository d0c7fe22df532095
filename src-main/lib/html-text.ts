/** Elements whose content nobody reads. */
const HIDDEN = new Set(['style', 'script', 'head', 'title', 'template', 'noscript', 'svg', 'object', 'iframe']);
/** Elements that end a line. */
const BREAKS = new Set(
  'p div br hr li ul ol dl dt dd tr table thead tbody section article header footer blockquote pre h1 h2 h3 h4 h5 h6'.split(
    ' ',
  ),
);
const SPACES = new Set(['td', 'th', 'img']);
const NAMED: Record<string, string> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  ensp: ' ',
  emsp: ' ',
  thinsp: ' ',
  shy: '',
  zwnj: '',
  zwj: '',
  copy: '©',
  reg: '®',
  trade: '™',
  euro: '€',
  pound: '£',
  yen: '¥',
  hellip: '…',
  ndash: '–',
  mdash: '—',
  lsquo: '‘',
  rsquo: '’',
  ldquo: '“',
  rdquo: '”',
  laquo: '«',
  raquo: '»',
  bull: '•',
  middot: '·',
  times: '×',
  deg: '°',
  auml: 'ä',
  ouml: 'ö',
  uuml: 'ü',
  Auml: 'Ä',
  Ouml: 'Ö',
  Uuml: 'Ü',
  szlig: 'ß',
  agrave: 'à',
  aacute: 'á',
  acirc: 'â',
  ccedil: 'ç',
  egrave: 'è',
  eacute: 'é',
  ecirc: 'ê',
  iacute: 'í',
  ntilde: 'ñ',
  oacute: 'ó',
  ocirc: 'ô',
  uacute: 'ú',
};

const fromCode = (code: number): string =>
  code > 0 && code <= 0x10_ffff && (code < 0xd800 || code > 0xdfff) ? String.fromCodePoint(code) : ' ';

/** Character references as characters; unknown ones stay as they are. */
export const decodeEntities = (text: string): string =>
  text.includes('&')
    ? text.replace(/&(?:#(\d{1,7})|#[xX]([\da-fA-F]{1,6})|([a-zA-Z]{2,8}));/g, (whole, decimal, hex, name) => {
        if (decimal !== undefined) return fromCode(Number(decimal));
        if (hex !== undefined) return fromCode(Number.parseInt(hex as string, 16));
        return NAMED[name as string] ?? whole;
      })
    : text;

/** How far a quote may hide the `>` of a tag. */
const QUOTED = 512;

/** The end of a tag that begins at `at`. */
function tagEnd(html: string, at: number): number {
  const near = html.indexOf('>', at);
  if (near === -1) return html.length;
  let quote = '';
  for (let index = at + 1; index < html.length && index < near + QUOTED; index += 1) {
    const char = html[index];
    if (quote !== '') {
      if (char === quote) quote = '';
    } else if (char === '>') return index + 1;
    else if ((char === '"' || char === "'") && html[index - 1] === '=') quote = char;
  }
  return near + 1;
}

const NAME = /[a-zA-Z][a-zA-Z0-9]*/y;

/**
 * The words of a mail for searching and for a line of preview, one line per block; never shown as HTML. One pass over
 * the text, at most `limit` characters out. Nested hidden elements end at the first end tag.
 */
export function htmlToText(html: string, limit = 65_536): string {
  const unended = new Set<string>();
  let out = '';
  let at = 0;
  while (at < html.length && out.length < limit) {
    const open = html.indexOf('<', at);
    const text = open === -1 ? html.slice(at) : html.slice(at, open);
    if (text !== '') out += decodeEntities(text).replace(/\s+/g, ' ');
    if (open === -1) break;
    if (html.startsWith('<!--', open)) {
      const end = html.indexOf('-->', open + 4);
      at = end === -1 ? html.length : end + 3;
      continue;
    }
    const isEnd = html[open + 1] === '/';
    NAME.lastIndex = open + (isEnd ? 2 : 1);
    const name = NAME.exec(html)?.[0].toLowerCase();
    if (name === undefined) {
      // "a < b", "<!doctype", "<?xml"
      const isDeclaration = html[open + 1] === '!' || html[open + 1] === '?';
      if (!isDeclaration) out += '<';
      at = isDeclaration ? tagEnd(html, open) : open + 1;
      continue;
    }
    at = tagEnd(html, open);
    if (BREAKS.has(name)) out += '\n';
    else if (SPACES.has(name)) out += ' ';
    else if (!isEnd && HIDDEN.has(name) && html[at - 2] !== '/') at = hiddenEnd(html, name, at, unended);
  }
  return out.slice(0, limit);
}

/**
 * Where a hidden element that begins at `at` ends. Without an end tag only the tag itself is left out, so that no text
 * is lost; `unended` remembers such names, since what has no end here has none further on.
 */
function hiddenEnd(html: string, name: string, at: number, unended: Set<string>): number {
  if (unended.has(name)) return at;
  for (let end = html.indexOf('</', at); end !== -1; end = html.indexOf('</', end + 2)) {
    if (html.slice(end + 2, end + 2 + name.length).toLowerCase() === name) return tagEnd(html, end);
  }
  unended.add(name);
  return at;
}
