import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { createApi } from './api.ts';
import type { AgentRow } from './call.ts';
import { createControl } from './control/routes.ts';
import { createCounts } from './control/counts.ts';
import { createFaults } from './control/faults.ts';
import { agentName } from './nouns/people.ts';
import { createOAuthRoutes } from './oauth/routes.ts';
import { createTokens, SCOPES } from './oauth/tokens.ts';
import { REDIRECT_PORTS, type DemoDesk, type DemoDeskOptions } from './options.ts';
import { createDeskServer } from './server.ts';
import { AGENTS } from './seed/company.ts';
import { openStore, type Store } from './store.ts';

export type { DemoAgent, DemoDesk, DemoDeskOptions, Manner } from './options.ts';

const ORGS = [
  { orgId: '3981311', name: 'Zylker', prefix: '1892000' },
  { orgId: '3981312', name: 'Zylker Labs', prefix: '2105000' },
] as const;

function openStores(options: DemoDeskOptions, epoch: number): Store[] {
  const file = options.data ?? ':memory:';
  const seed = options.seed ?? 1;
  const tickets = options.tickets ?? 2000;
  const count = Math.min(ORGS.length, Math.max(1, options.orgs ?? 1));
  return ORGS.slice(0, count).map((org, at) =>
    openStore({
      file: at === 0 || file === ':memory:' ? file : `${file}.org${at + 1}`,
      seed: seed + at * 1000,
      tickets: at === 0 ? tickets : Math.min(tickets, 200),
      epoch,
      orgId: org.orgId,
      orgName: org.name,
      prefix: org.prefix,
      meta: {
        key: randomBytes(12).toString('hex'),
        clientId: `1000.${randomBytes(15).toString('hex').toUpperCase()}`,
        clientSecret: randomBytes(21).toString('hex'),
        authToken: randomBytes(16).toString('hex'),
      },
    }),
  );
}

/** Starts a demo desk: seeds its data when needed, listens, and tells what a client has to know. Throws when the file or the port cannot be had. */
export async function createDemoDesk(options: DemoDeskOptions = {}): Promise<DemoDesk> {
  const manner = options.manner ?? 'live';
  const host = options.host ?? '127.0.0.1';
  const epoch = options.now ?? options.clock?.() ?? Date.now();
  const stores = openStores(options, epoch);
  const main = stores[0] as Store;
  let offset =
    options.now !== undefined && !options.clock && main.fresh
      ? options.now - Date.now()
      : Number(main.getMeta('clockOffset') ?? 0);
  if (main.fresh) main.setMeta('clockOffset', String(offset));
  const now = (): number => Math.round((options.clock ? options.clock() : Date.now()) + offset);
  const advance = (ms: number): void => {
    offset += ms;
    main.setMeta('clockOffset', String(offset));
  };
  const meta = (key: string): string => main.getMeta(key) ?? '';
  const redirectUris = REDIRECT_PORTS.map((port) => `http://127.0.0.1:${port}/callback`);
  let origin = '';
  const tokens = createTokens(main);
  const faults = createFaults();
  const counts = createCounts(now());
  const creditsPerDay = options.creditsPerDay ?? Math.max(100_000 + 1000 * AGENTS.length, main.world.tickets * 30);
  const shared = { manner, tokens, authToken: meta('authToken'), origin: () => origin, now };
  const api = createApi({ ...shared, stores, options, creditsPerDay });
  const oauth = createOAuthRoutes({
    ...shared,
    store: main,
    clientId: meta('clientId'),
    clientSecret: meta('clientSecret'),
    redirectUris,
    anyLoopbackPort: options.anyLoopbackPort === true,
  });
  const control = createControl({
    key: meta('key'),
    stores,
    api,
    faults,
    counts,
    tokens,
    manner,
    now,
    advance,
    setOffset: (ms) => advance(ms - offset),
    origin: () => origin,
  });
  const server = createDeskServer({ api, oauth, faults, counts, control, now, latencyMs: options.latencyMs ?? 0 });

  const listen = (port: number): Promise<void> =>
    new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, host, () => {
        server.off('error', reject);
        resolve();
      });
    });
  const stop = (): Promise<void> =>
    new Promise((resolve) => {
      if (!server.listening) return resolve();
      server.close(() => resolve());
      server.closeAllConnections();
    });
  try {
    await listen(options.port ?? 0);
  } catch (error) {
    for (const store of stores) store.db.close();
    throw error;
  }
  const { port } = server.address() as AddressInfo;
  origin = `http://${host}:${port}`;

  const rows = main.sql(`SELECT * FROM agents WHERE status = 'ACTIVE' ORDER BY n`).all() as AgentRow[];
  return {
    url: origin,
    key: meta('key'),
    clientId: meta('clientId'),
    clientSecret: meta('clientSecret'),
    authToken: meta('authToken'),
    orgId: main.orgId,
    orgIds: stores.map((store) => store.orgId),
    manner,
    redirectUris,
    data: main.fresh ? 'seeded' : 'kept',
    agents: rows.map((row) => ({
      id: main.ids.encode('agent', row.n),
      email: row.email,
      password: row.password,
      name: agentName(row),
    })),
    now,
    advance,
    issueToken: (email) => {
      const agent = rows.find((row) => row.email === (email ?? 'jade@zylker.example'));
      if (!agent) throw new Error(`No active agent has the address ${email ?? ''}`);
      return tokens.issueAccess({ agent: agent.n, client: meta('clientId'), scopes: [...SCOPES] }, null, now());
    },
    issueRefreshToken: () => {
      const grant = { client: meta('clientId'), scopes: [...SCOPES], redirectUri: '', offline: true, challenge: null };
      return tokens.issueRefresh({ agent: rows[0]?.n ?? 0, ...grant }, now());
    },
    refreshes: () => tokens.listRefreshes(),
    pause: stop,
    resume: () => listen(port),
    close: async () => {
      await stop();
      for (const store of stores) if (store.db.open) store.db.close();
    },
  };
}
