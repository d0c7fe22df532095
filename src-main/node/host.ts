import { randomBytes } from 'node:crypto';
import type { WireEvent } from '../../src-preload/contract/wire.ts';
import type { Host } from '../host.ts';
import { systemClock, type Clock } from '../lib/clock.ts';
import { listPageFiles } from '../lib/page-files.ts';
import { createServedFiles } from '../lib/served-files.ts';
import { createBridge, type Bridge } from './bridge.ts';
import { openUrl } from './open-url.ts';
import { watchResume } from './resume.ts';
import { createFileSecrets } from './secrets.ts';
import { createFileSettings } from './settings.ts';
import { startWebServer, type WebServer } from './web-server.ts';

export interface BrowserHostOptions {
  dataDir: string;
  /** Folder of the built page. */
  pageRoot: string;
  /** 0 takes any free port. */
  port: number;
  /** Called when the core wants to end. */
  onQuit: () => void;
  openExternal?: (url: string) => Promise<void>;
  clock?: Clock;
}

export interface BrowserHost extends Host {
  readonly kind: 'browser';
  /** An address for the desktop's browser: it leads to the console once and carries no token. Null before `listen`. */
  browserUrl(): string | null;
  close(): Promise<void>;
}

/** Events that wait while no page is open; the newest stay. */
const MAX_WAITING = 50;

/**
 * The platform in plain Node. What a window would show goes to the pages as events of the host: notifications become
 * Web Notifications there, and the tray's state stands in the status bar.
 */
export function createBrowserHost(options: BrowserHostOptions): BrowserHost {
  const { dataDir, clock = systemClock, openExternal = openUrl } = options;
  const pageFiles = listPageFiles(options.pageRoot);
  const files = createServedFiles();
  const resume = watchResume(clock);
  // Made anew for each launch, kept in memory only, and written to no log.
  const token = randomBytes(32).toString('base64url');
  const lasting = new Map<string, WireEvent>();
  const waiting: WireEvent[] = [];
  let served: { web: WebServer; bridge: Bridge } | null = null;

  /** For states, of which a new page needs the last one. */
  const sendState = (name: string, payload: object): void => {
    lasting.set(name, { name, payload });
    served?.bridge.send({ name, payload });
  };
  /** For happenings, which wait for a page when there is none. Answers whether one took it. */
  const sendOnce = (name: string, payload: object): boolean => {
    if ((served?.bridge.send({ name, payload }) ?? 0) > 0) return true;
    waiting.push({ name, payload });
    if (waiting.length > MAX_WAITING) waiting.shift();
    return false;
  };
  const browserUrl = (): string | null => served?.web.ticketFor(`/#token=${token}`) ?? null;
  const showWindow = (route?: string): void => {
    if (sendOnce('app.command', { command: `navigate:${route ?? '#/'}` })) return;
    const url = browserUrl();
    // Without a desktop there is no browser to open: the page goes there when somebody opens it.
    if (url !== null) void openUrl(url).catch(() => undefined);
  };

  return {
    kind: 'browser',
    dataDir,
    secrets: createFileSecrets(dataDir),
    settings: createFileSettings(dataDir),
    openExternal,
    files,
    // A browser saves and opens files by itself.
    saveFile: () => Promise.resolve('offer'),
    openFile: () => Promise.resolve('offer'),
    // A page's notification has no buttons without a service worker.
    notify: ({ actions: _actions, ...notification }) => void sendOnce('app.notification', notification),
    // The page counts for itself what it has not read.
    setBadge: () => undefined,
    // The page is the tray: it has the menu's items as buttons.
    setTray: ({ state, tooltip }) => sendState('app.tray', { state, tooltip }),
    onTray: () => () => undefined,
    onSuspend: () => () => undefined,
    idleMs: () => null,
    applySettings: () => undefined,
    showPopover: () => showWindow('#/tray'),
    showWindow,
    onResume: resume.onResume,
    listen: async (transport) => {
      const web = await startWebServer(pageFiles, files, options.port);
      served = { web, bridge: createBridge(web, transport, token, () => [...lasting.values(), ...waiting.splice(0)]) };
      return { url: `http://127.0.0.1:${web.port}/#token=${token}` };
    },
    quit: options.onQuit,
    browserUrl,
    close: async () => {
      resume.stop();
      served?.bridge.close();
      await served?.web.close();
    },
  };
}
