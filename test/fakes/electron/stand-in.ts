/** The test's half of the stand-in: starts the built program on the fake `electron` and shows its windows in Chromium. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { BrowserContext, Frame, Page, Route } from '@playwright/test';
import { until } from '../until.ts';
import { preloadScript } from './preload.ts';
import type { FrameInfo, FromMain, PageAnswer, ToMain, WindowOptions, WithoutRequest } from './wire.ts';

const project = fileURLToPath(new URL('../../..', import.meta.url));

export interface Seen {
  what: string;
  detail: unknown;
}

export interface StandIn {
  /** Windows open now, each a page in Chromium. */
  readonly pages: ReadonlyMap<number, Page>;
  readonly options: ReadonlyMap<number, WindowOptions>;
  /** Everything that a person would have seen or heard, in order. */
  readonly seen: readonly Seen[];
  readonly stderr: string;
  readonly process: ChildProcess;
  /** The first window's page, once it is loaded. */
  firstPage(): Promise<Page>;
  /** A menu click, a system event, a question: see FIRE in module.ts. */
  fire(what: string, detail?: unknown): Promise<unknown>;
  /** Calls over IPC as the given frame would. */
  ipc(window: number, frame: FrameInfo, channel: string, args: unknown[]): Promise<unknown>;
  /** Waits for the end of the program. Answers its exit code. */
  exit(): Promise<number | null>;
  /** Asks the program to end, and makes sure that it does. */
  stop(): Promise<number | null>;
}

export interface StandInOptions {
  context: BrowserContext;
  args: string[];
  env?: Record<string, string>;
  /** The instance that a second one makes itself known to. */
  first?: StandIn;
}

/** An address of the custom scheme, as Chromium can load it: it knows no scheme that nobody built in. */
const SCHEME = /^([a-z][a-z0-9-]*):\/\/([a-z0-9-]+)(\/.*)?$/;
const WEB = /^https:\/\/([a-z0-9-]+)\.([a-z0-9-]+)\.stand-in\.test(\/.*)?$/;
const toWeb = (url: string): string =>
  url.replace(
    SCHEME,
    (_all, scheme: string, host: string, path = '/') => `https://${host}.${scheme}.stand-in.test${path}`,
  );
const toScheme = (url: string): string =>
  url.replace(WEB, (_all, host: string, scheme: string, path = '/') => `${scheme}://${host}${path}`);

export function startStandIn(options: StandInOptions): StandIn {
  const { context, first } = options;
  const child = spawn(
    process.execPath,
    [
      '--enable-source-maps',
      '--import',
      new URL('./register.ts', import.meta.url).href,
      'out/main/index.js',
      ...options.args,
    ],
    {
      cwd: project,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: { ...process.env, DESKHAND_PARSE_OUTPUTS: '1', ...options.env },
    },
  );
  const pages = new Map<number, Page>();
  const loaded = new Set<number>();
  /** Windows that the program loads an address into just now: Electron asks it of other navigations alone. */
  const loading = new Set<number>();
  const windowOptions = new Map<number, WindowOptions>();
  const seen: Seen[] = [];
  const answers = new Map<number, (value: unknown) => void>();
  const frames = new WeakMap<Frame, number>();
  let nextRequest = 1;
  let nextFrame = 1;
  let stderr = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  child.stdout?.resume();

  /** A program that is ending hears nothing more: that it ended is told by `exit`. */
  const post = (message: ToMain): void => void (child.connected && child.send(message, () => {}));
  const ask = <T>(message: WithoutRequest<ToMain>): Promise<T> =>
    new Promise((resolve) => {
      const request = nextRequest++;
      answers.set(request, resolve as (value: unknown) => void);
      post({ ...message, request } as ToMain);
    });
  const infoOf = (frame: Frame, page: Page): FrameInfo => {
    const id = frames.get(frame) ?? nextFrame++;
    frames.set(frame, id);
    return { id, url: toScheme(frame.url()), isMainFrame: frame === page.mainFrame() };
  };

  /** Every request of a window: navigations are put to the program first, its own scheme is served by it, the rest is the network's. */
  async function onRoute(window: number, page: Page, route: Route): Promise<void> {
    const request = route.request();
    const url = toScheme(request.url());
    const isOfProgram = loading.has(window) && request.frame() === page.mainFrame();
    if (request.isNavigationRequest() && !isOfProgram) {
      const isAllowed = await ask<boolean>({ type: 'navigate', window, frame: infoOf(request.frame(), page), url });
      if (!isAllowed) return route.abort('aborted');
    }
    if (!WEB.test(request.url())) return route.continue();
    const answer = await ask<PageAnswer | null>({ type: 'page.request', url, method: request.method() });
    if (answer === null) return route.abort('failed');
    await route.fulfill({ status: answer.status, headers: answer.headers, body: Buffer.from(answer.body, 'base64') });
  }

  /** Electron asks before a new window exists. Chromium makes it first, so until it is asked, it must get nothing. */
  async function holdPopup(route: Route): Promise<void> {
    const opener = await Promise.resolve()
      .then(() => route.request().frame().page().opener())
      // The very first request of a new page, while that page is not there yet.
      .catch(() => [...pages.values()][0]);
    const isOurs = opener !== null && [...pages.values()].includes(opener as Page);
    // An empty page rather than a refusal: of a refused one Chromium says nothing for a long while.
    const nothing = { status: 200, contentType: 'text/html', body: '<link rel="icon" href="data:,">' };
    return isOurs ? route.fulfill(nothing) : route.fallback();
  }
  const held = context.route('**/*', holdPopup);

  async function create(message: Extract<FromMain, { type: 'window.create' }>): Promise<void> {
    const { window } = message;
    windowOptions.set(window, message.options);
    await held;
    const page = await context.newPage();
    await page.setViewportSize({ width: message.options.width ?? 800, height: message.options.height ?? 600 });
    await page.exposeBinding('__standInInvoke', ({ frame }, channel: string, args: unknown[]) =>
      ask({ type: 'ipc', window, frame: infoOf(frame, page), channel, args }),
    );
    await page.addInitScript(preloadScript(message.preload));
    await page.route('**/*', (route) => onRoute(window, page, route));
    page.on('popup', (popup) => {
      // Electron asks before a window exists; here the page that came up is closed at once unless it was allowed.
      void ask<string>({ type: 'window.open', window, url: toScheme(popup.url()) }).then((action) => {
        if (action === 'deny') return popup.close();
      });
    });
    pages.set(window, page);
  }

  async function load(message: Extract<FromMain, { type: 'window.load' }>): Promise<void> {
    const page = await until('the window is there', () => pages.get(message.window));
    loading.add(message.window);
    const error = await page.goto(toWeb(message.url)).then(
      () => null,
      (thrown: Error) => thrown.message,
    );
    loading.delete(message.window);
    loaded.add(message.window);
    post({ type: 'window.loaded', request: message.request, error });
  }

  async function onMessage(message: FromMain): Promise<void> {
    switch (message.type) {
      case 'window.create':
        return create(message);
      case 'window.load':
        return load(message);
      case 'window.send': {
        const page = pages.get(message.window);
        const push = ([channel, args]: [string, unknown[]]): void =>
          (globalThis as unknown as { __standInEvent?: (channel: string, args: unknown[]) => void }).__standInEvent?.(
            channel,
            args,
          );
        // A page that is just being closed hears no more events.
        await page?.evaluate(push, [message.channel, message.args] as [string, unknown[]]).catch(() => undefined);
        return;
      }
      case 'window.reload':
        // A page of a window that is closed meanwhile is not there to come back.
        await pages
          .get(message.window)
          ?.reload()
          .catch(() => undefined);
        return;
      case 'window.evaluate':
        return post({
          type: 'window.evaluated',
          request: message.request,
          value: await pages.get(message.window)?.evaluate(message.code),
        });
      case 'window.closed':
        await pages.get(message.window)?.close();
        pages.delete(message.window);
        return;
      case 'second-instance':
        await first?.fire('second-instance', message.argv);
        return;
      case 'answer':
        answers.get(message.request)?.(message.value);
        answers.delete(message.request);
        return;
      case 'seen':
        seen.push({ what: message.what, detail: message.detail });
    }
  }
  let isStopping = false;
  child.on('message', (message: FromMain) => {
    onMessage(message).catch((error: unknown) => {
      // The tray's page may just be made when the test is over: nobody waits for it.
      if (!isStopping) throw error;
    });
  });

  const exit = async (): Promise<number | null> => {
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    return child.exitCode;
  };
  return {
    pages,
    options: windowOptions,
    seen,
    get stderr() {
      return stderr;
    },
    process: child,
    firstPage: () =>
      until(
        'the first window is loaded',
        () => {
          if (child.exitCode !== null) throw new Error(`the program ended with ${child.exitCode}: ${stderr}`);
          const window = [...loaded].find((id) => pages.has(id));
          return window === undefined ? undefined : pages.get(window);
        },
        60_000,
      ),
    fire: (what, detail) => ask({ type: 'fire', what, detail }),
    ipc: (window, frame, channel, args) => ask({ type: 'ipc', window, frame, channel, args }),
    exit,
    stop: async () => {
      isStopping = true;
      const force = setTimeout(() => child.kill('SIGKILL'), 10_000);
      child.kill('SIGTERM');
      const code = await exit();
      clearTimeout(force);
      for (const page of pages.values()) await page.close();
      return code;
    },
  };
}
