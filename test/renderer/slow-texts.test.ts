import { expect, it } from 'vitest';
import { cleanPaste } from '../../src-renderer/lib/mail/clean-paste.ts';
import { htmlToText } from '../../src-renderer/lib/mail/plain-text.ts';
import { segments } from '../../src-renderer/lib/mail/links.ts';
import { splitPlainText } from '../../src-renderer/lib/mail/quotes.ts';

/** Texts on which a careless search starts anew at each letter: a few hundred thousand of them would take minutes. */
const MANY = 200_000;
it.each([
  ['one long word', () => segments('a'.repeat(MANY))],
  ['a word that ends in no address', () => segments(`${'a'.repeat(MANY)}@${'b'.repeat(MANY)}`)],
  ['an address of nothing but stops', () => segments(`https://a${'!'.repeat(MANY)}b`)],
  ['many addresses begun', () => segments('https://'.repeat(MANY / 8))],
  ['nothing but empty lines', () => splitPlainText('\n'.repeat(MANY))],
  ['gaps within a line', () => splitPlainText(`a${' '.repeat(MANY)}b`)],
  ['gaps within a paragraph', () => htmlToText(`<p>a${' '.repeat(MANY)}b</p>`)],
  ['a list of many', () => htmlToText(`<ol>${'<li>a</li>'.repeat(MANY / 20)}</ol>`)],
  ['comments that do not end', () => cleanPaste('<!--'.repeat(MANY / 4))],
])('reads %s within a moment', (_name, read) => {
  const from = performance.now();
  read();
  expect(performance.now() - from).toBeLessThan(3_000);
});
