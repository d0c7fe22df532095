import { afterEach, describe, expect, it } from 'vitest';
import { createDemoDesk } from '../../../src-main/demo-desk/desk.ts';
import type { TicketFind } from '../../../src-preload/contract/search.ts';
import { CallError, type Core, startCore } from '../../factories/core.ts';
import { until } from '../../fakes/until.ts';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function synced(manner: 'live' | 'reference', depth: 'all' | 'open' = 'all') {
  const desk = await createDemoDesk({ tickets: 60, anyLoopbackPort: true, manner });
  closing.push(() => desk.close());
  const core = await startCore({ desk, config: { depth } });
  closing.push(() => core.stop());
  await core.ready();
  await core.synced();
  await until('the index is up to date', async () => (await query(core, 'x')).coverage.pending === 0);
  return { desk, core };
}
const query = ({ call }: Core, text: string) => call('search.query', { text });
const numbers = (rows: readonly TicketFind[]): string[] => rows.map(({ ticket }) => ticket.number);

describe.each(['live', 'reference'] as const)('search, %s manner', (manner) => {
  it('finds every ticket by its number, subject and a word of its threads, and says how far it reaches', async () => {
    const { core } = await synced(manner);
    const { rows } = await core.call('tickets.list', { view: 'allOpen', offset: 0, limit: 20 });
    expect(rows.length).toBeGreaterThan(5);
    for (const { id, number, subject } of rows) {
      expect(numbers((await query(core, `#${number}`)).tickets.rows)).toEqual([number]);
      const bySubject = await query(core, `subject:"${subject.replaceAll('"', ' ')}"`);
      expect(numbers(bySubject.tickets.rows), subject).toContain(number);
      const [item] = await core.call('tickets.timeline', { id });
      const [word] = (item?.content ?? '').replace(/<[^>]*>/g, ' ').match(/\p{L}{6,}/u) ?? [];
      if (word === undefined) continue;
      const { tickets } = await core.call('search.query', { text: `"${word}"`, limit: 100 });
      expect(numbers(tickets.rows), word).toContain(number);
    }
    const { coverage } = await query(core, '');
    expect(coverage).toEqual({
      ticketsHeld: 60,
      ticketsKnown: 60,
      isListed: true,
      closed: 'all',
      closedSince: null,
      departments: null,
      pending: 0,
    });
  });

  it('finds contracts by their names, those that run first', async () => {
    const { core } = await synced(manner);
    const listed = async (state: 'running' | 'ended', text: string): Promise<string[]> => {
      const asked = { state, sort: 'name', text, today: new Date().toISOString().slice(0, 10) } as const;
      return (await core.call('contracts.list', { ...asked, offset: 0, limit: 100 })).rows.map(({ id }) => id);
    };
    const found = async (text: string, limit = 100): Promise<string[]> =>
      (await core.call('search.query', { text, limit, kinds: ['contract'] })).contracts.map(({ id }) => id);
    const all = [...(await listed('running', 'e')), ...(await listed('ended', 'e'))];
    expect(all.length).toBeGreaterThan(1);
    expect(await found(' e ')).toEqual(all);
    expect(await found('e', 1)).toEqual(all.slice(0, 1));
    expect(await found('no contract is called so')).toEqual([]);
    expect((await query(core, 'e')).contracts).toEqual([]);
  });

  it('agrees with the lists about fields', async () => {
    const { core } = await synced(manner);
    const all = async (text: string): Promise<Set<string>> => {
      const ids = new Set<string>();
      let cursor: string | null = null;
      do {
        const { tickets }: Awaited<ReturnType<typeof query>> = await core.call('search.query', {
          text,
          cursor,
          limit: 50,
        });
        for (const { ticket } of tickets.rows) ids.add(ticket.id);
        cursor = tickets.nextCursor;
      } while (cursor !== null);
      return ids;
    };
    for (const [view, text] of [
      ['allOpen', 'is:open'],
      ['closed', 'is:closed'],
      ['myOpen', 'is:open assignee:me'],
      ['unassigned', 'is:open assignee:none'],
      ['overdue', 'is:overdue'],
    ] as const) {
      const { rows } = await core.call('tickets.list', { view, offset: 0, limit: 200 });
      expect(await all(text), view).toEqual(new Set(rows.map(({ id }) => id)));
    }
    const { items } = await core.call('search.complete', { text: 'status:', caret: 7 });
    expect(items.length).toBeGreaterThan(1);
    for (const { insert } of items) expect((await query(core, `status:${insert}`)).hints).toEqual([]);
    for (const field of ['from', 'to', 'contact', 'account'] as const) {
      const text = `${field}:`;
      const names = (await core.call('search.complete', { text, caret: text.length })).items;
      expect(names.length, field).toBeGreaterThan(1);
      expect(names.length, field).toBeLessThan(9);
      if (field === 'to') continue;
      expect((await all(`${text}${names[0]!.insert}`)).size, `${text}${names[0]!.insert}`).toBeGreaterThan(0);
    }
  });

  it('asks the service for what is not held, and keeps it', async () => {
    const { core } = await synced(manner, 'open');
    const { coverage } = await query(core, '');
    expect(coverage.ticketsKnown).toBeLessThan(60);
    let kept = 0;
    for (const text of ['a', 'status:Closed', 'e']) {
      const { rows, newIds } = await core.call('search.remote', { text });
      const ids = rows.map(({ ticket }) => ticket.id);
      expect(newIds.every((id) => ids.includes(id))).toBe(true);
      for (const id of newIds) expect(await core.call('tickets.get', { id })).not.toBeNull();
      kept += newIds.length;
    }
    expect(kept).toBeGreaterThan(0);
    expect((await core.call('search.remote', { text: 'status:Closed' })).newIds).toEqual([]);
    const inChinese = await core.call('search.remote', { text: '状态:已关闭' });
    expect(inChinese.rows.length).toBeGreaterThan(0);
    expect(inChinese.rows.map(({ ticket }) => ticket.status)).toEqual(inChinese.rows.map(() => 'Closed'));
  });

  it('says what it could not ask the service for, and leaves nothing out in silence', async () => {
    const { core } = await synced(manner, 'open');
    const remote = (text: string) => core.call('search.remote', { text });
    for (const text of ['before:2020-01-01', 'is:open', '-printer', 'has:attachment', 'to:nobody@desk.example']) {
      expect(await remote(text), text).toMatchObject({ wasAsked: false, ignored: [text], total: null, rows: [] });
    }
    expect(await remote('printer is:open -toner')).toMatchObject({ wasAsked: true, ignored: ['is:open', '-toner'] });
    expect(await remote('status:Closed priority:High status:Open')).toMatchObject({ ignored: ['status:Open'] });
    const words = await remote('status:Closed printer toner');
    expect([[], ['toner'], ['printer']]).toContainEqual(words.ignored);
  });

  it('reads the service’s finds page by page', async () => {
    const { core } = await synced(manner, 'open');
    const seen = new Set<string>();
    let cursor: string | null = null;
    let total: number | null = null;
    do {
      const page: Awaited<ReturnType<typeof core.call<'search.remote'>>> = await core.call('search.remote', {
        text: 'status:Open,Closed',
        cursor,
      });
      for (const { ticket } of page.rows) seen.add(ticket.id);
      total = page.total;
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(seen.size).toBe(total);
    expect(seen.size).toBeGreaterThan(50);
  });

  it('works without the service, which alone says that it is away', async () => {
    const { core, desk } = await synced(manner);
    await desk.close();
    expect((await query(core, 'is:open')).tickets.rows.length).toBeGreaterThan(0);
    const error = await core.call('search.remote', { text: 'printer' }).catch((failure: unknown) => failure);
    expect(error).toBeInstanceOf(CallError);
    expect((error as CallError).error.code).toBe('offline');
  });
});
