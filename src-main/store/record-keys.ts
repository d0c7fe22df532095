import { nameKey, personName } from '../lib/names.ts';
import { fold } from '../lib/search-text.ts';
import type { Db } from './database.ts';

type Doc = Record<string, unknown>;
const text = (value: unknown): string => (typeof value === 'string' ? value : '');
/** Digits of a phone number, so that it is found however it is written. */
const digits = (value: unknown): string => text(value).replace(/[^\d+]/g, '');
const joined = (...parts: string[]): string => fold(parts.filter(Boolean).join('\n'));

/** Columns that SQL can't make of a document: what it is sorted by, and what a filter looks through. */
export interface RecordKeys {
  sort_key: string;
  find: string;
}

export type KeyedTable = 'contact' | 'account' | 'task' | 'contract';

const KEYS: Record<KeyedTable, (doc: Doc) => RecordKeys> = {
  contact(doc) {
    const name = personName(doc, text(doc['email']));
    const { email, secondaryEmail, phone, mobile } = doc;
    return {
      sort_key: nameKey(name),
      find: joined(name, text(email), text(secondaryEmail), text(phone), text(mobile), digits(phone), digits(mobile)),
    };
  },
  account({ accountName, website, email, phone }) {
    return {
      sort_key: nameKey(text(accountName)),
      find: joined(text(accountName), text(website), text(email), text(phone), digits(phone)),
    };
  },
  task: ({ subject }) => ({ sort_key: nameKey(text(subject)), find: joined(text(subject)) }),
  contract: ({ contractName, contractNumber }) => ({
    sort_key: nameKey(text(contractName)),
    find: joined(text(contractName), text(contractNumber)),
  }),
};

/** Columns that are written with a document. */
export const RECORD_COLUMNS: Record<KeyedTable, readonly string[]> = {
  contact: ['sort_key', 'find', 'active', 'account_key'],
  account: ['sort_key', 'find', 'active'],
  task: ['sort_key', 'find'],
  contract: ['sort_key', 'find'],
};

export const isKeyed = (table: string): table is KeyedTable => Object.hasOwn(KEYS, table);
export const keysOf = (table: KeyedTable, doc: object): RecordKeys => KEYS[table](doc as Doc);

/** What the columns of a table hold besides the document, by column. */
export type ColumnsOf = (doc: { id: string }) => Record<string, string>;

/** `keysOf` with the columns that other tables say: a contact's account's key, the last time of its tickets. */
export function createColumnsOf(db: Db, table: KeyedTable): ColumnsOf {
  if (table === 'task' || table === 'contract') return (doc) => ({ ...keysOf(table, doc) });
  const select = (sql: string) => db.prepare<[string], { value: string | null }>(sql);
  const lastUse = select(
    table === 'contact'
      ? 'SELECT recent AS value FROM ticket WHERE contact_id = ? ORDER BY recent DESC LIMIT 1'
      : 'SELECT max(active) AS value FROM contact WHERE account_id = ?',
  );
  const accountKey = table === 'contact' ? select('SELECT sort_key AS value FROM account WHERE id = ?') : null;
  return (row) => {
    const doc = row as Doc & { id: string };
    const ownTime = text(doc['modifiedTime']) || text(doc['createdTime']);
    const used = lastUse.get(doc.id)?.value ?? '';
    const columns = { ...keysOf(table, doc), active: used > ownTime ? used : ownTime };
    if (accountKey === null) return columns;
    return { ...columns, account_key: accountKey.get(text(doc['accountId']))?.value ?? NO_ACCOUNT };
  };
}

/** Sorts after every account. */
export const NO_ACCOUNT = '~~';

const PRIORITIES: Record<string, number> = { highest: 0, high: 1, normal: 2, medium: 2, low: 3, lowest: 4, '': 6 };
/** As the column `priority_rank` of tasks: 0 for the most urgent, a portal's own names before none. */
export const priorityRank = (priority: unknown): number => PRIORITIES[text(priority).toLowerCase()] ?? 5;

/** Statuses of tasks that the service itself takes for done. */
export const DONE_STATUSES: readonly string[] = ['completed', 'cancelled', 'canceled', 'closed'];
