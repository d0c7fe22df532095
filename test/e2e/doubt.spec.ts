import { command, expect, openMailTicket, test } from './story.ts';

/** Answers that never come: the console looks, and never does anything twice. */
test('a lost answer is settled by reading: an edited comment, an edited time entry, a task; a reply without drafts goes once', async ({
  page,
  story,
}) => {
  test.setTimeout(240_000);
  const { desk } = story;
  await story.begin();
  await openMailTicket(page);

  // A comment, and its correction whose answer is lost.
  await story.reaches(['createComment'], async () => {
    await page.keyboard.press('c');
    await page.keyboard.type('Called the warehouse.');
    await page.keyboard.press('Control+Enter');
  });
  await desk.done('createComment');
  await desk.faults({ match: { operation: 'updateComment' }, times: 1, fault: { kind: 'processThenDrop' } });
  const comment = page.locator('[data-item^="comment/"]').last();
  await story.reaches(['updateComment', 'getComment'], async () => {
    await expect(async () => {
      await comment.getByRole('button', { name: 'More for this message' }).click();
      await comment.getByRole('menuitem', { name: 'Edit comment' }).click({ timeout: 2_000 });
    }).toPass({ timeout: 60_000 });
    // What was typed the last time is read first; until then it takes nothing.
    await expect(comment.getByRole('textbox')).toBeEditable();
    await comment.getByRole('textbox').press('End');
    await comment.getByRole('textbox').pressSequentially(' They ship on Monday.');
    await comment.getByRole('button', { name: 'Save comment' }).click();
  });
  expect(await desk.done('updateComment')).toHaveLength(1);

  // It is deleted for good.
  const corrected = page.locator('[data-item^="comment/"]', { hasText: 'They ship on Monday.' });
  await corrected.waitFor();
  await story.reaches(['deleteComment'], async () => {
    await expect(async () => {
      // A click that took too long may have been one all the same.
      if ((await corrected.count()) === 0) return;
      await corrected.getByRole('button', { name: 'More for this message' }).click();
      await corrected.getByRole('menuitem', { name: 'Delete comment' }).click({ timeout: 2_000 });
    }).toPass({ timeout: 60_000 });
  });
  await desk.done('deleteComment');

  // Time, and its correction whose answer is lost.
  await story.reaches(['createTimeEntry'], async () => {
    await page.keyboard.press('l');
    const form = page.getByRole('dialog');
    await form.getByLabel('Duration').fill('25m');
    await page.keyboard.press('Control+Enter');
    await expect(form).toHaveCount(0);
  });
  await desk.done('createTimeEntry');
  await desk.faults({ match: { operation: 'updateTimeEntry' }, times: 1, fault: { kind: 'processThenDrop' } });
  await story.reaches(['updateTimeEntry', 'getTimeEntry'], async () => {
    await page.evaluate(() => (location.hash = '#/time'));
    const entry = page.locator('[data-entry-id]').filter({ hasText: '0:25' }).first();
    await entry.hover();
    await entry.getByRole('button', { name: /^Edit/ }).click();
    await entry.getByLabel('Duration').fill('40m');
    await entry.getByRole('button', { name: 'Save' }).click();
  });
  await desk.done('updateTimeEntry');

  // A task whose answer is lost.
  await page.goBack();
  await desk.faults({ match: { operation: 'createTask' }, times: 1, fault: { kind: 'processThenDrop' } });
  await story.reaches(['createTask', 'listTicketTasks'], async () => {
    await page.locator('[data-ticket-tasks]').getByLabel('New task').fill('Ask the warehouse');
    await page.keyboard.press('Enter');
  });
  await desk.done('createTask');
  await page.getByLabel('Conversation').focus();

  // A service without drafts: the reply goes out at once, and once.
  await desk.control('PUT', 'faults', [
    {
      match: { operation: 'draftReply' },
      fault: { kind: 'status', status: 404, body: { errorCode: 'URL_NOT_FOUND', message: 'No drafts here.' } },
    },
  ]);
  await expect(page.locator('[data-item]').first()).toBeVisible();
  await story.reaches(['sendReply'], async () => {
    await page.keyboard.press('r');
    await expect(page.locator('.ProseMirror')).toBeFocused();
    await page.keyboard.type('It ships on Monday.');
    await page.keyboard.press('Control+Enter');
    await page.getByRole('button', { name: 'Send now' }).first().click();
  });
  await desk.done('sendReply');
  await command(page, 'Outbox');
  await expect(page).toHaveURL(/#\/outbox/);
});

test('an answer that the page never gets is looked for in the outbox, and the customer has one mail', async ({
  page,
  story,
}) => {
  test.setTimeout(120_000);
  const { desk } = story;
  let cuts = 0;
  await page.routeWebSocket(/\/bridge$/, (socket) => {
    const core = socket.connectToServer();
    let sends: number | null = null;
    socket.onMessage((frame) => {
      const { id, method } = JSON.parse(String(frame)) as { id: number; method: string };
      if (method === 'replies.send' && cuts === 0) sends = id;
      core.send(frame);
    });
    core.onMessage((frame) => {
      const { id } = JSON.parse(String(frame)) as { id?: number };
      if (id === undefined || id !== sends) return socket.send(frame);
      // The core has written it down; the page does not hear of it.
      cuts += 1;
      void socket.close();
      void core.close();
    });
  });
  await story.begin();
  await openMailTicket(page);
  await page.keyboard.press('r');
  await expect(page.locator('.ProseMirror')).toBeFocused();
  await page.keyboard.type('It ships on Monday.');
  await page.keyboard.press('Control+Enter');
  await expect.poll(() => cuts).toBe(1);
  await expect(page.getByRole('button', { name: 'Send now' }).first()).toBeVisible();
  await expect(page.locator('form.composer')).toHaveCount(0);
  await page.getByRole('button', { name: 'Send now' }).first().click();
  await desk.done('sendDraft');
  await page.reload();
  await expect(page.locator('[data-item]').first()).toBeVisible();
  await expect(page.locator('form.composer')).toHaveCount(0);
  await expect(page.getByRole('button', { name: /^Draft/ })).toHaveCount(0);
});
