import { changedTags, tagsOf } from '../../src-preload/contract/ticket-tags.ts';
import type { Ticket } from '../../src-preload/contract/tickets.ts';
import { atomically, type Db } from './database.ts';

/** Tags of the tickets that are held, as far as they were read. */
export interface TicketTagStore {
  /** What a read of one ticket's tags said. Answers whether that is news. */
  set(ticketId: string, names: readonly string[]): boolean;
  /** One that was put on at the service, or taken off. Nothing where the ticket's tags are not known. */
  change(ticketId: string, name: string, isTagged: boolean): void;
  /** All that were met, the most frequent first. */
  list(): string[];
}

const MOST = 500;

const isSame = (a: readonly string[] | undefined, b: readonly string[] | undefined): boolean =>
  a === b || (a !== undefined && JSON.stringify(a) === JSON.stringify(b));

/** Keeps the table of tags as the tickets' documents have them. */
export function createTagIndex(db: Db) {
  const clear = db.prepare<[string]>('DELETE FROM ticket_tag WHERE ticket_id = ?');
  const insert = db.prepare<[string, string]>('INSERT OR IGNORE INTO ticket_tag (name, ticket_id) VALUES (?, ?)');
  return {
    /** Brings tags from the earlier document where `row` has none, and notes the change. `merged` is written to. */
    follow(row: Ticket, before: Ticket | undefined, merged: Ticket): void {
      if (row.tags === undefined) merged.tags = row.tagCount === 0 ? undefined : before?.tags;
      if (isSame(before?.tags, merged.tags)) return;
      clear.run(row.id);
      for (const name of merged.tags ?? []) insert.run(name, row.id);
    },
  };
}

export function createTicketTagStore(db: Db): TicketTagStore {
  const index = createTagIndex(db);
  const select = db.prepare<[string], { doc: string }>('SELECT doc FROM ticket WHERE id = ?');
  const update = db.prepare<[string, string]>('UPDATE ticket SET doc = ? WHERE id = ?');
  const met = db
    .prepare<[], string>(`SELECT name FROM ticket_tag GROUP BY name ORDER BY count(*) DESC, name LIMIT ${MOST}`)
    .pluck();
  const docOf = (id: string): Ticket | null => {
    const row = select.get(id);
    return row === undefined ? null : (JSON.parse(row.doc) as Ticket);
  };
  function write(before: Ticket, changed: Partial<Ticket>): boolean {
    const next = { ...before, ...changed };
    if (isSame(before.tags, next.tags)) return false;
    index.follow(next, before, next);
    update.run(JSON.stringify(next), before.id);
    return true;
  }
  return {
    set: atomically(db, (id: string, names: readonly string[]) => {
      const before = docOf(id);
      return before !== null && write(before, { tags: [...names] });
    }),
    change: atomically(db, (id: string, name: string, isTagged: boolean) => {
      const before = docOf(id);
      const held = before === null ? null : tagsOf(before);
      if (before === null || held === null) return;
      const tags = changedTags(held, name, isTagged);
      const counted = before.tagCount == null ? {} : { tagCount: before.tagCount + tags.length - held.length };
      write(before, { tags, ...counted });
    }),
    list: () => met.all(),
  };
}
