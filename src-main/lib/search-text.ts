/**
 * How text becomes search words, the same way in the index, in queries and in highlights. Words are runs of letters and
 * digits, lower-cased and without accents. Scripts that put no spaces between words (Chinese, Japanese, Korean, Thai and
 * its neighbours) are written as single characters and overlapping pairs: 退款单 as `退 退款 款 款单 单`, so that any part
 * of a run is found as a phrase of pairs.
 */

const UNSPACED =
  '\\p{sc=Han}\\p{sc=Hiragana}\\p{sc=Katakana}\\p{sc=Hangul}\\p{sc=Thai}\\p{sc=Lao}\\p{sc=Khmer}\\p{sc=Myanmar}\\u30fc';
const IS_RUN = new RegExp(`[${UNSPACED}]`, 'v');
const IS_WORD = /[\p{L}\p{N}\p{M}]/u;
const NOT_ASCII = /[^\x00-\x7f]/;
/** Longer words are keys, hashes and encoded files: nobody types them, and each would stand in the index once. */
const LONGEST = 64;
const TOO_LONG_ASCII = new RegExp(`\\b[A-Za-z0-9]{${LONGEST + 1},}`, 'g');
const PLAIN: Record<string, string> = { ß: 'ss', ø: 'o', ł: 'l', đ: 'd', ð: 'd', æ: 'ae', œ: 'oe', ı: 'i', þ: 'th' };
const SPECIAL = /[ßøłđðæœıþ]/g;

/** Lower case, no accents, full-width forms as plain ones. ASCII stays as long as it was. */
export function fold(text: string): string {
  if (!NOT_ASCII.test(text)) return text.toLowerCase();
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[\u0300-\u036f]/g, '')
    .normalize('NFC')
    .replace(SPECIAL, (letter) => PLAIN[letter] ?? letter);
}

type Kind = 0 | 1 | 2 | 3;
const SEPARATOR = 1;
const LETTER = 2;
const UNSPACED_LETTER = 3;
/** What each UTF-16 unit is, filled in when first met: asking Unicode for every letter takes ten times as long. */
const kinds = new Uint8Array(0x1_0000);
const kindOfChar = (char: string): Kind =>
  IS_RUN.test(char) ? UNSPACED_LETTER : IS_WORD.test(char) ? LETTER : SEPARATOR;
const isSurrogate = (code: number): boolean => code >= 0xd800 && code < 0xdc00;

function kindAt(text: string, at: number): Kind {
  const code = text.charCodeAt(at);
  if (isSurrogate(code)) return kindOfChar(String.fromCodePoint(text.codePointAt(at) ?? 0));
  const known = kinds[code] as Kind;
  if (known !== 0) return known;
  const kind = kindOfChar(text.charAt(at));
  kinds[code] = kind;
  return kind;
}

/** Calls back for each word, in order, with its place and whether it is a run. */
function scan(text: string, onWord: (start: number, end: number, isRun: boolean) => void): void {
  let start = 0;
  let before: Kind = SEPARATOR;
  for (let at = 0; at <= text.length; at += 1) {
    const kind = at === text.length ? SEPARATOR : kindAt(text, at);
    if (kind !== before) {
      if (before !== SEPARATOR) onWord(start, at, before === UNSPACED_LETTER);
      start = at;
      before = kind;
    }
    if (at < text.length && isSurrogate(text.charCodeAt(at))) at += 1;
  }
}

function expand(run: string): string {
  const chars = [...run];
  let text = chars[0] ?? '';
  for (let index = 1; index < chars.length; index += 1) text += ` ${chars[index - 1]}${chars[index]} ${chars[index]}`;
  return text;
}

/** The text as the index takes it: words with spaces between (ASCII punctuation may stay, it separates too). */
export function indexText(text: string): string {
  // The index folds ASCII itself: by far the most text needs no more than this.
  if (!NOT_ASCII.test(text)) return text.replace(TOO_LONG_ASCII, ' ');
  const folded = fold(text);
  let out = '';
  scan(folded, (start, end, isRun) => {
    if (!isRun && end - start > LONGEST) return;
    const word = folded.slice(start, end);
    out += out === '' ? '' : ' ';
    out += isRun ? expand(word) : word;
  });
  return out;
}

export interface Word {
  /** Folded. */
  text: string;
  /** Where it stands in the text that was asked about. */
  start: number;
  end: number;
  /** A run of a script without spaces. */
  isRun: boolean;
}

/** The words of a text with their places in it. */
export function wordsOf(text: string): Word[] {
  const words: Word[] = [];
  scan(text, (start, end, isRun) => {
    const folded = fold(text.slice(start, end));
    if (folded !== '') words.push({ text: folded, start, end, isRun });
  });
  return words;
}

/**
 * The words by which the index finds a text, in the order in which they stand there: a single word, or a phrase. Of the
 * first and last run the outer single characters are left out, so that a run is found inside longer ones.
 */
export function phraseOf(text: string): string[] {
  const words = wordsOf(fold(text)).filter((word) => word.isRun || word.text.length <= LONGEST);
  return words.flatMap((word, index) => {
    const tokens = word.isRun ? expand(word.text).split(' ') : [word.text];
    if (!word.isRun || tokens.length === 1) return tokens;
    return tokens.slice(index === 0 ? 1 : 0, index === words.length - 1 ? -1 : undefined);
  });
}
