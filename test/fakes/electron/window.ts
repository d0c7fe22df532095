import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import { ask, send } from './channel.ts';
import { strict } from './strict.ts';
import type { FrameInfo, ToMain, WindowOptions } from './wire.ts';

/** What a page may ask for; by Electron's rule it is granted unless a handler says otherwise. */
export class FakeSession {
  request:
    ((contents: unknown, permission: string, callback: (granted: boolean) => void, details: unknown) => void) | null =
    null;
  check: ((contents: unknown, permission: string, origin: string, details: unknown) => boolean) | null = null;
  device: ((details: unknown) => boolean) | null = null;
  readonly availableSpellCheckerLanguages = ['de', 'en-AU', 'en-GB', 'en-US', 'fr'];
  setSpellCheckerEnabled(isOn: boolean): void {
    send({ type: 'seen', what: 'spelling', detail: isOn });
  }
  setSpellCheckerLanguages(languages: string[]): void {
    const unknown = languages.find((code) => !this.availableSpellCheckerLanguages.includes(code));
    if (unknown !== undefined)
      throw new Error(`Invalid language code provided: "${unknown}" is not a valid language code`);
    send({ type: 'seen', what: 'spelling.languages', detail: languages });
  }
  addWordToSpellCheckerDictionary(word: string): boolean {
    send({ type: 'seen', what: 'spelling.learned', detail: word });
    return true;
  }
  setPermissionRequestHandler(handler: NonNullable<FakeSession['request']>): void {
    this.request = handler;
  }
  setPermissionCheckHandler(handler: NonNullable<FakeSession['check']>): void {
    this.check = handler;
  }
  setDevicePermissionHandler(handler: NonNullable<FakeSession['device']>): void {
    this.device = handler;
  }
}

const defaultSession = strict('session', new FakeSession());
/** `electron.session`: all windows have the default one. */
export const session = strict('session module', { defaultSession });

export interface FakeFrame {
  readonly url: string;
  readonly id: number;
}

export class FakeWebContents extends EventEmitter {
  readonly id: number;
  readonly session = defaultSession;
  readonly frames = new Map<number, FakeFrame & { url: string }>();
  openHandler: ((details: { url: string }) => { action: string }) | null = null;
  isGone = false;

  constructor(id: number) {
    super();
    this.id = id;
  }
  /** The frame that the test speaks of: the same object each time, as in Electron. */
  frame(info: FrameInfo): FakeFrame {
    const known = this.frames.get(info.id) ?? { id: info.id, url: info.url };
    known.url = info.url;
    this.frames.set(info.id, known);
    if (info.isMainFrame) this.main = known;
    return known;
  }
  main: FakeFrame = { id: 0, url: '' };
  get mainFrame(): FakeFrame {
    return this.main;
  }
  setWindowOpenHandler(handler: (details: { url: string }) => { action: string }): void {
    this.openHandler = handler;
  }
  send(channel: string, ...args: unknown[]): void {
    if (this.isGone) throw new TypeError('Object has been destroyed');
    send({ type: 'window.send', window: this.id, channel, args: structuredClone(args) });
  }
  getZoomFactor(): number {
    return 1;
  }
  replaceMisspelling(word: string): void {
    send({ type: 'seen', what: 'spelling.replaced', detail: word });
  }
  /** In the page's own world, as in Electron. */
  async executeJavaScript(code: string): Promise<unknown> {
    const { value } = await ask<Extract<ToMain, { type: 'window.evaluated' }>>((request) => ({
      type: 'window.evaluate',
      window: this.id,
      request,
      code,
    }));
    return value;
  }
  isDestroyed(): boolean {
    return this.isGone;
  }
}

const windows = new Map<number, { window: FakeWindow; contents: FakeWebContents }>();
/** The custom scheme of the page, once it was registered as a standard one. */
export const scheme = { name: null as string | null };
let nextId = 1;

export const findWindow = (id: number): { window: FakeWindow; contents: FakeWebContents } => {
  const found = windows.get(id);
  if (found === undefined) throw new Error(`no window ${id}`);
  return found;
};
export const allWindows = (): FakeWindow[] => [...windows.values()].map(({ window }) => window);

class FakeWindow extends EventEmitter {
  readonly id: number;
  readonly contents: FakeWebContents;
  /** What the program gets to see of `contents`. */
  readonly webContents: FakeWebContents;
  #bounds: Required<Pick<WindowOptions, 'x' | 'y' | 'width' | 'height'>>;
  #maximized = false;
  #minimized = false;
  #destroyed = false;
  #visible = false;
  readonly onAllClosed: () => void;

  constructor(options: WindowOptions, onAllClosed: () => void) {
    super();
    this.id = nextId++;
    this.onAllClosed = onAllClosed;
    this.contents = new FakeWebContents(this.id);
    this.webContents = strict('webContents', this.contents);
    const { width = 800, height = 600 } = options;
    this.#bounds = {
      x: options.x ?? Math.round((1920 - width) / 2),
      y: options.y ?? Math.round((1040 - height) / 2),
      width,
      height,
    };
    const preload = options.webPreferences?.preload;
    send({
      type: 'window.create',
      window: this.id,
      options: structuredClone(options),
      preload: preload === undefined ? '' : readFileSync(preload, 'utf8'),
      page: { scheme: scheme.name ?? '', origin: '' },
    });
  }
  async loadURL(url: string): Promise<void> {
    const answer = await ask<Extract<ToMain, { type: 'window.loaded' }>>((request) => ({
      type: 'window.load',
      window: this.id,
      request,
      url,
    }));
    if (answer.error !== null) throw new Error(answer.error);
    this.emit('ready-to-show');
  }
  show(): void {
    this.#visible = true;
    send({ type: 'seen', what: 'window.show', detail: this.id });
  }
  hide(): void {
    this.#visible = false;
    send({ type: 'seen', what: 'window.hide', detail: this.id });
  }
  isVisible(): boolean {
    return this.#visible;
  }
  focus(): void {
    send({ type: 'seen', what: 'window.focus', detail: this.id });
  }
  reload(): void {
    send({ type: 'seen', what: 'window.reload', detail: this.id });
    send({ type: 'window.reload', window: this.id });
  }
  setOverlayIcon(image: unknown, description: string): void {
    send({ type: 'seen', what: 'window.overlay', detail: image === null ? null : description });
  }
  maximize(): void {
    this.#maximized = true;
    this.emit('maximize');
  }
  minimize(): void {
    this.#minimized = true;
  }
  restore(): void {
    this.#minimized = false;
  }
  isMinimized(): boolean {
    return this.#minimized;
  }
  isMaximized(): boolean {
    return this.#maximized;
  }
  getNormalBounds(): WindowOptions {
    return { ...this.#bounds };
  }
  /** As a person drags it. */
  setBounds(bounds: Partial<Required<Pick<WindowOptions, 'x' | 'y' | 'width' | 'height'>>>): void {
    this.#bounds = { ...this.#bounds, ...bounds };
    this.emit('move');
    this.emit('resize');
  }
  isDestroyed(): boolean {
    return this.#destroyed;
  }
  /** Answers whether the window let itself be closed. */
  close(): boolean {
    let isPrevented = false;
    this.emit('close', { preventDefault: () => (isPrevented = true) });
    if (isPrevented) return false;
    this.destroy();
    return true;
  }
  /** Closed without a word. */
  destroy(): void {
    if (this.#destroyed) return;
    this.#destroyed = true;
    this.contents.isGone = true;
    windows.delete(this.id);
    send({ type: 'window.closed', window: this.id });
    this.emit('closed');
    if (windows.size === 0) this.onAllClosed();
  }
}
export type { FakeWindow };

/** `electron.BrowserWindow`: a window is strict about its members, too. */
export function windowClass(onAllClosed: () => void): new (options: WindowOptions) => FakeWindow {
  return class BrowserWindow {
    constructor(options: WindowOptions) {
      const window = new FakeWindow(options, onAllClosed);
      windows.set(window.id, { window, contents: window.webContents });
      return strict('BrowserWindow', window);
    }
  } as unknown as new (options: WindowOptions) => FakeWindow;
}
