import { expect, test } from './story.ts';

/** What signing in asks of every edition of the service, and of one alone. */
const ALWAYS = [
  'listOrganizations',
  'getOrganization',
  'listDepartments',
  'listAgents',
  'listMailReplyAddresses',
  'listTickets',
  'listThreads',
  'listTimeEntries',
  'listTicketAttachments',
  'listContacts',
  'listAccounts',
  'listTasks',
  'listContracts',
];
const OF = {
  live: ['getThread', 'searchTickets'],
  reference: ['getTicket', 'listComments'],
};

for (const manner of ['live', 'reference'] as const) {
  test.describe(`${manner} manner`, () => {
    test.use({ manner });
    test(`an agent signs in and finds the desk, ${manner} manner`, async ({ page, story }) => {
      test.setTimeout(180_000);
      await story.reaches([...ALWAYS, ...OF[manner]], () => story.begin());
      await page.getByRole('link', { name: /^All open/ }).click();
      await page.locator('[data-ticket-id]').first().click();
      await expect(page.locator('[data-item]').first()).toBeVisible();
    });
  });
}
