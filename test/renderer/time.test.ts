import { cleanup, fireEvent, waitFor } from '@testing-library/svelte';
import fc from 'fast-check';
import { tick } from 'svelte';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Draft } from '../../src-preload/contract/drafts.ts';
import { roundSeconds } from '../../src-preload/contract/timers.ts';
import { csvCell, csvText } from '../../src-renderer/lib/csv.ts';
import {
  clockText,
  durationText,
  LONGEST_SECONDS,
  parseDuration,
  roundedSeconds,
} from '../../src-renderer/lib/durations.ts';
import { en } from '../../src-renderer/locales/en.ts';
import { zh } from '../../src-renderer/locales/zh.ts';
import { addDays, dayKey, dayOfKey, daysOf, gapsOf, weekOf } from '../../src-renderer/state/time-sheet.svelte.ts';
import { fromWallInput } from '../../src-renderer/lib/zone.svelte.ts';
import { timeCsv } from '../../src-renderer/views/time-csv.ts';
import { ScriptedError } from '../fakes/transport.ts';
import { isInert } from './hands.ts';
import { find, openPage, type Page } from './harness.ts';
import { makeRow } from './preview/data.ts';
import { makeEntry } from './preview/time.ts';
import { makeItems } from './preview/writing.ts';

describe('durations typed freely', () => {
  const examples: [string, number | null][] = [
    ['1h 20', 4800],
    ['1h20m', 4800],
    ['1 hour 20 minutes', 4800],
    ['1 hr, 20 mins', 4800],
    ['1:20', 4800],
    ['1:20:30', 4830],
    ['0:00:08', 8],
    ['80m', 4800],
    ['80', 4800],
    ['80 min', 4800],
    ['1.5h', 5400],
    ['1,5 h', 5400],
    ['1.5', 5400],
    ['.5', 1800],
    ['45s', 45],
    ['2m30', 150],
    ['1小时20分', 4800],
    ['1小时20', 4800],
    ['1 小時 20 分鐘', 4800],
    ['半小时', 1800],
    ['1个半小时', 5400],
    ['１：２０', 4800],
    ['20分钟', 1200],
    ['', null],
    ['0', null],
    ['soon', null],
    ['1:75', null],
    ['-5', null],
    ['1h 20 40', null],
    ['1000h', null],
    ['1e3', null],
  ];
  it.each(examples)('%j', (text, seconds) => expect(parseDuration(text)).toBe(seconds));
  it.each([
    ['en', en],
    ['zh', zh],
  ])('as the hint and what is wrong show them: %s', (_lang, { log }) => {
    const shown = log.durationHint.split(/(?:, | or |、|或 )/);
    expect(shown.map(parseDuration)).toEqual([4800, 4800, 4800, 5400]);
    expect(log.durationWrong).toContain(log.durationHint);
  });

  it('reads back whatever it writes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: LONGEST_SECONDS }), (seconds) => {
        expect(parseDuration(durationText(seconds))).toBe(seconds);
        expect(parseDuration(clockText(seconds * 1000))).toBe(seconds);
      }),
    );
  });

  it('reads every order of words and spaces alike, in both languages', () => {
    const units = [
      [['h', 'hr', 'hrs', 'hour', 'hours', '小时', '时'], 3600],
      [['m', 'min', 'mins', 'minutes', '分', '分钟'], 60],
      [['s', 'sec', 'seconds', '秒'], 1],
    ] as const;
    const part = (index: 0 | 1 | 2, max: number) =>
      fc.record({
        value: fc.integer({ min: 0, max }),
        unit: fc.constantFrom(...units[index][0]),
        gap: fc.constantFrom('', ' ', '  '),
        size: fc.constant(units[index][1]),
      });
    fc.assert(
      fc.property(part(0, 99), part(1, 59), part(2, 59), fc.boolean(), (hours, minutes, seconds, isUpper) => {
        const parts = [hours, minutes, seconds];
        const total = parts.reduce((sum, { value, size }) => sum + value * size, 0);
        const text = parts.map(({ value, unit, gap }) => `${value}${gap}${unit}`).join(' ');
        expect(parseDuration(isUpper ? text.toUpperCase() : text)).toBe(total === 0 ? null : total);
      }),
    );
  });

  it('never makes anything of other text, and never more than the service takes', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const seconds = parseDuration(text);
        expect(seconds === null || (Number.isInteger(seconds) && seconds >= 1 && seconds <= LONGEST_SECONDS)).toBe(
          true,
        );
      }),
    );
  });
});

describe('rounding', () => {
  it('is a whole number of steps, never less than one, and within a step of what was counted', () => {
    const rule = fc.record({
      minutes: fc.constantFrom(1 as const, 6 as const, 15 as const),
      mode: fc.constantFrom('up' as const, 'nearest' as const),
    });
    fc.assert(
      fc.property(fc.double({ min: 1, max: 200_000, noNaN: true }), rule, (seconds, { minutes, mode }) => {
        const step = minutes * 60;
        const rounded = roundSeconds(seconds, { minutes, mode });
        // What the page shows is what the core logs.
        expect(roundedSeconds(seconds, { minutes, mode })).toBe(rounded);
        expect(rounded % step).toBe(0);
        expect(rounded).toBeGreaterThanOrEqual(step);
        if (mode === 'up') expect(rounded).toBeGreaterThanOrEqual(Math.floor(seconds));
        expect(Math.abs(rounded - seconds)).toBeLessThanOrEqual(mode === 'up' || seconds < step ? step : step / 2 + 1);
        expect(roundSeconds(rounded, { minutes, mode })).toBe(rounded);
      }),
    );
  });
  it('leaves nothing as nothing, and the seconds where there is no step', () => {
    expect([0, 0.4, 59.9].map((seconds) => roundSeconds(seconds, { minutes: 0, mode: 'up' }))).toEqual([0, 0, 59]);
  });
});

describe('the sheet’s days', () => {
  it('has each entry in exactly one day, whatever the clocks of that week did', () => {
    const start = fc.date({ min: new Date('2024-01-01'), max: new Date('2029-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(start, fc.array(fc.integer({ min: 0, max: 7 * 24 * 60 - 1 }), { maxLength: 20 }), (day, minutes) => {
        const from = weekOf(day);
        const to = addDays(from, 7);
        const entries = minutes
          .map((minute) => new Date(from.getTime() + minute * 60_000))
          .filter((at) => at < to)
          .map((at, index) => makeEntry(index, { id: String(index), executedTime: at.toISOString() }));
        const days = daysOf(entries, from, 7);
        expect(days.flatMap((each) => each.entries)).toHaveLength(entries.length);
        expect(days.map(({ start: at }) => at.getDay())).toEqual([1, 2, 3, 4, 5, 6, 0]);
        expect(dayOfKey(dayKey(day))?.toDateString()).toBe(day.toDateString());
      }),
    );
  });
  it('refuses days that there are not', () => {
    expect(['2026-02-30', '2026-13-01', 'x', ''].map(dayOfKey)).toEqual([null, null, null, null]);
  });
  it('knows gaps and overlaps', () => {
    const at = (clock: string, seconds: number) =>
      makeEntry(0, { executedTime: `2026-11-20T${clock}:00.000Z`, seconds });
    expect(gapsOf([at('09:00', 1800), at('10:00', 60)])).toEqual([null, 1800]);
    expect(gapsOf([at('09:00', 1800), at('09:10', 60)])).toEqual([null, -1200]);
    // A short entry inside a long one: what comes after the long one's end is no gap from the short one's.
    expect(gapsOf([at('09:00', 7200), at('09:30', 60), at('11:00', 60)])).toEqual([null, -5400, 0]);
  });
});

describe('CSV', () => {
  it('never lets a cell begin as a formula', () => {
    const hostile = fc.tuple(
      fc.constantFrom('=', '+', '-', '@', '\t=', '\r+', ' =', '＝', '|', '%'),
      fc.string({ minLength: 1 }),
    );
    fc.assert(
      fc.property(hostile, ([sign, rest]) => {
        const cell = csvCell(sign + rest);
        const inside = cell.startsWith('"') ? cell.slice(1) : cell;
        expect(/^-\d+(\.\d+)?$/.test(sign + rest) || inside.startsWith("'")).toBe(true);
      }),
    );
  });
  it('has what an hour costs, what comes on top, and a column for each custom field known, none of them a formula', () => {
    const [head = '', first = '', second = ''] = timeCsv(
      [
        makeEntry(0, {
          agentCostPerHour: 40,
          additionalCost: 5.5,
          totalCost: 35.5,
          customFields: { cf_order: '=1+1', Parts: ['a', 'b'], cf_onsite: true },
        }),
        makeEntry(1, { customFields: { '@evil': null } }),
      ],
      ['cf_machine', 'cf_order'],
      en,
    )
      .replace('\uFEFF', '')
      .split('\r\n');
    expect(head).toBe(
      'Date,Start,Hours,Timed hours,Ticket,Subject,Account,Description,Charge type,Billable,Cost per hour,Additional cost,Cost,State,' +
        `Machine,Order,Parts,Onsite,"'@evil"`,
    );
    expect(first).toMatch(/,Yes,40,5\.5,35\.5,at the service,,"'=1\+1","a; b",Yes,$/);
    expect(second).toMatch(/,Yes,,,,at the service,,,,,$/);
  });
  it('keeps commas, quotes and lines in their cell', () => {
    expect(csvText([['a,b', 'say "x"', 'two\nlines', 1.5, null]])).toBe(
      '\uFEFF"a,b","say ""x""","two\nlines",1.5,\r\n',
    );
  });
});

let page: Page | null = null;
beforeEach(() => history.replaceState(null, '', '/'));
afterEach(() => {
  cleanup();
  expect(page?.transport.faults ?? []).toEqual([]);
  page = null;
});
const text = (selector: string): string => page?.container.querySelector(selector)?.textContent ?? '';

describe('timers on screen', () => {
  it('stand in the status bar, and T stops the one of the open ticket and asks what to log', async () => {
    page = await openPage('lang=en&timers=2');
    await find(page, '[role=option]');
    await waitFor(() => expect(text('footer[aria-label]')).toContain('#1042 0:43:1'));
    await page.press('j', 'Enter');
    await waitFor(() => expect(text('main')).toContain('#1042'));
    await page.press('t');
    const dialog = await find<HTMLDialogElement>(page, 'dialog');
    expect(dialog.textContent).toContain('rounded to 0:45');
    const field = dialog.querySelector<HTMLInputElement>('input') as HTMLInputElement;
    expect(field.value).toBe('0:45');
    await fireEvent.input(field, { target: { value: 'nonsense' } });
    await fireEvent.submit(dialog.querySelector('form') as HTMLFormElement);
    expect(page.transport.callsOf('timers.log')).toEqual([]);
    await fireEvent.input(field, { target: { value: '50' } });
    await fireEvent.submit(dialog.querySelector('form') as HTMLFormElement);
    await waitFor(() => expect(page?.transport.callsOf('timers.log')).toHaveLength(1));
    expect(page.transport.callsOf('timers.log')[0]).toMatchObject({ id: 'timer-0', seconds: 3000 });
  });

  it('are logged as the form showed them when it was opened, though they run on behind it', async () => {
    page = await openPage('lang=en&timers=1');
    await page.app.timers.load();
    await page.app.timers.act('timers.updateSettings', { rounding: { minutes: 0, mode: 'up' } });
    page.app.dialogs.open({ name: 'log', target: { from: 'timer', timer: page.app.timers.timers[0]! } });
    const dialog = await find<HTMLDialogElement>(page, 'dialog');
    const shown = dialog.querySelector<HTMLInputElement>('input')?.value ?? '';
    expect(shown).toMatch(/^0:43:1\d$/);
    expect(dialog.textContent).toContain(`Timer: ${shown}`);
    expect(dialog.textContent).toContain('Counted until');
    page.app.timers.now += 90_000;
    await tick();
    expect(dialog.textContent).toContain(`Timer: ${shown}`);
    expect(dialog.textContent).not.toContain('rounded');
    await waitFor(() => expect(isInert(dialog.querySelector('form input'))).toBe(false));
    await fireEvent.submit(dialog.querySelector('form') as HTMLFormElement);
    await waitFor(() =>
      expect(page?.transport.callsOf('timers.log')[0]).toMatchObject({ id: 'timer-0', seconds: parseDuration(shown) }),
    );
  });

  it('keep the note of a form that is closed, unless it was logged with another', async () => {
    page = await openPage('lang=en&timers=1');
    await page.app.timers.load();
    const [timer] = page.app.timers.timers;
    const notes = (): unknown[] => page!.transport.callsOf('timers.update');
    const open = async (note: string): Promise<HTMLFormElement> => {
      page!.app.dialogs.open({ name: 'log', target: { from: 'timer', timer: timer! } });
      const field = await find<HTMLTextAreaElement>(page!, 'dialog textarea');
      await fireEvent.input(field, { target: { value: note } });
      return field.form!;
    };
    await fireEvent.keyDown(await open('looked at the router'), { key: 'Escape' });
    await waitFor(() => expect(notes()).toEqual([{ id: 'timer-0', note: 'looked at the router' }]));
    // Logged with another text: that one went out with the entry.
    await fireEvent.submit(await open('changed the cable'));
    await waitFor(() => expect(page!.container.querySelector('dialog')).toBeNull());
    expect(page.transport.callsOf('timers.log')).toMatchObject([{ description: 'changed the cable' }]);
    expect(notes()).toHaveLength(1);
    expect(page.app.timers.error).toBeNull();
  });

  it('that are gone leave what was typed into their form on their ticket, from where it is logged', async () => {
    const drafts = new Map<string, Draft>();
    page = await openPage('lang=en&timers=1', {
      'drafts.save': ({ key, ticketId, doc }) => {
        drafts.set(key, { key, ticketId, doc, savedAt: 1 });
        return { savedAt: 1 };
      },
      'drafts.get': ({ key }) => drafts.get(key) ?? null,
      'timeEntries.create': () => ({ jobId: 'job-1', localId: null }),
    });
    await page.app.timers.load();
    const [timer] = page.app.timers.timers;
    page.app.dialogs.open({ name: 'log', target: { from: 'timer', timer: timer! } });
    const field = await find<HTMLTextAreaElement>(page, 'dialog textarea');
    await fireEvent.input(field, { target: { value: 'and the other cable' } });
    // Logged or discarded elsewhere.
    page.app.timers.timers = [];
    await fireEvent.keyDown(field.form!, { key: 'Escape' });
    await waitFor(() => expect(page!.app.said.value?.text).toMatch(/kept on its ticket/));
    expect(page.transport.callsOf('timers.update')).toEqual([]);
    const draftKey = `timeEntry:${timer!.ticketId}#timer-0`;
    expect([...drafts.values()]).toMatchObject([
      { key: draftKey, ticketId: timer!.ticketId, doc: { kind: 'timeEntry' } },
    ]);
    page.app.said.value!.action!.run();
    await waitFor(() =>
      expect(page!.container.querySelector<HTMLTextAreaElement>('dialog textarea')?.value).toBe('and the other cable'),
    );
    await fireEvent.submit(await find(page, 'dialog form'));
    await waitFor(() =>
      expect(page!.transport.callsOf('timeEntries.create')).toMatchObject([
        { ticketId: timer!.ticketId, description: 'and the other cable', draftKey },
      ]),
    );
  });

  it('are looked for in the outbox when the answer to logging one is lost: logged, nothing is left of its form', async () => {
    page = await openPage('lang=en&timers=1', {
      'timers.log': () => {
        throw new ScriptedError({ code: 'unknownOutcome', message: 'The connection was lost.' });
      },
      'outbox.get': ({ id }) => ({ ...makeItems()[0]!, id, localId: 'local-9' }) as never,
    });
    await page.app.timers.load();
    page.app.dialogs.open({ name: 'log', target: { from: 'timer', timer: page.app.timers.timers[0]! } });
    const field = await find<HTMLTextAreaElement>(page, 'dialog textarea');
    await fireEvent.input(field, { target: { value: 'changed the cable' } });
    await fireEvent.submit(field.form!);
    await waitFor(() => expect(page!.container.querySelector('dialog')).toBeNull());
    expect(page.transport.callsOf('timers.log')).toHaveLength(1);
    expect(page.transport.callsOf('timers.update')).toEqual([]);
    expect(page.app.said.value?.text).toMatch(/logged/);
  });

  it('and others: nothing is taken until what was typed before is there, and then what was typed meanwhile', async () => {
    const held = Promise.withResolvers<Draft>();
    page = await openPage('lang=en', { 'drafts.get': () => held.promise });
    await find(page, '[role=option]');
    const { id, number, subject } = makeRow(0);
    const ticket = { id, number, subject };
    page.app.dialogs.open({ name: 'log', target: { from: 'ticket', ticket, at: null } });
    const form = await find<HTMLFormElement>(page, 'dialog form');
    const duration = form.querySelector<HTMLInputElement>('input')!;
    await waitFor(() => expect(document.activeElement).toBe(form));
    expect(form.querySelector<HTMLElement>('.fields')?.inert).toBe(true);
    await page.press('4', '0', '0', 'Backspace');
    await fireEvent.submit(form);
    const doc = {
      kind: 'timeEntry',
      form: { duration: '0:20', description: 'Half a note', chargeType: 'Repair' },
    } as const;
    held.resolve({ key: `timeEntry:${id}`, ticketId: id, doc, savedAt: 1 });
    await waitFor(() => expect(duration.value).toBe('40'));
    expect(form.querySelector('textarea')?.value).toBe('Half a note');
    expect(document.activeElement).toBe(duration);
    expect(page.transport.callsOf('timeEntries.create')).toEqual([]);
    await waitFor(() =>
      expect(page!.transport.callsOf('drafts.save').at(-1)).toMatchObject({
        doc: { form: { duration: '40', description: 'Half a note', chargeType: 'Repair' } },
      }),
    );
  });

  it('ask what time away was, and count nothing meanwhile', async () => {
    page = await openPage('lang=en&timers=1&asks=1');
    const box = await find(page, '[role=alertdialog]');
    expect(box.textContent).toContain('Nobody touched this machine for 18 min');
    const keep = [...box.querySelectorAll('button')].find((button) => button.textContent?.includes('Keep all 20 min'));
    await fireEvent.click(keep as HTMLButtonElement);
    await waitFor(() => expect(page?.container.querySelector('[role=alertdialog]')).toBeNull());
    expect(page.transport.callsOf('timers.answer')).toEqual([{ id: 'timer-0', answer: 'keep' }]);
  });

  it('the tray’s page logs a timer with one press, and starts one on a ticket', async () => {
    history.replaceState(null, '', '/#/tray');
    page = await openPage('lang=en&timers=1');
    const log = await find<HTMLButtonElement>(page, 'button[aria-label^="Log 0:45 on #1042"]');
    await fireEvent.click(log);
    await waitFor(() => expect(page?.transport.callsOf('timers.log')).toEqual([{ id: 'timer-0', seconds: 2700 }]));
    await fireEvent.click(await find(page, 'button[aria-label^="Start the timer on"]'));
    await waitFor(() => expect(page?.transport.callsOf('timers.start')).toHaveLength(1));
  });
});

describe('the tray’s page is the tray’s menu too', () => {
  it('is found among the commands where there is no tray', async () => {
    page = await openPage('lang=en&timers=1');
    await find(page, '[role=option]');
    expect(page.app.commands.run('tray')).toBe(true);
    await find(page, 'button[aria-label^="Log 0:45 on #1042"]');
    expect(location.hash).toBe('#/tray');
  });

  it('looks for new tickets, pauses notifications, leads to the queue, shows pop-ups, and quits', async () => {
    history.replaceState(null, '', '/#/tray');
    page = await openPage('lang=en&timers=1');
    const press = async (label: string): Promise<void> => {
      await fireEvent.click(await find(page as Page, `button[aria-label="${label}"]`));
    };
    await press('Sync now');
    await waitFor(() => expect(page?.transport.callsOf('sync.now')).toHaveLength(1));
    await press('Pause notifications for an hour');
    await waitFor(() => expect(page?.transport.callsOf('notifications.configure')).toHaveLength(1));
    await find(page, 'button[aria-label="Resume notifications"]');
    page.transport.emit('app.notification', {
      id: 'x',
      title: 'Lucas',
      body: 'It broke',
      route: '#/tickets/7?thread=1',
    });
    await waitFor(() => expect(page?.container.textContent).toContain('Lucas · It broke'));
    await fireEvent.click(
      [...page.container.querySelectorAll('button')].find((each) => each.textContent === 'Open') as HTMLButtonElement,
    );
    await waitFor(() => expect(page?.transport.callsOf('app.showWindow')).toEqual([{ route: '#/tickets/7?thread=1' }]));
    await press('Quit Deskhand');
    await waitFor(() => expect(page?.transport.callsOf('app.quit')).toHaveLength(1));
  });
});

describe('the sheet', () => {
  it('shows entries, totals logged and timed, and edits in place what was changed alone', async () => {
    history.replaceState(null, '', '/#/time');
    page = await openPage('lang=en&entries=1');
    const entry = await find(page, '[data-entry-id]');
    expect(text('dl')).toContain('0:45');
    expect(text('dl')).toContain('0:43');
    await fireEvent.click(entry.querySelector('button[aria-label^="Edit"]') as HTMLButtonElement);
    const field = (await find<HTMLInputElement>(page, '[data-entry-id] form input')) as HTMLInputElement;
    await fireEvent.input(field, { target: { value: '1:00' } });
    await fireEvent.submit(field.form as HTMLFormElement);
    await waitFor(() =>
      expect(page?.transport.callsOf('timeEntries.edit')).toEqual([
        { ticketId: makeEntry(0).ticketId, id: '8000', seconds: 3600, draftKey: 'edit:timeEntry:entry:8000' },
      ]),
    );
  });

  it('logs a gap: its start and length are filled in, the ticket is asked for', async () => {
    history.replaceState(null, '', '/#/time');
    const at = (clock: string): string => new Date(fromWallInput(`${dayKey(new Date())}T${clock}`)).toISOString();
    const entries = [
      makeEntry(0, { executedTime: at('09:00'), seconds: 1800 }),
      makeEntry(1, { executedTime: at('10:15'), seconds: 1800 }),
    ];
    page = await openPage('lang=en', { 'timeEntries.list': () => ({ entries, asOf: Date.now() }) });
    await fireEvent.click(await find(page, 'button[title^="Log 45 min"]'));
    const dialog = await find<HTMLDialogElement>(page, 'dialog');
    const ticket = dialog.querySelector<HTMLInputElement>('[role=combobox]') as HTMLInputElement;
    await waitFor(() => expect(document.activeElement).toBe(ticket));
    await fireEvent.submit(dialog.querySelector('form') as HTMLFormElement);
    expect(dialog.textContent).toContain('Choose the ticket');
    expect(page.transport.callsOf('timeEntries.create')).toEqual([]);
    await fireEvent.keyDown(ticket, { key: 'ArrowDown' });
    await waitFor(() => expect(dialog.querySelectorAll('[role=option]').length).toBeGreaterThan(1));
    await fireEvent.keyDown(ticket, { key: 'Enter' });
    await waitFor(() => expect((document.activeElement as HTMLInputElement).value).toBe('0:45'));
    await fireEvent.submit(dialog.querySelector('form') as HTMLFormElement);
    await waitFor(() =>
      expect(page?.transport.callsOf('timeEntries.create')).toEqual([
        {
          ticketId: makeRow(0).id,
          executedTime: at('09:30'),
          seconds: 2700,
          description: '',
          draftKey: `edit:timeEntry:gap:${Date.parse(at('09:30'))}`,
          jobId: expect.any(String) as string,
        },
      ]),
    );
  });

  it('goes a week back and forth by arrows', async () => {
    history.replaceState(null, '', '/#/time');
    page = await openPage('lang=en');
    await find(page, '[role=region] h1');
    await page.press('ArrowLeft');
    await waitFor(() => expect(location.hash).toBe(`#/time/${dayKey(addDays(weekOf(new Date()), -7))}`));
    await page.press('ArrowRight');
    await waitFor(() => expect(location.hash).toBe(`#/time/${dayKey(weekOf(new Date()))}`));
  });
});
