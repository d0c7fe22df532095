import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { htmlToText } from '../../../src-main/lib/html-text.ts';
import { fold, indexText, phraseOf, wordsOf } from '../../../src-main/lib/search-text.ts';

const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc
    .array(fc.constantFrom('退', '款', '申', 'a', 'B', 'é', ' ', ',', '。', '9', 'ß', '한', 'の'), { maxLength: 20 })
    .map((all) => all.join('')),
);
/** The index's own reading of a prepared text: spaces and ASCII punctuation separate, ASCII is lower-cased. */
const tokens = (prepared: string): string[] =>
  prepared
    .split(/[\x00-\x2f\x3a-\x40\x5b-\x60\x7b-\x7f]+/)
    .flatMap((token) => (token === '' ? [] : [token.replace(/[A-Z]/g, (letter) => letter.toLowerCase())]));

describe('words', () => {
  it('of a text are found as a phrase in the index of that text, and in a longer one', () => {
    fc.assert(
      fc.property(text, text, text, (before, wanted, after) => {
        const phrase = phraseOf(wanted);
        for (const whole of [wanted, `${before} ${wanted} ${after}`]) {
          const held = tokens(indexText(whole));
          const at = held.findIndex((_, start) => phrase.every((token, index) => held[start + index] === token));
          expect(phrase.length === 0 || at >= 0, JSON.stringify({ phrase, held })).toBe(true);
        }
      }),
      { numRuns: 3_000 },
    );
  });

  it('of a run are found exactly where the run has them', () => {
    const run = fc
      .array(fc.constantFrom('退', '款', '申', '请'), { minLength: 1, maxLength: 6 })
      .map((all) => all.join(''));
    fc.assert(
      fc.property(run, run, (whole, part) => {
        const held = tokens(indexText(whole));
        const phrase = phraseOf(part);
        const isFound = held.some((_, start) => phrase.every((token, index) => held[start + index] === token));
        expect(isFound).toBe(whole.includes(part));
      }),
      { numRuns: 2_000 },
    );
  });

  it('have places that cut them out of the text', () => {
    fc.assert(
      fc.property(text, (whole) => {
        for (const { text: word, start, end } of wordsOf(whole)) expect(fold(whole.slice(start, end))).toBe(word);
      }),
    );
  });

  it('longer than anyone types are left out', () => {
    expect(tokens(indexText(`a ${'x'.repeat(65)} b`))).toEqual(['a', 'b']);
    expect(tokens(indexText(`é ${'x'.repeat(65)} b`))).toEqual(['e', 'b']);
  });
});

describe('HTML', () => {
  it.each([
    ['<p>one</p><p>two</p>', '\none\n\ntwo\n'],
    ['pri<b>nt</b>er', 'printer'],
    ['a&nbsp;&amp;&#20320;&#x597D;&unknown;', 'a &你好&unknown;'],
    ['<style>a{}</style>x<script>y()</script>z<!-- c -->w', 'xzw'],
    ['<a href="a>b">link</a>', 'link'],
    ['1 < 2 and <3', '1 < 2 and <3'],
    ['<td>a</td><td>b</td>', ' a  b '],
    ['<script>never closed', 'never closed'],
    ['<!doctype html><?xml x?>t', 't'],
    ['a&#0;&#x110000;&#55296;b', 'a b'],
    ['text <b', 'text '],
  ])('%j reads %j', (html, read) => {
    expect(htmlToText(html)).toBe(read);
  });

  it('of any kind is read without failing, within the limit', () => {
    const html = fc
      .array(
        fc.constantFrom('<', '>', '</', 'p', 'script', ' ', '"', "'", '=', '<!--', '-->', '&', '#60', ';', 'x', '/'),
        { maxLength: 40 },
      )
      .map((all) => all.join(''));
    fc.assert(
      fc.property(html, fc.nat(30), (value, limit) => {
        expect(htmlToText(value, limit).length).toBeLessThanOrEqual(limit);
      }),
      { numRuns: 3_000 },
    );
  });

  it('made to take long does not', () => {
    const started = performance.now();
    for (const part of [
      '<',
      '<a ',
      '<a "',
      "<a='",
      '</',
      '<script>',
      '<!--',
      '&',
      '<p><',
      '<style></styl',
      '<a href="',
      '<a href=">',
    ])
      htmlToText(part.repeat(100_000), 65_536);
    expect(performance.now() - started).toBeLessThan(10_000);
  });
});
