import type { Ticket, TicketView } from '../../src-preload/contract/tickets.ts';
import { lateFrom } from './ticket-late.ts';

/** Whose view it is, and what "overdue" means now: the service's time, `YYYY-MM-DDTHH:mm:ss.sssZ`. */
export interface ViewScope {
  agentId: string;
  now: string;
}

/** A ticket that does not stand where its row says: the row (null for one that is made here), and how it shows. */
export interface MovedTicket {
  row: Ticket | null;
  shown: Ticket;
}

/** Where a ticket stands in a view: its order's first column, then its id. */
export interface Place {
  id: string;
  by: string;
}

export const isClosedTicket = ({ statusType, status }: Ticket): boolean =>
  (statusType ?? (status === 'Closed' ? 'Closed' : 'Open')) === 'Closed';

/** In no view, whatever its status: it is gone from the service's lists too. */
const isHidden = ({ isDeleted, isSpam }: Ticket): boolean => isDeleted === true || isSpam === true;

/** The place that a document has in a view, as the generated columns and `VIEWS` have it; null when it is not in it. */
export function placeIn(view: TicketView, ticket: Ticket, { agentId, now }: ViewScope): Place | null {
  const recent = ticket.customerResponseTime ?? ticket.createdTime ?? '';
  const { id } = ticket;
  if (view === 'closed') return isClosedTicket(ticket) ? { id, by: ticket.closedTime ?? recent } : null;
  if (isClosedTicket(ticket)) return null;
  switch (view) {
    case 'allOpen':
      return { id, by: recent };
    case 'myOpen':
      return ticket.assigneeId === agentId ? { id, by: recent } : null;
    case 'unassigned':
      return ticket.assigneeId == null ? { id, by: recent } : null;
    case 'overdue': {
      const late = lateFrom(ticket);
      return late !== null && late < now ? { id, by: late } : null;
    }
  }
}

/** As `placeIn`, for a row of the cache: a deleted one counts as closed there, and spam as it stands. */
const placeOfRow = (view: TicketView, row: Ticket, scope: ViewScope): Place | null =>
  placeIn(view, row.isDeleted === true ? { ...row, statusType: 'Closed' } : row, scope);

const compareTexts = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
export const comparePlaces =
  (view: TicketView) =>
  (a: Place, b: Place): number =>
    (view === 'overdue' ? compareTexts(a.by, b.by) : compareTexts(b.by, a.by)) || compareTexts(a.id, b.id);

/** What moves in one view: places of rows that are not where they show, and places where tickets show instead, in order. */
export interface Moves {
  leave: Place[];
  come: Place[];
}

export function movesIn(view: TicketView, moved: readonly MovedTicket[], scope: ViewScope): Moves {
  const moves: Moves = { leave: [], come: [] };
  for (const { row, shown } of moved) {
    const from = row === null ? null : placeOfRow(view, row, scope);
    // A row that is held although the service hides it stays where it is held until the sync takes it out.
    const wasHidden = row !== null && isHidden(row);
    const to = !isHidden(shown) ? placeIn(view, shown, scope) : wasHidden ? placeOfRow(view, shown, scope) : null;
    if (from?.by === to?.by && (from === null) === (to === null)) continue;
    if (from !== null) moves.leave.push(from);
    if (to !== null) moves.come.push(to);
  }
  const order = comparePlaces(view);
  moves.leave.sort(order);
  moves.come.sort(order);
  return moves;
}

/**
 * The ids of a page of the view as it shows, from the view as it is held. `rowsFrom(offset)` walks the held one. The
 * page begins at most as many rows earlier as tickets come, so that only those and the page itself are walked.
 */
export function* movedPage<P extends Place>(
  order: (a: P, b: P) => number,
  { leave, come }: { leave: readonly P[]; come: readonly P[] },
  { offset, limit }: { offset: number; limit: number },
  rowsFrom: (offset: number) => Iterable<P>,
): Generator<string> {
  const gone = new Set(leave.map(({ id }) => id));
  const start = Math.max(0, offset - come.length);
  let next = 0;
  /** The place in the page's own count of the next row; null before the first. */
  let at: number | null = null;
  for (const row of rowsFrom(start)) {
    if (at === null) {
      if (start > 0) while (comesBefore(row)) next += 1;
      at = start - leave.filter((place) => order(place, row) < 0).length + next;
    }
    for (; comesBefore(row) && at < offset + limit; next += 1, at += 1) {
      if (at >= offset) yield (come[next] as P).id;
    }
    if (at >= offset + limit) return;
    if (gone.has(row.id)) continue;
    if (at >= offset) yield row.id;
    at += 1;
  }
  // Where no row was walked but the view has some, the page begins behind all that comes.
  if (at === null && start > 0) return;
  for (let place = at ?? 0; next < come.length && place < offset + limit; next += 1, place += 1) {
    if (place >= offset) yield (come[next] as P).id;
  }

  function comesBefore(row: P): boolean {
    const first = come[next];
    return first !== undefined && order(first, row) < 0;
  }
}
