import { cleanup, fireEvent, waitFor } from '@testing-library/svelte';
import { afterEach, describe, expect, it } from 'vitest';
import type { Draft } from '../../src-preload/contract/drafts.ts';
import type { TimelineItem } from '../../src-preload/contract/tickets.ts';
import { ScriptedError } from '../fakes/transport.ts';
import { openPage, type Page } from './harness.ts';
import { makeDetail, makeRow, timeline } from './preview/data.ts';
import { echoes } from './preview/writing.ts';

let page: Page;
const ticketId = makeRow(0).id;

afterEach(() => {
  cleanup();
  expect(page.transport.faults).toEqual([]);
});

/** The page on a ticket of which nothing is known yet; `release` lets the answers come. */
async function openHeld(script: Parameters<typeof openPage>[1] = {}): Promise<{ release(): void }> {
  let release = (): void => {};
  const held = new Promise<void>((done) => (release = done));
  history.replaceState(null, '', `/#/views/myOpen/${ticketId}`);
  page = await openPage('lang=en', {
    'tickets.get': async ({ id }) => {
      await held;
      return makeDetail({ ...makeRow(0), id });
    },
    'tickets.timeline': async () => {
      await held;
      return timeline;
    },
    ...script,
  });
  await waitFor(() => expect(page.transport.callsOf('tickets.get')).toHaveLength(1));
  await waitFor(() => expect(page.container.querySelector('article')).not.toBeNull());
  return { release };
}

/** Each letter as a key press, and as the text that the browser would make of it where a field has the focus. */
async function type(text: string): Promise<void> {
  for (const letter of text) {
    await page.press(letter);
    const field = document.activeElement;
    if (!(field instanceof HTMLTextAreaElement)) continue;
    field.value += letter;
    field.dispatchEvent(new Event('input', { bubbles: true }));
  }
}
const written = (): string =>
  (page.app.composer.value?.content ?? '').replace(/<\/div><div>/g, '\n').replace(/<[^>]*>/g, '');
const untouched = (): void => {
  expect(page.transport.callsOf('tickets.close')).toEqual([]);
  expect(page.transport.callsOf('tickets.update')).toEqual([]);
  expect(page.container.querySelector('[role=menu]')).toBeNull();
};

describe('keys pressed while the ticket is on its way', () => {
  it.each([
    ['r', 'reply'],
    ['a', 'reply'],
    ['f', 'forward'],
    ['c', 'comment'],
  ] as const)('%s is remembered, and what is typed after it is text', async (key, kind) => {
    const { release } = await openHeld();
    await page.press(key);
    await type('please close, see #3');
    untouched();
    release();
    await waitFor(() =>
      expect(page.app.composer.value).toMatchObject({ kind, seenTime: expect.any(String) as string }),
    );
    expect(written()).toBe('please close, see #3');
    await waitFor(() => expect(document.activeElement?.closest('[data-writing]')).not.toBeNull());
    await type(' e');
    untouched();
  });

  it('goes on with the draft that is kept, and puts the new words after it', async () => {
    const draft: Draft = {
      key: `comment:${ticketId}`,
      ticketId,
      doc: { kind: 'comment', content: 'Before.', contentType: 'plainText' },
      savedAt: 1,
    };
    let letDraftsCome = (): void => {};
    const drafts = new Promise<void>((done) => (letDraftsCome = done));
    const { release } = await openHeld({
      'drafts.list': async () => {
        await drafts;
        return [draft];
      },
    });
    await page.press('c');
    await type(' After');
    release();
    await waitFor(() => expect(page.container.querySelector('[data-item]')).not.toBeNull());
    await type(' e');
    untouched();
    letDraftsCome();
    await waitFor(() => expect(page.app.composer.value?.content).toBe('Before. After e'));
  });

  it('waits for the drafts of a core that is away: a new text would take the place of one', async () => {
    const draft: Draft = {
      key: `comment:${ticketId}`,
      ticketId,
      doc: { kind: 'comment', content: 'Before.', contentType: 'plainText' },
      savedAt: 1,
    };
    const back = Promise.withResolvers<Draft[]>();
    let asked = 0;
    const { release } = await openHeld({
      'drafts.list': () => {
        asked += 1;
        if (asked > 1) return back.promise;
        throw new ScriptedError({ code: 'offline', message: 'The core is not there.' });
      },
    });
    release();
    await waitFor(() => expect(asked).toBe(2));
    await page.press('c');
    await type(' After');
    expect(page.app.composer.value).toBeNull();
    back.resolve([draft]);
    await waitFor(() => expect(page.app.composer.value?.content).toBe('Before. After'));
  });

  it('keeps the words as a draft when the agent goes to another ticket first', async () => {
    await openHeld({ 'drafts.get': () => null });
    await page.press('c');
    await type('half a thought');
    page.app.route.go({ ticketId: makeRow(1).id });
    await waitFor(() =>
      expect(page.transport.callsOf('drafts.save')).toEqual([
        expect.objectContaining({
          key: `comment:${ticketId}`,
          ticketId,
          doc: expect.objectContaining({ kind: 'comment', content: 'half a thought' }) as unknown,
        }),
      ]),
    );
    expect(page.app.composer.value).toBeNull();
  });

  it('sends when that was pressed too', async () => {
    const { release } = await openHeld();
    await page.press('c');
    await type('Seen.');
    await fireEvent.keyDown(document.activeElement ?? document.body, { key: 'Enter', ctrlKey: true });
    expect(page.transport.callsOf('comments.create')).toEqual([]);
    release();
    await waitFor(() =>
      expect(page.transport.callsOf('comments.create')).toEqual([
        expect.objectContaining({ ticketId, content: 'Seen.', isPublic: false }),
      ]),
    );
    await waitFor(() => expect(page.app.composer.value).toBeNull());
  });

  it('a message is answered from its menu while what was sent before is on its way', async () => {
    let letGo = (): void => {};
    const sent = new Promise<void>((done) => (letGo = done));
    const { release } = await openHeld({
      'comments.create': async ({ jobId = '' }) => {
        await sent;
        const pending = { jobId, state: 'queued', hold: null, until: null } as const;
        const echo = { ...echoes()[0], id: `local-${jobId}`, pending } as TimelineItem;
        return { jobId, localId: `local-${jobId}`, echo };
      },
    });
    release();
    await waitFor(() => expect(page.app.composer.canStart).toBe(true));
    await page.press('c');
    await waitFor(() => expect(page.app.composer.value?.kind).toBe('comment'));
    page.app.composer.change({ content: 'Seen.', contentType: 'plainText' });
    await fireEvent.keyDown(document.activeElement ?? document.body, { key: 'Enter', ctrlKey: true });
    await waitFor(() => expect(page.app.composer.busy).toBe(true));
    const first = timeline.find((item) => item.kind === 'thread' && item.direction === 'in');
    const menu = page.container.querySelector<HTMLElement>(
      `[data-item="thread/${first?.id ?? ''}"] [aria-haspopup=menu]`,
    );
    menu?.click();
    await waitFor(() => expect(page.container.querySelector('[role=menu]')).not.toBeNull());
    [...page.container.querySelectorAll<HTMLElement>('[role=menuitem]')]
      .find((one) => one.textContent.trim().startsWith('Forward'))
      ?.click();
    await waitFor(() => expect(document.activeElement?.closest('[data-writing]')).not.toBeNull());
    await type('For you');
    letGo();
    await waitFor(() => expect(page.app.composer.value?.kind).toBe('forward'));
    await waitFor(() => expect(written()).toContain('For you'));
  });

  it('lets go with Esc', async () => {
    await openHeld();
    await page.press('r');
    expect(document.activeElement?.closest('[data-writing]')).not.toBeNull();
    await page.press('Escape');
    expect(page.container.querySelector('[data-writing]')).toBeNull();
  });
});
