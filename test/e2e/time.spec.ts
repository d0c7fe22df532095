import { readFileSync } from 'node:fs';
import { type Page } from '@playwright/test';
import { expect, type Story, test } from './story.ts';
import { controlOf } from './tray-desk.ts';

/** Time in the browser host, where the tray is a page: built console, real Chromium, demo desk. */
test.use({ tickets: 60 });

const rows = (page: Page) => page.locator('[data-ticket-id]');
const status = (page: Page) => page.getByRole('contentinfo');

/** Opens a ticket once nothing moves any more; answers what it is called. */
async function openTicket(page: Page, story: Story): Promise<string> {
  await story.begin();
  await page.getByRole('link', { name: /^All open/ }).click();
  await expect(rows(page).first()).toBeVisible();
  await rows(page).first().click();
  await expect(page.locator('article').first()).toBeVisible();
  const chosen = page.locator('[data-ticket-id][aria-selected="true"]');
  return (await chosen.innerText()).match(/#\d+/)?.[0] ?? '';
}
const goTo = (page: Page, hash: string): Promise<void> =>
  page.evaluate((to) => {
    location.hash = to;
  }, hash);

test('two clicks on the tray’s page and no network: the entry waits, and arrives once', async ({ page, story }) => {
  const control = controlOf(story.desk);
  const number = await openTicket(page, story);
  await story.desk.unplug();
  await goTo(page, '#/tray');
  // The first click starts it, the second logs what it counted.
  await page.getByRole('button', { name: `Start the timer on ${number}` }).click();
  const log = page.getByRole('button', { name: new RegExp(`^Log 0:00:\\d\\d on ${number}`) });
  await expect(log).toBeEnabled();
  await expect(log).toHaveText(/0:00:0[2-9]/);
  await log.click();
  await expect(page.getByText(/logged\. It goes out when you are online\.|logged\./)).toBeVisible();
  await expect(page.getByRole('button', { name: '1 queued' })).toBeVisible();
  expect(await control.timeEntries()).toEqual([]);
  await story.desk.plug();
  await control.expectEntries(1);
  await expect(page.getByRole('button', { name: '1 queued' })).toHaveCount(0);
  await goTo(page, '#/time');
  await expect(page.locator('[data-entry-id]')).toHaveCount(1);
});

test('T starts and stops, the form rounds and shows it, the sheet edits, copies, exports and deletes', async ({
  page,
  story,
}) => {
  const control = controlOf(story.desk);
  const number = await openTicket(page, story);
  await page.keyboard.press('t');
  await expect(status(page)).toContainText(new RegExp(`${number} 0:00:0[1-9]`));
  await goTo(page, '#/time');
  await page.getByRole('button', { name: 'Timers and rounding' }).click();
  await page.getByLabel('Rounding when time is logged').selectOption({ label: '15 minutes' });
  await page.keyboard.press('Escape');
  await page.goBack();
  await expect(page.locator('article').first()).toBeVisible();
  await page.keyboard.press('t');
  const dialog = page.getByRole('dialog', { name: 'Log time' });
  await expect(dialog.getByLabel('Duration')).toHaveValue('0:15');
  await expect(dialog).toContainText('rounded to 0:15');
  await dialog.getByLabel('Description').fill('=HYPERLINK("http://evil.example","x")');
  await page.keyboard.press('Control+Enter');
  await expect(dialog).toHaveCount(0);
  const panel = page.getByRole('complementary');
  await expect(panel.getByRole('heading', { name: /^Time/ })).toContainText('0:15');
  const [first] = await control.expectEntries(1);
  expect(first?.fields).toMatchObject({ hoursSpent: '0', minutesSpent: '15', secondsSpent: '0' });

  await page.keyboard.press('l');
  const start = dialog.getByLabel('Date and start');
  const today = await start.inputValue();
  await dialog.getByLabel('Duration').fill('1h 20');
  // Begun before the midnight that ends a week, it would stand in the sheet of the week before.
  await start.fill(today);
  await dialog.getByText('Charge, cost and fields').click();
  await dialog.getByLabel('Charge type').fill('Repair');
  await dialog.getByLabel('Cost per hour').fill('40');
  await page.keyboard.press('Control+Enter');
  await expect(dialog).toHaveCount(0);
  await control.expectEntries(2);

  await goTo(page, '#/time');
  const entries = page.locator('[data-entry-id]');
  await expect(entries).toHaveCount(2);
  await expect(page.locator('dl').first()).toContainText('1:35');
  /** So long, and not at 12:00. */
  const lasting = (duration: string) => entries.filter({ hasText: new RegExp(`(?<!\\d)${duration}`) });
  const long = lasting('1:20');
  await long.hover();
  await long.getByRole('button', { name: /^Edit/ }).click();
  await long.getByLabel('Duration').fill('2h');
  await long.getByRole('button', { name: 'Save' }).click();
  // The form says 2:00 too, while it is open.
  await expect(entries.getByRole('button', { name: 'Save' })).toHaveCount(0);
  await expect(lasting('2:00')).toHaveCount(1);
  const edits = await control.expectEntries(3);
  expect(edits[2]?.fields).toMatchObject({ hoursSpent: '2', minutesSpent: '0' });
  // What was not touched was not sent.
  expect(Object.keys(edits[2]?.fields ?? {})).not.toContain('requestChargeType');

  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Export as CSV' }).click(),
  ]);
  const csv = readFileSync(await download.path(), 'utf8');
  expect(csv.split('\r\n')).toHaveLength(4);
  expect(csv).toContain(`"'=HYPERLINK(""http://evil.example"",""x"")"`);

  await page.keyboard.press('ArrowRight');
  await expect(page.getByText('No time in this week')).toBeVisible();
  await page.keyboard.press('ArrowLeft');
  await expect(entries).toHaveCount(2);
  const changed = lasting('2:00');
  await changed.hover();
  await changed.getByRole('button', { name: /^Edit/ }).click();
  await changed.getByRole('button', { name: 'Delete' }).click();
  await changed.getByRole('button', { name: 'Delete' }).click();
  await expect(entries.getByRole('button', { name: 'Delete' })).toHaveCount(0);
  await expect(entries).toHaveCount(1);
  await control.expectEntries(4);
  await story.desk.done('deleteTimeEntry');
});

test('kill -9 with a timer on: nothing is lost, and nothing counts before the answer', async ({ page, story }) => {
  await openTicket(page, story);
  await page.keyboard.press('t');
  await expect(status(page)).toContainText(/0:00:0[4-9]/);
  await story.console_.kill();
  // Ten seconds are the least that is worth a question.
  await page.waitForTimeout(11_000);
  await page.goto(await story.console_.start());
  const question = page.getByRole('alertdialog');
  await expect(question).toContainText(/Deskhand was not running for [1-5]\d secs?/);
  const before = await status(page).innerText();
  await page.waitForTimeout(2_500);
  expect((await status(page).innerText()).match(/0:00:\d\d/)?.[0]).toBe(before.match(/0:00:\d\d/)?.[0]);
  await question.getByRole('button', { name: /^Keep all/ }).click();
  await expect(question).toHaveCount(0);
  await expect(status(page)).toContainText(/0:00:[12345]\d/);
});
