import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../../src-main/lib/config.ts';

describe('parseConfig', () => {
  it('reads what both hosts understand, and passes unknown switches over', () => {
    const config = parseConfig(
      ['--desk-url', 'http://127.0.0.1:9/x', '--port=8080', '--no-open', '--json', '--enable-features=Foo', '--org=7'],
      { DESKHAND_CLIENT_SECRET: 's' },
    );
    expect(config).toMatchObject({
      deskUrl: 'http://127.0.0.1:9',
      accountsUrl: 'http://127.0.0.1:9',
      port: 8080,
      open: false,
      json: true,
      org: '7',
      clientSecret: 's',
    });
  });

  it.each([
    [['--desk-url', 'http://desk.example'], /https/],
    [['--desk-url', 'ftp://localhost'], /https/],
    [['--desk-url', 'nonsense'], /address/],
    [['--port', 'x'], /port/],
    [['--accounts-url', 'https://a.example'], /desk-url/],
    [['--desk-url', 'https://desk.example', '--demo-consent=a:b'], /demo desk/],
    [['--brand', 'Other'], /brand/],
  ])('refuses %j in words', (argv, words) => {
    expect(() => parseConfig(argv, {})).toThrow(words);
  });
});
