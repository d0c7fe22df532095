import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { hostileMails } from '../renderer/hostile-mails.ts';
import { type Preview, servePreview } from './preview.ts';

const TICKET = '#/views/myOpen/1892000000000042034';
let preview: Preview;
test.beforeAll(async () => {
  preview = await servePreview(mkdtempSync(join(tmpdir(), 'deskhand-preview-')));
});
test.afterAll(() => preview.close());

for (const pictures of ['', '&pictures=1']) {
  test(`every hostile mail in the timeline, the quote, the editor and the finds: nothing runs, nothing is fetched${pictures === '' ? '' : ', with pictures shown'}`, async ({
    page,
  }) => {
    test.setTimeout(180_000);
    const fetched: string[] = [];
    const dialogs: string[] = [];
    page.on('request', (request) => {
      const { origin, protocol } = new URL(request.url());
      if (!['data:', 'blob:', 'about:'].includes(protocol) && `${origin}/` !== preview.url) fetched.push(request.url());
    });
    page.on('dialog', (dialog) => {
      dialogs.push(dialog.message());
      void dialog.dismiss();
    });
    page.on('popup', (popup) => fetched.push(`popup ${popup.url()}`));
    const pwned = async (): Promise<boolean[]> =>
      Promise.all(
        page
          .frames()
          .map((frame) => frame.evaluate(() => 'pwned' in window || 'pwned' in window.parent).catch(() => false)),
      );
    const clean = async (where: string): Promise<void> => {
      expect((await pwned()).includes(true), where).toBe(false);
      expect(fetched, where).toEqual([]);
      expect(dialogs, where).toEqual([]);
      expect(page.url(), where).toContain(preview.url);
    };

    await page.goto(`${preview.url}?hostile=1&lang=en${pictures}${TICKET}`);
    const items = page.locator('[data-item]');
    await expect(items).toHaveCount(Object.keys(hostileMails).length + 1);
    const shown = new Set<string>();
    for (let index = 0; index < (await items.count()); index += 6) {
      await items.nth(index).scrollIntoViewIfNeeded();
      await page.evaluate(() => new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(painted))));
      // A frame that may run nothing can't be asked: the page looks into it.
      const sources = await page
        .locator('iframe')
        .evaluateAll((frames) =>
          frames.flatMap((frame) =>
            [...((frame as HTMLIFrameElement).contentDocument?.images ?? [])].map((image) => image.src),
          ),
        );
      for (const source of sources) shown.add(source);
    }
    await clean('timeline');
    for (const source of shown) expect(source).toMatch(new RegExp(`^(data:image/|${preview.url}files/p+$)`));
    expect([...shown].some((source) => source.includes('/files/'))).toBe(pictures !== '');

    // Each as the quote of a reply, opened, and then as what somebody pastes.
    await page.keyboard.press('r');
    await page.locator('.ProseMirror').waitFor();
    await page.locator('.dots').click();
    await clean('quote');
    for (const html of Object.values(hostileMails)) {
      await page.locator('.ProseMirror').evaluate((editor, pasted) => {
        const data = new DataTransfer();
        data.setData('text/html', pasted);
        data.setData('text/plain', 'x');
        editor.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
      }, html);
    }
    const inside = await page
      .locator('.ProseMirror')
      .evaluate((editor) => [
        ...new Set([...editor.querySelectorAll('*')].map((element) => element.tagName.toLowerCase())),
      ]);
    for (const tag of ['script', 'img', 'iframe', 'svg', 'math', 'style', 'form', 'input', 'object', 'link', 'meta']) {
      // The editor puts an empty picture of its own where a line ends in something that can't hold the caret.
      if (tag !== 'img') expect(inside, tag).not.toContain(tag);
    }
    const links = await page
      .locator('.ProseMirror a')
      .evaluateAll((all) => all.map((link) => (link as HTMLAnchorElement).protocol));
    for (const protocol of links) expect(['http:', 'https:', 'mailto:', 'tel:']).toContain(protocol);
    await clean('editor');

    await page.goto('about:blank');
    await page.goto(`${preview.url}?hostile=1&lang=en#/search?q=printer`);
    await page.locator('[data-found-id]').first().waitFor();
    await clean('finds');
  });
}

test('a link that is not what it says shows where it leads, and opens on a second word alone', async ({ page }) => {
  await page.goto(`${preview.url}?lang=en${TICKET}`);
  const frame = page.getByTitle('Message from Lucas Carol').first().contentFrame().locator('[data-disguised]').first();
  await frame.focus();
  const foot = page.locator('[data-link-target]');
  await expect(foot).toContainText('Really:');
  await expect(foot).toContainText('http://evil.example.net/x');
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'This link is not what it says' });
  await expect(dialog).toContainText('https://status.example.com');
  await expect(dialog).toContainText('http://evil.example.net/x');
  await expect(dialog.getByRole('button', { name: 'Open evil.example.net' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
});
