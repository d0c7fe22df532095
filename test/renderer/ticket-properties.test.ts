import { cleanup, waitFor } from '@testing-library/svelte';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TicketDetail } from '../../src-preload/contract/tickets.ts';
import type { TicketFieldValues } from '../../src-preload/contract/views.ts';
import { createDraftDisk } from '../fakes/draft-disk.ts';
import type { Script } from '../fakes/transport.ts';
import { key, type } from './hands.ts';
import { find, openPage, type Page } from './harness.ts';
import { makeDetail, makeRow } from './preview/data.ts';

let page: Page;
const id = makeRow(0).id;
type Custom = TicketDetail['customFields'][number];
const custom = (name: string, value: string | null, more: Partial<Custom> = {}): Custom => ({
  name,
  value,
  isApiName: false,
  type: value === null ? null : 'text',
  items: [],
  ...more,
});
const field = (
  name: string,
  kind: TicketFieldValues['customFields'][number]['kind'],
  more: Partial<TicketFieldValues['customFields'][number]> = {},
): TicketFieldValues['customFields'][number] => ({ name, kind, type: 'text', values: [], ...more });
const known: TicketFieldValues = {
  channels: ['Email', 'Phone'],
  categories: ['Hardware', 'Billing'],
  classifications: ['Problem'],
  products: [{ id: '71', name: 'Printer ZX' }],
  customFields: [
    field('Installed', 'date'),
    field('Warranty', 'flag', { type: 'flag' }),
    field('Devices', 'number', { type: 'number' }),
    field('Seats', 'number'),
    field('Paid', 'flag'),
    field('Parts', 'list', { type: 'list', values: ['Tray', 'Drum', 'Fuser'] }),
  ],
  tags: ['Refund', 'vip'],
};

async function open(detail: Partial<TicketDetail>, script: Script = {}): Promise<void> {
  history.replaceState(null, '', `/#/views/myOpen/${id}`);
  page = await openPage('lang=en', {
    'tickets.get': ({ id: asked }) => ({ ...makeDetail(makeRow(asked === id ? 0 : 1)), ...detail }),
    'views.fields': () => known,
    ...script,
  });
  await find(page, 'aside dl');
  await waitFor(() => expect(page.app.choices.fields.categories).not.toEqual([]));
}
const row = (label: string): HTMLElement => {
  const found = [...page.container.querySelectorAll<HTMLElement>('aside .row')].find(
    (one) => one.querySelector('dt')?.textContent.trim() === label,
  );
  if (!found) throw new Error(`no such field: ${label}`);
  return found;
};
const pause = (): Promise<void> => new Promise((done) => setTimeout(done));
async function edit(label: string): Promise<HTMLInputElement> {
  row(label).querySelector<HTMLElement>('dd button')!.click();
  await waitFor(() => expect(row(label).querySelector('input, textarea')).not.toBeNull());
  return row(label).querySelector<HTMLInputElement>('input, textarea')!;
}
async function choose(label: string, item: string): Promise<void> {
  row(label).querySelector<HTMLElement>('dd button')!.click();
  await waitFor(() => expect(row(label).querySelector('[role=menu]')).not.toBeNull());
  [...row(label).querySelectorAll<HTMLElement>('[role^=menuitem]')]
    .find((one) => one.textContent.trim() === item)!
    .click();
  await pause();
}
const sent = (): unknown[] =>
  page.transport.callsOf('tickets.update').map((input) => (input as { fields: unknown }).fields);

afterEach(() => {
  cleanup();
  expect(page.transport.faults).toEqual([]);
});

describe('a look at a field', () => {
  it('changes nothing of a time with seconds, nor of text with spaces around it', async () => {
    await open({
      phone: ' 0123 ',
      customFields: [custom('Installed', '2026-03-01T16:16:16.000Z')],
    });
    for (const label of ['Installed', 'Phone']) {
      (await edit(label)).blur();
      await waitFor(() => expect(row(label).querySelector('input')).toBeNull());
    }
    expect(sent()).toEqual([]);
  });

  it('leaves the focus where the agent went', async () => {
    await open({});
    const input = await edit('Phone');
    const other = row('Category').querySelector<HTMLElement>('dd button')!;
    expect(document.activeElement).toBe(input);
    other.focus();
    await new Promise((done) => requestAnimationFrame(done));
    expect(document.activeElement).toBe(other);
  });
});

describe('what is typed in place, left for another ticket', () => {
  const other = makeRow(1).id;
  const updates = (): unknown[] => page.transport.callsOf('tickets.update');
  beforeEach(() =>
    open({ phone: '0123' }, { 'tickets.get': (input) => makeDetail(makeRow(input.id === other ? 1 : 0)) }),
  );

  it('is saved for the ticket that it was typed on', async () => {
    type(await edit('Phone'), '0456');
    page.app.route.go({ ticketId: other });
    await waitFor(() => expect(updates()).toHaveLength(1));
    expect(updates()).toMatchObject([{ id, fields: { phone: '0456' } }]);
  });

  it('so is a subject, also when the way back leads away', async () => {
    page.app.route.go({ ticketId: other });
    await waitFor(() => expect(page.container.querySelector('h2 button')?.textContent).toBe(makeRow(1).subject));
    page.container.querySelector<HTMLElement>('h2 button')!.click();
    type(await find<HTMLInputElement>(page, 'h2 input'), 'Two printers');
    page.transport.emit('tickets.changed', { ids: [] });
    const reads = page.transport.callsOf('tickets.get').length;
    await waitFor(() => expect(page.transport.callsOf('tickets.get').length).toBeGreaterThan(reads));
    await pause();
    expect(page.container.querySelector<HTMLInputElement>('h2 input')?.value).toBe('Two printers');
    history.back();
    await waitFor(() => expect(updates()).toHaveLength(1));
    expect(updates()).toMatchObject([{ id: other, fields: { subject: 'Two printers' } }]);
  });
});

describe('a long text', () => {
  it('that the service keeps as HTML keeps its lines, and plain text stays plain', async () => {
    await open({ description: '<p>one</p><p>two</p>', resolution: 'as it was' });
    const description = await edit('Description');
    expect(description.value).toBe('one\ntwo');
    type(description, 'one\n<two>');
    await pause();
    key(description, 'Enter', { ctrlKey: true });
    const resolution = await edit('Resolution');
    type(resolution, 'a\nb');
    await pause();
    key(resolution, 'Enter', { ctrlKey: true });
    await waitFor(() =>
      expect(sent()).toEqual([{ description: '<div>one</div><div>&lt;two&gt;</div>' }, { resolution: 'a\nb' }]),
    );
  });
});

describe('what was typed in a long text', () => {
  const draftKey = `edit:ticket:${id}:resolution`;
  const { drafts: kept, script: journal } = createDraftDisk();
  const area = (): HTMLTextAreaElement | null => row('Resolution').querySelector('textarea');
  async function write(text: string): Promise<void> {
    type((await edit('Resolution')) as never, text);
    await pause();
  }
  beforeEach(() => kept.clear());

  it('is there again after another ticket was looked at, and nothing of it was sent', async () => {
    await open({ resolution: null }, journal);
    await write('Changed the drum');
    page.app.route.go({ ticketId: makeRow(1).id });
    await waitFor(() => expect(kept.get(draftKey)?.doc['form']).toEqual({ text: 'Changed the drum' }));
    page.app.route.go({ ticketId: id });
    await waitFor(() => expect(row('Resolution').textContent).toContain('Typed, not saved'));
    await edit('Resolution');
    await waitFor(() => expect(area()?.value).toBe('Changed the drum'));
    expect(sent()).toEqual([]);
  });

  it('is kept by Esc, which says so, and goes to the outbox with its key', async () => {
    await open(
      { resolution: null },
      {
        ...journal,
        'tickets.update': ({ draftKey: gone }) => {
          kept.delete(gone ?? '');
          return { jobId: 'job-1', localId: null };
        },
      },
    );
    await write('Changed the drum');
    key(area()!, 'Escape');
    await waitFor(() => expect(row('Resolution').textContent).toContain('Typed, not saved'));
    await edit('Resolution');
    await waitFor(() => expect(area()?.value).toBe('Changed the drum'));
    key(area()!, 'Enter', { ctrlKey: true });
    await waitFor(() =>
      expect(page.transport.callsOf('tickets.update')).toEqual([
        { id, fields: { resolution: 'Changed the drum' }, draftKey },
      ]),
    );
    await waitFor(() => expect(row('Resolution').textContent).not.toContain('Typed, not saved'));
    expect(kept.size).toBe(0);
  });

  it('is discarded where it says so', async () => {
    await open({ resolution: null }, journal);
    await write('Changed the drum');
    key(area()!, 'Escape');
    const discard = await waitFor(() => {
      const found = row('Resolution').querySelector<HTMLElement>('[aria-label^="Discard"]');
      if (!found) throw new Error('not yet');
      return found;
    });
    discard.click();
    await waitFor(() => expect(row('Resolution').textContent).not.toContain('Typed, not saved'));
    expect(kept.size).toBe(0);
    expect((await edit('Resolution')).value).toBe('');
  });

  it('is back in its field when it is called back from the outbox', async () => {
    kept.set(draftKey, {
      key: draftKey,
      ticketId: id,
      doc: { kind: 'edit', fields: { resolution: '<p>a</p><p>b</p>' } },
      savedAt: 1,
    });
    await open({ resolution: '<p>a</p>' }, journal);
    await edit('Resolution');
    await waitFor(() => expect(area()?.value).toBe('a\nb'));
  });
});

describe('a custom field', () => {
  it('that is empty is written as the others of its name are', async () => {
    await open({
      customFields: [custom('Warranty', null), custom('Devices', null), custom('Seats', null), custom('Paid', null)],
    });
    await choose('Warranty', 'Yes');
    await choose('Paid', 'No');
    for (const label of ['Devices', 'Seats']) {
      const input = await edit(label);
      type(input, '5');
      await pause();
      key(input, 'Enter');
    }
    await waitFor(() => expect(sent()).toHaveLength(4));
    expect(sent()).toEqual([
      { customFields: { Warranty: true } },
      { customFields: { Paid: 'false' } },
      { customFields: { Devices: 5 } },
      { customFields: { Seats: '5' } },
    ]);
  });

  it('of several values keeps them apart', async () => {
    await open({ customFields: [custom('Parts', 'Tray, Drum', { type: 'list', items: ['Tray', 'Drum'] })] });
    await choose('Parts', 'Fuser');
    expect(sent()).toEqual([{ customFields: { Parts: ['Tray', 'Drum', 'Fuser'] } }]);
  });

  it('that is no text, number, flag or list can only be read', async () => {
    await open({ customFields: [custom('Geo', '{"lat":1}', { type: 'other' })] });
    expect(row('Geo').querySelector('button')).toBeNull();
  });
});

describe('the properties', () => {
  it('take a value that no ticket of late had', async () => {
    await open({});
    await choose('Category', 'Other…');
    await waitFor(() => expect(row('Category').querySelector('input')).not.toBeNull());
    const input = row('Category').querySelector('input')!;
    expect(document.activeElement).toBe(input);
    type(input, 'Firmware');
    await pause();
    key(input, 'Enter');
    await waitFor(() => expect(sent()).toEqual([{ category: 'Firmware' }]));
  });

  it('let channel and product be chosen, in words', async () => {
    await open({ channel: 'Email', productId: '71', productName: 'Printer ZX' });
    expect(row('Product').textContent).toContain('Printer ZX');
    await choose('Channel', 'Phone');
    await choose('Product', 'Empty it');
    await waitFor(() => expect(sent()).toEqual([{ channel: 'Phone' }, { productId: null }]));
  });

  it('give the ticket to another contact', async () => {
    const rows = [
      { id: '5', name: 'Priya Raman', email: 'priya@zylker.example', phone: null, accountId: null, accountName: null },
    ].map((one) => ({ ...one, openTickets: 0, activeTime: null, pending: null }));
    await open({}, { 'contacts.list': () => ({ rows, total: 1, asOf: 1 }) });
    const input = await edit('Contact');
    type(input, 'Priya');
    await waitFor(() => expect(row('Contact').querySelector('[role=option]')?.textContent).toContain('priya@'));
    key(input, 'Enter');
    await waitFor(() => expect(sent()).toEqual([{ contactId: '5' }]));
  });

  it('take a description', async () => {
    await open({ description: '<p>Prints <b>nothing</b></p>' });
    const area = await edit('Description');
    expect(area.value).toBe('Prints nothing');
    type(area, 'Prints nothing at all');
    await pause();
    key(area, 'Enter', { ctrlKey: true });
    await waitFor(() => expect(sent()).toEqual([{ description: '<div>Prints nothing at all</div>' }]));
  });
});

describe('the subject', () => {
  const heading = (): HTMLElement => page.container.querySelector<HTMLElement>('article h2')!;
  it('is changed where it stands, by key too', async () => {
    await open({ subject: 'Printer offline' });
    await page.press('F2');
    await waitFor(() => expect(heading().querySelector('input')).not.toBeNull());
    const input = heading().querySelector('input')!;
    type(input, ' Printer on fire ');
    await pause();
    key(input, 'Enter');
    await waitFor(() => expect(sent()).toEqual([{ subject: 'Printer on fire' }]));
    await waitFor(() => expect(document.activeElement).toBe(heading().querySelector('button')));
  });

  it('stays when it is left, or emptied', async () => {
    await open({ subject: 'Printer offline' });
    for (const text of [null, '  ']) {
      heading().querySelector('button')!.click();
      await waitFor(() => expect(heading().querySelector('input')).not.toBeNull());
      const input = heading().querySelector('input')!;
      if (text !== null) type(input, text);
      await pause();
      input.blur();
      await waitFor(() => expect(heading().querySelector('input')).toBeNull());
    }
    expect(sent()).toEqual([]);
  });
});

describe('tags', () => {
  const jobs: Script = {
    'tickets.tag': () => ({ jobId: 'job-1', localId: null }),
    'outbox.cancel': () => {
      throw new Error('too late');
    },
  };
  const put = (): unknown[] => page.transport.callsOf('tickets.tag');
  const button = (name: string): HTMLElement => row('Tags').querySelector<HTMLElement>(`[aria-label="${name}"]`)!;
  async function adder(): Promise<HTMLInputElement> {
    button('Add a tag').click();
    await waitFor(() => expect(row('Tags').querySelector('input')).not.toBeNull());
    return row('Tags').querySelector('input')!;
  }

  it('are put on one after the other, as they were met, with those of other tickets offered', async () => {
    await open({ tags: { names: ['printer', 'vip'], isKnown: true }, fieldStates: { tags: 'waits' } }, jobs);
    expect(row('Tags').querySelectorAll('li')).toHaveLength(2);
    expect(row('Tags').textContent).toContain('The change is not sent yet');
    const input = await adder();
    expect([...row('Tags').querySelectorAll('option')].map(({ value }) => value)).toEqual(['Refund']);
    for (const name of ['refund', 'VIP', ' brand new ']) {
      type(input, name);
      await pause();
      key(input, 'Enter');
    }
    key(input, 'Escape');
    await waitFor(() => expect(document.activeElement).toBe(button('Add a tag')));
    expect(put()).toEqual([
      { id, name: 'Refund', isTagged: true },
      { id, name: 'brand new', isTagged: true },
    ]);
  });

  it('are taken off, and put back where that is at the service already', async () => {
    await open({ tags: { names: ['printer', 'vip'], isKnown: true } }, jobs);
    button('Remove the tag vip').click();
    const undo = await find<HTMLButtonElement>(page, '.place[role=status] button');
    expect(page.container.textContent).toContain('Tag “vip” removed.');
    undo.click();
    await waitFor(() => expect(put()).toHaveLength(2));
    expect(put()).toEqual([
      { id, name: 'vip', isTagged: false },
      { id, name: 'vip', isTagged: true },
    ]);
  });

  it('can be put on before they were read, and are not there where the service has none', async () => {
    await open({ tags: { names: [], isKnown: false } }, jobs);
    expect(row('Tags').textContent).toContain('Not read yet');
    const input = await adder();
    type(input, 'late');
    await pause();
    input.blur();
    await waitFor(() => expect(put()).toEqual([{ id, name: 'late', isTagged: true }]));
    cleanup();
    await open({ tags: null }, jobs);
    expect(() => row('Tags')).toThrow('no such field');
  });
});
