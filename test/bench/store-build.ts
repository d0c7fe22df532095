import { statSync } from 'node:fs';
import { openDatabase } from '../../src-main/store/database.ts';
import { createDocumentStore } from '../../src-main/store/documents.ts';
import { CACHE_MIGRATIONS } from '../../src-main/store/migrations/index.ts';
import { createSearchIndex } from '../../src-main/store/search-index.ts';
import { createTicketPartStore } from '../../src-main/store/ticket-parts.ts';
import { createTicketStore, ticketSignature } from '../../src-main/store/tickets.ts';
import type { Contact } from '../../src-preload/contract/contacts.ts';
import type { Thread } from '../../src-preload/contract/threads.ts';
import { createCorpus } from './corpus.ts';
import { timingOf, type Timing } from './stats.ts';

export interface Build {
  seconds: number;
  rows: number;
  /** In bulk: thousands of rows a transaction, without waiting for the disk. */
  rowsPerSecond: number;
  ticketsIndexedPerSecond: number;
  /** One step of the indexer as the console does it, for the last tickets: what the event loop waits. */
  indexStep: Timing;
  mergeSteps: number;
  megabytes: number;
}

const BATCH = 10_000;
/** The newest tickets, which are indexed in the console's own small steps. */
const IN_STEPS = 2_000;
/** Bytes of words that the index gathers before it writes them: as usual, and in bulk. */
const HASH_BYTES = { usual: 1 << 20, bulk: 1 << 26 };

/**
 * Fills a cache through the store's own functions, oldest tickets first (the index takes them in that order without
 * breaking off), in big transactions that wait for no disk.
 */
export function buildCache(file: string, size: number, agentId?: string): Build {
  const startedAt = performance.now();
  const db = openDatabase(file, { migrations: CACHE_MIGRATIONS, synchronous: 'NORMAL' });
  db.pragma('journal_mode = MEMORY');
  db.pragma('synchronous = OFF');
  db.pragma('cache_size = -262144');
  const tickets = createTicketStore(db);
  const threads = createTicketPartStore<Thread>(db, 'thread');
  const index = createSearchIndex(db);
  const gather = (bytes: number): unknown =>
    db.prepare("INSERT INTO search (search, rank) VALUES ('hashsize', ?)").run(BigInt(bytes));
  const corpus = createCorpus(size, undefined, agentId);
  let writing = 0;
  let indexing = 0;
  let rows = corpus.contacts.length;
  const timed = (work: () => void): number => {
    const start = performance.now();
    work();
    return performance.now() - start;
  };

  gather(HASH_BYTES.bulk);
  writing += timed(() => createDocumentStore<Contact>(db, 'contact').upsert(corpus.contacts, 1));
  const all = { rows: BATCH, characters: Number.POSITIVE_INFINITY };
  const indexAll = (): void => {
    while (index.indexSome(all));
  };
  const inBulk = Math.max(0, size - IN_STEPS);
  for (let done = 0; done < size;) {
    const until = done < inBulk ? Math.min(done + BATCH, inBulk) : size;
    const batch = Array.from({ length: until - done }, (_, at) => corpus.ticket(size - 1 - done - at));
    writing += timed(
      db.transaction(() => {
        tickets.upsertRows(
          batch.map(({ ticket }) => ticket),
          1,
        );
        for (const { ticket, threads: ofTicket } of batch) {
          threads.replaceOfTicket(ticket.id, ofTicket, 1);
          tickets.markBody(ticket.id, ticketSignature(ticket));
        }
      }),
    );
    rows += batch.length * 4;
    if (until <= inBulk) indexing += timed(indexAll);
    if (Math.floor(until / 100_000) > Math.floor(done / 100_000))
      process.stderr.write(`  ${until} of ${size} tickets\n`);
    done = until;
  }
  gather(HASH_BYTES.usual);
  db.pragma('journal_mode = WAL');
  const steps: number[] = [];
  for (let isPending = true; isPending;) steps.push(timed(() => (isPending = index.indexSome())));
  // In larger steps than the console's, until there is nothing to do.
  const merge = db.prepare("INSERT INTO search (search, rank) VALUES ('merge', 2000)");
  const changes = db.prepare<[], number>('SELECT total_changes()').pluck();
  let mergeSteps = 0;
  for (let before = 0; (changes.get() ?? 0) - before >= 2; mergeSteps += 1) {
    before = changes.get() ?? 0;
    merge.run();
  }
  while (index.mergeSome()) mergeSteps += 1;
  db.close();
  return {
    seconds: Math.round((performance.now() - startedAt) / 1_000),
    rows,
    rowsPerSecond: Math.round((rows / writing) * 1_000),
    ticketsIndexedPerSecond: Math.round((Math.max(1, inBulk) / Math.max(1, indexing)) * 1_000),
    indexStep: timingOf(steps),
    mergeSteps,
    megabytes: Math.round(statSync(file).size / 1e6),
  };
}
