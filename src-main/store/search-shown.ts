import type { Ticket } from '../../src-preload/contract/tickets.ts';
import type { Db } from './database.ts';
import { TICKET_COLUMNS } from './search-documents.ts';
import type { Expression } from './search-expression.ts';
import { facetValue } from './search-facets.ts';
import { SHORT } from './search-index.ts';
import { slotAt } from './search-slots.ts';
import { createTicketReader } from './search-sources.ts';
import { createExpander, type Expansion } from './search-terms.ts';
import { isOpen, recentOf } from './ticket-filter.ts';
import { lateFrom } from './ticket-late.ts';

/** Tickets as they are shown, apart from the index of their rows: with what is on its way to the service. */
export interface ShownIndex {
  /**
   * Holds these and no others, but for those that are too many to read in one short step: they wait. One that is the same
   * object as before is not read again. Answers those that wait.
   */
  hold(shown: readonly Ticket[]): readonly Ticket[];
  /** Reads some of those that wait. Answers whether others still do. */
  takeSome(): boolean;
  /** How many wait. */
  readonly waiting: number;
  expand(prefix: string, most?: number): Expansion;
  /** Values that these have of a field, folded as `Lookups.values` has them. */
  values(field: 'status' | 'priority' | 'channel' | 'tag'): string[];
  /** Ids of those that an expression finds. `now`: the service's time, epoch milliseconds. */
  find(expression: Expression, match: string, now: number): string[];
}

/** Makes its tables, which live as long as the connection. */
export function createShownIndex(db: Db): ShownIndex {
  db.exec(`
    CREATE VIRTUAL TABLE IF NOT EXISTS temp.search_shown USING fts5(
      ${TICKET_COLUMNS.join(', ')}, content = '', contentless_delete = 1, tokenize = 'ascii'
    );
    CREATE VIRTUAL TABLE IF NOT EXISTS temp.search_shown_vocab USING fts5vocab('temp', 'search_shown', 'instance');
  `);
  const columnsOf = createTicketReader(db);
  const insert = db.prepare(
    `INSERT INTO search_shown (rowid, ${TICKET_COLUMNS.join(', ')}) VALUES (?, ${TICKET_COLUMNS.map(() => '?').join(', ')})`,
  );
  const remove = db.prepare<[number]>('DELETE FROM search_shown WHERE rowid = ?');
  const select = db.prepare<[string], number>('SELECT rowid FROM search_shown WHERE search_shown MATCH ?').pluck();
  const held = new Map<Ticket, number>();
  const tickets = new Map<number, Ticket>();
  let last = 0;
  let waiting: readonly Ticket[] = [];

  const drop = (ticket: Ticket, row: number): void => {
    remove.run(row);
    held.delete(ticket);
    tickets.delete(row);
  };
  const take = (ticket: Ticket): void => {
    last += 1;
    insert.run(last, ...columnsOf(ticket, isOpen(ticket)));
    held.set(ticket, last);
    tickets.set(last, ticket);
  };

  const takeSome = db.transaction((): boolean => {
    for (const ticket of waiting.slice(0, SHORT.rows)) take(ticket);
    waiting = waiting.slice(SHORT.rows);
    return waiting.length > 0;
  });

  return {
    hold(shown) {
      const wanted = new Set(shown);
      for (const [ticket, row] of [...held]) if (!wanted.has(ticket)) drop(ticket, row);
      waiting = [...wanted].filter((ticket) => !held.has(ticket));
      takeSome();
      return waiting;
    },
    takeSome,
    get waiting() {
      return waiting.length;
    },
    expand: createExpander(db, 'search_shown_vocab'),
    values: (field) =>
      [...held.keys()]
        .flatMap((ticket) => (field === 'tag' ? (ticket.tags ?? []) : (ticket[field] ?? [])))
        .map((value) => facetValue(value)),
    find({ minSlot, maxSlot, overdue }, match, now) {
      const at = new Date(now).toISOString();
      const found = select.all(match).flatMap((row) => tickets.get(row) ?? []);
      return found
        .filter((ticket) => {
          const slot = slotAt(Date.parse(recentOf(ticket)) || 0);
          const late = lateFrom(ticket);
          const isLate = isOpen(ticket) && late !== null && late < at;
          return slot >= minSlot && slot < maxSlot && (overdue === null || overdue === isLate);
        })
        .map(({ id }) => id);
    },
  };
}
