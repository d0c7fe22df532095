import { expect, goTo, test } from './story.ts';

/** A day in a basement, on screen: everything works, survives a kill, and arrives once when the network is back. */
test('a day offline: answers, a close, a comment, time, a new ticket and a task wait, survive a kill, and arrive once', async ({
  page,
  story,
}) => {
  test.setTimeout(300_000);
  const { desk, console_ } = story;
  // What the core was told, once it has answered.
  const kept: string[] = [];
  page.on('websocket', (socket) => {
    const asked = new Map<unknown, string>();
    socket.on('framesent', ({ payload }) => {
      const frame = JSON.parse(String(payload)) as { id: number; method: string };
      if (frame.method === 'drafts.save') asked.set(frame.id, String(payload));
    });
    socket.on('framereceived', ({ payload }) => {
      const { id } = JSON.parse(String(payload)) as { id?: number };
      kept.push(asked.get(id) ?? '');
    });
  });
  await story.begin();
  await goTo(page, 'a', 'views/allOpen');
  const rows = page.locator('[data-ticket-id]');
  await expect(rows.first()).toBeVisible();
  await desk.unplug();

  const answer = async (text: string): Promise<void> => {
    await page.keyboard.press('r');
    await expect(page.locator('.ProseMirror')).toBeFocused();
    await page.keyboard.type(text);
    await page.keyboard.press('Control+Enter');
    await expect(page.locator('[data-item]').filter({ hasText: 'Call back' })).toHaveCount(1);
  };
  await rows.first().click();
  await expect(page.locator('[data-item]').first()).toBeVisible();
  await answer('The first answer, written below ground.');
  await page.keyboard.press('j');
  await answer('The second answer, written below ground.');

  await page.keyboard.press('c');
  await page.keyboard.type('A note to ourselves from below ground.');
  await page.keyboard.press('Control+Enter');
  await expect(page.locator('article')).toContainText('A note to ourselves from below ground.');
  await page.keyboard.press('l');
  const log = page.getByRole('dialog', { name: 'Log time' });
  await log.getByLabel('Duration').fill('20m');
  await page.keyboard.press('Control+Enter');
  await expect(log).toHaveCount(0);
  await page.keyboard.press('e');

  // A customer calls: a ticket, and a task on it, which the service knows nothing of.
  await page.keyboard.press('n');
  const form = page.getByRole('dialog', { name: 'New ticket' });
  await expect(form.getByRole('combobox', { name: 'Contact' })).toBeFocused();
  await page.keyboard.type('Basil Underground');
  await expect(form.getByRole('option', { name: /^New contact/ })).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('Enter');
  // Both names are taken from what was typed: the first of them stands ready to be looked over.
  await expect(form.getByLabel('First name')).toBeFocused();
  await form.getByLabel('Subject').fill('No light in the basement');
  await page.keyboard.press('Control+Enter');
  await expect(form).toHaveCount(0);
  await expect(page.getByRole('heading', { name: 'No light in the basement' })).toBeVisible();
  await page.locator('[data-ticket-tasks]').getByLabel('New task').fill('Bring a lamp');
  await page.keyboard.press('Enter');
  await expect(page.locator('[data-ticket-tasks]').getByText('Bring a lamp')).toBeVisible();

  // Half a sentence is on the screen when the machine dies.
  await page.goBack();
  await expect(page.locator('[data-item]').first()).toBeVisible();
  await page.locator('[aria-label="Conversation"]').focus();
  await page.keyboard.press('r');
  await expect(page.locator('.ProseMirror')).toBeFocused();
  await page.keyboard.type('Half a sentence, and');
  await expect(page.getByText(/^Draft kept/).first()).toBeVisible();
  await expect.poll(() => kept.some((draft) => draft.includes('Half a sentence, and'))).toBe(true);
  const { hash } = new URL(page.url());
  await console_.kill();
  await page.goto('about:blank');
  await page.goto(await console_.start());
  const outbox = page.getByRole('link', { name: /^Outbox/ });
  await expect(outbox).toContainText(/[6-9]/);
  await expect(page.getByRole('contentinfo')).toContainText('Offline');
  expect(await desk.effects('sendDraft')).toEqual([]);

  // The network is back: all of it arrives, each once; what is about one thing in the order it was written.
  await desk.plug();
  await desk.done('sendDraft', 2);
  await desk.done('createComment');
  await desk.done('createTimeEntry');
  await desk.done('createContact');
  const [ticket] = await desk.done('createTicket');
  const [task] = await desk.done('createTask');
  expect(task?.fields).toMatchObject({ subject: 'Bring a lamp', ticketId: ticket?.ids[0] });
  await expect(outbox).not.toContainText(/\d/, { timeout: 60_000 });
  // Answers to two tickets go out side by side.
  const sent = (await desk.effects('draftReply')).map(({ fields }) => String(fields['content'])).sort();
  expect(sent).toEqual([expect.stringContaining('The first answer'), expect.stringContaining('The second answer')]);
  const closes = [...(await desk.effects('updateTicket')), ...(await desk.effects('updateManyTickets'))];
  expect(closes.filter(({ fields }) => fields['status'] === 'Closed')).toHaveLength(1);
  // The draft is where it was.
  await page.evaluate((to) => (location.hash = to), hash);
  await expect(page.locator('[data-item]').first()).toBeVisible();
  await page.locator('[aria-label="Conversation"]').focus();
  await page.keyboard.press('r');
  await expect(page.locator('.ProseMirror')).toContainText('Half a sentence, and');
});
