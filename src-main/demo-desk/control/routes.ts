import type { IncomingMessage } from 'node:http';
import { z } from 'zod';
import type { Api } from '../api.ts';
import type { AgentRow } from '../call.ts';
import { DeskError, notFound, unprocessable } from '../errors.ts';
import { parseJson, readBody, type Answer } from '../http.ts';
import { missingOperations } from '../nouns/index.ts';
import type { Tokens } from '../oauth/tokens.ts';
import type { Manner } from '../options.ts';
import type { Store } from '../store.ts';
import type { Counts } from './counts.ts';
import { DUMP_NOUNS, dumpPage } from './dump.ts';
import { faultSchema, type FaultInput, type Faults } from './faults.ts';
import { readLedger } from './ledger.ts';
import { runTraffic } from './traffic.ts';
import { trafficSchema } from './traffic-schema.ts';

export interface ControlDeps {
  key: string;
  stores: readonly Store[];
  api: Api;
  faults: Faults;
  counts: Counts;
  tokens: Tokens;
  manner: Manner;
  origin(): string;
  now(): number;
  advance(ms: number): void;
  setOffset(ms: number): void;
}

const clockSchema = z.union([z.strictObject({ advanceMs: z.number() }), z.strictObject({ offsetMs: z.number() })]);
const permissionsSchema = z.strictObject({
  email: z.string(),
  departments: z.array(z.string()).nullable().default(null),
  hiddenFields: z.array(z.string()).default([]),
  reset: z.boolean().optional(),
});
const faultsSchema = z.union([z.array(faultSchema), z.strictObject({ faults: z.array(faultSchema) })]);

function ok(json: unknown): Answer {
  return { status: 200, json };
}

function checked<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (!result.success) throw unprocessable(z.prettifyError(result.error));
  return result.data;
}

/** The `/__demo` controls: a world outside the API, for tests and benches. Answers 404 without the key. */
export function createControl(deps: ControlDeps): (request: IncomingMessage, url: URL) => Promise<Answer> {
  const { stores, api, faults, counts } = deps;
  const main = stores[0] as Store;
  const agentRow = (store: Store, email = 'jade@zylker.example'): AgentRow => {
    const row = store.sql('SELECT * FROM agents WHERE email = ?').get(email) as AgentRow | undefined;
    if (!row) throw unprocessable(`No agent has the address ${email}.`);
    return row;
  };

  const state = (): unknown => ({
    manner: deps.manner,
    url: deps.origin(),
    now: deps.now(),
    orgs: stores.map((store) => ({
      orgId: store.orgId,
      seed: store.world.seed,
      epoch: store.world.epoch,
      creditsRemaining: api.credits.get(store.orgId)?.remaining(deps.now()),
      counts: Object.fromEntries(
        [
          'tickets',
          'threads',
          'comments',
          'contacts',
          'accounts',
          'tasks',
          'time_entries',
          'contracts',
          'attachments',
          'agents',
          'departments',
          'ledger',
        ].map((table) => [
          table,
          (
            store.sql(`SELECT count(*) AS c FROM ${table}${table === 'tickets' ? ' WHERE hidden = 0' : ''}`).get() as {
              c: number;
            }
          ).c,
        ]),
      ),
    })),
    operations: { missing: missingOperations(api.handlers) },
    faults: faults.list(),
  });

  const answer = async (request: IncomingMessage, url: URL): Promise<Answer> => {
    if (request.headers['x-demo-key'] !== deps.key) throw notFound();
    const query = url.searchParams;
    const store = query.has('org') ? stores.find((item) => item.orgId === query.get('org')) : main;
    if (!store) throw unprocessable('Unknown organisation.');
    const raw = request.method === 'GET' ? Buffer.alloc(0) : await readBody(request);
    const body = (): unknown =>
      raw.toString('utf8').trim().startsWith('[') ? JSON.parse(raw.toString('utf8')) : parseJson(raw);
    switch (`${request.method ?? 'GET'} ${url.pathname}`) {
      case 'GET /__demo/state':
        return ok(state());
      case 'POST /__demo/traffic':
        return ok(runTraffic(api.call(store, agentRow(store), 'traffic'), checked(trafficSchema, body()), raw));
      case 'GET /__demo/faults':
        return ok({ faults: faults.list() });
      case 'POST /__demo/faults':
        return ok({ id: faults.add(checked(faultSchema, body()) as FaultInput) });
      case 'PUT /__demo/faults': {
        const given = checked(faultsSchema, body());
        return ok({ ids: faults.replace((Array.isArray(given) ? given : given.faults) as FaultInput[]) });
      }
      case 'DELETE /__demo/faults':
        faults.remove(query.get('id') ?? undefined);
        return ok({ faults: faults.list() });
      case 'GET /__demo/ledger': {
        const entries = readLedger(store, Number(query.get('since') ?? 0), Number(query.get('limit') ?? 10_000));
        return ok({ entries, last: entries[entries.length - 1]?.seq ?? Number(query.get('since') ?? 0) });
      }
      case 'GET /__demo/calls':
        return ok(query.get('paths') === 'true' ? { ...counts.read(), paths: counts.targets() } : counts.read());
      case 'DELETE /__demo/calls':
        counts.reset(deps.now());
        return ok(counts.read());
      case 'GET /__demo/dump': {
        const form = query.get('form') ?? 'ids';
        if (form !== 'hash' && form !== 'ids' && form !== 'rows') throw unprocessable('form is hash, ids or rows.');
        const call = api.call(store, agentRow(store, query.get('as') ?? undefined), 'dump');
        const page = dumpPage(
          call,
          query.get('noun') ?? '',
          Number(query.get('after') ?? 0),
          Number(query.get('limit') ?? 1000),
          form,
        );
        if (!page) throw unprocessable(`noun is one of ${DUMP_NOUNS.join(', ')}.`);
        return ok(page);
      }
      case 'POST /__demo/clock': {
        const given = checked(clockSchema, body());
        if ('advanceMs' in given) deps.advance(given.advanceMs);
        else deps.setOffset(given.offsetMs);
        return ok({ now: deps.now() });
      }
      case 'POST /__demo/tokens/expire':
        return ok({ expired: deps.tokens.expireAll() });
      case 'POST /__demo/credits': {
        const { remaining } = checked(z.strictObject({ remaining: z.number().min(0) }), body());
        api.credits.get(store.orgId)?.setRemaining(remaining, deps.now());
        return ok({ remaining });
      }
      case 'POST /__demo/permissions': {
        const given = checked(permissionsSchema, body());
        const departments = given.departments?.map((id) => {
          const n = store.ids.decode('department', id);
          if (n === undefined) throw unprocessable(`No department ${id}.`);
          return n;
        });
        api.setPermissions(
          agentRow(store, given.email).n,
          given.reset ? null : { departments: departments ?? null, hiddenFields: new Set(given.hiddenFields) },
        );
        return ok({ email: given.email });
      }
      case 'POST /__demo/agent': {
        const { email, status } = checked(
          z.strictObject({ email: z.string(), status: z.enum(['ACTIVE', 'DISABLED']) }),
          body(),
        );
        store.sql('UPDATE agents SET status = ? WHERE n = ?').run(status, agentRow(store, email).n);
        return ok({ email, status });
      }
      default:
        throw notFound();
    }
  };

  return (request, url) =>
    answer(request, url).catch((error: unknown): Answer => {
      if (error instanceof DeskError)
        return { status: error.status, json: { errorCode: error.errorCode, message: error.message } };
      if (error instanceof SyntaxError)
        return { status: 400, json: { errorCode: 'BAD_REQUEST', message: error.message } };
      throw error;
    });
}
