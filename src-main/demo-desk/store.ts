import { openSqlite, type Sqlite } from './db.ts';
import { createIds, type Ids } from './ids.ts';
import { seedDesk } from './seed/seed.ts';
import { createWorld, ticketSpec, type TicketSpec, type World } from './seed/ticket-spec.ts';

/** A row that was written so lately that the search index or a lagging reader has not seen it. */
export interface Touched {
  at: number;
  noun: string;
  n: number;
  /** The row before the write; null for a new one. */
  before: Record<string, unknown> | null;
}

/** The data of one organisation. */
export interface Store extends Sqlite {
  orgId: string;
  orgName: string;
  ids: Ids;
  world: World;
  fresh: boolean;
  /** The seeded facts behind a ticket, kept for the ones lately used. */
  spec(i: number): TicketSpec;
  /** A new row number for `table`. */
  nextN(table: string): number;
  /** Notes a write for the index lag; `before` is the row as it was. */
  touch(noun: string, n: number, before: Record<string, unknown> | null, at: number): void;
  /** Rows of a noun first written after `since`, oldest state each. */
  touchedSince(noun: string, since: number): Touched[];
}

export interface StoreOptions {
  file: string;
  seed: number;
  tickets: number;
  epoch: number;
  orgId: string;
  orgName: string;
  prefix: string;
  meta: Record<string, string>;
}

const SPEC_CACHE = 400;
const TOUCH_KEEP_MS = 60_000;

/** Opens an organisation's data, seeding it when the file is new. */
export function openStore(options: StoreOptions): Store {
  const sqlite = openSqlite(options.file);
  const ids = createIds(options.prefix);
  const fresh = sqlite.getMeta('seeded') !== '1';
  let world = createWorld(options.seed, options.tickets, options.epoch);
  if (fresh) {
    seedDesk(sqlite, world, { ...options.meta, world: JSON.stringify(world) });
    sqlite.db.exec('ANALYZE');
  } else {
    world = JSON.parse(sqlite.getMeta('world') ?? '{}') as World;
  }
  const specs = new Map<number, TicketSpec>();
  const counters = new Map<string, number>();
  let touched: Touched[] = [];
  return {
    ...sqlite,
    orgId: options.orgId,
    orgName: options.orgName,
    ids,
    world,
    fresh,
    spec: (i) => {
      let spec = specs.get(i);
      if (!spec) {
        spec = ticketSpec(world, i);
        if (specs.size >= SPEC_CACHE) specs.delete(specs.keys().next().value as number);
        specs.set(i, spec);
      }
      return spec;
    },
    nextN: (table) => {
      let n = counters.get(table);
      if (n === undefined) {
        const row = sqlite.sql(`SELECT coalesce(max(n), 0) AS n FROM ${table}`).get() as { n: number };
        n = Math.max(row.n, Number(sqlite.getMeta(`last:${table}`) ?? 0));
      }
      n += 1;
      counters.set(table, n);
      sqlite.setMeta(`last:${table}`, String(n));
      return n;
    },
    touch: (noun, n, before, at) => {
      if (touched.length > 200 && (touched[0] as Touched).at < at - TOUCH_KEEP_MS) {
        touched = touched.filter((item) => item.at >= at - TOUCH_KEEP_MS);
      }
      touched.push({ at, noun, n, before });
    },
    touchedSince: (noun, since) => {
      const first = new Map<number, Touched>();
      for (const item of touched)
        if (item.noun === noun && item.at > since && !first.has(item.n)) first.set(item.n, item);
      return [...first.values()];
    },
  };
}
