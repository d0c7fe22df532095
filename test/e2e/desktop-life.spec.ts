import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, expect, type Page, test } from '@playwright/test';
import { startStandIn, type StandIn } from '../fakes/electron/stand-in.ts';
import { startDesk, type RunningDesk } from './electron-stand-in-desk.ts';
import { controlOf } from './tray-desk.ts';

/** A day with the built Electron program, on the stand-in: news, crashes, quits, kills, sign-in, a locked screen, the popover. */
let desk: RunningDesk;
const running: StandIn[] = [];

test.beforeEach(async () => {
  desk = await startDesk(40);
});
test.afterEach(async () => {
  for (const each of running.splice(0)) await each.stop();
  await desk.stop();
});

function start(context: BrowserContext, dataDir: string, args: string[] = desk.signedIn): StandIn {
  const standIn = startStandIn({
    context,
    args: [...args, `--data-dir=${dataDir}`],
    env: { DESKHAND_CLIENT_SECRET: desk.secret },
  });
  running.push(standIn);
  return standIn;
}
const newFolder = (): string => mkdtempSync(join(tmpdir(), 'deskhand-life-'));
const rows = (page: Page) => page.locator('[data-ticket-id]');
const seen = (standIn: StandIn, what: string): unknown[] =>
  standIn.seen.filter((each) => each.what === what).map(({ detail }) => detail);
const shown = (standIn: StandIn): { title: string; body: string; actions?: { text: string }[] }[] =>
  seen(standIn, 'notification') as { title: string; body: string }[];
const log = (folder: string): string => readFileSync(join(folder, 'logs', 'deskhand.log'), 'utf8');

/** A call over the window's own bridge. */
const call = (page: Page, method: string, input: object = {}): Promise<unknown> =>
  page.evaluate(
    ([name, value]) =>
      (window as unknown as { deskhand: { call(name: string, value: object): Promise<unknown> } }).deskhand.call(
        name,
        value,
      ),
    [method, input] as const,
  );

/** A console whose first sync is over, and a ticket that the agent follows. */
async function settled(context: BrowserContext, dataDir = newFolder()) {
  const standIn = start(context, dataDir);
  const page = await standIn.firstPage();
  await page.getByRole('link', { name: /^All open/ }).click();
  await expect(rows(page).first()).toBeVisible();
  await expect(page.getByRole('progressbar')).toHaveCount(0, { timeout: 60_000 });
  const ticketId = (await rows(page).first().getAttribute('data-ticket-id')) ?? '';
  // Whoever has it: what its customer writes is news.
  await call(page, 'notifications.follow', { ticketId, followed: true });
  // The service is told of it: that is not what waits when there is no network.
  await expect.poll(() => call(page, 'outbox.counts')).toMatchObject({ ok: true, value: { unsettled: 0 } });
  return { standIn, page, ticketId, folder: dataDir };
}
/** A customer writes, and the console looks. */
async function customerWrites(standIn: StandIn, ticketId: string, content: string): Promise<string> {
  const [result] = await controlOf(desk).traffic({
    kind: 'customerThread',
    ticketId,
    content,
    contentType: 'plainText',
  });
  await standIn.fire('tray.menu', 'syncNow');
  return String(result?.['threadId']);
}

test('a notification opens its ticket at its very message, and its buttons mark it read and begin a reply', async ({
  context,
}) => {
  const { standIn, page, ticketId } = await settled(context);
  const threadId = await customerWrites(standIn, ticketId, 'It stopped again this morning.');
  await expect.poll(() => shown(standIn).length, { timeout: 60_000 }).toBe(1);
  const [news] = shown(standIn);
  expect(news?.body).toContain('It stopped again this morning.');
  expect(news?.actions?.map(({ text }) => text)).toEqual(['Reply', 'Mark as read', 'Put off until tomorrow']);
  await expect(page).toHaveTitle(/^\(1\) /);
  await expect.poll(() => seen(standIn, 'badge').at(-1)).toBe(1);
  // The tray waits a moment for more: it may say so after the title does.
  await expect.poll(() => String(seen(standIn, 'tray').at(-1))).toContain('1 unread notification');

  await page.getByRole('link', { name: /^Closed/ }).click();
  await standIn.fire('notification.click', news?.title);
  await expect(page).toHaveURL(new RegExp(`${ticketId}\\?thread=${threadId}$`));
  const message = page.locator(`[data-item="thread/${threadId}"]`);
  await expect(message).toBeInViewport();
  await expect(message).toBeFocused();
  await expect(message).toHaveAttribute('aria-current', 'true');
  await expect(page).not.toHaveTitle(/^\(/);

  await page.getByRole('link', { name: /^Closed/ }).click();
  await customerWrites(standIn, ticketId, 'And again.');
  await expect.poll(() => shown(standIn).length, { timeout: 60_000 }).toBe(2);
  const { title } = shown(standIn)[1]!;
  await expect(page).toHaveTitle(/^\(1\) /);
  await standIn.fire('notification.action', [title, 1]);
  await expect(page).not.toHaveTitle(/^\(/);
  await standIn.fire('notification.action', [title, 0]);
  await expect(page).toHaveURL(new RegExp(ticketId));
  await expect(page.locator('[contenteditable=true]').first()).toBeVisible();
});

test('a notification’s third button puts its ticket off; it is back when its time is there, and that is said once', async ({
  context,
}) => {
  const { standIn, page, ticketId } = await settled(context);
  await customerWrites(standIn, ticketId, 'No hurry.');
  await expect.poll(() => shown(standIn).length, { timeout: 60_000 }).toBe(1);
  await expect(page).toHaveTitle(/^\(1\) /);
  const row = page.locator(`[data-ticket-id="${ticketId}"]`);
  await expect(row).toBeVisible();
  await standIn.fire('notification.action', [shown(standIn)[0]!.title, 2]);
  await expect(row).toHaveCount(0);
  await expect(page).not.toHaveTitle(/^\(/);
  await page.evaluate(() => (location.hash = '#/views/snoozed'));
  await expect(row).toBeVisible();
  const tomorrow = new Date();
  tomorrow.setDate(tomorrow.getDate() + 1);
  tomorrow.setHours(9, 0, 0, 0);
  expect(await call(page, 'snoozes.list')).toMatchObject({ value: [{ ticketId, until: tomorrow.getTime() }] });

  // The same, but for the hour: nobody waits here until tomorrow.
  await call(page, 'snoozes.set', { ticketIds: [ticketId], until: Date.now() + 1_500 });
  await expect.poll(() => shown(standIn).at(-1)?.title, { timeout: 30_000 }).toBe('Put off until now');
  await expect(row).toHaveCount(0);
  await page.getByRole('link', { name: /^All open/ }).click();
  await expect(row).toBeVisible();
  expect(await call(page, 'snoozes.list')).toMatchObject({ value: [] });
  // Another look at the service, another message: what was told is not told again.
  await customerWrites(standIn, ticketId, 'Still no hurry.');
  await expect.poll(() => shown(standIn).at(-1)?.body, { timeout: 60_000 }).toContain('Still no hurry.');
  expect(shown(standIn)).toHaveLength(3);
});

test('a page that ends comes back with the draft; one that ends twice says so and comes back when asked', async ({
  context,
}) => {
  const { standIn, page, folder } = await settled(context);
  await rows(page).first().click();
  await expect(page.locator('[data-item]').first()).toBeVisible();
  await page.keyboard.press('r');
  const editor = page.locator('[contenteditable=true]').first();
  await editor.fill('Half a thought');
  await expect(page.getByText(/Draft kept/).first()).toBeVisible();
  await standIn.fire('page.crash', 1);
  await expect.poll(() => seen(standIn, 'window.reload')).toHaveLength(1);
  await expect(page.locator('[contenteditable=true]').first()).toContainText('Half a thought');
  await standIn.fire('page.crash', 1);
  await expect(page.getByRole('heading', { name: 'The console stopped twice' })).toBeVisible();
  expect(log(folder)).toMatch(/error the page ended .*crashed/);
  await page.getByRole('link', { name: 'Open the console again' }).click();
  await page.getByRole('link', { name: /^All open/ }).click();
  await rows(page).first().click();
  await expect(page.getByText('Half a thought').first()).toBeVisible();
});

test('quitting with work in the queue says so, keeps it, and sends it after the next start, once', async ({
  context,
}) => {
  const { standIn, page, ticketId, folder } = await settled(context);
  const control = controlOf(desk);
  await control.unplug();
  await call(page, 'comments.create', { ticketId, content: 'Written on the train', isPublic: false });
  await standIn.fire('tray.menu', 'quit');
  expect(await standIn.exit()).toBe(0);
  expect(shown(standIn).map(({ title }) => title)).toContain('1 item queued');
  expect(log(folder)).toMatch(/work waits .*"unsettled":1/);
  await control.plug();
  const again = start(context, folder);
  await again.firstPage();
  await expect.poll(async () => (await control.comments()).length, { timeout: 60_000 }).toBe(1);
});

test('kill -9, and the console is there again with what was held and written', async ({ context }) => {
  const { standIn, page, ticketId, folder } = await settled(context);
  const control = controlOf(desk);
  await control.unplug();
  await call(page, 'comments.create', { ticketId, content: 'Before the end', isPublic: false });
  standIn.process.kill('SIGKILL');
  await standIn.exit();
  const again = start(context, folder);
  const back = await again.firstPage();
  await back.getByRole('link', { name: /^All open/ }).click();
  await expect(back.locator(`[data-ticket-id="${ticketId}"]`)).toBeVisible();
  await control.plug();
  await again.fire('power.resume');
  await expect.poll(async () => (await control.comments()).length, { timeout: 60_000 }).toBe(1);
});

test('started at login there is only the tray, until somebody asks', async ({ context }) => {
  const standIn = start(context, newFolder(), [...desk.signedIn, '--hidden']);
  await standIn.firstPage();
  await expect.poll(() => seen(standIn, 'tray.menu').length).toBeGreaterThan(0);
  expect(seen(standIn, 'window.show')).toEqual([]);
  await standIn.fire('tray.menu', 'open');
  await expect.poll(() => seen(standIn, 'window.show').length).toBeGreaterThan(0);
});

test('closing the window ends the program where it shall not stay in the tray, though the popover was warm', async ({
  context,
}) => {
  const { standIn, page } = await settled(context);
  await standIn.fire('tray.near');
  await expect.poll(() => standIn.pages.size).toBe(2);
  await call(page, 'settings.update', { keepInTray: false });
  await standIn.fire('window.close');
  expect(await standIn.exit()).toBe(0);
});

test('signs in through the pages of the service', async ({ context }) => {
  const args = desk.signedIn.filter((each) => !/^--(demo-consent|agent)=/.test(each));
  const standIn = start(context, newFolder(), args);
  const page = await standIn.firstPage();
  await page.getByRole('button', { name: 'Continue in your browser' }).click();
  await expect.poll(() => seen(standIn, 'shell.openExternal')).toHaveLength(1);
  const browser = await context.newPage();
  await browser.goto(String(seen(standIn, 'shell.openExternal')[0]));
  await browser.getByRole('button', { name: 'Sign in' }).click();
  await browser.getByRole('button', { name: 'Accept' }).click();
  await expect(browser.getByRole('heading', { name: 'You are signed in' })).toBeVisible();
  await browser.close();
  await page.getByRole('link', { name: /^All open/ }).click();
  await expect(rows(page).first()).toBeVisible({ timeout: 30_000 });
});

test('a locked screen is nobody’s: time behind it is a question', async ({ context }) => {
  const { standIn, page, ticketId } = await settled(context);
  await page.locator(`[data-ticket-id="${ticketId}"]`).click();
  await expect.poll(() => JSON.stringify(seen(standIn, 'tray.menu').at(-1))).toContain('Start Timer On');
  await standIn.fire('tray.menu', `start:${ticketId}`);
  await call(page, 'timers.updateSettings', { idleMinutes: 1 });
  await expect(page.getByRole('contentinfo')).toContainText(/0:00:0[1-9]/);
  await standIn.fire('power.lock');
  // Idleness that begins before the timer did is not the timer's: a minute must pass on it.
  await standIn.fire('power.idle', 600);
  await expect
    .poll(() => JSON.stringify(seen(standIn, 'tray.menu').at(-1)), { timeout: 90_000 })
    .toContain('Was That Work? …');
  await standIn.fire('power.idle', 0);
  await standIn.fire('power.unlock');
  await expect(page.getByRole('alertdialog')).toContainText('Was this work?');
});

test('the other button offers what a misspelled word may be, and where a link of a message leads', async ({
  context,
}) => {
  const { standIn, page, ticketId } = await settled(context);
  expect(seen(standIn, 'spelling')).not.toContain(false);
  expect(seen(standIn, 'spelling.languages').at(-1)).toEqual(['en-GB']);
  const misspelt = { isEditable: true, misspelledWord: 'pritner', dictionarySuggestions: ['printer'] };
  await standIn.fire('page.contextMenu', misspelt);
  await expect.poll(() => JSON.stringify(seen(standIn, 'menu.popup'))).toContain('"printer"');
  await standIn.fire('popup.click', 'printer');
  expect(seen(standIn, 'spelling.replaced')).toEqual(['printer']);
  await standIn.fire('popup.click', 'Add to Dictionary');
  expect(seen(standIn, 'spelling.learned')).toEqual(['pritner']);

  await controlOf(desk).traffic({
    kind: 'customerThread',
    ticketId,
    content: '<p>See <a href="https://printers.example/manual">the manual</a></p>',
    contentType: 'html',
  });
  await standIn.fire('tray.menu', 'syncNow');
  await page.locator(`[data-ticket-id="${ticketId}"]`).click();
  const link = page.locator('[data-item]').last().locator('iframe').contentFrame().getByText('the manual');
  await link.scrollIntoViewIfNeeded();
  const { x, y } = (await link.boundingBox())!;
  await standIn.fire('page.contextMenu', { x: x + 4, y: y + 4 });
  await expect.poll(() => seen(standIn, 'menu.popup').at(-1)).toEqual(['Copy Link Address']);
  await standIn.fire('popup.click', 'Copy Link Address');
  expect(seen(standIn, 'clipboard')).toEqual(['https://printers.example/manual']);

  await page.evaluate(() => (location.hash = '#/settings/writing'));
  await page.getByRole('switch', { name: 'Check spelling while writing' }).click();
  await expect.poll(() => seen(standIn, 'spelling').at(-1)).toBe(false);
});

test('the popover is there before anybody asks for it, and painted soon', async ({ context }) => {
  test.setTimeout(240_000);
  const { standIn, page } = await settled(context);
  await rows(page).first().click();
  await expect(page.locator('[data-item]').first()).toBeVisible();
  const painted = async (): Promise<number> => {
    const showings = seen(standIn, 'window.show').length;
    const began = performance.now();
    await standIn.fire('tray.click');
    await expect
      .poll(() => standIn.pages.size === 2 && seen(standIn, 'window.show').length, { intervals: [1] })
      .toBe(showings + 1);
    const popover = [...standIn.pages.values()].at(-1)!;
    await popover.waitForSelector('.tray li[data-ticket-id]');
    // The frame after the one that drew it: by then it is on screen.
    await popover.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done))));
    return performance.now() - began;
  };
  // Made soon after the start, unseen: the first look at it is as warm as all others.
  await expect.poll(() => standIn.pages.size).toBe(2);
  expect(seen(standIn, 'window.show')).not.toContain(2);
  const first = await painted();
  const warm: number[] = [];
  for (let round = 0; round < 30; round++) {
    await standIn.fire('window.blur', 2);
    // The click that takes the focus away is not taken for one that opens.
    await page.waitForTimeout(220);
    warm.push(await painted());
  }
  warm.sort((a, b) => a - b);
  const [p50, p95] = [warm[15]!, warm[28]!];
  console.log(
    `popover painted in Chromium, 30 runs, the way to the test and back included: the first opening ${first.toFixed(0)} ms; then p50 ${p50.toFixed(1)} ms, p95 ${p95.toFixed(1)} ms: ${p95 < 50 ? 'within' : 'beyond'} the aim of 50 ms`,
  );
  // The aim is for a machine that has nothing else to do; the middle holds on a loaded one too.
  expect(p50).toBeLessThan(500);
});
