import type { ContractRow } from '../../src-preload/contract/contracts.ts';
import type { HandlersOf } from '../../src-preload/contract/index.ts';
import { type RecordPresenter, wantedText } from './records.ts';

/** What accounts were promised, from the cache: the reference only reads them. */
export function createContractHandlers(presenter: RecordPresenter): HandlersOf<'contracts'> {
  const { cache, local, agentName, accountName } = presenter;
  const { lists } = cache.contracts;

  function row(id: string): ContractRow[] {
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

  return {
    'contracts.list': ({ state, sort, accountId, text, today, offset, limit }) => {
      const isRunning = state === 'running';
      const filter = {
        where: [`ends ${isRunning ? '>=' : '<'} :today`, ...(accountId === null ? [] : ['account_id = :accountId'])],
        params: { today, ...(accountId === null ? {} : { accountId: local.idOf(accountId) }) },
        text: wantedText(text),
      };
      const order = sort === 'name' ? ['sort_key'] : [isRunning ? 'ends' : 'ends DESC'];
      return {
        rows: lists.page({ ...filter, order, offset, limit }, []).flatMap(row),
        total: lists.count(filter, []),
        asOf: presenter.asOf('contracts'),
      };
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
