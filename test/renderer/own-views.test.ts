import { cleanup, fireEvent, waitFor } from '@testing-library/svelte';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { snoozeTimes } from '../../src-renderer/lib/snooze-times.ts';
import { useZone } from '../../src-renderer/lib/zone.svelte.ts';
import { filterOf } from '../../src-renderer/state/views.svelte.ts';
import { conflictsOf } from '../../src-renderer/views/parts/view-conflicts.ts';
import type { CustomCondition } from '../../src-preload/contract/views.ts';
import { find, openPage, type Page } from './harness.ts';
import { makeRow } from './preview/data.ts';

let page: Page;
const button = (label: string): HTMLElement =>
  [...page.container.querySelectorAll<HTMLElement>('button, [role^=menuitem]')].find(
    (one) => (one.ariaLabel ?? one.textContent ?? '').trim() === label,
  )!;
const inDialog = (label: string): HTMLElement =>
  [...page.container.querySelectorAll<HTMLElement>('dialog button')].find((one) => one.textContent?.trim() === label)!;
const entries = (): string[] =>
  [...page.container.querySelectorAll<HTMLElement>('nav li a')].map(
    (one) => one.textContent?.replace(/\s+/g, ' ').trim() ?? '',
  );
const entry = async (name: string): Promise<HTMLElement> =>
  waitFor(() => {
    const found = [...page.container.querySelectorAll<HTMLElement>('nav li a')].find((one) =>
      one.textContent?.includes(name),
    );
    if (!found) throw new Error(`no entry ${name}`);
    return found;
  });
const menu = async (item: string): Promise<void> => {
  await fireEvent.click(page.container.querySelector('[title="How this view looks"]')!);
  await waitFor(() => expect(button(item)).toBeDefined());
  await fireEvent.click(button(item));
};

beforeEach(async () => {
  history.replaceState(null, '', '/');
  page = await openPage('lang=en');
  await find(page, '[role=option]');
});
afterEach(() => {
  cleanup();
  useZone(undefined);
  expect(page.transport.faults).toEqual([]);
});

describe('views of the agent’s own', () => {
  it('stand in the sidebar with their numbers, and have an address', async () => {
    const link = await entry('Urgent, mine');
    expect(entries()).toContain('Urgent, mine 17');
    // More than are listed.
    expect(entries()).toContain('退款 10,000+');
    await fireEvent.click(link);
    await waitFor(() => expect(location.hash).toBe('#/views/v-1'));
    expect(page.container.querySelector('h1')?.textContent).toBe('Urgent, mine');
    await waitFor(() =>
      expect(page.transport.callsOf('tickets.list').at(-1)).toMatchObject({ view: 'v-1', offset: 0 }),
    );
    await waitFor(() => expect(document.title).toContain('Urgent, mine'));
  });

  it('leave their room to departments that are folded, but for the one that is open', async () => {
    await entry('Support');
    const fold = page.container.querySelector<HTMLElement>('nav [title="Fold the departments"]')!;
    expect(fold.getAttribute('aria-expanded')).toBe('true');
    await fireEvent.click(await entry('Billing'));
    await fireEvent.click(fold);
    await waitFor(() =>
      expect(entries().filter((name) => /Billing|Support|技术部/.test(name))).toEqual(['Billing 96']),
    );
    expect(page.transport.callsOf('settings.update').at(-1)).toEqual({ departmentsFolded: true });
    await fireEvent.click(page.container.querySelector('nav [title="Show the departments"]')!);
    await entry('Support');
  });

  it('are made of conditions, with a number that follows them', async () => {
    await entry('Urgent, mine');
    page.app.commands.run('newView');
    const name = await find<HTMLInputElement>(page, 'dialog [name=name]');
    await fireEvent.click(inDialog('Create view'));
    await fireEvent.submit(page.container.querySelector('dialog form')!);
    expect(page.container.querySelector('dialog [role=alert]')?.textContent).toBe('Give the view a name.');
    await fireEvent.input(name, { target: { value: 'Late and high' } });
    await fireEvent.click(inDialog('High'));
    await waitFor(() =>
      expect(page.transport.callsOf('views.count').at(-1)).toMatchObject({
        filter: { statusTypes: ['Open', 'On Hold'], priorities: ['High'] },
      }),
    );
    await waitFor(() => expect(page.container.querySelector('dialog [role=status]')?.textContent).toContain('17'));
    await fireEvent.submit(page.container.querySelector('dialog form')!);
    await waitFor(() => expect(location.hash).toBe('#/views/v-3'));
    expect(await entry('Late and high')).toBeDefined();
    expect(page.transport.callsOf('views.save')).toMatchObject([{ id: null, name: 'Late and high' }]);
  });

  it('have the keyboard once they are made, whatever made them', async () => {
    await entry('Urgent, mine');
    const add = button('New view');
    add.focus();
    await fireEvent.click(add);
    const name = await find<HTMLInputElement>(page, 'dialog [name=name]');
    await fireEvent.input(name, { target: { value: 'Mine' } });
    await fireEvent.submit(page.container.querySelector('dialog form')!);
    await waitFor(() => expect(location.hash).toBe('#/views/v-3'));
    await waitFor(() => expect(document.activeElement?.ariaLabel).toBe('Tickets: Mine'));
  });

  it('say what no ticket can fit, and count without what is unfinished', async () => {
    await entry('Urgent, mine');
    page.app.commands.run('newView');
    const dialog = await find<HTMLElement>(page, 'dialog');
    const said = (): string => [...dialog.querySelectorAll('.problem')].map((one) => one.textContent).join(' ');
    await waitFor(() => expect(inDialog('Add a custom field')).toBeDefined());
    await fireEvent.click(inDialog('Add a custom field'));
    // The keyboard is in what was added, which is not counted before it says something.
    await waitFor(() => expect(document.activeElement?.ariaLabel).toBe('Custom field'));
    await waitFor(() => expect(dialog.querySelector('footer')?.textContent).toContain('without the unfinished'));
    await waitFor(() => expect(page.transport.callsOf('views.count').at(-1)).toMatchObject({ filter: { custom: [] } }));
    const value = (): HTMLInputElement[] => [...dialog.querySelectorAll<HTMLInputElement>('[aria-label=Value]')];
    await fireEvent.input(value()[0]!, { target: { value: 'north' } });
    await waitFor(() => expect(dialog.querySelector('footer')?.textContent).not.toContain('unfinished'));
    await fireEvent.click(inDialog('Add a custom field'));
    await waitFor(() => expect(value()).toHaveLength(2));
    await fireEvent.input(value()[1]!, { target: { value: 'south' } });
    await waitFor(() => expect(said()).toBe('No ticket fits this and the other condition on Region.'));
    await fireEvent.click(dialog.querySelectorAll<HTMLElement>('[aria-label="Remove Region"]')[1]!);
    await waitFor(() => expect(said()).toBe(''));
    expect(document.activeElement?.textContent).toBe('Add a custom field');
    for (const label of ['Any open', 'Any on hold']) await fireEvent.click(inDialog(label));
    await fireEvent.click(inDialog('Any closed'));
    const due = [...dialog.querySelectorAll('select')].find((one) => one.value === 'any')!;
    await fireEvent.change(due, { target: { value: 'overdue' } });
    await waitFor(() => expect(said()).toContain('Closed tickets are due no more'));
  });

  it('take tags that were met, and say of which tickets they are known', async () => {
    await entry('Urgent, mine');
    page.app.commands.run('newView');
    await waitFor(() => expect(inDialog('vip')).toBeDefined());
    const hint = (): boolean => page.container.querySelector('dialog')!.textContent!.includes('never opened here');
    expect(hint()).toBe(false);
    await fireEvent.click(inDialog('vip'));
    await waitFor(() =>
      expect(page.transport.callsOf('views.count').at(-1)).toMatchObject({ filter: { tags: ['vip'] } }),
    );
    expect(hint()).toBe(true);
    expect(inDialog('vip').ariaPressed ?? inDialog('vip').getAttribute('aria-pressed')).toBe('true');
  });

  it('ask of a custom field what its kind allows, and are not saved while that lacks its value', async () => {
    await entry('Urgent, mine');
    page.app.commands.run('newView');
    const name = await find<HTMLInputElement>(page, 'dialog [name=name]');
    await fireEvent.input(name, { target: { value: 'By kind' } });
    await waitFor(() => expect(inDialog('Add a custom field')).toBeDefined());
    await fireEvent.click(inDialog('Add a custom field'));
    const choose = async (label: string, value: string): Promise<HTMLSelectElement> => {
      const select = await find<HTMLSelectElement>(page, `dialog select[aria-label="${label}"]`);
      await fireEvent.change(select, { target: { value } });
      return select;
    };
    const tests = (): string[] =>
      [...page.container.querySelectorAll<HTMLOptionElement>('dialog select[aria-label=Condition] option')].map(
        ({ text }) => text,
      );
    const value = () => page.container.querySelector<HTMLInputElement>('dialog [aria-label=Value]');
    const custom = (): unknown =>
      (page.transport.callsOf('views.count').at(-1) as { filter: { custom: unknown[] } }).filter.custom;
    const [empty, filled] = ['is empty', 'is not empty'];
    expect(tests()).toEqual(['is', 'contains', empty, filled]);

    await choose('Custom field', 'Warranty');
    expect(tests()).toEqual(['is yes', 'is no', empty, filled]);
    expect(value()).toBeNull();
    await choose('Custom field', 'Parts');
    expect(tests()).toEqual(['has', 'has not', empty, filled]);
    await choose('Value', 'Tray');
    await waitFor(() => expect(custom()).toEqual([{ name: 'Parts', test: 'has', value: 'Tray' }]));
    await choose('Custom field', 'Until');
    expect(tests()).toEqual(['is on', 'is before', 'is after', empty, filled]);
    await choose('Condition', 'before');
    expect(value()?.type).toBe('date');
    await fireEvent.input(value()!, { target: { value: '2026-03-10' } });
    await waitFor(() => expect(custom()).toEqual([{ name: 'Until', test: 'before', value: '2026-03-10' }]));

    await choose('Custom field', 'numberOfDevices');
    expect(tests()).toEqual(['is', 'is less than', 'is more than', empty, filled]);
    await choose('Condition', 'more');
    await fireEvent.input(value()!, { target: { value: 'ten' } });
    await fireEvent.submit(page.container.querySelector('dialog form')!);
    await waitFor(() => expect(value()?.getAttribute('aria-invalid')).toBe('true'));
    expect(page.transport.callsOf('views.save')).toEqual([]);
    await fireEvent.input(value()!, { target: { value: '1,5' } });
    await fireEvent.submit(page.container.querySelector('dialog form')!);
    await waitFor(() =>
      expect(page.transport.callsOf('views.save')).toMatchObject([
        { filter: { custom: [{ name: 'numberOfDevices', test: 'more', value: '1.5' }] } },
      ]),
    );
  });

  it('of before keep what they ask, in the words of the field’s kind', async () => {
    const custom = [
      { name: 'Warranty', test: 'is' as const, value: 'true' },
      { name: 'numberOfDevices', test: 'contains' as const, value: '7' },
    ];
    const view = page.app.views.list.find(({ id }) => id === 'v-1')!;
    page.app.views.list = [{ ...view, filter: { ...view.filter, custom } }];
    await fireEvent.click(await entry('Urgent, mine'));
    await menu('Edit view…');
    const selects = await waitFor(() => {
      const all = [...page.container.querySelectorAll<HTMLSelectElement>('dialog select[aria-label=Condition]')];
      expect(all.map((one) => one.selectedOptions[0]?.text)).toEqual(['is yes', 'contains']);
      return all;
    });
    expect([...selects[1]!.options].map(({ text }) => text)).toContain('is less than');
    await fireEvent.submit(page.container.querySelector('dialog form')!);
    await waitFor(() => expect(page.transport.callsOf('views.save')).toMatchObject([{ filter: { custom } }]));
  });

  it('are listed and counted by the days of the agent’s zone, also when that is another', async () => {
    for (const timeZone of ['Pacific/Chatham', 'America/New_York']) {
      await page.app.settings.update({ timeZone });
      for (const method of ['tickets.list', 'tickets.counts'] as const)
        await waitFor(() => expect(page.transport.callsOf(method).at(-1)).toMatchObject({ zone: timeZone }));
    }
    await page.app.selection.all();
    expect(page.transport.callsOf('tickets.ids')).toMatchObject([{ zone: 'America/New_York' }]);
    page.app.commands.run('newView');
    await waitFor(() => expect(page.transport.callsOf('views.count')).toMatchObject([{ zone: 'America/New_York' }]));
  });

  it('are counted again as time goes by, and listed again where that moves tickets', async () => {
    const asked = (method: 'tickets.list' | 'tickets.counts' | 'tasks.counts'): number =>
      page.transport.callsOf(method).length;
    const [kept] = page.app.views.list;
    page.app.views.list = [
      { ...kept!, id: 'v-due', filter: { ...filterOf(null), due: 'today' } },
      { ...kept!, id: 'v-words', filter: { ...filterOf(null), text: 'before:7d' } },
      { ...kept!, id: 'v-plain', filter: filterOf(null) },
    ];
    for (const [view, isMoved] of [
      ['overdue', true],
      ['v-due', true],
      ['v-words', true],
      ['v-plain', false],
      ['myOpen', false],
    ] as const) {
      page.app.route.go({ place: 'tickets', view, ticketId: null });
      await waitFor(() => expect(page.transport.callsOf('tickets.list').at(-1)).toMatchObject({ view }));
      const before = [asked('tickets.list'), asked('tickets.counts'), asked('tasks.counts')];
      page.app.clock.now += 60_000;
      const now = (): number[] => [asked('tickets.list'), asked('tickets.counts'), asked('tasks.counts')];
      await waitFor(() =>
        expect(
          now().map((n, at) => n - before[at]!),
          view,
        ).toEqual([Number(isMoved), 1, 1]),
      );
    }
  });

  it('are changed, moved and deleted by their menu, and come back', async () => {
    await fireEvent.click(await entry('Urgent, mine'));
    await menu('Edit view…');
    expect((await find<HTMLInputElement>(page, 'dialog [name=name]')).value).toBe('Urgent, mine');
    await fireEvent.submit(page.container.querySelector('dialog form')!);
    await waitFor(() => expect(page.transport.callsOf('views.save')).toMatchObject([{ id: 'v-1' }]));
    await menu('Move down');
    await waitFor(() => expect(page.transport.callsOf('views.reorder')).toEqual([{ ids: ['v-2', 'v-1'] }]));
    await waitFor(() => expect(page.app.views.list.map(({ id }) => id)).toEqual(['v-2', 'v-1']));
    await fireEvent.click(page.container.querySelector('[title="How this view looks"]')!);
    await waitFor(() => expect(button('Move up')).toBeDefined());
    expect(button('Move down')).toBeUndefined();
    await fireEvent.keyDown(button('Move up'), { key: 'Escape' });
    await menu('Delete view');
    await waitFor(() => expect(page.app.said.value?.text).toBe('View “Urgent, mine” deleted.'));
    expect(page.app.route.value.view).toBe('myOpen');
    page.app.said.value?.action?.run();
    expect(await entry('Urgent, mine')).toBeDefined();
  });

  it('are gone to by name from the palette', async () => {
    await entry('Urgent, mine');
    page.app.palette.type('urgent');
    expect(page.app.palette.items[0]?.id).toBe('command/view:v-1');
  });

  it('is watched by its menu, and says so', async () => {
    await menu('Notify me of customers’ messages');
    expect(page.transport.callsOf('views.setLook')).toEqual([
      { id: 'myOpen', look: { sort: null, columns: null, isWatched: true } },
    ]);
  });

  it('its menu tells what is one of several from what is any of several', async () => {
    await fireEvent.click(page.container.querySelector('[title="How this view looks"]')!);
    await waitFor(() => expect(button('Priority')).toBeDefined());
    const roleOf = (label: string): string | null => button(label).getAttribute('role');
    expect(['Priority', 'Assignee', 'Notify me of customers’ messages'].map(roleOf)).toEqual([
      'menuitemradio',
      'menuitemcheckbox',
      'menuitemcheckbox',
    ]);
  });

  it('a built-in view takes another order and other columns', async () => {
    await menu('Priority');
    expect(page.transport.callsOf('views.setLook')).toEqual([
      { id: 'myOpen', look: { sort: { by: 'priority', descending: false }, columns: null, isWatched: false } },
    ]);
    expect(page.container.querySelector('[role=option]')?.textContent).toContain('Lucas Carol');
    page.app.views.looks = { myOpen: { sort: null, columns: ['status', 'assignee'], isWatched: false } };
    await waitFor(() =>
      expect(page.container.querySelector('[role=option]')?.textContent).not.toContain('Lucas Carol'),
    );
  });
});

it.each([
  [{ test: 'is', value: 'North' }, { test: 'contains', value: 'ort' }, false],
  [{ test: 'is', value: 'North' }, { test: 'contains', value: 'x' }, true],
  [{ test: 'empty' }, { test: 'hasNot', value: 'a' }, false],
  [{ test: 'filled' }, { test: 'empty' }, true],
  [{ test: 'no' }, { test: 'yes' }, true],
  [{ test: 'less', value: '3' }, { test: 'more', value: '2' }, false],
  [{ test: 'less', value: '3' }, { test: 'more', value: '3' }, true],
  [{ test: 'equals', value: '3' }, { test: 'more', value: '2.5' }, false],
  [{ test: 'equals', value: '3' }, { test: 'less', value: '3' }, true],
  [{ test: 'after', value: '2026-03-01' }, { test: 'before', value: '2026-03-03' }, false],
  [{ test: 'after', value: '2026-03-01' }, { test: 'before', value: '2026-03-02' }, true],
  [{ test: 'on', value: '2026-03-01' }, { test: 'on', value: '2026-03-02' }, true],
  [{ test: 'has', value: 'a' }, { test: 'has', value: 'b' }, false],
] as const)('%o and %o of one field contradict each other: %o', (a, b, isConflict) => {
  const of = (one: object): CustomCondition => ({ name: 'Region', test: 'is', value: '', ...one });
  for (const both of [
    [of(a), of(b)],
    [of(b), of(a)],
  ])
    expect(conflictsOf(filterOf(null), both, () => 'Open').custom.size > 0).toBe(isConflict);
});

describe('the order of a view', () => {
  const look = (by: 'recent' | 'created' | 'due' | 'priority' | 'closed', descending: boolean): void => {
    page.app.views.looks = { myOpen: { sort: { by, descending }, columns: ['status'], isWatched: false } };
  };
  const row = (index: number): HTMLElement => page.container.querySelectorAll<HTMLElement>('[role=option]')[index]!;
  const ways = async (): Promise<(string | undefined)[]> => {
    await fireEvent.click(page.container.querySelector('[title="How this view looks"]')!);
    const found = await waitFor(() => {
      const all = [...page.container.querySelectorAll<HTMLElement>('[role=menuitemradio]')];
      expect(all.length).toBeGreaterThan(4);
      return all.map((one) => `${one.textContent.trim()}${one.ariaChecked === 'true' ? ' *' : ''}`).slice(-2);
    });
    await fireEvent.keyDown(button('Priority'), { key: 'Escape' });
    return found;
  };

  it('has words of its own for what comes first', async () => {
    look('priority', false);
    await waitFor(async () => expect(await ways()).toEqual(['Highest first *', 'Lowest first']));
    look('due', true);
    await waitFor(async () => expect(await ways()).toEqual(['Soonest first', 'Latest first *']));
  });

  it('begins with what presses most or is newest, whatever the other order was', async () => {
    look('due', false);
    await menu('Created');
    expect(page.transport.callsOf('views.setLook')).toMatchObject([
      { look: { sort: { by: 'created', descending: true } } },
    ]);
  });

  it('is the time that its rows tell', async () => {
    const ageOf = (index: number): string => row(index).querySelector('.age')!.getAttribute('title')!;
    const full = (time: string | null): string => page.app.i18n.format.full(Date.parse(time!));
    expect(ageOf(2)).toBe(`Last customer message: ${full(makeRow(2).recentTime)}`);
    look('created', true);
    await waitFor(() => expect(ageOf(2)).toBe(`Created: ${full(makeRow(2).createdTime)}`));
    // By due: the due time alone, although its column is not chosen and an answer is due sooner.
    page.transport.script({
      'tickets.list': () => ({
        rows: [{ ...makeRow(1), responseDueDate: new Date(Date.now() + 60_000).toISOString() }],
        total: 1,
      }),
    });
    page.transport.emit('tickets.changed', { ids: [] });
    look('due', false);
    const due = await find<HTMLElement>(page, '[role=option] .due');
    expect(due.title).toBe(`${page.app.i18n.t.list.due}: ${full(makeRow(1).dueDate)}`);
  });
});

describe('what is put off', () => {
  it('asks for a time, says it, and is taken back', async () => {
    await page.press('j', 'h');
    const first = await find<HTMLElement>(page, 'dialog li button');
    await fireEvent.click(first);
    const [set] = (await waitFor(() => {
      const calls = page.transport.callsOf('snoozes.set');
      if (calls.length === 0) throw new Error('not yet');
      return calls;
    })) as { ticketIds: string[]; until: number }[];
    expect(set?.ticketIds).toEqual([makeRow(0).id]);
    expect(set?.until).toBeGreaterThan(Date.now());
    await waitFor(() => expect(page.app.said.value?.text).toContain('Put off until'));
    page.app.said.value?.action?.run();
    await waitFor(() => expect(page.transport.callsOf('snoozes.end')).toEqual([{ ticketIds: [makeRow(0).id] }]));
  });

  it('takes a time that is typed for one of the agent’s zone, not the computer’s', async () => {
    await page.app.settings.update({ timeZone: 'Pacific/Chatham' });
    await page.press('j', 'h');
    const year = new Date().getUTCFullYear() + 1;
    const input = await find<HTMLInputElement>(page, 'dialog input[type=datetime-local]');
    await fireEvent.input(input, { target: { value: `${year}-07-01T09:00` } });
    await fireEvent.submit(input.form!);
    await waitFor(() =>
      expect(page.transport.callsOf('snoozes.set')).toEqual([
        { ticketIds: [makeRow(0).id], until: Date.parse(`${year}-07-01T09:00+12:45`) },
      ]),
    );
  });

  it('shows on the row and the page, and says when it is back', async () => {
    const row = makeRow(0);
    page.transport.script({ 'snoozes.list': () => [{ ticketId: row.id, until: Date.now() + 3_600_000, since: 1 }] });
    page.transport.emit('snoozes.changed', { ids: [row.id] });
    await waitFor(() => expect(page.container.querySelector('[role=option]')?.textContent).toContain('Put off until'));
    await page.press('j', 'Enter');
    await waitFor(() =>
      expect(page.container.querySelector('article header')?.textContent).toContain('Bring back now'),
    );
    page.transport.emit('snoozes.woken', { ids: [row.id], dueIds: [row.id] });
    await waitFor(() => expect(page.app.said.value?.text).toContain(`#${row.number} ${row.subject} is back`));
  });

  it.each([
    ['2026-03-02T09:10:00', ['laterToday', 'evening', 'tomorrow', 'weekend', 'nextWeek']],
    // A Sunday evening: tomorrow is next Monday.
    ['2026-03-01T17:50:00', ['laterToday', 'tomorrow', 'weekend']],
    // A Friday: tomorrow is the weekend.
    ['2026-03-06T10:00:00', ['laterToday', 'evening', 'tomorrow', 'nextWeek']],
  ])('at %s offers %o', (now, names) => {
    const times = snoozeTimes(Date.parse(now));
    expect(times.map(({ name }) => name).sort()).toEqual([...names].sort());
    expect(times.every(({ time }) => time > Date.parse(now))).toBe(true);
  });
});

it('a ticket with something unsent is marked, and found in the list of drafts', async () => {
  const row = makeRow(1);
  page.transport.script({ 'drafts.tickets': () => [row.id] });
  page.transport.emit('drafts.changed', { ids: [`reply:${row.id}`] });
  const marked = await find(page, `[data-ticket-id="${row.id}"] [title="Something unsent is written here"]`);
  expect(marked).toBeTruthy();
  expect(page.container.querySelectorAll('[title="Something unsent is written here"]')).toHaveLength(1);
  await page.press('g', 'f');
  await waitFor(() => expect(location.hash).toBe('#/views/drafts'));
  expect(page.transport.callsOf('tickets.list')).toContainEqual(expect.objectContaining({ view: 'drafts' }));
  page.transport.script({ 'drafts.tickets': () => [] });
  page.transport.emit('drafts.changed', { ids: [`reply:${row.id}`] });
  await waitFor(() => expect(page.container.querySelector('[title="Something unsent is written here"]')).toBeNull());
});
