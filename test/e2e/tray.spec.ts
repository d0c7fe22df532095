import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, expect, type Page, test } from '@playwright/test';
import { startStandIn, type StandIn } from '../fakes/electron/stand-in.ts';
import { until } from '../fakes/until.ts';
import { startDesk, type RunningDesk } from './electron-stand-in-desk.ts';
import { tellOnline } from './story.ts';
import { controlOf } from './tray-desk.ts';

/** The tray of the built Electron program, on the stand-in: its menu, its popover, links, and a window that closes to it. */
let desk: RunningDesk;
const running: StandIn[] = [];

test.beforeEach(async () => {
  desk = await startDesk(40);
});
test.afterEach(async () => {
  for (const each of running.splice(0)) await each.stop();
  await desk.stop();
});

function start(context: BrowserContext, dataDir: string, args: string[] = [], first?: StandIn): StandIn {
  const standIn = startStandIn({
    context,
    args: [...desk.signedIn, `--data-dir=${dataDir}`, ...args],
    env: { DESKHAND_CLIENT_SECRET: desk.secret },
    ...(first === undefined ? {} : { first }),
  });
  running.push(standIn);
  return standIn;
}
const newFolder = (): string => mkdtempSync(join(tmpdir(), 'deskhand-tray-'));
const rows = (page: Page) => page.locator('[data-ticket-id]');
const seen = (standIn: StandIn, what: string): unknown[] =>
  standIn.seen.filter((each) => each.what === what).map(({ detail }) => detail);
const menu = (standIn: StandIn): string[] => (seen(standIn, 'tray.menu').at(-1) ?? []) as string[];

/** A console with a ticket open, and that ticket's id. */
async function withTicket(context: BrowserContext, dataDir = newFolder()) {
  const standIn = start(context, dataDir);
  const page = await standIn.firstPage();
  await page.getByRole('link', { name: /^All open/ }).click();
  await rows(page).first().click();
  await expect(page.locator('article').first()).toBeVisible();
  const ticketId = (await rows(page).first().getAttribute('data-ticket-id')) ?? '';
  await expect.poll(() => menu(standIn)).toContain('Start Timer On');
  return { standIn, page, ticketId };
}
async function popoverOf(standIn: StandIn): Promise<Page> {
  const page = await until('the popover is there', () => standIn.pages.get(2));
  await expect(page.getByLabel('Find a ticket')).toBeVisible();
  return page;
}

test('from the tray’s menu to a logged entry, without a network, and once at the service', async ({ context }) => {
  const { standIn, page, ticketId } = await withTicket(context);
  const control = controlOf(desk);
  await control.unplug();
  await standIn.fire('tray.menu', `start:${ticketId}`);
  await expect.poll(() => menu(standIn)).toContain('Pause');
  const status = page.getByRole('contentinfo');
  await expect(status).toContainText(/#\d+ 0:00:0[2-9]/);
  await standIn.fire('tray.menu', 'log:');
  await expect.poll(() => menu(standIn)).not.toContain('Pause');
  await expect.poll(() => menu(standIn)).toContain('1 item queued');
  expect(await control.timeEntries()).toEqual([]);
  await control.plug();
  await tellOnline(page);
  await standIn.fire('power.resume');
  const [entry] = await control.expectEntries(1);
  expect(entry?.fields).toMatchObject({ ticketId, hoursSpent: '0', minutesSpent: '0' });
  await expect.poll(() => menu(standIn)).not.toContain('1 item queued');
});

test('the popover logs a running timer in two clicks', async ({ context }) => {
  const { standIn, page, ticketId } = await withTicket(context);
  const control = controlOf(desk);
  await standIn.fire('tray.menu', `start:${ticketId}`);
  await expect(page.getByRole('contentinfo')).toContainText(/0:00:0[1-9]/);
  await standIn.fire('tray.click');
  const popover = await popoverOf(standIn);
  expect(standIn.options.get(2)).toMatchObject({ width: 360, height: 480, webPreferences: { sandbox: true } });
  await popover.getByRole('button', { name: /^Log 0:\d\d:\d\d on #/ }).click();
  await expect(popover.getByText(/logged/)).toBeVisible();
  await control.expectEntries(1);
  // A second click on the tray, or one elsewhere, and it is gone again.
  await standIn.fire('window.blur', 2);
  await expect.poll(() => seen(standIn, 'window.hide')).toContain(2);
});

test('the popover finds a ticket on this machine and starts its timer', async ({ context }) => {
  const { standIn, page } = await withTicket(context);
  const number = (await rows(page).nth(1).innerText()).match(/#(\d+)/)?.[1] ?? '';
  await controlOf(desk).unplug();
  await standIn.fire('shortcut', 'CommandOrControl+Alt+K');
  const popover = await popoverOf(standIn);
  await popover.getByLabel('Find a ticket').fill(number);
  await popover.getByRole('button', { name: `Start the timer on #${number}` }).click();
  await expect(popover.getByRole('list', { name: 'Timers' })).toContainText(`#${number}`);
  await expect.poll(() => menu(standIn).some((item) => item.includes(`#${number}`))).toBe(true);
});

test('sleep is a question and counts nothing until it is answered', async ({ context }) => {
  const { standIn, page, ticketId } = await withTicket(context);
  const began = performance.now();
  await standIn.fire('tray.menu', `start:${ticketId}`);
  await expect(page.getByRole('contentinfo')).toContainText(/0:00:0[1-9]/);
  await standIn.fire('power.suspend');
  standIn.process.kill('SIGSTOP');
  // The clock that matters is the machine's: only real time makes a gap worth a question.
  await page.waitForTimeout(12_000);
  standIn.process.kill('SIGCONT');
  await standIn.fire('power.resume');
  const question = page.getByRole('alertdialog');
  await expect(question).toContainText('Was this work?');
  await expect.poll(() => menu(standIn)).toContain('Was That Work? …');
  await question.getByRole('button', { name: 'Discard and go on' }).click();
  await expect(question).toHaveCount(0);
  const shown = (await page.getByRole('contentinfo').innerText()).match(/0:(\d\d):(\d\d)/) ?? [];
  const seconds = Number(shown[1]) * 60 + Number(shown[2]);
  expect(seconds).toBeLessThanOrEqual((performance.now() - began) / 1000 - 12);
});

test('closing the window leaves the tray, and says so once', async ({ context }) => {
  const { standIn, page } = await withTicket(context);
  await standIn.fire('window.close');
  await expect.poll(() => seen(standIn, 'window.hide')).toEqual([1]);
  expect(seen(standIn, 'notification')).toEqual([expect.objectContaining({ title: 'Deskhand stays in the tray' })]);
  await standIn.fire('tray.menu', 'open');
  await expect.poll(() => seen(standIn, 'window.focus').length).toBeGreaterThan(0);
  await standIn.fire('window.close');
  expect(seen(standIn, 'notification')).toHaveLength(1);
  expect(page.isClosed()).toBe(false);
  await standIn.fire('tray.menu', 'quit');
  expect(await standIn.exit()).toBe(0);
});

test('a link opens its ticket in the first instance, and nothing else does', async ({ context }) => {
  const folder = newFolder();
  const { standIn, page, ticketId } = await withTicket(context, folder);
  expect(seen(standIn, 'app.protocol')).toEqual(['deskhand']);
  await page.getByRole('link', { name: /^Closed/ }).click();
  const second = start(context, folder, [`deskhand://ticket/${ticketId}`], standIn);
  expect(await second.exit()).toBe(0);
  await expect(page).toHaveURL(new RegExp(`${ticketId}$`));
  await page.getByRole('link', { name: /^Closed/ }).click();
  for (const link of [
    'deskhand://ticket/../settings',
    'deskhand://settings',
    'deskhand://ticket/1?x=1',
    'deskhand:evil',
  ])
    await standIn.fire('open-url', link);
  await expect(page).toHaveURL(/views\/closed$/);
});

test('the picture follows the state and the theme', async ({ context }) => {
  const { standIn, ticketId } = await withTicket(context);
  const count = (): number => new Set(seen(standIn, 'tray.image')).size;
  const before = count();
  await standIn.fire('tray.menu', `start:${ticketId}`);
  await expect.poll(count).toBe(before + 1);
  await standIn.fire('dark', true);
  // Pictures are kept by theme, so a dark one is a new one.
  await expect.poll(count).toBe(before + 2);
});
