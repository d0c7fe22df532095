export interface Page<T> {
  /** Rows that no earlier page of this run had. */
  rows: T[];
  /** Different rows received so far, earlier runs included: where the next page begins. */
  received: number;
  isLast: boolean;
}

/** Each page begins this many rows early: rows that vanish from the front shift the rest to it, past the page's edge. */
const OVERLAP = 5;

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
  // A run that is taken up again has the overlap's rows anew.
  let received = Math.max(0, start - OVERLAP);
  for (;;) {
    const from = seen.size === 0 ? received : Math.max(0, received - OVERLAP);
    const page = await fetchPage(from === 0 ? { limit } : { from, limit });
    const rows = page.filter(({ id }) => !seen.has(id));
    for (const { id } of rows) seen.add(id);
    received += rows.length;
    const isLast = page.length < limit || rows.length === 0;
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
