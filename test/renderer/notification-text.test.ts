import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bodyFor } from '../../src-main/electron/notification-text.ts';
import { firstLine } from '../../src-main/notifications/rules.ts';
import { hostileMails } from './hostile-mails.ts';

/** How a notification server of Linux reads a body: as markup. */
const asMarkup = (body: string): HTMLElement =>
  new DOMParser().parseFromString(`<body>${body}</body>`, 'text/html').body;

describe('the body of a notification on Linux', () => {
  it.each([
    ['a < b && c > d', 'a &lt; b &amp;&amp; c &gt; d'],
    ['<b>bold</b>', '&lt;b&gt;bold&lt;/b&gt;'],
    ['<img src="file:///etc/passwd" alt="x"/>', '&lt;img src="file:///etc/passwd" alt="x"/&gt;'],
    ['&lt;b&gt;', '&amp;lt;b&amp;gt;'],
    ['&#60;u&#62;', '&amp;#60;u&amp;#62;'],
    ['two\nlines, “quotes” and 退款', 'two\nlines, “quotes” and 退款'],
  ])('%j goes out as %j', (body, escaped) => {
    expect(bodyFor('linux', body)).toBe(escaped);
  });

  it.each(['darwin', 'win32'] as const)('stays as it is on %s, where bodies are plain', (platform) => {
    expect(bodyFor(platform, '<b>Tom & Co</b>')).toBe('<b>Tom & Co</b>');
  });

  it('reads as it was written, whatever that is', () => {
    const text = fc.array(fc.constantFrom('<', '>', '&', '"', "'", 'a', ';', '#', '=', '/', 'lt', 'b', '退'), {
      maxLength: 30,
    });
    fc.assert(
      fc.property(text, (parts) => {
        const body = asMarkup(bodyFor('linux', `x${parts.join('')}`));
        expect(body.children).toHaveLength(0);
        expect(body.textContent).toBe(`x${parts.join('')}`);
      }),
      { numRuns: 300 },
    );
  });

  it.each(Object.entries(hostileMails))(
    'is no markup for a hostile mail, nor for its first line: %s',
    (_name, html) => {
      for (const body of [html.slice(0, 2_000), firstLine(html)]) {
        expect(asMarkup(bodyFor('linux', body)).children).toHaveLength(0);
        expect(bodyFor('linux', body)).not.toMatch(/[<>]/);
      }
    },
  );
});
