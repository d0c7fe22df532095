import type { Page } from '@playwright/test';
import type { View } from './preview-views.ts';

/** The first ticket of the preview. */
export const TICKET = '#/views/myOpen/1892000000000042034';
/** Screens in the middle of something: written in, filled, refused, empty, or with more than usual. */
const OPENED = { scene: '', hash: TICKET, ready: '[data-item]' };
const LISTED = { scene: '', hash: '#/views/myOpen', ready: '[data-ticket-id]' };
const FULL = { width: 1280, height: 1100 };

const there = (page: Page, what: string): Promise<void> => page.locator(what).first().waitFor();
const press = (key: string, then: string) => async (page: Page) => {
  await page.keyboard.press(key);
  await there(page, then);
};
const open = (dialog: object) => async (page: Page) => {
  await page.evaluate((value) => (window as unknown as Opener).app.dialogs.open(value), dialog);
  await there(page, 'dialog');
};
interface Opener {
  app: { dialogs: { open(dialog: object): void } };
}
/** In the panel, which has to be called where there is no room for it. */
const enterBeside = (name: RegExp, then: string) => async (page: Page) => {
  if ((await page.locator('aside').count()) === 0) await press(']', 'aside')(page);
  await enter(name, then)(page);
};
/** By keys: what a pointer is pressed on may still move. */
const enter = (name: RegExp, then: string) => async (page: Page) => {
  await page.getByRole('button', { name }).first().press('Enter');
  await there(page, then);
};
const openMoreFields = async (page: Page) => {
  await press(page.url().includes('#/tasks') ? 'Shift+n' : 'n', 'dialog summary')(page);
  await page.locator('dialog summary').press('Enter');
  await there(page, 'dialog details[open] input');
  await page.locator('dialog details[open] > .grid').evaluate((grid) => grid.scrollIntoView({ block: 'end' }));
};
const addConditions = async (page: Page) => {
  await open({ name: 'view', id: 'v-1', from: null })(page);
  for (const chip of [/printer/, /vip/]) await page.locator('dialog button', { hasText: chip }).first().press('Enter');
  for (let count = 0; count < 3; count += 1)
    await page.getByRole('button', { name: /^(Add a custom field|添加自定义字段)/ }).press('Enter');
  await page.locator('dialog select').last().scrollIntoViewIfNeeded();
};
const type = (text: string, then: string) => async (page: Page) => {
  await page.keyboard.type(text);
  await there(page, then);
};
const both =
  (...acts: readonly ((page: Page) => Promise<void>)[]) =>
  async (page: Page) => {
    for (const act of acts) await act(page);
  };
const choose = (place: number) => async (page: Page) => {
  await page.locator('[role=radio]').nth(place).click();
  await there(page, `[role=radio][aria-checked=true]:nth-of-type(${place + 1})`);
};
const sayDone = async (page: Page) => {
  await page.evaluate(() => {
    const { app } = window as unknown as { app: { said: { say(said: object): void }; i18n: { t: Words } } };
    const { t } = app.i18n;
    app.said.say({ tone: 'done', text: t.edit.closed, action: { label: t.edit.undo, run: () => {} } });
  });
  await there(page, '[role=status] button');
};
interface Words {
  edit: { closed: string; undo: string };
}

export const states: readonly View[] = [
  { ...LISTED, name: 'list with drafts', scene: 'drafts=1&outbox=1' },
  { ...LISTED, name: 'drafts', scene: 'drafts=1', hash: '#/views/drafts' },
  { ...LISTED, name: 'no drafts', hash: '#/views/drafts', ready: '.empty' },
  { ...OPENED, name: 'ticket with long texts', scene: 'texts=1&drafts=1', size: FULL },
  {
    ...OPENED,
    name: 'tags',
    scene: 'texts=1',
    act: enterBeside(/^(Add a tag|添加标签)$/, 'aside .tags input'),
  },
  {
    ...OPENED,
    name: 'long text edited',
    scene: 'texts=1&drafts=1',
    act: enterBeside(/(Change Resolution|修改解决方案|修改解决办法)/, 'aside textarea'),
  },
  {
    ...OPENED,
    name: 'contact chosen',
    act: enterBeside(/(Change Contact|修改联系人)/, 'aside [role=combobox]'),
  },
  { ...OPENED, name: 'refused ticket', scene: 'gone=1&drafts=1', hash: '#/views/myOpen/local-1', ready: 'article pre' },
  {
    ...OPENED,
    name: 'ticket called back',
    scene: 'gone=1&drafts=1',
    hash: '#/views/myOpen/local-back',
    ready: 'article pre',
  },
  { ...OPENED, name: 'ticket that is gone', scene: 'gone=1&drafts=1', ready: 'article .empty' },
  { ...OPENED, name: 'ticket that can not be read', scene: 'fails=1', ready: 'article [role=alert]' },
  { ...LISTED, name: 'written signature', scene: 'helps=1', act: open({ name: 'signature', address: null }) },
  { ...LISTED, name: 'written canned replies', scene: 'helps=1', act: open({ name: 'canned' }) },
  {
    ...OPENED,
    name: 'canned replies offered',
    scene: 'helps=1',
    act: both(press('r', '.ProseMirror'), type(';', 'form [role=listbox]')),
  },
  {
    ...OPENED,
    name: 'mention offered',
    act: both(press('c', 'form textarea'), type('@', 'form [role=listbox]')),
  },
  { ...OPENED, name: 'reply below a long ticket', scene: 'threads=30&tall=1', act: press('r', '.ProseMirror') },
  ...(['contacts', 'accounts', 'tasks'] as const).map((place) => ({
    name: `more fields of ${place}`,
    scene: '',
    hash: `#/${place}`,
    ready: '[data-record-id]',
    act: openMoreFields,
  })),
  ...(['accounts/70', 'tasks/500'] as const).map((place) => ({
    name: `edited, ${place.split('/')[0]}`,
    scene: '',
    hash: `#/${place}`,
    ready: 'main [role=region]',
    act: press('e', 'main dd input'),
  })),
  { name: 'contract without a product', scene: '', hash: '#/contracts/301', ready: 'main [role=region]' },
  ...(['accounts', 'tasks', 'contracts', 'agents', 'departments'] as const).map((place) => ({
    name: `no ${place}`,
    scene: 'records=none',
    hash: `#/${place}`,
    ready: '.empty',
  })),
  { ...LISTED, name: 'view with conditions', scene: '', act: addConditions },
  { ...LISTED, name: 'new view of many', scene: 'many=1', act: open({ name: 'view', id: null, from: null }) },
  { ...OPENED, name: 'assignee of many', scene: 'many=1', act: press('@', '[role=menu]') },
  { ...LISTED, name: 'new ticket of many', scene: 'many=1', act: press('n', 'dialog form') },
  {
    name: 'search completion',
    scene: '',
    hash: '#/search',
    ready: '[role=combobox]',
    act: type('printer s', '[role=listbox]:not([hidden])'),
  },
  {
    name: 'search completion of values',
    scene: '',
    hash: '#/search',
    ready: '[role=combobox]',
    act: type('status:', '[role=listbox]:not([hidden])'),
  },
  { name: 'ticket of a search', scene: '', hash: `#/search/${TICKET.slice(-19)}?q=printer`, ready: '[data-item]' },
  { name: 'outbox, needs you', scene: 'outbox=1', hash: '#/outbox', ready: '[data-job-id]', act: choose(1) },
  { name: 'outbox, called back', scene: 'outbox=1', hash: '#/outbox', ready: '[data-job-id]', act: choose(3) },
  {
    name: 'outbox item edited',
    scene: 'outbox=1',
    hash: '#/outbox/job-5',
    ready: 'main [role=region]',
    act: enter(/^(Edit|编辑)$/, 'main form .ProseMirror'),
  },
  { ...LISTED, name: 'first sync of nothing', scene: 'first=1&total=0&progress=400', ready: 'h1' },
  {
    name: 'diagnostics',
    scene: '',
    hash: '#/settings/data',
    ready: 'main h2',
    act: enter(/^(Show report|查看报告)/, 'dialog textarea'),
  },
  {
    ...LISTED,
    name: 'palette of a word',
    act: both(press('Control+k', '[data-palette]'), type('pri', '[data-palette] .number')),
  },
  { ...LISTED, name: 'done, with undo', act: sayDone },
  {
    name: 'time entry edited',
    scene: 'entries=6',
    hash: '#/time',
    ready: '[data-entry-id]',
    act: async (page) => {
      await page.locator('[data-entry-id] [aria-expanded]').first().press('Enter');
      await there(page, '[data-entry-id] form');
    },
  },
];
