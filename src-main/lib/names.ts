import { fold } from './search-text.ts';

const HAN = /^\p{Script=Han}+$/u;

interface Named {
  firstName?: string | null | undefined;
  lastName?: string | null | undefined;
}

/** First and last name as one, family name first and unspaced where both are Han; the fallback when both are missing. */
export function personName(person: Named | null | undefined, fallback = ''): string {
  const { firstName, lastName } = person ?? {};
  if (firstName && lastName && HAN.test(firstName) && HAN.test(lastName)) return lastName + firstName;
  return [firstName, lastName].filter(Boolean).join(' ') || fallback;
}

/** The first sign of each letter's part of a dictionary that is ordered by sound. */
const LETTERS = 'abcdefghjklmnopqrstwxyz';
const FIRST_SIGNS = [...'阿八嚓哒妸发旮哈讥咔垃痳拏噢妑七呥扨它穵夕丫帀'];
/** Family names that are not read as the sign usually is. */
const SURNAMES: Record<string, string> = { 曾: 'z', 单: 's', 仇: 'q', 解: 'x', 区: 'o', 查: 'z', 尹: 'y', 盖: 'g' };
const collator = new Intl.Collator('zh-CN');

function letterOfSign(sign: string): string {
  const surname = SURNAMES[sign];
  if (surname !== undefined) return surname;
  const at = FIRST_SIGNS.findLastIndex((first) => collator.compare(sign, first) >= 0);
  return LETTERS.charAt(at) || '~';
}

/**
 * What names are sorted by, as plain text: a letter, then the folded name. 王芳 stands under W, as in an address book;
 * what begins with no letter of these stands under `~`, after z.
 */
export function nameKey(name: string): string {
  const folded = fold(name.trim());
  const [first = ''] = folded;
  const letter = /[a-z]/.test(first) ? first : /\p{Script=Han}/u.test(first) ? letterOfSign(first) : '~';
  return `${letter} ${folded}`;
}
