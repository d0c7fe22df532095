import Database from 'better-sqlite3';
import { type TicketView, ticketView } from '../../src-preload/contract/tickets.ts';
import { openCache } from '../../src-main/store/cache.ts';
import { slotSql, type SearchSort } from '../../src-main/store/search.ts';
import { viewSql } from '../../src-main/store/ticket-views.ts';
import { AGENT_ID, createRandom, NOW, PHRASE, RARE } from './corpus.ts';
import { measure, type Measured } from './stats.ts';

export interface Measurements {
  operations: Record<string, Measured>;
  /** Megabytes resident with the cache open, before any question and after all of them. */
  residentMegabytes: { opened: number; after: number };
}

const PAGE = 50;
const FINDS = 25;
/** What is looked for, and the same for the bare full-text table. */
const SEARCHES: Record<string, { text: string; match: string; sort?: SearchSort }> = {
  'search: common word': { text: 'refund ', match: '"refund"' },
  'search: rare word': { text: RARE, match: `"${RARE}"` },
  'search: phrase': { text: `"${PHRASE}"`, match: `"${PHRASE}"` },
  'search: two Chinese characters': { text: '退款', match: '"退款"' },
  'search: prefix': { text: 'prin', match: '"prin" *' },
  'search: word and fields': {
    text: 'status:open has:attachment order',
    match: '"order" AND {facet} : ("status¤open") AND {facet} : ("has¤attachment")',
  },
  'search: common word, by rank': { text: 'refund', match: '"refund"', sort: 'rank' },
};
const resident = (): number => Math.round(process.memoryUsage().rss / 1e6);

/** Asks a cache what a console asks it. */
export function measureCache(file: string, size: number): Measurements {
  const { cache } = openCache(file);
  const bare = new Database(file, { readonly: true });
  const opened = resident();
  const scope = { agentId: AGENT_ID, now: new Date(NOW).toISOString() };
  const operations: Record<string, Measured> = {};
  const random = createRandom(9);
  const idOf = (): string => `1892000000${String(1_000_000_000 + Math.floor(random() * size))}`;
  const ids = Array.from({ length: 1_000 }, idOf);

  for (const view of ticketView.options) {
    const raw = bare.prepare(viewSql(view).page);
    operations[`list: ${view}`] = measure(
      () => cache.tickets.list(view, scope, { offset: 0, limit: PAGE }),
      () => raw.all({ ...scope, offset: 0, limit: PAGE }),
    );
  }
  const far = (view: TicketView, share: number): void => {
    const offset = Math.floor(cache.tickets.countView(view, scope) * share);
    const raw = bare.prepare(viewSql(view).page);
    operations[`list: ${view}, ${share * 100}% down`] = measure(
      () => cache.tickets.list(view, scope, { offset, limit: PAGE }),
      () => raw.all({ ...scope, offset, limit: PAGE }),
      40,
    );
  };
  far('closed', 0.5);
  far('allOpen', 0.9);

  const ticket = bare.prepare('SELECT doc FROM ticket WHERE id = ?');
  const threads = bare.prepare('SELECT doc FROM thread WHERE ticket_id = ? ORDER BY created, id');
  const comments = bare.prepare('SELECT doc FROM comment WHERE ticket_id = ? ORDER BY commented, id');
  operations['ticket open'] = measure(
    (index) => {
      const id = ids[index % ids.length] ?? '';
      return [cache.tickets.get(id), cache.threads.listOfTicket(id), cache.comments.listOfTicket(id)];
    },
    (index) => {
      const id = ids[(index + 500) % ids.length] ?? '';
      return [ticket.get(id), threads.all(id), comments.all(id)];
    },
  );

  const counts = ticketView.options.map((view) => bare.prepare(viewSql(view).count));
  operations['counts of all views'] = measure(
    () => ticketView.options.map((view) => cache.tickets.countView(view, scope)),
    () => counts.map((count) => count.get(scope)),
    40,
  );
  const ofContact = bare.prepare('SELECT is_open, count(*) AS n FROM ticket WHERE contact_id = ? GROUP BY is_open');
  operations['counts of a contact'] = measure(
    (index) => cache.tickets.countOfContact(`5000000000${index}`),
    (index) => ofContact.all(`5000000000${index}`),
  );
  operations['counts of threads to pull'] = measure(() => cache.tickets.countBodies(), null);

  const searchScope = { agentId: AGENT_ID, now: NOW, zone: 'UTC', agents: () => [], departments: () => [] };
  const slots = bare.prepare(slotSql(null)).pluck();
  const found = bare.prepare('SELECT doc FROM search_slot CROSS JOIN ticket ON id = ticket_id WHERE slot = ?');
  const range = { min: 0, max: Number.MAX_SAFE_INTEGER, limit: FINDS };
  for (const [name, { text, match, sort = 'newest' }] of Object.entries(SEARCHES)) {
    const request = {
      text,
      sort,
      cursor: null,
      limit: FINDS,
      kinds: ['ticket', 'contact', 'account', 'task'] as const,
    };
    const { tickets } = cache.search.query(request, searchScope);
    // A query that finds nothing proves nothing.
    if (tickets.rows.length === 0) throw new Error(`nothing found: ${name}`);
    operations[name] = {
      ...measure(
        () => cache.search.query(request, searchScope),
        () => (slots.all({ ...range, match }) as number[]).map((slot) => found.get(slot)),
        200,
      ),
      finds: tickets.rows.length,
    };
  }
  bare.close();
  const after = resident();
  cache.close();
  return { operations, residentMegabytes: { opened, after } };
}
