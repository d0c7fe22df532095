import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type {
  IpcMainInvokeEvent,
  MenuItemConstructorOptions,
  Protocol,
  Session,
  WebContents,
  Rectangle,
} from 'electron';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isOwnSender } from '../../../src-main/electron/bridge.ts';
import { contextMenuTemplate } from '../../../src-main/electron/context-menu.ts';
import { denyPermissions, lockDown } from '../../../src-main/electron/lock-down.ts';
import { setSpelling, spellingLanguages } from '../../../src-main/electron/spelling.ts';
import { popoverPlace } from '../../../src-main/electron/popover.ts';
import { trayTemplate } from '../../../src-main/electron/tray.ts';
import { showUnread } from '../../../src-main/electron/badge.ts';
import { watchCrashes } from '../../../src-main/electron/crashes.ts';
import { writeAutostart } from '../../../src-main/electron/desktop.ts';
import { createLogger } from '../../../src-main/lib/logger.ts';
import { drawTrayIcon, TRAY_SIZES } from '../../../src-main/electron/tray-icon.ts';
import { menuLanguage, menuTemplate } from '../../../src-main/electron/menu.ts';
import { createServedFiles } from '../../../src-main/lib/served-files.ts';
import { crashPage } from '../../../src-main/electron/crash-page.ts';
import { CRASHED_URL, PAGE_URL, registerPageScheme, servePage } from '../../../src-main/electron/page-protocol.ts';
import { createKeychainSecrets } from '../../../src-main/electron/secrets.ts';
import { loadPage } from '../../../src-main/electron/window.ts';
import { fitPlace, SMALLEST } from '../../../src-main/electron/window-place.ts';
import { listPageFiles } from '../../../src-main/lib/page-files.ts';
import { safeStorage } from '../../fakes/electron/module.ts';
import { temporaryFolder, writePage } from '../../factories/page.ts';

const display = (x: number, y: number, width: number, height: number) => ({ workArea: { x, y, width, height } });
const HOME = display(0, 0, 1920, 1040);

test('a window stands where it stood while that place is on a display', () => {
  const bounds = { x: 200, y: 100, width: 1200, height: 800 };
  expect(fitPlace({ bounds, isMaximized: false }, [HOME])).toEqual(bounds);
  const second = { ...bounds, x: 2100 };
  expect(fitPlace({ bounds: second, isMaximized: false }, [HOME, display(1920, 0, 1920, 1040)])).toEqual(second);
  expect(fitPlace({ bounds: second, isMaximized: false }, [HOME])).toEqual({ width: 1200, height: 800 });
});

test.each([
  undefined,
  null,
  'x',
  {},
  { bounds: null },
  { bounds: { x: 1, y: 1, width: Number.NaN, height: 1 } },
  { bounds: { x: 1 } },
])('what is no place is passed over: %j', (kept) => {
  expect(fitPlace(kept, [display(0, 0, 1000, 700)])).toEqual({ width: 1000, height: 700 });
  expect(fitPlace(kept, [])).toEqual({ width: 1320, height: 860 });
});

test('wherever it stood and whatever displays there are, a part of the window can be taken hold of', () => {
  const int = (min: number, max: number) => fc.integer({ min, max });
  const areas = fc.array(
    fc.tuple(int(-4000, 4000), int(-2000, 2000), int(800, 3840), int(600, 2160)).map((each) => display(...each)),
    { minLength: 1, maxLength: 3 },
  );
  const kept = fc.record({ x: int(-9000, 9000), y: int(-5000, 5000), width: int(1, 6000), height: int(1, 4000) });
  fc.assert(
    fc.property(areas, kept, (displays, bounds) => {
      const place = fitPlace({ bounds, isMaximized: false }, displays);
      expect(place.width).toBeGreaterThanOrEqual(SMALLEST.width);
      expect(place.height).toBeGreaterThanOrEqual(SMALLEST.height);
      // Without a position Electron puts it into the middle of the first display.
      if (place.x === undefined || place.y === undefined) return;
      const { x, y, width } = { width: place.width, x: place.x, y: place.y };
      const held = displays.some(
        ({ workArea: area }) =>
          x + width > area.x + 40 && x < area.x + area.width - 40 && y >= area.y && y < area.y + area.height - 40,
      );
      expect(held).toBe(true);
    }),
  );
});

test('only the top frame of the own window, showing the own page, may call', () => {
  const mainFrame = { url: PAGE_URL };
  const contents = { mainFrame } as WebContents;
  const from = (senderFrame: unknown, sender: unknown = contents): boolean =>
    isOwnSender({ sender, senderFrame } as Pick<IpcMainInvokeEvent, 'sender' | 'senderFrame'>, contents);
  expect(from(mainFrame)).toBe(true);
  expect(from({ url: PAGE_URL })).toBe(false);
  expect(from({ url: 'about:srcdoc' })).toBe(false);
  expect(from(null)).toBe(false);
  expect(from(mainFrame, { mainFrame })).toBe(false);
  expect(isOwnSender({ sender: contents, senderFrame: mainFrame } as never, null)).toBe(false);
  mainFrame.url = `${PAGE_URL}#/tickets/1`;
  expect(from(mainFrame)).toBe(true);
  for (const url of [
    'https://evil.example/',
    'deskhand-app://console.evil/',
    'deskhand-app://consoles/',
    `${PAGE_URL}files/a`,
    'file:///x',
    'about:blank',
  ]) {
    mainFrame.url = url;
    expect(from(mainFrame), url).toBe(false);
  }
});

type PageHandler = (request: Request) => Promise<Response>;

test('the page’s scheme serves the page and nothing else, under its policy', async () => {
  await using folder = temporaryFolder();
  let handler: PageHandler | undefined;
  let privileges: object | undefined;
  registerPageScheme({ registerSchemesAsPrivileged: ([only]) => (privileges = only!.privileges) } as Pick<
    Protocol,
    'registerSchemesAsPrivileged'
  >);
  servePage(
    { handle: (_scheme, given) => (handler = given as PageHandler) } as Pick<Protocol, 'handle'>,
    listPageFiles(writePage(folder.path)),
    createServedFiles(),
    () => crashPage('en', '/home/<jade>/logs/deskhand.log'),
  );
  const crashed = await handler!({ url: CRASHED_URL, method: 'GET' } as Request);
  expect(crashed.headers.get('content-security-policy')).toContain("script-src 'self'");
  const words = await crashed.text();
  expect(words).toContain('what you were writing is kept');
  expect(words).not.toMatch(/<jade>|<script/);
  expect(privileges).toMatchObject({ standard: true, secure: true });
  expect(privileges).not.toHaveProperty('bypassCSP');
  const ask = (url: string, method = 'GET'): Promise<Response> => handler!({ url, method } as Request);

  const page = await ask(PAGE_URL);
  expect(await page.text()).toContain('<title>Deskhand');
  expect(page.headers.get('content-security-policy')).toContain("script-src 'self'");
  expect(page.headers.get('content-security-policy')).toContain("connect-src 'none'");
  expect((await ask('deskhand-app://console/assets/index-abc123.js')).headers.get('content-type')).toMatch(
    'text/javascript',
  );
  for (const url of [
    'deskhand-app://console/../secret.txt',
    'deskhand-app://console/..%2Fsecret.txt',
    'deskhand-app://console/%2e%2e/secret.txt',
    'deskhand-app://console//etc/passwd',
    'deskhand-app://other/index.html',
  ]) {
    const answer = await ask(url);
    expect(answer.status, url).toBe(404);
    expect(answer.headers.get('content-security-policy'), url).not.toBeNull();
  }
  expect((await ask(PAGE_URL, 'POST')).status).toBe(404);
});

test('every way out of the page is closed, and messages in their frames still show', () => {
  const listeners = new Map<string, (event: object) => void>();
  let open: ((details: object) => { action: string }) | undefined;
  lockDown({
    on: (name: string, listener: (event: object) => void) => listeners.set(name, listener),
    setWindowOpenHandler: (handler: typeof open) => (open = handler),
  } as unknown as Pick<WebContents, 'on' | 'setWindowOpenHandler'>);
  const isPrevented = (name: string, details: object): boolean => {
    let prevented = false;
    listeners.get(name)!({ ...details, preventDefault: () => (prevented = true) });
    return prevented;
  };
  for (const name of ['will-navigate', 'will-redirect']) {
    expect(isPrevented(name, { url: 'https://evil.example/' })).toBe(true);
    expect(isPrevented(name, { url: 'deskhand-app://console.evil/' })).toBe(true);
    expect(isPrevented(name, { url: `${PAGE_URL}files/a` })).toBe(true);
    for (const route of ['', '#/settings/data']) expect(isPrevented(name, { url: PAGE_URL + route })).toBe(false);
  }
  expect(isPrevented('will-frame-navigate', { url: 'about:srcdoc', isMainFrame: false })).toBe(false);
  expect(isPrevented('will-frame-navigate', { url: 'about:srcdoc', isMainFrame: true })).toBe(true);
  expect(isPrevented('will-frame-navigate', { url: 'https://evil.example/', isMainFrame: false })).toBe(true);
  expect(isPrevented('will-frame-navigate', { url: PAGE_URL, isMainFrame: false })).toBe(true);
  expect(isPrevented('will-frame-navigate', { url: `${PAGE_URL}files/a`, isMainFrame: false })).toBe(false);
  for (const url of [
    `${PAGE_URL}files`,
    'deskhand-app://other/files/a',
    'https://evil.example/files/a',
    'file:///files/',
  ])
    expect(isPrevented('will-frame-navigate', { url, isMainFrame: false }), url).toBe(true);
  expect(isPrevented('will-attach-webview', {})).toBe(true);
  expect(open!({ url: 'https://example.com/' })).toEqual({ action: 'deny' });
});

const clicked = { isEditable: false, selectionText: '', misspelledWord: '', dictionarySuggestions: [], link: '' };
const noActions = { replace: () => undefined, learn: () => undefined, copyLink: () => undefined };

test('the other button offers what can be done where it was pressed', () => {
  const editFlags = { canCut: false, canCopy: true, canPaste: true, canSelectAll: true } as never;
  const roles = (isEditable: boolean, selectionText: string): unknown[] =>
    contextMenuTemplate({ ...clicked, isEditable, selectionText, editFlags }, 'en', noActions).map(
      ({ role, enabled }) => [role, enabled],
    );
  expect(roles(false, ' ')).toEqual([]);
  expect(roles(false, 'words')).toEqual([['copy', true]]);
  expect(roles(true, '')).toEqual([
    ['cut', false],
    ['copy', true],
    ['paste', true],
    [undefined, undefined],
    ['selectAll', true],
  ]);
});

test('a misspelled word is offered as it may be meant, and can be learnt; a link tells its address', () => {
  const editFlags = { canCut: true, canCopy: true, canPaste: true, canSelectAll: true } as never;
  const done: string[] = [];
  const actions = {
    replace: (word: string) => void done.push(`replace ${word}`),
    learn: (word: string) => void done.push(`learn ${word}`),
    copyLink: (address: string) => void done.push(`copy ${address}`),
  };
  const misspelt = { ...clicked, editFlags, isEditable: true, misspelledWord: 'pritner' };
  const [printer, , learn, , cut] = contextMenuTemplate(
    { ...misspelt, dictionarySuggestions: ['printer'] },
    'en',
    actions,
  );
  expect([printer?.label, learn?.label, cut?.label]).toEqual(['printer', 'Add to Dictionary', 'Cut']);
  const [nothing] = contextMenuTemplate(misspelt, 'zh', actions);
  expect(nothing).toEqual({ label: '没有建议', enabled: false });
  const [copy, ...rest] = contextMenuTemplate({ ...clicked, editFlags, link: 'https://a.example/' }, 'zh', actions);
  expect([copy?.label, rest]).toEqual(['复制链接地址', []]);
  for (const item of [printer, learn, copy]) (item!.click as () => void)();
  expect(done).toEqual(['replace printer', 'learn pritner', 'copy https://a.example/']);
});

test('spelling is checked in the system’s language and in English, in what there are dictionaries for', () => {
  const available = ['de', 'en-AU', 'en-GB', 'en-US', 'pt-BR'];
  expect(spellingLanguages('en-GB', available)).toEqual(['en-GB']);
  expect(spellingLanguages('de-AT', available)).toEqual(['de', 'en-US']);
  expect(spellingLanguages('pt', available)).toEqual(['pt-BR', 'en-US']);
  expect(spellingLanguages('zh-CN', available)).toEqual(['en-US']);
});

test('spelling switched off asks for no dictionary, and macOS chooses its own', () => {
  const calls: unknown[] = [];
  const session = {
    availableSpellCheckerLanguages: ['en-US'],
    setSpellCheckerEnabled: (isOn: boolean) => void calls.push(isOn),
    setSpellCheckerLanguages: (languages: string[]) => void calls.push(languages),
  };
  setSpelling(session, false, 'en-US', 'linux');
  setSpelling(session, true, 'en-US', 'darwin');
  setSpelling(session, true, 'en-US', 'win32');
  expect(calls).toEqual([false, true, true, ['en-US']]);
});

test('no permission is given', () => {
  const given: Record<string, (...args: never[]) => unknown> = {};
  const keep = (name: string) => (handler: (...args: never[]) => unknown) => (given[name] = handler);
  denyPermissions({
    setPermissionRequestHandler: keep('request'),
    setPermissionCheckHandler: keep('check'),
    setDevicePermissionHandler: keep('device'),
  } as unknown as Session);
  let answer: unknown;
  (given['request'] as unknown as (contents: null, name: string, callback: (granted: boolean) => void) => void)(
    null,
    'media',
    (granted) => (answer = granted),
  );
  expect([answer, given['check']!(), given['device']!()]).toEqual([false, false, false]);
});

const sealedBy = (
  dataDir: string,
  storage: { isEncryptionAvailable?: () => boolean; getSelectedStorageBackend?: () => string } = {},
  plain = false,
) =>
  createKeychainSecrets({
    dataDir,
    safeStorage: {
      isEncryptionAvailable: () => true,
      ...storage,
      encryptString: safeStorage.encryptString,
      decryptString: safeStorage.decryptString,
      getSelectedStorageBackend: storage.getSelectedStorageBackend ?? (() => 'kwallet6'),
    } as never,
    platform: 'linux',
    acceptsPlain: () => plain,
    acceptPlain: () => (plain = true),
  });

test('secrets are sealed by the keychain, whose name is told', async () => {
  await using folder = temporaryFolder();
  const secrets = sealedBy(folder.path);
  expect(secrets.backend).toBe('kwallet6');
  await secrets.set('token', '1000.hush');
  expect(readFileSync(join(folder.path, 'secrets', 'keychain.json'), 'utf8')).not.toContain('hush');
  expect(await sealedBy(folder.path).get('token')).toBe('1000.hush');
  await secrets.delete('token');
  expect(await secrets.get('token')).toBeNull();
});

test.each(['basic_text', 'unknown'])('with %s nothing is kept, unless the agent accepted it', async (name) => {
  await using folder = temporaryFolder();
  const getSelectedStorageBackend = (): string => name;
  await expect(sealedBy(folder.path, { getSelectedStorageBackend }).set('token', 'x')).rejects.toMatchObject({
    code: 'forbidden',
    fields: { '/secretStore': 'keychain' },
  });
  const accepted = sealedBy(folder.path, { getSelectedStorageBackend });
  expect(accepted.isRefusedAsWeak).toBe(true);
  accepted.acceptWeak?.();
  expect(accepted.isRefusedAsWeak).toBe(false);
  await accepted.set('token', 'x');
  expect(await accepted.get('token')).toBe('x');
  await expect(sealedBy(folder.path, { isEncryptionAvailable: () => false }).get('token')).rejects.toMatchObject({
    code: 'forbidden',
  });
});

test('what another keychain sealed is said to be lost, not given out', async () => {
  await using folder = temporaryFolder();
  await sealedBy(folder.path).set('token', 'x');
  const other = createKeychainSecrets({
    dataDir: folder.path,
    safeStorage: {
      isEncryptionAvailable: () => true,
      getSelectedStorageBackend: () => 'kwallet6',
      encryptString: () => Buffer.alloc(0),
      decryptString: () => {
        throw new Error('Error while decrypting the ciphertext');
      },
    } as never,
    acceptsPlain: () => false,
    acceptPlain: () => undefined,
  });
  await expect(other.get('token')).rejects.toMatchObject({ code: 'forbidden', fields: { '/secretStore': 'keychain' } });
});

const flat = (items: MenuItemConstructorOptions[]): MenuItemConstructorOptions[] =>
  items.flatMap((item) => [item, ...(Array.isArray(item.submenu) ? flat(item.submenu) : [])]);

test.each([true, false])('the menu bar has the page’s commands beside the system’s own (macOS: %s)', (isMac) => {
  const heard: string[] = [];
  const item = { label: 'Next ticket', hint: 'J', accelerator: null, isEnabled: true };
  const groups = [
    { id: 'move' as const, label: 'Move', items: [{ ...item, id: 'nextTicket' }] },
    {
      id: 'app' as const,
      label: 'Deskhand',
      items: [{ id: 'syncNow', label: 'Look', hint: '', accelerator: 'CmdOrCtrl+R', isEnabled: false }],
    },
  ];
  const items = flat(menuTemplate('en', isMac, groups, (name) => heard.push(name)));
  for (const { label, role, type } of items) expect(label ?? role ?? type).toBeDefined();
  const find = (id: string): MenuItemConstructorOptions | undefined => items.find((each) => each.id === id);
  expect(find('nextTicket')).toMatchObject({ label: 'Next ticket (J)', enabled: true });
  expect(find('nextTicket')).not.toHaveProperty('accelerator');
  expect(find('syncNow')).toMatchObject({ label: 'Look', enabled: false, accelerator: 'CmdOrCtrl+R' });
  for (const { click } of items) (click as (() => void) | undefined)?.();
  expect(heard.sort()).toEqual(['nextTicket', 'syncNow']);
  expect(items.map(({ role }) => role)).toContain('quit');
  const bare = flat(menuTemplate('zh', isMac, [], () => {}));
  expect(bare.filter(({ click }) => click !== undefined)).toEqual([]);
  expect(bare.map(({ label }) => label)).toContain('编辑');
});

test('the language is the agent’s choice, else the system’s', () => {
  expect([
    menuLanguage('zh', 'en-GB'),
    menuLanguage('en', 'zh-CN'),
    menuLanguage('system', 'zh-TW'),
    menuLanguage(undefined, 'de'),
  ]).toEqual(['zh', 'en', 'zh', 'en']);
});

test('the tray’s menu is the core’s: a line, an item that does something, one inside another', () => {
  const done: string[] = [];
  const [, open, others] = trayTemplate(
    [
      { id: 'line', label: null },
      { id: 'open', label: 'Open' },
      { id: 'others', label: 'Others', items: [{ id: 'pause:1', label: '0:10', isChecked: true }] },
    ],
    (id) => done.push(id),
  );
  (open?.click as (() => void) | undefined)?.();
  const [inner] = others?.submenu as MenuItemConstructorOptions[];
  (inner?.click as (() => void) | undefined)?.();
  expect(inner).toMatchObject({ type: 'checkbox', checked: true });
  expect(done).toEqual(['open', 'pause:1']);
});

test('every state of the tray has a picture of its own in every size, without colour too', () => {
  const states = ['attention', 'timer', 'queued', 'offline', 'online'] as const;
  for (const { pixels } of TRAY_SIZES) {
    const pictures = states.map((state) => drawTrayIcon(state, 'template', pixels).toString('base64'));
    expect(new Set(pictures).size).toBe(states.length);
    expect(pictures[0]).toMatch(/^iVBOR/);
  }
});

test('the popover stands beside the tray and never leaves its display', () => {
  const area = { x: 0, y: 28, width: 1280, height: 772 };
  const whole = ({ x, y, width, height }: Rectangle): boolean =>
    x >= 0 && y >= 28 && x + width <= 1280 && y + height <= 800;
  for (const tray of [
    null,
    { x: 1250, y: 0, width: 24, height: 24 },
    { x: 1250, y: 790, width: 24, height: 24 },
    { x: 0, y: 400, width: 24, height: 24 },
    { x: 0, y: 0, width: 0, height: 0 },
  ])
    expect(whole(popoverPlace(tray, area)), JSON.stringify(tray)).toBe(true);
});

test('what is unread is a number on the dock, and a dot with words over a taskbar’s button', () => {
  const numbers: number[] = [];
  const overlays: [boolean, string][] = [];
  const window = { setOverlayIcon: (image: unknown, text: string) => void overlays.push([image !== null, text]) };
  const platform = { setBadgeCount: (count: number) => numbers.push(count), window };
  showUnread(3, { ...platform, isWindows: false, language: 'en' });
  expect([numbers, overlays]).toEqual([[3], []]);
  showUnread(1, { ...platform, isWindows: true, language: 'en' });
  showUnread(0, { ...platform, isWindows: true, language: 'zh' });
  showUnread(2, { ...platform, isWindows: true, language: 'zh', window: null });
  expect(overlays).toEqual([
    [true, '1 unread'],
    [false, ''],
  ]);
  expect(numbers).toEqual([3]);
});

test('a page that ends is shown again, and what happened when it ends twice within a minute', () => {
  let now = 0;
  const done: string[] = [];
  const lines: string[] = [];
  let end: (event: object, details: { reason: string; exitCode: number }) => void = () => undefined;
  const window = {
    isDestroyed: () => false,
    reload: () => void done.push('reload'),
    loadURL: (url: string) => Promise.resolve(void done.push(url)),
    webContents: { on: (_name: string, listener: typeof end) => (end = listener) },
  };
  watchCrashes(
    window as never,
    createLogger((level, message) => void lines.push(`${level} ${message}`)),
    () => now,
  );
  end({}, { reason: 'clean-exit', exitCode: 0 });
  for (const at of [0, 61_000, 100_000, 110_000, 200_000]) {
    now = at;
    end({}, { reason: 'crashed', exitCode: 11 });
  }
  expect(done).toEqual(['reload', 'reload', CRASHED_URL, 'reload', 'reload']);
  expect(lines).toEqual(Array(5).fill('error the page ended'));
});

test('a window that is closed while its page loads is not missed, one whose page can not be loaded is', async () => {
  const loading = (isDestroyed: boolean) =>
    loadPage({ loadURL: () => Promise.reject(new Error('ERR_FAILED')), isDestroyed: () => isDestroyed }, '#/tray');
  await expect(loading(true)).resolves.toBeUndefined();
  await expect(loading(false)).rejects.toThrow('ERR_FAILED');
});

test('a login on Linux starts the program hidden, by an entry that goes when it is not wanted', async () => {
  await using folder = temporaryFolder();
  const before = process.env['XDG_CONFIG_HOME'];
  process.env['XDG_CONFIG_HOME'] = folder.path;
  try {
    writeAutostart(true);
    const file = join(folder.path, 'autostart', 'deskhand.desktop');
    expect(readFileSync(file, 'utf8')).toMatch(/^Exec="[^"]+" --hidden$/m);
    process.env['APPIMAGE'] = '/opt/50% "off" $5/back\\slash';
    writeAutostart(true);
    expect(readFileSync(file, 'utf8')).toContain(String.raw`Exec="/opt/50%% \\"off\\" \\$5/back\\\\slash" --hidden`);
    writeAutostart(false);
    expect(existsSync(file)).toBe(false);
    writeAutostart(false);
  } finally {
    delete process.env['APPIMAGE'];
    if (before === undefined) delete process.env['XDG_CONFIG_HOME'];
    else process.env['XDG_CONFIG_HOME'] = before;
  }
});
