import { cleanup, fireEvent, waitFor } from '@testing-library/svelte';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TaskRow } from '../../src-preload/contract/tasks.ts';
import type { ThreadItem } from '../../src-preload/contract/threads.ts';
import type { TimelineItem } from '../../src-preload/contract/tickets.ts';
import { type Script, ScriptedError } from '../fakes/transport.ts';
import { type } from './hands.ts';
import { find, openPage, type Page } from './harness.ts';
import { makeDetail, makeRow, timeline } from './preview/data.ts';
import { makeItem, makeMaker } from './preview/outbox-items.ts';
import { makeTask } from './preview/records.ts';

let page: Page;
const idOf = (index: number): string => makeRow(index).id;

afterEach(() => {
  cleanup();
  expect(page.transport.faults).toEqual([]);
});

describe('the ticket page', () => {
  beforeEach(async () => {
    history.replaceState(null, '', `/#/views/myOpen/${idOf(0)}`);
    page = await openPage('lang=en');
    await find(page, '[data-item]');
  });
  const item = (id: string): HTMLElement => page.container.querySelector<HTMLElement>(`[data-item="${id}"]`)!;

  it('opens from its address, with everything in order', () => {
    const order = [...page.container.querySelectorAll<HTMLElement>('[data-item]')].map((one) => one.dataset['item']);
    expect(order).toEqual([
      'thread/10',
      'thread/11',
      'comment/20',
      'comment/21',
      'thread/12',
      'thread/13',
      'thread/14',
      'thread/15',
    ]);
  });

  it('asks once for what several of its parts show, and again once it changed', async () => {
    const asked = (method: Parameters<Page['transport']['callsOf']>[0]): number =>
      page.transport.callsOf(method).length;
    const counts = (): number[] => [
      asked('tasks.list'),
      asked('timeEntries.ofTicket'),
      asked('contacts.tickets'),
      asked('accounts.tickets'),
    ];
    // Of the tasks the open ones and the done ones.
    await waitFor(() => expect(counts()).toEqual([2, 1, 1, 1]));
    await waitFor(() => expect(asked('views.fields')).toBeGreaterThan(0));
    const read = asked('tickets.get');
    page.transport.emit('tickets.changed', { ids: [idOf(0)] });
    await waitFor(() => expect(asked('tickets.get')).toBe(read + 1));
    await waitFor(() => expect(asked('timeEntries.ofTicket')).toBe(2));
    page.transport.emit('tasks.changed', { ids: ['9'] });
    await waitFor(() => expect(asked('tasks.list')).toBeGreaterThan(3));
  });

  it('shows photos of those who have one, asked for once, and initials where there is none or it does not show', async () => {
    const face = (id: string): HTMLElement => item(id).querySelector<HTMLElement>('.avatar')!;
    await waitFor(() => expect(face('thread/10').querySelector('img')?.src).toMatch(/^data:image/));
    expect(face('thread/11').textContent.trim()).toBe('CJ');
    const panel = (): HTMLImageElement | null => page.container.querySelector('.person .avatar img');
    await waitFor(() => expect(panel()?.alt).toBe(''));
    const asked = page.transport
      .callsOf('attachments.photos')
      .flatMap((input) => (input as { people: string[] }).people);
    expect(asked.toSorted()).toEqual([...new Set(asked)].toSorted());
    expect(asked).toEqual(expect.arrayContaining(['contact/9001']));
    await fireEvent.error(face('thread/10').querySelector('img')!);
    await waitFor(() => expect(face('thread/10').textContent.trim()).toBe('LC'));
  });

  it('shows, marks and takes the keyboard to the message that an address points at, and points no more afterwards', async () => {
    expect(page.container.querySelector('[aria-current=true][data-item]')).toBeNull();
    page.app.route.open(`#/tickets/${idOf(0)}?comment=21`);
    await waitFor(() => expect(document.activeElement).toBe(item('comment/21')));
    expect(item('comment/21').getAttribute('aria-current')).toBe('true');
    item('comment/21').blur();
    page.app.route.open(`#/tickets/${idOf(0)}?comment=21`);
    await waitFor(() => expect(document.activeElement).toBe(item('comment/21')));
    page.app.route.go({ ticketId: idOf(0) });
    await waitFor(() => expect(item('comment/21').hasAttribute('aria-current')).toBe(false));
  });

  it('follows a ticket by its menu', async () => {
    page.app.commands.run('follow');
    await waitFor(() => expect(page.transport.callsOf('notifications.follow')).toHaveLength(1));
    expect(page.transport.callsOf('notifications.follow')).toEqual([{ ticketId: idOf(0), followed: true }]);
    await waitFor(() =>
      expect(page.container.textContent).toContain('You are notified of every customer’s message here.'),
    );
    expect(page.app.commands.find('follow')?.label(page.app.i18n.t)).toBe('Stop following this ticket');
    page.app.commands.run('follow');
    await waitFor(() => expect(page.transport.callsOf('notifications.follow')).toHaveLength(2));
    expect(page.transport.callsOf('notifications.follow')[1]).toEqual({ ticketId: idOf(0), followed: false });
  });

  it('tells apart who speaks, and what was not sent', () => {
    expect(item('thread/10').textContent).toContain('Customer');
    expect(item('thread/11').textContent.replace(/\s+/g, ' ')).toContain('to Lucas Carol, Cc Priya Raman');
    expect(item('comment/20').textContent).toContain('Private comment');
    expect(item('thread/14').textContent).toContain('Not delivered');
    expect(item('thread/15').textContent).toContain('Draft');
  });

  it('names mentions, links addresses, folds quotes', () => {
    expect(item('comment/20').textContent).toContain('@Jade Liu have we');
    expect(item('comment/20').textContent).not.toContain('zsu[');
    expect(item('thread/12').querySelector('details')?.textContent).toContain('switch it off');
  });

  it('opens links through the host only', async () => {
    const link = item('comment/20').querySelector('a')!;
    const event = new MouseEvent('click', { bubbles: true, cancelable: true });
    link.dispatchEvent(event);
    expect(event.defaultPrevented).toBe(true);
    expect(page.transport.callsOf('app.openLink')).toEqual([{ url: 'https://wiki.example.com/4.2-ports' }]);
  });

  it('shows where a link leads to the pointer and to the keyboard', async () => {
    const link = item('comment/20').querySelector('a')!;
    const foot = (): string | undefined => page.container.querySelector('[data-link-target]')?.textContent.trim();
    expect(foot()).toBeUndefined();
    link.focus();
    await waitFor(() => expect(foot()).toBe('https://wiki.example.com/4.2-ports'));
    link.blur();
    await waitFor(() => expect(foot()).toBeUndefined());
    await fireEvent.mouseEnter(link);
    await waitFor(() => expect(foot()).toBe('https://wiki.example.com/4.2-ports'));
    await fireEvent.mouseLeave(link);
    await waitFor(() => expect(foot()).toBeUndefined());
  });

  it('shows mail in a frame that may run nothing', () => {
    const frame = item('thread/10').querySelector('iframe')!;
    expect(frame.getAttribute('sandbox')).toBe('allow-same-origin');
    expect(frame.srcdoc).toContain("default-src 'none'");
    expect(frame.srcdoc).not.toContain('track.example.com');
    expect(item('thread/10').textContent).toContain('2 remote images blocked');
    expect(item('thread/10').textContent).toContain('error-screen.png');
  });

  it('shows the contact, the account and the fields', async () => {
    const panel = await find<HTMLElement>(page, 'aside');
    await waitFor(() => expect(panel.textContent).toContain('Zylker Travels'));
    for (const word of ['Front office manager', '3 open', '82%', 'Technical support', 'ZX-4471-08', 'printer-log']) {
      expect(panel.textContent).toContain(word);
    }
  });

  it('keeps the page when reading again fails', async () => {
    page.transport.script({
      'tickets.get': () => {
        throw new ScriptedError({ code: 'internal', message: 'broken' });
      },
    });
    page.transport.emit('tickets.changed', { ids: [idOf(0)] });
    await waitFor(() =>
      expect(page.container.querySelector('[role=alert]')?.textContent).toContain('could not be read'),
    );
    expect(item('thread/10')).not.toBeNull();
  });

  it('keeps the frames of what did not change', async () => {
    const frame = item('thread/10').querySelector('iframe');
    const before = page.transport.callsOf('tickets.timeline').length;
    page.transport.emit('tickets.changed', { ids: [idOf(0)] });
    await waitFor(() => expect(page.transport.callsOf('tickets.timeline').length).toBeGreaterThan(before));
    expect(item('thread/10').querySelector('iframe')).toBe(frame);
  });

  it('says so when the ticket is gone, with nothing beside it', async () => {
    expect(page.container.querySelector('aside')).not.toBeNull();
    page.transport.script({ 'tickets.get': () => null, 'tickets.timeline': () => [] });
    page.transport.emit('tickets.changed', { ids: [] });
    await waitFor(() => expect(page.container.textContent).toContain('This ticket is not here'));
    expect(page.container.querySelector('aside')).toBeNull();
  });

  it('leaves nothing to change on a ticket that is gone: its facts stay, as plain words', async () => {
    const facts = await find<HTMLElement>(page, 'article .facts');
    expect(facts.querySelectorAll('button').length).toBeGreaterThan(0);
    page.transport.script({ 'tickets.get': () => null, 'tickets.timeline': () => [] });
    page.transport.emit('tickets.changed', { ids: [] });
    await waitFor(() => expect(page.container.querySelector('article .facts button')).toBeNull());
    expect(page.container.querySelector('article .facts')?.textContent).toContain('Carol Jensen');
    expect(page.container.querySelector('article header h2')?.textContent).toBe(makeRow(0).subject);
    expect(page.container.querySelector('article header h2 button')).toBeNull();
    expect(page.container.querySelector('article header [aria-haspopup=menu]')).toBeNull();
  });

  it('that can not be read says so in its place, with nothing beside it, and is read again', async () => {
    let isBroken = true;
    page.transport.script({
      'tickets.get': () => {
        if (isBroken) throw new ScriptedError({ code: 'internal', message: 'broken' });
        return makeDetail(makeRow(1));
      },
    });
    page.app.route.go({ ticketId: idOf(1) });
    await waitFor(() => expect(page.container.querySelector('[role=alert] .empty')).not.toBeNull());
    expect(page.container.querySelector('aside')).toBeNull();
    isBroken = false;
    page.container.querySelector<HTMLElement>('[role=alert] .empty button')?.click();
    await waitFor(() => expect(page.container.querySelector('aside')).not.toBeNull());
    expect(page.container.querySelector('article [role=alert]')).toBeNull();
  });

  it('shows the words that were being written on a ticket that is gone, to the last one', async () => {
    const kept = new Map<string, unknown>();
    page.transport.script({
      'drafts.save': ({ key, ticketId, doc }) => {
        kept.set(key, { key, ticketId, doc, savedAt: 1 });
        return { savedAt: 1 };
      },
      'drafts.list': () => [...kept.values()] as never,
    });
    await page.press('c');
    type(await find<HTMLTextAreaElement>(page, 'form.composer textarea'), 'Half a thought');
    page.transport.script({ 'tickets.get': () => null, 'tickets.timeline': () => [] });
    page.transport.emit('tickets.changed', { ids: [] });
    await waitFor(() => expect(page.container.querySelector('.empty')?.textContent).toContain('Half a thought'));
  });

  it.each(['called back', 'refused'])(
    'shows all that was written on a new ticket that was %s, in whatever form',
    async (how) => {
      const ticketId = how === 'refused' ? 'local-1' : 'local-back';
      const docs = [
        { kind: 'comment', content: 'For the team', contentType: 'plainText' },
        { kind: 'reply', content: '<p>Dear customer</p>', contentType: 'html' },
        { kind: 'timeEntry', description: 'Called them' },
        { kind: 'task', subject: 'Bring a lamp' },
        { kind: 'edit', fields: { resolution: 'A new bulb', customFields: { Place: 'Basement' } } },
        { kind: 'reply', content: '<p></p>', contentType: 'html' },
      ] as const;
      page.transport.script({
        'drafts.list': () => docs.map((doc, at) => ({ key: `draft:${at}`, ticketId, doc, savedAt: 1 })),
        'tickets.get': () => null,
        'tickets.timeline': () => [],
        'outbox.maker': ({ id }) => makeMaker(id),
      });
      page.app.route.go({ ticketId });
      const words = (): (string | null)[] =>
        [...page.container.querySelectorAll('.empty pre')].map((one) => one.textContent);
      await waitFor(() =>
        expect(words()).toEqual([
          'For the team',
          'Dear customer',
          'Called them',
          'Bring a lamp',
          'A new bulb\n\nBasement',
        ]),
      );
    },
  );
});

describe('the conversation', () => {
  const [first, reply] = timeline as [ThreadItem, ThreadItem];
  const note = timeline[2]!;
  const groups = { overdue: 0, today: 0, tomorrow: 0, week: 0, later: 0, none: 0 };
  const tasksOf = (task: TaskRow): Script => ({
    'tasks.list': ({ state }) => {
      const rows = (state === 'open') === task.isOpen ? [task] : [];
      return { rows, total: rows.length, groups, asOf: 1 };
    },
  });
  const openWith = async (items: readonly TimelineItem[], more: Script = {}): Promise<void> => {
    history.replaceState(null, '', `/#/views/myOpen/${idOf(0)}`);
    page = await openPage('lang=en', {
      'tickets.timeline': () => [...items],
      'tickets.get': () => ({ ...makeDetail(makeRow(0)), description: 'It prints nothing at all' }),
      'timeEntries.ofTicket': () => ({ entries: [], seconds: 0 }),
      ...more,
    });
    await find(page, '[data-item]');
  };
  const content = (): string => page.container.querySelector('[role=region]')!.textContent.replace(/\s+/g, ' ');

  it('keeps the description of a ticket without a customer’s message, whatever agents write', async () => {
    await openWith([note, reply]);
    expect(content()).toContain('It prints nothing at all');
    page.transport.script({ 'tickets.timeline': () => [first, note, reply] });
    page.transport.emit('tickets.changed', { ids: [idOf(0)] });
    await waitFor(() => expect(content()).not.toContain('It prints nothing at all'));
  });

  it('puts what has no time last', async () => {
    const task = { ...makeTask(0, false), createdTime: null, completedTime: new Date().toISOString() };
    await openWith([{ ...reply, time: null }, first], tasksOf(task));
    await waitFor(() => expect(content()).toContain('Task done'));
    const order = [...page.container.querySelectorAll('[data-item], li.quiet')].map((one) =>
      one.getAttribute('data-item'),
    );
    expect(order).toEqual(['thread/10', null, 'thread/11']);
  });

  it('tells when a task was made and when it was done', async () => {
    const task = { ...makeTask(0), subject: 'Call back', createdTime: new Date().toISOString() };
    await openWith([first], tasksOf(task));
    await waitFor(() => expect(content()).toContain('Task added: Call back'));
    expect(content()).not.toContain('Task done');
  });

  it('shows each channel its own way', async () => {
    const on = (channel: string, index: number): ThreadItem => ({ ...first, id: `c${index}`, channel });
    const channels = ['EMAIL', 'PHONE', 'CHAT', 'TWITTER', 'FORUMS', 'Customer Portal'];
    await openWith([...channels.map(on), { ...on('FACEBOOK', 9), from: 'zylker.travels' }]);
    const classOf = (id: string): DOMTokenList => page.container.querySelector(`[data-item="thread/${id}"]`)!.classList;
    expect(channels.map((_, index) => [...classOf(`c${index}`)].find((name) => name.startsWith('on-')))).toEqual([
      'on-email',
      'on-phone',
      'on-chat',
      'on-twitter',
      'on-forums',
      'on-portal',
    ]);
    const text = page.container.querySelector('[data-item="thread/c9"]')!.textContent;
    expect(text).toContain('Facebook');
    expect(text).toContain('zylker.travels');
  });

  it('counts who has no room in the head of a message, names them to who asks, and opens them all', async () => {
    const cc = Array.from({ length: 20 }, (_, index) => `"Guest ${index + 1}" <guest${index + 1}@inn.example>`);
    await openWith([{ ...reply, cc: cc.join(', ') }]);
    const more = await find<HTMLButtonElement>(page, '[data-item] .head button[title*="Guest 20"]');
    expect(more.textContent).toBe('and 17 more');
    expect(more.ariaLabel ?? more.getAttribute('aria-label')).toContain('Guest 17');
    more.click();
    await waitFor(() => expect(page.container.querySelector('dialog')?.textContent).toContain('guest20@inn.example'));
  });

  it('names who got a blind copy in the details of a message', async () => {
    await openWith([{ ...reply, bcc: 'boss@desk.example' }]);
    page.container.querySelector<HTMLElement>('[data-item] [aria-haspopup=menu]')!.click();
    await waitFor(() => expect(page.container.querySelector('[role=menu]')).not.toBeNull());
    [...page.container.querySelectorAll<HTMLElement>('[role=menuitem]')]
      .find((one) => one.textContent.includes('Message details'))!
      .click();
    await waitFor(() => expect(page.container.querySelector('dialog')?.textContent).toContain('boss@desk.example'));
  });
});

describe('a ticket that was made here', () => {
  const LOCAL = 'local-11111111-2222-3333-4444-555555555555';
  const openMade = async (script: Script): Promise<void> => {
    history.replaceState(null, '', `/#/views/myOpen/${LOCAL}`);
    page = await openPage('lang=en', script);
  };

  it('is the service’s ticket as soon as the service has named it', async () => {
    const made = { ...makeDetail(makeRow(0)), id: LOCAL, number: '' };
    let detail = made;
    await openMade({ 'tickets.get': () => detail });
    await waitFor(() => expect(page.app.ticket.value?.detail.id).toBe(LOCAL));
    expect(page.container.querySelector('article .number')).toBeNull();
    detail = { ...made, id: '4711' };
    page.transport.emit('tickets.changed', { ids: [LOCAL, '4711'] });
    await waitFor(() => expect(page.app.route.value.ticketId).toBe('4711'));
    detail = { ...detail, number: '2101' };
    page.transport.emit('tickets.changed', { ids: ['4711'] });
    await waitFor(() => expect(page.container.querySelector('article .number')?.textContent).toBe('#2101'));
  });

  it('learns its number also under its own name, while something is being written on it', async () => {
    let detail = { ...makeDetail(makeRow(0)), id: '4711', number: '' };
    await openMade({ 'tickets.get': () => ({ ...detail, id: LOCAL }) });
    await waitFor(() => expect(page.app.ticket.value?.detail.id).toBe(LOCAL));
    page.app.composer.start('reply', () => ({ content: '<p>Hello</p>' }));
    page.transport.script({ 'tickets.get': () => detail });
    page.transport.emit('tickets.changed', { ids: [LOCAL] });
    await waitFor(() => expect(page.app.ticket.value?.detail.id).toBe('4711'));
    detail = { ...detail, number: '2101' };
    page.transport.emit('tickets.changed', { ids: ['4711'] });
    await waitFor(() => expect(page.container.querySelector('article .number')?.textContent).toBe('#2101'));
    expect(page.app.route.value.ticketId).toBe(LOCAL);
  });

  it('was called back: is called by its subject, and opens the form that has its text', async () => {
    const maker = makeItem(3, { kind: 'ticket.create', state: 'cancelled', localId: LOCAL, summary: 'No light' });
    await openMade({ 'tickets.get': () => null, 'tickets.timeline': () => [], 'outbox.maker': () => maker });
    await waitFor(() => expect(page.container.querySelector('article header h2')?.textContent).toBe('No light'));
    page.container.querySelector<HTMLElement>('article .empty button')?.click();
    await waitFor(() => expect(page.container.querySelector('dialog h2')?.textContent).toBe('New ticket'));
  });

  it('says that the service refused it and why, and leads to the item', async () => {
    const error = { code: 'invalid', message: 'no', fields: null, said: 'The department is closed.' };
    const maker = makeItem(3, { id: 'job-3', kind: 'ticket.create', state: 'rejected', localId: LOCAL, error });
    await openMade({ 'tickets.get': () => null, 'tickets.timeline': () => [], 'outbox.maker': () => maker });
    const text = (): string => page.container.querySelector('article')?.textContent ?? '';
    await waitFor(() => expect(text()).toContain('The service refused to create this ticket'));
    expect(text()).toContain('It said: “The department is closed.”');
    expect(text()).not.toContain('never fetched');
    const button = [...page.container.querySelectorAll('article button')].find(
      (one) => one.textContent.trim() === 'Show it in the outbox',
    );
    await fireEvent.click(button!);
    expect(page.app.route.value).toMatchObject({ place: 'outbox', itemId: 'job-3' });
  });
});
