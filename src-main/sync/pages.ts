import { receivedOf } from '../api/operation.ts';

export interface Page<T> {
  /** Rows that no earlier page of this run had. */
  rows: T[];
  /** Rows received so far, earlier runs included: where the next page begins. */
  received: number;
  isLast: boolean;
}

/** Each page begins this many rows early: rows that vanish from the front shift the rest to it, past the page's edge. */
const OVERLAP = 5;
/** Pages without a new row after which a list that goes on is given up: it repeats itself, or nothing of it can be read. */
const BARREN = { repeating: 3, unreadable: 50 };

/**
 * Reads a list page by page. `from` counts from 0 in some editions and from 1 in others (service-facts): the first page
 * goes without it, later ones with the number of rows received so far less an overlap, and repeats are dropped by id.
 * Rows that move to the front meanwhile only cause repeats.
 */
export async function* readPages<T extends { id: string }>(
  fetchPage: (query: { from?: number; limit: number }) => Promise<T[]>,
  { limit, received: start = 0 }: { limit: number; received?: number },
): AsyncGenerator<Page<T>, void, undefined> {
  const seen = new Set<string>();
  let received = start;
  let barren = 0;
  for (;;) {
    const from = Math.max(0, received - OVERLAP);
    const page = await fetchPage(from === 0 ? { limit } : { from, limit });
    const rows = page.filter(({ id }) => !seen.has(id));
    for (const { id } of rows) seen.add(id);
    // Rows that could not be read count too: a page is no shorter for them, and there is more behind them.
    const sent = receivedOf(page);
    received = Math.max(received, from + sent);
    barren = rows.length === 0 ? barren + 1 : 0;
    const most = sent === page.length ? 1 : page.length > 0 ? BARREN.repeating : BARREN.unreadable;
    const isLast = sent < limit || barren >= most;
    yield { rows, received, isLast };
    if (isLast) return;
  }
}

/** All rows of a list that is short enough to be held at once. */
export async function readAll<T extends { id: string }>(
  fetchPage: (query: { from?: number; limit: number }) => Promise<T[]>,
  limit: number,
): Promise<T[]> {
  const all: T[] = [];
  for await (const { rows } of readPages(fetchPage, { limit })) all.push(...rows);
  return all;
}
