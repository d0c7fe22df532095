import type { z } from 'zod';
import type { AgentRow, Call, Effect } from '../call.ts';
import { unprocessable } from '../errors.ts';
import type { TicketRow } from '../nouns/ticket-json.ts';
import { findTicket } from '../nouns/tickets.ts';
import { createRng, type Rng } from '../rng.ts';
import { writeLedger } from './ledger.ts';
import { runEvent } from './traffic-events.ts';
import type { trafficSchema, TrafficEvent } from './traffic-schema.ts';

const WEIGHTS = [
  ['customerThread', 40],
  ['ticket', 10],
  ['agentReply', 16],
  ['comment', 10],
  ['status', 8],
  ['assign', 6],
  ['update', 5],
  ['timeEntry', 4],
  ['delete', 1],
] as const;

function randomEvent(rng: Rng, kinds: readonly string[] | undefined): TrafficEvent {
  const kind = rng.weighted(WEIGHTS.filter(([name]) => kinds === undefined || kinds.includes(name)));
  if (kind === 'status')
    return {
      kind,
      status: rng.weighted([
        ['Open', 2],
        ['On Hold', 2],
        ['Escalated', 1],
        ['Closed', 5],
      ] as const),
    };
  if (kind === 'assign') return { kind, assigneeId: 'random' };
  if (kind === 'update') return { kind, fields: { priority: rng.pick(['Low', 'Medium', 'High', null]) } };
  return { kind };
}

/** Makes the given (or random) things happen, each with its effects in the ledger (origin 'traffic'). Returns the ids made or touched. */
export function runTraffic(base: Call, input: z.infer<typeof trafficSchema>, raw: Buffer): unknown {
  const { store } = base;
  const rng = createRng(input.seed ?? base.now, 55);
  const events =
    'events' in input ? input.events : Array.from({ length: input.random }, () => randomEvent(rng, input.kinds));
  const open = store
    .sql(`SELECT n FROM tickets WHERE hidden = 0 AND statusType <> 'Closed' ORDER BY recent DESC LIMIT 500`)
    .all() as { n: number }[];
  const colleagues = store
    .sql(`SELECT * FROM agents WHERE status = 'ACTIVE' AND profile <> 3 ORDER BY n`)
    .all() as AgentRow[];
  const pickTicket = (given: string | undefined): TicketRow => {
    if (given !== undefined) {
      const n = store.ids.decode('ticket', given);
      if (n === undefined) throw unprocessable(`No ticket ${given}.`);
      return findTicket(base, n, true);
    }
    for (let tries = 0; tries < 20 && open.length > 0; tries++) {
      const row = store.sql('SELECT * FROM tickets WHERE n = ? AND hidden = 0').get(rng.pick(open).n) as
        TicketRow | undefined;
      if (row) return row;
    }
    const any = store.sql('SELECT * FROM tickets WHERE hidden = 0 ORDER BY recent DESC LIMIT 1').get() as
      TicketRow | undefined;
    if (!any) throw unprocessable('There is no ticket left.');
    return any;
  };
  const agentFor = (address: string | undefined): AgentRow => {
    if (address === undefined) return rng.pick(colleagues.slice(1));
    const row = colleagues.find((item) => item.email === address);
    if (!row) throw unprocessable(`No active agent has the address ${address}.`);
    return row;
  };
  const results: unknown[] = [];
  for (const event of events) {
    store.db.transaction(() => {
      const agent = agentFor('agent' in event ? event.agent : undefined);
      const call: Call = { ...base, agent, operation: event.kind, effects: [] };
      const made = runEvent(call, event, rng, pickTicket, colleagues);
      for (const effect of call.effects) {
        writeLedger(
          store,
          {
            time: call.now,
            operation: `traffic:${event.kind}`,
            method: 'POST',
            path: '/__demo/traffic',
            status: 200,
            agent: agent.n,
            body: raw,
            origin: 'traffic',
          },
          effect,
        );
      }
      results.push({ kind: event.kind, ...made, ids: call.effects.flatMap((effect: Effect) => effect.ids) });
    })();
  }
  return { results };
}
