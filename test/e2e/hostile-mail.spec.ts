import { expect, type Page, test } from '@playwright/test';
import { heavyMails, hostileMails } from '../renderer/hostile-mails.ts';
import { openWatched, type Watch } from './hostile-watch.ts';
import { type Preview, servePreview } from './preview.ts';

const light = Object.entries(hostileMails);
const mails = [...light, ...Object.entries(heavyMails)];
const idOf = (index: number): string => `18920000000${String(42_034 + index * 7).padStart(8, '0')}`;
const hashOf = (index: number): string => `#/views/myOpen/${idOf(index)}`;
const BARE = 1_001;

let preview: Preview;
let watch: Watch;
test.beforeAll(async () => {
  preview = await servePreview();
});
test.beforeEach(() => test.setTimeout(600_000));
test.afterAll(() => preview.close());
test.afterEach(() => watch.close());

const clean = async (where: string): Promise<void> => {
  expect(await watch.executions(), where).toBe(0);
  expect(watch.requests, where).toEqual([]);
};
const tell = async (rendered: ReadonlyMap<string, number>): Promise<void> => {
  const times = [...rendered.values()].reduce((sum, count) => sum + count, 0);
  console.log(
    `  ${Math.max(...rendered.values())} mails, ${rendered.size} places (${[...rendered.keys()].join(', ')}), rendered ${times} times: ` +
      `${await watch.executions()} executions, ${watch.requests.length} requests`,
  );
};
const settle = (page: Page): Promise<void> =>
  page.evaluate(() => new Promise<void>((done) => requestAnimationFrame(() => requestAnimationFrame(() => done()))));

test('the watch notices: in frames that let them, the mails run and ask', async ({ browser }) => {
  watch = await openWatched(browser, preview.url, true);
  const { page } = watch;
  await page.goto(`${preview.url}?lang=en#/views/myOpen`);
  const put = (html: string, sandbox: string | null) =>
    page.evaluate(
      ([content, rights]) =>
        new Promise<void>((done) => {
          document.querySelector('iframe')?.remove();
          const frame = document.createElement('iframe');
          if (rights !== null) frame.setAttribute('sandbox', rights!);
          frame.srcdoc = content!;
          frame.onload = () => setTimeout(done, 60);
          document.body.append(frame);
        }),
      [html, sandbox] as const,
    );
  const unmark = () => page.evaluate(() => Reflect.deleteProperty(window, 'pwned'));

  await put('<script>window.pwned=1</script>', 'allow-same-origin');
  await clean('a frame without scripts');
  await put('<script>window.pwned=1</script>', 'allow-same-origin allow-scripts');
  expect(await watch.executions(), 'a mark in the frame alone').toBe(1);
  await put('<script>top.pwned=1</script>', null);
  expect(await watch.executions(), 'a mark on top').toBe(1);
  await unmark();
  await put('<script>1</script>', 'allow-scripts');
  expect(await watch.executions(), 'a frame that nobody can look into').toBe(1);
  await put('<script>new WebSocket("wss://socket.example")</script>', null);
  await expect.poll(() => watch.requests).toContain('CONNECT socket.example:443 HTTP/1.1');

  let running = 0;
  let asking = 0;
  for (const [, html] of light) {
    const before = watch.requests.length;
    await put(html, null);
    if ((await watch.executions()) > 0) running += 1;
    if (watch.requests.length > before) asking += 1;
    await unmark();
    if (!page.url().startsWith(preview.url)) await page.goto(`${preview.url}?lang=en#/views/myOpen`);
  }
  console.log(`  left as they are: ${running} of ${light.length} mails run something, ${asking} ask for something`);
  expect(running).toBeGreaterThan(20);
  expect(asking).toBeGreaterThan(20);
});

/** Runs in the page: one mail in all that can be done with it on its ticket. Answers the addresses of pictures shown. */
async function handle([hash, index, isHeavy = false]: readonly [
  hash: string,
  index: number,
  isHeavy?: boolean,
]): Promise<{
  pictures: string[];
  places: string[];
  executions: number;
}> {
  const pictures = new Set<string>();
  const places: string[] = [];
  let executions = 0;
  const until = async <T>(what: string, look: () => T | null | undefined | false): Promise<T> => {
    for (const end = performance.now() + 120_000; performance.now() < end;) {
      const found = look();
      if (found) return found;
      await new Promise((next) => setTimeout(next, 4));
    }
    const at = [...document.querySelectorAll('[data-item]')].map((one) => {
      const { top, height } = one.getBoundingClientRect();
      return `${one.getAttribute('data-item')} at ${top.toFixed(0)}, ${height.toFixed(0)} high`;
    });
    throw new Error(
      `no ${what} of mail ${index}; ${[...at, `${document.querySelectorAll('iframe').length} frames`].join(', ')}`,
    );
  };
  const find = <E extends HTMLElement>(selector: string, within: ParentNode = document): E | null =>
    within.querySelector<E>(selector);
  const button = (text: string, within: ParentNode = document): HTMLElement | undefined =>
    [...within.querySelectorAll<HTMLElement>('button, [role=menuitem]')].find((one) => one.textContent?.includes(text));
  const look = (place: string): void => {
    places.push(place);
    for (const frame of document.querySelectorAll('iframe')) {
      if (frame.contentWindow && 'pwned' in frame.contentWindow) executions += 1;
      for (const image of frame.contentDocument?.images ?? []) pictures.add(image.src);
    }
    if ('pwned' in window) executions += 1;
  };
  const loaded = (frame: HTMLIFrameElement | null): boolean =>
    frame?.contentDocument?.URL === 'about:srcdoc' && frame.contentDocument.readyState === 'complete';
  const press = (key: string): void => {
    document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
  };
  const choose = async (item: HTMLElement, name: string): Promise<void> => {
    (await until('menu', () => find('[aria-haspopup=menu]', item))).click();
    (await until(name, () => button(name, item))).click();
  };

  location.hash = hash;
  const thread = await until('message', () => find(`[data-item="thread/mail-${index}"]`));
  const comment = await until('comment', () => find(`[data-item="comment/note-${index}"]`));
  const draft = await until('draft', () => find(`[data-item="thread/draft-${index}"]`));
  // The newest stays in view until the agent moves; a frame is made for what is near.
  thread.dispatchEvent(new WheelEvent('wheel', { bubbles: true }));
  await until('frame', () => {
    thread.scrollIntoView();
    return loaded(find('iframe', thread));
  });
  look('timeline');
  await until('body of the comment', () => find('.body', comment));
  look('comment');
  if (isHeavy) return { pictures: [...pictures], places, executions };

  for (const [key, place] of [
    ['r', 'quote of a reply'],
    ['f', 'forward'],
  ] as const) {
    press(key);
    const dots = await until('quote', () => find('.dots'));
    if (dots.ariaExpanded !== 'true') dots.click();
    await until('frame of the quote', () => loaded(find('.quote iframe')));
    look(place);
  }
  (await until('drop', () => find('.quote .drop'))).click();
  button('Go on writing', draft)?.click();
  await until('editor', () => find('.ProseMirror'));
  look('going on with a draft');

  await choose(thread, 'Show as plain text');
  await until('text', () => !find('iframe', thread));
  look('plain text');
  await choose(thread, 'Message details');
  await until('details', () => find('dialog dd'));
  look('details');
  find('dialog')!.dispatchEvent(new Event('cancel', { cancelable: true }));
  await until('end of the details', () => !find('dialog'));

  let printed: HTMLIFrameElement | null = null;
  const onload = ({ target }: Event): void => {
    if (!(target instanceof HTMLIFrameElement) || !target.sandbox.contains('allow-modals')) return;
    target.contentWindow!.print = () => {
      printed = target;
    };
  };
  document.addEventListener('load', onload, true);
  await choose(thread, 'Print');
  const paper: HTMLIFrameElement = await until('print', () => printed);
  look('print');
  paper.contentWindow?.dispatchEvent(new Event('afterprint'));
  document.removeEventListener('load', onload, true);

  await choose(comment, 'Edit comment');
  await until('field of the comment', () => find('textarea', comment));
  look('edit of a comment');
  return { pictures: [...pictures], places, executions };
}

/** As many that go over a part each, the heavy ones apart: what fails is tried again with few mails, not with all. */
const PARTS = 3;
for (let part = 0; part < PARTS; part += 1) {
  test(`hostile mails in every place of their ticket, part ${part + 1} of ${PARTS}: nothing runs, nothing is asked for`, async ({
    browser,
  }) => {
    watch = await openWatched(browser, preview.url, false);
    const { page } = watch;
    const rendered = new Map<string, number>();
    const pictures = new Set<string>();
    await page.goto(`${preview.url}?hostile=1&lang=en&theme=light&pictures=1${hashOf(1)}`);
    for (const [index, [name]] of light.entries()) {
      if (index % PARTS !== part) continue;
      const done = await page.evaluate(handle, [hashOf(index + 1), index] as const);
      expect(done.executions, name).toBe(0);
      await clean(name);
      for (const place of done.places) rendered.set(place, (rendered.get(place) ?? 0) + 1);
      for (const picture of done.pictures) pictures.add(picture);
    }
    for (const picture of pictures) expect(picture).toMatch(new RegExp(`^(data:image/|${preview.url}files/p+$)`));
    expect([...pictures].some((picture) => picture.includes('/files/'))).toBe(true);
    await tell(rendered);
  });
}

test('the heaviest hostile mails on their tickets: nothing runs, nothing is asked for', async ({ browser }) => {
  watch = await openWatched(browser, preview.url, false);
  const { page } = watch;
  const rendered = new Map<string, number>();
  await page.goto(`${preview.url}?hostile=1&lang=en&theme=light&pictures=1${hashOf(1)}`);
  for (const [at, [name, html]] of Object.entries(heavyMails).entries()) {
    const index = light.length + at;
    const parsed = await page.evaluate((raw) => {
      const from = performance.now();
      new DOMParser().parseFromString(raw, 'text/html');
      return performance.now() - from;
    }, html);
    const from = performance.now();
    const done = await page.evaluate(handle, [hashOf(index + 1), index, true] as const);
    const took = performance.now() - from;
    console.log(
      `  ${name}: three times on screen in ${took.toFixed(0)} ms; bare parsing takes ${parsed.toFixed(0)} ms once`,
    );
    expect(done.executions, name).toBe(0);
    await clean(name);
    for (const place of done.places) rendered.set(place, (rendered.get(place) ?? 0) + 1);
  }
  await tell(rendered);
});

test('every hostile mail in dark, with no policy to help, and wherever its words are listed', async ({ browser }) => {
  watch = await openWatched(browser, preview.url, true);
  const { page } = watch;
  const rendered = new Map<string, number>();
  const done = async (place: string, count = mails.length): Promise<void> => {
    await clean(place);
    rendered.set(place, count);
  };
  const go = (hash: string) => page.evaluate((to) => void (location.hash = to), hash);
  /** From top to end of what scrolls around it. */
  const scrollThrough = async (selector: string): Promise<void> => {
    await page.locator(selector).first().waitFor();
    await page
      .locator(selector)
      .first()
      .evaluate(async (row) => {
        let scroller: Element = row;
        while (scroller.parentElement && scroller.scrollHeight <= scroller.clientHeight + 1)
          scroller = scroller.parentElement;
        for (let top = 0; top < scroller.scrollHeight; top += Math.max(100, scroller.clientHeight)) {
          scroller.scrollTop = top;
          await new Promise((next) => requestAnimationFrame(() => requestAnimationFrame(next)));
        }
      });
  };

  await page.goto(`${preview.url}?hostile=1&lang=en&theme=dark${hashOf(0)}`);
  const items = page.locator('[data-item]');
  await expect(items).toHaveCount(light.length);
  for (let index = 0; index < light.length; index += 6) {
    await items.nth(index).scrollIntoViewIfNeeded();
    await settle(page);
    const sources = await page
      .locator('iframe')
      .evaluateAll((frames) =>
        frames.flatMap((frame) =>
          [...((frame as HTMLIFrameElement).contentDocument?.images ?? [])].map((image) => image.src),
        ),
      );
    for (const source of sources) expect(source).toMatch(/^data:image\//);
    await clean(`timeline, ${light[index]?.[0]}`);
  }
  await done('timeline', light.length);

  // As what somebody pastes.
  await page.keyboard.press('r');
  await page.locator('.ProseMirror').waitFor();
  for (const [, html] of light) {
    await page.locator('.ProseMirror').evaluate((editor, pasted) => {
      const data = new DataTransfer();
      data.setData('text/html', pasted);
      data.setData('text/plain', 'x');
      editor.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
      document.execCommand('selectAll');
    }, html);
    const inside = await page
      .locator('.ProseMirror')
      .evaluate((editor) => [
        [...editor.querySelectorAll('*')].map(({ localName }) => localName),
        [...editor.querySelectorAll('a')].map(({ protocol }) => protocol),
      ]);
    // The editor puts an empty picture of its own where a line ends in something that can't hold the caret.
    for (const tag of ['script', 'iframe', 'svg', 'math', 'style', 'form', 'input', 'object', 'link', 'meta', 'map']) {
      expect(inside[0], tag).not.toContain(tag);
    }
    for (const protocol of inside[1] ?? []) expect(['http:', 'https:', 'mailto:', 'tel:']).toContain(protocol);
  }
  await done('paste', light.length);

  for (const index of mails.keys()) {
    await go(hashOf(BARE + index));
    await page.locator('.description').waitFor();
    await settle(page);
  }
  await done('description, fields and names of a ticket');

  await go('#/views/myOpen');
  await scrollThrough('[data-ticket-id]');
  await done('list');
  await go('#/notifications');
  // Older ones come as somebody scrolls; only those near the screen are there.
  const announced = () =>
    page.evaluate(
      () => (window as unknown as { app: { notifications: { rows: unknown[] } } }).app.notifications.rows.length,
    );
  await expect
    .poll(async () => {
      await scrollThrough('[data-announcement]');
      return announced();
    })
    .toBe(mails.length);
  await scrollThrough('[data-announcement]');
  await done('announcements');
  await go('#/search?q=printer');
  await scrollThrough('[data-found-id]');
  await done('finds');
  await go('#/outbox');
  await scrollThrough('[data-job-id]');
  await done('outbox');
  for (const index of mails.keys()) {
    await go(`#/outbox/job-${index}`);
    await settle(page);
  }
  await done('what waits in the outbox');
  await page.keyboard.press('Control+k');
  await page.locator('[data-palette] input, dialog input').first().fill('printer');
  await page.locator('[data-palette^="ticket"]').first().waitFor();
  await done('palette', await page.locator('[data-palette^="ticket"]').count());
  await page.keyboard.press('Escape');
  for (const [index, [, html]] of mails.entries()) {
    await page.evaluate(
      ([id, body]) =>
        (window as unknown as { transport: { emit(name: string, payload: unknown): void } }).transport.emit(
          'app.notification',
          { id, title: body, body },
        ),
      [String(index), html.slice(0, 500)] as const,
    );
    await settle(page);
  }
  await done('what pops up');
  await tell(rendered);
});

test('links get out through the page alone, by any press: http, https, mailto and tel', async ({ browser }) => {
  watch = await openWatched(browser, preview.url, false);
  const { page } = watch;
  const opened = ['http://a.example/1', 'https://a.example/2?x=y', 'mailto:ann@a.example', 'tel:+18889009646'];
  const kept = [
    'javascript:window.pwned=1',
    'java\tscript:top.pwned=1',
    'data:text/html,<script>top.pwned=1</script>',
    'vbscript:msgbox(1)',
    'file:///etc/passwd',
    'smb://evil.example/share',
    'ftp://evil.example/x',
    'ms-msdt:/id',
    'blob:https://evil.example/x',
    'about:blank#x',
    '/relative',
  ];
  const anchors = [...opened, ...kept].map(
    (href, at) => `<p><a href='${href}' target=_blank download ping="https://evil.example/p">link ${at} here</a></p>`,
  );
  await page.goto(`${preview.url}?lang=en${hashOf(0)}`);
  await page.locator('[data-item] iframe').first().waitFor();
  await page.evaluate(
    async ([id, content]) => {
      const { app, transport } = window as unknown as {
        app: { bridge: { call(method: string, input: object): Promise<object[]> } };
        transport: { script(more: object): void; emit(name: string, payload: object): void };
      };
      const [thread] = await app.bridge.call('tickets.timeline', { id });
      transport.script({ 'tickets.timeline': () => [{ ...thread, id: 'links', content }] });
      transport.emit('tickets.changed', { ids: [id] });
    },
    [idOf(0), anchors.join('')] as const,
  );
  const frame = page.locator('[data-item="thread/links"] iframe').contentFrame();
  const foot = page.locator('[data-link-target]');
  const asked = (): Promise<string[]> =>
    page.evaluate(() =>
      (window as unknown as { transport: { callsOf(method: string): { url: string }[] } }).transport
        .callsOf('app.openLink')
        .map(({ url }) => url),
    );
  let expected: string[] = [];
  for (const [at, target] of opened.entries()) {
    const link = frame.getByText(`link ${at} here`);
    await link.hover();
    await expect(foot).toContainText(target);
    await link.click();
    await link.click({ button: 'middle' });
    await link.click({ modifiers: ['Control'] });
    await link.click({ modifiers: ['Shift'] });
    await link.focus();
    await expect(foot).toContainText(target);
    await page.keyboard.press('Enter');
    expected = [...expected, ...Array<string>(5).fill(target)];
    await expect.poll(asked, target).toEqual(expected);
    await clean(target);
  }
  for (const [index, target] of kept.entries()) {
    const words = frame.getByText(`link ${opened.length + index} here`);
    await words.click();
    await words.click({ button: 'middle' });
    await words.click({ modifiers: ['Control'] });
    await words.click({ button: 'right' });
    expect(await words.evaluate((one) => [one.hasAttribute('href'), one.hasAttribute('data-href')])).toEqual([
      false,
      false,
    ]);
    await settle(page);
    await clean(target);
  }
  expect(await asked()).toEqual(expected);
});

test('a link that is not what it says shows where it leads, and opens on a second word alone', async ({ browser }) => {
  watch = await openWatched(browser, preview.url, false);
  const { page } = watch;
  await page.goto(`${preview.url}?lang=en${hashOf(0)}`);
  const frame = page.getByTitle('Message from Lucas Carol').last().contentFrame().locator('[data-disguised]').first();
  await frame.focus();
  const foot = page.locator('[data-link-target]');
  await expect(foot).toContainText('Really:');
  await expect(foot).toContainText('http://evil.example.net/x');
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'This link is not what it says' });
  await expect(dialog).toContainText('https://status.example.com');
  await expect(dialog).toContainText('http://evil.example.net/x');
  await expect(dialog.getByRole('button', { name: 'Open evil.example.net' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
});
