import { statSync } from 'node:fs';
import { openCache } from '../../src-main/store/cache.ts';
import { ticketSignature } from '../../src-main/store/tickets.ts';
import { createCorpus } from './corpus.ts';
import { timingOf, type Timing } from './stats.ts';

export interface Build {
  rows: number;
  rowsPerSecond: number;
  ticketsIndexedPerSecond: number;
  /** One step of the indexer: what the event loop waits at most. */
  indexStep: Timing;
  mergeSteps: number;
  megabytes: number;
}

const BATCH = 100;

/** Fills a cache through the store's own functions, as a sync does, and lets the index catch up. */
export function buildCache(file: string, size: number): Build {
  const { cache } = openCache(file);
  const corpus = createCorpus(size);
  let written = 0;
  let rows = 0;
  const timed = (work: () => void): void => {
    const start = performance.now();
    work();
    written += performance.now() - start;
  };
  timed(() => cache.contacts.upsert(corpus.contacts, 1));
  rows += corpus.contacts.length;
  let indexing = 0;
  const steps: number[] = [];
  const indexAll = (): void => {
    for (let isPending = true; isPending;) {
      const start = performance.now();
      isPending = cache.search.index.indexSome();
      const spent = performance.now() - start;
      indexing += spent;
      steps.push(spent);
    }
  };
  for (let from = 0; from < size; from += BATCH) {
    const batch = Array.from({ length: Math.min(BATCH, size - from) }, (_, index) => corpus.ticket(from + index));
    timed(() =>
      cache.transaction(() => {
        cache.tickets.upsertRows(
          batch.map(({ ticket }) => ticket),
          1,
        );
        for (const { ticket, threads, comments } of batch) {
          cache.threads.replaceOfTicket(ticket.id, threads, 1);
          cache.comments.replaceOfTicket(ticket.id, comments, 1);
          cache.tickets.markBody(ticket.id, ticketSignature(ticket));
        }
      }),
    );
    rows += batch.length * 4;
    if (from % 20_000 === 0) indexAll();
    if (from % 100_000 === 0 && from > 0) process.stderr.write(`  ${from} of ${size} tickets\n`);
  }
  indexAll();
  let mergeSteps = 0;
  while (cache.search.index.mergeSome()) mergeSteps += 1;
  cache.close();
  return {
    rows,
    rowsPerSecond: Math.round((rows / written) * 1_000),
    ticketsIndexedPerSecond: Math.round((size / indexing) * 1_000),
    indexStep: timingOf(steps),
    mergeSteps,
    megabytes: Math.round(statSync(file).size / 1e6),
  };
}
