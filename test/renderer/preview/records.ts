import type { AccountRow } from '../../../src-preload/contract/accounts.ts';
import type { ContactRow } from '../../../src-preload/contract/contacts.ts';
import type { AgentEntry } from '../../../src-preload/contract/agents.ts';
import type { DepartmentEntry } from '../../../src-preload/contract/departments.ts';
import type { ContractRow } from '../../../src-preload/contract/contracts.ts';
import type { RecordField, RecordView } from '../../../src-preload/contract/records.ts';
import type { TaskGroup, TaskRow } from '../../../src-preload/contract/tasks.ts';
import type { PendingMark } from '../../../src-preload/contract/outbox.ts';
import type { Script } from '../../fakes/transport.ts';
import { ago, makeRow } from './data.ts';

const NAMES = [
  'Ana Sofia Reis',
  'Björn Delgado',
  '陈勇',
  'Jonas Weber',
  'Lucas Carol',
  'Mei Tanaka',
  'Priya Raman',
  '王芳',
];
const COMPANIES = ['Brightwater Clinics AS', 'Maple Pharmacy Co.', '深圳星辰传媒', 'Zylker Travels'];
const mark: PendingMark = { jobId: 'job-10', state: 'queued', hold: null, until: null };

export const makeContact = (index: number): ContactRow => ({
  id: String(900 + index),
  name: NAMES[index % NAMES.length] ?? '',
  email: `person${index}@zylker.example`,
  phone: '+1 888 900 9646',
  accountId: index % 3 === 2 ? null : String(70 + (index % 4)),
  accountName: index % 3 === 2 ? null : (COMPANIES[index % 4] ?? null),
  openTickets: index % 4,
  activeTime: ago(index * 7 + 0.5),
  pending: index === 1 ? mark : null,
});
const makeAccount = (index: number): AccountRow => ({
  id: String(70 + index),
  name: COMPANIES[index % 4] ?? '',
  website: 'https://www.zylker.example',
  phone: '+1 888 900 9600',
  contacts: 3 + index,
  openTickets: index,
  closedTickets: 40,
  activeTime: ago(index * 30 + 1),
  pending: null,
});
const SUBJECTS = [
  'Call Lucas about the printer',
  '核对库存',
  'Prepare the weekly report',
  'Order the second cable',
  'Review the macros',
];
const DUE_HOURS: readonly (number | null)[] = [-50, -3, 2, 26, 24 * 20, null];
export const makeTask = (index: number, isOpen = true): TaskRow => {
  const due = DUE_HOURS[Math.min(index, DUE_HOURS.length - 1)] ?? null;
  return {
    id: String(500 + index),
    subject: SUBJECTS[index % SUBJECTS.length] ?? '',
    status: isOpen ? 'Not Started' : 'Completed',
    isOpen,
    priority: index % 3 === 0 ? 'High' : 'Normal',
    category: null,
    dueDate: due === null ? null : ago(-due),
    createdTime: ago(24),
    completedTime: isOpen ? null : ago(5),
    ownerId: '1',
    ownerName: 'Carol Jensen',
    departmentId: '7',
    ticketId: index % 2 === 0 ? makeRow(0).id : null,
    ticketNumber: index % 2 === 0 ? '1042' : null,
    ticketSubject: index % 2 === 0 ? makeRow(0).subject : null,
    pending: index === 3 ? mark : null,
  };
};
const day = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
const makeContract = (index: number): ContractRow => ({
  id: String(300 + index),
  name: `Service contract for ${COMPANIES[index % 4]}`,
  number: String(101 + index),
  accountId: String(70 + index),
  accountName: COMPANIES[index % 4] ?? null,
  ownerName: 'Tom Okafor',
  startDate: day(-300),
  endDate: day([5, 40, 160, 300][index % 4] ?? 5),
  notifyOn: day(1),
});

const INTERESTS = ['Newsletter', 'Webinars', 'Beta programme', 'Product news'];
const field = (name: string, value: string | null, patch: Partial<RecordField> = {}): RecordField => ({
  name,
  kind: 'text',
  value,
  ref: null,
  canEdit: true,
  pending: null,
  ...patch,
});
const view = (id: string, name: string, fields: RecordField[]): RecordView => ({
  id,
  name,
  fields,
  pending: null,
  files: [
    { id: 'f1', name: 'contract-2024.pdf', size: 182_400, pending: null },
    { id: 'f2', name: 'photo.jpg', size: 96_000, pending: mark },
  ],
  asOf: Date.now() - 120_000,
  isWhole: true,
});
const times = [
  field('createdTime', ago(4_000), { kind: 'time', canEdit: false }),
  field('modifiedTime', ago(50), { kind: 'time', canEdit: false }),
];

/** Contacts, accounts, tasks and contracts of a believable core; `records=none` holds none, `records=failed` fails. */
export function recordsScript(params: URLSearchParams): Script {
  const isEmpty = params.get('records') === 'none' || params.get('first') === '1';
  const asOf = params.get('first') === '1' ? null : Date.now() - 120_000;
  const done = new Set<string>();
  let made = 0;
  const some = <R>(all: readonly R[], offset: number, limit: number) => ({
    rows: isEmpty ? [] : all.slice(offset, offset + limit),
    total: isEmpty ? 0 : all.length,
    asOf,
  });
  const contacts = Array.from({ length: 120 }, (_, index) => makeContact(index));
  const accounts = Array.from({ length: 4 }, (_, index) => makeAccount(index));
  const tasks = Array.from({ length: 6 }, (_, index) => makeTask(index));
  const tickets = Array.from({ length: 9 }, (_, index) => makeRow(index, index > 4));
  const departments: DepartmentEntry[] = ['Support', 'Billing', '技术部'].map((name, index) => ({
    id: String(501 + index),
    name,
    isEnabled: true,
    isDefault: index === 0,
    description: index === 0 ? 'Everything that customers ask first.' : null,
    agents: 7 - index * 3,
  }));
  const agents: AgentEntry[] = [
    'Carol Jensen',
    'Jade Liu',
    '王芳',
    'Tom Okafor',
    'Priya Raman',
    '李明远',
    'Ana Sofia Reis',
  ].map((name, index) => ({
    id: String(index + 1),
    name,
    email: `agent${index + 1}@zylker.example`,
    isActive: index !== 5,
    phone: '+1 888 900 9601',
    departments: departments.filter((_, at) => index % (at + 1) === 0).map(({ id, name: of }) => ({ id, name: of })),
    openTickets: (index * 5) % 13,
  }));
  const groupOf = ({ dueDate }: TaskRow): TaskGroup => {
    if (dueDate === null) return 'none';
    const hours = (Date.parse(dueDate) - Date.now()) / 3_600_000;
    return hours < 0 ? 'overdue' : hours < 3 ? 'today' : hours < 30 ? 'tomorrow' : 'later';
  };
  const open = () => tasks.filter(({ id }) => !done.has(id));
  const receipt = () => ({ jobId: 'job-10', localId: null });
  const creation = () => ({ jobId: 'job-10', localId: `local-${(made += 1)}` });
  const holds = (text: string, ...parts: (string | null)[]): boolean =>
    parts.some((part) => part?.toLowerCase().includes(text.toLowerCase()) === true);
  return {
    'contacts.list': ({ text, offset, limit }) =>
      some(
        contacts.filter(({ name, email }) => holds(text, name, email)),
        offset,
        limit,
      ),
    'contacts.record': ({ id }) => {
      const row = contacts.find((one) => one.id === id) ?? makeContact(4);
      const [firstName = '', lastName = ''] = row.name.split(' ');
      return view(row.id, row.name, [
        field('firstName', firstName),
        field('lastName', lastName || firstName, { pending: mark }),
        field('title', 'Front office manager'),
        field('accountId', '77', { kind: 'ref', ref: { noun: 'account', id: '77', name: 'Zylker Travels' } }),
        field('ownerId', '1', { kind: 'ref', ref: { noun: 'agent', id: '1', name: 'Carol Jensen' } }),
        field('email', row.email, { kind: 'email' }),
        field('phone', row.phone, { kind: 'phone' }),
        field('mobile', null, { kind: 'phone' }),
        field('city', 'Austin'),
        field('country', 'United States'),
        field('description', 'Prefers to be called.\nBefore noon only.', { kind: 'long' }),
        ...times,
        field('zohoCRMContact', 'contacts_leads 5000000014010', { canEdit: false }),
        field('customFields.permanentAddress', null),
        field('customFields.isVip', 'true', { kind: 'flag' }),
        field('customFields.interests', 'Webinars\nNewsletter', { kind: 'list', choices: INTERESTS }),
      ]);
    },
    'contacts.tickets': ({ offset, limit }) => some(tickets, offset, limit),
    'contacts.refresh': () => null,
    'contacts.fields': () => [
      ...['firstName', 'lastName', 'title', 'type'].map((name) => field(name, null)),
      field('accountId', null, { kind: 'ref' }),
      field('ownerId', null, { kind: 'ref' }),
      field('email', null, { kind: 'email' }),
      field('secondaryEmail', null, { kind: 'email' }),
      field('phone', null, { kind: 'phone' }),
      field('mobile', null, { kind: 'phone' }),
      ...['twitter', 'facebook', 'street', 'city', 'state', 'zip', 'country'].map((name) => field(name, null)),
      field('description', null, { kind: 'long' }),
      field('customFields.permanentAddress', null),
      field('customFields.isVip', null, { kind: 'flag' }),
      field('customFields.interests', null, { kind: 'list', choices: INTERESTS }),
      field('customFields.visits', null, { kind: 'number' }),
      field('customFields.lastVisit', null, { kind: 'day' }),
    ],
    'contacts.create': creation,
    'contacts.update': receipt,
    'accounts.list': ({ text, offset, limit }) =>
      some(
        accounts.filter(({ name }) => holds(text, name)),
        offset,
        limit,
      ),
    'accounts.row': ({ id }) => accounts.find((one) => one.id === id) ?? makeAccount(0),
    'accounts.record': ({ id }) => {
      const row = accounts.find((one) => one.id === id) ?? makeAccount(0);
      return view(row.id, row.name, [
        field('accountName', row.name),
        field('industry', 'Healthcare'),
        field('website', row.website, { kind: 'link' }),
        field('phone', row.phone, { kind: 'phone' }),
        field('city', 'Pune'),
        ...times,
      ]);
    },
    'accounts.tickets': ({ offset, limit }) => some(tickets, offset, limit),
    'accounts.refresh': () => null,
    'accounts.fields': () => [
      ...['accountName', 'industry'].map((name) => field(name, null)),
      field('ownerId', null, { kind: 'ref' }),
      field('email', null, { kind: 'email' }),
      field('phone', null, { kind: 'phone' }),
      field('fax', null, { kind: 'phone' }),
      field('website', null, { kind: 'link' }),
      ...['street', 'city', 'state', 'code', 'country'].map((name) => field(name, null)),
      field('description', null, { kind: 'long' }),
    ],
    'accounts.create': creation,
    'accounts.update': receipt,
    'tasks.list': ({ state, text, ticketId, offset, limit }) => {
      const rows = (state === 'open' ? open() : [makeTask(7, false)]).filter(
        (task) => holds(text, task.subject) && (ticketId === null || task.ticketId === ticketId),
      );
      const groups: Record<TaskGroup, number> = { overdue: 0, today: 0, tomorrow: 0, week: 0, later: 0, none: 0 };
      if (state === 'open' && !isEmpty) for (const task of rows) groups[groupOf(task)] += 1;
      return { ...some(rows, offset, limit), groups };
    },
    'tasks.counts': () => (isEmpty ? { open: 0, overdue: 0, today: 0 } : { open: open().length, overdue: 2, today: 1 }),
    'tasks.row': ({ id }) => tasks.find((one) => one.id === id) ?? makeTask(0),
    'tasks.record': ({ id }) => {
      const row = tasks.find((one) => one.id === id) ?? makeTask(0);
      return view(row.id, row.subject, [
        field('subject', row.subject),
        field('status', row.status),
        field('priority', row.priority),
        field('dueDate', row.dueDate, { kind: 'time' }),
        field('ownerId', '1', { kind: 'ref', ref: { noun: 'agent', id: '1', name: 'Carol Jensen' } }),
        field('departmentId', '7', { kind: 'ref', ref: { noun: 'department', id: '7', name: 'Technical support' } }),
        field('ticketId', row.ticketId, {
          kind: 'ref',
          ref:
            row.ticketId === null
              ? null
              : { noun: 'ticket', id: row.ticketId, name: `#${row.ticketNumber} ${row.ticketSubject}` },
        }),
        ...times,
      ]);
    },
    'tasks.refresh': () => null,
    'tasks.fields': () => [
      ...['subject', 'status', 'priority', 'category'].map((name) => field(name, null)),
      field('dueDate', null, { kind: 'time' }),
      ...['ownerId', 'departmentId', 'ticketId'].map((name) => field(name, null, { kind: 'ref' })),
      field('description', null, { kind: 'long' }),
      field('customFields.visitOn', null, { kind: 'time' }),
    ],
    'tasks.create': creation,
    'tasks.update': ({ id, fields }) => {
      if (fields.status === 'Completed') done.add(id);
      else if (fields.status !== undefined) done.delete(id);
      return receipt();
    },
    'contracts.list': ({ state, text, offset, limit }) => {
      const running = Array.from({ length: 4 }, (_, index) => makeContract(index));
      const all = state === 'ended' ? [] : state === 'soon' ? running.slice(0, 1) : running;
      const rows = all.filter(({ name }) => holds(text, name));
      return { ...some(rows, offset, limit), soon: isEmpty || state === 'ended' ? 0 : Math.min(1, rows.length) };
    },
    'contracts.counts': () => (isEmpty ? { running: 0, soon: 0 } : { running: 4, soon: 1 }),
    'contracts.row': ({ id }) => makeContract(Number(id) - 300),
    'contracts.record': ({ id }) => {
      const row = makeContract(Number(id) - 300);
      return view(row.id, row.name, [
        field('contractName', row.name, { canEdit: false }),
        field('contractNumber', row.number, { canEdit: false }),
        field('endDate', row.endDate, { kind: 'day', canEdit: false }),
        field('accountId', row.accountId, {
          kind: 'ref',
          canEdit: false,
          ref: { noun: 'account', id: '70', name: row.accountName ?? '' },
        }),
        field('productId', Number(id) % 2 === 0 ? '71' : '1892000000080073', { canEdit: false }),
        field('associatedSLAId', '1892000000056111', { canEdit: false }),
      ]);
    },
    'contracts.refresh': () => null,
    'agents.directory': ({ state, sort, isReversed, departmentId, text, offset, limit }) => {
      const rows = agents.filter(
        (one) =>
          (state === 'all' || one.isActive === (state === 'active')) &&
          (departmentId === null || one.departments.some(({ id }) => id === departmentId)) &&
          holds(text, one.name, one.email),
      );
      if (sort === 'load') rows.sort((a, b) => b.openTickets - a.openTickets);
      return some(isReversed ? rows.reverse() : rows, offset, limit);
    },
    'agents.entry': ({ id }) => agents.find((one) => one.id === id) ?? null,
    'agents.record': ({ id }) => {
      const row = agents.find((one) => one.id === id);
      if (row === undefined) return null;
      const told = (name: string, value: string | null, kind: RecordField['kind'] = 'text') =>
        field(name, value, { kind, canEdit: false });
      return {
        ...view(row.id, row.name, [
          told('firstName', row.name.split(' ')[0] ?? ''),
          told('lastName', row.name.split(' ')[1] ?? ''),
          told('emailId', row.email, 'email'),
          told('phone', row.phone, 'phone'),
          told('mobile', null, 'phone'),
          told('extn', '3298'),
          told('status', row.isActive ? 'ACTIVE' : 'DISABLED'),
          told('role', 'Support lead'),
          told('profile', 'Agent'),
          told('associatedChatDepartmentIds', 'Support'),
          told('langCode', 'en_US'),
          told('countryCode', 'en_US'),
          told('timeZone', 'Asia/Shanghai'),
          told('isConfirmed', 'true', 'flag'),
          told('zuid', '10687231'),
        ]),
        files: [],
      };
    },
    'agents.tickets': ({ offset, limit }) => some(tickets.slice(0, 5), offset, limit),
    'agents.refresh': () => null,
    'departments.directory': ({ sort, isReversed, text, offset, limit }) => {
      const rows = departments.filter(({ name }) => holds(text, name));
      if (sort === 'agents') rows.sort((a, b) => b.agents - a.agents);
      return some(isReversed ? rows.reverse() : rows, offset, limit);
    },
    'departments.entry': ({ id }) => {
      const row = departments.find((one) => one.id === id);
      return row === undefined ? null : { ...row, openTickets: 42 };
    },
    'departments.record': ({ id }) => {
      const row = departments.find((one) => one.id === id);
      if (row === undefined) return null;
      const told = (name: string, value: string | null, kind: RecordField['kind'] = 'text') =>
        field(name, value, { kind, canEdit: false });
      return {
        ...view(row.id, row.name, [
          told('name', row.name),
          told('nameInCustomerPortal', 'Customer Relations'),
          told('description', row.description, 'long'),
          told('isDefault', String(row.isDefault), 'flag'),
          told('isEnabled', String(row.isEnabled), 'flag'),
          told('isVisibleInCustomerPortal', 'true', 'flag'),
          field('creatorId', '1', {
            kind: 'ref',
            canEdit: false,
            ref: { noun: 'agent', id: '1', name: 'Carol Jensen' },
          }),
        ]),
        files: [],
      };
    },
    'departments.refresh': () => null,
    'organizations.get': () => ({
      id: '652853630',
      name: 'Zylker',
      portalName: 'zylker',
      phone: '9884358080',
      portalUrl: 'https://desk.zylker.example/support/zylker/ShowHomePage.do',
      edition: 'Enterprise',
      isAdmin: true,
      asOf: Date.now() - 300_000,
    }),
    'organizations.refresh': () => null,
  };
}
