import { cleanup, waitFor } from '@testing-library/svelte';
import { afterEach, describe, expect, it } from 'vitest';
import type { Draft } from '../../src-preload/contract/drafts.ts';
import type { TimelineItem } from '../../src-preload/contract/tickets.ts';
import { ScriptedError, type Script } from '../fakes/transport.ts';
import { type } from './hands.ts';
import { find, openPage, type Page } from './harness.ts';
import { makeRow, timeline } from './preview/data.ts';
import { makeItems } from './preview/writing.ts';

let page: Page;
const open = async (hash: string, script: Script = {}, scene = 'lang=en'): Promise<void> => {
  history.replaceState(null, '', `/${hash}`);
  page = await openPage(scene, script);
};
const press = async (name: string, within: ParentNode = page.container): Promise<void> =>
  waitFor(() => {
    const button = [...within.querySelectorAll<HTMLElement>('button')].find((one) => one.textContent.trim() === name);
    if (!button) throw new Error(`no button ${name}`);
    button.click();
  });
afterEach(() => {
  cleanup();
  expect(page.transport.faults).toEqual([]);
});
const draft = (key: string, doc: Record<string, unknown>, ticketId: string | null = null): Draft => ({
  key,
  ticketId,
  doc: { kind: 'edit', ...doc },
  savedAt: Date.now(),
});

const ticketId = makeRow(0).id;
const mine = timeline.map((one) => (one.id === '20' ? { ...one, isMine: true } : one)) as TimelineItem[];

describe('a disk that is full', () => {
  it('is told where something is typed, which stays; and no more once it is saved', async () => {
    let isFull = true;
    await open('#/contacts/904', {
      'drafts.save': () => {
        if (isFull) throw new ScriptedError({ code: 'internal', message: 'The disk is full.' });
        return { savedAt: Date.now() };
      },
    });
    await find(page, 'main [role=region]');
    await page.press('e');
    type(await find<HTMLInputElement>(page, '[data-field=city] input'), 'Dallas');
    const note = /could not be put on disk. It is still here/;
    await waitFor(() => expect(page.container.querySelector('main')?.textContent).toMatch(note));
    expect((await find<HTMLInputElement>(page, '[data-field=city] input')).value).toBe('Dallas');
    isFull = false;
    await waitFor(() => expect(page.container.querySelector('main')?.textContent).not.toMatch(note), {
      timeout: 5_000,
    });
  });
});

describe('what was called back', () => {
  it('is in the form of its record', async () => {
    await open('#/contacts/904', {
      'drafts.get': ({ key }) => draft(key, { id: '904', fields: { city: 'Dallas', phone: null } }),
    });
    expect((await find<HTMLInputElement>(page, '[data-field=city] input')).value).toBe('Dallas');
    expect((await find<HTMLInputElement>(page, '[data-field=phone] input')).value).toBe('');
    await press('Save');
    await waitFor(() =>
      expect(page.transport.callsOf('contacts.update')).toEqual([
        { id: '904', fields: { city: 'Dallas', phone: null }, draftKey: 'edit:contact:904' },
      ]),
    );
  });

  it('is in the comment’s place, with its mentions by name', async () => {
    const back = draft('edit:comment:20', { ticketId, id: '20', content: 'zsu[@user:4417]zsu yes' }, ticketId);
    await open(`#/views/myOpen/${ticketId}`, {
      'tickets.timeline': () => mine,
      'drafts.list': () => [back],
      'drafts.get': ({ key }) => (key === back.key ? back : null),
    });
    const field = await find<HTMLTextAreaElement>(page, '[data-item="comment/20"] textarea');
    await waitFor(() => expect(field.value).toBe('@Jade Liu yes'));
  });

  it('is in the form of its time entry, beside what was not changed', async () => {
    const scene = 'lang=en&entries=1';
    await open(
      '#/time',
      {
        'drafts.get': ({ key }) =>
          key === 'edit:timeEntry:entry:8000' ? draft(key, { id: '8000', seconds: 7_200 }) : null,
      },
      scene,
    );
    const entry = await find(page, '[data-entry-id="8000"]');
    entry.querySelector<HTMLElement>('button[aria-label^="Edit"]')?.click();
    const field = await find<HTMLInputElement>(page, '[data-entry-id="8000"] form input');
    await waitFor(() => expect(field.value).toMatch(/^2/));
    expect(page.container.querySelector<HTMLTextAreaElement>('[data-entry-id="8000"] form textarea')?.value).not.toBe(
      '',
    );
  });

  it('says where, and leads there', async () => {
    const [item] = makeItems();
    const update = { ...item!, kind: 'contact.update', state: 'queued', ticketId: null, actions: ['edit', 'cancel'] };
    const detail = { ...update, payload: { id: '904', fields: { city: 'Dallas' } }, history: [] };
    await open(
      `#/outbox/${item!.id}`,
      {
        'outbox.get': () => detail as never,
        'outbox.cancel': ({ id }) => ({ cancelled: [id], draftKey: 'edit:contact:904' }),
      },
      'outbox=1&lang=en',
    );
    await press('Call back', await find(page, 'main [role=region]'));
    await waitFor(() => expect(page.container.textContent).toContain('What you typed is in its form again.'));
    await press('Open its form');
    await waitFor(() => expect(location.hash).toBe('#/contacts/904'));
  });
});

describe('a refused reply', () => {
  it('is corrected in every field in the outbox: who, from whom, copies, the status that follows, files', async () => {
    const [refused] = makeItems().filter(({ state }) => state === 'rejected');
    const file = { sha256: 'c'.repeat(64), name: 'driver.zip', size: 12 };
    const payload = {
      ticketId,
      channel: 'EMAIL',
      to: 'lucas@zylker',
      cc: 'ana@reis.example',
      bcc: '',
      fromEmailAddress: 'support@desk.example',
      contentType: 'plainText',
      content: 'The fix is out.',
      thenStatus: null,
      files: [file],
    };
    const item = { ...refused, payload, history: [], actions: ['retry', 'edit', 'cancel'] };
    await open(
      `#/outbox/${refused?.id ?? ''}`,
      { 'outbox.get': () => item as never, 'outbox.edit': () => null },
      'outbox=1&lang=en',
    );
    await press('Edit', await find(page, 'main [role=region]'));
    const form = await find<HTMLFormElement>(page, 'main form');
    const [to, cc, bcc] = [...form.querySelectorAll<HTMLInputElement>('input:not([type=file])')];
    type(to!, 'lucas@zylker.example');
    type(cc!, '');
    type(bcc!, 'audit@zylker.example');
    const [from, then] = [...form.querySelectorAll('select')];
    await waitFor(() => expect(from!.querySelectorAll('option').length).toBeGreaterThan(1));
    for (const [select, value] of [
      [from!, 'billing@desk.example'],
      [then!, [...then!.options].at(-1)!.value],
    ] as const) {
      select.value = value;
      select.dispatchEvent(new Event('change', { bubbles: true }));
    }
    const thenStatus = then!.value;
    expect(thenStatus).not.toBe('');
    type(await find<HTMLTextAreaElement>(page, 'main form textarea'), 'The fix is out now.');
    form.querySelector<HTMLElement>('[aria-label*="driver.zip"]')?.click();
    await press('Save change');
    await waitFor(() =>
      expect(page.transport.callsOf('outbox.edit')).toEqual([
        {
          id: refused?.id,
          draftKey: `edit:job:${refused?.id ?? ''}`,
          patch: {
            to: 'lucas@zylker.example',
            cc: '',
            bcc: 'audit@zylker.example',
            fromEmailAddress: 'billing@desk.example',
            thenStatus,
            content: 'The fix is out now.',
            files: [],
          },
        },
      ]),
    );
  });
});
