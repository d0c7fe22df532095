import type { TicketView } from '../../src-preload/contract/tickets.ts';
import type { Shortcut } from '../lib/keys.ts';
import type { AppState } from '../state/app.svelte.ts';
import { viewNames } from '../state/route.svelte.ts';

/** Second key of "g then …" for each view. */
export const viewKeys: Record<TicketView, string> = {
  myOpen: 'm',
  unassigned: 'u',
  overdue: 'o',
  allOpen: 'a',
  closed: 'c',
};

/** What commands do to the screen itself. */
export interface Screen {
  focusList(): void;
  focusPage(): void;
  reveal(index: number): void;
  togglePanel(): void;
  toggleSidebar(): void;
  openSettings(): void;
  show(dialog: 'shortcuts' | 'signOut'): void;
}

/** The commands of the shell, for keys, buttons, and the host's menus. */
export function createCommands(app: AppState, screen: Screen) {
  const { route, list, ticket, sync } = app;

  const openTicket = (id: string, options: { replace?: boolean } = {}): void => {
    list.select(id);
    route.go({ ticketId: id }, options);
    const next = list.row(list.selectedIndex + 1);
    if (next) void ticket.prefetch(next.id);
  };

  /** Moves the selection; an open page follows without a step in the history. */
  const moveTo = (row: { id: string } | null): void => {
    if (!row) return;
    list.select(row.id);
    screen.reveal(list.selectedIndex);
    if (route.value.ticketId !== null) openTicket(row.id, { replace: true });
  };

  const step = async (by: number): Promise<void> => moveTo(await list.neighbour(by));

  const open = (): void => {
    const id = list.selectedId;
    if (id === null) return;
    openTicket(id);
    screen.focusPage();
  };
  const back = (): void => {
    if (route.value.ticketId === null) return;
    route.go({ ticketId: null });
    screen.focusList();
  };
  const goTo = (view: TicketView): void => {
    list.select(null);
    route.go({ view, ticketId: null });
    screen.focusList();
  };

  const shortcuts: Shortcut[] = [
    { keys: 'j', run: () => void step(1) },
    { keys: 'k', run: () => void step(-1) },
    { keys: 'o', run: open },
    { keys: 'Enter', run: open },
    { keys: 'Escape', run: back },
    { keys: '[', run: screen.toggleSidebar },
    { keys: ']', run: screen.togglePanel },
    { keys: '?', run: () => screen.show('shortcuts') },
    ...viewNames.map((view) => ({ keys: `g ${viewKeys[view]}`, run: () => goTo(view) })),
  ];

  const named: Record<string, () => void> = {
    nextTicket: () => void step(1),
    previousTicket: () => void step(-1),
    back,
    shortcuts: () => screen.show('shortcuts'),
    settings: screen.openSettings,
    syncNow: () => void sync.now(),
    ...Object.fromEntries(viewNames.map((view) => [`view:${view}`, () => goTo(view)])),
  };

  return {
    shortcuts,
    openTicket,
    step,
    open,
    back,
    toggleSidebar: screen.toggleSidebar,
    /** A command of the host's menus by name, or `navigate:#/views/…` for a notification's route. */
    run(command: string): void {
      if (command.startsWith('navigate:')) route.open(command.slice('navigate:'.length));
      else named[command]?.();
    },
  };
}
