import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, type Page, test } from '@playwright/test';

/** Contacts, accounts and tasks as an agent keeps them, mostly by keyboard; the demo desk's ledger says what arrived. */
const root = fileURLToPath(new URL('../..', import.meta.url));
const running: ChildProcess[] = [];

test.afterEach(async () => {
  for (const child of running.splice(0)) {
    if (child.exitCode !== null) continue;
    const ended = once(child, 'exit');
    child.kill('SIGINT');
    await ended;
  }
});

interface Effect {
  operation: string;
  origin: string;
  ids: string[];
  fields: Record<string, unknown>;
}
interface Demo {
  url: string;
  /** What reached the desk of one operation, oldest first. */
  effects(operation: string): Promise<Effect[]>;
}

async function startDemo(): Promise<Demo> {
  const dataDir = mkdtempSync(join(tmpdir(), 'deskhand-e2e-'));
  const child = spawn(
    process.execPath,
    [
      join(root, 'build', 'demo.mjs'),
      '--json',
      '--no-open',
      '--host=browser',
      '--tickets=120',
      `--data-dir=${dataDir}`,
    ],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  running.push(child);
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  for await (const line of createInterface({ input: child.stdout })) {
    if (!line.startsWith('{')) continue;
    const { url } = JSON.parse(line) as { url: string };
    const [, desk = '', key = ''] = /demo desk is at (\S+) \(control key (\w+)\)/.exec(said) ?? [];
    return {
      url,
      async effects(operation) {
        const answer = await fetch(`${desk}/__demo/ledger`, { headers: { 'x-demo-key': key } });
        const { entries } = (await answer.json()) as { entries: Effect[] };
        return entries.filter((entry) => entry.operation === operation && entry.origin === 'api');
      },
    };
  }
  throw new Error(`the demo ended before it was ready: ${said}`);
}

const rows = (page: Page) => page.locator('[data-record-id]');
/** The two keys belong together only when the second comes soon: a busy machine may need more than one try. */
async function goTo(page: Page, key: string, place: string): Promise<void> {
  await expect(async () => {
    await page.keyboard.press('g');
    await page.keyboard.press(key);
    await expect(page).toHaveURL(new RegExp(`#/${place}`), { timeout: 1_000 });
  }).toPass();
}

test('a contact is corrected, an account made, a task kept on a ticket and completed', async ({ page }) => {
  test.setTimeout(240_000);
  const demo = await startDemo();
  await page.goto(demo.url);
  await page.getByRole('link', { name: /^All open/ }).click();
  await expect(page.locator('[data-ticket-id]').first()).toBeVisible();

  // A contact is corrected.
  await goTo(page, 'p', 'contacts');
  await expect(rows(page).nth(5)).toBeVisible({ timeout: 60_000 });
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await expect(page).toHaveURL(/#\/contacts\/\d+/);
  const contactId = new URL(page.url()).hash.split('/').at(-1);
  await expect(page.locator('main [data-field=lastName]')).toBeVisible();
  await page.keyboard.press('e');
  await page.locator('main [data-field=city] input').fill('Reykjavík');
  await page.locator('main [data-field=lastName] input').fill('Ångström');
  await page.keyboard.press('Control+Enter');
  await expect(page.locator('main h1')).toContainText('Ångström');
  await expect(page.locator('main [data-field=city]')).toContainText('Reykjavík');
  await expect
    .poll(async () => (await demo.effects('updateContact')).map(({ ids, fields }) => ({ ids, fields })))
    .toEqual([{ ids: [contactId], fields: { city: 'Reykjavík', lastName: 'Ångström' } }]);
  await page.keyboard.press('Escape');
  await page.keyboard.press('/');
  await page.keyboard.type('angstrom');
  await expect(rows(page)).toHaveCount(1);
  await page.keyboard.press('Escape');

  // An account is made.
  await goTo(page, 'y', 'accounts');
  await expect(rows(page).first()).toBeVisible();
  await page.keyboard.press('n');
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill('Aurora Instruments');
  await dialog.getByLabel('Website').fill('aurora.example');
  await page.keyboard.press('Control+Enter');
  await expect(dialog).toBeHidden();
  await expect(page.locator('main h1')).toHaveText('Aurora Instruments');
  await expect
    .poll(async () => (await demo.effects('createAccount')).map(({ fields }) => fields))
    .toEqual([{ accountName: 'Aurora Instruments', website: 'aurora.example' }]);
  // Once it is there, its page has the service's id.
  await expect(page).toHaveURL(/#\/accounts\/\d+$/);
  await expect(rows(page).filter({ hasText: 'Aurora Instruments' })).toHaveCount(1);

  // A task is kept on a ticket.
  await goTo(page, 'a', 'views/allOpen');
  await page.locator('[data-ticket-id]').first().click();
  const tasks = page.locator('[data-ticket-tasks]');
  await tasks.getByLabel('New task').fill('Send the spare part tomorrow 9:30');
  await page.keyboard.press('Enter');
  await expect(tasks.getByText('Send the spare part')).toBeVisible();
  const ticketId = new URL(page.url()).hash.split('/').at(-1);
  await expect
    .poll(async () => (await demo.effects('createTask')).map(({ fields }) => fields))
    .toMatchObject([{ subject: 'Send the spare part', ticketId, dueDate: expect.stringMatching(/T/) as unknown }]);

  // It is completed from the list, and opened and completed again.
  await page.keyboard.press('Escape');
  await goTo(page, 't', 'tasks');
  await page.keyboard.press('/');
  await page.keyboard.type('spare part');
  await expect(rows(page)).toHaveCount(1);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/#\/tasks\/\d+/);
  await page.keyboard.press('x');
  await expect(rows(page)).toHaveCount(0);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(rows(page)).toHaveCount(1);
  await rows(page).first().click();
  await page.keyboard.press('x');
  await expect(rows(page)).toHaveCount(0);
  await page.getByRole('radio', { name: 'Done', exact: true }).click();
  await expect(rows(page).filter({ hasText: 'Send the spare part' })).toHaveCount(1);
  await expect
    .poll(async () => (await demo.effects('updateTask')).at(-1)?.fields, { timeout: 30_000 })
    .toEqual({ status: 'Completed' });

  // What an account was promised.
  await goTo(page, 'k', 'contracts');
  await expect(rows(page).first()).toContainText(/ends/);
});
