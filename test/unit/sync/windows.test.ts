import { describe, expect, it } from 'vitest';
import type { ApiClient } from '../../../src-main/api/client.ts';
import type { SyncContext } from '../../../src-main/sync/context.ts';
import { openWindow, readWindow, type WindowCursor } from '../../../src-main/sync/windows.ts';

const HOUR_MS = 3_600_000;

/** A search over `tickets` rows, one every ten seconds back from `top`, that gives out 5,000 and may count them. */
function serviceOf(tickets: number, top: number, counts: boolean): Pick<SyncContext, 'client' | 'capabilities'> {
  const call = ({ query }: { query: Record<string, string> }): Promise<unknown> => {
    const [since = 0, until = 0] = String(query['modifiedTimeRange']).split(',').map(Date.parse);
    const from = Number(query['from'] ?? 0);
    const limit = Number(query['limit']);
    if (from + limit > 5_000) throw new Error('beyond what a search gives out');
    const all = Array.from({ length: tickets }, (_, index) => ({ id: String(index + 1), at: top - index * 10_000 }));
    const within = all.filter(({ at }) => at >= since && at <= until);
    return Promise.resolve({
      data: within.slice(from, from + limit).map(({ id, at }) => ({ id, modifiedTime: new Date(at).toISOString() })),
      ...(counts ? { count: within.length } : {}),
    });
  };
  return {
    client: { call } as unknown as ApiClient,
    capabilities: { use: (_name: string, live: () => unknown) => live() } as unknown as SyncContext['capabilities'],
  };
}

describe('windows of change time', () => {
  it.each([true, false])('bring every row, however many there are (counted: %s)', async (counts) => {
    const top = Date.parse('2026-03-02T08:00:00Z');
    const context = serviceOf(12_000, top, counts) as SyncContext;
    const seen = new Set<string>();
    let pages = 0;
    let cursor: WindowCursor | null = openWindow(top - 40 * HOUR_MS, top + 1);
    while (cursor !== null) {
      const page: Awaited<ReturnType<typeof readWindow>> = await readWindow(context, cursor, {});
      if (page === null) throw new Error('no ranges');
      for (const { id } of page.rows) seen.add(id);
      cursor = page.next;
      pages += 1;
    }
    expect(seen.size).toBe(12_000);
    expect(pages).toBeLessThan(400);
  });
});
