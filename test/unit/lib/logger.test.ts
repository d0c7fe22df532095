import { describe, expect, it } from 'vitest';
import { createLogger } from '../../../src-main/lib/logger.ts';

describe('logger', () => {
  it('lets no token, secret or code through, in messages, details, errors or nested text', () => {
    const lines: string[] = [];
    const logger = createLogger((level, message, details) => lines.push(JSON.stringify({ level, message, details })));
    const token = '1000.3d0a155402dbb59f776fd63adb1e67c0.a41ea557a6a8d7e402690098b2056f60';
    logger.error(`failed with Zoho-oauthtoken ${token}`, {
      error: new Error(`GET https://x/?code=${token}&state=1`, {
        cause: { authorization: token, list: [`Bearer abc.def`] },
      }),
      url: `https://accounts.example/oauth/v2/token?refresh_token=abcdef&client_secret=hush`,
      nested: { accessToken: 'abcdef', deep: { client_secret: 'hush' } },
    });
    const text = lines.join('\n');
    for (const secret of [token, 'abcdef', 'hush', 'abc.def']) expect(text).not.toContain(secret);
    expect(text).toContain('failed with');
  });
});
