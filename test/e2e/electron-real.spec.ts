import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { _electron, type ElectronApplication, expect, type Page, test } from '@playwright/test';
import { type RunningDesk, startDesk } from './electron-stand-in-desk.ts';
import { controlOf } from './tray-desk.ts';

/** Electron's binary without loading Electron, which would try to download it. */
function findElectron(): string | null {
  const folder = dirname(createRequire(import.meta.url).resolve('electron/package.json'));
  const pathFile = join(folder, 'path.txt');
  const name = existsSync(pathFile) ? readFileSync(pathFile, 'utf8').trim() : null;
  const override = process.env['ELECTRON_OVERRIDE_DIST_PATH'];
  const binary =
    override !== undefined ? join(override, name ?? 'electron') : name !== null ? join(folder, 'dist', name) : null;
  return binary !== null && existsSync(binary) ? binary : null;
}

const binary = findElectron();
const hasDisplay = process.platform !== 'linux' || Boolean(process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY']);

/** What `test/fakes/electron/spy.cjs` keeps. */
interface Spied {
  menu: { items: { id: string; label: string; enabled: boolean; click(): void; submenu?: Spied['menu'] }[] } | null;
  notifications: { title: string; body: string; emit(event: string): boolean }[];
}

test.describe('in real Electron', () => {
  test.skip(
    binary === null,
    'Electron’s binary is not here (node_modules/electron/dist): it is fetched at the first start on a desktop',
  );
  test.skip(!hasDisplay, 'there is no display for Electron’s window');

  let desk: RunningDesk;
  const running: ElectronApplication[] = [];
  test.beforeEach(async () => {
    desk = await startDesk(40);
  });
  test.afterEach(async () => {
    for (const each of running.splice(0)) await each.close().catch(() => undefined);
    await desk.stop();
  });

  const isLinux = process.platform === 'linux';
  const isRoot = isLinux && process.getuid?.() === 0;
  const spy = fileURLToPath(new URL('../fakes/electron/spy.cjs', import.meta.url));
  const argsFor = (dataDir: string): string[] => [
    ...(isRoot ? ['--no-sandbox'] : []),
    '-r',
    spy,
    '.',
    ...desk.signedIn,
    `--data-dir=${dataDir}`,
    // A runner has no keychain that is open; what is kept under the weak seal is the agent's word, given beforehand.
    ...(isLinux ? ['--password-store=basic'] : []),
  ];
  const env = (): Record<string, string> => ({
    ...(process.env as Record<string, string>),
    DESKHAND_CLIENT_SECRET: desk.secret,
  });
  function newFolder(): string {
    const dataDir = mkdtempSync(join(tmpdir(), 'deskhand-electron-'));
    writeFileSync(join(dataDir, 'settings.json'), JSON.stringify({ secretsWithoutKeychain: true }), { mode: 0o600 });
    return dataDir;
  }
  async function open(dataDir = newFolder()): Promise<{ electron: ElectronApplication; page: Page; dataDir: string }> {
    const electron = await _electron.launch({ executablePath: binary!, args: argsFor(dataDir), env: env() });
    running.push(electron);
    const page = await electron.firstWindow();
    await page.getByRole('link', { name: /^All open/ }).click();
    await expect(page.locator('[data-ticket-id]').first()).toBeVisible();
    return { electron, page, dataDir };
  }
  /** A second start of the same program, as the system makes it for a link. Answers how it ended. */
  async function startAgain(dataDir: string, ...more: string[]): Promise<number | null> {
    const child = spawn(binary!, [...argsFor(dataDir), ...more], { env: env(), stdio: 'ignore' });
    const [code] = (await once(child, 'exit')) as [number | null];
    return code;
  }
  const chooseInTray = (electron: ElectronApplication, id: string): Promise<boolean> =>
    electron.evaluate((_modules, wanted) => {
      const { menu } = (globalThis as unknown as { deskhandSpied: Spied }).deskhandSpied;
      const find = (from: Spied['menu']): NonNullable<Spied['menu']>['items'][number] | undefined =>
        from?.items.flatMap((item) => [item, find(item.submenu ?? null)]).find((item) => item?.id === wanted);
      const item = find(menu);
      item?.click();
      return item !== undefined;
    }, id);

  test('the window shows the list and is closed to the outside', async () => {
    const { electron, page } = await open();
    expect(page.url()).toMatch(/^deskhand-app:\/\/console\//);
    expect(await page.evaluate(() => 'require' in window || 'process' in window)).toBe(false);
    await page.evaluate(() => void window.open('https://example.com/'));
    // The popover, which nobody sees yet, may be there as well.
    expect(electron.windows().filter((each) => !each.url().endsWith('#/tray'))).toHaveLength(1);
  });

  test('tokens are sealed by safeStorage', async () => {
    const { dataDir } = await open();
    const text = readFileSync(join(dataDir, 'secrets', 'keychain.json'), 'utf8');
    expect(text).not.toContain(desk.secret);
    expect(text).not.toMatch(/1000\.[0-9a-f]{16,}/);
  });

  test('the tray’s menu starts a timer', async () => {
    const { electron, page } = await open();
    await page.locator('[data-ticket-id]').first().click();
    const ticketId = await page.locator('[data-ticket-id]').first().getAttribute('data-ticket-id');
    await expect.poll(() => chooseInTray(electron, `start:${ticketId}`)).toBe(true);
    await expect(page.getByRole('contentinfo')).toContainText(/#\d+ 0:00:0[1-9]/);
  });

  test('a notification opens its ticket', async () => {
    const { electron, page } = await open();
    await expect(page.getByRole('progressbar')).toHaveCount(0, { timeout: 60_000 });
    const ticketId = (await page.locator('[data-ticket-id]').first().getAttribute('data-ticket-id')) ?? '';
    await page.evaluate(
      (id) =>
        (window as unknown as { deskhand: { call(method: string, input: object): Promise<unknown> } }).deskhand.call(
          'notifications.follow',
          { ticketId: id, followed: true },
        ),
      ticketId,
    );
    await controlOf(desk).traffic({ kind: 'customerThread', ticketId, content: 'Again', contentType: 'plainText' });
    await chooseInTray(electron, 'syncNow');
    await expect
      .poll(
        () =>
          electron.evaluate(() => {
            const { notifications } = (globalThis as unknown as { deskhandSpied: Spied }).deskhandSpied;
            return notifications.at(-1)?.emit('click') ?? false;
          }),
        { timeout: 60_000 },
      )
      .toBe(true);
    await expect(page).toHaveURL(new RegExp(`${ticketId}\\?thread=\\d+$`));
  });

  test('a second start ends, and brings its link to the first', async () => {
    const { page, dataDir } = await open();
    const ticketId = (await page.locator('[data-ticket-id]').first().getAttribute('data-ticket-id')) ?? '';
    expect(await startAgain(dataDir, `deskhand://ticket/${ticketId}`)).toBe(0);
    await expect(page).toHaveURL(new RegExp(`${ticketId}$`));
  });

  test('killed and started again it is signed in, with what it held', async () => {
    const first = await open();
    const child = first.electron.process();
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
    await open(first.dataDir);
  });
});
