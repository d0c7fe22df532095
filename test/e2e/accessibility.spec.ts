import { expect, type Page, test } from '@playwright/test';
import axe from 'axe-core';
import { outOfReach } from './layout-faults.ts';
import { LATIN_TERMS, latinWords } from './latin-words.ts';
import { type Preview, servePreview } from './preview.ts';
import { createStage, type Stage, type View, views } from './preview-views.ts';

/**
 * Every view by axe and WCAG 2.2 AA, in both themes and languages, as large as a small notebook and at 200% of that. A view
 * is opened once a size: most of what a look costs is to open what is looked at.
 */
let preview: Preview;
test.beforeAll(async () => {
  preview = await servePreview();
});
test.afterAll(() => preview.close());

const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
/** Asks axe in the page itself, by tags or rules; frames of messages run no script, so nothing can look into them. */
async function seriousIn(page: Page, runOnly: readonly string[] = WCAG): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source);
  return page.evaluate(async (only) => {
    const { violations } = await (window as unknown as { axe: typeof axe }).axe.run(
      { exclude: ['iframe'] },
      { runOnly: [...only], resultTypes: ['violations'], iframes: false },
    );
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id} ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);
  }, runOnly);
}

/** Goes over all views, and tells what is wrong with any. A view that doesn't open hides none that comes after it. */
async function lookAtAll(
  page: Page,
  { show }: Stage,
  shown: readonly View[],
  faults: () => Promise<string[]>,
): Promise<void> {
  test.setTimeout(300_000);
  page.setDefaultTimeout(30_000);
  await page.emulateMedia({ reducedMotion: 'reduce' });
  const found: string[] = [];
  for (const view of shown) {
    const here = await show(view)
      .then(faults)
      .catch((error: Error) => [error.message.split('\n')[0] ?? '']);
    found.push(...here.map((one) => `${view.name}: ${one}`));
  }
  expect(found).toEqual([]);
}

/** As many that go over a part each: what fails for a busy machine's sake is tried again with few views, not with all. */
const PARTS = 6;
for (let part = 0; part < PARTS; part += 1) {
  const partOf = (all: readonly View[]): readonly View[] =>
    all.slice(Math.floor((part * all.length) / PARTS), Math.floor(((part + 1) * all.length) / PARTS));
  const which = `views, part ${part + 1} of ${PARTS}`;

  test(`no serious finding in light, nor in the colours of dark: ${which}`, async ({ page }) => {
    const stage = createStage(page, preview.url, { theme: 'light', lang: 'en' });
    await lookAtAll(page, stage, partOf(views), async () => {
      const found = await seriousIn(page);
      await stage.relook({ theme: 'dark', lang: 'en' });
      return [...found, ...(await seriousIn(page, ['color-contrast'])).map((one) => `dark: ${one}`)];
    });
  });

  test(`at 200% of 1280 by 800 in Chinese nothing serious nor English, every control within reach, in English too: ${which}`, async ({
    page,
  }) => {
    await page.setViewportSize({ width: 640, height: 400 });
    const stage = createStage(page, preview.url, { theme: 'dark', lang: 'zh' });
    await lookAtAll(page, stage, partOf(views.filter(({ size }) => size === undefined)), async () => {
      const found = [...(await seriousIn(page)), ...(await page.evaluate(outOfReach))];
      found.push(...(await page.evaluate(latinWords, LATIN_TERMS)));
      await stage.relook({ theme: 'dark', lang: 'en' });
      return [...found, ...(await page.evaluate(outOfReach)).map((one) => `English: ${one}`)];
    });
  });
}
