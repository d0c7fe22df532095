import { command, expect, openMailTicket, test } from './story.ts';

/** A draft that the service keeps too: written here, gone on with, freed of a file, and sent. */
test('a reply is kept on the service as a draft, gone on with, loses a file, and is sent', async ({ page, story }) => {
  test.setTimeout(240_000);
  const { desk } = story;
  await story.begin();
  await openMailTicket(page);

  await page.keyboard.press('r');
  const composer = page.locator('form.composer');
  await expect(composer.locator('.ProseMirror')).toBeFocused();
  await page.keyboard.type('The price list follows');
  await composer
    .locator('input[type=file]:not([accept])')
    .setInputFiles({ name: 'prices.csv', mimeType: 'text/csv', buffer: Buffer.from('a,b\n1,2\n') });
  await expect(composer.getByRole('button', { name: 'Remove prices.csv' })).toBeVisible();
  await composer.locator('.ProseMirror').click();
  await story.reaches(['uploadFile', 'draftReply'], () => command(page, 'Keep on the service'));
  await desk.done('draftReply');
  await expect(page.getByText('Also kept on the service as a draft.')).toBeVisible({ timeout: 30_000 });
  expect(await desk.effects('sendDraft')).toEqual([]);

  // Gone on with: the same draft, not a second one.
  await composer.locator('.ProseMirror').click();
  await page.keyboard.press('Control+End');
  await page.keyboard.type(' on Friday');
  await story.reaches(['updateDraftReply'], () => command(page, 'Keep on the service'));
  await desk.done('updateDraftReply');
  await desk.done('draftReply');

  // Its file is taken off at the service.
  await story.reaches(['deleteThreadAttachment'], async () => {
    await composer.getByRole('button', { name: /^Fold/ }).click();
    const draft = page.locator('[data-item^="thread/"]').last();
    await expect(async () => {
      await draft.getByRole('button', { name: 'More for prices.csv' }).click({ timeout: 2_000 });
      await page.getByRole('menuitem', { name: /^(Delete|Remove)/ }).click({ timeout: 2_000 });
    }).toPass({ timeout: 60_000 });
  });
  await desk.done('deleteThreadAttachment');

  // It is sent from where it stands.
  await page.locator('[data-item^="thread/"]').last().getByRole('button', { name: 'Send', exact: true }).click();
  await desk.done('sendDraft');
});
