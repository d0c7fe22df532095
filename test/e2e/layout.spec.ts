import { expect, type Page, test } from '@playwright/test';
import { makeRow } from '../renderer/preview/data.ts';
import { contentsThatMeet } from './layout-faults.ts';
import { type Preview, servePreview } from './preview.ts';
import { createStage, TICKET, views } from './preview-views.ts';

let preview: Preview;
test.beforeAll(async () => {
  preview = await servePreview();
});
test.beforeEach(({ page }) => page.setDefaultTimeout(10_000));
test.afterAll(() => preview.close());

test('what is needed all day stays in the sidebar at 1280 by 800', async ({ page }) => {
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.goto(`${preview.url}?outbox=1&lang=en#/views/myOpen`);
  const bar = page.getByRole('navigation');
  for (const name of [/^Outbox/, /^Time/, /^Settings/]) {
    await expect(bar.getByRole('link', { name })).toBeInViewport({ ratio: 1 });
  }
});

test('the first ticket that is put off, begun or spam moves nothing in the sidebar', async ({ page }) => {
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.goto(`${preview.url}?lang=en#/views/myOpen`);
  const links = page.getByRole('navigation').getByRole('link');
  const places = () =>
    links.evaluateAll((all) => all.map((one) => `${one.getAttribute('href')} ${one.getBoundingClientRect().top}`));
  await expect(links.filter({ hasText: '技术部' })).toBeInViewport({ ratio: 1 });
  const before = await places();
  await page.evaluate(() => {
    const { app } = window as unknown as { app: { counts: { value: object }; draftMarks: { ticketIds: unknown } } };
    app.counts.value = { ...app.counts.value, snoozed: 3, spam: 12 };
    app.draftMarks.ticketIds = new Set(['1']);
  });
  await expect(links.filter({ hasText: 'Spam' })).toContainText('12');
  await expect(links.filter({ hasText: 'Drafts' })).toContainText('1');
  expect(await places()).toEqual(before);
});

test('what is said lies over no row of the list, and over nothing of the sidebar', async ({ page }) => {
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.goto(`${preview.url}?lang=en#/views/myOpen`);
  await page.locator('[data-ticket-id]').first().waitFor();
  await page.evaluate(() => {
    const { app } = window as unknown as { app: { said: { say(said: object): void } } };
    const text = 'Reply queued. It goes out when you are online.';
    app.said.say({ tone: 'done', text, action: { label: 'Undo', run: () => undefined } });
  });
  const said = page.locator('p', { hasText: 'Reply queued.' });
  await said.waitFor();
  const bottom = (selector: string) =>
    page
      .locator(selector)
      .first()
      .evaluate((one) => one.getBoundingClientRect().bottom);
  const top = await said.evaluate((one) => one.getBoundingClientRect().top);
  expect(top).toBeGreaterThanOrEqual(await bottom('nav'));
  expect(top).toBeGreaterThanOrEqual(await bottom('section'));
});

test('the head of a ticket is as high whether something of it waits or not', async ({ page }) => {
  await page.setViewportSize({ width: 1280, height: 800 });
  const { id } = makeRow(0);
  await page.goto(`${preview.url}?lang=en#/views/myOpen/${id}`);
  const head = page.locator('article > header');
  await page.locator('[data-item]').first().waitFor();
  const heightOf = () => head.evaluate((one) => one.getBoundingClientRect().height);
  const before = await heightOf();
  await page.evaluate((ticketId) => {
    const { app } = window as unknown as { app: { outbox: { counts: { byTicket: object } } } };
    app.outbox.counts = { ...app.outbox.counts, byTicket: { [ticketId]: { unsettled: 1, attention: 0 } } };
  }, id);
  await expect(head.getByRole('button', { name: '1 queued' })).toBeVisible();
  expect(await heightOf()).toBe(before);
});

test('a wide window gives its panes more room, until somebody resizes them', async ({ page }) => {
  await page.setViewportSize({ width: 1920, height: 1080 });
  await page.goto(`${preview.url}?lang=en#/views/myOpen`);
  const list = page.getByRole('region', { name: /My open/ });
  const widthOf = () => list.evaluate((one) => one.getBoundingClientRect().width);
  await expect.poll(widthOf).toBe(420);
  await page.getByRole('separator', { name: /list/i }).press('ArrowLeft');
  await expect.poll(widthOf).toBe(404);
  await page.setViewportSize({ width: 1280, height: 800 });
  await expect.poll(widthOf).toBe(404);
});

test('what a row tells does not run into each other in a narrow list, and leaves room for the subject', async ({
  page,
}) => {
  await page.setViewportSize({ width: 1280, height: 800 });
  for (const [density, width] of [
    ['compact', 240],
    ['compact', 320],
    ['comfortable', 240],
  ] as const) {
    await page.goto(`${preview.url}?lang=en&outbox=1&density=${density}#/views/overdue`);
    if (width === 240) await page.getByRole('separator', { name: /list/i }).press('Home');
    const list = page.getByRole('listbox');
    await expect.poll(() => list.evaluate((one) => one.getBoundingClientRect().width)).toBeLessThanOrEqual(width);
    for (const row of await page.locator('[data-ticket-id]').all()) {
      const id = await row.getAttribute('data-ticket-id');
      const line = `[data-ticket-id="${id}"]`;
      for (const part of density === 'compact' ? [line] : [`${line} .line`, `${line} .second`])
        expect(await page.evaluate(contentsThatMeet, part), `${density} ${id}`).toEqual([]);
      const subject = await row.locator('.subject').evaluate((one) => one.getBoundingClientRect().width);
      expect(subject, `${density} ${id}`).toBeGreaterThan(40);
    }
  }
});

test('the facts below a subject do not run into each other, nor out of their line', async ({ page }) => {
  const { show } = createStage(page, preview.url, { theme: 'light', lang: 'en' });
  for (const width of [1280, 1050, 700]) {
    const size = { width, height: 800 };
    for (const index of [0, 3, 4, 9]) {
      const { id, number } = makeRow(index);
      await show({
        name: number,
        scene: 'outbox=1',
        hash: `#/views/myOpen/${id}`,
        ready: `[aria-label$="#${number}"]`,
        size,
      });
      expect(await page.evaluate(contentsThatMeet, 'ul.facts'), `ticket ${index}, ${width} px`).toEqual([]);
    }
  }
});

test('what is offered to a writer stands above the form, whose head says who will read it', async ({ page }) => {
  test.slow();
  page.setDefaultTimeout(60_000);
  for (const size of [
    { width: 1280, height: 800 },
    { width: 640, height: 400 },
  ]) {
    await page.setViewportSize(size);
    for (const [key, typed] of [
      ['c', '@'],
      ['r', ';'],
    ] as const) {
      await page.goto('about:blank');
      await page.goto(`${preview.url}?helps=1&lang=en#/views/myOpen/${makeRow(0).id}`);
      await expect(page.locator('[data-item]').first()).toBeVisible();
      await page.keyboard.press(key);
      await expect(page.locator('form.composer :is(textarea, .ProseMirror):focus')).toBeVisible();
      await page.keyboard.type(typed);
      const list = page.locator('form.composer [role=listbox]');
      await expect(list.getByRole('option').first()).toBeVisible();
      const [offered, form] = await Promise.all([list.boundingBox(), page.locator('form.composer').boundingBox()]);
      expect(offered!.y + offered!.height, `${typed} in ${size.width} px`).toBeLessThanOrEqual(form!.y);
      expect(offered!.y, `${typed} in ${size.width} px`).toBeGreaterThanOrEqual(0);
    }
  }
});

test('nothing moves for who wants no motion', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  const { show } = createStage(page, preview.url, { theme: 'light', lang: 'en' });
  const moved: string[] = [];
  await page.exposeFunction('told', (what: string) => moved.push(what));
  await page.addInitScript(() => {
    for (const kind of ['transitionrun', 'animationstart'] as const) {
      document.addEventListener(kind, ({ target }) => {
        const lasts = document
          .getAnimations()
          .some(({ effect }) => Number(effect?.getComputedTiming().activeDuration) > 1);
        const { told } = window as unknown as { told(what: string): void };
        if (lasts) told(`${kind} of ${(target as Element).className}`);
      });
    }
    const { scrollTo, scrollBy, scrollIntoView } = Element.prototype;
    for (const [name, scroll] of Object.entries({ scrollTo, scrollBy, scrollIntoView })) {
      Object.assign(Element.prototype, {
        [name](this: Element, ...how: unknown[]) {
          const { told } = window as unknown as { told(what: string): void };
          if ((how[0] as ScrollOptions | undefined)?.behavior === 'smooth') told(`smooth ${name}`);
          return (scroll as (...how: unknown[]) => void).apply(this, how);
        },
      });
    }
  });
  const named = [
    'list',
    'reply',
    'status menu',
    'palette',
    'new ticket',
    'first sync',
    'timer settings',
    'waiting for',
  ];
  for (const view of views.filter(({ name }) => named.some((one) => name.startsWith(one)))) {
    await show(view);
    await page.mouse.move(200, 200);
    const running = await page.evaluate(
      () =>
        document.getAnimations().filter(({ effect }) => Number(effect?.getComputedTiming().activeDuration) > 1).length,
    );
    expect(running, view.name).toBe(0);
  }
  expect(moved).toEqual([]);
});

interface Shift {
  value: number;
  what: string[];
}
/** From now on, layout shifts as the browser counts them, but for those that follow a key or a click. */
async function watchShifts(page: Page): Promise<() => Promise<Shift[]>> {
  await page.evaluate(() => {
    const shifts: Shift[] = [];
    Object.assign(window, { shifts });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        const { value, hadRecentInput, sources } = entry as PerformanceEntry & {
          value: number;
          hadRecentInput: boolean;
          sources: { node: Node | null }[];
        };
        // A place with another width of its list moves the page as a whole: that is the place, not what it shows.
        const isPane = ({ node }: { node: Node | null }): boolean =>
          (node as Element | null)?.matches?.('.pane') !== false;
        if (hadRecentInput || sources.every(isPane)) continue;
        const what = sources.map(({ node }) => (node as Element | null)?.className ?? String(node?.nodeName));
        shifts.push({ value, what });
      }
    }).observe({ type: 'layout-shift' });
  });
  return () => page.evaluate(() => (window as unknown as { shifts: Shift[] }).shifts.splice(0));
}
/** Paints, until frames have found their heights and pictures are there. */
const settle = (page: Page): Promise<void> =>
  page.evaluate(async () => {
    for (let paints = 0; paints < 15; paints += 1) await new Promise((next) => requestAnimationFrame(next));
  });
const sumOf = (shifts: readonly Shift[]): number => shifts.reduce((sum, { value }) => sum + value, 0);
const go = async (page: Page, hash: string, ready: string): Promise<void> => {
  await page.evaluate((to) => void (location.hash = to), hash);
  await page.locator(ready).first().waitFor();
  await settle(page);
};

test('opening views, tickets and places moves nothing that is in sight', async ({ page }) => {
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.goto(`${preview.url}?lang=en&outbox=1&timers=1&entries=4#/views/myOpen`);
  await page.locator('[data-ticket-id]').first().waitFor();
  await settle(page);
  const shifts = await watchShifts(page);
  const moved: string[] = [];
  for (const [hash, ready] of [
    ['#/views/allOpen', '[data-ticket-id]'],
    [TICKET, '[data-item] iframe'],
    [`#/views/myOpen/${makeRow(1).id}`, '[data-item] iframe'],
    ['#/contacts', '[data-record-id]'],
    ['#/contacts/904', '[data-ticket-link]'],
    ['#/accounts/70', '[data-contact-link]'],
    ['#/tasks/500', 'main [role=checkbox]'],
    ['#/outbox/job-8', 'main [role=region]'],
    ['#/search?q=printer', '[data-found-id]'],
    ['#/time', '[data-entry-id]'],
    ['#/dashboard', 'main svg'],
    ['#/notifications', '[data-announcement]'],
    ['#/settings/depth', 'main h2'],
    ['#/views/myOpen', '[data-ticket-id]'],
  ] as const) {
    await go(page, hash, ready);
    const seen = await shifts();
    if (sumOf(seen) >= 0.01) moved.push(`${hash} ${JSON.stringify(seen)}`);
  }
  expect(moved).toEqual([]);
});

test('what arrives by itself moves nothing that is being read', async ({ page }) => {
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.goto(`${preview.url}?lang=en#/views/myOpen/${makeRow(0).id}`);
  await page.locator('[data-item] iframe').first().waitFor();
  await settle(page);
  const shifts = await watchShifts(page);
  interface Core {
    transport: { script(more: object): void; emit(name: string, payload: object): void };
    app: { bridge: { call(method: string, input: object): Promise<unknown> } };
  }
  await test.step('rows, while the list is scrolled', async () => {
    await page.locator('[data-ticket-id]').first().hover();
    await page.mouse.wheel(0, 1_000);
    const third = page.locator('[data-ticket-id]').nth(8);
    await settle(page);
    const [id, top] = await third.evaluate((row) => [
      row.getAttribute('data-ticket-id')!,
      row.getBoundingClientRect().top,
    ]);
    await page.evaluate(
      async (arrived) => {
        const { transport, app } = window as unknown as Core;
        const all = (await app.bridge.call('tickets.list', { view: 'myOpen', offset: 0, limit: 128 })) as {
          rows: object[];
          total: number;
        };
        const rows = [...arrived, ...all.rows];
        transport.script({
          'tickets.list': ({ offset, limit }: { offset: number; limit: number }) => ({
            ...all,
            rows: rows.slice(offset, offset + limit),
            total: rows.length,
          }),
        });
        transport.emit('tickets.changed', { ids: [] });
      },
      [makeRow(300), makeRow(301)],
    );
    await settle(page);
    const moved = await page
      .locator(`[data-ticket-id="${id}"]`)
      .evaluate((row, before) => row.getBoundingClientRect().top - before, top as number);
    expect(Math.abs(moved)).toBeLessThan(2);
    await shifts();
  });
  await test.step('a message, while an older one is read', async () => {
    await page.locator('[data-item]').last().hover();
    await page.mouse.wheel(0, -10_000);
    // The jump made frames come near that had no height yet.
    await expect
      .poll(async () => {
        await settle(page);
        return sumOf(await shifts());
      })
      .toBe(0);
    await page.evaluate(async (ticketId) => {
      const { transport, app } = window as unknown as Core;
      const timeline = (await app.bridge.call('tickets.timeline', { id: ticketId })) as object[];
      const later = { ...timeline[0], id: '99', time: new Date().toISOString() };
      transport.script({ 'tickets.timeline': () => [...timeline, later] });
      transport.emit('tickets.changed', { ids: [ticketId] });
    }, TICKET.slice(-19));
    await page.locator('[data-item="thread/99"]').waitFor();
    await settle(page);
    const seen = await shifts();
    expect(sumOf(seen), JSON.stringify(seen)).toBeLessThan(0.005);
  });
  await test.step('pictures of a message, while the newest is read', async () => {
    await page.setViewportSize({ width: 1280, height: 700 });
    let release = (): void => {};
    const held = new Promise<void>((done) => (release = done));
    const pictures: string[] = [];
    await page.route(/\/files\//, async (route) => {
      pictures.push(route.request().url());
      await held;
      const body = '<svg xmlns="http://www.w3.org/2000/svg" width="600" height="400"/>';
      await route.fulfill({ contentType: 'image/svg+xml', body });
    });
    await page.evaluate(
      (address) => (window as unknown as { show(address: string): Promise<void> }).show(address),
      `?lang=en&pictures=1${TICKET}`,
    );
    await page.locator('[data-item]').first().waitFor();
    await page.evaluate(async (ticketId) => {
      const { transport, app } = window as unknown as Core;
      const all = (await app.bridge.call('tickets.timeline', { id: ticketId })) as { id: string }[];
      transport.script({ 'tickets.timeline': () => [all[0], ...all.filter(({ id }) => id === '13' || id === '14')] });
      transport.emit('tickets.changed', { ids: [ticketId] });
    }, TICKET.slice(-19));
    await expect(page.locator('[data-item]')).toHaveCount(3);
    await expect.poll(() => pictures.length).toBeGreaterThan(0);
    await settle(page);
    const first = page.locator('[data-item] iframe').first();
    const heightOf = () => first.evaluate((frame) => frame.getBoundingClientRect().height);
    const topOf = () =>
      page
        .locator('[data-item]')
        .last()
        .evaluate((item) => item.getBoundingClientRect().top);
    const [height, top] = [await heightOf(), await topOf()];
    release();
    await expect.poll(heightOf).toBeGreaterThan(height + 100);
    await settle(page);
    expect(Math.abs((await topOf()) - top)).toBeLessThan(2);
  });
});

test('frames of the ticket before end once the next one is painted', async ({ page }) => {
  await page.goto(`${preview.url}?lang=en#/views/myOpen/${TICKET}`);
  await page.locator('article iframe').first().waitFor();
  await page.evaluate(() => {
    const { app } = window as unknown as { app: { ticket: { value: object } } };
    const frames = [...document.querySelectorAll('article iframe')];
    Object.assign(window, { before: frames.map((frame) => new WeakRef(frame)), wasOutside: false });
    new MutationObserver(() => {
      if (frames.some((frame) => frame.isConnected && frame.closest('article') === null))
        Object.assign(window, { wasOutside: true });
      // The next ticket takes them out, a newer reading of this one does not.
    }).observe(document.body, { childList: true, subtree: true });
    app.ticket.value = { ...app.ticket.value };
  });
  await page.evaluate(() => new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(painted))));
  expect(await page.evaluate('before.every((frame) => frame.deref()?.closest("article") !== null)')).toBe(true);
  await page.keyboard.press('j');
  await expect(page.locator('iframe:not(article iframe)')).toHaveCount(0);
  await page.waitForFunction('before.every((frame) => frame.deref()?.isConnected !== true)');
  expect(await page.evaluate('wasOutside')).toBe(true);
});

test('the frame of a quote that is being answered stays with its form', async ({ page }) => {
  await page.goto(`${preview.url}?lang=en#/views/myOpen/${TICKET}`);
  await page.locator('article [data-item] iframe').first().waitFor();
  await page.keyboard.press('r');
  await page.locator('.quote .dots').click();
  await page.locator('.quote iframe').waitFor();
  await page.evaluate(() => {
    const moved: (string | null)[] = [];
    const move = Element.prototype.moveBefore;
    Element.prototype.moveBefore = function (node, before) {
      moved.push((node as Element).closest('.quote') === null ? 'a message' : 'the quote');
      move.call(this, node, before);
    };
    const { app } = window as unknown as {
      app: { ticket: { value: object; id: string }; route: { go(to: object): void } };
    };
    Object.assign(window, { moved });
    // As when the service names a ticket that was made here while somebody answers it.
    app.ticket.id = 'another';
    app.ticket.value = { ...app.ticket.value, id: 'another' };
    app.route.go({ ticketId: 'another' });
  });
  await page.waitForFunction('moved.length > 0');
  expect(await page.evaluate('moved')).not.toContain('the quote');
});

test('who scrolls back through long mails moves by what they scrolled, and no more', async ({ page }) => {
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.goto(`${preview.url}?threads=40&tall=1&lang=en#/views/myOpen/${TICKET}`);
  const scroller = page.getByRole('region', { name: 'Conversation' });
  await expect(page.locator('[data-item]')).toHaveCount(40);
  await settle(page);
  await scroller.hover();
  const moved = new Set<number>();
  for (let turn = 0; turn < 20; turn += 1) {
    // Somewhere in the middle, so that what grows above it and below it would be seen.
    const before = await scroller.evaluate((region) => {
      const middle = region.getBoundingClientRect().top + 250;
      const items = [...region.querySelectorAll<HTMLElement>('[data-item]')];
      const item = items.findLast((one) => one.getBoundingClientRect().top <= middle);
      if (!item) throw new Error('no message in the middle');
      item.id = 'watched';
      return item.getBoundingClientRect().top;
    });
    await page.mouse.wheel(0, -150);
    await settle(page);
    const after = await page.locator('#watched').evaluate((item) => {
      item.removeAttribute('id');
      return item.getBoundingClientRect().top;
    });
    moved.add(Math.round(after - before));
  }
  expect([...moved]).toEqual([150]);
});

test('what is answered stays in sight while the answer is written, and where it was afterwards', async ({ page }) => {
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.goto(`${preview.url}?lang=en#/views/myOpen/${makeRow(0).id}`);
  await page.locator('[data-item] iframe').first().waitFor();
  await settle(page);
  const newest = page.locator('[data-item]').last();
  const before = await newest.evaluate((one) => one.getBoundingClientRect().top);
  await expect(newest).toBeInViewport({ ratio: 1 });
  await page.getByRole('region', { name: 'Conversation' }).press('r');
  await page.locator('form.composer .ProseMirror').waitFor();
  await settle(page);
  await expect(newest).toBeInViewport({ ratio: 1 });
  for (let line = 0; line < 8; line += 1) await page.keyboard.press('Enter');
  await settle(page);
  await expect(newest).toBeInViewport({ ratio: 1 });
  await page.keyboard.press('Escape');
  await page.locator('form.composer').waitFor({ state: 'detached' });
  await settle(page);
  expect(await newest.evaluate((one) => one.getBoundingClientRect().top)).toBeCloseTo(before, 0);
});

test('an older comment that is edited by keys stays in sight', async ({ page }) => {
  await page.setViewportSize({ width: 1280, height: 600 });
  await page.goto(`${preview.url}?lang=en#/views/myOpen/${TICKET}`);
  await page.locator('[data-item] iframe').first().waitFor();
  await settle(page);
  const comment = page.locator('[data-item="comment/20"]');
  await comment.locator('[aria-haspopup=menu]').last().press('Enter');
  await comment.getByRole('menuitem', { name: /^Edit comment/ }).press('Enter');
  await expect(comment.locator('textarea')).toBeFocused();
  await settle(page);
  await expect(comment.locator('textarea')).toBeInViewport({ ratio: 1 });
});

test('a list that still scrolls can be pressed', async ({ page }) => {
  await page.setViewportSize({ width: 1280, height: 300 });
  await page.goto(`${preview.url}?lang=en#/views/myOpen`);
  for (const [hash, row, line] of [
    ['#/views/myOpen', '[data-ticket-id]', '[data-ticket-id]'],
    // A day's name stands among them, where depends on the time of day.
    ['#/notifications', '[data-announcement]', '[data-announcement], h2'],
  ] as const) {
    await page.evaluate((to) => void (location.hash = to), hash);
    await page.locator(row).first().waitFor();
    const underPointer = await page
      .locator(row)
      .first()
      .evaluate(async (one, selector) => {
        let scroller: Element = one;
        while (scroller.parentElement && !/auto|scroll/.test(getComputedStyle(scroller).overflowY))
          scroller = scroller.parentElement;
        const { left, top, width, height } = scroller.getBoundingClientRect();
        const found: boolean[] = [];
        for (let frame = 0; frame < 5; frame += 1) {
          scroller.scrollTop += 40;
          await new Promise((next) => requestAnimationFrame(() => requestAnimationFrame(next)));
          const there = document.elementFromPoint(left + width / 2, top + height / 2);
          found.push(scroller.scrollTop > 0 && there?.closest(selector) != null);
        }
        return found;
      }, line);
    expect(underPointer, hash).toEqual([true, true, true, true, true]);
  }
});
