import type { PendingMark } from '../../src-preload/contract/outbox.ts';
import type { RecordField, RecordFile, RecordNoun, RecordRef, RecordView } from '../../src-preload/contract/records.ts';
import type { Ticket, TicketRow } from '../../src-preload/contract/tickets.ts';
import { fold } from '../lib/search-text.ts';
import type { Effective } from '../outbox/effective.ts';
import type { LocalRecords } from '../outbox/local-records.ts';
import type { Cache } from '../store/cache.ts';
import type { WrittenNoun } from '../store/record-details.ts';
import type { RecordFilter } from '../store/record-lists.ts';
import { asOfName } from '../sync/lists.ts';
import { agentRow, personName } from './present.ts';
import { newRecordFields, recordFields, withKindsOf } from './record-fields.ts';
import { type AgentName, createAgentName, ticketRow } from './ticket-row.ts';

export interface RecordHandlersDeps {
  cache: Cache;
  local: LocalRecords;
  effective: Effective;
  agentId: string;
  /** Asks the service for a row that is on screen. */
  look(noun: RecordNoun, id: string): void;
}

/** What the handlers of records share. */
export interface RecordPresenter extends RecordHandlersDeps {
  agentName: AgentName;
  accountName(id: string | null | undefined): string | null;
  asOf(noun: `${RecordNoun}s`): number | null;
  view(noun: RecordNoun, name: string, shown: Shown, files: RecordFile[]): RecordView;
  /** What may be written of a new one. */
  fields(noun: WrittenNoun): RecordField[];
  tickets(ids: readonly string[]): TicketRow[];
  /** Tickets as lists show them; what is on its way is laid over already. */
  rows(tickets: readonly Ticket[]): TicketRow[];
  /** Remembers to ask the service; a row that is only here can't be asked for. */
  refresh(noun: RecordNoun, id: string): null;
}

interface Shown {
  doc: { id: string };
  asOf: number;
  pending: PendingMark | null;
  marks: Record<string, PendingMark>;
}

/** Digits that were typed as people write phone numbers stand together in `find`. */
export const wantedText = (text: string): string => {
  const folded = fold(text.trim());
  return /^[+\d][\d\s()./-]{3,}$/.test(folded) ? folded.replace(/[^\d+]/g, '') : folded;
};

/** The rows under a letter; # for those under none. */
export function underLetter(letter: string | null): Pick<RecordFilter, 'where' | 'params'> {
  if (letter === null) return { where: [], params: {} };
  const from = letter === '#' ? '~' : letter.toLowerCase();
  return { where: ['sort_key >= :from', 'sort_key < :to'], params: { from: `${from} `, to: `${from}!` } };
}

/** A list that is held whole, by a number and then by a key of its name. */
export function sorted<T>(
  rows: readonly T[],
  rank: (row: T) => number,
  key: (row: T) => string,
  isReversed: boolean,
): readonly T[] {
  const keyed = rows.map((row) => ({ row, rank: rank(row), key: key(row) }));
  keyed.sort((a, b) => a.rank - b.rank || (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  return (isReversed ? keyed.reverse() : keyed).map(({ row }) => row);
}

export function createRecordPresenter(deps: RecordHandlersDeps): RecordPresenter {
  const { cache, local, effective } = deps;
  const agentName = createAgentName(cache.agents);
  const accountName = (id: string | null | undefined): string | null =>
    id ? (local.get('account', id)?.doc.accountName ?? null) : null;
  function refName(noun: RecordRef['noun'], id: string): string | null {
    switch (noun) {
      case 'account':
        return accountName(id);
      case 'contact': {
        const doc = local.get('contact', id)?.doc;
        return doc === undefined ? null : personName(doc, doc.email ?? id);
      }
      case 'agent': {
        const agent = cache.agents.get(id);
        return agent === null ? null : agentRow(agent.doc).name;
      }
      case 'department':
        return cache.departments.get(id)?.doc.name ?? null;
      case 'ticket': {
        const held = cache.tickets.get(id)?.doc;
        return held?.ticketNumber ? `#${held.ticketNumber} ${held.subject ?? ''}`.trim() : null;
      }
    }
  }
  return {
    ...deps,
    agentName,
    accountName,
    asOf: (noun) => cache.cursors.updatedAt(asOfName(noun)),
    view: (noun, name, { doc, asOf, pending, marks }, files) => ({
      id: doc.id,
      name,
      fields: withKindsOf(noun, recordFields(noun, doc as unknown as Record<string, unknown>, marks, refName), () =>
        noun === 'contact' || noun === 'account' || noun === 'task' ? cache.recordDetails.sample(noun) : [],
      ),
      pending,
      files,
      asOf,
      isWhole: cache.recordDetails.get(noun, doc.id).wholeAsOf !== null,
    }),
    fields: (noun) => newRecordFields(noun, cache.recordDetails.sample(noun)),
    tickets: (ids) =>
      ids.flatMap((id) => {
        const held = cache.tickets.get(id);
        return held === null ? [] : [ticketRow(effective.ticket(held), agentName)];
      }),
    rows: (shown) => shown.map((ticket) => ticketRow(ticket, agentName)),
    refresh(noun, given) {
      deps.look(noun, local.idOf(given));
      return null;
    },
  };
}
