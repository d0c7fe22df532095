import { describe, expect, it } from 'vitest';
import { bodyFor } from '../../../src-main/electron/notification-text.ts';
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

  it('are no markup to the servers of Linux, and stay as they are elsewhere', () => {
    const body = '<a href="https://evil.example/">Tom & Co</a>';
    expect(bodyFor('linux', body)).toBe('&lt;a href="https://evil.example/"&gt;Tom &amp; Co&lt;/a&gt;');
    expect(bodyFor('darwin', body)).toBe(body);
    expect(bodyFor('win32', body)).toBe(body);
  });
});
