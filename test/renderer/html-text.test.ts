import { describe, expect, it } from 'vitest';
import { htmlToText } from '../../src-main/lib/html-text.ts';
import { heavyMails, hostileMails } from './hostile-mails.ts';

const HIDDEN =
  'script, style, head, title, template, noscript, svg, math, object, iframe, select, textarea, noembed, noframes';
/** What somebody sees of a mail whose scripts do not run. */
function seen(html: string): string {
  const { body } = new DOMParser().parseFromString(html, 'text/html');
  for (const element of body.querySelectorAll(HIDDEN)) element.remove();
  return body.textContent;
}
const words = (text: string): string[] => text.match(/[\p{L}\p{N}]{3,}/gu) ?? [];

describe.each(Object.entries(hostileMails))('the words of a hostile mail: %s', (_name, html) => {
  it('are those that somebody sees, never its code, addresses or what is hidden', () => {
    const visible = seen(html);
    expect(words(htmlToText(html)).filter((word) => !visible.includes(word))).toEqual([]);
  });

  it('are the same when they are cut out of a longer text', () => {
    const whole = htmlToText(`<p>before</p>${html}`, 40);
    expect(htmlToText(`<p>before</p>${html}`).startsWith(whole)).toBe(true);
    expect(whole).toContain('before');
  });
});

it.each(Object.entries(heavyMails))('the words of a heavy mail are read in no time: %s', (_name, html) => {
  const from = performance.now();
  const text = htmlToText(html);
  expect(performance.now() - from).toBeLessThan(1_000);
  expect(text.length).toBeLessThanOrEqual(65_536);
  expect(text).not.toMatch(/<\/?[a-z]/i);
});
