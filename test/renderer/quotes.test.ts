import { describe, expect, it } from 'vitest';
import { foldQuotes, splitPlainText } from '../../src-renderer/lib/mail/quotes.ts';

/** What is left to read, and what is folded. */
function fold(html: string): { shown: string; folded: string[]; open: boolean } {
  const root = new DOMParser().parseFromString(html, 'text/html').body;
  foldQuotes(root, 'Quoted text');
  const all = [...root.querySelectorAll('details')];
  const folded = all.map((details) => details.textContent.replace('⋯', '').replace(/\s+/g, ' ').trim());
  const open = all.some((details) => details.open);
  for (const details of all) details.remove();
  return { shown: root.textContent.replace(/\s+/g, ' ').trim(), folded, open };
}

describe('quotes in HTML', () => {
  it.each([
    [
      'Gmail',
      '<div>New words</div><br><div class="gmail_quote"><div class="gmail_attr">On Fri, 3 May 2024, Carol wrote:</div><blockquote>Old</blockquote></div>',
      ['On Fri, 3 May 2024, Carol wrote: Old'.replace('wrote: Old', 'wrote:Old')],
    ],
    [
      'Apple Mail',
      '<div>New words</div><div>On 3 May 2024, at 09:37, Carol wrote:</div><blockquote type="cite">Old</blockquote>',
      ['On 3 May 2024, at 09:37, Carol wrote:Old'],
    ],
    [
      'Thunderbird',
      'New words<div class="moz-cite-prefix">Am 03.05.24 um 09:37 schrieb Carol:</div><blockquote type="cite">Old</blockquote>',
      ['Am 03.05.24 um 09:37 schrieb Carol:Old'],
    ],
    ['Outlook', '<p>New words</p><div id="divRplyFwdMsg">From: Carol</div><div>Old</div>', ['From: CarolOld']],
    [
      'old Outlook',
      '<p>New words</p><p>-----Original Message-----</p><p>From: Carol</p><p>Old</p>',
      ['-----Original Message-----From: CarolOld'],
    ],
    [
      'QQ and NetEase',
      '<div>New words</div><div>------------------ 原始邮件 ------------------</div><div>旧</div>',
      ['------------------ 原始邮件 ------------------旧'],
    ],
    [
      'a forwarded mail of this console',
      '<div>New words</div><div><br></div><div>---------- Forwarded message ----------<br>From: Carol<br>Subject: 1</div><blockquote>Old<blockquote>Older</blockquote></blockquote>',
      ['---------- Forwarded message ----------From: CarolSubject: 1OldOlder'],
    ],
    [
      'Chinese attribution',
      '<div>New words</div><div>Carol 于 2024年5月3日 写道：</div><blockquote>旧</blockquote>',
      ['Carol 于 2024年5月3日 写道：旧'],
    ],
  ])('%s', (_name, html, folded) => {
    expect(fold(html)).toEqual({ shown: 'New words', folded, open: false });
  });

  it('stay open when there is nothing else', () => {
    expect(fold('<blockquote>Only this</blockquote>').open).toBe(true);
  });

  it('fold once, however deep they nest', () => {
    expect(fold('Hi<blockquote>a<blockquote>b<blockquote>c</blockquote></blockquote></blockquote>').folded).toEqual([
      'abc',
    ]);
  });

  it('leave ordinary words alone', () => {
    expect(fold('<p>On Monday I wrote a letter.</p><p>Original message lost.</p>').folded).toEqual([]);
  });

  it('keep an answer below the quote in sight', () => {
    expect(fold('<blockquote>Old</blockquote><p>Answer</p>')).toEqual({
      shown: 'Answer',
      folded: ['Old'],
      open: false,
    });
  });
});

describe('quotes in plain text', () => {
  it('are told from what was written', () => {
    expect(splitPlainText('Hello\n\nOn 3 May 2024, Carol wrote:\n> Old\n> words\n\nBye')).toEqual([
      { isQuote: false, text: 'Hello' },
      { isQuote: true, text: 'On 3 May 2024, Carol wrote:\n> Old\n> words' },
      { isQuote: false, text: 'Bye' },
    ]);
  });

  it('take an attribution over two lines', () => {
    const [, quote] = splitPlainText(
      'Hi\nOn Fri, 3 May 2024 at 09:37, Carol Jensen\n<carol@desk.example> wrote:\n> Old',
    );
    expect(quote).toEqual({
      isQuote: true,
      text: 'On Fri, 3 May 2024 at 09:37, Carol Jensen\n<carol@desk.example> wrote:\n> Old',
    });
  });

  it('run to the end after “Original Message”', () => {
    expect(splitPlainText('Hi\n-----Original Message-----\nFrom: Carol\n\nOld').map((block) => block.isQuote)).toEqual([
      false,
      true,
    ]);
  });

  it('are no quotes when there is nothing else', () => {
    expect(splitPlainText('> only\n> this')).toEqual([{ isQuote: false, text: '> only\n> this' }]);
  });

  it('leave a text without quotes as it is', () => {
    expect(splitPlainText('One\r\n\r\ntwo > one')).toEqual([{ isQuote: false, text: 'One\n\ntwo > one' }]);
  });
});
