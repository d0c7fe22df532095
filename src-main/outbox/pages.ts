const PAGE = 100;
const MOST_PAGES = 20;

/** A list whole, up to 2,000 rows; repeats dropped by id (service-facts: `from` counts from 0 or 1). */
export async function readWhole<T extends { id: string }>(
  fetchPage: (page: { from?: number; limit: number }) => Promise<T[]>,
): Promise<T[]> {
  const rows = new Map<string, T>();
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const received = await fetchPage(rows.size === 0 ? { limit: PAGE } : { from: rows.size, limit: PAGE });
    const before = rows.size;
    for (const row of received) rows.set(row.id, row);
    if (received.length < PAGE || rows.size === before) break;
  }
  return [...rows.values()];
}

/**
 * The newest rows of a long list that are likely the wanted one. What `-` means differs between editions (service-facts),
 * so both ends are read; lists show fewer fields than rows, so likely ones are read whole.
 */
export async function likelyOf<T extends { id: string }>(
  fetchPage: (sortBy: string, page: { limit: number }) => Promise<T[]>,
  fetchOne: (id: string) => Promise<T>,
  isLikely: (row: T) => boolean,
): Promise<T[]> {
  const rows = new Map<string, T>();
  for (const sortBy of ['-createdTime', 'createdTime']) {
    for (const row of await fetchPage(sortBy, { limit: PAGE })) rows.set(row.id, row);
  }
  return Promise.all([...rows.values()].filter(isLikely).map((row) => fetchOne(row.id)));
}
