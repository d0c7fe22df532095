import { describe, expect, it } from 'vitest';
import { cleanPaste } from '../../src-renderer/lib/mail/clean-paste.ts';
import { htmlToText } from '../../src-renderer/lib/mail/plain-text.ts';

describe('a table that is pasted', () => {
  it.each([
    [
      'of a sheet',
      '<table><tr><td>a</td><td>b</td></tr><tr><td>c</td><td>d</td></tr></table>after',
      'a | b\nc | d\nafter',
    ],
    ['of Word', '<table><tr><td><p class="MsoNormal">a</p></td><td><p>b <b>c</b></p></td></tr></table>', 'a | b c'],
    ['with a title', '<table><caption>Prices</caption><tr><th>Item</th><th>€</th></tr></table>', 'Prices\nItem | €'],
    ['that lays a page out', '<table><tr><td><h1>News</h1><p>x</p></td><td>side</td></tr></table>', 'News\n\nx\nside'],
    ['in a table', '<table><tr><td><table><tr><td>a</td><td>b</td></tr></table></td></tr></table>', 'a | b'],
  ])('%s keeps its cells apart', (_, html, text) => expect(htmlToText(cleanPaste(html)).trim()).toBe(text));

  it('keeps what stands in its cells', () => {
    const html = cleanPaste('<table><tr><td><b>a</b></td><td><a href="https://x.example">b</a></td></tr></table>');
    expect(html).toContain('<b>a</b> | <a href="https://x.example/">b</a>');
    expect(html).not.toContain('<td');
  });
});

describe('paragraphs that are pasted', () => {
  const word = (style: string, body: string): string =>
    `<html><head><style>p.MsoNormal, li.MsoNormal{margin:0cm;${style}}</style></head><body>${body}</body></html>`;
  it.each([
    [
      'of a page stand apart',
      '<h2>Reset</h2><p>a</p>\n<p>b</p><ul><li><p>c</p><p>d</p></li></ul>',
      'Reset\n\na\n\nb\n- c\nd',
    ],
    ['that a page folds are none', '<p>a</p><p></p><p> </p><p>b</p>', 'a\n\nb'],
    [
      'of Google Docs stand as close as they did',
      '<p style="margin-top:0pt;margin-bottom:0pt;">a</p><p style="margin-bottom:0pt">b</p><br><p>c</p>',
      'a\nb\n\nc',
    ],
    [
      'of Word without a gap',
      word(
        'margin-bottom:.0001pt;',
        '<p class=MsoNormal>a</p><p class=MsoNormal>b</p><p class=MsoNormal><o:p>&nbsp;</o:p></p><p class=MsoNormal>c</p>',
      ),
      'a\nb\n\nc',
    ],
    [
      'of Word with one',
      word(
        'margin-bottom:8.0pt;',
        '<p class=MsoNormal>a</p><p class=MsoNormal>b</p><p class=MsoNormal style="margin-bottom:0cm">c</p><p class=MsoNormal>d</p>',
      ),
      'a\n\nb\n\nc\nd',
    ],
  ])('%s', (_, html, text) => expect(htmlToText(cleanPaste(html)).trim()).toBe(text));
});

it('puts the items of a list of Word in the lists that they were in', () => {
  const item = (level: number, mark: string, text: string): string =>
    `<p class=MsoListParagraph style='text-indent:-18pt;mso-list:l0 level${level} lfo1'><span style='mso-list:Ignore'>${mark}<span> </span></span>${text}</p>`;
  const html = `<p>x</p>${item(1, '1.', 'a')}${item(2, 'o', 'b')}${item(2, 'o', 'c')}${item(1, '2.', 'd')}<p>y</p>${item(1, '·', 'e')}`;
  expect(htmlToText(cleanPaste(html))).toBe('x\n1. a\n  - b\n  - c\n2. d\ny\n- e');
});
