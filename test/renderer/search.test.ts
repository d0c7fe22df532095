import { cleanup, waitFor } from '@testing-library/svelte';
import { afterEach, describe, expect, it } from 'vitest';
import { fieldOf } from '../../src-main/lib/search-query.ts';
import { viewFilter } from '../../src-preload/contract/views.ts';
import { ScriptedError } from '../fakes/transport.ts';
import { find, openPage, type Page } from './harness.ts';
import { hostileMails } from './hostile-mails.ts';
import { findOf } from './preview/hostile.ts';
import { makeFind } from './preview/writing.ts';

const coverage = {
  ticketsHeld: 1,
  ticketsKnown: 1,
  isListed: true,
  closed: 'all' as const,
  closedSince: null,
  departments: null,
  pending: 0,
};
let page: Page;
const open = async (hash: string, scene = 'lang=en', script: Parameters<typeof openPage>[1] = {}): Promise<void> => {
  history.replaceState(null, '', `/${hash}`);
  page = await openPage(scene, script);
};
const type = async (text: string): Promise<HTMLInputElement> => {
  const box = await find<HTMLInputElement>(page, '[role=combobox]');
  box.focus();
  box.value = text;
  box.setSelectionRange(text.length, text.length);
  box.dispatchEvent(new Event('input', { bubbles: true }));
  return box;
};

afterEach(() => {
  cleanup();
  expect(page.transport.faults).toEqual([]);
});

describe('the search', () => {
  it('opens with / and Ctrl+K, searches as one types, and keeps the text in the address', async () => {
    await open('#/views/myOpen');
    await find(page, '[data-ticket-id]');
    await page.press('/');
    await type('printer');
    await find(page, '[data-found-id]');
    await waitFor(() => expect(location.hash).toBe('#/search?q=printer'));
    expect(page.container.textContent).toContain('18,240 of 18,900 tickets with their messages');
    expect(page.container.textContent).toContain('132 tickets');
    const calls = page.transport.callsOf('search.query').length;
    (document.activeElement as HTMLElement).blur();
    document.body.dispatchEvent(
      new KeyboardEvent('keydown', { key: 'k', ctrlKey: true, bubbles: true, cancelable: true }),
    );
    await waitFor(() => expect(document.activeElement?.getAttribute('role')).toBe('combobox'));
    expect(page.transport.callsOf('search.query').length).toBe(calls);
  });

  it('is saved as a view with its conditions, and says when no view can hold it', async () => {
    await open('#/search', 'lang=en', {
      'search.asView': ({ text }) =>
        text === '!?' ? null : viewFilter.parse({ statusTypes: ['Closed'], priorities: ['High'], text: 'printer' }),
    });
    await waitFor(() => expect(page.app.commands.find('saveSearch')?.isAvailable?.()).toBe(false));
    await type('!?');
    await waitFor(() => expect(page.app.commands.find('saveSearch')?.isAvailable?.()).toBe(true));
    page.app.commands.run('saveSearch');
    await waitFor(() => expect(page.app.said.value?.text).toContain('No view can hold this search'));
    await type('printer priority:high is:closed');
    (await find<HTMLElement>(page, '[aria-label="Save the search as a view…"]')).click();
    const name = await find<HTMLInputElement>(page, 'dialog [name=name]');
    expect(name.value).toBe('printer priority:high is:closed');
    name.form!.requestSubmit();
    await waitFor(() => expect(location.hash).toMatch(/^#\/views\/v-/));
    expect(page.transport.callsOf('views.save')).toMatchObject([
      { id: null, filter: { statusTypes: ['Closed'], priorities: ['High'], text: 'printer' } },
    ]);
  });

  it('gives back the ticket that it was begun on', async () => {
    const from = '#/views/allOpen/1892000000000042034';
    await open(from);
    await find(page, '[data-item]');
    await page.press('/');
    await type('printer');
    await find(page, '[data-found-id]');
    await page.press('Escape');
    await waitFor(() => expect(location.hash).toBe(from));
    await find(page, '[data-item]');
  });

  it.each([
    ['en', 'assignee:'],
    ['zh', '负责人:'],
  ] as const)('names its fields in the language of the screen, and is completed in it: %s', async (lang, name) => {
    await open('#/search', `lang=${lang}`);
    const fields = await find<HTMLElement>(page, '.fields');
    expect(fields.textContent).toContain(name);
    for (const one of fields.textContent
      .trim()
      .split(/[:\s]+/)
      .filter(Boolean))
      expect(fieldOf(one), one).not.toBeNull();
    await type(name);
    await waitFor(() =>
      expect(page.transport.callsOf('search.complete')).toContainEqual({
        text: name,
        caret: name.length,
        language: lang,
      }),
    );
  });

  it('asks what is found before what could be typed', async () => {
    await open('#/search');
    await type('pri');
    await waitFor(() =>
      expect(page.transport.callsOf('search.complete')).toContainEqual(expect.objectContaining({ text: 'pri' })),
    );
    const order = page.transport.calls.map(({ method }) => method);
    expect(order).toContain('search.query');
    expect(order.indexOf('search.query')).toBeLessThan(order.lastIndexOf('search.complete'));
  });

  it('keeps its list while nothing is found, where nobody can reach it', async () => {
    await open('#/search?q=printer');
    await find(page, '[data-found-id]');
    const list = await find(page, '.found [role=listbox]');
    const isOut = (): boolean => (list.closest('.found') as HTMLElement).inert;
    expect(isOut()).toBe(false);
    await type('');
    await waitFor(() => expect(page.container.querySelector('[data-found-id]')).toBeNull());
    expect(isOut()).toBe(true);
    await type('printer');
    await find(page, '[data-found-id]');
    expect(await find(page, '.found [role=listbox]')).toBe(list);
    expect(isOut()).toBe(false);
  });

  it('shows what was found as text, whatever it is', async () => {
    const count = Object.keys(hostileMails).length;
    /** What stands near the screen is in the page: a few at a time. */
    const FEW = 10;
    let from = 0;
    await open('#/search?q=printer', 'lang=en', {
      'search.query': ({ text }) => ({
        tickets: {
          rows: Array.from({ length: Math.min(FEW, count - from) }, (_, index) => findOf(from + index, text)),
          nextCursor: null,
          total: count,
          isTotalExact: true,
          isBounded: false,
        },
        contacts: {
          rows: [{ id: '1', name: [{ text: '<img src=x onerror=window.pwned=1>', hit: true }], email: [] }],
          nextCursor: null,
        },
        accounts: { rows: [], nextCursor: null },
        tasks: { rows: [], nextCursor: null },
        contracts: [],
        coverage,
        hints: [{ code: 'unknownField', text: '<b>x</b>', start: 0, end: 1 }],
      }),
    });
    const rows: Element[] = [];
    for (; from < count; from += FEW) {
      page.transport.emit('search.changed', {});
      await find(page, `[data-found-id="${findOf(from, '').ticket.id}"]`);
      rows.push(
        ...[...page.container.querySelectorAll('[data-found-id]')].map((row) => row.cloneNode(true) as Element),
      );
    }
    expect(rows.length).toBe(count);
    const allowed = new Set(['DIV', 'SPAN', 'MARK', 'P', 'svg', 'path', 'circle', 'line', 'rect', 'g']);
    for (const element of rows.flatMap((row) => [...row.querySelectorAll('*')])) {
      expect(allowed.has(element.tagName), element.outerHTML.slice(0, 200)).toBe(true);
      for (const name of element.getAttributeNames()) expect(name).not.toMatch(/^on|^href|^src/);
    }
    Object.values(hostileMails).forEach((mail, index) => {
      expect(rows[index]?.querySelector('.subject')?.textContent).toContain(mail.slice(0, 20));
    });
    expect(page.container.querySelector('main img, section img')).toBeNull();
    expect('pwned' in window).toBe(false);
  });

  it('marks what was looked for', async () => {
    await open('#/search?q=printer');
    const row = await find<HTMLElement>(page, '[data-found-id]');
    expect([...row.querySelectorAll('mark')].map((mark) => mark.textContent.toLowerCase())).toEqual([
      'printer',
      'printer',
    ]);
  });

  it('completes fields and values by keyboard', async () => {
    await open('#/search');
    const box = await type('sta');
    await waitFor(() =>
      expect(page.container.querySelectorAll('[role=listbox]:not([hidden]) [role=option]').length).toBe(1),
    );
    await page.press('ArrowDown', 'Enter');
    await waitFor(() => expect(box.value).toBe('status:'));
    await type('status:on');
    await waitFor(() =>
      expect(page.container.querySelector('[role=listbox] [role=option]')?.textContent).toContain('On hold'),
    );
    await page.press('ArrowDown', 'Tab');
    await waitFor(() => expect(box.value).toBe('status:"On Hold" '));
  });

  it('goes from the box to the results and into a ticket without the mouse, and back', async () => {
    await open('#/search?q=printer');
    await find(page, '[data-found-id]');
    (await find<HTMLElement>(page, '[role=combobox]')).focus();
    await page.press('ArrowDown');
    await page.press('ArrowDown');
    await page.press('Enter');
    await find(page, '[data-item]');
    expect(location.hash).toBe(`#/search/${makeFind(1, '').ticket.id}?q=printer`);
    await page.press('j');
    await waitFor(() => expect(location.hash).toBe(`#/search/${makeFind(2, '').ticket.id}?q=printer`));
    await page.press('Escape');
    expect(location.hash).toBe('#/search?q=printer');
  });

  it('shows which of the finds is open, also where its address was opened', async () => {
    const { id } = makeFind(1, '').ticket;
    await open(`#/search/${id}?q=printer`);
    await waitFor(() => expect(page.container.querySelector(`[data-found-id="${id}"]`)?.ariaSelected).toBe('true'));
    expect(page.app.search.selectedTicketId).toBe(id);
  });

  it('asks the service when told to, and marks what came from there', async () => {
    await open('#/search?q=printer');
    await find(page, '[data-found-id]');
    expect(page.transport.callsOf('search.remote')).toEqual([]);
    const ask = [...page.container.querySelectorAll('button')].find((one) => one.textContent.includes('service too'));
    ask?.click();
    await waitFor(() => expect(page.container.textContent).toContain('The service found 2 tickets more.'));
    await waitFor(() => expect(page.app.search.found.length).toBe(16));
    page.app.search.select(page.app.search.items[15]?.key ?? null);
    await waitFor(() => expect(page.container.textContent).toContain('New from the service'));
  });

  const noTickets = { rows: [], nextCursor: null, total: 0, isTotalExact: true, isBounded: false };
  const people = (from: number, count: number) =>
    Array.from({ length: count }, (_, index) => ({
      id: `c${from + index}`,
      name: [{ text: `Person ${from + index}`, hit: true }],
      email: [],
    }));
  const others = (): HTMLElement[] => [...page.container.querySelectorAll<HTMLElement>('[data-other]')];
  const selected = (): string | undefined => page.container.querySelector('[aria-selected=true]')?.textContent.trim();

  it('walks from tickets on to the people that were found, and opens their page', async () => {
    await open('#/search?q=printer');
    await find(page, '[data-found-id]');
    (await find<HTMLElement>(page, '[role=combobox]')).focus();
    await page.press('ArrowDown', 'End');
    expect(selected()).toContain('Lucas Carol');
    await page.press('Home');
    expect(selected()).toContain('#1042');
    page.container.querySelector<HTMLElement>('[title="Go to Contacts"]')?.click();
    await waitFor(() => expect(selected()).toContain('Lucas Carol'));
    expect(document.activeElement?.getAttribute('role')).toBe('listbox');
    await page.press('Enter');
    await waitFor(() => expect(location.hash).toBe('#/contacts/904'));
  });

  it('shows eight of a group, then all of it and its next page, by keyboard', async () => {
    await open('#/search?q=person', 'lang=en', {
      'search.query': ({ kinds, cursor }) => {
        const isNext = kinds?.length === 1 && kinds[0] === 'contact';
        const rows = isNext ? people(25, 5) : people(0, 25);
        expect(cursor ?? null).toBe(isNext ? '25' : null);
        return {
          tickets: noTickets,
          contacts: { rows, nextCursor: isNext ? null : '25' },
          accounts: { rows: [], nextCursor: null },
          tasks: { rows: [], nextCursor: null },
          contracts: [],
          coverage,
          hints: [],
        };
      },
    });
    await waitFor(() => expect(others().length).toBe(9));
    (await find<HTMLElement>(page, '[role=combobox]')).focus();
    await page.press('ArrowDown', ...Array.from({ length: 8 }, () => 'ArrowDown'));
    expect(selected()).toBe('Show more');
    await page.press('Enter');
    await waitFor(() => expect(others()[0]?.getAttribute('aria-setsize')).toBe('30'));
    expect(selected()).toBe('Contacts: Person 8');
  });

  it('stays as long as it was made where something that was found changes', async () => {
    await open('#/search?q=printer', 'lang=en', {
      'search.query': ({ text, limit, cursor }) => {
        const from = cursor === null || cursor === undefined ? 0 : Number(cursor);
        const end = from + (limit ?? 25);
        return {
          tickets: {
            rows: Array.from({ length: end - from }, (_, index) => {
              const made = makeFind(0, text);
              return { ...made, ticket: { ...made.ticket, id: String(from + index) } };
            }),
            nextCursor: String(end),
            total: 200,
            isTotalExact: true,
            isBounded: false,
          },
          contacts: { rows: [], nextCursor: null },
          accounts: { rows: [], nextCursor: null },
          tasks: { rows: [], nextCursor: null },
          contracts: [],
          coverage,
          hints: [],
        };
      },
    });
    const found = (): number => page.app.search.found.length;
    await waitFor(() => expect(found()).toBe(25));
    // Those in sight were there before the rest was asked for.
    expect(page.transport.callsOf('search.query').map((input) => (input as { limit: number }).limit)).toEqual([10, 15]);
    await page.app.search.more();
    await page.app.search.more();
    expect(found()).toBe(75);
    const calls = page.transport.callsOf('search.query').length;
    page.transport.emit('search.changed', {});
    await waitFor(() => expect(page.transport.callsOf('search.query').length).toBe(calls + 1));
    await waitFor(() => expect(page.app.search.results?.tickets.rows.length).toBe(75));
    expect(found()).toBe(75);
    await type('printers');
    await waitFor(() => expect(found()).toBe(25));
  });

  it('finds agents, departments, contracts and canned replies by their names too, and opens each', async () => {
    await open('#/search?q=pri', 'lang=en', {
      'agents.list': () => [{ id: '5', name: 'Prisca Boyle', email: 'prisca@desk.example', isActive: true }],
      'departments.list': () => [{ id: '9', name: 'Printers', isEnabled: true }],
      'cannedReplies.list': () => [{ id: 'k', name: 'Printer restart', shortcut: 'pr', text: 'Turn it off.' }],
      'search.query': ({ kinds }) => ({
        tickets: noTickets,
        contacts: { rows: people(0, 1), nextCursor: null },
        accounts: { rows: [], nextCursor: null },
        tasks: { rows: [], nextCursor: null },
        contracts: kinds?.includes('contract') ? [{ id: '8', name: 'Print fleet', accountName: 'Zylker' }] : [],
        coverage,
        hints: [],
      }),
    });
    await waitFor(() =>
      expect(page.app.search.items.map(({ key }) => key)).toEqual(
        expect.arrayContaining(['agent/5', 'department/9', 'canned/k', 'contract/8']),
      ),
    );
    // The row that the keyboard is on is in the page, wherever it is.
    const click = async (key: string): Promise<void> => {
      page.app.search.select(key);
      (await find<HTMLElement>(page, `[data-other="${key}"]`)).click();
    };
    await click('canned/k');
    await waitFor(() => expect(page.container.querySelector('textarea')?.value).toBe('Turn it off.'));
    page.app.dialogs.close();
    await click('agent/5');
    expect(page.app.route.value).toMatchObject({ place: 'agents', itemId: '5' });
    page.app.route.open('#/search?q=pri');
    await waitFor(() => expect(page.app.search.items.length).toBe(5));
    await click('department/9');
    expect(page.app.route.value).toMatchObject({ place: 'departments', itemId: '9' });
  });

  it('shows that it works where the answer takes a while, and no sooner', async () => {
    let answer = (): void => {};
    const waiting = new Promise<void>((done) => (answer = done));
    await open('#/search', 'lang=en', {
      'search.query': async () => {
        await waiting;
        return {
          tickets: noTickets,
          contacts: { rows: people(0, 1), nextCursor: null },
          accounts: { rows: [], nextCursor: null },
          tasks: { rows: [], nextCursor: null },
          contracts: [],
          coverage,
          hints: [],
        };
      },
    });
    await type('p');
    expect(page.container.textContent).not.toContain('Searching…');
    await waitFor(() => expect(page.container.textContent).toContain('Searching…'));
    answer();
    await waitFor(() => expect(others().length).toBe(1));
    expect(page.container.textContent).not.toContain('Searching…');
  });

  const ask = async (query: string, word = 'service too'): Promise<void> => {
    await open(`#/search?q=${encodeURIComponent(query)}`);
    await find(page, '[data-found-id]');
    [...page.container.querySelectorAll('button')].find((one) => one.textContent.includes(word))?.click();
  };
  it('tells what the service was not asked for, and when it was not asked at all', async () => {
    await ask('printer is:open');
    await waitFor(() => expect(page.container.textContent).toContain('It was asked without is:open'));
    cleanup();
    await ask('is:open');
    await waitFor(() => expect(page.container.textContent).toContain('not asked: it can’t search for is:open'));
    expect(page.container.textContent).not.toContain('found nothing more');
  });

  it('says how many of the service’s finds are shown, and fetches more', async () => {
    await ask('many');
    await waitFor(() => expect(page.container.textContent).toContain('the first 3 of 120 there'));
    [...page.container.querySelectorAll('button')].find((one) => one.textContent.includes('More from'))?.click();
    await waitFor(() =>
      expect(page.transport.callsOf('search.remote')).toEqual([
        { text: 'many', cursor: null },
        { text: 'many', cursor: '50' },
      ]),
    );
  });

  it.each([
    ['', '18,240 of 18,900 tickets with their messages · closed ones back to'],
    ['&listing=1', 'tickets listed so far · closed ones back to'],
    ['&departments=1', 'of 2 departments'],
  ])('says how far it reaches (%s)', async (scene, words) => {
    await open('#/search?q=printer', `lang=en${scene}`);
    await waitFor(() => expect(page.container.textContent).toContain(words));
    if (scene.includes('listing')) expect(page.container.textContent).toContain('more are being listed');
  });

  it('says when the service can’t be asked, and keeps what was found here', async () => {
    await open('#/search?q=printer', 'lang=en', {
      'search.remote': () => {
        throw new ScriptedError({ code: 'offline', message: 'off' });
      },
    });
    await find(page, '[data-found-id]');
    const ask = [...page.container.querySelectorAll('button')].find((one) => one.textContent.includes('service too'));
    ask?.focus();
    ask?.click();
    await waitFor(() => expect(page.container.textContent).toContain('The service could not be asked'));
    // The button went while the service was asked.
    expect(document.activeElement?.getAttribute('role')).toBe('combobox');
    await waitFor(() => expect(page.app.search.found.length).toBe(14));
  });

  it('that finds nothing sends nobody offline to the service', async () => {
    await open('#/search?q=printer', 'lang=en&connection=offline', {
      'search.query': () => ({
        tickets: { rows: [], nextCursor: null, total: 0, isTotalExact: true, isBounded: false },
        contacts: { rows: [], nextCursor: null },
        accounts: { rows: [], nextCursor: null },
        tasks: { rows: [], nextCursor: null },
        contracts: [],
        coverage,
        hints: [],
      }),
    });
    await waitFor(() => expect(page.container.textContent).toContain('Nothing found'));
    expect(page.container.textContent).toContain('The service can be searched when you are online.');
  });

  it('shows the answer to the last text, however late the others come', async () => {
    const waits: Record<string, number> = { p: 400, pr: 5 };
    await open('#/search', 'lang=en', {
      'search.query': async ({ text }) => {
        await new Promise((done) => setTimeout(done, waits[text] ?? 0));
        return {
          tickets: {
            rows: [makeFind(text.length, text)],
            nextCursor: null,
            total: text.length,
            isTotalExact: true,
            isBounded: false,
          },
          contacts: { rows: [], nextCursor: null },
          accounts: { rows: [], nextCursor: null },
          tasks: { rows: [], nextCursor: null },
          contracts: [],
          coverage,
          hints: [],
        };
      },
    });
    await type('p');
    await waitFor(() => expect(page.transport.callsOf('search.query').length).toBe(1));
    await type('pr');
    await waitFor(
      () =>
        expect(page.container.querySelector('[data-found-id]')?.getAttribute('data-found-id')).toBe(
          makeFind(2, '').ticket.id,
        ),
      { timeout: 3_000 },
    );
    expect(page.app.search.results?.tickets.total).toBe(2);
  });
});
