import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseJson } from '../../../src-main/lib/json.ts';

describe('parseJson', () => {
  it('keeps a bare id of 19 digits as its own digits, wherever it stands', () => {
    expect(parseJson('{"id": 1892000000042034567, "ids":[9007199254740993 ,9007199254740995], "n": 12}')).toEqual({
      id: '1892000000042034567',
      ids: ['9007199254740993', '9007199254740995'],
      n: 12,
    });
    expect(parseJson('1892000000042034567')).toBe('1892000000042034567');
  });

  it('reads everything else as JSON.parse does', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JSON.stringify(value);
        fc.pre(!/\d{16}/.test(text));
        expect(parseJson(text)).toEqual(JSON.parse(text));
      }),
    );
  });

  it('never changes the digits of an integer, whatever its length', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 25n }), (id) => {
        const read = parseJson(`{"id":${id}}`) as { id: unknown };
        expect(String(read.id)).toBe(String(id));
      }),
    );
  });

  it('leaves digits inside strings alone', () => {
    expect(parseJson('{"content":"call 12345678901234567890, please"}')).toEqual({
      content: 'call 12345678901234567890, please',
    });
  });

  it('throws what JSON.parse throws', () => {
    expect(() => parseJson('<html>')).toThrow(SyntaxError);
  });
});
