import type { TimeEntry } from '../../src-preload/contract/time-entries.ts';
import type { Db } from './database.ts';
import { createTicketPartStore, type TicketPartStore } from './ticket-parts.ts';

/** Time entries of tickets, by when the work was done. */
export const createTimeEntryStore = (db: Db): TicketPartStore<TimeEntry> => createTicketPartStore(db, 'time_entry');
