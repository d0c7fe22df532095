import { type Page } from '@playwright/test';
import { command, expect, goTo, test } from './story.ts';

/** Files and other small matters: shown, hidden, deleted; a ticket moved, another one spam. */
const file = (name: string) => ({ name, mimeType: 'text/plain', buffer: Buffer.from(`what ${name} says`) });
const rows = (page: Page) => page.locator('[data-record-id]');

test('files of a ticket, a contact, an account and a task come and go', async ({ page, story }) => {
  test.setTimeout(300_000);
  const { desk } = story;
  await story.begin();
  await page.getByRole('link', { name: /^All open/ }).click();
  await page.locator('[data-ticket-id]').first().click();
  const files = page.getByRole('region', { name: 'Attachments' });
  await files.locator('input[type=file]').setInputFiles(file('notes.txt'));
  await desk.done('createTicketAttachment');
  const more = async (name: string, item: RegExp): Promise<void> => {
    await expect(async () => {
      await files.getByRole('button', { name: `More for ${name}` }).click({ timeout: 2_000 });
      await page.getByRole('menuitem', { name: item }).click({ timeout: 2_000 });
    }).toPass({ timeout: 60_000 });
  };
  await more('notes.txt', /^(Show it to|Hide it from)/);
  await desk.done('updateTicketAttachment');
  await more('notes.txt', /^Delete/);
  await desk.done('deleteTicketAttachment');

  for (const [key, place, noun] of [
    ['p', 'contacts', 'Contact'],
    ['y', 'accounts', 'Account'],
    ['t', 'tasks', 'Task'],
  ] as const) {
    await goTo(page, key, place);
    await rows(page).first().click();
    await expect(page.locator('main h1')).toBeVisible();
    await page.locator('main input[type=file]').setInputFiles(file(`of-${place}.txt`));
    await desk.done(`create${noun}Attachment`);
    await expect(async () => {
      await page
        .getByRole('button', { name: `More for of-${place}.txt` })
        .first()
        .click({ timeout: 2_000 });
      await page.getByRole('menuitem', { name: /^Delete/ }).click({ timeout: 2_000 });
    }).toPass({ timeout: 60_000 });
    await desk.done(`delete${noun}Attachment`);
  }
});

test('a ticket is moved to another department, another one is spam', async ({ page, story }) => {
  test.setTimeout(180_000);
  const { desk } = story;
  await story.begin();
  await goTo(page, 'a', 'views/allOpen');
  await page.locator('[data-ticket-id]').nth(2).click();
  await expect(page.locator('[data-item]').first()).toBeVisible();
  await story.reaches(['moveTicket'], async () => {
    await page.keyboard.press('v');
    await expect(page.getByRole('dialog').getByRole('option').first()).toBeVisible();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('dialog')).toHaveCount(0);
  });
  await desk.done('moveTicket');
  await page.keyboard.press('j');
  await expect(page.locator('[data-item]').first()).toBeVisible();
  await page.keyboard.press('#');
  await desk.done('markSpam');
});

test('colleagues, departments and the organisation are looked at', async ({ page, story }) => {
  test.setTimeout(120_000);
  await story.begin();
  await story.reaches(['getAgent'], async () => {
    await command(page, 'Agents');
    await expect(page).toHaveURL(/#\/agents/);
    await rows(page).nth(1).click();
    await expect(page.locator('main h1')).toBeVisible();
  });
  await story.reaches(['getDepartment'], async () => {
    await command(page, 'Departments');
    await expect(page).toHaveURL(/#\/departments/);
    await rows(page).first().click();
    await expect(page.locator('main h1')).toBeVisible();
  });
  await page.evaluate(() => (location.hash = '#/settings/account'));
  await expect(page.locator('main')).toContainText('Zylker');
});
