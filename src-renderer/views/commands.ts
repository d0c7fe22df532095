import type { TicketView } from '../../src-preload/contract/tickets.ts';
import type { Shortcut } from '../lib/keys.ts';
import type { AppState } from '../state/app.svelte.ts';
import type { WritingKind } from '../state/composer.svelte.ts';
import { type PlaceName, viewNames } from '../state/route.svelte.ts';
import { placeOf, places } from './places.ts';

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
  revealFound(id: string): void;
  /** The next or previous item of the list of a place beside the tickets. */
  stepPlace(by: number): void;
  togglePanel(): void;
  toggleSidebar(): void;
  openSettings(): void;
  show(dialog: 'shortcuts' | 'signOut'): void;
  write(kind: WritingKind, all?: boolean): void;
  edit(what: 'status' | 'priority' | 'assignee' | 'close'): void;
  /** The search box has the keyboard. */
  focusSearch(): void;
}

/** The commands of the shell, for keys, buttons, and the host's menus. */
export function createCommands(app: AppState, screen: Screen) {
  const { route, list, search, ticket, sync } = app;

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

  const stepFound = (by: number): void => {
    const next = search.neighbour(by)?.find.ticket.id;
    if (next === undefined) return;
    search.select(next);
    screen.revealFound(next);
    if (route.value.ticketId !== null) route.go({ ticketId: next }, { replace: true });
  };
  const step = async (by: number): Promise<void> => {
    if (route.value.place === 'search') stepFound(by);
    else if (placeOf(route.value.place)) screen.stepPlace(by);
    else moveTo(await list.neighbour(by));
  };

  const open = (): void => {
    const { place } = route.value;
    if (place === 'search' && search.selectedId !== null) route.go({ ticketId: search.selectedId });
    else if (place === 'tickets' && list.selectedId !== null) openTicket(list.selectedId);
    else if (placeOf(place) === null) return;
    screen.focusPage();
  };
  const back = (): void => {
    const { place, ticketId, itemId } = route.value;
    if (place !== 'tickets' && ticketId === null && itemId === null) return goTo(route.value.view);
    if (ticketId === null && itemId === null) return;
    route.go({ ticketId: null, itemId: null });
    screen.focusList();
  };
  const goTo = (view: TicketView): void => {
    list.select(null);
    route.go({ place: 'tickets', view, ticketId: null });
    screen.focusList();
  };
  const goToPlace = (place: PlaceName): void => {
    route.go({ place, ticketId: null, itemId: null });
    screen.focusList();
  };
  const find = (): void => {
    if (route.value.place !== 'search') route.go({ place: 'search', ticketId: null, query: search.text });
    screen.focusSearch();
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
    { keys: '/', run: find },
    ...places.flatMap(({ name, key }) => (key === null ? [] : [{ keys: `g ${key}`, run: () => goToPlace(name) }])),
    { keys: 'r', run: () => screen.write('reply') },
    { keys: 'a', run: () => screen.write('reply', true) },
    { keys: 'f', run: () => screen.write('forward') },
    { keys: 'c', run: () => screen.write('comment') },
    { keys: 's', run: () => screen.edit('status') },
    { keys: 'p', run: () => screen.edit('priority') },
    { keys: '@', run: () => screen.edit('assignee') },
    { keys: 'e', run: () => screen.edit('close') },
    ...viewNames.map((view) => ({ keys: `g ${viewKeys[view]}`, run: () => goTo(view) })),
  ];

  const named: Record<string, () => void> = {
    nextTicket: () => void step(1),
    previousTicket: () => void step(-1),
    back,
    shortcuts: () => screen.show('shortcuts'),
    settings: screen.openSettings,
    syncNow: () => void sync.now(),
    search: find,
    reply: () => screen.write('reply'),
    comment: () => screen.write('comment'),
    ...Object.fromEntries(places.map(({ name }) => [name, () => goToPlace(name)])),
    ...Object.fromEntries(viewNames.map((view) => [`view:${view}`, () => goTo(view)])),
  };

  return {
    shortcuts,
    openTicket,
    step,
    open,
    back,
    find,
    toggleSidebar: screen.toggleSidebar,
    /** A command of the host's menus by name, or `navigate:#/views/…` for a notification's route. */
    run(command: string): void {
      if (command.startsWith('navigate:')) route.open(command.slice('navigate:'.length));
      else named[command]?.();
    },
  };
}
