import { mkdtempSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, type BrowserContext, type Page } from '@playwright/test';
import { startStandIn, type StandIn } from '../fakes/electron/stand-in.ts';
import { startDesk, type RunningDesk } from './electron-stand-in-desk.ts';

/**
 * The built main process, preload and renderer together, on a stand-in for `electron` whose windows are pages of a real
 * Chromium. Where Electron's binary is there, electron-real.spec.ts says the same of the real one.
 */
let desk: RunningDesk;
const running: StandIn[] = [];

test.beforeAll(async () => {
  desk = await startDesk(40);
});
test.afterAll(() => desk.stop());
test.afterEach(async () => {
  for (const each of running.splice(0)) await each.stop();
});

const newFolder = (): string => mkdtempSync(join(tmpdir(), 'deskhand-electron-'));

function start(
  context: BrowserContext,
  dataDir: string,
  more: { first?: StandIn; env?: Record<string, string> } = {},
): StandIn {
  const standIn = startStandIn({
    context,
    args: [...desk.signedIn, `--data-dir=${dataDir}`],
    env: { DESKHAND_CLIENT_SECRET: desk.secret, ...more.env },
    ...(more.first === undefined ? {} : { first: more.first }),
  });
  running.push(standIn);
  return standIn;
}

/** A console in its window, signed in, with its list on screen. */
async function signedIn(context: BrowserContext, dataDir = newFolder()): Promise<{ standIn: StandIn; page: Page }> {
  const standIn = start(context, dataDir);
  const page = await standIn.firstPage();
  await page.getByRole('link', { name: /^All open/ }).click();
  await expect(ticketRows(page).first()).toBeVisible();
  return { standIn, page };
}

const ticketRows = (page: Page) => page.locator('[data-ticket-id]');
const seen = (standIn: StandIn, what: string): unknown[] =>
  standIn.seen.filter((each) => each.what === what).map(({ detail }) => detail);

test('signs in, shows the list, opens a ticket and reads its threads', async ({ context }) => {
  const { standIn, page } = await signedIn(context);
  await ticketRows(page).first().click();
  await expect(page.locator('article').first()).toBeVisible();
  expect(seen(standIn, 'app.enableSandbox')).toHaveLength(1);
  expect(seen(standIn, 'dialog')).toEqual([]);
});

test('the window is as closed as it can be', async ({ context }) => {
  const { standIn, page } = await signedIn(context);
  expect(standIn.options.get(1)?.webPreferences).toMatchObject({
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    webSecurity: true,
    webviewTag: false,
  });
  expect(await page.evaluate(() => Object.keys((window as unknown as { deskhand: object }).deskhand))).toEqual([
    'call',
    'onEvent',
  ]);
  expect(
    await page.evaluate(() => ['require', 'process', 'module', 'Buffer'].filter((name) => name in window)),
  ).toEqual([]);
  for (const name of ['media', 'geolocation', 'notifications', 'clipboard-read', 'openExternal', 'fullscreen']) {
    expect(await standIn.fire('permission', name)).toEqual({ request: false, check: false, device: false });
  }
  expect(await standIn.fire('webview')).toBe(false);
});

test('tokens are sealed on the disk, and no other user can read what is there', async ({ context }) => {
  const folder = newFolder();
  const { page } = await signedIn(context, folder);
  const reply = await page.evaluate(() =>
    (window as unknown as { deskhand: { call(method: string, input: object): Promise<unknown> } }).deskhand.call(
      'app.info',
      {},
    ),
  );
  expect(reply).toMatchObject({
    ok: true,
    value: { host: 'electron', secretStore: 'gnome_libsecret', dataDir: folder },
  });
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  for (const entry of files) {
    const path = join(entry.parentPath, entry.name);
    const text = readFileSync(path, 'latin1');
    expect(text, path).not.toMatch(/1000\.[0-9a-f]{16,}\.[0-9a-f]{16,}/);
    expect(text, path).not.toContain(desk.secret);
  }
  expect(statSync(folder).mode & 0o077).toBe(0);
  expect(statSync(join(folder, 'secrets', 'keychain.json')).mode & 0o077).toBe(0);
});

test('without a keychain nothing is kept, and that is said', async ({ context }) => {
  const folder = newFolder();
  const standIn = start(context, folder, { env: { STAND_IN_KEYCHAIN: 'basic_text' } });
  const page = await standIn.firstPage();
  await expect(page.getByText(/keychain/i).first()).toBeVisible();
  expect(readdirSync(folder)).not.toContain('secrets');
});

test('a page elsewhere is never shown in the window', async ({ context }) => {
  const hits: string[] = [];
  const server = createServer((request, response) => {
    hits.push(request.url ?? '');
    response.setHeader('Content-Type', 'text/html').end('<title>elsewhere</title>');
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const elsewhere = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  try {
    const { standIn, page } = await signedIn(context);
    // The popover, which nobody sees yet.
    await expect.poll(() => standIn.pages.size).toBe(2);
    const home = page.url();

    await page.evaluate((url) => location.assign(`${url}/assign`), elsewhere);
    await page.evaluate((url) => {
      const link = Object.assign(document.createElement('a'), { href: `${url}/link`, textContent: 'x' });
      document.body.append(link);
      link.click();
    }, elsewhere);
    await page.evaluate((url) => {
      const frame = Object.assign(document.createElement('iframe'), { src: `${url}/frame` });
      document.body.append(frame);
    }, elsewhere);
    await page.evaluate((url) => {
      const frame = Object.assign(document.createElement('iframe'), { srcdoc: `<a href="${url}/inner" id="a">x</a>` });
      frame.id = 'mail';
      document.body.append(frame);
    }, elsewhere);
    await page.frameLocator('#mail').locator('#a').click();

    const windows = context.pages().length;
    const popup = context.waitForEvent('page');
    await page.evaluate((url) => void window.open(`${url}/open`), elsewhere);
    await (await popup).waitForEvent('close').catch(() => undefined);
    await expect.poll(() => context.pages().length).toBe(windows);

    expect(page.url()).toBe(home);
    await expect(ticketRows(page).first()).toBeVisible();
    expect(hits).toEqual([]);
    expect(standIn.pages.size).toBe(2);
  } finally {
    server.close();
  }
});

test('only the window’s own page may call', async ({ context }) => {
  const { standIn, page } = await signedIn(context);
  const call = [{ method: 'app.info', input: {} }];
  const forbidden = { value: { ok: false, error: { code: 'forbidden' } } };

  await page.evaluate(() => {
    const frame = Object.assign(document.createElement('iframe'), { srcdoc: '<p>mail</p>' });
    frame.id = 'foreign';
    document.body.append(frame);
  });
  const frame = await (await page.waitForSelector('#foreign')).contentFrame();
  const fromFrame = await frame!.evaluate(
    (args) =>
      (window as unknown as { __standInInvoke(channel: string, args: unknown): Promise<unknown> }).__standInInvoke(
        'deskhand:call',
        args,
      ),
    call,
  );
  expect(fromFrame).toMatchObject(forbidden);
  // The same frame of the same window, were it showing another page.
  const strange = { id: 90, url: 'https://evil.example/', isMainFrame: true };
  expect(await standIn.ipc(1, strange, 'deskhand:call', call)).toMatchObject(forbidden);
  const lookalike = { id: 91, url: 'deskhand-app://console.evil.example/', isMainFrame: true };
  expect(await standIn.ipc(1, lookalike, 'deskhand:call', call)).toMatchObject(forbidden);
});

test('what is no call is answered, and harms nothing', async ({ context }) => {
  const { standIn } = await signedIn(context);
  const own = { id: 1, url: 'deskhand-app://console/', isMainFrame: true };
  for (const args of [
    [],
    [null],
    ['x'],
    [{ method: 5 }],
    [{ input: {} }],
    [{ method: 'no.such', input: {} }],
    [{ method: '__proto__', input: {} }],
  ]) {
    expect(await standIn.ipc(1, own, 'deskhand:call', args)).toMatchObject({
      value: { ok: false, error: { code: 'invalid' } },
    });
  }
});

test('a second start shows the first one’s window', async ({ context }) => {
  const folder = newFolder();
  const { standIn } = await signedIn(context, folder);
  await standIn.fire('window.minimize');
  const second = start(context, folder, { first: standIn });
  expect(await second.exit()).toBe(0);
  expect(second.options.size).toBe(0);
  await expect.poll(() => seen(standIn, 'window.focus')).toHaveLength(1);
  expect(await standIn.fire('window.isMinimized')).toBe(false);
});

test('the window comes back where it stood, if that place is still there', async ({ context }) => {
  const folder = newFolder();
  const { standIn } = await signedIn(context, folder);
  await standIn.fire('window.setBounds', { x: 210, y: 90, width: 1111, height: 700 });
  expect(await standIn.stop()).toBe(0);

  const again = start(context, folder);
  await again.firstPage();
  expect(again.options.get(1)).toMatchObject({ x: 210, y: 90, width: 1111, height: 700 });
  await again.stop();

  const small = JSON.stringify([{ workArea: { x: 3000, y: 0, width: 1000, height: 650 } }]);
  const elsewhere = start(context, folder, { env: { STAND_IN_DISPLAYS: small } });
  await elsewhere.firstPage();
  const { width, height } = elsewhere.options.get(1)!;
  expect({ width, height }).toEqual({ width: 1000, height: 650 });
});

test('menu commands reach the page', async ({ context }) => {
  const { standIn, page } = await signedIn(context);
  await page.evaluate(() => {
    const heard: unknown[] = [];
    const deskhand = (window as unknown as { deskhand: { onEvent(listener: (event: { name: string }) => void): void } })
      .deskhand;
    deskhand.onEvent((event) => event.name === 'app.command' && heard.push(event));
    Object.assign(window, { heard });
  });
  await expect.poll(() => seen(standIn, 'menu').at(-1), 'the page’s commands').toContain('Go to');
  await standIn.fire('menu.click', 'view:closed');
  await expect
    .poll(() => page.evaluate(() => (window as unknown as { heard: unknown[] }).heard))
    .toEqual([{ name: 'app.command', payload: { command: 'view:closed' } }]);
});

test('the menu speaks Chinese where the system does', async ({ context }) => {
  const standIn = start(context, newFolder(), { env: { STAND_IN_LOCALE: 'zh-CN' } });
  await standIn.firstPage();
  expect(seen(standIn, 'menu')[0]).toContain('编辑');
});

test('a request to end closes the databases and the window', async ({ context }) => {
  const folder = newFolder();
  const { standIn } = await signedIn(context, folder);
  // Twice: the second waits for what the first began.
  await standIn.fire('app.quit');
  standIn.process.kill('SIGTERM');
  expect(await standIn.exit()).toBe(0);
  expect(seen(standIn, 'quit')).toEqual([0]);
  expect(readdirSync(folder)).not.toContain('instance.lock');
  expect(readdirSync(folder, { recursive: true }).filter((name) => String(name).endsWith('-wal'))).toEqual([]);
});

test('closing the window ends the program where it shall not stay in the tray', async ({ context }) => {
  const { standIn, page } = await signedIn(context);
  await page.evaluate(() =>
    (window as unknown as { deskhand: { call(method: string, input: object): Promise<unknown> } }).deskhand.call(
      'settings.update',
      { keepInTray: false },
    ),
  );
  await standIn.fire('window.close');
  expect(await standIn.exit()).toBe(0);
});
