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
    ['that lays a page out', '<table><tr><td><h1>News</h1><p>x</p></td><td>side</td></tr></table>', 'News\nx\nside'],
    ['in a table', '<table><tr><td><table><tr><td>a</td><td>b</td></tr></table></td></tr></table>', 'a | b'],
  ])('%s keeps its cells apart', (_, html, text) => expect(htmlToText(cleanPaste(html)).trim()).toBe(text));

  it('keeps what stands in its cells', () => {
    const html = cleanPaste('<table><tr><td><b>a</b></td><td><a href="https://x.example">b</a></td></tr></table>');
    expect(html).toContain('<b>a</b> | <a href="https://x.example/">b</a>');
    expect(html).not.toContain('<td');
  });
});
