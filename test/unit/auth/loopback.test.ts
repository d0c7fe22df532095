import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Loopback, openLoopback } from '../../../src-main/auth/loopback.ts';

let ending: AbortController;
beforeEach(() => {
  ending = new AbortController();
});
afterEach(() => ending.abort(new Error('over')));

const open = (ports: readonly number[] = [0]): Promise<Loopback> =>
  openLoopback({ state: 's3cret', signal: ending.signal, ports });
const portOf = (loopback: Loopback): string => new URL(loopback.redirectUri).port;

async function occupied(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ending.signal.addEventListener('abort', () => server.close());
  return (server.address() as AddressInfo).port;
}

describe('loopback', () => {
  it('takes the one callback with its state and shows a page of its own at the end', async () => {
    const loopback = await open();
    const page = fetch(`${loopback.redirectUri}?code=c0de&state=s3cret&accounts-server=https%3A%2F%2Faccounts.zoho.eu`);
    const callback = await loopback.callback;
    expect(callback).toMatchObject({ code: 'c0de', accountsServer: 'https://accounts.zoho.eu' });
    callback.respond('done');
    const response = await page;
    const html = await response.text();
    expect(response.status).toBe(200);
    expect(html).toContain('You are signed in');
    expect(html).not.toContain('c0de');
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  it('speaks Chinese to a Chinese browser', async () => {
    const loopback = await open();
    const html = await (
      await fetch(`${loopback.redirectUri}?state=other`, { headers: { 'accept-language': 'zh-CN,zh' } })
    ).text();
    expect(html).toContain('此页面属于另一次登录');
  });

  it('tells a callback with another state so, and goes on waiting', async () => {
    const loopback = await open();
    for (const query of ['?code=x&state=wrong', '?code=x', '?error=access_denied&state=wrong']) {
      expect((await fetch(loopback.redirectUri + query)).status).toBe(400);
    }
    const page = fetch(`${loopback.redirectUri}?code=right&state=s3cret`);
    const callback = await loopback.callback;
    expect(callback.code).toBe('right');
    callback.respond('done');
    await page;
  });

  it('goes on waiting after a request for what is no path, which any page in the browser can make', async () => {
    const { redirectUri } = await open();
    for (const path of ['//', '//[', '/other'])
      expect((await fetch(new URL(redirectUri).origin + path)).status, path).toBe(404);
  });

  it('takes nothing twice', async () => {
    const loopback = await open();
    const first = fetch(`${loopback.redirectUri}?code=one&state=s3cret`);
    const callback = await loopback.callback;
    const second = await fetch(`${loopback.redirectUri}?code=two&state=s3cret`);
    expect(second.status).toBe(409);
    expect(await second.text()).toContain('used already');
    callback.respond('done');
    expect((await first).status).toBe(200);
  });

  it('says that consent was denied', async () => {
    const loopback = await open();
    const html = await (await fetch(`${loopback.redirectUri}?error=access_denied&state=s3cret`)).text();
    expect(html).toContain('Access was denied');
    await expect(loopback.callback).rejects.toMatchObject({ reason: 'denied' });
  });

  it('goes to the next port when one is busy, and names them all when none is free', async () => {
    const busy = await occupied();
    const loopback = await open([busy, 0]);
    expect(portOf(loopback)).not.toBe(String(busy));
    await expect(open([busy])).rejects.toMatchObject({
      reason: 'portsBusy',
      message: expect.stringContaining(String(busy)),
    });
  });

  it('listens on 127.0.0.1 only and closes when the attempt ends', async () => {
    const loopback = await open();
    expect(new URL(loopback.redirectUri).hostname).toBe('127.0.0.1');
    ending.abort(new Error('cancelled'));
    await expect(loopback.callback).rejects.toThrow('cancelled');
    await expect(fetch(loopback.redirectUri)).rejects.toThrow();
  });
});
