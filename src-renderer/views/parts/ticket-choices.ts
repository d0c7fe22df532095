import type { MenuGroup, MenuItem } from '../../components/menu.svelte';
import type { Messages } from '../../locales/en.ts';
import type { Choices } from '../../state/choices.svelte.ts';
import { priorityWord, statusWord } from './words.ts';

const same = (one: string | null, other: string | null): boolean => one?.toLowerCase() === other?.toLowerCase();

/**
 * One value of several as a menu. With `current` (undefined for many tickets) the present one is marked, and choosing it
 * again does nothing.
 */
function choice<V extends string | null>(
  values: readonly { value: V; label: string }[],
  current: V | undefined,
  run: (value: V, word: string) => void,
): MenuGroup[] {
  const item = ({ value, label }: { value: V; label: string }): MenuItem => {
    const isCurrent = current !== undefined && same(value ?? '', current ?? '');
    return {
      id: value ?? '-',
      label,
      ...(current === undefined ? {} : { checked: isCurrent }),
      run: () => {
        if (!isCurrent) run(value, label);
      },
    };
  };
  return [{ items: values.map(item) }];
}

/** The statuses of this desk as a menu. */
export const statusGroups = (
  choices: Choices,
  t: Messages,
  run: (status: string, word: string) => void,
  current?: string,
): MenuGroup[] =>
  choice(
    choices.values.status.map((status) => ({
      value: status,
      label: statusWord({ status, statusType: choices.typeOfStatus(status) }, t),
    })),
    current,
    run,
  );

/** The priorities of this desk, and none, as a menu. */
export const priorityGroups = (
  choices: Choices,
  t: Messages,
  run: (priority: string | null, word: string) => void,
  current?: string | null,
): MenuGroup[] =>
  choice<string | null>(
    [...choices.values.priority, null].map((value) => ({ value, label: priorityWord(value, t) })),
    current,
    run,
  );

/** Oneself, nobody and the other agents as a menu. */
export const assigneeGroups = (
  choices: Choices,
  t: Messages,
  me: { id: string; name: string } | null,
  run: (id: string | null, name: string) => void,
  current?: string | null,
): MenuGroup[] => {
  const others = choices.agents.filter(({ id }) => id !== me?.id).map(({ id, name }) => ({ value: id, label: name }));
  return choice<string | null>(
    [
      ...(me === null ? [] : [{ value: me.id, label: `${t.edit.me} · ${me.name}` }]),
      { value: null, label: t.edit.nobody },
      ...others,
    ],
    current,
    (id, label) => run(id, id === me?.id ? (me?.name ?? label) : label),
  );
};
