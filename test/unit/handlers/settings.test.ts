import { expect, it, vi } from 'vitest';
import { createSettingsHandlers } from '../../../src-main/handlers/settings.ts';
import { createFakeHost } from '../../fakes/host.ts';

const ADDRESS = 'https://downloads.example.com/deskhand';
function make(answer: boolean | null) {
  const confirmUpdates = vi.fn(() => Promise.resolve(answer === true));
  const { settings } = createFakeHost();
  const changed = vi.fn();
  const handlers = createSettingsHandlers({ settings, ...(answer === null ? {} : { confirmUpdates }) }, changed);
  const update = (updateAddress: string) => Promise.resolve(handlers['settings.update']({ updateAddress }));
  return { confirmUpdates, changed, update, kept: () => handlers['settings.get']({}) };
}

it('an address that updates come from is taken once the agent said so to the host, not to the page', async () => {
  const { update, confirmUpdates, kept } = make(true);
  await update(ADDRESS);
  expect(confirmUpdates.mock.calls).toEqual([[ADDRESS]]);
  expect(await kept()).toMatchObject({ updateAddress: ADDRESS });
  await update(ADDRESS);
  await update('');
  expect(confirmUpdates).toHaveBeenCalledTimes(1);
  expect(await kept()).toMatchObject({ updateAddress: '' });
});

it.each([
  ['the agent says no', false, ADDRESS, { code: 'forbidden', reason: 'declined' }],
  ['the host is not updated from one', null, ADDRESS, { code: 'forbidden', reason: 'absent' }],
  ['it is no https address', true, 'http://downloads.example.com', { code: 'invalid' }],
])('it stays as it is where %s', async (_, answer, address, error) => {
  const { update, changed, kept } = make(answer);
  await expect(update(address)).rejects.toMatchObject(error);
  expect(changed).not.toHaveBeenCalled();
  expect(await kept()).toMatchObject({ updateAddress: '' });
});
