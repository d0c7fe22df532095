import { createServer, type Server } from 'node:net';
import type { AddressInfo } from 'node:net';
import type { Browser, BrowserContext, Page } from '@playwright/test';

/** Everything by which a mail could act, seen from outside of it. */
export interface Watch {
  page: Page;
  /** Whether anything ran: on top, or in any frame below it that is there now. */
  executions(): Promise<number>;
  /** What left the machine or meant to: requests, sockets, new windows, questions, other addresses of the page. */
  readonly requests: string[];
  close(): Promise<void>;
}

/**
 * Counts windows in which a script of a mail left its mark. A frame without scripts can't be asked by the browser's
 * tools, which would answer nothing and pass unseen: the page looks into its windows itself. One that it may not look
 * into is none of ours, and counts.
 */
const marked = (): number => {
  const look = (inside: Window): number => {
    try {
      const own = 'pwned' in inside && (inside as { pwned?: unknown }).pwned === 1 ? 1 : 0;
      return (
        own + Array.from({ length: inside.length }, (_, at) => look(inside[at] as Window)).reduce((a, b) => a + b, 0)
      );
    } catch {
      return 1;
    }
  };
  return look(window);
};

/** What Chromium asks its maker by itself; a page's own request for the same is told by its tools. */
const OF_THE_BROWSER = /^CONNECT [\w.-]+\.(?:googleapis|google|gvt1|gstatic)\.com:443 /;

/**
 * A page of `url` in a context of its own whose way out is a proxy that leads nowhere: it notices what the browser's
 * tools do not tell as requests, such as a socket. `bypassCSP` takes every content security
 * policy away, so that only sanitising and sandboxes are left.
 */
export async function openWatched(browser: Browser, url: string, bypassCSP: boolean): Promise<Watch> {
  const requests: string[] = [];
  const proxy: Server = createServer((socket) => {
    socket.once('data', (head) => {
      const line = head.toString('latin1').split('\r\n')[0] ?? '';
      if (!OF_THE_BROWSER.test(line)) requests.push(line);
      socket.destroy();
    });
    socket.on('error', () => socket.destroy());
  });
  await new Promise<void>((done) => proxy.listen(0, '127.0.0.1', done));
  const context: BrowserContext = await browser.newContext({
    locale: 'en-GB',
    bypassCSP,
    proxy: { server: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`, bypass: '127.0.0.1' },
  });
  const page = await context.newPage();
  context.on('request', (request) => {
    const { origin, protocol } = new URL(request.url());
    if (!['data:', 'blob:', 'about:'].includes(protocol) && `${origin}/` !== url) requests.push(request.url());
  });
  context.on('page', (other) => requests.push(`window ${other.url()}`));
  page.on('dialog', (dialog) => {
    requests.push(`dialog ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('framenavigated', (frame) => {
    if (frame === page.mainFrame() && !frame.url().startsWith(url) && frame.url() !== 'about:blank') {
      requests.push(`navigation ${frame.url()}`);
    }
  });
  return {
    page,
    requests,
    executions: () => page.evaluate(marked),
    async close() {
      await context.close();
      await new Promise((done) => proxy.close(done));
    },
  };
}
