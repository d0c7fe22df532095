import { cleanup, waitFor } from '@testing-library/svelte';
import { afterEach, describe, expect, it } from 'vitest';
import type { Script } from '../fakes/transport.ts';
import { key, type } from './hands.ts';
import { find, openPage, type Page } from './harness.ts';
import { makeDetail, makeRow } from './preview/data.ts';
import { makeFind } from './preview/writing.ts';

let page: Page;
async function open(at: string, script: Script = {}): Promise<void> {
  history.replaceState(null, '', at);
  page = await openPage('lang=en', script);
  await find(page, '[role=option], [data-item]');
}
afterEach(() => {
  cleanup();
  expect(page.transport.faults).toEqual([]);
});
const has = (selector: string): Promise<void> =>
  waitFor(() => expect(document.activeElement?.matches(selector)).toBe(true));
const ticketAt = (index: number): string => `/#/views/myOpen/${makeRow(index).id}`;

describe('where the keyboard begins', () => {
  it('in a merge of one ticket: in the field that adds another, whose number Enter takes', async () => {
    const other = makeRow(3);
    await open(ticketAt(0), {
      'tickets.get': ({ id }) => makeDetail(id === other.id ? other : makeRow(0)),
      'search.query': ({ text }) => ({
        tickets: {
          rows: [{ ...makeFind(0, text), ticket: text.startsWith('number:') ? other : makeRow(5) }],
          nextCursor: null,
          total: 1,
          isTotalExact: true,
          isBounded: false,
        },
        contacts: { rows: [], nextCursor: null },
        accounts: { rows: [], nextCursor: null },
        tasks: { rows: [], nextCursor: null },
        coverage: {
          ticketsHeld: 1,
          ticketsKnown: 1,
          isListed: true,
          closed: 'all' as const,
          closedSince: null,
          departments: null,
          pending: 0,
        },
        hints: [],
      }),
    });
    await find(page, '[data-item]');
    await page.press('m');
    await has('dialog input.find');
    const field = document.activeElement as HTMLInputElement;
    type(field, String(other.number));
    // At once, before what was found is shown.
    key(field, 'Enter');
    await waitFor(() => expect(page.container.querySelectorAll('dialog thead th')).toHaveLength(3));
    expect(page.container.querySelector('dialog thead')?.textContent).toContain(`#${other.number}`);
    expect(document.activeElement).toBe(field);
  });
});
