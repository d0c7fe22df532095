import { z } from 'zod';
import { type Account, account } from './accounts.ts';
import { type Contact, contact } from './contacts.ts';
import * as lenient from './lenient.ts';
import { type Task, task } from './tasks.ts';
import { type Ticket, ticket } from './tickets.ts';

/** The modules that the service's own search looks through. */
export const searchModule = z.enum(['tickets', 'accounts', 'contacts', 'tasks']);
export type SearchModule = z.output<typeof searchModule>;

/** One find of the search across modules: a row of its noun. */
export type SearchHit =
  | { module: 'tickets'; row: Ticket }
  | { module: 'accounts'; row: Account }
  | { module: 'contacts'; row: Contact }
  | { module: 'tasks'; row: Task };

/** Rows of this search spell some names otherwise: `number` for ticketNumber. */
const renamed = (row: Record<string, unknown>): Record<string, unknown> =>
  row['module'] === 'tickets' && row['ticketNumber'] === undefined ? { ...row, ticketNumber: row['number'] } : row;

const rowOf = { tickets: ticket, accounts: account, contacts: contact, tasks: task };

/** A row by its `module`; one of a module that is not known here can't be read and is left out of its list. */
export const searchHit = z.looseObject({ module: searchModule }).transform((value, context): SearchHit => {
  const parsed = rowOf[value.module].safeParse(renamed(value));
  if (parsed.success) return { module: value.module, row: parsed.data } as SearchHit;
  context.addIssue({ code: 'custom', message: 'unreadable row' });
  return z.NEVER;
});

/** Finds per module. */
export const searchCount = z.looseObject({
  tickets: lenient.count,
  accounts: lenient.count,
  contacts: lenient.count,
  tasks: lenient.count,
});
export type SearchCount = z.output<typeof searchCount>;
