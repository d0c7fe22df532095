import type { AccountRow } from '../../src-preload/contract/accounts.ts';
import type { HandlersOf } from '../../src-preload/contract/index.ts';
import { turned } from '../store/record-lists.ts';
import { type RecordPresenter, underLetter, wantedText } from './records.ts';

const ORDERS = { name: ['sort_key'], activity: ['active DESC'] } as const;

/** Accounts as the agent left them, with what their contacts add up to. */
export function createAccountHandlers(presenter: RecordPresenter): HandlersOf<'accounts'> {
  const { cache, local } = presenter;
  const { lists } = cache.accounts;

  function row(given: string): AccountRow[] {
    const shown = local.get('account', given);
    if (shown === null) return [];
    const { doc } = shown;
    return [
      {
        id: doc.id,
        name: doc.accountName ?? doc.id,
        website: doc.website || null,
        phone: doc.phone || null,
        ...cache.accounts.countsOf(doc.id),
        activeTime: cache.accounts.activeTime(doc.id) || (doc.createdTime ?? null),
        pending: local.markOf('account', doc.id),
      },
    ];
  }

  return {
    'accounts.get': ({ id }) => {
      const shown = local.get('account', id);
      if (shown === null) return null;
      const { doc, asOf } = shown;
      return {
        id: doc.id,
        name: doc.accountName ?? doc.id,
        website: doc.website || null,
        phone: doc.phone || null,
        industry: doc.industry || null,
        asOf,
      };
    },
    'accounts.list': ({ sort, isReversed, text, letter, offset, limit }) => {
      const changed = local.rows('account');
      const filter = { ...underLetter(letter), text: wantedText(text) };
      return {
        rows: lists.page({ ...filter, order: turned(ORDERS[sort], isReversed), offset, limit }, changed).flatMap(row),
        total: lists.count(filter, changed),
        asOf: presenter.asOf('accounts'),
      };
    },
    'accounts.row': ({ id }) => row(id)[0] ?? null,
    'accounts.record': ({ id }) => {
      const shown = local.get('account', id);
      if (shown === null) return null;
      const { doc } = shown;
      return presenter.view('account', doc.accountName ?? doc.id, shown, local.files('account', doc.id));
    },
    'accounts.tickets': ({ id: given, exceptContactId, offset, limit }) => {
      const id = local.idOf(given);
      const except = exceptContactId === null ? '' : local.idOf(exceptContactId);
      const { openTickets, closedTickets } = cache.accounts.countsOf(id);
      const isOfIt = except !== '' && cache.contacts.get(except)?.doc.accountId === id;
      const left = isOfIt ? cache.tickets.countOfContact(except) : { open: 0, closed: 0 };
      const rows = presenter.tickets(cache.accounts.listTicketIds(id, { offset, limit }, except));
      const total = openTickets + closedTickets - left.open - left.closed;
      return { rows, total, asOf: presenter.asOf('accounts') };
    },
    'accounts.fields': () => presenter.fields('account'),
    'accounts.refresh': ({ id }) => presenter.refresh('account', id),
  };
}
