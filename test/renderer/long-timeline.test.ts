import { cleanup, waitFor } from '@testing-library/svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ThreadItem } from '../../src-preload/contract/threads.ts';
import { openPage, type Page } from './harness.ts';
import { makeDetail, makeRow, timeline } from './preview/data.ts';

/** A ticket of a hundred messages over twenty days: the newest are painted first, the rest when there is time. */
const COUNT = 100;
const ticketId = makeRow(0).id;
const [model] = timeline.filter((item): item is ThreadItem => item.kind === 'thread');
const thread = (index: number): ThreadItem => ({
  ...model!,
  id: String(1_000 + index),
  time: new Date(Date.UTC(2026, 0, 1 + Math.floor(index / 5), 8, index % 5)).toISOString(),
});
let page: Page;
const idle = new Map<number, () => void>();
let handles = 0;
function goIdle(): void {
  const acts = [...idle.values()];
  idle.clear();
  for (const act of acts) act();
}
const ids = (): string[] =>
  [...page.container.querySelectorAll('[data-item]')].map((item) => item.getAttribute('data-item') ?? '');

beforeEach(() => {
  vi.stubGlobal('requestIdleCallback', (act: () => void) => {
    idle.set((handles += 1), act);
    return handles;
  });
  vi.stubGlobal('cancelIdleCallback', (handle: number) => idle.delete(handle));
});
afterEach(() => {
  cleanup();
  idle.clear();
  expect(page.transport.faults).toEqual([]);
});

async function open(hash = ''): Promise<void> {
  history.replaceState(null, '', `/#/views/myOpen/${ticketId}${hash}`);
  page = await openPage('lang=en', {
    'tickets.get': ({ id }) => makeDetail({ ...makeRow(0), id }),
    'tickets.timeline': () => Array.from({ length: COUNT }, (_, index) => thread(index)),
  });
  await waitFor(() => expect(ids().length).toBeGreaterThan(0), { timeout: 10_000 });
}
const all = Array.from({ length: COUNT }, (_, index) => `thread/${1_000 + index}`);

describe('a long timeline', () => {
  it('shows the newest messages first, then all of them in their order, and makes none anew', async () => {
    await open();
    expect(ids()).toEqual(all.slice(-20));
    const newest = page.container.querySelector('[data-item]');
    await waitFor(() => {
      goIdle();
      expect(ids()).toHaveLength(COUNT);
    });
    expect(ids()).toEqual(all);
    expect(newest?.isConnected).toBe(true);
  });

  it('has an old message at once when the address points at it', async () => {
    await open('?thread=1003');
    await waitFor(() => expect(document.activeElement?.getAttribute('data-item')).toBe('thread/1003'));
    expect(ids()).toEqual(all);
  });
});
