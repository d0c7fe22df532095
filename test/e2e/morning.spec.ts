import { type Page } from '@playwright/test';
import { expect, goTo, test } from './story.ts';

/** An agent's morning without a mouse: twenty of the open tickets, each looked at and then answered, passed on or closed. */
test.use({ tickets: 200 });

async function answer(page: Page, text: string): Promise<void> {
  await page.keyboard.press('r');
  // Answers to chats and posts are plain text.
  await expect(page.locator('form.composer .ProseMirror:focus, form.composer textarea:focus')).toBeVisible();
  await page.keyboard.type(text);
}
const opened = (page: Page) => page.locator('[data-ticket-id][aria-selected="true"]').getAttribute('data-ticket-id');

test('twenty tickets are answered, passed on and closed by keyboard alone, each once', async ({ page, story }) => {
  test.setTimeout(300_000);
  const { desk } = story;
  await page.addInitScript(() => {
    for (const kind of ['mousedown', 'click'] as const)
      addEventListener(
        kind,
        (event) => {
          // A click that a key made has no place.
          if (event instanceof MouseEvent && event.detail > 0) throw new Error('the mouse was used');
        },
        true,
      );
  });
  await story.begin();
  await goTo(page, 'a', 'views/allOpen');
  await expect(page.locator('[data-ticket-id]').nth(10)).toBeVisible();
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  const answered = new Set<string>();
  const closed = new Set<string>();
  const noted = new Set<string>();
  for (let n = 0; n < 20; n += 1) {
    await expect(page.locator('article [data-item]').first()).toBeVisible();
    const id = (await opened(page)) ?? '';
    if (n % 4 === 3) {
      await page.keyboard.press('c');
      await page.keyboard.type(`Note ${n}`);
      await page.keyboard.press('Control+Enter');
      await expect(page.locator('article')).toContainText(`Note ${n}`);
      noted.add(id);
    } else if (n % 4 === 2) {
      await page.keyboard.press('p');
      await expect(page.getByRole('menu')).toBeVisible();
      await page.keyboard.press('Enter');
      await expect(page.getByRole('menu')).toHaveCount(0);
    } else {
      await answer(page, `Answer ${n}`);
      await page.keyboard.press('Control+Enter');
      await expect(page.locator('[data-item]').filter({ hasText: 'Call back' }).first()).toBeVisible();
      answered.add(id);
      if (n % 4 === 1) {
        await page.keyboard.press('e');
        closed.add(id);
      }
    }
    await page.keyboard.press('j');
    await expect.poll(() => opened(page)).not.toBe(id);
  }
  expect([answered.size, closed.size, noted.size]).toEqual([10, 5, 5]);
  await desk.done('sendDraft', 10);
  await desk.done('createComment', 5);
  const drafts = await desk.effects('draftReply');
  expect(new Set(drafts.map(({ fields }) => String(fields['content']).replace(/\D/g, ''))).size).toBe(10);
  // The last one follows its answer.
  const closedAtDesk = async (): Promise<Set<string>> => {
    const changes = [...(await desk.effects('updateTicket')), ...(await desk.effects('updateManyTickets'))];
    return new Set(changes.filter(({ fields }) => fields['status'] === 'Closed').flatMap(({ ids }) => ids));
  };
  await expect.poll(closedAtDesk, { timeout: 60_000 }).toEqual(closed);
});
