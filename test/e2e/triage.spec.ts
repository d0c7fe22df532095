import { type Page } from '@playwright/test';
import { expect, test } from './story.ts';

/** An agent's morning by keyboard alone: twenty tickets triaged, two merged, one split, one called back. */
test.use({ tickets: 420 });

const rows = (page: Page) => page.locator('[data-ticket-id]');
const bar = (page: Page) => page.getByRole('toolbar', { name: 'With the selected tickets' });
const said = (page: Page) => page.getByRole('status').filter({ hasText: /\./ });

/** Chooses so many tickets from the one below the cursor on. Answers their ids. */
async function choose(page: Page, count: number): Promise<string[]> {
  await page.keyboard.press('j');
  await page.keyboard.press('x');
  await expect(bar(page)).toContainText('1 selected');
  for (let n = 2; n <= count; n += 1) {
    await page.keyboard.press('Shift+J');
    await expect(bar(page)).toContainText(`${n} selected`);
  }
  return page
    .locator('[data-ticket-id][aria-checked="true"]')
    .evaluateAll((all) => all.map((row) => (row as HTMLElement).dataset['ticketId'] ?? ''));
}
const sorted = (ids: readonly string[]): string[] => [...ids].sort();

test('twenty tickets are triaged without a mouse, and the desk has all of it once', async ({ page, story }) => {
  test.setTimeout(240_000);
  const { effects } = story.desk;
  await story.begin();
  await expect(async () => {
    await page.keyboard.press('g');
    await page.keyboard.press('a');
    await expect(page).toHaveURL(/views\/allOpen/, { timeout: 1_000 });
  }).toPass();
  await expect.poll(async () => rows(page).count()).toBeGreaterThan(10);

  // Eight go to me.
  const assigned = await choose(page, 8);
  await page.keyboard.press('@');
  await page.keyboard.type('me');
  await page.keyboard.press('Enter');
  await expect(said(page)).toContainText('8 tickets assigned to Jade Tywin.');

  // Six are urgent.
  const raised = await choose(page, 6);
  await page.keyboard.press('p');
  await expect(page.getByRole('menuitem', { name: 'High' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(said(page)).toContainText('6 tickets changed: High.');

  // Four are done; they leave the list at once.
  const closed = await choose(page, 4);
  await page.keyboard.press('e');
  await expect(said(page)).toContainText('4 tickets closed.');
  for (const id of closed) await expect(page.locator(`[data-ticket-id="${id}"]`)).toHaveCount(0);

  // Two are one. The second one's subject survives.
  const [survivor, merged] = (await choose(page, 2)) as [string, string];
  await page.keyboard.press('m');
  const dialog = page.getByRole('dialog', { name: 'Merge tickets' });
  await expect(dialog.locator('thead input:checked')).toBeFocused();
  const subject = dialog.getByRole('radio', { name: /^Subject of/ });
  for (let n = 0; n < 6; n += 1) {
    await page.keyboard.press('Tab');
    if (await subject.first().evaluate((radio) => radio === document.activeElement)) break;
  }
  await expect(subject.first()).toBeFocused();
  await page.keyboard.press('ArrowRight');
  await expect(subject.nth(1)).toBeChecked();
  await page.keyboard.press('Control+Enter');
  await expect(dialog).toHaveCount(0);
  await expect(said(page)).toContainText('2 tickets merged into one.');
  await expect(page.locator(`[data-ticket-id="${merged}"]`)).toHaveCount(0);

  // One is taken for spam, and called back.
  await page.keyboard.press('j');
  await page.keyboard.press('#');
  await expect(said(page)).toContainText('Marked as spam.');
  await page.keyboard.press('z');
  await expect(said(page)).toContainText('Called back. Nothing was changed.');

  // One holds two matters: its newest message becomes a ticket of its own.
  await page.keyboard.press('Home');
  await page.keyboard.press('Enter');
  const threads = page.locator('[data-item^="thread/"]');
  for (let n = 0; n < 12; n += 1) {
    await expect(page.locator('article [data-item]').first()).toBeVisible();
    if ((await threads.count()) > 1) break;
    await page.keyboard.press('j');
  }
  const before = await threads.count();
  expect(before).toBeGreaterThan(1);
  const from = decodeURIComponent(page.url().split('/').at(-1) ?? '');
  await page.keyboard.press('Control+k');
  await page.keyboard.type('split into');
  await page.keyboard.press('Enter');
  const split = page.getByRole('dialog', { name: 'Split this message into a new ticket' });
  await expect(split).toBeVisible();
  await page.keyboard.press('Control+Enter');
  await expect(split).toHaveCount(0);

  // What the desk has in the end: each once.
  const updates = async () =>
    [...(await effects('updateManyTickets')), ...(await effects('updateTicket'))]
      .filter(({ noun }) => noun === 'ticket')
      .flatMap(({ ids }) => ids)
      // What it takes over of the other one's fields is the merge's, and depends on what was known of both by then.
      .filter((id) => id !== survivor);
  await expect.poll(async () => (await updates()).length, { timeout: 90_000 }).toBe(18);
  expect(sorted(await updates())).toEqual(sorted([...assigned, ...raised, ...closed]));
  await expect.poll(async () => (await effects('mergeTickets')).length, { timeout: 60_000 }).toBe(1);
  const [merge] = await effects('mergeTickets');
  expect(merge?.ids).toContain(survivor);
  expect(merge?.fields).toMatchObject({ merged: [merged], source: { subject: merged } });
  await expect.poll(async () => (await effects('splitThread')).length, { timeout: 60_000 }).toBe(1);
  const [parted] = await effects('splitThread');
  expect(parted?.fields).toMatchObject({ from });
  expect(await effects('markSpam')).toEqual([]);

  // The new ticket is offered, and opens by the same key.
  await expect(said(page)).toContainText('The message is a new ticket now.', { timeout: 30_000 });
  await page.keyboard.press('z');
  await expect(page).toHaveURL(new RegExp(`/${parted?.ids[0]}$`));
  await expect(page.locator('[data-item^="thread/"]')).toHaveCount(1);
});

test('a ticket is written with its contact, found again in a view of its own, and put off', async ({ page, story }) => {
  test.setTimeout(180_000);
  const { effects } = story.desk;
  await story.begin();
  await expect(rows(page).first()).toBeVisible();

  await page.keyboard.press('n');
  const form = page.getByRole('dialog', { name: 'New ticket' });
  await expect(form.getByRole('combobox', { name: 'Contact' })).toBeFocused();
  await page.keyboard.type('Nadia Quillfeather');
  await expect(form.getByRole('option', { name: /^New contact/ })).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('Enter');
  await expect(form.getByLabel('First name')).toBeFocused();
  await expect(form.getByLabel('First name')).toHaveValue('Nadia');
  await form.getByLabel('Subject').focus();
  await page.keyboard.type('The scanner is silent');
  await page.keyboard.press('Tab');
  await page.keyboard.type('Since this morning.');
  await expect(form.getByText('Draft kept')).toBeVisible();
  await page.keyboard.press('Control+Enter');
  await expect(form).toHaveCount(0);
  await expect(page.getByRole('heading', { name: 'The scanner is silent' })).toBeVisible();
  await expect.poll(async () => (await effects('createTicket')).length, { timeout: 60_000 }).toBe(1);
  const [contact] = await effects('createContact');
  const [ticket] = await effects('createTicket');
  expect(contact?.fields).toMatchObject({ lastName: 'Quillfeather', firstName: 'Nadia' });
  expect(ticket?.fields).toMatchObject({ subject: 'The scanner is silent', contactId: contact?.ids[0] });

  await page.keyboard.press('Control+k');
  await page.keyboard.type('new view');
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'New view' });
  await expect(dialog.getByLabel('Name', { exact: true })).toBeFocused();
  await page.keyboard.type('Silent ones');
  await dialog.getByLabel('Contains words').focus();
  await page.keyboard.type('scanner is silent');
  await expect(dialog.getByRole('status')).toHaveText('1 ticket', { timeout: 30_000 });
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/views\/v-/);
  await expect(page.getByRole('link', { name: /Silent ones\s*1/ })).toBeVisible();
  await expect(rows(page)).toHaveCount(1);

  await page.keyboard.press('j');
  await page.keyboard.press('h');
  await expect(page.getByRole('dialog', { name: 'Put the ticket off' })).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(rows(page)).toHaveCount(0);
  await page.keyboard.press('g');
  await page.keyboard.press('z');
  await expect(page).toHaveURL(/views\/snoozed/);
  await expect(rows(page)).toHaveCount(1);
  await page.keyboard.press('j');
  await page.keyboard.press('Control+k');
  await page.keyboard.type('bring back');
  await page.keyboard.press('Enter');
  await expect(rows(page)).toHaveCount(0);
  await page.goBack();
  await expect(rows(page)).toHaveCount(1);
});
