import type { AppState } from '../state/app.svelte.ts';
import type { Command } from '../state/commands.svelte.ts';
import type { Place } from '../state/route.svelte.ts';
import type { Screen } from './commands.ts';

/** Places that show a ticket's page. */
export const TICKET_PLACES: readonly Place[] = ['tickets', 'search'];

/** What can be done with the open ticket. */
export function ticketCommands({ route }: AppState, screen: Screen): Command[] {
  const isOpen = (): boolean => route.value.ticketId !== null;
  const onTicket = (command: Omit<Command, 'places' | 'isAvailable'>): Command => ({
    places: TICKET_PLACES,
    isAvailable: isOpen,
    ...command,
  });
  return [
    onTicket({
      id: 'reply',
      group: 'write',
      label: (t) => t.commands.reply,
      keys: ['r'],
      run: () => screen.write('reply'),
    }),
    onTicket({
      id: 'replyAll',
      group: 'write',
      label: (t) => t.commands.replyAll,
      keys: ['a'],
      run: () => screen.write('reply', true),
    }),
    onTicket({
      id: 'forward',
      group: 'write',
      label: (t) => t.commands.forward,
      keys: ['f'],
      run: () => screen.write('forward'),
    }),
    onTicket({
      id: 'comment',
      group: 'write',
      label: (t) => t.commands.comment,
      keys: ['c'],
      run: () => screen.write('comment'),
    }),
    onTicket({ id: 'send', group: 'write', label: (t) => t.commands.send, keys: ['Mod+Enter'] }),
    onTicket({ id: 'fold', group: 'write', label: (t) => t.commands.fold, keys: ['Escape'] }),
    onTicket({
      id: 'status',
      group: 'ticket',
      label: (t) => t.commands.status,
      keys: ['s'],
      run: () => screen.edit('status'),
    }),
    onTicket({
      id: 'priority',
      group: 'ticket',
      label: (t) => t.commands.priority,
      keys: ['p'],
      run: () => screen.edit('priority'),
    }),
    onTicket({
      id: 'assign',
      group: 'ticket',
      label: (t) => t.commands.assign,
      keys: ['@'],
      run: () => screen.edit('assignee'),
    }),
    onTicket({
      id: 'close',
      group: 'ticket',
      label: (t) => t.commands.close,
      keys: ['e'],
      run: () => screen.edit('close'),
    }),
  ];
}
