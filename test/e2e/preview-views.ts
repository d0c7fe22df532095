import type { Page } from '@playwright/test';
import { crashPage } from '../../src-main/electron/crash-page.ts';
import { states, TICKET } from './preview-states.ts';

export { TICKET };
/** A screen of the preview: the scene of its scripted core, the address, what is there when it is, and what opens it. */
export interface View {
  name: string;
  scene: string;
  hash?: string;
  ready: string;
  act?: (page: Page) => Promise<void>;
  /** Pixels of the window, where the view is about them. */
  size?: { width: number; height: number };
  /** Instead of a scene: a page that the renderer has no part in. */
  html?: (language: 'en' | 'zh') => string;
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
const make = pressThen('n', 'dialog');
/** Chooses two tickets, then presses more keys, until something is there. */
const select = (keys: readonly string[], then: string) => async (page: Page) => {
  for (const key of ['j', 'x', 'Shift+J', ...keys]) await page.keyboard.press(key);
  await page.locator(then).first().waitFor();
};
const openMore = async (page: Page) => {
  await page.getByRole('button', { name: /^(More|更多)$/ }).click();
  await page.locator('[role=menu]').waitFor();
};
/** By keys: frames above are still finding their heights, and what a pointer is pressed on may move from under it. */
const openMessageMenu = (item: RegExp | null, then: string) => async (page: Page) => {
  const message = page.locator('[data-item="thread/13"]');
  await message.locator('[aria-haspopup=menu]').last().press('Enter');
  if (item !== null) await message.getByRole('menuitem', { name: item }).press('Enter');
  await page.locator(then).first().waitFor();
};
/** Opens what a command would, without the way to it. */
const openDialog = (dialog: object) => async (page: Page) => {
  await page.evaluate((value) => (window as unknown as Opener).app.dialogs.open(value), dialog);
  await page.locator('dialog').first().waitFor();
};
interface Opener {
  app: { dialogs: { open(dialog: object): void } };
}
/** The facts below the subject: the fourth is by when an answer is due. */
const askDue = async (page: Page) => {
  const due = page.locator('ul.facts > li').nth(3);
  await due.getByRole('button').first().click();
  await due.getByRole('menuitem').nth(4).click();
  await page.locator('dialog input').waitFor();
};
const editComment = async (page: Page) => {
  const comment = page.locator('[data-item="comment/20"]');
  await comment.locator('[aria-haspopup=menu]').last().press('Enter');
  await comment.getByRole('menuitem', { name: /^(Edit comment|编辑评论)/ }).press('Enter');
  await comment.locator('textarea').waitFor();
};
interface Core {
  app: { views: { looks: unknown } };
  transport: { script(more: object): void; emit(name: string, payload: object): void };
}
/** While somebody writes, the customer does too. */
const answerMeanwhile = async (page: Page) => {
  await press('r', '.ProseMirror')(page);
  await page.evaluate(async (ticketId) => {
    const { transport, app } = window as unknown as Core & {
      app: { bridge: { call(method: string, input: object): Promise<object[]> } };
    };
    const timeline = await app.bridge.call('tickets.timeline', { id: ticketId });
    const later = { ...timeline[0], id: '99', time: new Date(Date.now() + 1_000).toISOString() };
    transport.script({ 'tickets.timeline': () => [...timeline, later] });
    transport.emit('tickets.changed', { ids: [ticketId] });
  }, TICKET.slice(-19));
  await page.locator('[data-item="thread/99"]').waitFor();
};
/** A newsletter: it paints its own paper, its own ink, and links in colours that suit both. */
const NEWSLETTER = `<table width="100%" bgcolor="#e9eef5"><tr><td style="padding:16px">
<table width="480" align="center" bgcolor="#ffffff" style="border:1px solid #d5dbe3"><tr><td bgcolor="#003366" style="padding:12px;color:#ffffff">
<b>Zylker Travels</b> · <a href="https://zylker.example/plan" style="color:#9fc5ff">your plan</a></td></tr>
<tr><td style="padding:12px;color:#333333"><p>Dear Carol,</p><p>the printer is <a href="https://zylker.example/log">still offline</a>. See the log below.</p>
<p><a href="https://zylker.example/book" style="background-color:#c2410c;color:#ffffff;padding:6px 12px">Book a call</a></p>
<p style="color:#777777;font-size:11px">Sent to you because you asked.</p><img src="https://zylker.example/o.png" alt="Logo"></td></tr></table>
</td></tr></table><p>Kind regards, Lucas</p><blockquote>On Monday, Carol wrote:<br>Could you try again?</blockquote>`;
const showNewsletter = async (page: Page) => {
  await page.evaluate(
    async ([ticketId, content]) => {
      const { transport, app } = window as unknown as Core & {
        app: { bridge: { call(method: string, input: object): Promise<object[]> } };
      };
      const timeline = await app.bridge.call('tickets.timeline', { id: ticketId });
      const later = { ...timeline[0], id: '98', content, time: new Date().toISOString() };
      transport.script({ 'tickets.timeline': () => [later] });
      transport.emit('tickets.changed', { ids: [ticketId] });
    },
    [TICKET.slice(-19), NEWSLETTER] as const,
  );
  await page.locator('[data-item="thread/98"] iframe').waitFor();
};
/** What no answer of the core looks like. */
const failToDraw = async (page: Page) => {
  await page.evaluate(() => void ((window as unknown as Core).app.views.looks = null));
  await page.locator('[role=alert] button').first().waitFor();
};
const openFile = async (page: Page) => {
  await page.locator('[data-item] li button.file').first().press('Enter');
  await page.locator('dialog').first().waitFor();
};
const openLicences = async (page: Page) => {
  await page.getByRole('button', { name: /^(Show|查看)/ }).click();
  await page.locator('dialog summary').first().waitFor();
};
/** The tray's page in a window as narrow as its popover. */
const logInTray = async (page: Page) => {
  await page.locator('[data-ticket-id] button').last().click();
  await page.locator('.tray form').waitFor();
};
/** Presses the button of the section at this place, counted from the end. */
const ask = (place: number) => async (page: Page) => {
  await page.locator('main button').nth(place).click();
  await page.locator('dialog').waitFor();
};
const OPENED = { scene: '', hash: TICKET, ready: '[data-item]' };
const NARROW = { width: 640, height: 800 };
const LISTED = { scene: '', hash: '#/views/myOpen', ready: '[data-ticket-id]' };
export const views: readonly View[] = [
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
  { name: 'merged at the gate', scene: 'outbox=1&merged=1', hash: '#/outbox/job-7', ready: 'main section' },
  { name: 'paused outbox', scene: 'outbox=1&paused=1&connection=offline', hash: '#/outbox', ready: '[data-job-id]' },
  { name: 'search', scene: '', hash: '#/search?q=printer', ready: '[data-found-id]' },
  { name: 'search without finds', scene: '', hash: '#/search?q=nothing', ready: '.service' },
  { name: 'empty search', scene: '', hash: '#/search', ready: '[role=combobox]' },
  { name: 'time sheet', scene: 'timers=2&entries=6', hash: '#/time', ready: '[data-entry-id]' },
  { name: 'empty time sheet', scene: '', hash: '#/time', ready: '.empty' },
  { name: 'log form', scene: 'timers=1', hash: TICKET, ready: '[data-item]', act: press('l', 'dialog form') },
  { name: 'idle question', scene: 'timers=1&asks=1', hash: '#/views/myOpen', ready: '[role=alertdialog]' },
  { name: 'tray page', scene: 'timers=2&asks=1', hash: '#/tray', ready: '[data-ticket-id]' },
  { name: 'log form of the tray', scene: 'timers=2', hash: '#/tray', ready: '[data-ticket-id]', act: logInTray },
  { name: 'licences', scene: '', hash: '#/settings/about', ready: 'main h2, main h1', act: openLicences },
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
  { name: 'new task', scene: '', hash: '#/tasks', ready: '[data-record-id]', act: pressThen('Shift+N', 'dialog') },
  { name: 'contracts', scene: '', hash: '#/contracts', ready: '[data-record-id]' },
  { name: 'contract', scene: '', hash: '#/contracts/300', ready: 'main [role=region]' },
  ...['account', 'depth', 'notifications', 'writing', 'look', 'privacy', 'data', 'about'].map((section) => ({
    name: `settings, ${section}`,
    scene: '',
    hash: `#/settings/${section}`,
    ready: 'main h2, main h1',
  })),
  { name: 'question before the cache goes', scene: '', hash: '#/settings/data', ready: 'main h2', act: ask(-2) },
  { name: 'question before all goes', scene: '', hash: '#/settings/data', ready: 'main h2', act: ask(-1) },
  { name: 'dashboard', scene: '', hash: '#/dashboard', ready: 'main svg' },
  { name: 'notifications', scene: '', hash: '#/notifications', ready: '[data-announcement]' },
  { name: 'no notifications', scene: 'news=none', hash: '#/notifications', ready: '.empty' },
  { name: 'new account', scene: '', hash: '#/accounts', ready: '[data-record-id]', act: make },
  { ...LISTED, name: 'snoozed', hash: '#/views/snoozed' },
  { name: 'list of none', scene: 'total=0', hash: '#/views/myOpen', ready: '.empty' },
  { ...OPENED, name: 'forward', act: press('f', '.ProseMirror') },
  {
    ...OPENED,
    name: 'ways to send',
    size: { width: 1440, height: 900 },
    act: async (page) => {
      await press('r', '.ProseMirror')(page);
      await page.keyboard.press('Control+Alt+Enter');
      await page.locator('.composer [role=menu]').waitFor();
    },
  },
  { ...OPENED, name: 'status menu', act: press('s', '[role=menu]') },
  { ...OPENED, name: 'priority menu', act: press('p', '[role=menu]') },
  { ...OPENED, name: 'menu of a message', act: openMessageMenu(null, '[role=menu]') },
  { ...OPENED, name: 'details of a message', act: openMessageMenu(/^(Message details|消息详情)/, 'dialog dd') },
  { ...OPENED, name: 'split', act: openDialog({ name: 'split', ticketId: TICKET.slice(-19), threadId: '13' }) },
  { ...OPENED, name: 'preview of a file', act: openFile },
  { ...LISTED, name: 'canned replies', act: openDialog({ name: 'canned' }) },
  { ...LISTED, name: 'signature', act: openDialog({ name: 'signature', address: null }) },
  { ...LISTED, name: 'sign out', act: openDialog({ name: 'signOut' }) },
  {
    ...LISTED,
    name: 'link that is not what it says',
    act: openDialog({ name: 'link', link: { text: 'bank.example', target: 'https://evil.example/' } }),
  },
  { ...LISTED, name: 'timers', scene: 'timers=2', act: openDialog({ name: 'timers' }) },
  { ...LISTED, name: 'settings of timers', scene: 'timers=2', act: openDialog({ name: 'timerSettings' }) },
  { ...LISTED, name: 'offline', scene: 'connection=offline' },
  { ...LISTED, name: 'signed out by the service', scene: 'problem=denied' },
  { ...LISTED, name: 'first sync', scene: 'first=1&progress=400' },
  { ...LISTED, name: 'question of the sweep', scene: 'sweep=1' },
  { ...LISTED, name: 'weak secrets', scene: 'weak=1' },
  { ...LISTED, name: 'core lost', scene: 'link=lost', ready: '[role=alert], .banner' },
  { ...LISTED, name: 'service out of reach', scene: 'connection=offline&cause=unreachable' },
  { ...LISTED, name: 'credits used up', scene: 'connection=busy&cause=credits' },
  { ...LISTED, name: 'sign-in needed', scene: 'connection=signInNeeded&problem=sessionEnded' },
  { ...LISTED, name: 'scope missing', scene: 'problem=badScope' },
  { ...LISTED, name: 'locked keychain', scene: 'problem=keychain' },
  { name: 'sign-in refused', scene: 'scene=signedOut&problem=denied', ready: 'form' },
  { name: 'sign-in with a locked keychain', scene: 'scene=signedOut&problem=keychain&weak=1', ready: 'form' },
  { name: 'agents', scene: '', hash: '#/agents', ready: '[data-record-id]' },
  { name: 'agent', scene: '', hash: '#/agents/1', ready: 'main [role=region]' },
  { name: 'departments', scene: '', hash: '#/departments', ready: '[data-record-id]' },
  { name: 'department', scene: '', hash: '#/departments/501', ready: 'main [role=region]' },
  { ...OPENED, name: 'due', act: askDue },
  { ...OPENED, name: 'comment edited', act: editComment },
  { ...OPENED, name: 'mail with colours of its own', act: showNewsletter },
  { ...OPENED, name: 'answered meanwhile', act: answerMeanwhile },
  { ...LISTED, name: "agent's menu", act: pressThen(',', 'nav [role=menu]') },
  { ...LISTED, name: 'what can not be drawn', act: failToDraw },
  ...states,
  { ...LISTED, name: 'narrow list', scene: 'outbox=1', size: NARROW },
  { ...OPENED, name: 'narrow ticket', size: NARROW },
  { ...OPENED, name: 'narrow ticket with its panel', size: NARROW, act: press(']', 'aside') },
  { ...OPENED, name: 'narrow reply', size: NARROW, act: press('r', '.ProseMirror') },
  { name: 'crash page', scene: '', ready: 'main a', html: (language) => crashPage(language, '/logs/deskhand.log') },
];

/** The look of every view of a stage: both go into the preview's address. */
export interface Look {
  theme: 'light' | 'dark';
  lang: 'en' | 'zh';
}

/** One page that shows views one after the other, and the one that is shown in another look. */
export interface Stage {
  /** A view begins where nothing is left open; the renderer is loaded once. */
  show(view: View): Promise<void>;
  /** The view stays as it is, with all that is open. */
  relook(look: Look): Promise<void>;
}

export function createStage(page: Page, url: string, first: Look): Stage {
  const whole = page.viewportSize();
  let look = first;
  let shown: View | null = null;
  const put = async (html: NonNullable<View['html']>): Promise<void> => {
    await page.emulateMedia({ colorScheme: look.theme });
    await page.setContent(html(look.lang));
  };
  return {
    async show(view) {
      const { scene, hash = '', ready, act, size = whole, html } = view;
      const before = shown;
      const isRelooked = look !== first;
      look = first;
      shown = null;
      const query = `${scene}&theme=${look.theme}&lang=${look.lang}`;
      if (size !== null) await page.setViewportSize(size);
      if (html !== undefined) await put(html);
      else if (before === null || before.html !== undefined) await page.goto(`${url}?${query}${hash}`);
      else if (
        !isRelooked &&
        before.scene === scene &&
        before.act === undefined &&
        before.hash !== undefined &&
        hash !== before.hash
      ) {
        await page.evaluate((to) => void (location.hash = to), hash);
      } else {
        await page.evaluate(
          (address) => (window as unknown as { show(address: string): Promise<void> }).show(address),
          `?${query}${hash}`,
        );
      }
      await page.locator(ready).first().waitFor();
      await act?.(page);
      shown = view;
    },
    async relook({ theme, lang }) {
      look = { theme, lang };
      if (shown?.html !== undefined) return put(shown.html);
      await page.evaluate((patch) => (window as unknown as Settings).app.settings.update(patch), {
        theme,
        language: lang,
      });
    },
  };
}
interface Settings {
  app: { settings: { update(patch: object): Promise<void> } };
}
