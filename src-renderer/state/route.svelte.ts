import type { TicketView } from '../../src-preload/contract/tickets.ts';

export const viewNames: readonly TicketView[] = ['myOpen', 'unassigned', 'overdue', 'allOpen', 'closed'];

/** Places that show one noun, or one page: their address is `#/<place>[/<id>]`. */
export const placeNames = [
  'outbox',
  'dashboard',
  'tasks',
  'contacts',
  'accounts',
  'contracts',
  'agents',
  'departments',
  'time',
  'notifications',
  'settings',
  'tray',
] as const;
export type PlaceName = (typeof placeNames)[number];
export type Place = 'tickets' | 'search' | PlaceName;
const isPlaceName = (text: string | undefined): text is PlaceName => placeNames.includes(text as PlaceName);

export interface RouteValue {
  place: Place;
  /** The view of the list; kept while another place is on screen. */
  view: string;
  /** The open ticket, of the list or of the search. */
  ticketId: string | null;
  /** What is chosen in a place other than the tickets: a job of the outbox, a contact, a page of the settings. */
  itemId: string | null;
  /** A message of the open ticket that is pointed at, e.g. `thread/42`, `comment/7`. */
  at: string | null;
  /** What is searched for. */
  query: string;
}

/** Whether a view comes with Deskhand. */
export const isBuiltInView = (view: string | undefined): view is TicketView => viewNames.includes(view as TicketView);
/** Lists that are no filters: what is put off, what has drafts, spam. */
export const isFixedView = (view: string | undefined): boolean =>
  view === 'snoozed' || view === 'drafts' || view === 'spam';
/** A built-in view, what is put off, what has drafts, spam, a department's, or one of the agent's own. */
const isView = (text: string | undefined): text is string =>
  isBuiltInView(text) || isFixedView(text) || /^(dept|v)-[\w-]{1,70}$/.test(text ?? '');
const nowhere = { ticketId: null, itemId: null, at: null, query: '' };

/** Kinds of messages that an address may point at. */
const MESSAGES = ['thread', 'comment'] as const;
function messageOf(search: string): string | null {
  const asked = new URLSearchParams(search);
  const kind = MESSAGES.find((each) => asked.get(each));
  return kind === undefined ? null : `${kind}/${asked.get(kind)}`;
}

/**
 * `#/views/<view>[/<ticketId>]`, `#/tickets/<ticketId>`, which keeps the view, both with a message to point at as
 * `?thread=<id>` or `?comment=<id>`, `#/<place>[/<itemId>]`, and `#/search[/<ticketId>]?q=<text>`. Anything else is the present view.
 */
export function parseRoute(hash: string, current = 'myOpen'): RouteValue {
  const [path = '', search = ''] = hash.replace(/^#/, '').split(/\?(.*)/s);
  const [, noun, first, second] = path.split('/').map(decodeURIComponentSafely);
  const here: RouteValue = { ...nowhere, place: 'tickets', view: current };
  if (isPlaceName(noun)) return { ...here, place: noun, itemId: first || null };
  if (noun === 'search') {
    return { ...here, place: 'search', ticketId: first || null, query: new URLSearchParams(search).get('q') ?? '' };
  }
  if (noun === 'tickets' && first) return { ...here, ticketId: first, at: messageOf(search) };
  if (noun !== 'views' || !isView(first)) return here;
  return { ...here, view: first, ticketId: second || null, at: second ? messageOf(search) : null };
}

function decodeURIComponentSafely(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

export function formatRoute({ place, view, ticketId, itemId, at, query }: RouteValue): string {
  const last = (id: string | null): string => (id === null ? '' : `/${encodeURIComponent(id)}`);
  if (isPlaceName(place)) return `#/${place}${last(itemId)}`;
  if (place === 'search') return `#/search${last(ticketId)}${query === '' ? '' : `?q=${encodeURIComponent(query)}`}`;
  const [kind, id = ''] = at?.split(/\/(.*)/s) ?? [];
  const pointed = ticketId === null || kind === undefined ? '' : `?${kind}=${encodeURIComponent(id)}`;
  return `#/views/${encodeURIComponent(view)}${last(ticketId)}${pointed}`;
}

/** Walking through a list, or typing what is searched for, pauses this long before the address is written, milliseconds. */
const PAUSE_MS = 200;

/** Where the agent is; the address says the same, so back, forward and deep links work. */
export class Route {
  value = $state.raw<RouteValue>({ ...nowhere, place: 'tickets', view: 'myOpen' });
  /** Another ticket or place comes next, and what is open now is still there; set by the shell. */
  onleave: () => void = () => {};

  #take(next: RouteValue): void {
    if (next.place !== this.value.place || next.ticketId !== this.value.ticketId) this.onleave();
    this.value = next;
  }

  /** Returns the function that stops listening. */
  start(): () => void {
    const read = (): void => {
      this.#take(parseRoute(location.hash, this.value.view));
    };
    read();
    history.replaceState(null, '', formatRoute(this.value));
    window.addEventListener('popstate', read);
    window.addEventListener('hashchange', read);
    // A page that is loaded anew is where it was.
    const write = (): void => this.#write();
    window.addEventListener('pagehide', write);
    return () => {
      write();
      window.removeEventListener('pagehide', write);
      window.removeEventListener('popstate', read);
      window.removeEventListener('hashchange', read);
    };
  }

  /** `replace` leaves no step back: for walking through a list. */
  go(change: Partial<RouteValue>, options: { replace?: boolean } = {}): void {
    // Whoever goes on without pointing at a message points at none.
    const next = { ...this.value, at: null, ...change };
    if (formatRoute(next) === formatRoute(this.value)) return;
    if (!options.replace) this.#write();
    this.#take(next);
    if (options.replace) this.#writeLater();
    else history.pushState(null, '', formatRoute(next));
  }

  /** Set while the address is of where the agent was a moment ago. */
  #behind: ReturnType<typeof setTimeout> | null = null;
  /** The browser takes milliseconds for it: not between a key and what it answers with, and once for several. */
  #writeLater(): void {
    if (this.#behind !== null) clearTimeout(this.#behind);
    this.#behind = setTimeout(() => this.#write(), PAUSE_MS);
  }
  #write(): void {
    if (this.#behind === null) return;
    clearTimeout(this.#behind);
    this.#behind = null;
    history.replaceState(null, '', formatRoute(this.value));
  }

  open(hash: string): void {
    const [, noun, first] = hash.replace(/^#/, '').split(/[/?]/);
    const names = isPlaceName(noun) || noun === 'search' || ((noun === 'views' || noun === 'tickets') && !!first);
    if (!names) return;
    const next = parseRoute(hash, this.value.view);
    // The same message again: it is shown anew.
    if (next.at !== null && formatRoute(next) === formatRoute(this.value)) this.value = next;
    else this.go(next);
  }
}
