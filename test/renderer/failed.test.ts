import { cleanup, fireEvent, waitFor } from '@testing-library/svelte';
import { afterEach, expect, it, vi } from 'vitest';
import { find, openPage } from './harness.ts';
import { makeRow } from './preview/data.ts';

afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

it('what can’t be drawn is said and logged, keeps what was being written, and the console comes back', async () => {
  history.replaceState(null, '', `/#/views/myOpen/${makeRow(0).id}`);
  const page = await openPage('lang=en');
  await find(page, '[data-item]');
  page.app.commands.run('reply');
  await waitFor(() => expect(page.app.composer.value).not.toBeNull());
  const writing = page.app.composer.value;
  // What no answer of the core looks like.
  page.app.views.looks = null as never;
  const alert = await find(page, '[role=alert]');
  expect(alert.textContent).toContain('what you were writing is kept');
  await waitFor(() => expect(page.transport.callsOf('app.noteFailure')).toHaveLength(1));
  expect(page.transport.callsOf('app.noteFailure')[0]).toMatchObject({ stack: expect.stringContaining('Error') });
  expect(page.app.composer.value).toBe(writing);
  page.app.views.looks = {};
  await fireEvent.click(
    [...alert.querySelectorAll('button')].find((each) => each.textContent === 'Open the console again')!,
  );
  await find(page, 'nav');
  expect(page.container.textContent).not.toContain('could not be drawn');
});
