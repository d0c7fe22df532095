import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createRequire } from 'node:module';
import { _electron, expect, test } from '@playwright/test';
import { startDesk } from './electron-stand-in-desk.ts';

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

test('the console runs in real Electron: signed in, list shown, closed to the outside', async () => {
  test.skip(
    binary === null,
    'Electron’s binary is not here (node_modules/electron/dist): it is fetched at the first start on a desktop',
  );
  test.skip(!hasDisplay, 'there is no display for Electron’s window');
  const desk = await startDesk(40);
  const dataDir = mkdtempSync(join(tmpdir(), 'deskhand-electron-'));
  const isRoot = process.platform === 'linux' && process.getuid?.() === 0;
  const electron = await _electron.launch({
    executablePath: binary!,
    args: [
      ...(isRoot ? ['--no-sandbox'] : []),
      '.',
      ...desk.signedIn,
      `--data-dir=${dataDir}`,
      '--password-store=basic',
    ],
    env: { ...(process.env as Record<string, string>), DESKHAND_CLIENT_SECRET: desk.secret },
  });
  try {
    const page = await electron.firstWindow();
    expect(page.url()).toMatch(/^deskhand-app:\/\/console\//);
    expect(await page.evaluate(() => 'require' in window || 'process' in window)).toBe(false);
    await page.evaluate(() => void window.open('https://example.com/'));
    expect(electron.windows()).toHaveLength(1);
    await expect(
      page
        .locator('[data-ticket-id]')
        .first()
        .or(page.getByText(/keychain/i).first()),
    ).toBeVisible();
  } finally {
    await electron.close();
    await desk.stop();
  }
});
