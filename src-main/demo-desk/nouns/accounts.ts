import {
  effect,
  iso,
  list,
  paging,
  pathN,
  permitted,
  sortOrder,
  unknownId,
  type Call,
  type Handler,
  type View,
} from '../call.ts';
import { invalidFields, unprocessable, type FieldError } from '../errors.ts';
import { bareNumber } from '../json.ts';
import { cfOf, customFieldsOf, type CustomValues, mergeCustom } from './custom-fields.ts';
import { listTicketsOf } from './tickets.ts';

export interface AccountRow {
  n: number;
  name: string;
  created: number;
  modified: number;
  doc: string;
}

const TEXT = [
  'website',
  'email',
  'phone',
  'fax',
  'industry',
  'city',
  'country',
  'state',
  'street',
  'code',
  'description',
  'annualrevenue',
] as const;
type Doc = Partial<Record<(typeof TEXT)[number], string | null>> & {
  owner?: number | null;
  slas?: number[];
  cf?: CustomValues;
};

export function accountDetail(view: View, row: AccountRow): Record<string, unknown> {
  const doc = JSON.parse(row.doc) as Doc;
  const slaIds = (doc.slas ?? []).map((n) => view.store.ids.encode('sla', n));
  const json: Record<string, unknown> = {
    id: view.store.ids.encode('account', row.n),
    accountName: row.name,
    ownerId: view.store.ids.encodeOrNull('agent', doc.owner ?? null),
    associatedSLAIds: view.live ? slaIds : slaIds.map(bareNumber),
    customFields: customFieldsOf('account', doc.cf),
    createdTime: iso(row.created),
    modifiedTime: iso(row.modified),
    ...(view.live ? { cf: cfOf('account', doc.cf), isDeleted: false, zohoCRMAccount: null } : {}),
  };
  for (const name of TEXT) json[name] = doc[name] ?? null;
  return permitted(view, json);
}

function find(view: View, n: number): AccountRow {
  const row = view.store.sql('SELECT * FROM accounts WHERE n = ?').get(n) as AccountRow | undefined;
  if (!row) throw unknownId();
  return row;
}

const getAccount: Handler = (call) => ({
  status: 200,
  json: accountDetail(call, find(call, pathN(call, 'account', 'account_id'))),
});

const listAccounts: Handler = (call) => {
  const { offset, limit } = paging(call, 100);
  const order = sortOrder(
    call,
    { accountName: 'name COLLATE NOCASE', createdTime: 'created', ...(call.live ? { modifiedTime: 'modified' } : {}) },
    'n DESC',
  );
  const rows = call.store
    .sql(`SELECT * FROM accounts ORDER BY ${order} LIMIT ? OFFSET ?`)
    .all(limit, offset) as AccountRow[];
  return list(
    rows.map((row) => {
      const doc = JSON.parse(row.doc) as Doc;
      return permitted(call, {
        id: call.store.ids.encode('account', row.n),
        accountName: row.name,
        website: doc.website ?? null,
        phone: doc.phone ?? null,
        email: doc.email ?? null,
        ...(call.live
          ? {
              createdTime: iso(row.created),
              webUrl: `${call.origin}/support/zylker/ShowHomePage.do#Accounts/dv/${row.n}`,
            }
          : {}),
      });
    }),
  );
};

function applied(call: Call, row: AccountRow): AccountRow {
  const errors: FieldError[] = [];
  const bad = (name: string, errorType: FieldError['errorType'] = 'invalid'): void =>
    void errors.push({ fieldName: `/${name}`, errorType });
  const doc = JSON.parse(row.doc) as Doc;
  let name = row.name;
  for (const [key, value] of Object.entries(call.body)) {
    if (key === 'ownerId') {
      const n = value === null || value === '' ? null : call.store.ids.decode('agent', value);
      if (n === undefined) bad(key);
      else doc.owner = n;
    } else if (key === 'customFields' || key === 'cf' || key === 'associatedSLAIds') continue;
    else if (value !== null && typeof value !== 'string') bad(key);
    else if (key === 'accountName') {
      if (value === null || value.trim() === '') bad(key);
      else name = value;
    } else if ((TEXT as readonly string[]).includes(key))
      doc[key as (typeof TEXT)[number]] = value === '' ? null : value;
    else throw unprocessable(`Extra parameter '${key}' is present in the input.`);
  }
  doc.cf = mergeCustom('account', doc.cf, call.body, errors);
  if (name === '') bad('accountName', 'missing');
  if (errors.length > 0) throw invalidFields(errors);
  return { ...row, name, modified: call.now, doc: JSON.stringify(doc) };
}

const createAccount: Handler = (call) => {
  const row = applied(call, {
    n: 0,
    name: '',
    created: call.now,
    modified: call.now,
    doc: JSON.stringify({ owner: call.agent.n, slas: [1] }),
  });
  row.n = call.store.nextN('accounts');
  call.store
    .sql('INSERT INTO accounts (n, name, created, modified, doc) VALUES (@n, @name, @created, @modified, @doc)')
    .run(row);
  call.store.touch('account', row.n, null, call.now);
  effect(call, 'account', [call.store.ids.encode('account', row.n)], { ...call.body });
  return { status: 200, json: accountDetail(call, row) };
};

const updateAccount: Handler = (call) => {
  const before = find(call, pathN(call, 'account', 'account_id'));
  const row = applied(call, before);
  call.store
    .sql('UPDATE accounts SET name = @name, modified = @modified, doc = @doc WHERE n = @n')
    .run({ n: row.n, name: row.name, modified: row.modified, doc: row.doc });
  call.store.touch('account', row.n, before as unknown as Record<string, unknown>, call.now);
  effect(call, 'account', [call.params['account_id'] as string], { ...call.body });
  return { status: 200, json: accountDetail(call, row) };
};

const listAccountTickets: Handler = (call) => {
  const n = pathN(call, 'account', 'account_id');
  find(call, n);
  return listTicketsOf(call, 'account', n);
};

/** Accounts. */
export const accountHandlers: Record<string, Handler> = {
  getAccount,
  listAccounts,
  createAccount,
  updateAccount,
  listAccountTickets,
};
