import { expect, type Page, test } from '@playwright/test';
import { type Preview, servePreview } from './preview.ts';
import { createStage, views } from './preview-views.ts';

/** What stays where it is, what stays in the window, and where the keyboard begins. */
let preview: Preview;
test.beforeAll(async () => {
  preview = await servePreview();
});
test.beforeEach(async ({ page }) => {
  page.setDefaultTimeout(10_000);
  await page.setViewportSize({ width: 1280, height: 800 });
});
test.afterAll(() => preview.close());

const show = (page: Page, name: string): Promise<void> =>
  createStage(page, preview.url, { theme: 'light', lang: 'en' }).show(views.find((view) => view.name === name)!);

test('choosing tickets moves no row', async ({ page }) => {
  await show(page, 'list');
  const row = page.locator('[data-ticket-id]').nth(2);
  const topOf = (): Promise<number> => row.evaluate((one) => one.getBoundingClientRect().top);
  const before = await topOf();
  await page.keyboard.press('j');
  await page.keyboard.press('x');
  await page.locator('[role=toolbar]').waitFor();
  expect(await topOf()).toBe(before);
});

test('a menu of many agents is in the window with all that it says', async ({ page }) => {
  await show(page, 'assignee of many');
  const more = page.getByRole('menu').locator('xpath=..');
  const { bottom, height } = await more.evaluate((one) => one.getBoundingClientRect());
  expect(bottom).toBeLessThan(800);
  expect(height).toBeLessThan(430);
  await expect(page.getByText('Type to find more')).toBeInViewport({ ratio: 1 });
});

test('a menu is cut by no pane that it opens in', async ({ page }) => {
  await show(page, 'list');
  await page.locator('[data-ticket-id]').first().waitFor();
  await page.keyboard.press('Shift+V');
  await page.getByRole('menuitemcheckbox').last().waitFor();
  for (const item of [page.getByRole('menuitem').first(), page.getByRole('menuitemcheckbox').last()]) {
    const isSeen = await item.evaluate((one) => {
      const { left, right, top, bottom } = one.parentElement!.closest('.menu')!.getBoundingClientRect();
      const at = one.getBoundingClientRect();
      const corners = [
        [left + 2, at.top + 2],
        [right - 2, at.bottom - 2],
        [left + 2, top + 8],
        [right - 2, bottom - 8],
      ] as const;
      return corners.every(([x, y]) => document.elementFromPoint(x, y)?.closest('.menu') !== null);
    });
    expect(isSeen).toBe(true);
  }
});

test('what is written is no wider than what it answers', async ({ page }) => {
  await page.setViewportSize({ width: 1920, height: 1080 });
  await show(page, 'reply');
  const endOf = (selector: string): Promise<number> =>
    page
      .locator(selector)
      .last()
      .evaluate((one) => one.getBoundingClientRect().right);
  const conversation = await endOf('[data-item]');
  for (const part of ['form .ProseMirror', 'form[data-writing] button']) {
    expect(await endOf(part)).toBeLessThanOrEqual(conversation + 20);
  }
  await page.keyboard.press('Escape');
  expect(await endOf('button.comment')).toBeLessThanOrEqual(conversation + 20);
});

test('the fields of a record are one column, with what belongs to it beside them', async ({ page }) => {
  await page.setViewportSize({ width: 1920, height: 1080 });
  for (const [view, ...sections] of [
    ['account', 'Contact details', 'Details', 'Contacts'],
    ['contact', 'Contact details', 'Details', 'Tickets'],
  ] as const) {
    await show(page, view);
    const places = await Promise.all(
      sections.map((name) =>
        page
          .locator('main h2, main h3')
          .filter({ hasText: name })
          .first()
          .evaluate((one) => one.getBoundingClientRect()),
      ),
    );
    const [first, second, beside] = places.map(({ left, top }) => ({ left, top }));
    expect(second!.left, view).toBe(first!.left);
    expect(beside!.left, view).toBeGreaterThan(first!.left + 500);
    expect(Math.abs(beside!.top - first!.top), view).toBeLessThan(8);
  }
});

test('what is late stays in its colour where its place is open', async ({ page }) => {
  await show(page, 'outbox, needs you');
  const colourOf = (name: RegExp): Promise<string> =>
    page
      .getByRole('navigation')
      .getByRole('link', { name })
      .locator('.late')
      .evaluate((one) => getComputedStyle(one).color);
  expect(await colourOf(/^Outbox/)).toBe(await colourOf(/^Tasks/));
});

for (const [view, name] of [
  ['sign out', 'Stay'],
  ['link that is not what it says', 'Don’t open'],
  ['written canned replies', 'Restart the print service ;restart'],
] as const) {
  test(`the keyboard begins not at the cross: ${view}`, async ({ page }) => {
    await show(page, view);
    await expect(page.getByRole('button', { name, exact: true })).toBeFocused();
  });
}

for (const [view, menu, order] of [
  ['list', 'How this view looks', 'Created'],
  ['contacts', 'Sort', 'By last activity'],
] as const) {
  test(`another order begins at the top of the list: ${view}`, async ({ page }) => {
    await show(page, view);
    const rows = page.getByRole('listbox').last();
    const first = rows.locator('[aria-posinset="1"]');
    await expect(first).toBeInViewport();
    await rows.hover();
    await page.mouse.wheel(0, 3_000);
    await expect(first).toHaveCount(0);
    await page.getByRole('button', { name: menu }).click();
    await page.getByRole('menuitemradio', { name: order }).first().click();
    await expect(first).toBeInViewport();
  });
}

test('keys pressed as soon as the next ticket comes leave its newest message in sight', async ({ page }) => {
  await show(page, 'ticket with echoes');
  const conversation = page.getByRole('region', { name: 'Conversation' });
  const belowSight = (): Promise<number> =>
    conversation.evaluate(({ scrollHeight, clientHeight, scrollTop }) => scrollHeight - clientHeight - scrollTop);
  await conversation.focus();
  await page.keyboard.press('j');
  await page.keyboard.press('c');
  const composer = page.locator('form.composer');
  await composer.locator('textarea').waitFor();
  await page.locator('[data-item] iframe').first().waitFor();
  await expect.poll(belowSight).toBeLessThan(2);
  await page.keyboard.press('Escape');
  await composer.waitFor({ state: 'detached' });
  await expect.poll(belowSight).toBeLessThan(2);
});
