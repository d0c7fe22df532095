import type { HandlersOf } from '../../src-preload/contract/index.ts';
import type { Cache } from '../store/cache.ts';
import { personName } from './present.ts';

/** Contacts from the cache, with what their tickets add up to. */
export function createContactHandlers(cache: Cache): HandlersOf<'contacts'> {
  return {
    'contacts.get': ({ id }) => {
      const held = cache.contacts.get(id);
      if (held === null) return null;
      const { doc, asOf } = held;
      const { open, closed } = cache.tickets.countOfContact(id);
      const account = doc.accountId ? cache.accounts.get(doc.accountId) : null;
      const happiness = doc.customerHappiness;
      return {
        id,
        name: personName(doc, doc.email ?? id),
        email: doc.email ?? null,
        phone: doc.phone || null,
        mobile: doc.mobile || null,
        title: doc.title || null,
        city: doc.city || null,
        country: doc.country || null,
        accountId: doc.accountId ?? null,
        accountName: account?.doc.accountName ?? null,
        happiness: happiness
          ? { good: happiness.goodPercentage ?? 0, ok: happiness.okPercentage ?? 0, bad: happiness.badPercentage ?? 0 }
          : null,
        openTickets: open,
        closedTickets: closed,
        asOf,
      };
    },
  };
}
