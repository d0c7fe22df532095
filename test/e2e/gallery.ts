import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium, type Page } from '@playwright/test';
import { servePreview } from './preview.ts';
import { createStage, type Look, views } from './preview-views.ts';

/** Pictures of every view in both themes, languages and sizes, to be looked at: `out/gallery/<size>/<look>/<view>.png`. */
const { values } = parseArgs({
  options: { only: { type: 'string' }, size: { type: 'string' }, look: { type: 'string' } },
});
const SIZES = [
  { width: 1280, height: 800 },
  { width: 1920, height: 1080 },
];
const LOOKS = (['light', 'dark'] as const).flatMap((theme) =>
  (['en', 'zh'] as const).map((lang): Look => ({ theme, lang })),
);

/** Messages in sight are there, in their own letters; a picture is taken without what takes longer. */
const settled = (page: Page): Promise<unknown> =>
  page
    .waitForFunction(
      () => {
        const inSight = [...document.querySelectorAll('[data-item] :is(.waiting, iframe)')].filter((one) => {
          const { top, bottom, height } = one.getBoundingClientRect();
          return height > 0 && bottom > 0 && top < innerHeight;
        });
        return inSight.every((one) => {
          const inside = (one as HTMLIFrameElement).contentDocument;
          return inside?.readyState === 'complete' && inside.fonts.status === 'loaded';
        });
      },
      undefined,
      { timeout: 5_000 },
    )
    .catch(() => undefined);

const path =
  process.env['DESKHAND_CHROMIUM'] ??
  ['/usr/bin/chromium', '/usr/bin/chromium-headless-shell'].find((one) => existsSync(one));
const preview = await servePreview();
const browser = await chromium.launch({
  ...(path === undefined ? {} : { executablePath: path }),
  args: ['--no-sandbox', '--disable-gpu'],
});
const failed: string[] = [];
let count = 0;
for (const { width, height } of SIZES) {
  if (values.size !== undefined && values.size !== `${width}x${height}`) continue;
  for (const { theme, lang } of LOOKS) {
    const look = `${theme}-${lang}`;
    if (values.look !== undefined && values.look !== look) continue;
    const folder = join('out', 'gallery', `${width}x${height}`, look);
    mkdirSync(folder, { recursive: true });
    const page = await browser.newPage({ viewport: { width, height }, locale: 'en-GB' });
    page.setDefaultTimeout(15_000);
    const { show } = createStage(page, preview.url, { theme, lang });
    for (const view of views) {
      if (values.only !== undefined && !view.name.includes(values.only)) continue;
      try {
        await show(view);
        await settled(page);
        await page.screenshot({
          path: join(folder, `${view.name.replaceAll(/[^\w]+/g, '-')}.png`),
          animations: 'disabled',
        });
        count += 1;
      } catch (error) {
        failed.push(`${look}, ${view.name}: ${(error as Error).message.split('\n')[0]}`);
      }
    }
    await page.close();
    process.stdout.write(`${width}x${height} ${look}: ${count} pictures so far\n`);
  }
}
await browser.close();
await preview.close();
for (const line of failed) process.stdout.write(`not shown: ${line}\n`);
process.stdout.write(`${count} pictures in out/gallery\n`);
process.exitCode = failed.length === 0 ? 0 : 1;
