import type { Likeness } from './match.ts';
import { sameValue } from './merge.ts';

const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ', '#39': "'" };

const character = (code: number): string => (code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd');

/** Nothing behind the last `>` can be a tag: looking for one there from each `<` takes the square of its length. */
function replaceTags(content: string, tag: RegExp, by: string): string {
  const end = content.lastIndexOf('>') + 1;
  return content.slice(0, end).replace(tag, by) + content.slice(end);
}

/** What a person reads of HTML or plain text: no tags, entities decoded, white space joined. */
export const plainText = (content: string): string =>
  replaceTags(replaceTags(content, /<(br|\/p|\/div|\/li|\/tr)\b[^>]*>/gi, ' '), /<[^>]*>/g, '')
    .replace(/&(#\d+|#x[0-9a-f]+|\w+);/gi, (whole, name: string) => {
      if (/^#x/i.test(name)) return character(Number.parseInt(name.slice(2), 16));
      if (name.startsWith('#') && !(name in ENTITIES)) return character(Number(name.slice(1)));
      return ENTITIES[name.toLowerCase()] ?? whole;
    })
    .replace(/\s+/g, ' ')
    .trim();

/** Text with its white space joined and its letters composed. */
export const written = (text: string): string => text.normalize('NFC').replace(/\s+/g, ' ').trim();

/** What a text may mean: HTML, text that was escaped, or text as it stands. */
const readings = (content: string): string[] => [
  written(plainText(content)),
  written(plainText(content.replace(/</g, '&lt;'))),
  written(content),
];

/** Whether two messages say the same: the service may clean or wrap HTML, and escape text, that it was given. */
export function sameText(a: string | null | undefined, b: string | null | undefined): boolean {
  if (a === b) return true;
  const [htmlA = '', ...restA] = readings(a ?? '');
  const [htmlB = '', ...restB] = readings(b ?? '');
  if (htmlA === htmlB) return true;
  const others = new Set([htmlB, ...restB]);
  return [htmlA, ...restA].some((text) => text !== '' && others.has(text));
}

/** `sameText` for values of fields: texts by what they say, all others as `sameValue`. */
export const sameWords = (a: unknown, b: unknown): boolean =>
  sameValue(a, b) || (typeof a === 'string' && typeof b === 'string' && sameText(a, b));

/** As `sameText`, for a text that the service may hide. */
export const likenessOfText = (said: string | null | undefined, wanted: string): Likeness =>
  said === undefined ? 'hidden' : sameText(said, wanted) ? 'same' : 'other';

export const excerpt = (content: string, length = 160): string => {
  const text = plainText(content.slice(0, 4_000));
  return text.length > length ? `${text.slice(0, length - 1)}…` : text;
};

/** Whom an address list names, whatever the order, case and display names. */
export const addressesIn = (list: string | null | undefined): string =>
  (list ?? '')
    .split(',')
    .map((entry) => (/<([^<>]+)>/.exec(entry)?.[1] ?? entry).trim().toLowerCase())
    // A name may have a comma.
    .filter((entry) => entry.includes('@'))
    .sort()
    .join();

/** Whether two address lists name the same people. */
export const sameAddresses = (a: string | null | undefined, b: string | null | undefined): boolean =>
  addressesIn(a) === addressesIn(b);
