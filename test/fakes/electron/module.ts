/**
 * Stands in for `electron` in the main process. What Electron would do with a screen, this passes to a test over Node's
 * IPC channel; the test half (stand-in.ts) opens the windows as pages in Chromium. Whatever member is missing throws.
 */
import { EventEmitter } from 'node:events';
import { closeSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onMessage, send } from './channel.ts';
import { strict } from './strict.ts';
import { allWindows, findWindow, scheme, session, windowClass } from './window.ts';
import type { FrameInfo, PageAnswer, ToMain } from './wire.ts';

const env = process.env;
const seen = (what: string, detail: unknown = null): void => send({ type: 'seen', what, detail });

class FakeApp extends EventEmitter {
  readonly isPackaged = false;
  #paths = new Map<string, string>();
  #isReady = false;
  #ready: Promise<void>;
  #isQuitting = false;
  #singleton: string | null = null;
  isSandboxed = false;

  constructor() {
    super();
    this.#ready = new Promise((resolve) =>
      setImmediate(() => {
        this.#isReady = true;
        this.emit('ready');
        resolve();
      }),
    );
  }
  whenReady(): Promise<void> {
    return this.#ready;
  }
  isReady(): boolean {
    return this.#isReady;
  }
  setName(): void {
    // A name changes nothing that a test could see.
  }
  getVersion(): string {
    return '0.0.0';
  }
  getLocale(): string {
    return env['STAND_IN_LOCALE'] ?? 'en-GB';
  }
  setPath(name: string, path: string): void {
    if (this.#isReady) throw new Error(`${name} is set too late`);
    this.#paths.set(name, path);
  }
  getPath(name: string): string {
    const path = this.#paths.get(name);
    if (path === undefined) throw new Error(`no path was set for ${name}`);
    return path;
  }
  enableSandbox(): void {
    if (this.#isReady) throw new Error('the sandbox is enabled too late');
    this.isSandboxed = true;
    seen('app.enableSandbox');
  }
  setAsDefaultProtocolClient(scheme: string): boolean {
    seen('app.protocol', scheme);
    return true;
  }
  setLoginItemSettings(settings: object): void {
    seen('app.loginItem', settings);
  }
  setBadgeCount(count: number): boolean {
    seen('badge', count);
    return true;
  }
  requestSingleInstanceLock(): boolean {
    const path = join(this.getPath('userData'), 'stand-in.singleton');
    for (;;) {
      try {
        const file = openSync(path, 'wx');
        writeFileSync(file, String(process.pid));
        closeSync(file);
        this.#singleton = path;
        return true;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      }
      try {
        process.kill(Number(readFileSync(path, 'utf8')), 0);
        send({ type: 'second-instance', argv: process.argv, userData: this.getPath('userData') });
        return false;
      } catch {
        rmSync(path, { force: true });
      }
    }
  }
  quit(): void {
    if (this.#isQuitting) return;
    let isPrevented = false;
    this.emit('before-quit', { preventDefault: () => (isPrevented = true) });
    if (isPrevented) return;
    this.#isQuitting = true;
    for (const window of allWindows()) {
      if (!window.close()) {
        this.#isQuitting = false;
        return;
      }
    }
    this.exit(0);
  }
  exit(code = 0): void {
    this.#isQuitting = true;
    this.emit('quit');
    if (this.#singleton !== null) rmSync(this.#singleton, { force: true });
    // What was sent is on its way before the process is gone.
    if (process.send === undefined) process.exit(code);
    else process.send({ type: 'seen', what: 'quit', detail: code }, () => process.exit(code));
  }
  windowsAllClosed(): void {
    if (!this.#isQuitting) this.emit('window-all-closed');
  }
}

const realApp = new FakeApp();
export const app = strict('app', realApp);
export const BrowserWindow = windowClass(() => realApp.windowsAllClosed());

type IpcHandler = (event: unknown, ...args: unknown[]) => unknown;
const handlers = new Map<string, IpcHandler>();
class FakeIpcMain extends EventEmitter {
  handle(channel: string, handler: IpcHandler): void {
    if (handlers.has(channel)) throw new Error(`Attempted to register a second handler for '${channel}'`);
    handlers.set(channel, handler);
  }
  removeHandler(channel: string): void {
    handlers.delete(channel);
  }
}
export const ipcMain = strict('ipcMain', new FakeIpcMain());

type PageHandler = (request: Request) => Response | Promise<Response>;
const pageHandlers = new Map<string, PageHandler>();
export const protocol = strict('protocol', {
  registerSchemesAsPrivileged(schemes: { scheme: string; privileges: Record<string, boolean> }[]): void {
    if (app.isReady()) throw new Error('schemes are registered too late');
    const [only] = schemes;
    if (schemes.length !== 1 || only?.privileges['standard'] !== true || only.privileges['secure'] !== true) {
      throw new Error('the stand-in knows one scheme, standard and secure');
    }
    scheme.name = only.scheme;
  },
  handle(name: string, handler: PageHandler): void {
    if (!app.isReady()) throw new Error('protocol.handle before ready');
    pageHandlers.set(name, handler);
  },
});

const ROLES = new Set(
  'about appMenu close copy cut front help hide hideOthers minimize paste quit redo reload resetZoom selectAll toggleDevTools togglefullscreen undo unhide window windowMenu zoom zoomIn zoomOut editMenu fileMenu viewMenu'.split(
    ' ',
  ),
);
interface Item {
  id?: string;
  label?: string;
  role?: string;
  type?: string;
  enabled?: boolean;
  checked?: boolean;
  click?: () => void;
  submenu?: Item[];
}
function checkItems(items: Item[]): Item[] {
  for (const item of items) {
    if (item.role !== undefined && !ROLES.has(item.role)) throw new Error(`there is no role ${item.role}`);
    if (item.role === undefined && item.label === undefined && item.type !== 'separator')
      throw new Error('an item without a name');
    checkItems(item.submenu ?? []);
  }
  return items;
}
const findItem = (items: readonly Item[], id: string): Item | undefined =>
  items.reduce<Item | undefined>(
    (found, item) =>
      found ??
      (item.id === id || (id.endsWith(':') && item.id?.startsWith(id)) ? item : findItem(item.submenu ?? [], id)),
    undefined,
  );

class FakeMenu {
  static application: FakeMenu | null = null;
  static shown: FakeMenu | null = null;
  readonly items: Item[];
  constructor(items: Item[]) {
    this.items = items;
  }
  static buildFromTemplate(items: Item[]): FakeMenu {
    return strict('menu', new FakeMenu(checkItems(items)));
  }
  popup(): void {
    FakeMenu.shown = this;
    seen(
      'menu.popup',
      this.items.map(({ label, role, type }) => label ?? role ?? type),
    );
  }
  static setApplicationMenu(menu: FakeMenu): void {
    FakeMenu.application = menu;
    seen(
      'menu',
      menu.items.map(({ label, role }) => label ?? role),
    );
  }
}
export const Menu = strict('Menu', FakeMenu);

export const clipboard = strict('clipboard', {
  writeText: (text: string) => seen('clipboard', text),
});

const trays = new Set<FakeTray>();
class FakeTray extends EventEmitter {
  menu: FakeMenu | null = null;
  image: FakeImage | null = null;
  constructor(image: FakeImage) {
    super();
    trays.add(this);
    this.setImage(image);
  }
  setImage(image: FakeImage): void {
    if (image.isEmpty()) throw new Error('a tray needs an image');
    this.image = image;
    seen('tray.image', image.largest());
  }
  getBounds(): { x: number; y: number; width: number; height: number } {
    return { x: 1700, y: 0, width: 24, height: 24 };
  }
  setToolTip(text: string): void {
    seen('tray', text);
  }
  setContextMenu(menu: FakeMenu): void {
    this.menu = menu;
    seen(
      'tray.menu',
      menu.items.map(({ label, type }) => label ?? type),
    );
  }
  destroy(): void {
    trays.delete(this);
  }
}
export const Tray = class {
  constructor(image: FakeImage) {
    return strict('Tray', new FakeTray(image));
  }
};

/** Pictures by scale, PNG each. */
class FakeImage {
  #sizes = new Map<number, Buffer>();
  isEmpty(): boolean {
    return this.#sizes.size === 0;
  }
  addRepresentation(part: { scaleFactor: number; width: number; height: number; buffer: Buffer }): void {
    const isPng = part.buffer.subarray(1, 4).toString('latin1') === 'PNG';
    if (!isPng || part.buffer.readUInt32BE(16) !== part.width || part.buffer.readUInt32BE(20) !== part.height)
      throw new Error('not a PNG of that size');
    this.#sizes.set(part.scaleFactor, part.buffer);
  }
  setTemplateImage(): void {
    // Only macOS colours it.
  }
  /** Base64 of the largest, for a test that looks at it. */
  largest(): string {
    return this.#sizes.get(Math.max(...this.#sizes.keys()))?.toString('base64') ?? '';
  }
}
export const nativeImage = strict('nativeImage', { createEmpty: () => strict('image', new FakeImage()) });

const shortcuts = new Map<string, () => void>();
export const globalShortcut = strict('globalShortcut', {
  register(accelerator: string, callback: () => void): boolean {
    if (shortcuts.has(accelerator)) return false;
    shortcuts.set(accelerator, callback);
    return true;
  },
  unregister: (accelerator: string) => void shortcuts.delete(accelerator),
});

const notifications: FakeNotification[] = [];
class FakeNotification extends EventEmitter {
  readonly options: { title: string; body: string };
  constructor(options: { title: string; body: string }) {
    super();
    this.options = options;
  }
  show(): void {
    notifications.push(this);
    seen('notification', this.options);
  }
  close(): void {
    const index = notifications.indexOf(this);
    if (index >= 0) notifications.splice(index, 1);
    this.emit('close');
  }
}
export const Notification = strict(
  'Notification',
  Object.assign(
    class {
      constructor(options: { title: string; body: string }) {
        return strict('notification', new FakeNotification(options));
      }
    },
    { isSupported: () => true },
  ),
);

class FakePowerMonitor extends EventEmitter {
  idleSeconds = 0;
  getSystemIdleTime(): number {
    return this.idleSeconds;
  }
}
const power = new FakePowerMonitor();
export const powerMonitor = strict('powerMonitor', power);
let isOnline = true;
export const net = strict('net', { isOnline: () => isOnline });
class FakeNativeTheme extends EventEmitter {
  shouldUseDarkColors = false;
}
const theme = new FakeNativeTheme();
export const nativeTheme = strict('nativeTheme', theme);
const displays = (): { workArea: unknown }[] =>
  JSON.parse(env['STAND_IN_DISPLAYS'] ?? '[{"workArea":{"x":0,"y":0,"width":1920,"height":1040}}]') as {
    workArea: unknown;
  }[];
export const screen = strict('screen', {
  getAllDisplays: displays,
  getCursorScreenPoint: () => ({ x: 1700, y: 10 }),
  getDisplayNearestPoint: () => displays()[0],
});
export const dialog = strict('dialog', {
  showErrorBox: (title: string, content: string) => seen('dialog', { title, content }),
  showMessageBox: async (...args: unknown[]): Promise<{ response: number }> => {
    seen('dialog.question', args.at(-1));
    return { response: Number(env['STAND_IN_ANSWER'] ?? 1) };
  },
  showSaveDialog: async (...args: unknown[]): Promise<{ canceled: boolean; filePath: string }> => {
    seen('dialog.save', args.at(-1));
    return { canceled: env['STAND_IN_SAVE'] === undefined, filePath: env['STAND_IN_SAVE'] ?? '' };
  },
});
export const shell = strict('shell', {
  openExternal: async (url: string): Promise<void> => {
    seen('shell.openExternal', url);
  },
  openPath: async (path: string): Promise<string> => {
    seen('shell.openPath', path);
    return '';
  },
});

/** No cipher, but no plain text either: a test that finds a token on the disk has found a fault. */
const turn = (buffer: Buffer): Buffer => Buffer.from(buffer.map((byte) => byte ^ 0x5a));
export const safeStorage = strict('safeStorage', {
  isEncryptionAvailable: () => true,
  getSelectedStorageBackend: () => env['STAND_IN_KEYCHAIN'] ?? 'gnome_libsecret',
  encryptString: (text: string) => Buffer.concat([Buffer.from('v11'), turn(Buffer.from(text))]),
  decryptString: (sealed: Buffer) => {
    if (sealed.subarray(0, 3).toString() !== 'v11') throw new Error('Error while decrypting the ciphertext');
    return turn(sealed.subarray(3)).toString();
  },
});

/** An event that a listener can prevent. */
const preventable = (detail: object): { isPrevented: boolean; event: object } => {
  const state = { isPrevented: false, event: {} };
  state.event = { ...detail, preventDefault: () => (state.isPrevented = true) };
  return state;
};

async function servePage(url: string, method: string): Promise<PageAnswer | null> {
  const handler = pageHandlers.get(new URL(url).protocol.replace(/:$/, ''));
  if (handler === undefined) return null;
  const response = await handler(new Request(url, { method }));
  return {
    status: response.status,
    headers: Object.fromEntries(response.headers),
    body: Buffer.from(await response.arrayBuffer()).toString('base64'),
  };
}

async function callHandler(window: number, frame: FrameInfo, channel: string, args: unknown[]): Promise<unknown> {
  const handler = handlers.get(channel);
  if (handler === undefined) return { error: `No handler registered for '${channel}'` };
  const { contents } = findWindow(window);
  try {
    const event = strict('IpcMainInvokeEvent', { sender: contents, senderFrame: contents.frame(frame) });
    return { value: structuredClone(await handler(event, ...args)) };
  } catch (error) {
    return { error: String(error) };
  }
}

function navigate(window: number, frame: FrameInfo, url: string): boolean {
  const { contents } = findWindow(window);
  const detail = { url, isMainFrame: frame.isMainFrame, isSameDocument: false, frame: contents.frame(frame) };
  const all = preventable(detail);
  contents.emit('will-frame-navigate', all.event);
  if (!frame.isMainFrame) return !all.isPrevented;
  const main = preventable(detail);
  contents.emit('will-navigate', main.event, url);
  return !all.isPrevented && !main.isPrevented;
}

function notificationOf(title: unknown): FakeNotification {
  const found = notifications.findLast(({ options }) => options.title === title);
  if (found === undefined) throw new Error(`no notification ${String(title)}`);
  return found;
}

/** What a person, the system or a curious test does. */
const FIRE: Record<string, (detail: unknown) => unknown> = {
  'menu.click': (id) => {
    const item = findItem(FakeMenu.application?.items ?? [], id as string);
    if (item?.click === undefined) throw new Error(`no menu item ${String(id)}`);
    item.click();
  },
  /** The other button at a place of the first window: what Chromium would tell of it. */
  'page.contextMenu': (params) => {
    findWindow(allWindows()[0]!.id).contents.emit(
      'context-menu',
      {},
      {
        isEditable: false,
        selectionText: '',
        linkURL: '',
        misspelledWord: '',
        dictionarySuggestions: [],
        editFlags: { canCut: true, canCopy: true, canPaste: true, canSelectAll: true },
        ...(params as object),
      },
    );
  },
  'popup.click': (label) => {
    const item = FakeMenu.shown?.items.find((each) => each.label === label);
    if (item?.click === undefined || item.enabled === false) throw new Error(`nothing to click: ${String(label)}`);
    item.click();
  },
  'tray.click': () => trays.forEach((tray) => tray.emit('click')),
  /** By id, or by the beginning of one, since the ids of timers are not the test's. */
  'tray.menu': (id) =>
    trays.forEach((tray) => {
      const item = findItem(tray.menu?.items ?? [], id as string);
      if (item?.click === undefined || item.enabled === false) throw new Error(`nothing to click: ${String(id)}`);
      item.click();
    }),
  shortcut: (accelerator) => {
    const callback = shortcuts.get(accelerator as string);
    if (callback === undefined) throw new Error(`nobody hears ${String(accelerator)}`);
    callback();
  },
  dark: (isDark) => {
    theme.shouldUseDarkColors = isDark as boolean;
    theme.emit('updated');
  },
  'notification.click': (title) => notificationOf(title).emit('click'),
  /** `[title, index of the button]`. */
  'notification.action': (detail) => {
    const [title, actionIndex] = detail as [string, number];
    notificationOf(title).emit('action', { actionIndex });
  },
  'power.resume': () => powerMonitor.emit('resume'),
  'power.suspend': () => powerMonitor.emit('suspend'),
  'power.lock': () => powerMonitor.emit('lock-screen'),
  'power.unlock': () => powerMonitor.emit('unlock-screen'),
  'power.idle': (seconds) => (power.idleSeconds = seconds as number),
  'net.online': (value) => (isOnline = value as boolean),
  'window.setBounds': (bounds) => allWindows()[0]?.setBounds(bounds as object),
  'window.minimize': () => allWindows()[0]?.minimize(),
  'window.close': () => allWindows()[0]?.close(),
  'window.isMinimized': () => allWindows()[0]?.isMinimized(),
  'second-instance': (argv) => app.emit('second-instance', {}, argv ?? process.argv, process.cwd()),
  'open-url': (url) => app.emit('open-url', { preventDefault: () => undefined }, url),
  'window.blur': (id) => findWindow(id as number).window.emit('blur'),
  /** The page's process ended, as Chromium's do on a bad day. */
  'page.crash': (id) => {
    findWindow((id as number | null) ?? allWindows()[0]!.id).contents.emit(
      'render-process-gone',
      {},
      { reason: 'crashed', exitCode: 11 },
    );
  },
  'tray.near': () => trays.forEach((tray) => tray.emit('mouse-enter')),
  'app.quit': () => app.quit(),
  permission: (name) => {
    const { session } = findWindow(allWindows()[0]!.id).contents;
    let granted = true;
    session.request?.(null, name as string, (answer) => (granted = answer), {});
    return {
      request: granted,
      check: session.check?.(null, name as string, '', {}) ?? true,
      device: session.device?.({}) ?? true,
    };
  },
  webview: () => {
    const attempt = preventable({});
    findWindow(allWindows()[0]!.id).contents.emit('will-attach-webview', attempt.event, {}, {});
    return !attempt.isPrevented;
  },
};

async function answer(message: Exclude<ToMain, { type: 'window.loaded' | 'window.evaluated' }>): Promise<unknown> {
  switch (message.type) {
    case 'ipc':
      return callHandler(message.window, message.frame, message.channel, message.args);
    case 'page.request':
      return servePage(message.url, message.method);
    case 'navigate':
      return navigate(message.window, message.frame, message.url);
    case 'window.open':
      return findWindow(message.window).contents.openHandler?.({ url: message.url }).action ?? 'allow';
    case 'fire':
      return (FIRE[message.what]?.(message.detail) ?? null) as unknown;
  }
}

onMessage((message) => {
  if (message.type === 'window.loaded' || message.type === 'window.evaluated') return;
  const { request } = message;
  answer(message).then(
    (value) => send({ type: 'answer', request, value: value ?? null }),
    (error: unknown) => send({ type: 'answer', request, value: { error: String(error) } }),
  );
});

export { session };

export default strict('electron', {
  app,
  BrowserWindow,
  clipboard,
  dialog,
  ipcMain,
  globalShortcut,
  Menu,
  nativeImage,
  nativeTheme,
  net,
  Notification,
  powerMonitor,
  protocol,
  safeStorage,
  screen,
  session,
  shell,
  Tray,
});
