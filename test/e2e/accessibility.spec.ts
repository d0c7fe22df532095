import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { type Preview, servePreview } from './preview.ts';
import { createStage, views } from './preview-views.ts';

/** Every view in both themes and languages: no serious finding of axe, WCAG 2.2 AA. */
let preview: Preview;
test.beforeAll(async () => {
  preview = await servePreview(mkdtempSync(join(tmpdir(), 'deskhand-preview-')));
});
test.afterAll(() => preview.close());

for (const [theme, language] of [
  ['light', 'en'],
  ['dark', 'zh'],
] as const) {
  test(`no serious finding, ${theme}, ${language}`, async ({ page }) => {
    test.setTimeout(300_000);
    const found: string[] = [];
    page.setDefaultTimeout(10_000);
    const show = createStage(page, preview.url, `theme=${theme}&lang=${language}`);
    for (const view of views) {
      const { name } = view;
      await show(view).catch((error: Error) => found.push(`${name}: ${error.message.split('\n')[0]}`));
      const { violations } = await new AxeBuilder({ page })
        .setLegacyMode()
        .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
        .exclude('iframe')
        .analyze();
      for (const { id, impact, nodes } of violations) {
        if (impact === 'serious' || impact === 'critical') {
          found.push(`${name}: ${id} ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);
        }
      }
    }
    expect(found).toEqual([]);
  });
}
