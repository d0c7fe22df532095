import { cleanup, waitFor } from '@testing-library/svelte';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ScriptedError } from '../fakes/transport.ts';
import { find, openPage, type Page } from './harness.ts';
import { makeRow } from './preview/data.ts';

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

  it('says so when the ticket is gone', async () => {
    page.transport.script({ 'tickets.get': () => null, 'tickets.timeline': () => [] });
    page.transport.emit('tickets.changed', { ids: [] });
    await waitFor(() => expect(page.container.textContent).toContain('This ticket is not here'));
  });
});
