import { describe, expect, it } from 'vitest';
import { languages } from '../../src-renderer/state/i18n.svelte.ts';

type Leaf = string | ((...args: unknown[]) => string);

/** Every message with its path; functions are called with stand-ins. */
function leaves(table: object, path = ''): Map<string, Leaf> {
  const found = new Map<string, Leaf>();
  for (const [key, value] of Object.entries(table)) {
    const at = path === '' ? key : `${path}.${key}`;
    // An order of fields, which a language has of its own, is nothing that is said.
    if (Array.isArray(value)) continue;
    if (typeof value === 'string' || typeof value === 'function') found.set(at, value as Leaf);
    else for (const [inner, leaf] of leaves(value as object, at)) found.set(inner, leaf);
  }
  return found;
}
const say = (leaf: Leaf): string => (typeof leaf === 'string' ? leaf : leaf('2', '2', '3'));

const en = leaves(languages.en);
const zh = leaves(languages.zh);
/** Names and numbers that are the same in every language. */
const SAME =
  /^(app\.name|language|settings\.languages\.(en|zh)|channels\.(facebook|twitter)|ticket\.linkTo|status\.progressUnknown)$/;

describe('the message tables', () => {
  it('have the same messages in both languages', () => {
    expect([...zh.keys()].sort()).toEqual([...en.keys()].sort());
  });

  it.each([...en.keys()])('%s says something in both languages', (path) => {
    const english = say(en.get(path) ?? '');
    const chinese = say(zh.get(path) ?? '');
    expect(english.trim()).not.toBe('');
    expect(chinese.trim()).not.toBe('');
    if (SAME.test(path)) return;
    if (!/^[\d\s/]+$/.test(english.replace(/[a-z]/gi, ''))) expect(chinese).not.toBe(english);
    expect(english).not.toMatch(/\p{Script=Han}/u);
    if (!/^status\.progress/.test(path) && !/^app\.(sentence|follows|labelled)$/.test(path))
      expect(chinese).toMatch(/\p{Script=Han}/u);
  });

  it('keep placeholders: a function is a function in both', () => {
    for (const [path, leaf] of en) expect(typeof zh.get(path), path).toBe(typeof leaf);
  });

  it('use Chinese punctuation in Chinese sentences', () => {
    for (const [path, leaf] of zh) expect(say(leaf), path).not.toMatch(/\p{Script=Han}[,.;?!](\s|$)/u);
  });

  it('form plurals in English', () => {
    const t = languages.en;
    expect(t.ticket.remoteImages(1)).toBe('1 remote image blocked');
    expect(t.ticket.remoteImages(3)).toBe('3 remote images blocked');
    expect(t.status.calls(1, '1')).toBe('1 call');
  });
});

it('a flag that is none says what there is, in the language that it was asked in', () => {
  expect(languages.en.search.hints.badValue('is:unread')).toContain('open, closed, overdue or onhold');
  expect(languages.en.search.hints.badValue('has:pictures')).toContain('attachment');
  expect(languages.zh.search.hints.badValue('是:未读')).toContain('未结、关闭、逾期或挂起');
  expect(languages.en.search.hints.badValue('number:x')).toBe('“number:x” does not fit there.');
});
