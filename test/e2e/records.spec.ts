import { type Page } from '@playwright/test';
import { expect, goTo, test } from './story.ts';

/** Contacts, accounts and tasks as an agent keeps them, mostly by keyboard; the demo desk's ledger says what arrived. */
test.use({ tickets: 120 });

const rows = (page: Page) => page.locator('[data-record-id]');
test('a contact is corrected, an account made, a task kept on a ticket and completed', async ({ page, story }) => {
  test.setTimeout(240_000);
  const { desk: demo } = story;
  await story.begin();
  await page.getByRole('link', { name: /^All open/ }).click();
  await expect(page.locator('[data-ticket-id]').first()).toBeVisible();

  // A contact is corrected.
  await goTo(page, 'p', 'contacts');
  await expect(rows(page).nth(5)).toBeVisible({ timeout: 60_000 });
  await story.reaches(['getContact', 'listContactTickets', 'listContactAttachments'], async () => {
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await expect(page).toHaveURL(/#\/contacts\/\d+/);
  });
  const contactId = new URL(page.url()).hash.split('/').at(-1);
  await expect(page.locator('main [data-field=lastName]')).toBeVisible();
  await page.keyboard.press('e');
  await page.locator('main [data-field=city] input').fill('Reykjavík');
  await page.locator('main [data-field=lastName] input').fill('Ångström');
  await page.keyboard.press('Control+Enter');
  await expect(page.locator('main h1')).toContainText('Ångström');
  await expect(page.locator('main [data-field=city]')).toContainText('Reykjavík');
  await expect
    .poll(async () => (await demo.effects('updateContact')).map(({ ids, fields }) => ({ ids, fields })))
    .toEqual([{ ids: [contactId], fields: { city: 'Reykjavík', lastName: 'Ångström' } }]);
  await page.keyboard.press('Escape');
  await page.keyboard.press('/');
  await page.keyboard.type('angstrom');
  await expect(rows(page)).toHaveCount(1);
  await page.keyboard.press('Escape');

  // An account is made.
  await goTo(page, 'y', 'accounts');
  await expect(rows(page).first()).toBeVisible();
  await page.keyboard.press('n');
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill('Aurora Instruments');
  await dialog.getByLabel('Website').fill('aurora.example');
  await page.keyboard.press('Control+Enter');
  await expect(dialog).toBeHidden();
  await expect(page.locator('main h1')).toHaveText('Aurora Instruments');
  await expect
    .poll(async () => (await demo.effects('createAccount')).map(({ fields }) => fields))
    .toEqual([{ accountName: 'Aurora Instruments', website: 'aurora.example' }]);
  // Once it is there, its page has the service's id.
  await expect(page).toHaveURL(/#\/accounts\/\d+$/);
  await expect(rows(page).filter({ hasText: 'Aurora Instruments' })).toHaveCount(1);

  // A task is kept on a ticket.
  await goTo(page, 'a', 'views/allOpen');
  await page.locator('[data-ticket-id]').first().click();
  const tasks = page.locator('[data-ticket-tasks]');
  await tasks.getByLabel('New task').fill('Send the spare part tomorrow 9:30');
  await page.keyboard.press('Enter');
  await expect(tasks.getByText('Send the spare part')).toBeVisible();
  const ticketId = new URL(page.url()).hash.split('/').at(-1);
  await expect
    .poll(async () => (await demo.effects('createTask')).map(({ fields }) => fields))
    .toMatchObject([{ subject: 'Send the spare part', ticketId, dueDate: expect.stringMatching(/T/) as unknown }]);

  // It is completed from the list, and opened and completed again.
  await page.keyboard.press('Escape');
  await goTo(page, 't', 'tasks');
  await page.keyboard.press('/');
  await page.keyboard.type('spare part');
  await expect(rows(page)).toHaveCount(1);
  await story.reaches(['getTask', 'listTaskAttachments'], async () => {
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(/#\/tasks\/\d+/);
  });
  await page.keyboard.press('x');
  await expect(rows(page)).toHaveCount(0);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(rows(page)).toHaveCount(1);
  await rows(page).first().click();
  await page.keyboard.press('x');
  await expect(rows(page)).toHaveCount(0);
  await page.getByRole('radio', { name: 'Done', exact: true }).click();
  await expect(rows(page).filter({ hasText: 'Send the spare part' })).toHaveCount(1);
  await expect
    .poll(async () => (await demo.effects('updateTask')).at(-1)?.fields, { timeout: 30_000 })
    .toEqual({ status: 'Completed' });

  // An account is corrected.
  await goTo(page, 'y', 'accounts');
  await story.reaches(['getAccount', 'listAccountTickets', 'listAccountAttachments'], async () => {
    await rows(page).filter({ hasNotText: 'Aurora' }).first().click();
    await expect(page.locator('main [data-field=website]')).toBeVisible();
  });
  await page.keyboard.press('e');
  await page.locator('main [data-field=website] input').fill('new.example');
  await page.keyboard.press('Control+Enter');
  await demo.done('updateAccount');

  // What an account was promised.
  await goTo(page, 'k', 'contracts');
  await expect(rows(page).first()).toContainText(/ends/);
  await story.reaches(['getContract'], () => rows(page).first().click());
});
