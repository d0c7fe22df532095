import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Host, HostNotification } from '../../src-main/host.ts';

export interface FakeHost extends Host {
  /** What the core kept, by name: shared by hosts made on one another's `secretsMap`, as across a restart. */
  readonly secretsMap: Map<string, string>;
  readonly notifications: HostNotification[];
  readonly opened: string[];
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
    notify: (notification) => void notifications.push(notification),
    setBadge: () => undefined,
    setTray: () => undefined,
    showWindow: () => undefined,
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
