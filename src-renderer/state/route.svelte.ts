import type { TicketView } from '../../src-preload/contract/tickets.ts';

export const viewNames: readonly TicketView[] = ['myOpen', 'unassigned', 'overdue', 'allOpen', 'closed'];

export interface RouteValue {
  view: TicketView;
  ticketId: string | null;
}

const isView = (text: string | undefined): text is TicketView => viewNames.includes(text as TicketView);

/** `#/views/<view>`, `#/views/<view>/<ticketId>`, and `#/tickets/<ticketId>`, which keeps the view. Anything else is the first view. */
export function parseRoute(hash: string, current: TicketView = 'myOpen'): RouteValue {
  const [, noun, first, second] = hash.replace(/^#/, '').split('/').map(decodeURIComponentSafely);
  if (noun === 'tickets' && first) return { view: current, ticketId: first };
  if (noun !== 'views' || !isView(first)) return { view: current, ticketId: null };
  return { view: first, ticketId: second || null };
}

function decodeURIComponentSafely(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

export function formatRoute({ view, ticketId }: RouteValue): string {
  return ticketId === null ? `#/views/${view}` : `#/views/${view}/${encodeURIComponent(ticketId)}`;
}

/** Where the agent is; the address says the same, so back, forward and deep links work. */
export class Route {
  value = $state.raw<RouteValue>({ view: 'myOpen', ticketId: null });

  /** Returns the function that stops listening. */
  start(): () => void {
    const read = (): void => {
      this.value = parseRoute(location.hash, this.value.view);
    };
    read();
    history.replaceState(null, '', formatRoute(this.value));
    window.addEventListener('popstate', read);
    window.addEventListener('hashchange', read);
    return () => {
      window.removeEventListener('popstate', read);
      window.removeEventListener('hashchange', read);
    };
  }

  /** `replace` leaves no step back: for walking through a list. */
  go(change: Partial<RouteValue>, options: { replace?: boolean } = {}): void {
    const next = { ...this.value, ...change };
    if (next.view === this.value.view && next.ticketId === this.value.ticketId) return;
    this.value = next;
    if (options.replace) history.replaceState(null, '', formatRoute(next));
    else history.pushState(null, '', formatRoute(next));
  }

  open(hash: string): void {
    if (!/^#?\/(views|tickets)\//.test(hash)) return;
    this.go(parseRoute(hash, this.value.view));
  }
}
