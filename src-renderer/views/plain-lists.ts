import type { LucideIcon } from '@lucide/svelte';
import Office from '@lucide/svelte/icons/building';
import Building from '@lucide/svelte/icons/building-2';
import Contact from '@lucide/svelte/icons/contact';
import FileSignature from '@lucide/svelte/icons/file-pen-line';
import Headset from '@lucide/svelte/icons/headset';
import type { AccountRow } from '../../src-preload/contract/accounts.ts';
import type { AgentEntry } from '../../src-preload/contract/agents.ts';
import type { ContactRow } from '../../src-preload/contract/contacts.ts';
import type { ContractRow } from '../../src-preload/contract/contracts.ts';
import type { DepartmentEntry } from '../../src-preload/contract/departments.ts';
import type { PendingMark } from '../../src-preload/contract/outbox.ts';
import type { Messages } from '../locales/en.ts';
import type { AppState } from '../state/app.svelte.ts';
import type { Heading, ListState } from './parts/record-parts.ts';

type Sort = keyof Messages['records']['sorts'];

/** What a row of two lines says. */
export interface RowWords {
  name: string;
  /** Initials stand before it. */
  hasAvatar?: boolean;
  pending?: PendingMark | null;
  /** Short words behind the name. */
  marks?: readonly (string | false)[];
  /** The second line, its parts apart. */
  details?: readonly (string | null | undefined)[];
  /** ISO 8601: how long ago it is stands at the end. */
  time?: string | null;
  /** How far it has run stands at the end. */
  contract?: ContractRow;
}

/** One noun's list of rows of two lines: all in which it differs from the others. */
export interface PlainList<R extends { id: string } = { id: string }, S extends Sort = Sort> {
  place: 'contacts' | 'accounts' | 'contracts' | 'agents' | 'departments';
  glyph: LucideIcon;
  sorts: readonly S[];
  list(app: AppState): ListState<R, S>;
  row(row: R, app: AppState): RowWords;
  /** New ones are made here. */
  makes?: 'contact' | 'account';
  /** What it says where there is none. */
  empty(app: AppState): { title: string; hint: string };
  /** Choices of which only one holds. */
  segments?(app: AppState): {
    label: string;
    value: string;
    options: readonly { value: string; label: string; hint?: string }[];
    choose(value: string): void;
  };
  /** Something on another page has narrowed it; null for nothing. */
  narrowedTo?(app: AppState): { text: string; clear(): void } | null;
  /** The letter that names begin with; null where letters help nobody. */
  letters?(app: AppState): { value: string | null; choose(letter: string | null): void } | null;
  headings?(app: AppState): readonly Heading[];
}
/** The component takes every one of them: it gives rows back only to the definition that they are of. */
const define = <R extends { id: string }, S extends Sort>(list: PlainList<R, S>): PlainList =>
  list as unknown as PlainList;

/** From here on letters are quicker than looking. */
const MANY = 40;
const openTickets = (count: number, { i18n }: AppState): string | false =>
  count > 0 && i18n.t.records.openTickets(count, i18n.format.number(count));

export const contacts = define<ContactRow, 'name' | 'account' | 'activity'>({
  place: 'contacts',
  glyph: Contact,
  sorts: ['name', 'account', 'activity'],
  list: ({ records }) => records.contacts,
  empty: ({ i18n }) => i18n.t.records.empty.contacts,
  makes: 'contact',
  narrowedTo({ records: { contacts: list }, i18n }) {
    if (list.query.accountId === null) return null;
    const text = i18n.t.records.ofAccount(list.row(0)?.accountName ?? '');
    return { text, clear: () => list.ask({ accountId: null }) };
  },
  letters({ records: { contacts: list } }) {
    const { sort, letter } = list.query;
    if (sort !== 'name' || (letter === null && (list.total ?? 0) <= MANY)) return null;
    return { value: letter, choose: (chosen) => list.ask({ letter: chosen }) };
  },
  row: (contact, app) => ({
    name: contact.name,
    hasAvatar: true,
    pending: contact.pending,
    marks: [openTickets(contact.openTickets, app)],
    details: [contact.accountName, contact.email ?? contact.phone],
    time: contact.activeTime,
  }),
});

export const accounts = define<AccountRow, 'name' | 'activity'>({
  place: 'accounts',
  glyph: Building,
  sorts: ['name', 'activity'],
  list: ({ records }) => records.accounts,
  empty: ({ i18n }) => i18n.t.records.empty.accounts,
  makes: 'account',
  letters({ records: { accounts: list } }) {
    const { sort, letter } = list.query;
    if (sort !== 'name' || (letter === null && (list.total ?? 0) <= MANY)) return null;
    return { value: letter, choose: (chosen) => list.ask({ letter: chosen }) };
  },
  row: (account, app) => ({
    name: account.name,
    pending: account.pending,
    marks: [openTickets(account.openTickets, app)],
    details: [
      app.i18n.t.records.countContacts(account.contacts, app.i18n.format.number(account.contacts)),
      account.website?.replace(/^https?:\/\/(www\.)?/, ''),
    ],
    time: account.activeTime,
  }),
});

export const contracts = define<ContractRow, 'end' | 'name'>({
  place: 'contracts',
  glyph: FileSignature,
  sorts: ['end', 'name'],
  list: ({ records }) => records.contracts,
  empty: ({ records, i18n }) => i18n.t.records.empty[records.contracts.query.state],
  segments({ records: { contracts: list }, i18n }) {
    const { state, states, groups } = i18n.t.contracts;
    const names = ['soon', 'running', 'ended'] as const;
    return {
      label: state,
      value: list.query.state,
      options: names.map((value) => ({
        value,
        label: states[value],
        ...(value === 'soon' ? { hint: groups.soon } : {}),
      })),
      choose: (value) => list.ask({ state: value as (typeof names)[number] }),
    };
  },
  headings({ records: { contracts: list }, i18n }) {
    const { answer, total, query } = list;
    if (query.state !== 'running' || query.sort !== 'end' || query.isReversed || !answer || total === null) return [];
    const { soon } = answer;
    const { groups } = i18n.t.contracts;
    const all: Heading[] = [
      { at: 0, count: soon, label: groups.soon, tone: 'warning' },
      { at: soon, count: total - soon, label: groups.later, tone: 'plain' },
    ];
    return soon === 0 ? [] : all.filter(({ count }) => count > 0);
  },
  row: (contract, { i18n }) => ({
    name: contract.name,
    details: [contract.accountName ?? i18n.t.records.noAccount],
    contract,
  }),
});

export const agents = define<AgentEntry, 'name' | 'load'>({
  place: 'agents',
  glyph: Headset,
  sorts: ['name', 'load'],
  list: ({ directory }) => directory.agents,
  empty: ({ i18n }) => i18n.t.records.empty.agents,
  segments({ directory: { agents: list }, i18n }) {
    const { state, states } = i18n.t.directory;
    const names = ['active', 'disabled', 'all'] as const;
    return {
      label: state,
      value: list.query.state,
      options: names.map((value) => ({ value, label: states[value] })),
      choose: (value) => list.ask({ state: value as (typeof names)[number] }),
    };
  },
  narrowedTo({ directory: { agents: list }, i18n }) {
    const { departmentId } = list.query;
    if (departmentId === null) return null;
    const name = list.row(0)?.departments.find(({ id }) => id === departmentId)?.name ?? departmentId;
    return { text: i18n.t.directory.ofDepartment(name), clear: () => list.ask({ departmentId: null }) };
  },
  row: (agent, app) => ({
    name: agent.name,
    hasAvatar: true,
    marks: [!agent.isActive && app.i18n.t.directory.disabled, openTickets(agent.openTickets, app)],
    details: [agent.email, ...agent.departments.map(({ name }) => name)],
  }),
});

export const departments = define<DepartmentEntry, 'name' | 'agents'>({
  place: 'departments',
  glyph: Office,
  sorts: ['name', 'agents'],
  list: ({ directory }) => directory.departments,
  empty: ({ i18n }) => i18n.t.records.empty.departments,
  row: (department, { i18n: { t, format } }) => ({
    name: department.name,
    marks: [
      department.isDefault && t.directory.isDefault,
      !department.isEnabled && t.directory.notEnabled,
      t.directory.countAgents(department.agents, format.number(department.agents)),
    ],
    details: [department.description],
  }),
});
