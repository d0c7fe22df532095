import {
  app,
  type BrowserWindow,
  dialog,
  ipcMain,
  Menu,
  net,
  Notification,
  powerMonitor,
  protocol,
  safeStorage,
  session,
  shell,
} from 'electron';
import type { Host, SettingsStore } from '../host.ts';
import { externalUrl } from '../lib/external-url.ts';
import { logFile } from '../lib/log-file.ts';
import type { Logger } from '../lib/logger.ts';
import { listPageFiles } from '../lib/page-files.ts';
import { createServedFiles } from '../lib/served-files.ts';
import { showUnread } from './badge.ts';
import { createIpcBridge, type IpcBridge } from './bridge.ts';
import { createConfirmUpdates } from './confirm-updates.ts';
import { crashPage } from './crash-page.ts';
import { createDesktop } from './desktop.ts';
import { createElectronFiles } from './files.ts';
import { type MenuGroups, menuLanguage, type MenuLanguage, menuTemplate } from './menu.ts';
import { bodyFor } from './notification-text.ts';
import { PAGE_URL, servePage } from './page-protocol.ts';
import { createPopover } from './popover.ts';
import { createKeychainSecrets } from './secrets.ts';
import { setSpelling } from './spelling.ts';
import { createTray } from './tray.ts';
import { loadPage, openWindow } from './window.ts';

const NETWORK_LOOK_MS = 5000;
/** How long after the window's page is there the popover is made: the agent's first look comes first. */
const WARM_AFTER_MS = 1_500;
const SAID = 'traySaid';
const STAYS = {
  en: {
    title: 'Deskhand stays in the tray',
    body: 'It goes on syncing and sending. Settings can change that, and the tray’s menu ends it.',
  },
  zh: { title: 'Deskhand 仍在托盘中运行', body: '同步和发送会继续。可以在设置中修改，也可以从托盘菜单退出。' },
};
const QUEUED = {
  en: (count: number) => ({
    title: count === 1 ? '1 item queued' : `${count} items queued`,
    body: 'It is kept, and goes out when Deskhand runs again.',
  }),
  zh: (count: number) => ({ title: `${count} 项已排队`, body: '内容已保留，下次运行 Deskhand 时发出。' }),
};

export interface ElectronHostOptions {
  dataDir: string;
  settings: SettingsStore;
  /** Folder of the built page, and file of the built preload. */
  pageRoot: string;
  preload: string;
  logger: Logger;
  /** Started at login: no window until somebody asks for one. */
  isHidden?: boolean;
}

export interface ElectronHost extends Host {
  readonly kind: 'electron';
  /** On quitting with work that is not at the service yet. */
  tellQueued(count: number): void;
  close(): void;
}

interface Hearing {
  on(listener: () => void): () => void;
  tell(): void;
}
function createHearing(): Hearing {
  const listeners = new Set<() => void>();
  return {
    on: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    tell: () => {
      for (const listener of listeners) listener();
    },
  };
}

/** Calls the listeners when the machine wakes up, is unlocked, or finds the network again. */
function createPower() {
  const resume = createHearing();
  const suspend = createHearing();
  let lockedAt: number | null = null;
  const onLock = (): void => {
    lockedAt = performance.now();
  };
  const onUnlock = (): void => {
    lockedAt = null;
    resume.tell();
  };
  powerMonitor.on('suspend', suspend.tell);
  powerMonitor.on('resume', resume.tell);
  powerMonitor.on('lock-screen', onLock);
  powerMonitor.on('unlock-screen', onUnlock);
  let wasOnline = net.isOnline();
  const look = setInterval(() => {
    const isOnline = net.isOnline();
    if (isOnline && !wasOnline) resume.tell();
    wasOnline = isOnline;
  }, NETWORK_LOOK_MS);
  return {
    onResume: resume.on,
    onSuspend: suspend.on,
    /** A locked screen is nobody's, whatever moves the mouse. */
    idleMs: (): number =>
      Math.max(powerMonitor.getSystemIdleTime() * 1000, lockedAt === null ? 0 : performance.now() - lockedAt),
    stop: () => {
      clearInterval(look);
      powerMonitor.off('suspend', suspend.tell);
      powerMonitor.off('resume', resume.tell);
      powerMonitor.off('lock-screen', onLock);
      powerMonitor.off('unlock-screen', onUnlock);
    },
  };
}

/** The platform in Electron. Only after `app.whenReady()`. */
export function createElectronHost(options: ElectronHostOptions): ElectronHost {
  const { dataDir, settings, logger } = options;
  const pageFiles = listPageFiles(options.pageRoot);
  const files = createServedFiles();
  const power = createPower();
  const trayItems = new Set<(id: string) => void>();
  const notifications = new Map<string, Notification>();
  const language = (): MenuLanguage =>
    menuLanguage((settings.get('settings') as { language?: unknown } | undefined)?.language, app.getLocale());
  const kept = settings.get('settings') as { spellcheck?: unknown } | undefined;
  // Before the first window: nothing is fetched for somebody who switched it off.
  setSpelling(session.defaultSession, kept?.spellcheck !== false, app.getLocale(), process.platform);
  let menuSpeaks: MenuLanguage | null = null;
  let menuGroups: MenuGroups = [];
  let window: BrowserWindow | null = null;
  let bridge: IpcBridge | null = null;
  let warming: NodeJS.Timeout | undefined;
  let isQuitting = false;
  let isHidden = options.isHidden === true;

  const command = (name: string): void => {
    if (window !== null) bridge?.sendTo(window.webContents, { name: 'app.command', payload: { command: name } });
  };
  const openIfClosed = async (): Promise<BrowserWindow> => {
    if (window !== null) return window;
    const opened = openWindow(settings, options.preload, logger, language, isHidden);
    isHidden = false;
    window = opened;
    showBadge();
    opened.on('close', (event) => {
      if (isQuitting || !desktop.keepInTray) return;
      event.preventDefault();
      opened.hide();
      sayOnce();
    });
    opened.once('closed', () => {
      window = null;
      // A hidden one would keep the program alive.
      if (!desktop.keepInTray) popover.close();
    });
    await loadPage(opened);
    return opened;
  };
  const showWindow = (route?: string): void => {
    openIfClosed()
      .then((shown) => {
        if (shown.isDestroyed()) return;
        if (shown.isMinimized()) shown.restore();
        shown.show();
        shown.focus();
        if (route !== undefined) command(`navigate:${route}`);
      })
      .catch((error: unknown) => logger.error('the window could not be shown', { error }));
  };

  let unread = 0;
  const showBadge = (): void =>
    showUnread(unread, {
      isWindows: process.platform === 'win32',
      language: language(),
      setBadgeCount: (count) => app.setBadgeCount(count),
      window,
    });
  const popover = createPopover(options.preload, logger);
  const tray = createTray({
    onItem: (id) => {
      for (const listener of trayItems) listener(id);
    },
    onClick: () => popover.toggle(tray.bounds()),
    onNear: popover.warm,
  });
  const desktop = createDesktop(() => popover.toggle(tray.bounds()));
  app.on('before-quit', () => {
    isQuitting = true;
  });
  function sayOnce(): void {
    if (settings.get(SAID) === true || !Notification.isSupported()) return;
    settings.set(SAID, true);
    new Notification(STAYS[language()]).show();
  }

  servePage(protocol, pageFiles, files, () => crashPage(language(), logFile(dataDir)));
  function showMenu(groups = menuGroups): void {
    if (menuSpeaks === language() && menuGroups === groups) return;
    menuSpeaks = language();
    menuGroups = groups;
    const template = menuTemplate(menuSpeaks, process.platform === 'darwin', groups, command);
    Menu.setApplicationMenu(Menu.buildFromTemplate(template));
  }
  showMenu();

  return {
    kind: 'electron',
    dataDir,
    settings,
    secrets: createKeychainSecrets({
      dataDir,
      safeStorage,
      acceptsPlain: () => settings.get('secretsWithoutKeychain') === true,
      acceptPlain: () => settings.set('secretsWithoutKeychain', true),
    }),
    openExternal: async (url) => shell.openExternal(externalUrl(url)),
    files,
    ...createElectronFiles({ dataDir, app, dialog, shell, window: () => window }),
    notify: ({ id, title, body, route, actions = [] }) => {
      if (!Notification.isSupported()) return;
      notifications.get(id)?.close();
      const shown = new Notification({
        title,
        body: bodyFor(process.platform, body),
        actions: actions.map(({ label }) => ({ type: 'button', text: label })),
      });
      shown.on('action', ({ actionIndex }) => actions[actionIndex]?.run());
      shown.on('click', () => showWindow(route));
      shown.on('close', () => {
        if (notifications.get(id) === shown) notifications.delete(id);
      });
      // Held here: a notification that is collected no longer hears its click.
      notifications.set(id, shown);
      shown.show();
    },
    setBadge: (count) => {
      unread = count;
      showBadge();
    },
    setTray: tray.show,
    setMenu: showMenu,
    onTray: (listener) => {
      trayItems.add(listener);
      return () => trayItems.delete(listener);
    },
    showPopover: () => popover.show(tray.bounds()),
    applySettings: (chosen) => {
      desktop.apply(chosen);
      setSpelling(session.defaultSession, chosen.spellcheck, app.getLocale(), process.platform);
      showMenu();
    },
    confirmUpdates: createConfirmUpdates({ dialog, window: () => window, language }),
    isShortcutRefused: () => desktop.isShortcutRefused,
    showWindow,
    onResume: power.onResume,
    onSuspend: power.onSuspend,
    idleMs: power.idleMs,
    listen: async (transport) => {
      bridge = createIpcBridge(ipcMain, transport, () =>
        [window, popover.window].flatMap((each) => (each === null ? [] : [each.webContents])),
      );
      await openIfClosed();
      warming = setTimeout(() => {
        if (window !== null || desktop.keepInTray) popover.warm();
      }, WARM_AFTER_MS);
      return { url: PAGE_URL };
    },
    quit: () => app.quit(),
    tellQueued: (count) => {
      if (Notification.isSupported()) new Notification(QUEUED[language()](count)).show();
    },
    close: () => {
      clearTimeout(warming);
      power.stop();
      desktop.close();
      bridge?.close();
      popover.close();
      tray.close();
    },
  };
}
