import type { IncomingMessage } from 'node:http';
import type { AgentRow, Call, Handler, Permissions } from './call.ts';
import { writeLedger } from './control/ledger.ts';
import { createCredits, priceOf, type Credits } from './credits.ts';
import { DeskError, notFound, unprocessable } from './errors.ts';
import { parseJson, parseMultipart, type Answer } from './http.ts';
import { deskJson } from './json.ts';
import { agentDepartments } from './nouns/people.ts';
import { createHandlers } from './nouns/index.ts';
import { covers, type Tokens } from './oauth/tokens.ts';
import { createRouter, type Operation, type Routed } from './operations.ts';
import type { DemoDeskOptions, Manner } from './options.ts';
import type { Store } from './store.ts';

/** Fields that a light agent's profile may not see. */
export const LIGHT_HIDDEN = ['phone', 'mobile', 'secondaryEmail', 'resolution', 'annualrevenue'];

export interface ApiDeps {
  stores: readonly Store[];
  tokens: Tokens;
  manner: Manner;
  options: DemoDeskOptions;
  authToken: string;
  creditsPerDay: number;
  origin(): string;
  now(): number;
}

/** The Desk API without its transport: routing, access, credits, handlers. */
export interface Api {
  route(method: string, path: string): Routed | 'method' | undefined;
  /** Handles a call; never throws. `price` is what it cost. */
  handle(
    request: IncomingMessage,
    url: URL,
    body: Buffer,
    routed: Routed | 'method' | undefined,
    inFlight: number,
    readLagMs: number,
  ): { answer: Answer; price: number };
  credits: ReadonlyMap<string, Credits>;
  /** Replaces what an agent may see; null gives back the profile's own. */
  setPermissions(agent: number, permissions: Permissions | null): void;
  /** A call in an agent's name, for the controls. */
  call(store: Store, agent: AgentRow, operation: string): Call;
  handlers: Readonly<Record<string, Handler>>;
  /** JSON text as this desk writes it. */
  json(value: unknown): string;
}

function unauthorized(code: 'UNAUTHORIZED' | 'INVALID_OAUTH'): DeskError {
  return new DeskError(
    401,
    code,
    code === 'UNAUTHORIZED'
      ? 'You are not authenticated to perform this operation.'
      : 'The OAuth Token you provided is invalid.',
  );
}

export function createApi(deps: ApiDeps): Api {
  const { stores, manner, options } = deps;
  const live = manner === 'live';
  const router = createRouter(live, options.without ?? []);
  const handlers = createHandlers(stores);
  const main = stores[0] as Store;
  const byOrg = new Map(stores.map((store) => [store.orgId, store]));
  const credits = new Map(stores.map((store) => [store.orgId, createCredits(deps.creditsPerDay)]));
  const overrides = new Map<number, Permissions>();
  const maxConcurrent = options.maxConcurrent ?? 10;
  const schemes = live ? ['Zoho-oauthtoken', 'Bearer'] : ['乐投Letou-oauthtoken'];

  const authenticate = (request: IncomingMessage, now: number): { agent: number; scopes: ReadonlySet<string> } => {
    const raw = request.headers.authorization;
    if (raw === undefined) throw unauthorized('UNAUTHORIZED');
    const [scheme = '', token = ''] = Buffer.from(raw, 'latin1').toString('utf8').split(' ');
    if (scheme.endsWith('-authtoken') && token === deps.authToken) return { agent: 1, scopes: new Set(['*']) };
    const access = schemes.includes(scheme) ? deps.tokens.findAccess(token, now) : undefined;
    if (!access) throw unauthorized('INVALID_OAUTH');
    return access;
  };

  const permissionsOf = (agent: AgentRow): Permissions =>
    overrides.get(agent.n) ??
    (agent.profile === 3
      ? { departments: agentDepartments(agent), hiddenFields: new Set(LIGHT_HIDDEN) }
      : { departments: null, hiddenFields: new Set() });

  const storeFor = (request: IncomingMessage, operation: Operation): Store => {
    if (operation.noOrg) return main;
    const header = request.headers['orgid'];
    if (typeof header !== 'string' || header === '')
      throw new DeskError(400, 'BAD_REQUEST', 'The orgId header is missing.');
    const store = byOrg.get(header);
    if (!store)
      throw new DeskError(403, 'OAUTH_ORG_MISMATCH', 'The organisation in the header is not one of the token.');
    return store;
  };

  const checkQuery = (operation: Operation, query: URLSearchParams): void => {
    for (const name of query.keys()) {
      if (!operation.query.includes(name))
        throw unprocessable(`Extra query parameter '${name}' is present in the input.`);
    }
  };

  const newCall = (store: Store, agent: AgentRow, operation: string): Call => ({
    store,
    manner,
    live,
    origin: deps.origin(),
    now: deps.now(),
    permissions: permissionsOf(agent),
    options,
    agent,
    operation,
    params: {},
    query: new URLSearchParams(),
    body: {},
    files: [],
    effects: [],
    readLagMs: 0,
    range: undefined,
  });

  const run = (call: Call, method: string, path: string, raw: Buffer): Answer => {
    const handler = handlers[call.operation];
    if (!handler) throw notFound();
    if (method === 'GET') return handler(call);
    return call.store.db.transaction(() => {
      const answer = handler(call);
      for (const effect of call.effects) {
        writeLedger(
          call.store,
          {
            time: call.now,
            operation: call.operation,
            method,
            path,
            status: answer.status,
            agent: call.agent.n,
            body: raw,
            origin: 'api',
          },
          effect,
        );
      }
      return answer;
    })();
  };

  const handle: Api['handle'] = (request, url, raw, routed, inFlight, readLagMs) => {
    let price = 0;
    let rateHeaders: Record<string, string> = {};
    try {
      if (routed === undefined) throw notFound();
      const method = request.method ?? 'GET';
      if (routed === 'method')
        throw new DeskError(405, 'METHOD_NOT_ALLOWED', 'The method is not allowed for this URL.');
      const { operation, params } = routed;
      const now = deps.now();
      const access = authenticate(request, now);
      const agent = main.sql('SELECT * FROM agents WHERE n = ?').get(access.agent) as AgentRow | undefined;
      if (!agent || agent.status !== 'ACTIVE') throw unauthorized('INVALID_OAUTH');
      const store = storeFor(request, operation);
      for (const scope of operation.scopes) {
        if (!covers(access.scopes, scope))
          throw new DeskError(
            403,
            'SCOPE_MISMATCH',
            'The OAuth Token you provided does not have the scope of this operation.',
          );
      }
      if (inFlight > maxConcurrent)
        throw new DeskError(429, 'TOO_MANY_REQUESTS', 'Too many calls are being made at the same time.');
      const cost = priceOf(operation.operation, url.searchParams);
      const left = (credits.get(store.orgId) as Credits).spend(cost, now);
      price = cost;
      rateHeaders = { 'X-Rate-Limit-Request-Weight-v3': String(cost), 'X-Rate-Limit-Remaining-v3': String(left) };
      checkQuery(operation, url.searchParams);
      const call: Call = {
        ...newCall(store, agent, operation.operation),
        now,
        params,
        query: url.searchParams,
        readLagMs,
        range: request.headers.range,
      };
      const type = request.headers['content-type'] ?? '';
      if (/^multipart\//i.test(type)) call.files = parseMultipart(type, raw);
      else if (raw.length > 0 && method !== 'GET' && method !== 'DELETE') call.body = parseJson(raw);
      const answer = run(call, method, url.pathname, raw);
      return { answer: finish(answer, rateHeaders), price };
    } catch (error) {
      return { answer: finish(errorAnswer(error), rateHeaders), price };
    }
  };

  const json = (value: unknown): string => deskJson(value, options.bareIds === true);

  const finish = (answer: Answer, headers: Record<string, string>): Answer => ({
    ...answer,
    ...(answer.json === undefined ? {} : { json: json(answer.json) }),
    headers: { ...headers, ...answer.headers },
  });

  return {
    route: router.route,
    handle,
    credits,
    handlers,
    json,
    call: newCall,
    setPermissions: (agent, permissions) => {
      if (permissions === null) overrides.delete(agent);
      else overrides.set(agent, permissions);
    },
  };
}

/** The body of an error; anything unforeseen is a 500, told on stderr. */
export function errorAnswer(error: unknown): Answer {
  if (error instanceof DeskError) {
    return {
      status: error.status,
      json: { errorCode: error.errorCode, message: error.message, ...(error.errors ? { errors: error.errors } : {}) },
      headers: error.headers,
    };
  }
  console.error('demo desk:', error);
  return { status: 500, json: { errorCode: 'INTERNAL_SERVER_ERROR', message: 'Internal server error' } };
}
