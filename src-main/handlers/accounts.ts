import type { HandlersOf } from '../../src-preload/contract/index.ts';
import type { Cache } from '../store/cache.ts';

/** Accounts from the cache. */
export function createAccountHandlers(cache: Cache): HandlersOf<'accounts'> {
  return {
    'accounts.get': ({ id }) => {
      const held = cache.accounts.get(id);
      if (held === null) return null;
      const { doc, asOf } = held;
      return {
        id,
        name: doc.accountName ?? id,
        website: doc.website || null,
        phone: doc.phone || null,
        industry: doc.industry || null,
        asOf,
      };
    },
  };
}
