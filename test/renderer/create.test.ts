import { cleanup, fireEvent, waitFor } from '@testing-library/svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Draft } from '../../src-preload/contract/drafts.ts';
import type { TicketFieldValues } from '../../src-preload/contract/views.ts';
import { en } from '../../src-renderer/locales/en.ts';
import { ScriptedError } from '../fakes/transport.ts';
import { isInert } from './hands.ts';
import { find, openPage, type Page } from './harness.ts';

const fields: TicketFieldValues = {
  channels: ['Email', 'Forums'],
  categories: ['Hardware'],
  classifications: [],
  products: [{ id: '71', name: 'Printer ZX' }],
  customFields: [
    { name: 'Warranty', kind: 'flag', type: 'flag', values: [] },
    { name: 'numberOfDevices', kind: 'number', type: 'number', values: [] },
    { name: 'Parts', kind: 'list', type: 'list', values: ['Tray', 'Drum'] },
    { name: 'Region', kind: 'choice', type: 'text', values: ['North', 'South'] },
  ],
  tags: [],
};
let page: Page;
let jobs = 0;
const receipt = () => ({ jobId: `job-${(jobs += 1)}`, localId: `local-${jobs}` });
const dialog = async (): Promise<HTMLElement> => find<HTMLElement>(page, 'dialog form');
const type = async (selector: string, value: string): Promise<void> => {
  const field = await find<HTMLInputElement>(page, `dialog ${selector}`);
  await fireEvent.input(field, { target: { value } });
};
const submit = async (): Promise<void> => {
  await fireEvent.submit(await dialog());
};
const newContact = (): Promise<HTMLElement> =>
  waitFor(() => {
    const found = [...page.container.querySelectorAll<HTMLElement>('dialog [role=option]')].at(-1);
    if (!found?.textContent?.includes('New contact')) throw new Error('not yet');
    return found;
  });
const button = (name: string): Promise<HTMLElement> =>
  waitFor(() => {
    const found = [...page.container.querySelectorAll<HTMLElement>('dialog button')].find(
      (one) => one.textContent.trim() === name,
    );
    return found ?? expect.fail('not yet');
  });
/** jsdom has no attribute for it. */
const labelled = (label: string): HTMLInputElement =>
  [...page.container.querySelectorAll<HTMLLabelElement>('dialog label')]
    .find((one) => one.textContent?.trim().startsWith(label))!
    .querySelector('input, select')!;
const draft = (): { doc: { content?: string; form?: Record<string, unknown> } } | undefined =>
  page.transport.callsOf('drafts.save').at(-1) as never;

async function open(): Promise<void> {
  await page.press('n');
  await dialog();
  await waitFor(() => expect(labelled('Department').value).toBe('502'));
}

beforeEach(async () => {
  jobs = 0;
  history.replaceState(null, '', '/');
  page = await openPage('lang=en', {
    'views.fields': () => fields,
    'tickets.get': () => null,
    'tickets.timeline': () => [],
    'drafts.get': () => null,
    'tickets.create': receipt,
    'tickets.createForNewContact': receipt,
  });
  await find(page, '[role=option]');
});
afterEach(() => {
  cleanup();
  expect(page.transport.faults).toEqual([]);
});

describe('a new ticket', () => {
  it('is written for a contact that is known, and opens once it is queued', async () => {
    await open();
    await type('[role=combobox]', 'lucas');
    const row = await find<HTMLElement>(page, 'dialog [role=option]');
    await fireEvent.click(row);
    await type('[name=subject]', 'The scanner is silent');
    await type('[name=description]', 'Since this morning.');
    await fireEvent.change(labelled('Priority'), { target: { value: 'High' } });
    await fireEvent.input(labelled('Sub-category'), { target: { value: 'Scanners' } });
    expect(labelled('Product').querySelector('option')?.text).toBe('No product');
    await fireEvent.change(labelled('Product'), { target: { value: '71' } });
    await fireEvent.change(labelled('Region'), { target: { value: 'South' } });
    await fireEvent.change(labelled('Warranty'), { target: { value: 'true' } });
    await fireEvent.input(labelled('Number of devices'), { target: { value: '12' } });
    const parts = await find<HTMLElement>(page, 'dialog [role=group][aria-labelledby$="Parts"]');
    await fireEvent.click(parts.querySelector('input')!);
    await fireEvent.input(parts.querySelector('input:not([type=checkbox])')!, { target: { value: 'Drum, small' } });
    await submit();
    await waitFor(() => expect(page.app.route.value.ticketId).toBe('local-1'));
    expect(page.container.querySelector('dialog')).toBeNull();
    expect(page.transport.callsOf('tickets.create')).toEqual([
      expect.objectContaining({
        subject: 'The scanner is silent',
        description: 'Since this morning.',
        departmentId: '502',
        channel: 'Phone',
        status: 'Open',
        priority: 'High',
        subCategory: 'Scanners',
        productId: '71',
        customFields: { Region: 'South', Warranty: true, numberOfDevices: 12, Parts: ['Tray', 'Drum, small'] },
        draftKey: 'ticket:new',
      }),
    ]);
    expect(page.transport.callsOf('tickets.createForNewContact')).toEqual([]);
    expect(page.app.said.value?.text).toContain('Ticket queued');
  });

  it('makes its contact in the same go, and both in one call, so that a crash leaves no half', async () => {
    await open();
    await type('[role=combobox]', 'Ana Maria Reis');
    await fireEvent.click(await newContact());
    expect(labelled('Last name').value).toBe('Reis');
    expect(labelled('First name').value).toBe('Ana Maria');
    await type('[name=subject]', 'Hello');
    // As in the field of a recipient.
    await fireEvent.input(labelled('Email'), { target: { value: 'ana@reis' } });
    await submit();
    await waitFor(async () => expect((await dialog()).textContent).toContain('That is no email address.'));
    await fireEvent.input(labelled('Email'), { target: { value: 'ana@reis.example' } });
    await submit();
    await waitFor(() => expect(page.app.route.value.ticketId).toBe('local-1'));
    expect(page.transport.callsOf('tickets.createForNewContact')).toMatchObject([
      {
        contact: { lastName: 'Reis', firstName: 'Ana Maria', email: 'ana@reis.example' },
        ticket: { subject: 'Hello', email: 'ana@reis.example', draftKey: 'ticket:new' },
      },
    ]);
    expect(page.transport.callsOf('tickets.create')).toEqual([]);
  });

  it('leaves what was typed of a new contact out where a known one is chosen in the end', async () => {
    await open();
    await type('[role=combobox]', 'ana@reis.example');
    await fireEvent.click(await newContact());
    await fireEvent.input(labelled('Phone'), { target: { value: '+1 555 0100' } });
    await fireEvent.click(await button('Choose one who is known'));
    await type('[role=combobox]', 'lucas');
    await fireEvent.click(await find<HTMLElement>(page, 'dialog [role=option]'));
    await type('[name=subject]', 'The scanner is silent');
    await submit();
    await waitFor(() => expect(page.transport.callsOf('tickets.create')).toHaveLength(1));
    const [ticket] = page.transport.callsOf('tickets.create');
    expect(ticket).toMatchObject({ subject: 'The scanner is silent' });
    expect(ticket).not.toHaveProperty('email');
    expect(ticket).not.toHaveProperty('phone');
  });

  it('takes files along, kept with the draft, in the same call', async () => {
    page.transport.script({
      'files.begin': ({ name }) => ({ uploadId: name }),
      'files.append': () => ({ received: 1 }),
      'files.finish': ({ uploadId }) => ({ sha256: 'a'.repeat(64), name: uploadId, size: 1 }),
    });
    await open();
    await type('[role=combobox]', 'lucas');
    await fireEvent.click(await find<HTMLElement>(page, 'dialog [role=option]'));
    await type('[name=subject]', 'The scanner is silent');
    const input = page.container.querySelector<HTMLInputElement>('dialog input[type=file]')!;
    const files = ['a.txt', 'b.txt'].map((name) => new File(['x'], name));
    Object.defineProperty(input, 'files', { value: files });
    await fireEvent.change(input);
    await waitFor(() =>
      expect(page.container.querySelectorAll('dialog ul[aria-label=Attachments] li')).toHaveLength(2),
    );
    await waitFor(() => expect((draft()?.doc as { files?: unknown[] }).files).toHaveLength(2));
    await submit();
    await waitFor(() => expect(page.app.route.value.ticketId).toBe('local-1'));
    expect(page.transport.callsOf('tickets.create')).toMatchObject([{ files: [{ name: 'a.txt' }, { name: 'b.txt' }] }]);
  });

  it('is no draft any more once it is queued from within a field', async () => {
    await open();
    await type('[role=combobox]', 'lucas');
    await fireEvent.click(await find<HTMLElement>(page, 'dialog [role=option]'));
    await type('[name=subject]', 'The scanner is silent');
    const field = await find<HTMLTextAreaElement>(page, 'dialog [name=description]');
    field.focus();
    await fireEvent.input(field, { target: { value: 'Since this morning.' } });
    const element = page.container.querySelector('dialog')!;
    // A browser tells of what was typed in a field that is taken away while it has the keyboard.
    vi.spyOn(element, 'remove').mockImplementation(() => {
      field.dispatchEvent(new Event('change', { bubbles: true }));
      element.parentNode?.removeChild(element);
    });
    await fireEvent.keyDown(field, { key: 'Enter', ctrlKey: true });
    await waitFor(() => expect(page.container.querySelector('dialog')).toBeNull());
    // The next one's draft is saved later than what was left of this one would be.
    await open();
    await type('[name=subject]', 'Another');
    await waitFor(() => expect(draft()?.doc.form?.['subject']).toBe('Another'));
    const methods = page.transport.calls.map(({ method }) => method);
    const after = page.transport.calls.slice(methods.indexOf('tickets.create'));
    expect(after.filter(({ method }) => method === 'drafts.save')).toHaveLength(1);
  });

  it('is not there once more when it is left while a slow core takes it, and closes nothing that is on screen then', async () => {
    let isTaken = false;
    let take = (): void => undefined;
    const taken = new Promise<void>((resolve) => {
      take = () => {
        isTaken = true;
        resolve();
      };
    });
    page.transport.script({
      'tickets.create': async () => {
        await taken;
        return receipt();
      },
      'drafts.get': ({ key }) =>
        isTaken ? null : { key, ticketId: null, savedAt: 1, doc: { kind: 'ticket', form: { subject: 'Slow' } } },
    });
    await open();
    await type('[role=combobox]', 'lucas');
    await fireEvent.click(await find<HTMLElement>(page, 'dialog [role=option]'));
    await type('[name=subject]', 'Slow');
    await submit();
    await waitFor(() => expect(page.transport.callsOf('tickets.create')).toHaveLength(1));
    page.app.dialogs.close();
    await waitFor(() => expect(page.container.querySelector('dialog')).toBeNull());
    const reads = page.transport.callsOf('drafts.get').length;
    await page.press('n');
    await dialog();
    take();
    await waitFor(() => expect(page.transport.callsOf('drafts.get').length).toBeGreaterThan(reads));
    await waitFor(() => expect(labelled('Department').value).toBe('502'));
    expect(labelled('Subject').value).toBe('');
    expect(page.app.route.value.ticketId).toBeNull();
  });

  it('takes up its draft first, however fast somebody types, chooses and sends', async () => {
    const held = Promise.withResolvers<null>();
    page.transport.script({ 'drafts.get': () => held.promise });
    await page.press('n');
    await type('[role=combobox]', 'Ana Reis');
    await fireEvent.click(await newContact());
    await type('[name=subject]', 'Hello');
    await submit();
    held.resolve(null);
    await waitFor(() => expect(page.app.route.value.ticketId).toBe('local-1'));
    expect(page.transport.callsOf('tickets.createForNewContact')).toMatchObject([
      { contact: { lastName: 'Reis', firstName: 'Ana' }, ticket: { subject: 'Hello', departmentId: '502' } },
    ]);
  });

  it('puts nothing in the place of a draft that is not taken up yet', async () => {
    const held = Promise.withResolvers<null>();
    page.transport.script({ 'drafts.get': () => held.promise });
    await page.press('n');
    await type('[role=combobox]', 'Ana');
    await fireEvent.click(await newContact());
    page.app.dialogs.close();
    await waitFor(() => expect(page.container.querySelector('dialog')).toBeNull());
    await page.press('n');
    await type('[role=combobox]', 'Ana Reis');
    const file = new File(['a picture'], 'photo.png');
    await fireEvent.drop(await dialog(), { dataTransfer: { types: ['Files'], files: [file] } });
    await fireEvent.click(await newContact());
    held.resolve(null);
    await waitFor(() =>
      expect(draft()?.doc).toMatchObject({ form: { lastName: 'Reis' }, files: [{ name: 'photo.png' }] }),
    );
    expect(page.transport.callsOf('drafts.save')).not.toContainEqual(
      expect.objectContaining({
        doc: expect.objectContaining({ form: expect.objectContaining({ lastName: '' }) as unknown }) as unknown,
      }),
    );
  });

  it('stands beside a draft that can’t be read', async () => {
    page.transport.script({
      'drafts.get': () => {
        throw new ScriptedError({ code: 'offline', message: 'The core is not there.' });
      },
    });
    await open();
    await type('[name=subject]', 'Written meanwhile');
    await waitFor(() => expect(draft()?.doc.form?.['subject']).toBe('Written meanwhile'));
    expect(page.transport.callsOf('drafts.save')).not.toContainEqual(expect.objectContaining({ key: 'ticket:new' }));
  });

  it('cannot be written in while another draft is taken up', async () => {
    const held = Promise.withResolvers<Draft>();
    const other = {
      key: 'ticket:new#2',
      ticketId: null,
      savedAt: 1,
      doc: { kind: 'ticket', form: { subject: 'Before' } },
    } as const;
    page.transport.script({
      'drafts.list': () => [other],
      'drafts.get': ({ key }) => (key === other.key ? held.promise : null),
    });
    await open();
    await fireEvent.click(await button('Before'));
    await waitFor(() => expect(isInert(labelled('Subject'))).toBe(true));
    await type('[name=subject]', 'In its place');
    page.app.dialogs.close();
    await waitFor(() => expect(page.container.querySelector('dialog')).toBeNull());
    held.resolve(other);
    await page.press('n');
    await dialog();
    expect(page.transport.callsOf('drafts.save')).toEqual([]);
  });

  it('stays where another is chosen while it can’t be put on disk', async () => {
    const refused = (): never => {
      throw new ScriptedError({ code: 'internal', message: 'The disk is full.' });
    };
    const other = { key: 'ticket:new#2', ticketId: null, savedAt: 1 } as const;
    const doc = { kind: 'ticket', form: { subject: 'Before' } } as const;
    page.transport.script({
      'drafts.list': () => [{ ...other, doc }],
      'drafts.get': ({ key }) => (key === other.key ? { ...other, doc } : null),
      'drafts.save': refused,
    });
    await open();
    await type('[name=subject]', 'On no disk');
    await fireEvent.click(await button('Before'));
    await waitFor(() => expect(page.container.querySelector('dialog [role=status]')?.textContent).toMatch(/not/i));
    expect(labelled('Subject').value).toBe('On no disk');
    expect(page.transport.callsOf('drafts.get')).not.toContainEqual({ key: other.key });
    page.transport.script({ 'drafts.save': () => ({ savedAt: 1 }) });
    const tried = page.transport.callsOf('drafts.save').length;
    await waitFor(() => expect(page.transport.callsOf('drafts.save').length).toBeGreaterThan(tried));
    expect(draft()).toMatchObject({ key: 'ticket:new', doc: { form: { subject: 'On no disk' } } });
    await fireEvent.click(await button('Before'));
    await waitFor(() => expect(labelled('Subject').value).toBe('Before'));
  });

  it('closes where its draft can’t be thrown away, which is tried again; it does not come back', async () => {
    let kept: Draft | null = null;
    page.transport.script({
      'drafts.save': ({ key, ticketId, doc }) => {
        kept = { key, ticketId, doc, savedAt: 1 };
        return { savedAt: 1 };
      },
      'drafts.get': () => kept,
      'drafts.discard': () => {
        throw new ScriptedError({ code: 'internal', message: 'The disk is full.' });
      },
    });
    await open();
    await type('[name=subject]', 'Half a thought');
    await waitFor(() => expect(kept).not.toBeNull());
    await fireEvent.click(await button(en.composer.discard));
    await waitFor(() => expect(page.container.querySelector('dialog')).toBeNull());
    await page.press('n');
    await dialog();
    await waitFor(() => expect(isInert(labelled('Subject'))).toBe(false));
    expect(labelled('Subject').value).toBe('');
    page.transport.script({ 'drafts.discard': () => (kept = null) });
    await waitFor(() => expect(kept).toBeNull(), { timeout: 5_000 });
  });

  it('cannot be written in until its draft is taken up, nor while the core takes it', async () => {
    const held = Promise.withResolvers<null>();
    const queued = Promise.withResolvers<ReturnType<typeof receipt>>();
    page.transport.script({ 'drafts.get': () => held.promise, 'tickets.createForNewContact': () => queued.promise });
    await page.press('n');
    const subject = await find<HTMLInputElement>(page, 'dialog [name=subject]');
    expect(isInert(subject)).toBe(true);
    held.resolve(null);
    await waitFor(() => expect(isInert(subject)).toBe(false));
    await type('[role=combobox]', 'Ana Reis');
    await fireEvent.click(await newContact());
    await waitFor(() => expect(labelled('Last name').value).toBe('Reis'));
    await type('[name=subject]', 'Hello');
    await submit();
    await waitFor(() => expect(isInert(subject)).toBe(true));
    queued.resolve(receipt());
    await waitFor(() => expect(page.app.route.value.ticketId).toBe('local-1'));
  });

  it('begins with the department of the list that it is opened in', async () => {
    page.app.route.go({ place: 'tickets', view: 'dept-501' });
    await page.press('n');
    await dialog();
    await waitFor(() => expect(labelled('Department').value).toBe('501'));
  });

  it('says what it lacks, and queues nothing', async () => {
    await open();
    await submit();
    await waitFor(() => expect(page.container.querySelectorAll('dialog [role=alert]').length).toBe(2));
    const words = [...page.container.querySelectorAll('dialog [role=alert]')].map((one) => one.textContent);
    expect(words).toEqual(['Say whose ticket it is.', 'Give it a subject.']);
    expect(page.transport.callsOf('tickets.create')).toEqual([]);
  });

  it('is kept while it is typed, and taken up again', async () => {
    await open();
    await type('[name=subject]', 'Half a thought');
    await type('[name=description]', 'and more');
    await page.press('Escape');
    page.app.dialogs.close();
    await waitFor(() => expect(draft()?.doc.form?.['subject']).toBe('Half a thought'));
    expect(draft()?.doc.content).toBe('and more');
    const doc = draft()!.doc;
    page.transport.script({
      'drafts.get': ({ key }) => ({ key, ticketId: null, doc: doc as never, savedAt: Date.now() }),
    });
    await page.press('n');
    await waitFor(() => expect(labelled('Subject').value).toBe('Half a thought'));
  });

  it('keeps what was written when it could not be queued, and makes no contact twice', async () => {
    page.transport.script({
      'tickets.createForNewContact': () => {
        throw new ScriptedError({ code: 'internal', message: 'disk full' });
      },
    });
    await open();
    await type('[role=combobox]', 'New Person');
    await fireEvent.click(await newContact());
    await type('[name=subject]', 'Hello');
    await submit();
    await waitFor(() =>
      expect(page.container.querySelector('dialog [role=alert]')?.textContent).toContain('still here'),
    );
    page.transport.script({ 'tickets.createForNewContact': receipt });
    await submit();
    await waitFor(() => expect(page.app.route.value.ticketId).not.toBeNull());
    expect(page.transport.callsOf('tickets.createForNewContact').at(-1)).toMatchObject({
      contact: { firstName: 'New', lastName: 'Person' },
    });
  });

  it('comes back from the outbox with every field, its contact by name', async () => {
    page.transport.script({
      'drafts.get': ({ key }) => ({
        key,
        ticketId: null,
        savedAt: Date.now(),
        doc: {
          kind: 'ticket',
          subject: 'The scanner is silent',
          description: 'Since this morning.',
          departmentId: '502',
          contactId: '300',
          priority: 'High',
          customFields: { Region: 'South' },
        },
      }),
      'contacts.get': () => ({
        ...{ id: '300', name: 'Lucas Ng', email: 'lucas@ng.example', phone: null, mobile: null, title: null },
        ...{ city: null, country: null, accountId: null, accountName: null, happiness: null },
        ...{ openTickets: 0, closedTickets: 0, asOf: 0 },
      }),
    });
    await open();
    await waitFor(() => expect(labelled('Subject').value).toBe('The scanner is silent'));
    expect(page.container.querySelector<HTMLTextAreaElement>('[name=description]')?.value).toBe('Since this morning.');
    expect(labelled('Priority').value).toBe('High');
    await waitFor(() => expect(page.container.querySelector('dialog')?.textContent).toContain('Lucas Ng'));
  });
});
