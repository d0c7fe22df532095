import type { Contact, ContactRow } from '../../src-preload/contract/contacts.ts';
import type { HandlersOf } from '../../src-preload/contract/index.ts';
import { personName } from './present.ts';
import { turned } from '../store/record-lists.ts';
import { type RecordPresenter, underLetter, wantedText } from './records.ts';

const ORDERS = {
  name: ['sort_key'],
  account: ['account_key', 'sort_key'],
  activity: ['active DESC'],
} as const;
const nameOf = (doc: Contact): string => personName(doc, doc.email ?? doc.id);

/** Contacts as the agent left them, with what their tickets add up to. */
export function createContactHandlers(presenter: RecordPresenter): HandlersOf<'contacts'> {
  const { cache, local, accountName } = presenter;
  const { lists } = cache.contacts;

  function row(id: string): ContactRow[] {
    const shown = local.get('contact', id);
    if (shown === null) return [];
    const { doc } = shown;
    return [
      {
        id,
        name: nameOf(doc),
        email: doc.email || null,
        phone: doc.phone || doc.mobile || null,
        accountId: doc.accountId ?? null,
        accountName: accountName(doc.accountId),
        openTickets: cache.tickets.countOfContact(id).open,
        activeTime: cache.contacts.activeTime(id) || (doc.createdTime ?? null),
        pending: local.markOf('contact', id),
      },
    ];
  }

  return {
    'contacts.get': ({ id: given }) => {
      const shown = local.get('contact', given);
      if (shown === null) return null;
      const { doc, asOf } = shown;
      const { id, customerHappiness: happiness } = doc;
      const { open, closed } = cache.tickets.countOfContact(id);
      return {
        id,
        name: nameOf(doc),
        email: doc.email ?? null,
        phone: doc.phone || null,
        mobile: doc.mobile || null,
        title: doc.title || null,
        city: doc.city || null,
        country: doc.country || null,
        accountId: doc.accountId ?? null,
        accountName: accountName(doc.accountId),
        happiness: happiness
          ? { good: happiness.goodPercentage ?? 0, ok: happiness.okPercentage ?? 0, bad: happiness.badPercentage ?? 0 }
          : null,
        openTickets: open,
        closedTickets: closed,
        asOf,
      };
    },
    'contacts.list': ({ sort, isReversed, text, letter, accountId, offset, limit }) => {
      const changed = local.rows('contact');
      const { where, params } = underLetter(letter);
      const filter = {
        where: accountId === null ? where : [...where, 'account_id = :accountId'],
        params: accountId === null ? params : { ...params, accountId: local.idOf(accountId) },
        text: wantedText(text),
      };
      return {
        rows: lists.page({ ...filter, order: turned(ORDERS[sort], isReversed), offset, limit }, changed).flatMap(row),
        total: lists.count(filter, changed),
        asOf: presenter.asOf('contacts'),
      };
    },
    'contacts.record': ({ id }) => {
      const shown = local.get('contact', id);
      if (shown === null) return null;
      return presenter.view('contact', nameOf(shown.doc), shown, local.files('contact', shown.doc.id));
    },
    'contacts.tickets': ({ id: given, offset, limit }) => {
      const id = local.idOf(given);
      const { open, closed } = cache.tickets.countOfContact(id);
      const rows = presenter.tickets(cache.contacts.listTicketIds(id, { offset, limit }));
      return { rows, total: open + closed, asOf: presenter.asOf('contacts') };
    },
    'contacts.fields': () => presenter.fields('contact'),
    'contacts.refresh': ({ id }) => presenter.refresh('contact', id),
  };
}
