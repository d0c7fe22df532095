import type { HandlersOf } from '../../src-preload/contract/index.ts';
import type { Cache } from '../store/cache.ts';

/** Addresses that replies may come from, as they were last listed. */
export function createMailReplyAddressHandlers(
  cache: Pick<Cache, 'mailReplyAddresses'>,
): HandlersOf<'mailReplyAddresses'> {
  return {
    'mailReplyAddresses.list': () =>
      cache.mailReplyAddresses
        .list()
        .flatMap(({ doc: { id, address, displayName, departmentId, isActive } }) =>
          address && isActive !== false
            ? [{ id, address, name: displayName || null, departmentId: departmentId ?? null }]
            : [],
        ),
  };
}
