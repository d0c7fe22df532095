import type { AppState } from '../state/app.svelte.ts';
import type { Command } from '../state/commands.svelte.ts';
import type { Moves, Screen } from './commands.ts';
import { TICKET_PLACES } from './ticket-commands.ts';

/** Tickets that an action is for: the chosen ones, or else the open one, or else the one that the keyboard is on. */
export function targetsOf({ route, list, search, selection }: AppState): readonly string[] {
  const { place, ticketId } = route.value;
  if (place === 'tickets' && selection.size > 0) return selection.ids;
  const id = ticketId ?? (place === 'tickets' ? list.selectedId : place === 'search' ? search.selectedTicketId : null);
  return id === null ? [] : [id];
}

/** The ticket of an action that is for one alone: the open one, or else the one that the keyboard is on; null for several. */
export function targetOf(app: AppState): string | null {
  const targets = targetsOf(app);
  return app.route.value.ticketId ?? (targets.length === 1 ? (targets[0] ?? null) : null);
}

/** What can be done with one ticket or with many. */
export function bulkCommands(app: AppState, screen: Screen, moves: Moves): Command[] {
  const { route, list, selection, triage, dialogs, ticket, said, i18n, snoozes } = app;
  const targets = (): readonly string[] => targetsOf(app);
  const isMany = (): boolean => route.value.place === 'tickets' && selection.size > 0;
  const hasTargets = (): boolean => targets().length > 0;
  const inList = { places: ['tickets'], group: 'select' } as const;
  const onTickets = { places: TICKET_PLACES, group: 'ticket', isAvailable: hasTargets } as const;

  /** Of the open page where there is one and nothing is chosen; else of what is chosen, or of the row of the keyboard. */
  function edit(what: 'status' | 'priority' | 'assignee'): void {
    if (!isMany() && route.value.ticketId !== null) return screen.edit(what);
    if (!isMany()) selection.only(targets());
    selection.asked = what;
  }
  /** An open ticket stays open until the agent goes on; a row that leaves the list gives the keyboard to the next. */
  function noteDone(ids: readonly string[]): void {
    if (route.value.ticketId === null) list.noteDone(ids);
  }
  /** What is on its way to the outbox, until it is there: the same key twice is one intent. */
  let isQueueing = false;
  async function once(act: () => Promise<void>): Promise<void> {
    if (isQueueing) return;
    isQueueing = true;
    try {
      await act();
    } finally {
      isQueueing = false;
    }
  }
  async function close(): Promise<void> {
    if (!isMany() && route.value.ticketId !== null) return screen.edit('close');
    const ids = targets();
    if (!(await triage.close(ids))) return;
    if (!isMany()) return moves.step(1);
    selection.clear();
    noteDone(ids);
  }
  async function spam(isSpam: boolean): Promise<void> {
    const ids = targets();
    const wasOpen = route.value.ticketId !== null && ids.includes(route.value.ticketId);
    if (!(await triage.spam(ids, isSpam))) return;
    selection.clear();
    noteDone(ids);
    if (wasOpen && (isSpam || route.value.view === 'spam')) await moves.step(1);
  }
  /** What the first of them is; the others of a choice in one list are the same. */
  const areSpam = (): boolean => {
    const [id] = targets();
    if (id === undefined) return false;
    if (ticket.value?.id === id) return ticket.value.detail.isSpam;
    return list.find(id)?.isSpam ?? (route.value.place === 'tickets' && route.value.view === 'spam');
  };
  async function extend(by: 1 | -1): Promise<void> {
    const next = await list.neighbour(by);
    if (next === null) return;
    if (selection.size === 0 && list.selectedId !== null) selection.toggle(list.selectedId);
    list.select(next.id);
    screen.reveal(list.selectedIndex);
    await selection.extendTo(list.selectedIndex);
  }
  async function copyLink(): Promise<void> {
    const [id] = targets();
    const webUrl = ticket.value?.id === id ? ticket.value?.detail.webUrl : null;
    const link = webUrl ?? `${location.origin}${location.pathname}#/tickets/${encodeURIComponent(id ?? '')}`;
    try {
      await navigator.clipboard.writeText(link);
      said.say({ tone: 'done', text: i18n.t.bulk.linkCopied });
    } catch {
      said.say({ tone: 'trouble', text: `${i18n.t.bulk.noLink} ${link}` });
    }
  }

  return [
    {
      ...inList,
      id: 'select',
      label: (t) => t.bulk.toggle,
      keys: ['x'],
      isAvailable: () => list.selectedId !== null,
      run: () => {
        if (list.selectedId !== null) selection.toggle(list.selectedId);
      },
    },
    {
      ...inList,
      id: 'selectDown',
      label: (t) => t.bulk.extendDown,
      keys: ['Shift+j'],
      isStep: true,
      run: () => void extend(1),
    },
    {
      ...inList,
      id: 'selectUp',
      label: (t) => t.bulk.extendUp,
      keys: ['Shift+k'],
      isStep: true,
      run: () => void extend(-1),
    },
    {
      ...inList,
      id: 'selectAll',
      label: (t) => t.bulk.allInView,
      keys: ['* a'],
      isAvailable: () => (list.total ?? 0) > 0,
      run: () => void selection.all(),
    },
    {
      ...inList,
      id: 'selectNone',
      label: (t) => t.bulk.clear,
      keys: ['* n'],
      isAvailable: () => selection.size > 0,
      run: () => selection.clear(),
    },
    { ...onTickets, id: 'status', label: (t) => t.commands.status, keys: ['s'], run: () => edit('status') },
    { ...onTickets, id: 'priority', label: (t) => t.commands.priority, keys: ['p'], run: () => edit('priority') },
    { ...onTickets, id: 'assign', label: (t) => t.commands.assign, keys: ['@'], run: () => edit('assignee') },
    { ...onTickets, id: 'close', label: (t) => t.commands.close, keys: ['e'], run: () => void once(close) },
    {
      ...onTickets,
      id: 'closeNext',
      label: (t) => t.bulk.closeNext,
      keys: ['Shift+e'],
      isAvailable: () => route.value.ticketId !== null,
      run: () => {
        screen.edit('close');
        void moves.step(1);
      },
    },
    {
      ...onTickets,
      id: 'spam',
      label: (t) => t.bulk.spam,
      keys: ['#'],
      isAvailable: () => hasTargets() && !areSpam(),
      run: () => void once(() => spam(true)),
    },
    {
      ...onTickets,
      id: 'unspam',
      label: (t) => t.bulk.unspam,
      keys: ['!'],
      isAvailable: () => hasTargets() && areSpam(),
      run: () => void once(() => spam(false)),
    },
    {
      ...onTickets,
      id: 'move',
      label: (t) => t.move.command,
      keys: ['v'],
      run: () => dialogs.open({ name: 'move', ids: targets() }),
    },
    {
      ...onTickets,
      id: 'merge',
      label: (t) => t.merge.command,
      keys: ['m'],
      run: () => dialogs.open({ name: 'merge', ids: targets() }),
    },
    {
      ...onTickets,
      id: 'snooze',
      label: (t) => t.snooze.command,
      keys: ['h'],
      run: () => dialogs.open({ name: 'snooze', ids: targets() }),
    },
    {
      ...onTickets,
      id: 'unsnooze',
      label: (t) => t.snooze.end,
      keys: ['Shift+h'],
      isAvailable: () => targets().some((id) => snoozes.of(id) !== null),
      run: () => {
        const ids = targets().filter((id) => snoozes.of(id) !== null);
        selection.clear();
        void snoozes.end(ids);
      },
    },
    { ...onTickets, id: 'copyLink', label: (t) => t.bulk.copyLink, keys: ['y'], run: () => void copyLink() },
  ];
}

/** Those of the ⋯ menu on a ticket's page, in its order. */
export const PAGE_MENU = [
  'subject',
  'move',
  'merge',
  'splitNewest',
  'contact.newTicket',
  'snooze',
  'unsnooze',
  'follow',
  'mute',
  'copyLink',
  'print',
  'spam',
  'unspam',
] as const;
