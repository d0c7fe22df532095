import type { TicketRow } from '../../../src-preload/contract/tickets.ts';
import type { MenuGroup } from '../../components/menu.svelte';
import type { Messages } from '../../locales/en.ts';
import type { Choices } from '../../state/choices.svelte.ts';
import { priorityWord, statusWord } from './words.ts';

const same = (one: string | null, other: string | null): boolean => one?.toLowerCase() === other?.toLowerCase();

/** What kind a status is, as far as its name tells. */
export const typeOfStatus = (status: string): TicketRow['statusType'] =>
  same(status, 'closed') ? 'Closed' : same(status, 'on hold') ? 'On Hold' : 'Open';

/** The statuses of this desk as a menu. */
export const statusGroups = (
  choices: Choices,
  t: Messages,
  run: (status: string, word: string) => void,
): MenuGroup[] => [
  {
    items: choices.values.status.map((status) => {
      const label = statusWord({ status, statusType: typeOfStatus(status) }, t);
      return { id: status, label, run: () => run(status, label) };
    }),
  },
];

/** The priorities of this desk, and none, as a menu. */
export const priorityGroups = (
  choices: Choices,
  t: Messages,
  run: (priority: string | null, word: string) => void,
): MenuGroup[] => [
  {
    items: [...choices.values.priority, null].map((priority) => {
      const label = priorityWord(priority, t);
      return { id: priority ?? '-', label, run: () => run(priority, label) };
    }),
  },
];

/** Oneself, nobody and the other agents as a menu. */
export const assigneeGroups = (
  choices: Choices,
  t: Messages,
  me: { id: string; name: string } | null,
  run: (id: string | null, name: string) => void,
): MenuGroup[] => [
  {
    items: [
      ...(me === null ? [] : [{ id: me.id, label: `${t.edit.me} · ${me.name}`, run: () => run(me.id, me.name) }]),
      { id: '', label: t.edit.nobody, run: () => run(null, t.edit.nobody) },
      ...choices.agents
        .filter(({ id }) => id !== me?.id)
        .map(({ id, name }) => ({ id, label: name, run: () => run(id, name) })),
    ],
  },
];
