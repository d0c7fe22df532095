import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { PagedList } from '../../src-renderer/state/paged-list.svelte.ts';

type Query = { sort: 'name' | 'time' };
type Row = { id: string };

/** Answers each question after a delay of its own: 'name' and 'time' find different rows. */
function createCore(size: number, delay: () => number) {
  let rows = Array.from({ length: size }, (_, index) => String(index));
  const asked: string[] = [];
  const of = (query: Query): string[] =>
    (query.sort === 'name' ? rows : rows.toReversed()).map((id) => query.sort + id);
  return {
    of,
    asked,
    remove: (at: number) => (rows = rows.filter((_, index) => index !== at)),
    read(query: Query, { offset, limit }: { offset: number; limit: number }) {
      asked.push(`${query.sort}/${offset}`);
      const found = of(query);
      const answer = {
        rows: found.slice(offset, offset + limit).map((id) => ({ id })),
        total: found.length,
        asOf: null,
      };
      return new Promise<typeof answer>((resolve) => setTimeout(() => resolve(answer), delay()));
    },
  };
}
const settle = (): Promise<unknown> => vi.advanceTimersByTimeAsync(10_000);
const shown = (list: PagedList<Row, Query>, first: number, count: number): (string | undefined)[] =>
  Array.from({ length: count }, (_, index) => list.row(first + index)?.id);

describe('a list in pages', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('shows in the end the rows of the last question, whatever came in between', async () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant('ask' as const), sort: fc.constantFrom('name' as const, 'time' as const) }),
      fc.record({ kind: fc.constant('scroll' as const), first: fc.nat(400) }),
      fc.record({ kind: fc.constant('remove' as const), at: fc.nat(400) }),
      fc.record({ kind: fc.constant('wait' as const), ms: fc.nat(300) }),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 400 }),
        fc.array(step, { maxLength: 25 }),
        fc.infiniteStream(fc.integer({ min: 0, max: 400 })),
        async (size, steps, delays) => {
          const core = createCore(size, () => delays.next().value as number);
          const list = new PagedList<Row, Query>(core.read, { sort: 'name' });
          const leave = list.watch();
          let sort: Query['sort'] = 'name';
          let first = 0;
          for (const each of steps) {
            if (each.kind === 'wait') await vi.advanceTimersByTimeAsync(each.ms);
            else if (each.kind === 'ask') list.ask({ sort: (sort = each.sort) });
            else if (each.kind === 'scroll') list.show((first = each.first), each.first + 14);
            else {
              core.remove(each.at);
              list.invalidate();
            }
          }
          await settle();
          const expected = core.of({ sort });
          const top = Math.max(0, Math.min(first, expected.length - 15));
          list.show(top, top + 14);
          await settle();
          leave();
          expect(list.total).toBe(expected.length);
          expect(shown(list, top, 15)).toEqual(Array.from({ length: 15 }, (_, index) => expected[top + index]));
        },
      ),
      { numRuns: 150 },
    );
  });

  it('keeps the rows until those of another sort are there, all of which take their place', async () => {
    const core = createCore(250, () => 50);
    const list = new PagedList<Row, Query>(core.read, { sort: 'name' });
    list.watch();
    await settle();
    list.show(90, 110);
    await settle();
    list.ask({ sort: 'time' });
    await vi.advanceTimersByTimeAsync(40);
    expect(list.row(0)?.id).toBe('name0');
    expect(list.row(100)?.id).toBe('name100');
    await vi.advanceTimersByTimeAsync(20);
    expect(list.row(0)?.id).toBe('time249');
    expect(list.row(100)).toBeUndefined();
  });

  it('is up to date in spite of changes that come faster than answers', async () => {
    const core = createCore(50, () => 200);
    const list = new PagedList<Row, Query>(core.read, { sort: 'name' });
    list.watch();
    for (let index = 0; index < 40; index += 1) {
      core.remove(0);
      list.invalidate();
      await vi.advanceTimersByTimeAsync(50);
    }
    expect(list.total).toBeLessThan(20);
    expect(list.total).toBeGreaterThanOrEqual(10);
  });

  it('asks once when it comes on screen', async () => {
    const core = createCore(50, () => 20);
    const list = new PagedList<Row, Query>(core.read, { sort: 'name' });
    list.watch()();
    list.watch();
    await settle();
    expect(core.asked).toEqual(['name/0']);
  });
});
