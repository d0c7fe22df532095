import { describe, expect, it } from 'vitest';
import { plain } from '../../../src-main/notifications/plain.ts';

describe('the words of a notification', () => {
  it.each([
    ['a\u202Egpj.exe', 'agpj.exe'],
    ['\u2067name\u2069', 'name'],
    ['one\u0000\u001B[31mtwo', 'one [31mtwo'],
    ['first\r\nsecond', 'first second'],
    ['bank\u200B.example', 'bank.example'],
    ['退款 👩\u200D💻', '退款 👩\u200D💻'],
  ])('%j is told as %j', (text, told) => {
    expect(plain(text)).toBe(told);
  });
});
