import type { AppState } from '../state/app.svelte.ts';
import type { Command } from '../state/commands.svelte.ts';
import { sections } from './settings-sections.ts';
import { TICKET_PLACES } from './ticket-commands.ts';

type Offered = Omit<Command, 'isAvailable' | 'run'>;

/** While one writes: their keys are held, so that the text can keep all others. */
const WRITING: readonly Offered[] = [
  { id: 'sendAndClose', group: 'write', label: (t) => t.composer.sendAndClose, keys: ['Mod+Shift+Enter'] },
  { id: 'waysToSend', group: 'write', label: (t) => t.composer.sendMenu, keys: ['Mod+Alt+Enter'] },
  { id: 'attach', group: 'write', label: (t) => t.composer.attach, keys: ['Mod+Shift+a'] },
  { id: 'plainText', group: 'write', label: (t) => t.commands.plainText, keys: ['Mod+Shift+f'] },
  { id: 'insertCanned', group: 'write', label: (t) => t.commands.insertCanned, keys: ['Mod+;'] },
  { id: 'versions', group: 'write', label: (t) => t.commands.versions, keys: ['Mod+Shift+h'] },
  { id: 'discard', group: 'write', label: (t) => t.composer.discard, keys: ['Mod+Shift+d'] },
];
const ELSEWHERE: readonly Offered[] = [
  {
    id: 'nextMessage',
    group: 'move',
    label: (t) => t.commands.nextMessage,
    keys: ['Alt+ArrowDown'],
    places: TICKET_PLACES,
  },
  {
    id: 'previousMessage',
    group: 'move',
    label: (t) => t.commands.previousMessage,
    keys: ['Alt+ArrowUp'],
    places: TICKET_PLACES,
  },
  { id: 'due', group: 'ticket', label: (t) => t.commands.due, keys: ['Shift+d'], places: TICKET_PLACES },
  { id: 'addTask', group: 'ticket', label: (t) => t.commands.addTask, keys: ['Shift+x'], places: TICKET_PLACES },
  { id: 'addFile', group: 'ticket', label: (t) => t.commands.addFile, keys: ['Shift+f'], places: TICKET_PLACES },
  { id: 'viewMenu', group: 'look', label: (t) => t.commands.viewMenu, keys: ['Shift+v'], places: ['tickets'] },
  { id: 'saveSearch', group: 'app', label: (t) => t.search.saveAs, keys: ['Shift+v'], places: ['search'] },
  { id: 'export.time', group: 'app', label: (t) => t.sheet.export, keys: ['x'], places: ['time'] },
  { id: 'export.outbox', group: 'app', label: (t) => t.commands.exportOutbox, keys: ['x'], places: ['outbox'] },
];

/** What a part of the screen does as long as it is there (`commands.offer`), and where settings are found by name. */
export function offeredCommands({ commands, route }: AppState): Command[] {
  return [
    ...[...WRITING, ...ELSEWHERE].map((command): Command => ({ ...command, ...commands.offered(command.id) })),
    ...sections.map(({ id }, index): Command => ({
      id: `settings.${id}`,
      group: 'go',
      label: (t) => t.app.labelled(t.prefs.title, t.prefs.sections[id]),
      keys: [`. ${index + 1}`],
      run: () => route.go({ place: 'settings', itemId: id, ticketId: null }),
    })),
  ];
}
