import { type ContractRow, SOON_DAYS } from '../../src-preload/contract/contracts.ts';
import type { HandlersOf } from '../../src-preload/contract/index.ts';
import { turned } from '../store/record-lists.ts';
import { type RecordPresenter, wantedText } from './records.ts';

const DAY_MS = 86_400_000;

function rowOf({ cache, agentName, accountName }: RecordPresenter, id: string): ContractRow[] {
  const doc = cache.contracts.get(id)?.doc;
  if (doc === undefined) return [];
  return [
    {
      id,
      name: doc.contractName ?? id,
      number: doc.contractNumber || null,
      accountId: doc.accountId ?? null,
      accountName: accountName(doc.accountId),
      ownerName: agentName(doc.ownerId),
      startDate: doc.startDate || null,
      endDate: doc.endDate || null,
      notifyOn: doc.notifyOn || null,
    },
  ];
}

/** The first `limit` contracts with a text in their names, those that run on a day (YYYY-MM-DD) before those that ended. */
export function findContracts(presenter: RecordPresenter, text: string, today: string, limit: number): ContractRow[] {
  const ids: string[] = [];
  for (const ends of ['>=', '<']) {
    const filter = { where: [`ends ${ends} :today`], params: { today }, text: wantedText(text) };
    const order = ['sort_key'];
    ids.push(...presenter.cache.contracts.lists.page({ ...filter, order, offset: 0, limit: limit - ids.length }, []));
  }
  return ids.flatMap((id) => rowOf(presenter, id));
}

/** What accounts were promised, from the cache: the reference only reads them. */
export function createContractHandlers(presenter: RecordPresenter): HandlersOf<'contracts'> {
  const { cache, local } = presenter;
  const { lists } = cache.contracts;
  const row = (id: string): ContractRow[] => rowOf(presenter, id);

  interface Asked {
    state: 'soon' | 'running' | 'ended';
    accountId: string | null;
    text: string;
    today: string;
  }
  function filterOf({ state, accountId, text, today }: Asked) {
    const last = new Date(Date.parse(today) + SOON_DAYS * DAY_MS).toISOString().slice(0, 10);
    return {
      where: [
        `ends ${state === 'ended' ? '<' : '>='} :today`,
        ...(state === 'soon' ? ['ends <= :last'] : []),
        ...(accountId === null ? [] : ['account_id = :accountId']),
      ],
      params: {
        today,
        ...(state === 'soon' ? { last } : {}),
        ...(accountId === null ? {} : { accountId: local.idOf(accountId) }),
      },
      text: wantedText(text),
    };
  }

  return {
    'contracts.list': ({ state, sort, isReversed, accountId, text, today, offset, limit }) => {
      const filter = filterOf({ state, accountId, text, today });
      const order = turned(sort === 'name' ? ['sort_key'] : [state === 'ended' ? 'ends DESC' : 'ends'], isReversed);
      return {
        rows: lists.page({ ...filter, order, offset, limit }, []).flatMap(row),
        total: lists.count(filter, []),
        soon: state === 'ended' ? 0 : lists.count(filterOf({ state: 'soon', accountId, text, today }), []),
        asOf: presenter.asOf('contracts'),
      };
    },
    'contracts.counts': ({ today }) => {
      const count = (state: 'running' | 'soon'): number =>
        lists.count(filterOf({ state, accountId: null, text: '', today }), []);
      return { running: count('running'), soon: count('soon') };
    },
    'contracts.row': ({ id }) => row(id)[0] ?? null,
    'contracts.record': ({ id }) => {
      const held = cache.contracts.get(id);
      if (held === null) return null;
      const { doc, asOf } = held;
      return presenter.view('contract', doc.contractName ?? id, { doc, asOf, pending: null, marks: {} }, []);
    },
    'contracts.refresh': ({ id }) => presenter.refresh('contract', id),
  };
}
