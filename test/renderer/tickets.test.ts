import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { TicketRow } from '../../src-preload/contract/tickets.ts';
import { createBridge } from '../../src-renderer/bridge/bridge.ts';
import { PAGE } from '../../src-renderer/state/paged-list.svelte.ts';
import { TicketCounts, TicketList } from '../../src-renderer/state/tickets.svelte.ts';
import { createFakeTransport, ScriptedError } from '../fakes/transport.ts';
import { makeRow } from './preview/data.ts';

const rowOf = (id: number): TicketRow => ({ ...makeRow(0), id: String(id), number: String(id) });
const wait = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));
const settle = (): Promise<unknown> => vi.advanceTimersByTimeAsync(10_000);

/** A service whose list changes, and whose answers overtake each other. */
function createService(size: number, delays: () => number) {
  let ids = Array.from({ length: size }, (_, index) => index);
  let failing = false;
  const transport = createFakeTransport({
    'tickets.list': async ({ offset, limit }) => {
      const answer = { rows: ids.slice(offset, offset + limit).map(rowOf), total: ids.length };
      await wait(delays());
      if (failing) throw new ScriptedError({ code: 'internal', message: 'broken' });
      return answer;
    },
  });
  return {
    transport,
    get ids() {
      return ids;
    },
    fail(value: boolean) {
      failing = value;
    },
    change(next: (ids: number[]) => number[]) {
      ids = next([...ids]);
      transport.emit('tickets.changed', { ids: [] });
    },
  };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

type Step =
  | { kind: 'scroll'; first: number }
  | { kind: 'remove'; at: number }
  | { kind: 'insert'; id: number }
  | { kind: 'shrink'; to: number }
  | { kind: 'wait'; ms: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant('scroll' as const), first: fc.nat(460) }),
  fc.record({ kind: fc.constant('remove' as const), at: fc.nat(460) }),
  fc.record({ kind: fc.constant('insert' as const), id: fc.integer({ min: 1_000, max: 9_999 }) }),
  fc.record({ kind: fc.constant('shrink' as const), to: fc.nat(460) }),
  fc.record({ kind: fc.constant('wait' as const), ms: fc.nat(300) }),
);

describe('the list’s window', () => {
  it('shows in the end what the service says, whatever happened and in whatever order the answers came', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 450 }),
        fc.array(step, { maxLength: 25 }),
        fc.infiniteStream(fc.integer({ min: 0, max: 400 })),
        async (size, steps, delays) => {
          const service = createService(size, () => delays.next().value as number);
          const list = new TicketList(createBridge(service.transport));
          void list.open('closed');
          let first = 0;
          for (const each of steps) {
            if (each.kind === 'wait') await vi.advanceTimersByTimeAsync(each.ms);
            else if (each.kind === 'scroll') list.show((first = each.first), each.first + 14);
            else if (each.kind === 'remove') service.change((ids) => ids.filter((_, index) => index !== each.at));
            else if (each.kind === 'insert') service.change((ids) => [each.id, ...ids]);
            else service.change((ids) => ids.slice(0, each.to));
          }
          await settle();
          const top = Math.max(0, Math.min(first, service.ids.length - 15));
          list.show(top, top + 14);
          await settle();
          expect(list.total).toBe(service.ids.length);
          const shown = Array.from({ length: 15 }, (_, index) => list.row(top + index)?.id);
          expect(shown).toEqual(Array.from({ length: 15 }, (_, index) => service.ids[top + index]?.toString()));
          expect(service.transport.faults).toEqual([]);
        },
      ),
      { numRuns: 150 },
    );
  });

  it('reads only the pages in sight', async () => {
    const service = createService(20_000, () => 0);
    const list = new TicketList(createBridge(service.transport));
    void list.open('closed');
    await settle();
    list.show(15_090, 15_110);
    await settle();
    const offsets = service.transport.callsOf('tickets.list').map((input) => (input as { offset: number }).offset);
    expect(offsets).toEqual([0, 15_000, 15_100]);
    expect(list.row(15_100)?.id).toBe('15100');
    expect(list.row(PAGE * 3)).toBeUndefined();
  });

  it('answers a burst of events with few calls', async () => {
    const service = createService(300, () => 20);
    const list = new TicketList(createBridge(service.transport));
    void list.open('closed');
    await settle();
    for (let index = 0; index < 100; index += 1) {
      service.transport.emit('tickets.changed', { ids: [String(index)] });
      await vi.advanceTimersByTimeAsync(10);
    }
    await settle();
    expect(service.transport.callsOf('tickets.list').length).toBeLessThan(25);
  });

  it('keeps what was shown when a read fails, and recovers', async () => {
    const service = createService(10, () => 0);
    const list = new TicketList(createBridge(service.transport));
    void list.open('closed');
    await settle();
    service.fail(true);
    service.change((ids) => ids.slice(1));
    await settle();
    expect(list.error?.code).toBe('internal');
    expect(list.row(0)?.id).toBe('0');
    service.fail(false);
    list.invalidate();
    await settle();
    expect(list.error).toBeNull();
    expect(list.row(0)?.id).toBe('1');
  });

  it('keeps the selection by id when rows come in above it', async () => {
    const service = createService(50, () => 0);
    const list = new TicketList(createBridge(service.transport));
    void list.open('closed');
    await settle();
    list.select('7');
    service.change((ids) => [900, 901, ...ids]);
    await settle();
    expect(list.selectedIndex).toBe(9);
    expect((await list.neighbour(1))?.id).toBe('8');
  });

  it('goes on from where the selected row was when it has left', async () => {
    const service = createService(50, () => 0);
    const list = new TicketList(createBridge(service.transport));
    void list.open('closed');
    await settle();
    list.select('7');
    service.change((ids) => ids.filter((id) => id !== 7));
    await settle();
    expect(list.selectedIndex).toBe(-1);
    expect((await list.neighbour(1))?.id).toBe('8');
    list.select('7');
    expect((await list.neighbour(-1))?.id).toBe('6');
  });

  it('shows a view that was open before at once, and then what changed', async () => {
    const service = createService(5, () => 50);
    const list = new TicketList(createBridge(service.transport));
    void list.open('closed');
    await settle();
    void list.open('overdue');
    await settle();
    service.change((ids) => ids.slice(1));
    await settle();
    void list.open('closed');
    expect(list.row(0)?.id).toBe('0');
    await settle();
    expect(list.row(0)?.id).toBe('1');
    expect(list.total).toBe(4);
  });

  it('starts at the first row when nothing is selected, and stops at the ends', async () => {
    const service = createService(3, () => 0);
    const list = new TicketList(createBridge(service.transport));
    void list.open('closed');
    await settle();
    expect((await list.neighbour(1))?.id).toBe('0');
    list.select('2');
    expect((await list.neighbour(1))?.id).toBe('2');
  });
});

describe('the counts', () => {
  it('are read once for a burst', async () => {
    const counts = { myOpen: 1, unassigned: 2, overdue: 3, allOpen: 4, closed: 5 };
    const transport = createFakeTransport({ 'tickets.counts': () => counts });
    const state = new TicketCounts(createBridge(transport));
    for (let index = 0; index < 20; index += 1) transport.emit('tickets.changed', { ids: [] });
    await settle();
    expect(state.value).toEqual(counts);
    expect(transport.calls).toHaveLength(1);
  });
});
