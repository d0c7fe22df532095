import fc from 'fast-check';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { page, readRows } from '../../../src-main/api/operation.ts';
import { readAll, readPages } from '../../../src-main/sync/pages.ts';

const row = z.object({ id: z.string() });

/** A list of the service whose rows marked false can't be read; `base` is what its `from` counts from. */
const listOf =
  (rows: readonly boolean[], base: 0 | 1) =>
  ({ from = base, limit }: { from?: number; limit: number }) =>
    readRows(
      row,
      page.parse({
        data: rows
          .map((isGood, index) => (isGood ? { id: String(index) } : { name: index }))
          .slice(Math.max(0, from - base), Math.max(0, from - base) + limit),
      }),
    );

test('every row that can be read is read once, whatever stands between them and wherever the service counts from', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.boolean(), { maxLength: 200 }),
      fc.integer({ min: 20, max: 50 }),
      fc.constantFrom(0 as const, 1 as const),
      async (rows, limit, base) => {
        const read = await readAll(listOf(rows, base), limit);
        expect(read.map(({ id }) => Number(id))).toEqual(rows.flatMap((isGood, index) => (isGood ? [index] : [])));
      },
    ),
    { examples: [[[...Array<boolean>(9).fill(true), false, ...Array<boolean>(30).fill(true)], 20, 0]] },
  );
});

test('a list is taken up again where it was broken off', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.boolean(), { maxLength: 80 }), fc.nat(5), async (rows, pages) => {
      const fetchPage = listOf(rows, 0);
      const seen = new Set<string>();
      let received = 0;
      let left = pages;
      for await (const part of readPages(fetchPage, { limit: 10 })) {
        if (left-- === 0) break;
        for (const { id } of part.rows) seen.add(id);
        received = part.received;
      }
      for await (const part of readPages(fetchPage, { limit: 10, received }))
        for (const { id } of part.rows) seen.add(id);
      expect(seen.size).toBe(rows.filter(Boolean).length);
    }),
  );
});

test('a service that repeats itself is not asked for ever', async () => {
  const same = (): Promise<{ id: string }[]> =>
    readRows(
      row,
      page.parse({ data: Array.from({ length: 10 }, (_, index) => (index === 3 ? {} : { id: `${index}` })) }),
    );
  expect(await readAll(same, 10)).toHaveLength(9);
});
