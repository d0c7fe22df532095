import type { AppState } from '../state/app.svelte.ts';
import type { Command } from '../state/commands.svelte.ts';
import type { PlaceName } from '../state/route.svelte.ts';

const MADE = [
  { place: 'contacts', noun: 'contact', label: 'newContact' },
  { place: 'accounts', noun: 'account', label: 'newAccount' },
  { place: 'tasks', noun: 'task', label: 'newTask' },
] as const;
const LISTED: readonly PlaceName[] = ['contacts', 'accounts', 'tasks', 'contracts', 'agents', 'departments'];
const EDITED: readonly PlaceName[] = ['contacts', 'accounts', 'tasks'];

/** What is done in lists and pages of records. */
export function recordCommands(app: AppState): Command[] {
  const { records, dialogs, route } = app;
  return [
    ...MADE.map(({ place, noun, label }): Command => ({
      id: `record.new.${place}`,
      group: 'write',
      label: (t) => t.recordCommands[label],
      keys: ['n'],
      places: [place],
      run: () => dialogs.open({ name: 'record', noun, preset: {} }),
    })),
    {
      id: 'record.filter',
      group: 'move',
      label: (t) => t.recordCommands.filter,
      keys: ['/'],
      shadows: ['search'],
      places: LISTED,
      run: () => records.screen.filter?.(),
    },
    {
      id: 'record.edit',
      group: 'write',
      label: (t) => t.recordCommands.edit,
      keys: ['e'],
      places: EDITED,
      isAvailable: () => route.value.itemId !== null,
      run: () => records.screen.edit?.(),
    },
    {
      id: 'contact.newTicket',
      group: 'write',
      label: (t) => t.recordCommands.newTicketOf,
      keys: ['Shift+c'],
      places: ['contacts'],
      isAvailable: () => route.value.itemId !== null,
      run: () => records.screen.newTicket?.(),
    },
    {
      id: 'task.toggle',
      group: 'write',
      label: (t) => t.recordCommands.complete,
      keys: ['x'],
      places: ['tasks'],
      isAvailable: () => route.value.itemId !== null,
      run: () => records.screen.toggle?.(),
    },
  ];
}
