import type { AgentRow } from '../../src-preload/contract/agents.ts';
import type { DepartmentRow } from '../../src-preload/contract/departments.ts';
import type { SearchResults, TicketFind } from '../../src-preload/contract/search.ts';
import type { CannedReply } from '../../src-preload/contract/writing-helps.ts';
import { ranked } from '../lib/rank.ts';

type Part = { text: string; hit: boolean };

/** A ticket that was found, and whether only the service's own search brought it. */
export interface Found {
  find: TicketFind;
  origin: 'here' | 'service' | 'serviceNew';
}

/** What is found beside tickets, in the order of its groups. */
export const otherKinds = ['contact', 'account', 'task', 'contract', 'agent', 'department', 'canned'] as const;
export type OtherKind = (typeof otherKinds)[number];
/** Kinds that the core's index holds and gives out by pages. */
export type PagedKind = 'contact' | 'account' | 'task';

/** A row of the results that is no ticket. */
export interface OtherFind {
  kind: OtherKind;
  id: string;
  name: readonly Part[];
  /** What tells it from others of its name. */
  note: readonly Part[];
}

/** A row of the results, by which the keyboard goes. */
export type SearchItem = { key: string; id: string } & (
  | { kind: 'ticket'; found: Found }
  | OtherFind
  /** What brings more rows of a kind. */
  | { kind: 'more'; of: OtherKind | 'ticket' }
);

const plain = (text: string | null): readonly Part[] => (text ? [{ text, hit: false }] : []);

export const personFind = (
  kind: 'contact' | 'account',
  { id, name, email }: SearchResults['contacts']['rows'][number],
): OtherFind => ({ kind, id, name, note: email });
export const taskFind = ({ id, subject, status }: SearchResults['tasks']['rows'][number]): OtherFind => ({
  kind: 'task',
  id,
  name: subject,
  note: plain(status),
});
export const contractFind = ({ id, name, accountName }: SearchResults['contracts'][number]): OtherFind => ({
  kind: 'contract',
  id,
  name: plain(name),
  note: plain(accountName),
});

/** What is few and held by the page. */
export interface Lists {
  agents: readonly AgentRow[];
  departments: readonly DepartmentRow[];
  canned: readonly CannedReply[];
}
/** Agents, departments and canned replies: they are compared in the same moment. */
export function listFinds(text: string, { agents, departments, canned }: Lists): OtherFind[] {
  if (!isPlain(text)) return [];
  const MOST = 25;
  return [
    ...ranked(text, agents, ({ name, email }) => [name, email ?? ''], MOST).map(({ id, name, email }): OtherFind => ({
      kind: 'agent',
      id,
      name: plain(name),
      note: plain(email),
    })),
    ...ranked(text, departments, ({ name }) => [name], MOST).map(({ id, name }): OtherFind => ({
      kind: 'department',
      id,
      name: plain(name),
      note: [],
    })),
    ...ranked(text, canned, ({ name, shortcut }) => [name, shortcut], MOST).map(
      ({ id, name, shortcut, text: reply }): OtherFind => ({
        kind: 'canned',
        id,
        name: plain(name || reply.slice(0, 60)),
        note: plain(shortcut && `;${shortcut}`),
      }),
    ),
  ];
}

/** Whether a query is words alone: fields, phrases and "without" mean nothing to lists that compare names. */
export const isPlain = (text: string): boolean =>
  text.trim().length > 1 && text.length <= 200 && !/[:"“”]|(^|\s)-/.test(text);
