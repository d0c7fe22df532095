import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { type Preview, servePreview } from './preview.ts';

/** Every view in both themes and languages: no serious finding of axe, WCAG 2.2 AA. */
const TICKET = '#/views/myOpen/1892000000000042034';
interface View {
  name: string;
  scene: string;
  hash?: string;
  ready: string;
  act?: (page: Page) => Promise<void>;
}
const press = (key: string, then: string) => async (page: Page) => {
  await page.locator('[data-item]').first().waitFor();
  await page.keyboard.press(key);
  await page.locator(then).first().waitFor();
};
const pressThen = (key: string, then: string) => async (page: Page) => {
  await page.keyboard.press(key);
  await page.locator(then).first().waitFor();
};
const edit = async (page: Page) => {
  await page.keyboard.press('e');
  await page.locator('main dd input').first().waitFor();
};
const make = async (page: Page) => {
  await page.keyboard.press('n');
  await page.locator('dialog').waitFor();
};
/** Chooses two tickets, then presses more keys, until something is there. */
const select = (keys: readonly string[], then: string) => async (page: Page) => {
  for (const key of ['j', 'x', 'Shift+J', ...keys]) await page.keyboard.press(key);
  await page.locator(then).first().waitFor();
};
const openMore = async (page: Page) => {
  await page.getByRole('button', { name: /^(More|更多)$/ }).click();
  await page.locator('[role=menu]').waitFor();
};
const LISTED = { scene: '', hash: '#/views/myOpen', ready: '[data-ticket-id]' };
const views: View[] = [
  { name: 'sign-in', scene: 'scene=signedOut', ready: 'form' },
  { name: 'waiting for the browser', scene: 'scene=waiting', ready: 'input' },
  { name: 'choice of the organisation', scene: 'scene=organization', ready: 'main' },
  { name: 'choice of the agent', scene: 'scene=agent', ready: '[role=option]' },
  { name: 'list', scene: 'outbox=1', hash: '#/views/myOpen', ready: '[data-ticket-id]' },
  { name: 'compact list', scene: 'density=compact&outbox=1', hash: '#/views/closed', ready: '[data-ticket-id]' },
  { name: 'spam', scene: 'spam=2', hash: '#/views/spam', ready: '[data-ticket-id]' },
  { name: 'ticket over every channel', scene: 'channels=1', hash: TICKET, ready: '[data-item]' },
  { name: 'subject', scene: '', hash: TICKET, ready: '[data-item]', act: press('F2', 'h2 input') },
  { name: 'ticket with echoes', scene: 'outbox=1&echo=1', hash: TICKET, ready: '[data-item]' },
  { name: 'reply', scene: '', hash: TICKET, ready: '[data-item]', act: press('r', '.ProseMirror') },
  { name: 'comment', scene: '', hash: TICKET, ready: '[data-item]', act: press('c', 'form textarea') },
  { name: 'assignee menu', scene: '', hash: TICKET, ready: '[data-item]', act: press('@', '[role=menu]') },
  { name: 'shortcuts', scene: '', hash: TICKET, ready: '[data-item]', act: press('?', 'dialog') },
  { ...LISTED, name: 'selection', act: select([], '[role=toolbar]') },
  { ...LISTED, name: 'assignee of a selection', act: select(['@'], '[role=menu]') },
  { ...LISTED, name: 'merge', act: select(['m'], 'dialog thead input') },
  { ...LISTED, name: 'move', act: select(['v'], 'dialog [role=option]') },
  { ...LISTED, name: 'snooze', act: select(['h'], 'dialog li button') },
  { ...LISTED, name: 'palette', act: pressThen('Control+k', '[data-palette]') },
  { ...LISTED, name: 'new ticket', act: pressThen('n', 'dialog form') },
  {
    ...LISTED,
    name: 'new view',
    act: async (page) => {
      await page.getByRole('button', { name: /^(New view|新建视图)$/ }).click();
      await page.locator('dialog fieldset').first().waitFor();
    },
  },
  {
    ...LISTED,
    name: 'menu of a view',
    hash: '#/views/v-1',
    act: async (page) => {
      await page.getByRole('button', { name: /^(How this view looks|本视图的外观)$/ }).click();
      await page.locator('[role=menu]').waitFor();
    },
  },
  { name: 'ticket menu', scene: '', hash: TICKET, ready: '[data-item]', act: openMore },
  { name: 'empty outbox', scene: '', hash: '#/outbox', ready: 'h1' },
  ...['12', '10', '8', '7', '6', '5', '3'].map((item) => ({
    name: `outbox item ${item}`,
    scene: 'outbox=1',
    hash: `#/outbox/job-${item}`,
    ready: 'main [role=region]',
  })),
  { name: 'paused outbox', scene: 'outbox=1&paused=1&connection=offline', hash: '#/outbox', ready: '[data-job-id]' },
  { name: 'search', scene: '', hash: '#/search?q=printer', ready: '[data-found-id]' },
  { name: 'search without finds', scene: '', hash: '#/search?q=nothing', ready: '.service' },
  { name: 'empty search', scene: '', hash: '#/search', ready: '[role=combobox]' },
  { name: 'time sheet', scene: 'timers=2&entries=6', hash: '#/time', ready: '[data-entry-id]' },
  { name: 'empty time sheet', scene: '', hash: '#/time', ready: '.empty' },
  { name: 'log form', scene: 'timers=1', hash: TICKET, ready: '[data-item]', act: press('l', 'dialog form') },
  { name: 'idle question', scene: 'timers=1&asks=1', hash: '#/views/myOpen', ready: '[role=alertdialog]' },
  { name: 'tray page', scene: 'timers=2&asks=1', hash: '#/tray', ready: '[data-ticket-id]' },
  { name: 'timer settings', scene: '', hash: '#/settings/time', ready: '[role=switch]' },
  { name: 'contacts', scene: '', hash: '#/contacts', ready: '[data-record-id]' },
  { name: 'no contacts', scene: 'records=none', hash: '#/contacts', ready: '.empty' },
  { name: 'contact', scene: '', hash: '#/contacts/904', ready: '[data-ticket-link]' },
  { name: 'contact edited', scene: '', hash: '#/contacts/904', ready: '[data-ticket-link]', act: edit },
  { name: 'new contact', scene: '', hash: '#/contacts', ready: '[data-record-id]', act: make },
  { name: 'accounts', scene: '', hash: '#/accounts', ready: '[data-record-id]' },
  { name: 'account', scene: '', hash: '#/accounts/70', ready: '[data-contact-link]' },
  { name: 'tasks', scene: '', hash: '#/tasks', ready: '[data-record-id]' },
  { name: 'task', scene: '', hash: '#/tasks/500', ready: 'main [role=checkbox]' },
  { name: 'new task', scene: '', hash: '#/tasks', ready: '[data-record-id]', act: make },
  { name: 'contracts', scene: '', hash: '#/contracts', ready: '[data-record-id]' },
  { name: 'contract', scene: '', hash: '#/contracts/300', ready: 'main [role=region]' },
];

let preview: Preview;
test.beforeAll(async () => {
  preview = await servePreview(mkdtempSync(join(tmpdir(), 'deskhand-preview-')));
});
test.afterAll(() => preview.close());

for (const [theme, language] of [
  ['light', 'en'],
  ['dark', 'zh'],
] as const) {
  test(`no serious finding, ${theme}, ${language}`, async ({ page }) => {
    test.setTimeout(300_000);
    const found: string[] = [];
    for (const { name, scene, hash = '', ready, act } of views) {
      await page.goto('about:blank');
      await page.goto(`${preview.url}?${scene}&theme=${theme}&lang=${language}${hash}`);
      await page.locator(ready).first().waitFor();
      await act?.(page);
      const { violations } = await new AxeBuilder({ page })
        .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
        .exclude('iframe')
        .analyze();
      for (const { id, impact, nodes } of violations) {
        if (impact === 'serious' || impact === 'critical') {
          found.push(`${name}: ${id} ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);
        }
      }
    }
    expect(found).toEqual([]);
  });
}
