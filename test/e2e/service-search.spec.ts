import { expect, goTo, test } from './story.ts';

/** What is not on this machine is asked of the service, in the ways that its editions have. */
test('the service is asked for what is not here, over every noun', async ({ page, story }) => {
  test.setTimeout(180_000);
  await story.begin('--depth=open');
  await page.keyboard.press('/');
  const ask = page.getByRole('button', { name: /Ask the service|Search the service/ });
  await story.reaches(['search'], async () => {
    await page.keyboard.type('refund');
    await ask.click();
    await expect(ask).toHaveCount(0);
  });

  // An agent's profile, or an edition, may not have the search over everything.
  await story.desk.control('PUT', 'faults', [
    {
      match: { operation: 'search' },
      fault: { kind: 'status', status: 403, body: { errorCode: 'FORBIDDEN', message: 'Not for this profile.' } },
    },
  ]);
  // The keyboard is in the field again; what is pressed there is written.
  await expect(page.getByRole('combobox', { name: 'Search' })).toBeFocused();
  await page.keyboard.press('Escape');
  await goTo(page, 'a', 'views/allOpen');
  await page.keyboard.press('/');
  await story.reaches(['searchTickets', 'searchContacts', 'searchAccounts', 'searchTasks'], async () => {
    await page.keyboard.press('Control+a');
    await page.keyboard.type('printer');
    await ask.click();
    await expect(ask).toHaveCount(0);
  });
});
