import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { type Preview, servePreview } from './preview.ts';
import { TICKET } from './preview-views.ts';

let preview: Preview;
test.beforeAll(async () => {
  preview = await servePreview(mkdtempSync(join(tmpdir(), 'deskhand-preview-')));
});
test.afterAll(() => preview.close());

test('what is needed all day stays in the sidebar at 1280 by 800', async ({ page }) => {
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.goto(`${preview.url}?outbox=1&lang=en#/views/myOpen`);
  const bar = page.getByRole('navigation');
  for (const name of [/^Outbox/, /^Time/, /^Settings/]) {
    await expect(bar.getByRole('link', { name })).toBeInViewport({ ratio: 1 });
  }
});

test('the facts below a subject do not run into each other', async ({ page }) => {
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.goto(`${preview.url}?outbox=1&echo=1&lang=en${TICKET}`);
  await page.locator('ul.facts li').first().waitFor();
  const facts = await page.locator('ul.facts').evaluate((list) => {
    const item = list.querySelector('li.assignee .ellipsis');
    if (item) item.textContent = 'Aisha Rahman of the second floor';
    return [...list.children].map((one) => one.getBoundingClientRect()).filter(({ width }) => width > 0);
  });
  for (const [index, one] of facts.entries()) {
    for (const other of facts.slice(index + 1)) {
      const apart =
        one.right <= other.left + 0.5 ||
        other.right <= one.left + 0.5 ||
        one.bottom <= other.top ||
        other.bottom <= one.top;
      expect(apart, `${index}`).toBe(true);
    }
  }
});
