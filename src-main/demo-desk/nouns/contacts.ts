import {
  effect,
  includes,
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
import { cfOf, customFieldsOf, type CustomValues, mergeCustom } from './custom-fields.ts';
import { photoUrl } from './people.ts';
import { listTicketsOf } from './tickets.ts';

export interface ContactRow {
  n: number;
  first: string | null;
  last: string;
  fullName: string;
  email: string | null;
  phone: string | null;
  mobile: string | null;
  account: number | null;
  created: number;
  modified: number;
  doc: string;
}

const FREE_TEXT = [
  'facebook',
  'twitter',
  'secondaryEmail',
  'city',
  'country',
  'state',
  'street',
  'zip',
  'description',
  'title',
  'type',
] as const;
type Doc = Partial<Record<(typeof FREE_TEXT)[number], string | null>> & {
  owner?: number | null;
  photo?: boolean;
  happiness?: [number, number] | null;
  cf?: CustomValues;
};

function happiness(doc: Doc): Record<string, string> {
  const [bad, ok] = doc.happiness ?? [0, 0];
  return {
    badPercentage: String(bad),
    okPercentage: String(ok),
    goodPercentage: doc.happiness ? String(100 - bad - ok) : '0',
  };
}

export function accountOf(view: View, n: number | null): Record<string, unknown> | null {
  const row =
    n === null
      ? undefined
      : (view.store.sql(`SELECT n, name, doc ->> '$.website' AS website FROM accounts WHERE n = ?`).get(n) as
          { n: number; name: string; website: string | null } | undefined);
  return row ? { id: view.store.ids.encode('account', row.n), accountName: row.name, website: row.website } : null;
}

function summary(view: View, row: ContactRow, doc: Doc): Record<string, unknown> {
  const ids = view.store.ids;
  const crm = row.n % 5 === 0 ? { id: String(5_000_000_000_000 + row.n), type: 'contacts_leads' } : null;
  return {
    id: ids.encode('contact', row.n),
    firstName: row.first,
    lastName: row.last,
    email: row.email,
    secondaryEmail: doc.secondaryEmail ?? null,
    phone: row.phone,
    type: doc.type ?? null,
    ownerId: ids.encodeOrNull('agent', doc.owner ?? null),
    accountId: ids.encodeOrNull('account', row.account),
    photoURL: doc.photo === true ? photoUrl(view, 'contacts', 'contact', row.n) : null,
    customerHappiness: happiness(doc),
    ...(view.live
      ? { zohoCRMContact: crm, mobile: row.mobile, isEndUser: false, isSpam: false }
      : { 乐投LetouContact: crm }),
  };
}

export function contactDetail(view: View, row: ContactRow): Record<string, unknown> {
  const doc = JSON.parse(row.doc) as Doc;
  return permitted(view, {
    ...summary(view, row, doc),
    mobile: row.mobile,
    facebook: doc.facebook ?? null,
    twitter: doc.twitter ?? null,
    title: doc.title ?? null,
    description: doc.description ?? null,
    street: doc.street ?? null,
    city: doc.city ?? null,
    state: doc.state ?? null,
    zip: doc.zip ?? null,
    country: doc.country ?? null,
    customFields: customFieldsOf('contact', doc.cf),
    isDeleted: false,
    createdTime: iso(row.created),
    modifiedTime: iso(row.modified),
    ...(view.live
      ? {
          cf: cfOf('contact', doc.cf),
          layoutId: view.store.ids.encode('profile', 2),
        }
      : {}),
  });
}

export function findContact(view: View, n: number): ContactRow {
  const row = view.store.sql('SELECT * FROM contacts WHERE n = ?').get(n) as ContactRow | undefined;
  if (!row) throw unknownId();
  return row;
}

const getContact: Handler = (call) => {
  const wanted = includes(call, call.live ? ['accounts', 'owner'] : ['accounts']);
  const row = findContact(call, pathN(call, 'contact', 'contact_id'));
  const json = contactDetail(call, row);
  if (wanted.has('accounts')) json['account'] = accountOf(call, row.account);
  return { status: 200, json };
};

const listContacts: Handler = (call) => {
  const wanted = includes(call, call.live ? ['accounts', 'owner'] : ['accounts']);
  const { offset, limit } = paging(call, 100);
  const order = sortOrder(
    call,
    {
      firstName: 'first COLLATE NOCASE',
      lastName: 'last COLLATE NOCASE',
      createdTime: 'created',
      ...(call.live ? { modifiedTime: 'modified', fullName: 'fullName COLLATE NOCASE' } : {}),
    },
    'n DESC',
  );
  const rows = call.store
    .sql(`SELECT * FROM contacts ORDER BY ${order} LIMIT ? OFFSET ?`)
    .all(limit, offset) as ContactRow[];
  return list(
    rows.map((row) => {
      const json = permitted(call, summary(call, row, JSON.parse(row.doc) as Doc));
      if (wanted.has('accounts')) json['account'] = accountOf(call, row.account);
      return json;
    }),
  );
};

/** Applies a body to a contact (a new one has n 0); 422 naming every bad field. */
function applied(call: Call, row: ContactRow): ContactRow {
  const body = call.body;
  const errors: FieldError[] = [];
  const bad = (name: string, errorType: FieldError['errorType'] = 'invalid'): void =>
    void errors.push({ fieldName: `/${name}`, errorType });
  const next = { ...row };
  const doc = JSON.parse(row.doc) as Doc;
  for (const [name, value] of Object.entries(body)) {
    if (name === 'accountId') {
      const n = value === null || value === '' ? null : call.store.ids.decode('account', value);
      if (n === undefined || (n !== null && !call.store.sql('SELECT 1 FROM accounts WHERE n = ?').get(n))) bad(name);
      else next.account = n;
    } else if (name === 'ownerId') {
      const n = value === null || value === '' ? null : call.store.ids.decode('agent', value);
      if (n === undefined) bad(name);
      else doc.owner = n;
    } else if (name === 'customFields' || name === 'cf') continue;
    else if (value !== null && typeof value !== 'string') bad(name);
    else if (name === 'firstName') next.first = value;
    else if (name === 'lastName') {
      if (value === null || value.trim() === '') bad(name);
      else next.last = value;
    } else if (name === 'email') {
      if (value !== null && value !== '' && !/^[^\s@]+@[^\s@]+$/.test(value)) bad(name);
      else if (
        value &&
        call.store.sql('SELECT 1 FROM contacts WHERE email = ? COLLATE NOCASE AND n <> ?').get(value, row.n)
      )
        bad(name, 'duplicate');
      else next.email = value === '' ? null : value;
    } else if (name === 'phone' || name === 'mobile') next[name] = value === '' ? null : value;
    else if ((FREE_TEXT as readonly string[]).includes(name))
      doc[name as (typeof FREE_TEXT)[number]] = value === '' ? null : value;
    else throw unprocessable(`Extra parameter '${name}' is present in the input.`);
  }
  doc.cf = mergeCustom('contact', doc.cf, body, errors);
  if (row.n === 0 && next.last === '') bad('lastName', 'missing');
  if (errors.length > 0) throw invalidFields(errors);
  next.fullName = /[一-鿿]/.test(next.last)
    ? `${next.last}${next.first ?? ''}`
    : `${next.first ?? ''} ${next.last}`.trim();
  return { ...next, modified: call.now, doc: JSON.stringify(doc) };
}

const createContact: Handler = (call) => {
  const row = applied(call, {
    n: 0,
    first: null,
    last: '',
    fullName: '',
    email: null,
    phone: null,
    mobile: null,
    account: null,
    created: call.now,
    modified: call.now,
    doc: '{}',
  });
  row.n = call.store.nextN('contacts');
  call.store
    .sql(
      'INSERT INTO contacts (n, first, last, fullName, email, phone, mobile, account, created, modified, doc) VALUES (@n, @first, @last, @fullName, @email, @phone, @mobile, @account, @created, @modified, @doc)',
    )
    .run(row);
  call.store.touch('contact', row.n, null, call.now);
  effect(call, 'contact', [call.store.ids.encode('contact', row.n)], { ...call.body });
  return { status: 200, json: contactDetail(call, row) };
};

const updateContact: Handler = (call) => {
  const before = findContact(call, pathN(call, 'contact', 'contact_id'));
  const row = applied(call, before);
  call.store
    .sql(
      'UPDATE contacts SET first = @first, last = @last, fullName = @fullName, email = @email, phone = @phone, mobile = @mobile, account = @account, modified = @modified, doc = @doc WHERE n = @n',
    )
    .run(row);
  call.store.touch('contact', row.n, before as unknown as Record<string, unknown>, call.now);
  effect(call, 'contact', [call.params['contact_id'] as string], { ...call.body });
  return { status: 200, json: contactDetail(call, row) };
};

const listContactTickets: Handler = (call) => {
  const n = pathN(call, 'contact', 'contact_id');
  findContact(call, n);
  return listTicketsOf(call, 'contact', n);
};

/** Contacts. */
export const contactHandlers: Record<string, Handler> = {
  getContact,
  listContacts,
  createContact,
  updateContact,
  listContactTickets,
};
