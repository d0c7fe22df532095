import type { Input } from '../../src-preload/contract/index.ts';
import type { AppState } from '../state/app.svelte.ts';
import { type Command, commandGroups } from '../state/commands.svelte.ts';
import { isFieldsOwn, keyLabels } from '../lib/keys.ts';

type Groups = Input<'app.setMenu'>['groups'];

const NAMES: Record<string, string> = {
  ArrowUp: 'Up',
  ArrowDown: 'Down',
  ArrowLeft: 'Left',
  ArrowRight: 'Right',
  '+': 'Plus',
};
/** `Mod+Shift+u` as Electron writes it, `CmdOrCtrl+Shift+U`; null for what a menu can't have, or would take from a field. */
export function acceleratorOf(keys: string): string | null {
  const match = /^Mod\+((?:Alt\+)?(?:Shift\+)?)(.+)$/.exec(keys);
  const key = match?.[2];
  if (isFieldsOwn(keys) || match === null || key === undefined || !/^(?:[!-~]|[A-Z][A-Za-z\d]+)$/.test(key))
    return null;
  return `CmdOrCtrl+${match[1]}${NAMES[key] ?? (key.length === 1 ? key.toUpperCase() : key)}`;
}

/** The table of commands as menus: every command with its keys, grey where it can't be done now. */
export function menuOf({ commands, i18n }: Pick<AppState, 'commands' | 'i18n'>): Groups {
  const { t } = i18n;
  const itemOf = (command: Command): Groups[number]['items'][number] => {
    const keys = commands.keysOf(command);
    // What a form does itself must reach it: a menu would take the key.
    const held =
      command.inText === true
        ? undefined
        : [...keys, ...(command.windowKeys ?? [])].find((one) => acceleratorOf(one) !== null);
    const typed = keys.find((one) => command.inText === true || acceleratorOf(one) === null);
    return {
      id: command.id,
      label: command.label(t),
      hint: typed === undefined ? '' : keyLabels(typed).join(' '),
      accelerator: held === undefined ? null : acceleratorOf(held),
      isEnabled: commands.isAvailable(command),
    };
  };
  return commandGroups.map((id) => ({
    id,
    label: t.commands.groups[id],
    items: commands.list.filter(({ group }) => group === id).map(itemOf),
  }));
}

const WAIT_MS = 300;

/**
 * Tells a host with a menu bar what it offers, and again whenever that changed: soon after, since walking through a list
 * must not wait for menus. Call it while a component is made.
 */
export function keepHostMenu(app: AppState): void {
  let hasMenu = $state(false);
  let told = '';
  const tell = (groups: Groups): void => {
    const text = JSON.stringify(groups);
    if (text === told) return;
    told = text;
    // A core that is away hears of it with the next change.
    app.bridge.call('app.setMenu', { groups }).catch(() => (told = ''));
  };
  app.bridge.call('app.info', {}).then(
    ({ host }) => (hasMenu = host === 'electron'),
    () => undefined,
  );
  $effect(() => {
    if (!hasMenu) return;
    const groups = menuOf(app);
    const timer = setTimeout(() => tell(groups), WAIT_MS);
    return () => clearTimeout(timer);
  });
  $effect(() => () => {
    if (hasMenu) tell([]);
  });
}
