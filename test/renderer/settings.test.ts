import { cleanup, fireEvent, waitFor } from '@testing-library/svelte';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { MethodName, Output } from '../../src-preload/contract/index.ts';
import { BridgeError } from '../../src-renderer/bridge/bridge.ts';
import { find, openPage, type Page } from './harness.ts';

let page: Page;
const open = async (
  hash: string,
  scene = 'lang=en',
  script: Parameters<typeof openPage>[1] = {},
): Promise<HTMLElement> => {
  history.replaceState(null, '', `/${hash}`);
  page = await openPage(scene, script);
  return find<HTMLElement>(page, 'main [role=region]');
};
const button = (name: string): HTMLElement => {
  const found = [...page.container.querySelectorAll<HTMLElement>('button')].find(
    (one) => one.textContent.trim() === name,
  );
  if (!found) throw new Error(`no button ${name}`);
  return found;
};
const labelled = <E extends HTMLElement>(label: string): Promise<E> => find<E>(page, `[aria-label="${label}"]`);
const called = async (method: MethodName, input: unknown): Promise<void> => {
  await waitFor(() => expect(page.transport.callsOf(method)).toEqual([input]));
};
beforeEach(() => localStorage.clear());
afterEach(() => {
  cleanup();
  expect(page.transport.faults).toEqual([]);
});

describe('notifications', () => {
  it('stand by day with the unread ones marked, and open what they are about', async () => {
    const region = await open('#/notifications');
    await waitFor(() => expect(region.querySelectorAll('[data-announcement]')).toHaveLength(5));
    expect(region.textContent).toContain('2 unread');
    expect(page.container.querySelector('nav a[href="#/notifications"] .count')?.textContent.trim()).toBe('2');
    region.querySelector<HTMLElement>('[data-announcement]')?.click();
    await called('notifications.markRead', { ids: ['a0'] });
    await waitFor(() => expect(location.hash).toBe('#/views/myOpen/189200000004200'));
  });

  it('say once what a kind says already, in the language of now', async () => {
    const region = await open('#/notifications', 'lang=zh');
    await waitFor(() => expect(region.querySelectorAll('[data-announcement]')).toHaveLength(5));
    const rows = [...region.querySelectorAll('[data-announcement]')].map((row) => row.textContent.replace(/\s+/g, ' '));
    for (const row of rows) expect(row).not.toMatch(/(未发出|任务到期).*\1/);
    expect(rows[4]).toContain('任务到期 Call the accounts department#1038Invoice twice');
  });

  it('are in the language of now, and tell what happened before what was written', async () => {
    const row = { ticketId: null, ticketNumber: null, subject: '', line: '', route: '#/time', isRead: true };
    const rows: Output<'notifications.list'>['rows'] = [
      { ...row, id: 'n1', kind: 'timer', title: 'A timer has run for 3 hours', ticketId: '1', at: 4 },
      { ...row, id: 'n2', kind: 'timer', title: 'No time logged today', at: 3 },
      { ...row, id: 'n3', kind: 'sweep', title: 'Much is gone', line: '40 of 300 are no longer listed.', at: 2 },
      { ...row, id: 'n4', kind: 'failed', title: 'Not sent', subject: 'Printer', line: 'Hello Lucas', at: 1 },
      { ...row, id: 'n5', kind: 'failed', title: 'Not sent', line: 'Hello Ann', at: 0 },
    ];
    history.replaceState(null, '', '/#/notifications');
    page = await openPage('lang=zh', { 'notifications.list': () => ({ rows, total: 5, unread: 0 }) as never });
    await waitFor(() => expect(page.container.querySelectorAll('[data-announcement]')).toHaveLength(5));
    const texts = [...page.container.querySelectorAll('[data-announcement] .text')].map(({ children }) =>
      [...children].map(({ textContent }) => textContent.trim()),
    );
    expect(texts).toEqual([
      ['计时已持续 3 小时'],
      ['今天还没有记录工时'],
      ['服务端少了许多内容', '300 项中有 40 项已不在列表中。在您确认之前不会移除任何内容。'],
      ['Printer', 'Hello Lucas'],
      ['您写的一项内容需要查看', 'Hello Ann'],
    ]);
  });

  it('are walked with the arrows and marked as read at once', async () => {
    const region = await open('#/notifications');
    const first = await find<HTMLElement>(page, '[data-announcement]');
    first.focus();
    await page.press('ArrowDown', 'j', 'k');
    expect(document.activeElement?.textContent).toMatch(/Mention\s+Jade Tan/);
    button('Mark all as read').click();
    await called('notifications.markRead', { all: true });
    page.transport.emit('notifications.changed', {});
    await waitFor(() => expect(region.textContent).not.toContain('unread'));
  });

  it('of one ticket stop and come back from its menu', async () => {
    history.replaceState(null, '', '/#/views/myOpen/189200000004200');
    page = await openPage('lang=en');
    await find(page, 'article [data-item]');
    await waitFor(() => expect(page.transport.callsOf('notifications.markRead').length).toBeGreaterThan(0));
    await waitFor(() => expect(page.app.commands.run('mute')).toBe(true));
    await called('notifications.mute', { ticketId: '189200000004200', muted: true });
    await waitFor(() => expect(page.container.textContent).toContain('no longer notified of this ticket'));
    expect(page.app.commands.find('mute')?.label(page.app.i18n.t), 'the same command ends it').toBe(
      'Unmute this ticket',
    );
    expect(page.app.commands.run('mute')).toBe(true);
    await waitFor(() => expect(page.transport.callsOf('notifications.mute')).toHaveLength(2));
  });

  it('teach while there are none', async () => {
    const region = await open('#/notifications', 'lang=en&news=none');
    await waitFor(() => expect(region.textContent).toContain('No notifications yet'));
  });

  it('become a sentence with a way there where the browser shows no pop-ups', async () => {
    await open('#/notifications');
    page.transport.emit('app.notification', {
      id: 'x',
      title: 'Lucas Carol',
      body: '#1042 Printer',
      route: '#/tickets/189200000004203',
    });
    const said = await find<HTMLElement>(page, '.place[role=status]');
    await waitFor(() => expect(said.textContent).toContain('Lucas Carol · #1042 Printer'));
    [...said.querySelectorAll('button')].at(-1)?.click();
    await waitFor(() => expect(location.hash).toContain('189200000004203'));
  });
});

describe('figures', () => {
  it('are drawn with their words, and a bar leads to its tickets', async () => {
    const region = await open('#/dashboard');
    const bar = await find<HTMLElement>(page, '[title="3–7 days: 4 tickets, 2 overdue"]');
    expect(region.textContent).toContain('21open tickets, 5 overdue (hatched)');
    bar.click();
    await waitFor(() =>
      expect(page.transport.callsOf('dashboard.tickets')[0]).toMatchObject({ which: { part: 'open', bucket: 'week' } }),
    );
    const [asked] = page.transport.callsOf('dashboard.get') as { days: number[] }[];
    expect(asked?.days).toHaveLength(15);
    await waitFor(() => expect(region.querySelectorAll('.tickets a')).toHaveLength(3));
    expect(bar.getAttribute('aria-pressed')).toBe('true');
    expect(region.querySelector('.tickets h2')?.textContent.replace(/\s+/g, ' ').trim()).toBe(
      'My open tickets by waiting time: 3–7 days 3',
    );
    expect(region.textContent).toContain('1:30 of it not sent yet (hatched)');
    (await find<HTMLElement>(page, '[title="Overdue: 5 tickets"]')).click();
    await waitFor(() =>
      expect(page.transport.callsOf('dashboard.tickets').at(-1)).toMatchObject({
        which: { part: 'due', bucket: 'overdue' },
      }),
    );
    const before = page.transport.callsOf('dashboard.get').length;
    page.transport.emit('outbox.changed', { ids: [] });
    await waitFor(() => expect(page.transport.callsOf('dashboard.get').length).toBeGreaterThan(before), {
      timeout: 4_000,
    });
    await waitFor(() => expect(region.querySelectorAll('.tickets a')).toHaveLength(3));
    region.querySelector<HTMLElement>('.tickets a')?.click();
    await waitFor(() => expect(location.hash).toMatch(/^#\/views\/myOpen\//));
  });
});

describe('settings', () => {
  it('go from group to group, and each has an address', async () => {
    await open('#/settings/writing');
    await find(page, 'nav a[aria-current][href="#/settings/writing"]');
    await page.press('j');
    await waitFor(() => expect(location.hash).toBe('#/settings/look'));
    await page.press('Escape');
    await waitFor(() => expect(location.hash).toBe('#/settings'));
  });

  it('switch a rule, the quiet hours and a pause', async () => {
    await open('#/settings/notifications');
    (await labelled('A task of mine is due')).click();
    await waitFor(() =>
      expect(page.transport.callsOf('notifications.configure')[0]).toMatchObject({
        rules: { task: false, mine: true },
      }),
    );
    await fireEvent.change(await labelled<HTMLInputElement>('Quiet hours: From'), { target: { value: '21:30' } });
    await waitFor(() =>
      expect(page.transport.callsOf('notifications.configure')[1]).toEqual({ quietHours: { from: 1290, to: 420 } }),
    );
    (await labelled('Quiet hours')).click();
    await waitFor(() => expect(page.transport.callsOf('notifications.configure')[2]).toEqual({ quietHours: null }));
  });

  it('say what a depth takes before it is taken', async () => {
    const region = await open('#/settings/depth');
    const select = await labelled<HTMLSelectElement>('Closed tickets');
    await fireEvent.change(select, { target: { value: '4' } });
    const depth = { range: 'all', departmentIds: null, attachmentBytes: 5 * 1024 * 1024 };
    await called('sync.estimateDepth', depth);
    await waitFor(() => expect(region.textContent).toContain('About 1,840 tickets, 2,300 calls (2,450 credits'));
    expect(page.transport.callsOf('sync.setDepth')).toEqual([]);
    button('Keep this much here').click();
    await called('sync.setDepth', depth);
  });

  it('are told of with the first sync, once, with the way to change them', async () => {
    history.replaceState(null, '', '/');
    page = await openPage('lang=en&first=1');
    const banner = await find<HTMLElement>(page, '.banner.info');
    expect(banner.textContent).toMatch(
      /Keeping open tickets and those of the last 90 days on this machine:\s+about 2,300 calls, 38 MB/,
    );
    button('Change…').click();
    await waitFor(() => expect(location.hash).toBe('#/settings/depth'));
    await waitFor(() => expect(page.container.querySelector('.banner.info')).toBeNull());
    expect(page.transport.callsOf('settings.update')).toEqual([{ depthToldTo: [expect.stringContaining('/')] }]);
    expect(page.transport.callsOf('sync.estimateDepth')).toHaveLength(1);
    cleanup();

    page = await openPage('lang=zh&first=1');
    await find<HTMLElement>(page, '.banner.info');
    (await labelled('知道了')).click();
    await waitFor(() => expect(page.container.querySelector('.banner.info')).toBeNull());
    cleanup();

    history.replaceState(null, '', '/');
    page = await openPage('lang=en');
    await find(page, '[role=option]');
    expect(page.container.querySelector('.banner.info')).toBeNull();
    expect(page.transport.callsOf('sync.estimateDepth')).toEqual([]);
  });

  it('end the count of a depth that nobody waits for', async () => {
    const region = await open('#/settings/depth', 'lang=en', {
      'sync.estimateDepth': () => new Promise(() => undefined),
    });
    await fireEvent.change(await labelled<HTMLSelectElement>('Closed tickets'), { target: { value: '4' } });
    await waitFor(() => expect(region.textContent).toContain('Reckoning'));
    expect(page.transport.callsOf('sync.endEstimate')).toEqual([]);
    location.hash = '#/settings/look';
    await called('sync.endEstimate', {});
  });

  it('list the senders whose pictures show, take one more, and let one go', async () => {
    let senders = ['lucas@zylker.example', 'ana@zylker.example'];
    const region = await open('#/settings/privacy', 'lang=en', {
      'trustedSenders.list': () => senders,
      'trustedSenders.set': ({ address, isTrusted }) => {
        senders = [...senders.filter((one) => one !== address), ...(isTrusted ? [address] : [])];
        return null;
      },
    });
    await waitFor(() => expect(region.textContent).toMatch(/ana@zylker.example.*lucas@zylker.example/s));
    const field = await labelled<HTMLInputElement>('Address');
    await fireEvent.input(field, { target: { value: 'nobody' } });
    await fireEvent.submit(field.form!);
    await waitFor(() => expect(page.container.textContent).toContain('That is no e-mail address.'));
    await fireEvent.input(field, { target: { value: 'Jade@Desk.example' } });
    await fireEvent.submit(field.form!);
    await waitFor(() => expect(region.textContent).toContain('jade@desk.example'));
    (await labelled('Remove ana@zylker.example')).click();
    await waitFor(() => expect(region.textContent).not.toContain('ana@zylker.example'));
    expect(senders).toEqual(['lucas@zylker.example', 'jade@desk.example']);
    await waitFor(() => button('Undo').click());
    await waitFor(() => expect(senders).toContain('ana@zylker.example'));
  });

  it('leave the offer of remote pictures out, and the address of links', async () => {
    await open('#/settings/privacy');
    await fireEvent.change(await labelled('Remote pictures in messages'), { target: { value: '1' } });
    await called('settings.update', { remoteImages: 'never' });
    (await labelled('Show where links lead')).click();
    await waitFor(() => expect(page.transport.callsOf('settings.update')[1]).toEqual({ linkPreview: false }));
    page.app.route.go({ place: 'tickets', ticketId: '1892000000000042034', itemId: null });
    const item = await find<HTMLElement>(page, '[data-item="thread/10"]');
    await waitFor(() => expect(item.textContent).toContain('2 remote images blocked'));
    expect(item.textContent).not.toContain('Show');
    (await find<HTMLElement>(page, '[data-item="comment/20"] a')).focus();
    expect(page.container.querySelector('[data-link-target]')).toBeNull();
  });

  it('hold what goes out, as chosen', async () => {
    await open('#/settings/writing');
    (await labelled('The ticket was closed')).click();
    await called('outbox.updateSettings', { holdOn: { closed: false } });
  });

  it('show the report for support before it is saved', async () => {
    await open('#/settings/data', 'lang=en', { 'data.diagnostics': () => ({ text: '{"deskhand": "0.1.0"}' }) });
    const show = await waitFor(() => button('Show report…'));
    show.focus();
    show.click();
    const text = await labelled<HTMLTextAreaElement>('Report for support');
    expect(text.value).toBe('{"deskhand": "0.1.0"}');
    expect(text.readOnly).toBe(true);
    button('Save').click();
    await waitFor(() => expect(page.container.querySelector('dialog')).toBeNull());
    expect(document.activeElement).toBe(show);
  });

  it('fetch everything anew on a word that says so, unlike the one that erases what is the agent’s', async () => {
    await open('#/settings/data');
    await waitFor(() => button('Fetch again…').click());
    const yes = await waitFor(() => button('Fetch again'));
    expect([...page.container.querySelectorAll('dialog footer button')].map((one) => one.textContent.trim())).toEqual([
      'Cancel',
      'Fetch again',
    ]);
    yes.click();
    await called('data.eraseCache', {});
  });

  it('take along what is the agent’s own', async () => {
    await open('#/settings/data');
    await waitFor(() => button('Export…').click());
    await called('data.export', {});
    await waitFor(() => expect(page.container.textContent).toContain('Everything of yours is in the file.'));
  });

  it('erase everything only on the agent’s word where something is unsent', async () => {
    await open('#/settings/data', 'lang=en&outbox=1');
    await waitFor(() => button('Erase…').click());
    const erase = await waitFor(() => button('Erase'));
    expect(erase).toHaveProperty('disabled', true);
    (await find<HTMLInputElement>(page, 'dialog input[type=checkbox]')).click();
    await waitFor(() => expect(erase).toHaveProperty('disabled', false));
    erase.click();
    await called('data.eraseAll', { evenUnsent: true });
  });
});

describe('where newer versions come from', () => {
  it.each([
    ['forbidden', 'Another address is taken only once you allow it in the dialog that asks.', ''],
    ['invalid', 'Only an https address will do.', 'ftp://there'],
  ] as const)('an address that is not taken says why: %s', async (code, why, left) => {
    const info: Output<'app.info'> = {
      version: '0.1.0',
      host: 'electron',
      dataDir: '/data',
      secretStore: 'file',
      isSecretStoreWeak: false,
      platform: 'linux',
      isShortcutRefused: false,
      notices: [],
    };
    await open('#/settings/about', 'lang=en', {
      'app.info': () => info,
      'app.setMenu': () => null,
      'settings.update': () => {
        throw new BridgeError({ code, message: 'no' });
      },
    });
    const input = await labelled<HTMLInputElement>('Newer versions from');
    await fireEvent.change(input, { target: { value: 'ftp://there' } });
    await waitFor(() => expect(page.container.textContent).toContain(why));
    expect(input.value).toBe(left);
  });
});
