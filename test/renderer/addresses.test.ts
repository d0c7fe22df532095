import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addressAt, nameOf, splitAddresses } from '../../src-renderer/lib/addresses.ts';

const count = (text: string, char: string): number => text.split(char).length - 1;
/** Parts as the rule says it: a separator with an even number of quotes behind it, and no `>` before the next `<`. */
const bySeparators = (list: string): string[] => {
  const parts = [''];
  for (const [at, char] of [...list].entries()) {
    const rest = list.slice(at + 1);
    const isFree = count(rest, '"') % 2 === 0 && !/^[^<]*>/.test(rest);
    if (',;'.includes(char) && isFree) parts.push('');
    else parts[parts.length - 1] += char;
  }
  return parts.map((part) => part.trim()).filter((part) => part !== '');
};
const list = fc.array(fc.constantFrom('a', 'b@c.de', ' ', ',', ';', '"', '<', '>'), { maxLength: 24 });

describe('a list of addresses', () => {
  it('parts where no quotes and no angles hold it together', () => {
    expect(splitAddresses('"Doe, Ann" <ann@x.example>; bob@x.example')).toEqual([
      '"Doe, Ann" <ann@x.example>',
      'bob@x.example',
    ]);
    fc.assert(
      fc.property(list, (chars) => {
        expect(splitAddresses(chars.join(''))).toEqual(bySeparators(chars.join('')));
      }),
    );
  });
  it('gives the address that the caret is in', () => {
    fc.assert(
      fc.property(list, fc.nat(24), (chars, caret) => {
        const text = chars.join('');
        const at = Math.min(caret, text.length);
        const token = addressAt(text, at);
        expect(token.start).toBeLessThanOrEqual(at);
        expect(token.end).toBeGreaterThanOrEqual(at);
        expect(token.text).toBe(text.slice(token.start, at));
      }),
    );
  });
  it('is read as names', () => {
    expect(
      [
        '"Doe, Ann" <ann@x.example>',
        'Bob <bob@x.example>',
        '<Carol@x.example>',
        'dave@x.example',
        '""<e@x.example>',
      ].map(nameOf),
    ).toEqual(['Doe, Ann', 'Bob', 'carol@x.example', 'dave@x.example', 'e@x.example']);
  });
  it('is read at once, however long and broken', () => {
    for (const part of [',', '"', '<', ', "', ' ', '<a@b.cd>,']) {
      const names = splitAddresses(part.repeat(300_000)).map(nameOf);
      expect(names.every((name) => name !== '')).toBe(true);
    }
  });
});
