export interface Page<T> {
  /** Rows that no earlier page of this run had. */
  rows: T[];
  /** Different rows received so far, earlier runs included: where the next page begins. */
  received: number;
  isLast: boolean;
}

/**
 * Reads a list page by page. `from` counts from 0 in some editions and from 1 in others (service-facts): the first page
 * goes without it, later ones with the number of rows received so far, and repeats are dropped by id. Rows that move to
 * the front meanwhile only cause repeats.
 */
export async function* readPages<T extends { id: string }>(
  fetchPage: (query: { from?: number; limit: number }) => Promise<T[]>,
  { limit, received: start = 0 }: { limit: number; received?: number },
): AsyncGenerator<Page<T>, void, undefined> {
  const seen = new Set<string>();
  let received = start;
  for (;;) {
    const page = await fetchPage(received === 0 ? { limit } : { from: received, limit });
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
