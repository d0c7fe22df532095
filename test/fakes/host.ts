import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServedFiles } from '../../src-main/lib/served-files.ts';
import type { Host, HostNotification, TrayView } from '../../src-main/host.ts';

export interface FakeHost extends Host {
  /** What the core kept, by name: shared by hosts made on one another's `secretsMap`, as across a restart. */
  readonly secretsMap: Map<string, string>;
  readonly notifications: HostNotification[];
  readonly opened: string[];
  /** The tray as it was last set. */
  readonly tray: TrayView | null;
  /** The routes that windows were asked to show. */
  readonly shown: string[];
  /** As if an item of the tray's menu was chosen. */
  chooseTray(id: string): void;
  /** As if nobody touched the machine for so long; null where the platform does not tell. */
  setIdle(ms: number | null): void;
  /** As if the machine woke up. */
  resume(): void;
}

export interface FakeHostOptions {
  dataDir?: string;
  secretsMap?: Map<string, string>;
  openExternal?(url: string): Promise<void>;
}

/** A host without a platform: everything it is told is kept for the test to look at. */
export function createFakeHost(options: FakeHostOptions = {}): FakeHost {
  const secretsMap = options.secretsMap ?? new Map<string, string>();
  const settings = new Map<string, unknown>();
  const resumeListeners = new Set<() => void>();
  const notifications: HostNotification[] = [];
  const opened: string[] = [];
  const shown: string[] = [];
  const trayListeners = new Set<(id: string) => void>();
  let tray: TrayView | null = null;
  let idle: number | null = null;
  return {
    kind: 'browser',
    dataDir: options.dataDir ?? mkdtempSync(join(tmpdir(), 'deskhand-')),
    secretsMap,
    notifications,
    opened,
    secrets: {
      backend: 'memory',
      get: (name) => Promise.resolve(secretsMap.get(name) ?? null),
      set: (name, value) => Promise.resolve(void secretsMap.set(name, value)),
      delete: (name) => Promise.resolve(void secretsMap.delete(name)),
    },
    settings: { get: (name) => settings.get(name), set: (name, value) => void settings.set(name, value) },
    async openExternal(url) {
      opened.push(url);
      await options.openExternal?.(url);
    },
    files: createServedFiles(),
    saveFile: () => Promise.resolve('offer'),
    openFile: () => Promise.resolve('offer'),
    notify: (notification) => void notifications.push(notification),
    setBadge: () => undefined,
    shown,
    get tray() {
      return tray;
    },
    setTray: (view) => void (tray = view),
    onTray(listener) {
      trayListeners.add(listener);
      return () => trayListeners.delete(listener);
    },
    chooseTray(id) {
      for (const listener of trayListeners) listener(id);
    },
    setIdle: (ms) => void (idle = ms),
    idleMs: () => idle,
    onSuspend: () => () => undefined,
    applySettings: () => undefined,
    showPopover: () => void shown.push('#/tray'),
    showWindow: (route) => void shown.push(route ?? '#/'),
    onResume(listener) {
      resumeListeners.add(listener);
      return () => resumeListeners.delete(listener);
    },
    resume() {
      for (const listener of resumeListeners) listener();
    },
    listen: () => Promise.resolve({ url: null }),
    quit: () => undefined,
  };
}
