import { cleanup, waitFor } from '@testing-library/svelte';
import { afterEach, describe, expect, it } from 'vitest';
import type { OutboxDetail } from '../../src-preload/contract/outbox.ts';
import { ScriptedError } from '../fakes/transport.ts';
import { key, type } from './hands.ts';
import { find, openPage, type Page } from './harness.ts';
import { makeRow } from './preview/data.ts';

let page: Page;
const ticketId = makeRow(0).id;

const held = (id: string, hold: OutboxDetail['hold']): OutboxDetail => ({
  id,
  seq: 1,
  kind: 'ticket.update',
  state: hold === null ? 'queued' : 'held',
  hold,
  ticketId,
  localId: null,
  serverId: null,
  summary: '',
  changes: { status: 'Closed' },
  about: null,
  names: {},
  ticketCount: null,
  seconds: null,
  step: 'update.ticket',
  attempts: 0,
  nextAt: null,
  error: null,
  question: null,
  conflict: null,
  createdAt: 1,
  updatedAt: 1,
  sentAt: null,
  actions: ['cancel'],
  payload: {},
  revision: 0,
  history: [],
});

async function open(hold: OutboxDetail['hold']): Promise<void> {
  history.replaceState(null, '', `/#/views/myOpen/${ticketId}`);
  page = await openPage('lang=en', { 'outbox.get': ({ id }) => held(id, hold) });
  await find(page, '[data-item]');
}
const saying = (): HTMLElement => page.container.querySelector<HTMLElement>('.place[role=status]')!;
async function choose(status: string): Promise<void> {
  await page.press('s');
  const item = await waitFor(() => {
    const items = [...page.container.querySelectorAll<HTMLElement>('[role=menuitemradio]')];
    const found = items.find((one) => one.textContent.includes(status));
    if (!found) throw new Error('no such status');
    return found;
  });
  item.click();
}

afterEach(() => {
  cleanup();
  expect(page.transport.faults).toEqual([]);
});

it('what is said of a comment goes on with it: queued, then sent', async () => {
  let state: OutboxDetail['state'] = 'queued';
  history.replaceState(null, '', `/#/views/myOpen/${ticketId}`);
  page = await openPage('lang=en', {
    'outbox.get': ({ id }) => ({ ...held(id, null), kind: 'comment.create', state }),
  });
  await find(page, '[data-item]');
  await page.press('c');
  type(await find<HTMLTextAreaElement>(page, 'form.composer textarea'), 'Seen.');
  key(document.activeElement!, 'Enter', { ctrlKey: true });
  await waitFor(() => expect(saying().textContent).toContain('Comment queued.'));
  const [{ jobId }] = page.transport.callsOf('comments.create') as [{ jobId: string }];
  page.transport.emit('outbox.changed', { ids: ['another'] });
  state = 'sent';
  expect(saying().textContent).toContain('Comment queued.');
  page.transport.emit('outbox.changed', { ids: [jobId] });
  await waitFor(() => expect(saying().textContent).toContain('Comment sent.'));
});

describe('closing', () => {
  it('offers the way back, which calls the close back', async () => {
    await open({ reason: 'undo', until: Date.now() + 10_000 });
    await page.press('e');
    await waitFor(() => expect(saying().textContent).toContain('Closed.'));
    saying().querySelector('button')!.click();
    await waitFor(() => expect(page.transport.callsOf('outbox.cancel')).toHaveLength(1));
    expect(page.transport.callsOf('outbox.cancel')).toMatchObject([{ dependents: false }]);
    await waitFor(() => expect(saying().textContent).not.toContain('Closed.'));
  });

  it('by the status menu too, and by a status of the portal’s own that closes', async () => {
    await open({ reason: 'undo', until: Date.now() + 10_000 });
    await choose('Escalated');
    await waitFor(() => expect(saying().querySelector('button')?.textContent).toContain('Undo'));
    expect(page.transport.callsOf('tickets.update')).toEqual([{ id: ticketId, fields: { status: 'Escalated' } }]);
  });

  it('offers nothing once it is on its way, and z says so', async () => {
    await open(null);
    await page.press('e');
    await waitFor(() => expect(saying().textContent).toContain('Closed.'));
    expect(saying().querySelector('button')).toBeNull();
    await page.press('z');
    await waitFor(() => expect(saying().textContent).toContain('There is nothing here that can be undone.'));
    expect(page.transport.callsOf('outbox.cancel')).toEqual([]);
  });
});

describe('a change of one ticket', () => {
  const isWayBack = async (): Promise<void> => {
    await waitFor(() => expect(saying().textContent).toContain('Changed.'));
    await page.press('z');
  };

  it('is called back by z while it waits', async () => {
    await open(null);
    await choose('Escalated');
    await isWayBack();
    await waitFor(() => expect(page.transport.callsOf('outbox.cancel')).toHaveLength(1));
    await waitFor(() => expect(saying().textContent).toContain('Called back.'));
    expect(page.transport.callsOf('tickets.update')).toHaveLength(1);
  });

  it('is set back by z when it is at the service already', async () => {
    await open(null);
    page.transport.script({
      'outbox.cancel': () => {
        throw new ScriptedError({ code: 'conflict', message: 'sent' });
      },
    });
    await choose('Escalated');
    await isWayBack();
    await waitFor(() =>
      expect(page.transport.callsOf('tickets.update')).toEqual([
        { id: ticketId, fields: { status: 'Escalated' } },
        { id: ticketId, fields: { status: makeRow(0).status } },
      ]),
    );
    await waitFor(() => expect(saying().textContent).toContain('Changed back.'));
    await page.press('z');
    await isWayBack();
    await waitFor(() => expect(page.transport.callsOf('tickets.update')).toHaveLength(4));
  });

  const refuse = (): void =>
    page.transport.script({
      'outbox.cancel': () => {
        throw new ScriptedError({ code: 'conflict', message: 'sent' });
      },
    });
  const sent = () => page.transport.callsOf('tickets.update').map((input) => (input as { fields: unknown }).fields);
  const { subject, dueDate } = makeRow(0);

  it('of its subject is taken back too', async () => {
    await open(null);
    refuse();
    await page.press('F2');
    const field = await find<HTMLInputElement>(page, 'h2 input');
    field.value = 'Another subject';
    field.dispatchEvent(new Event('input', { bubbles: true }));
    await page.press('Enter');
    await isWayBack();
    await waitFor(() => expect(sent()).toEqual([{ subject: 'Another subject' }, { subject }]));
  });

  it('of its due time too', async () => {
    await open(null);
    refuse();
    page.app.commands.run('due');
    (
      await waitFor(() => {
        const found = [...page.container.querySelectorAll<HTMLElement>('[role=menuitem]')].find((one) =>
          one.textContent.includes('No due time'),
        );
        if (!found) throw new Error('not yet');
        return found;
      })
    ).click();
    await isWayBack();
    await waitFor(() => expect(sent()).toEqual([{ dueDate: null }, { dueDate }]));
  });

  it('of any property beside the conversation too, but for what a ticket can’t be without', async () => {
    await open(null);
    refuse();
    const { detail } = page.app.ticket.value!;
    const row = (label: string): HTMLElement =>
      [...page.container.querySelectorAll<HTMLElement>('aside .row')].find(
        (one) => one.querySelector('dt')?.textContent.trim() === label,
      )!;
    await waitFor(() => expect(row('Phone')).toBeDefined());
    row('Phone').querySelector<HTMLElement>('dd button')!.click();
    const field = await waitFor(() => {
      const input = row('Phone').querySelector('input');
      if (!input) throw new Error('not yet');
      return input;
    });
    field.value = '0815';
    field.dispatchEvent(new Event('input', { bubbles: true }));
    await page.press('Enter');
    await isWayBack();
    await waitFor(() => expect(sent()).toEqual([{ phone: '0815' }, { phone: detail.phone }]));
    await page.app.triage.change(ticketId, { contactId: '900' }, { contactId: null } as never);
    await isWayBack();
    await waitFor(() => expect(saying().textContent).not.toContain('Changed.'));
    expect(sent()).toHaveLength(3);
  });
});
