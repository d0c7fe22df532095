import { expect, type Page, test } from '@playwright/test';
import { type Preview, servePreview } from './preview.ts';

/** What the frame that answers a key has to do, counted: milliseconds are the machine's (`npm run bench:ui`). */
let preview: Preview;
test.beforeAll(async () => {
  preview = await servePreview();
});
let problems: Error[] = [];
test.beforeEach(async ({ page }) => {
  page.setDefaultTimeout(10_000);
  problems = [];
  page.on('pageerror', (problem) => problems.push(problem));
  await page.goto(`${preview.url}?lang=en#/views/myOpen`);
  await page.locator('[data-ticket-id]').first().waitFor();
});
test.afterEach(() => expect(problems).toEqual([]));
test.afterAll(() => preview.close());

/** How many elements the page works out the style of meanwhile (`UpdateLayoutTree` of Chromium's traces). */
async function styledBy(page: Page, act: () => Promise<unknown>): Promise<number> {
  const browser = page.context().browser();
  if (browser === null) throw new Error('a page without a browser');
  await browser.startTracing(page, { categories: ['devtools.timeline'] });
  await act();
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as {
    traceEvents: { name: string; args: { elementCount?: number } }[];
  };
  return traceEvents
    .filter(({ name }) => name === 'UpdateLayoutTree')
    .reduce((sum, { args }) => sum + (args.elementCount ?? 0), 0);
}

test('the palette opens without the page behind it being styled anew', async ({ page }) => {
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  await page.locator('article [data-item]').first().waitFor();
  const field = page.locator('dialog[open] input');
  // What it makes at first is made.
  await page.keyboard.press('Control+k');
  await expect(field).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(field).toHaveCount(0);

  const behind = await page.locator('body *').count();
  const styled = await styledBy(page, async () => {
    await page.keyboard.press('Control+k');
    await expect(field).toBeFocused();
  });
  const own = await page.locator('dialog[open] *').count();
  expect(own).toBeGreaterThan(50);
  expect(behind).toBeGreaterThan(2 * own);
  expect(styled).toBeLessThan(own + behind / 2);
});

test('the palette lies over all of the page and keeps the keyboard, and a press beside it closes it', async ({
  page,
}) => {
  await page.keyboard.press('Control+k');
  const field = page.locator('dialog[open] input');
  await expect(field).toBeFocused();
  await page.evaluate(() => document.querySelector<HTMLElement>('[role=listbox]')?.focus());
  await expect(field).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(field).toBeFocused();
  const corners = await page.evaluate(() =>
    [
      [1, 1],
      [innerWidth - 2, 1],
      [1, innerHeight - 2],
      [innerWidth - 2, innerHeight - 2],
    ].map(([x = 0, y = 0]) => document.elementFromPoint(x, y)?.tagName),
  );
  expect(corners).toEqual(['DIALOG', 'DIALOG', 'DIALOG', 'DIALOG']);
  await page.mouse.click(5, 5);
  await expect(field).toHaveCount(0);
  await expect(page.locator('[role=listbox]')).toBeFocused();
});

test('the next ticket’s messages come before what stands beside them', async ({ page }) => {
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  const panel = page.getByRole('complementary');
  await expect(panel.locator('h3').first()).toBeVisible();
  await page.evaluate(() => {
    const frames: { number: string; panel: string }[] = [];
    Object.assign(window, { frames_: frames });
    const text = (selector: string): string => document.querySelector(selector)?.textContent ?? '';
    const look = (): void => {
      frames.push({ number: text('article .number'), panel: text('aside') });
      requestAnimationFrame(look);
    };
    look();
  });
  const before = await panel.textContent();
  await page.keyboard.press('j');
  await expect.poll(() => panel.textContent()).not.toBe(before);
  const frames = await page.evaluate(
    () => (window as unknown as { frames_: { number: string; panel: string }[] }).frames_,
  );
  const first = frames[0];
  const changed = (of: 'number' | 'panel'): number => frames.findIndex((frame) => frame[of] !== first?.[of]);
  expect(changed('number')).toBeGreaterThan(0);
  expect(changed('panel')).toBeGreaterThan(changed('number'));
});

test('an editor comes and goes without a style sheet', async ({ page }) => {
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  await page.locator('article [data-item]').first().waitFor();
  const editor = page.locator('.ProseMirror');
  const sheets = () => page.evaluate(() => document.styleSheets.length);
  await page.keyboard.press('r');
  await editor.waitFor();
  const open = await sheets();
  expect(await editor.evaluate((one) => getComputedStyle(one).whiteSpace)).toBe('pre-wrap');
  await page.keyboard.press('Escape');
  await editor.waitFor({ state: 'detached' });
  expect(await sheets()).toBe(open);
});
