import { join } from 'node:path';
import { app, dialog, protocol } from 'electron';
import { createApp } from './app.ts';
import { openLogFile } from './lib/log-file.ts';
import { HIDDEN } from './electron/desktop.ts';
import { createElectronHost } from './electron/host.ts';
import { registerPageScheme } from './electron/page-protocol.ts';
import { openSettings } from './electron/settings.ts';
import { startUpdates, updateAddress } from './electron/updates.ts';
import { isAppError } from './lib/app-error.ts';
import { parseConfig, type AppConfig } from './lib/config.ts';
import { defaultDataDir, openDataDir } from './lib/data-dir.ts';
import { LINK_SCHEME, routeOfLink, takeLink } from './lib/deep-link.ts';
import { acquireInstanceLock, type InstanceLock } from './lib/instance-lock.ts';
import { watchLauncher } from './lib/launcher-watch.ts';
import { keepHeapSmall } from './lib/small-heap.ts';

keepHeapSmall();

/** As in `build/installers/config.mjs`. */
const APP_ID = 'org.deskhand.app';

const built = (path: string): string => join(import.meta.dirname, '..', path);

function fail(error: unknown): void {
  const text = isAppError(error) ? error.message : String((error as Error).stack ?? error);
  process.stderr.write(`Deskhand can't start: ${text}\n`);
  if (app.isReady()) dialog.showErrorBox('Deskhand can’t start', text);
  app.exit(1);
}

/** For the demo desk on this machine: its consent is accepted here instead of in a browser. */
async function consentTo(url: string, config: AppConfig): Promise<boolean> {
  if (config.demoConsent === null || new URL(url).origin !== config.accountsUrl) return false;
  const { acceptConsent } = await import('./demo-desk/consent.ts');
  await acceptConsent(url, config.demoConsent);
  return true;
}

/** macOS starts programs at login without arguments, and tells afterwards. */
const wasOpenedAtLogin = (): boolean => process.platform === 'darwin' && app.getLoginItemSettings().wasOpenedAtLogin;

/** What this start was asked for besides its options. */
interface Start {
  isHidden: boolean;
  /** Of a link that the system was asked to open. */
  route: string | null;
}

/** A link that came before there was a window to show it in. */
let waitingLink: string | null = null;
let showLink = (route: string): void => {
  waitingLink = route;
};

async function run(config: AppConfig, dataDir: string, lock: InstanceLock, start: Start): Promise<void> {
  await app.whenReady();
  const logger = openLogFile(dataDir);
  const host = createElectronHost({
    dataDir,
    settings: await openSettings(dataDir),
    pageRoot: built('renderer'),
    preload: built('preload/index.cjs'),
    isHidden: start.isHidden || wasOpenedAtLogin(),
    logger,
  });
  const systemOpen = host.openExternal;
  const core = createApp({
    host: { ...host, openExternal: async (url) => ((await consentTo(url, config)) ? undefined : systemOpen(url)) },
    config,
    logger,
    parseOutputs: process.env['DESKHAND_PARSE_OUTPUTS'] === '1',
  });

  const stopUpdates = startUpdates({
    address: () => (app.isPackaged ? updateAddress(host.settings.get('settings')) : ''),
    logger,
    onReady: (version) => core.note({ id: 'updateReady', level: 'info', version }),
  });

  let isStopping = false;
  let isStopped = false;
  app.on('before-quit', (event) => {
    if (isStopped) return;
    // The databases close first; then the same way again. Whoever asks twice waits for them, too.
    event.preventDefault();
    if (isStopping) return;
    isStopping = true;
    const unsettled = core.unsettled();
    if (unsettled > 0) {
      logger.info('work waits for the next start', { unsettled });
      host.tellQueued(unsettled);
    }
    void core
      .stop()
      .catch((error: unknown) => process.stderr.write(`${String(error)}\n`))
      .finally(() => {
        isStopped = true;
        stopUpdates();
        host.close();
        lock.release();
        app.quit();
      });
  });
  app.on('second-instance', (_event, argv: string[]) => host.showWindow(takeLink(argv).route ?? undefined));
  showLink = (route) => host.showWindow(route);
  app.on('activate', () => host.showWindow());
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => app.quit());
  watchLauncher(process.env, () => app.quit());

  const { url } = await host.listen(core.transport);
  await core.start();
  const route = start.route ?? waitingLink;
  if (route !== null) host.showWindow(route);
  if (config.json) process.stdout.write(`${JSON.stringify({ url })}\n`);
}

try {
  const { route, rest } = takeLink(process.argv.slice(1));
  const isHidden = rest.includes(HIDDEN);
  const config = parseConfig(
    rest.filter((arg) => arg !== HIDDEN),
    process.env,
  );
  // The programs that this one starts have no business with it.
  delete process.env['DESKHAND_CLIENT_SECRET'];
  const dataDir = openDataDir(config.dataDir ?? defaultDataDir(process.env));
  app.setName('Deskhand');
  // Windows shows notifications and the taskbar's button under this name.
  if (process.platform === 'win32') app.setAppUserModelId(APP_ID);
  app.setPath('userData', dataDir);
  app.setPath('sessionData', join(dataDir, 'chromium'));
  app.enableSandbox();
  registerPageScheme(protocol);
  app.setAsDefaultProtocolClient(LINK_SCHEME);
  // macOS hands links over as events, the one that started the program before it is ready.
  app.on('open-url', (event, url) => {
    event.preventDefault();
    const route = routeOfLink(url);
    if (route !== null) showLink(route);
  });
  if (app.requestSingleInstanceLock()) {
    const claim = acquireInstanceLock(dataDir, 'electron');
    if ('holder' in claim) {
      const { pid, url } = claim.holder;
      throw new Error(`it already runs on ${dataDir}, as process ${pid}${url === null ? '' : ` at ${url}`}.`);
    }
    run(config, dataDir, claim.lock, { isHidden, route }).catch(fail);
  } else {
    // The first instance was told, and shows its window.
    app.quit();
  }
} catch (error) {
  fail(error);
}
