import type { TimeEntry } from '../../src-preload/contract/time-entries.ts';
import type { Db } from './database.ts';
import type { Held } from './documents.ts';
import { createTicketPartStore, type TicketPartStore } from './ticket-parts.ts';

export interface TimeEntryStore extends TicketPartStore<TimeEntry> {
  /** Entries of one agent, done from `from` to before `to` (ISO 8601 in UTC), oldest first. */
  listOfOwner(ownerId: string, from: string, to: string): (Held<TimeEntry> & { ticketId: string })[];
  /** What the newest entries say, for the form. */
  choices(): { chargeTypes: string[]; customFields: string[]; knowsBillable: boolean };
}

/** How many entries are looked at for the form's choices. */
const SAMPLE = 500;

/** Time entries of tickets, by when the work was done. */
export function createTimeEntryStore(db: Db): TimeEntryStore {
  const ofOwner = db.prepare<[string, string, string], { doc: string; as_of: number; ticket_id: string }>(
    `SELECT doc, as_of, ticket_id FROM time_entry WHERE owner_id = ? AND executed >= ? AND executed < ? ORDER BY executed, id`,
  );
  const sample = `(SELECT doc FROM time_entry ORDER BY rowid DESC LIMIT ${SAMPLE})`;
  const chargeTypes = db.prepare<[], { name: string }>(
    `SELECT doc ->> 'requestChargeType' AS name FROM ${sample} WHERE name <> '' GROUP BY name ORDER BY count(*) DESC LIMIT 20`,
  );
  const customFields = db.prepare<[], { name: string }>(
    `SELECT DISTINCT each.key AS name FROM ${sample} s, json_each(s.doc, '$.customFields') each LIMIT 20`,
  );
  const billable = db.prepare<[], { n: number }>(
    `SELECT count(*) AS n FROM ${sample} WHERE doc ->> 'isBillable' IS NOT NULL`,
  );
  return {
    ...createTicketPartStore<TimeEntry>(db, 'time_entry'),
    listOfOwner: (ownerId, from, to) =>
      ofOwner
        .all(ownerId, from, to)
        .map((row) => ({ doc: JSON.parse(row.doc) as TimeEntry, asOf: row.as_of, ticketId: row.ticket_id })),
    choices: () => ({
      chargeTypes: chargeTypes.all().map(({ name }) => name),
      customFields: customFields.all().map(({ name }) => name),
      knowsBillable: (billable.get()?.n ?? 0) > 0,
    }),
  };
}
