import { type Page } from '@playwright/test';
import { expect, type Story, test } from './story.ts';

/** One ticket from its first question to its answer: files, colleagues, fields, and a mail that goes out. */
const rows = (page: Page) => page.locator('[data-ticket-id]');
const composer = (page: Page) => page.locator('form.composer');

async function openFirst(page: Page, story: Story): Promise<void> {
  await story.begin();
  await page.getByRole('link', { name: /^All open/ }).click();
  await expect(rows(page).first()).toBeVisible();
  await rows(page).first().click();
  await expect(page.getByRole('button', { name: /^Reply R/ })).toBeVisible();
}

test('a ticket is answered: a file, a mention, a field, and a mail from the department', async ({ page, story }) => {
  test.setTimeout(100_000);
  const { done, effects } = story.desk;
  await openFirst(page, story);

  // A file is added to the ticket, looked at, and hidden or shown.
  const files = page.getByRole('region', { name: 'Attachments' });
  await files.locator('input[type=file]').setInputFiles({
    name: 'notes.txt',
    mimeType: 'text/html',
    buffer: Buffer.from('<script>window.pwned = 1</script>\nsecond line'),
  });
  await done('createTicketAttachment');
  await expect(files.getByRole('button', { name: 'Open notes.txt' })).toBeVisible();
  await files.getByRole('button', { name: 'Open notes.txt' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('<script>window.pwned = 1</script>');
  const download = page.waitForEvent('download');
  await dialog.getByRole('button', { name: 'Download' }).click();
  expect((await download).suggestedFilename()).toBe('notes.txt');
  await page.keyboard.press('Escape');
  expect(await page.evaluate(() => 'pwned' in window)).toBe(false);

  // A colleague is asked; the comment is changed, and another one deleted.
  await page.keyboard.press('c');
  await page.keyboard.type('Please look at this @jade');
  await expect(page.getByRole('listbox', { name: 'Agents to mention' })).toBeVisible();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Control+Enter');
  await done('createComment');
  const wire = String((await effects('createComment'))[0]?.fields['content']);
  expect(wire).toMatch(/^Please look at this zsu\[@user:\d+\]zsu $/);
  const comment = page.locator('[data-item^="comment/"]').last();
  await expect(comment).toContainText('@Jade Tywin');
  await expect(async () => {
    await comment.getByRole('button', { name: 'More for this message' }).click();
    await comment.getByRole('menuitem', { name: 'Edit comment' }).click({ timeout: 2_000 });
  }).toPass({ timeout: 60_000 });
  await comment.getByRole('textbox').press('End');
  await comment.getByRole('textbox').pressSequentially('today');
  await comment.getByRole('button', { name: 'Save comment' }).click();
  await done('updateComment');
  expect((await effects('updateComment'))[0]?.fields['content']).toBe(`${wire}today`);
  await expect(comment).toContainText('today');
  await expect(async () => {
    await comment.getByRole('button', { name: 'More for this message' }).click();
    await comment.getByRole('menuitem', { name: 'Delete comment' }).click({ timeout: 2_000 });
  }).toPass({ timeout: 60_000 });
  await page.getByRole('button', { name: 'Take it back' }).click();
  await expect(page.getByText('It stays.')).toBeVisible();
  expect(await effects('deleteComment')).toEqual([]);

  // A field is changed where it stands.
  const panel = page.getByRole('complementary', { name: 'Details' });
  await panel.getByRole('button', { name: /Change Sub-category/ }).click();
  await panel.getByRole('textbox', { name: 'Change Sub-category' }).fill('Warranty');
  await page.keyboard.press('Enter');
  await done('updateTicket');
  expect((await effects('updateTicket'))[0]?.fields).toMatchObject({ subCategory: 'Warranty' });

  // The answer: from an address of the desk, with a picture in the text and a file.
  await page.locator('[aria-label="Conversation"]').focus();
  await page.keyboard.press('r');
  const editor = composer(page).locator('.ProseMirror');
  await expect(editor).toBeFocused();
  await page.keyboard.type('Here it is. ');
  const png = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
  await editor.evaluate((element, base64) => {
    const bytes = Uint8Array.from(atob(base64), (one) => one.charCodeAt(0));
    const data = new DataTransfer();
    data.items.add(new File([bytes], 'dot.png', { type: 'image/png' }));
    element.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
  }, png);
  await expect(editor.locator('img[src*="/files/"]')).toBeVisible();
  await composer(page)
    .locator('input[type=file]:not([accept])')
    .setInputFiles({
      name: 'offer.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from('a,b\n1,2\n'),
    });
  await expect(composer(page).getByRole('button', { name: 'Remove offer.csv' })).toBeVisible();
  await composer(page).getByRole('button', { name: 'Send from' }).click();
  const from = page.getByRole('menuitemradio').filter({ hasText: '@zylker.example' }).nth(1);
  const address = /<([^>]+)>/.exec((await from.textContent()) ?? '')?.[1];
  await from.click();
  await editor.click();
  await page.keyboard.press('Control+Enter');
  await expect(page.locator('[data-item]').filter({ hasText: 'Send now' })).toBeInViewport({ ratio: 0.99 });
  await page.getByRole('button', { name: 'Send now' }).first().click();
  await done('sendDraft');
  await done('uploadFile', 2);
  const [draft] = await effects('draftReply');
  expect(draft?.fields).toMatchObject({ fromEmailAddress: address });
  expect(String(draft?.fields['content'])).toMatch(
    /Here it is\..*<img[^>]+src="[^"]*\/api\/v1\/uploads\/\d+\/contents?"/s,
  );
  expect(String(draft?.fields['content'])).not.toContain('cid:');
});
