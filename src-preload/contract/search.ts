import { z } from 'zod';
import { type Account, account } from './accounts.ts';
import { type Contact, contact } from './contacts.ts';
import { contractRow } from './contracts.ts';
import * as lenient from './lenient.ts';
import { method } from './method.ts';
import { type Task, task } from './tasks.ts';
import { type Ticket, ticket, ticketRow } from './tickets.ts';
import { daysZone, viewFilter } from './views.ts';

/** The modules that the service's own search looks through. */
export const searchModule = z.enum(['tickets', 'accounts', 'contacts', 'tasks']);

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

const searchKind = z.enum(['ticket', 'contact', 'account', 'task', 'contract']);
const searchText = z.string().max(2_000);

/** A piece of text, and whether it is what was looked for: to be shown as text, never as HTML. */
const searchPart = z.object({ text: z.string(), hit: z.boolean() });

/** A passage in which the words stand. */
const searchSnippet = z.object({
  source: z.enum(['description', 'resolution', 'thread', 'comment', 'field']),
  /** Of `field`: its name, custom ones as `cf.<apiName>` or `customFields.<name>`; null for all else. */
  field: z.string().nullable(),
  /** Of the thread or comment; null for what stands in the ticket itself. */
  id: z.string().nullable(),
  time: z.string().nullable(),
  parts: z.array(searchPart),
});

export const ticketFind = z.object({
  ticket: ticketRow,
  subject: z.array(searchPart),
  contact: z.array(searchPart),
  snippets: z.array(searchSnippet),
});
export type TicketFind = z.output<typeof ticketFind>;

const taskFind = z.object({
  id: z.string(),
  subject: z.array(searchPart),
  status: z.string().nullable(),
  dueDate: z.string().nullable(),
  /** Null for a task that belongs to no ticket. */
  ticketId: z.string().nullable(),
});

const personFind = z.object({ id: z.string(), name: z.array(searchPart), email: z.array(searchPart) });

const contractFind = contractRow.pick({ id: true, name: true, accountName: true });

/** What the query box says beside the results. `start` and `end` are places in the text. */
const searchHint = z.object({
  /**
   * unknownField, badDate, badValue: taken as plain text, or left out. noMatch: no such status, agent or the like.
   * bounded: so many words begin like this that only the most common ones were looked for.
   * readTags: tickets whose tags were not read are left out.
   */
  code: z.enum(['unknownField', 'badDate', 'badValue', 'noMatch', 'bounded', 'readTags']),
  text: z.string(),
  start: z.number(),
  end: z.number(),
});

/** How far the lists of tickets reach that are held here. */
export const searchReach = z.object({
  /** Whether the service's lists were read to the end: until then there are more tickets than are known. */
  isListed: z.boolean(),
  /** Which closed tickets are here: none, those touched since `closedSince`, or all. */
  closed: z.enum(['none', 'since', 'all']),
  /** Epoch milliseconds; null where `closed` is not `since`, and while nobody knows how far the list was read. */
  closedSince: z.number().nullable(),
  /** How many departments were chosen; null for all of them. */
  departments: z.number().nullable(),
});
export type SearchReach = z.output<typeof searchReach>;

/** How much of the desk an offline search looks through. */
const searchCoverage = searchReach.extend({
  /** Tickets whose threads and comments are held; of the others only what lists tell is searched. */
  ticketsHeld: z.number(),
  ticketsKnown: z.number(),
  /** Rows that arrived and are being indexed: `search.changed` says when they are done. */
  pending: z.number(),
});

export const searchResults = z.object({
  tickets: z.object({
    rows: z.array(ticketFind),
    nextCursor: z.string().nullable(),
    /** Null after the first page. At least so many when `isTotalExact` is false. */
    total: z.number().nullable(),
    isTotalExact: z.boolean(),
    /** Whether the order by rank is one of the most recent candidates only. */
    isBounded: z.boolean(),
  }),
  contacts: z.object({ rows: z.array(personFind), nextCursor: z.string().nullable() }),
  accounts: z.object({ rows: z.array(personFind), nextCursor: z.string().nullable() }),
  tasks: z.object({ rows: z.array(taskFind), nextCursor: z.string().nullable() }),
  /** By their names alone, the running ones first; the first `limit` of them. */
  contracts: z.array(contractFind),
  coverage: searchCoverage,
  hints: z.array(searchHint),
});
export type SearchResults = z.output<typeof searchResults>;

/** What may stand at the caret: `insert` takes the place of the text from `start` to `end`. */
export const searchCompletions = z.object({
  start: z.number(),
  end: z.number(),
  items: z.array(
    z.object({
      insert: z.string(),
      /** A field's name, a value as the service has it, or who it is with their address. */
      label: z.string(),
      kind: z.enum(['field', 'value']),
      /** What it is a value of; null for a field. */
      field: z.string().nullable(),
    }),
  ),
});
export type SearchCompletions = z.output<typeof searchCompletions>;

export const remoteResults = z.object({
  /** Tickets that the service found, as they now stand in the cache, in the service's order. */
  rows: z.array(ticketFind),
  /** Of these, the ones that the cache did not hold before. */
  newIds: z.array(z.string()),
  contacts: z.array(personFind),
  accounts: z.array(personFind),
  tasks: z.array(taskFind),
  /** How many tickets the service says there are; null when it does not say. */
  total: z.number().nullable(),
  /** Where the next page begins; null at the end. */
  nextCursor: z.string().nullable(),
  /** Pieces of the query, as typed, that the service has no search for: it was asked without them. */
  ignored: z.array(z.string()),
  /** False when nothing was left to ask for: then nobody knows what the service has. */
  wasAsked: z.boolean(),
});

export const methods = {
  /**
   * Looks through what is held on this machine. One page from `cursor`, which an earlier answer to the same text and sort
   * gave. With more than one kind, the cursor is the tickets'. Contracts know no fields or phrases: they are compared with
   * the text as it stands.
   */
  'search.query': method(
    z.object({
      text: searchText,
      sort: z.enum(['newest', 'rank']).default('newest'),
      cursor: z
        .string()
        .regex(/^\d{1,16}$/)
        .nullable()
        .default(null),
      limit: z.number().int().min(1).max(100).default(25),
      kinds: z.array(searchKind).min(1).default(['ticket', 'contact', 'account', 'task']),
      zone: daysZone,
    }),
    searchResults,
  ),
  /** `language` is the screen's: its words are offered first. */
  'search.complete': method(
    z.object({ text: searchText, caret: z.number().int().min(0), language: z.enum(['en', 'zh']).default('en') }),
    searchCompletions,
  ),
  /** The tickets of a query as a view's conditions; null where no view can hold them. */
  'search.asView': method(z.object({ text: searchText, zone: daysZone }), viewFilter.nullable()),
  /** Asks the service, a page from `cursor`, which an earlier answer gave. What it finds is kept. Fails with `offline` like every call. */
  'search.remote': method(
    z.object({
      text: searchText.min(1),
      cursor: z
        .string()
        .regex(/^\d{1,4}$/)
        .nullable()
        .default(null),
    }),
    remoteResults,
  ),
};
export const events = {
  /** What waited for the index is in it. */
  'search.changed': z.object({}),
};
