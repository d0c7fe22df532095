import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DraftDoc } from '../../src-preload/contract/drafts.ts';
import { textToHtml, withQuote } from '../../src-renderer/lib/mail/outgoing.ts';
import { mailOf } from '../../src-renderer/state/queue-writing.ts';
import { docOf, emptyWriting, isQuotePoured, type Writing, writingOf } from '../../src-renderer/state/writing.ts';

const words = fc.string({ unit: fc.constantFrom('a', ' ', '<', '>', '&', '"', 'é', '字', '\n', '> ') });
/** HTML as the sanitiser leaves it. */
const html = fc
  .array(
    fc.tuple(fc.constantFrom('p', 'b', 'blockquote', 'div'), words).map(([tag, text]) => {
      const body = document.createElement('body');
      const element = body.appendChild(document.createElement(tag));
      element.textContent = text;
      return body.innerHTML;
    }),
    { maxLength: 4 },
  )
  .map((parts) => parts.join(''));
const quote = fc.option(fc.record({ head: words, html }));
const writing = (given: Partial<Writing>): Writing => ({ ...emptyWriting('reply'), to: 'a@b.example', ...given });

/** The draft that the core makes of a mail that is called back. */
const calledBack = (value: Writing): DraftDoc => {
  const { writing: apart, ...payload } = mailOf(value, '1');
  return { ...payload, ...apart, kind: 'reply' } as DraftDoc;
};
/** The same, queued by a Deskhand that told the text alone. */
const calledBackOld = (content: string, contentType: 'html' | 'plainText' = 'html'): DraftDoc => ({
  kind: 'reply',
  to: 'a@b.example',
  contentType,
  content,
});

describe('a mail that is called back', () => {
  it('is its text and its quote, whatever they are, and tells each once', () => {
    fc.assert(
      fc.property(html, quote, fc.constantFrom('html', 'plainText'), (content, said, contentType) => {
        const value = writing({
          content: contentType === 'html' ? content : content.replace(/<[^>]*>/g, ''),
          contentType,
          quote: said,
        });
        expect(writingOf(calledBack(value))).toEqual(value);
      }),
    );
    const long = 'said before, '.repeat(1_000);
    const value = writing({ content: '<p>Hi</p>', quote: { head: 'Carol wrote:', html: `<p>${long}</p>` } });
    expect(JSON.stringify(calledBack(value)).length).toBeLessThan(long.length + 1_000);
  });

  it('as older versions kept it is as it was', () => {
    const value = writing({ content: '<p>Hi</p>', quote: { head: 'Carol wrote:', html: '<p>Help</p>' } });
    const { content, quote: said } = value;
    const mail = withQuote(content, 'html', said);
    const { filled } = value;
    expect(writingOf({ ...calledBackOld(mail), filled, content, quote: said })).toEqual(value);
  });
});

describe('a mail of which nobody noted where its quote begins', () => {
  it('is parted where that is certain: the parts are the same mail', () => {
    const head = 'On Friday "Carol" <carol@a.example> wrote:\nSubject: A & B';
    const nested = withQuote('<p>before</p>', 'html', { head: 'Jade wrote:', html: '<p>first</p>' });
    const said = { head, html: nested };
    const content = '<p>Done.</p><blockquote><p>mine</p></blockquote>' + textToHtml('Jade "J" Tan');
    const doc = calledBackOld(withQuote(content, 'html', said));
    expect(writingOf(doc)).toMatchObject({ content, quote: said });
    expect(isQuotePoured(doc)).toBe(false);
  });

  it('is never another mail than it was', () => {
    fc.assert(
      fc.property(html, quote, html, (content, said, after) => {
        const mail = withQuote(content, 'html', said) + after;
        const back = writingOf(calledBackOld(mail));
        expect(withQuote(back.content, 'html', back.quote)).toBe(mail);
      }),
    );
  });

  it.each([
    [
      'with words of the agent under the quote',
      '<p>a</p><div><br></div><div>C:</div><blockquote>q</blockquote><p>mine</p><blockquote>x</blockquote>',
    ],
    [
      'whose text reaches into the quote',
      '<blockquote><p>a</p><div><br></div><div>C:</div><blockquote>q</blockquote></blockquote>',
    ],
    ['whose first lines are more than text', '<p>a</p><div><br></div><div><b>C</b>:</div><blockquote>q</blockquote>'],
    ['that quotes otherwise', '<p>a</p><p>C:</p><blockquote>q</blockquote>'],
  ])('%s is left as it is, and says so', (_name, mail) => {
    const doc = calledBackOld(mail);
    expect(writingOf(doc)).toMatchObject({ content: mail, quote: null });
    expect(isQuotePoured(doc)).toBe(true);
  });

  it('as plain text is left as it is, and says so; a draft of this version says nothing', () => {
    const mail = withQuote('Done.', 'plainText', { head: 'Carol wrote:', html: '<p>Help</p>' });
    const doc = calledBackOld(mail, 'plainText');
    expect(writingOf(doc)).toMatchObject({ content: mail, quote: null });
    expect(isQuotePoured(doc)).toBe(true);
    expect(isQuotePoured(docOf(writingOf(doc)))).toBe(false);
    expect(isQuotePoured(calledBackOld('<p>Done.</p>'))).toBe(false);
  });
});
