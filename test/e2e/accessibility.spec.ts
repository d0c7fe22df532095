import { expect, type Page, test } from '@playwright/test';
import axe from 'axe-core';
import { type Preview, servePreview } from './preview.ts';
import { createStage, type Look, views } from './preview-views.ts';

/** Every view in both themes and languages: no serious finding of axe, WCAG 2.2 AA. */
let preview: Preview;
test.beforeAll(async () => {
  preview = await servePreview();
});
test.afterAll(() => preview.close());

/** What is checked of a view, in the page itself; frames of messages run no script, so nothing can look into them. */
const OPTIONS = {
  runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'],
  resultTypes: ['violations' as const],
  iframes: false,
};
async function seriousIn(page: Page): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source);
  return page.evaluate(async (options) => {
    const { violations } = await (window as unknown as { axe: typeof axe }).axe.run({ exclude: ['iframe'] }, options);
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id} ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);
  }, OPTIONS);
}

const looks: readonly Look[] = [
  { theme: 'light', lang: 'en' },
  { theme: 'dark', lang: 'zh' },
];
for (const look of looks) {
  test(`no serious finding, ${look.theme}, ${look.lang}`, async ({ page }) => {
    test.setTimeout(300_000);
    const found: string[] = [];
    page.setDefaultTimeout(10_000);
    const show = createStage(page, preview.url, look);
    for (const view of views) {
      const { name } = view;
      await show(view).catch((error: Error) => found.push(`${name}: ${error.message.split('\n')[0]}`));
      found.push(...(await seriousIn(page)).map((one) => `${name}: ${one}`));
    }
    expect(found).toEqual([]);
  });
}
