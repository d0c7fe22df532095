import { iso, list, paging, pathN, queryNs, sortOrder, unknownId, type Handler, type View } from '../call.ts';

export interface ContractRow {
  n: number;
  account: number;
  department: number;
  owner: number;
  name: string;
  startDate: string;
  endDate: string;
  created: number;
  modified: number;
  doc: string;
}

interface Doc {
  contractNumber: string;
  product: number;
  sla: number;
  notifyBefore: string;
  notifyOn: string;
  description: string | null;
  createdBy: number;
  modifiedBy: number;
  agents: number[];
}

function summary(view: View, row: ContractRow, doc: Doc): Record<string, unknown> {
  const ids = view.store.ids;
  return {
    id: ids.encode('contract', row.n),
    contractName: row.name,
    accountId: ids.encode('account', row.account),
    departmentId: ids.encode('department', row.department),
    productId: ids.encode('product', doc.product),
    associatedSLAId: ids.encode('sla', doc.sla),
    ownerId: ids.encode('agent', row.owner),
    startDate: row.startDate,
    endDate: row.endDate,
  };
}

export function contractDetail(view: View, row: ContractRow): Record<string, unknown> {
  const ids = view.store.ids;
  const doc = JSON.parse(row.doc) as Doc;
  return {
    ...summary(view, row, doc),
    contractNumber: doc.contractNumber,
    description: doc.description,
    notifyBefore: doc.notifyBefore,
    notifyOn: doc.notifyOn,
    notificationAgentIds: doc.agents.map((n) => ids.encode('agent', n)),
    createdBy: ids.encode('agent', doc.createdBy),
    modifiedBy: ids.encode('agent', doc.modifiedBy),
    createdTime: iso(row.created),
    modifiedTime: iso(row.modified),
    customFields: { hasExpired: null },
  };
}

const getContract: Handler = (call) => {
  const row = call.store.sql('SELECT * FROM contracts WHERE n = ?').get(pathN(call, 'contract', 'contract_id')) as
    ContractRow | undefined;
  if (!row) throw unknownId();
  return { status: 200, json: contractDetail(call, row) };
};

const listContracts: Handler = (call) => {
  const { offset, limit } = paging(call, 100);
  const parts = ['1'];
  for (const [name, noun, column] of [
    ['departmentId', 'department', 'department'],
    ['accountId', 'account', 'account'],
    ['ownerId', 'agent', 'owner'],
  ] as const) {
    const ns = queryNs(call, noun, name);
    if (ns) parts.push(`c.${column} IN (${ns.join(',')})`);
  }
  if (call.permissions.departments !== null)
    parts.push(`c.department IN (${call.permissions.departments.join(',') || 'NULL'})`);
  const order = sortOrder(
    call,
    {
      accountName: 'accountName COLLATE NOCASE',
      contractName: 'name COLLATE NOCASE',
      contractStartDate: 'startDate',
      contractEndDate: 'endDate',
      createdTime: 'created',
      modifiedTime: 'modified',
    },
    'n',
  );
  const rows = call.store
    .sql(
      `SELECT * FROM (SELECT c.*, a.name AS accountName FROM contracts c JOIN accounts a ON a.n = c.account WHERE ${parts.join(' AND ')}) ORDER BY ${order} LIMIT ? OFFSET ?`,
    )
    .all(limit, offset) as ContractRow[];
  return list(rows.map((row) => summary(call, row, JSON.parse(row.doc) as Doc)));
};

/** Contracts. */
export const contractHandlers: Record<string, Handler> = { getContract, listContracts };
