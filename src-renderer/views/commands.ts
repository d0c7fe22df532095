import type { TicketView } from '../../src-preload/contract/tickets.ts';
import type { AppState } from '../state/app.svelte.ts';
import { afterPaint } from '../lib/after-paint.ts';
import type { Command } from '../state/commands.svelte.ts';
import type { WritingKind } from '../state/composer.svelte.ts';
import { type PlaceName, type RouteValue, viewNames } from '../state/route.svelte.ts';
import type { SearchItem } from '../state/search-finds.ts';
import { placeOf, places } from './places.ts';
import { bulkCommands } from './bulk-commands.ts';
import { offeredCommands } from './offered-commands.ts';
import { recordCommands } from './record-commands.ts';
import { ticketCommands } from './ticket-commands.ts';
import { timeCommands } from './time-actions.ts';

/** Second key of "g then …" for each view. */
const viewKeys: Record<TicketView, string> = {
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
  revealFound(key: string): void;
  /** The next or previous item of the list of a place beside the tickets. */
  stepPlace(by: number): void;
  togglePanel(): void;
  toggleSidebar(): void;
  openSettings(): void;
  write(kind: WritingKind, all?: boolean): void;
  edit(what: 'status' | 'priority' | 'assignee' | 'subject' | 'close'): void;
  /** The search box has the keyboard. */
  focusSearch(): void;
}

/** Ways through the lists, for the commands and for the pointer. */
export function createMoves(app: AppState, screen: Screen) {
  const { route, list, search, ticket } = app;

  /** What comes next is read once this one is on screen; nothing for one that is passed by. */
  const readAhead = async (next: { id: string } | undefined): Promise<void> => {
    const { selectedId } = list;
    await afterPaint();
    if (next !== undefined && list.selectedId === selectedId) await ticket.prefetch(next.id);
  };

  const openTicket = (id: string, options: { replace?: boolean } = {}): void => {
    list.select(id);
    route.go({ ticketId: id }, options);
    void readAhead(list.row(list.selectedIndex + 1));
  };

  /** Moves the selection; an open page follows without a step in the history. */
  const moveTo = (row: { id: string } | null): void => {
    if (!row) return;
    list.select(row.id);
    screen.reveal(list.selectedIndex);
    if (route.value.ticketId !== null) openTicket(row.id, { replace: true });
    else void readAhead(row);
  };

  const stepFound = (by: number): void => {
    const next = search.neighbour(by);
    if (next === null) return;
    search.select(next.key);
    screen.revealFound(next.key);
    if (next.kind === 'ticket' && route.value.ticketId !== null) route.go({ ticketId: next.id }, { replace: true });
  };
  /** Opens what was found: a record on its page, a canned reply where it is written. */
  const openFound = (item: SearchItem): void => {
    search.select(item.key);
    switch (item.kind) {
      case 'ticket':
        return route.go({ ticketId: item.id });
      case 'more':
        return void search.showMore(item.of);
      case 'canned':
        return app.dialogs.open({ name: 'canned', id: item.id });
      default:
        return route.go({ place: `${item.kind}s`, itemId: item.id, ticketId: null });
    }
  };
  const step = async (by: number): Promise<void> => {
    const { place, ticketId, itemId } = route.value;
    if (place === 'search') return stepFound(by);
    // Enter belongs to what has the focus: a link in the sidebar that was clicked must not keep it.
    if (ticketId === null && itemId === null) screen.focusList();
    if (placeOf(place)) screen.stepPlace(by);
    else moveTo(await list.neighbour(by));
  };

  const open = (): void => {
    const { place } = route.value;
    if (place === 'search' && search.selected !== null) {
      const { kind } = search.selected;
      openFound(search.selected);
      if (kind === 'more' || kind === 'canned') return;
    } else if (place === 'tickets' && list.selectedId !== null) openTicket(list.selectedId);
    else if (placeOf(place) === null) return;
    screen.focusPage();
  };
  /** Where somebody was who began to search. */
  let beforeSearch: RouteValue | null = null;
  const back = (): void => {
    const { place, ticketId, itemId } = route.value;
    if (place === 'tickets' && app.selection.size > 0) return app.selection.clear();
    if (place === 'search' && ticketId === null && beforeSearch !== null) {
      route.go(beforeSearch);
      if (beforeSearch.ticketId === null && beforeSearch.itemId === null) screen.focusList();
      else screen.focusPage();
      return;
    }
    if (place !== 'tickets' && ticketId === null && itemId === null) return goTo(route.value.view);
    if (ticketId === null && itemId === null) return;
    route.go({ ticketId: null, itemId: null });
    screen.focusList();
  };
  const goTo = (view: string): void => {
    list.select(null);
    app.selection.clear();
    route.go({ place: 'tickets', view, ticketId: null });
    screen.focusList();
  };
  const goToPlace = (place: PlaceName): void => {
    route.go({ place, ticketId: null, itemId: null });
    screen.focusList();
  };
  const find = (): void => {
    if (route.value.place !== 'search') {
      beforeSearch = route.value;
      route.go({ place: 'search', ticketId: null, itemId: null, query: search.text });
    }
    screen.focusSearch();
  };
  return { openTicket, openFound, moveTo, step, open, back, goTo, goToPlace, find };
}
export type Moves = ReturnType<typeof createMoves>;

/** Second keys of "u then …". */
const THEMES = { system: 's', light: 'l', dark: 'd' } as const;
const LANGUAGES = { system: 'a', en: 'e', zh: 'z' } as const;
const DENSITIES = { comfortable: 'r', compact: 'c' } as const;
const entriesOf = <K extends string>(keys: Record<K, string>): [K, string][] => Object.entries(keys) as [K, string][];

/** The first nine of a list that the agent or the organisation makes have their number as a second key. */
const numbered = (prefix: string, index: number): string[] => (index < 9 ? [`${prefix} ${index + 1}`] : []);

/**
 * Every command of the console, once: keys, sheet, palette, menus and the host's menus are made of this. Reads state:
 * call it where a change of that builds it anew.
 */
export function createCommands(app: AppState, screen: Screen, moves: Moves): Command[] {
  const { dialogs, settings, sync, views, choices, said } = app;
  return [
    {
      id: 'nextTicket',
      isStep: true,
      group: 'move',
      label: (t) => t.commands.nextTicket,
      keys: ['j'],
      run: () => void moves.step(1),
    },
    {
      id: 'previousTicket',
      isStep: true,
      group: 'move',
      label: (t) => t.commands.previousTicket,
      keys: ['k'],
      run: () => void moves.step(-1),
    },
    { id: 'open', group: 'move', label: (t) => t.commands.open, keys: ['Enter', 'o'], isStep: true, run: moves.open },
    { id: 'back', group: 'move', label: (t) => t.commands.back, keys: ['Escape'], isStep: true, run: moves.back },
    { id: 'ends', group: 'move', label: (t) => t.commands.ends, keys: ['Home', 'End'] },
    { id: 'pages', group: 'move', label: (t) => t.commands.pages, keys: ['PageUp', 'PageDown'] },

    // What has no keys of its own has its name.
    {
      id: 'goTo',
      group: 'go',
      label: (t) => t.commands.goTo,
      keys: ['g g'],
      isStep: true,
      run: () => dialogs.open({ name: 'goTo' }),
    },
    ...viewNames.map((view, index): Command => ({
      id: `view:${view}`,
      group: 'go',
      label: (t) => t.views[view],
      keys: [`g ${viewKeys[view]}`],
      windowKeys: [`Mod+${index + 1}`],
      run: () => moves.goTo(view),
    })),
    ...views.list.map(({ id, name }, index): Command => ({
      id: `view:${id}`,
      group: 'go',
      label: () => name,
      keys: numbered('g', index),
      run: () => moves.goTo(id),
    })),
    ...choices.departments
      .filter(({ isEnabled }) => isEnabled)
      .map(({ id, name }, index): Command => ({
        id: `view:dept-${id}`,
        group: 'go',
        label: (t) => t.app.labelled(t.ownViews.department, name),
        keys: numbered('d', index),
        run: () => moves.goTo(`dept-${id}`),
      })),
    {
      id: 'view:snoozed',
      group: 'go',
      label: (t) => t.snooze.title,
      keys: ['g z'],
      run: () => moves.goTo('snoozed'),
    },
    {
      id: 'view:drafts',
      group: 'go',
      label: (t) => t.ownViews.drafts,
      keys: ['g f'],
      run: () => moves.goTo('drafts'),
    },
    {
      id: 'view:spam',
      group: 'go',
      label: (t) => t.ownViews.spam,
      keys: ['g s'],
      run: () => moves.goTo('spam'),
    },
    ...places.map(({ name, key, title }): Command => ({
      id: name,
      group: 'go',
      label: title,
      keys: key === null ? [] : [`g ${key}`],
      ...(name === 'settings' ? { windowKeys: ['Mod+,'] } : {}),
      run: () => moves.goToPlace(name),
    })),
    // Before those whose keys they take for lists of their own.
    ...recordCommands(app),
    {
      id: 'newView',
      group: 'app',
      label: (t) => t.ownViews.add,
      keys: ['Shift+n'],
      run: () => dialogs.open({ name: 'view', id: null, from: null }),
    },
    { id: 'search', group: 'go', label: (t) => t.commands.search, keys: ['/'], run: moves.find },
    {
      id: 'palette',
      group: 'go',
      label: (t) => t.commands.palette,
      keys: ['Mod+k'],
      isStep: true,
      run: () => dialogs.open({ name: 'palette' }),
    },

    {
      id: 'newTicket',
      group: 'write',
      label: (t) => t.newTicket.title,
      keys: ['n'],
      places: ['tickets', 'search'],
      run: () => dialogs.open({ name: 'create', contact: null }),
    },
    ...ticketCommands(app, screen),
    ...timeCommands(app),
    ...bulkCommands(app, screen, moves),
    ...offeredCommands(app),

    { id: 'sidebar', group: 'look', label: (t) => t.commands.sidebar, keys: ['['], run: screen.toggleSidebar },
    {
      id: 'panel',
      group: 'look',
      label: (t) => t.commands.panel,
      keys: [']'],
      places: ['tickets', 'search'],
      run: screen.togglePanel,
    },
    ...entriesOf(THEMES).map(([theme, key]): Command => ({
      id: `theme:${theme}`,
      group: 'look',
      label: (t) => t.commands.theme(t.settings.themes[theme]),
      keys: [`u ${key}`],
      isAvailable: () => settings.value.theme !== theme,
      run: () => void settings.update({ theme }),
    })),
    ...entriesOf(LANGUAGES).map(([language, key]): Command => ({
      id: `language:${language}`,
      group: 'look',
      label: (t) => t.commands.language(t.settings.languages[language]),
      keys: [`u ${key}`],
      isAvailable: () => settings.value.language !== language,
      run: () => void settings.update({ language }),
    })),
    ...entriesOf(DENSITIES).map(([density, key]): Command => ({
      id: `density:${density}`,
      group: 'look',
      label: (t) => t.commands.density(t.settings.densities[density]),
      keys: [`u ${key}`],
      isAvailable: () => settings.value.density !== density,
      run: () => void settings.update({ density }),
    })),

    {
      id: 'shortcuts',
      group: 'app',
      label: (t) => t.commands.shortcuts,
      keys: ['?'],
      run: () => dialogs.open({ name: 'shortcuts' }),
    },
    { id: 'menu', group: 'app', label: (t) => t.commands.settings, keys: [','], run: screen.openSettings },
    {
      id: 'undo',
      group: 'app',
      label: (t) => t.commands.undo,
      keys: ['z', 'Mod+z'],
      run: () => {
        if (!said.undo()) said.say({ tone: 'news', text: app.i18n.t.edit.nothingToUndo });
      },
    },
    {
      id: 'signature',
      group: 'app',
      label: (t) => t.signature.command,
      keys: ['g i'],
      run: () => dialogs.open({ name: 'signature', address: app.composer.value?.fromEmailAddress ?? null }),
    },
    {
      id: 'canned',
      group: 'app',
      label: (t) => t.canned.edit,
      keys: [';'],
      run: () => dialogs.open({ name: 'canned' }),
    },
    {
      id: 'syncNow',
      group: 'app',
      label: (t) => t.commands.syncNow,
      keys: ['Shift+r'],
      windowKeys: ['Mod+r'],
      run: () => void sync.now(),
    },
    {
      id: 'signOut',
      group: 'app',
      label: (t) => t.commands.signOut,
      // It asks: two keys alone sign nobody out.
      keys: ['g q'],
      run: () => dialogs.open({ name: 'signOut' }),
    },
  ];
}
