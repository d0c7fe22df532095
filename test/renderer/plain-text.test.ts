import { describe, expect, it } from 'vitest';
import { textToHtml } from '../../src-renderer/lib/mail/outgoing.ts';
import { htmlToText } from '../../src-renderer/lib/mail/plain-text.ts';

describe('HTML as lines', () => {
  it.each([
    ['paragraphs', '<p>one</p><p>two</p>', 'one\ntwo'],
    ['an empty paragraph', '<p>one</p><p></p><p>two</p>', 'one\n\ntwo'],
    ['text before a block', 'one<p>two</p>three', 'one\ntwo\nthree'],
    ['lines of divisions', '<div>one</div><div><br></div><div>two</div>', 'one\n\ntwo'],
    ['a break at the end of a block', '<p>one<br></p><p>two</p>', 'one\ntwo'],
    ['a list, and what follows it', '<ul><li>one</li><li>two</li></ul><p>after</p>', '- one\n- two\nafter'],
    ['paragraphs in a list', '<ul><li><p>one</p></li><li><p>two</p></li></ul><p>after</p>', '- one\n- two\nafter'],
    ['a numbered list', '<ol><li>first</li><li>second</li></ol><p>Bye</p>', '1. first\n2. second\nBye'],
    ['one that begins later', '<ol start="4"><li>fourth</li><li>fifth</li></ol>', '4. fourth\n5. fifth'],
    ['a list in a list', '<ul><li>a<ol><li>b</li></ol></li><li>c</li></ul>', '- a\n  1. b\n- c'],
    ['an empty item', '<ul><li></li><li>b</li></ul>', '-\n- b'],
    [
      'cells and rows',
      '<table><tr><td>a</td> <td>b</td></tr>\n<tr><td>c</td><td>d</td></tr></table>x',
      'a\tb\nc\td\nx',
    ],
    ['line breaks of the source', '<p>one\n   two</p>\n\n<p>three</p>', 'one two\nthree'],
    ['what is set as it stands', '<pre>a\n  b</pre>', 'a\n  b'],
    ['spaces that don’t break', '<p>a\u00a0b</p>', 'a b'],
    ['the line before a signature', '<p>-- </p><p>Jade</p>', '-- \nJade'],
    ['what nobody reads', '<style>p{}</style><p>a</p><script>b</script>', 'a'],
    ['text without a tag', 'one\n  two &amp; three < four', 'one\n  two & three < four'],
  ])('%s', (_, html, text) => expect(htmlToText(html)).toBe(text));

  it.each([
    [
      'their own words',
      '<a href="https://zylker.example/help">our guide</a>',
      'our guide <https://zylker.example/help>',
    ],
    ['themselves', '<a href="https://zylker.example/">https://zylker.example</a>', 'https://zylker.example'],
    ['an address', '<a href="mailto:a@b.example">a@b.example</a>', 'a@b.example'],
    ['a name', '<a href="mailto:a@b.example">Ann</a>', 'Ann <a@b.example>'],
    ['a script', '<a href="javascript:alert(1)">press</a>', 'press'],
  ])('links that say %s', (_, html, text) => {
    expect(htmlToText(`<p>See ${html} and</p>`, { withLinks: true })).toBe(`See ${text} and`);
    expect(htmlToText(`<p>${html}</p>`)).not.toContain('<');
  });

  it('is what it was made of, line by line', () => {
    for (const text of ['', 'a', 'a\nb', 'a\n\nb', '  a  b\n- c\n1. d', '<b> & "x"\nb'])
      expect(htmlToText(textToHtml(text))).toBe(text.trimEnd());
  });

  it('reads what is nested deeper than anybody writes', () => {
    const deep = `${'<div>'.repeat(2_000)}here${'</div>'.repeat(2_000)}`;
    expect(htmlToText(deep)).toBe('here');
  });
});
