import type { AppState } from '../state/app.svelte.ts';
import type { Command } from '../state/commands.svelte.ts';
import { codeOf } from '../state/failure.ts';
import type { PlaceName } from '../state/route.svelte.ts';
import { targetOf } from './bulk-commands.ts';
import { TICKET_PLACES } from './ticket-commands.ts';

const MADE = [
  { place: 'contacts', noun: 'contact', label: 'newContact', key: 'n' },
  { place: 'accounts', noun: 'account', label: 'newAccount', key: 'n' },
  { place: 'tasks', noun: 'task', label: 'newTaskForm', key: 'Shift+n' },
] as const;
const LISTED: readonly PlaceName[] = ['contacts', 'accounts', 'tasks', 'contracts', 'agents', 'departments'];
const EDITED: readonly PlaceName[] = ['contacts', 'accounts', 'tasks'];

/** What is done in lists and pages of records. */
export function recordCommands(app: AppState): Command[] {
  const { records, dialogs, route, ticket, list, bridge, said, i18n } = app;
  /** The ticket whose contact may get another; null where none is known to have one. */
  function withContact(): string | null {
    const id = targetOf(app);
    if (id === null || ticket.value?.id !== id) return list.find(id ?? '')?.contactName === '' ? null : id;
    return ticket.value.detail.contactId === null ? null : id;
  }
  /** A row does not tell its contact: it is asked for where the page has not. */
  async function newTicketOfContact(): Promise<void> {
    const id = withContact();
    if (id === null) return;
    try {
      const detail = ticket.value?.id === id ? ticket.value.detail : await bridge.call('tickets.get', { id });
      const { contactId = null, contactName = '', email = null } = detail ?? {};
      const contact = contactId === null ? null : { id: contactId, name: contactName, email: email ?? '' };
      dialogs.open({ name: 'create', contact });
    } catch (error) {
      said.say({ tone: 'trouble', text: i18n.t.errors[codeOf(error)] });
    }
  }
  const openForm = (noun: (typeof MADE)[number]['noun']) => () => dialogs.open({ name: 'record', noun, preset: {} });
  return [
    {
      id: 'task.add',
      group: 'write',
      label: (t) => t.recordCommands.newTask,
      keys: ['n'],
      places: ['tasks'],
      run: () => (records.screen.addTask ?? openForm('task'))(),
    },
    ...MADE.map(({ place, noun, label, key }): Command => ({
      id: `record.new.${place}`,
      group: 'write',
      label: (t) => t.recordCommands[label],
      keys: [key],
      ...(key === 'n' ? {} : { shadows: ['newView'] }),
      places: [place],
      run: openForm(noun),
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
      places: ['contacts', ...TICKET_PLACES],
      isAvailable: () => (route.value.place === 'contacts' ? route.value.itemId : withContact()) !== null,
      run: () => (route.value.place === 'contacts' ? records.screen.newTicket?.() : void newTicketOfContact()),
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
