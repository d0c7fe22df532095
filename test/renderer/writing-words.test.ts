import './page.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cannedAt, mentionAt, toScreen, toWire } from '../../src-renderer/lib/mentions.ts';
import { fillPlaceholders, openPlaceholders } from '../../src-renderer/lib/placeholders.ts';
import {
  emptyWriting,
  hasText,
  problemOf,
  tailOf,
  withFrom,
  withText,
  withSignature,
} from '../../src-renderer/state/writing.ts';

describe('mentions', () => {
  const people = [
    { name: 'Ann', id: '11' },
    { name: 'Ann Lee', id: '12' },
    { name: '王芳', id: '13' },
  ];
  it('take the longest name, and no part of a longer word', () => {
    expect(toWire('@Ann Lee and @Ann, @Annabel, @王芳请看', people)).toBe(
      'zsu[@user:12]zsu and zsu[@user:11]zsu, @Annabel, zsu[@user:13]zsu请看',
    );
  });
  it('are on screen what they were before they went on the wire', () => {
    const names = Object.fromEntries(people.map(({ id, name }) => [id, name]));
    const word = fc.oneof(fc.constantFrom('@Ann ', '@Ann Lee ', '@王芳', 'x ', '\n'), fc.string({ maxLength: 8 }));
    fc.assert(
      fc.property(fc.array(word, { maxLength: 12 }), (words) => {
        const text = words.join('');
        fc.pre(!text.includes('zsu['));
        expect(toScreen(toWire(text, people), names)).toBe(text);
      }),
    );
  });
  it('begin at an @ that begins a word', () => {
    expect(mentionAt('Hi @ja', 6)).toEqual({ start: 3, word: 'ja' });
    expect(mentionAt('（@王', 3)).toEqual({ start: 1, word: '王' });
    expect(mentionAt('ann@example', 11)).toBeNull();
    expect(cannedAt('x ;thx', 6)).toEqual({ start: 2, word: 'thx' });
    expect(cannedAt('a;b', 3)).toBeNull();
  });
});

describe('placeholders', () => {
  it('are filled, fall back, or stay to be seen', () => {
    const text = 'Dear {{contact.firstName|you}}, #{{ ticket.number }} {{agent.name}} {{constructor}}';
    const filled = fillPlaceholders(text, { 'contact.firstName': null, 'ticket.number': '7' });
    expect(filled).toBe('Dear you, #7 {{agent.name}} {{constructor}}');
    expect(openPlaceholders(filled)).toEqual(['{{agent.name}}', '{{constructor}}']);
  });
});

describe('a signature', () => {
  const signed = { ...emptyWriting('reply'), ...withSignature('Ann "A" <a>\nDesk & Co') };
  it('alone is nothing to keep', () => expect(hasText(signed)).toBe(false));
  it('stays below what is typed, and goes when another takes its place', () => {
    const typed = withText(signed, 'Hello');
    expect(typed.content).toMatch(/^<div>Hello<\/div><div><br><\/div><div>Ann/);
    expect(hasText(typed)).toBe(true);
    // The editor writes quotation marks as they are.
    const edited = { ...typed, content: typed.content.replaceAll('&quot;', '"') };
    expect(withFrom(edited, 'b@b', 'Bob').content).toBe('<div>Hello</div><div><br></div><div>Bob</div>');
    expect(withFrom(edited, 'b@b', '').content).toBe('<div>Hello</div>');
    const changed = { ...typed, content: '<div>Hello</div><div>Ann herself</div>' };
    expect(withFrom(changed, 'b@b', 'Bob').content).toBe(changed.content);
  });
  it('of a draft that an older version kept is found too', () => {
    const tail = '<p>Ann &quot;A&quot; &lt;a&gt;</p><p></p><p>Desk &amp; Co</p>';
    const signature = 'Ann "A" <a>\n\nDesk & Co';
    const before = `<p>Hello</p><p></p>${tail}`;
    for (const content of [before, before.replaceAll('&quot;', '"')]) {
      const old = { ...emptyWriting('reply'), content, signature };
      expect(withFrom(old, 'b@b', 'Bob').content).toBe('<p>Hello</p><div><br></div><div>Bob</div>');
      expect(withText(old, 'More').content).toBe(content.replace('<p></p>', '<div>More</div><p></p>'));
      expect(tailOf(old)).toBe(4);
    }
    const alone = { ...emptyWriting('reply'), content: `<p></p><p></p>${tail}`, signature };
    expect(hasText(alone)).toBe(false);
    expect(withText(alone, 'Hi').content).toBe(`<div>Hi</div><p></p>${tail}`);
  });
});

describe('what is too long to be sent', () => {
  const mail = { ...emptyWriting('reply'), to: 'ann@a.example', content: `<div>${'x'.repeat(600_000)}</div>` };
  const quote = { head: 'Ann wrote:', html: 'y'.repeat(500_000) };
  it('is told before it is queued, with what it quotes', () => {
    expect(problemOf(mail, false)).toBeNull();
    expect(problemOf({ ...mail, quote }, false)).toMatchObject({ code: 'tooLong' });
    expect(problemOf({ ...mail, quote }, false, true)).toMatchObject({ code: 'tooLong' });
  });
  it('is less for a comment', () => {
    const comment = { ...emptyWriting('comment'), content: 'x'.repeat(32_000) };
    expect(problemOf(comment, false)).toBeNull();
    expect(problemOf({ ...comment, content: `${comment.content}x` }, false)).toMatchObject({ code: 'tooLong' });
  });
});
