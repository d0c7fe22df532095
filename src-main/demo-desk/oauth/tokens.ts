import { createHash, randomBytes } from 'node:crypto';
import type { Store } from '../store.ts';

/** Scopes of the reference's table. Anything else fails the whole request. */
export const SCOPES: readonly string[] = [
  ...['ALL', 'READ', 'WRITE', 'UPDATE', 'CREATE', 'DELETE'].map((verb) => `Desk.tickets.${verb}`),
  ...['READ', 'WRITE', 'UPDATE', 'CREATE'].map((verb) => `Desk.contacts.${verb}`),
  ...['ALL', 'WRITE', 'READ', 'CREATE', 'UPDATE', 'DELETE'].map((verb) => `Desk.tasks.${verb}`),
  ...['READ', 'CREATE'].map((verb) => `Desk.basic.${verb}`),
  ...['ALL', 'WRITE', 'READ', 'CREATE', 'UPDATE', 'DELETE'].map((verb) => `Desk.settings.${verb}`),
  'Desk.search.READ',
];

/**
 * Whether granted scopes cover a required one: itself, its ALL, or WRITE for create and update. `Desk.accounts.READ`, which one operation names
 * but no scope table has, is covered by `Desk.contacts.READ`.
 */
export function covers(granted: ReadonlySet<string>, required: string): boolean {
  const wanted = required.replace('Desk.accounts.', 'Desk.contacts.');
  if (granted.has('*') || granted.has(wanted)) return true;
  const [app, noun, verb] = wanted.split('.');
  if (granted.has(`${app}.${noun}.ALL`)) return true;
  return (verb === 'CREATE' || verb === 'UPDATE') && granted.has(`${app}.${noun}.WRITE`);
}

export interface Grant {
  agent: number;
  client: string;
  scopes: string[];
  redirectUri: string;
  offline: boolean;
  challenge: string | null;
}

export interface AccessToken {
  agent: number;
  scopes: ReadonlySet<string>;
  expires: number;
}

/** The token server's memory, in the first organisation's file so that it survives a kill. */
export interface Tokens {
  issueCode(grant: Grant, now: number): string;
  /** Single use, 2 minutes. */
  redeemCode(code: string, now: number): Grant | undefined;
  issueRefresh(grant: Pick<Grant, 'agent' | 'client' | 'scopes'>, now: number): string;
  issueAccess(grant: Pick<Grant, 'agent' | 'client' | 'scopes'>, refresh: string | null, now: number): string;
  /** A new access token for a refresh token; 'unknown' or 'limit' when there is none. */
  refresh(token: string, client: string, now: number): { access: string } | 'unknown' | 'limit';
  /** When `refresh` gave one, ms, oldest first. */
  listRefreshes(): number[];
  findAccess(token: string, now: number): AccessToken | undefined;
  /** Revokes an access or refresh token with all that came from it. */
  revoke(token: string): boolean;
  expireAll(): number;
}

const CODE_LIFE = 120_000;
/** Seconds an access token lives. */
export const ACCESS_LIFE = 3600;
const REFRESH_WINDOW = 600_000;
const PER_WINDOW = 10;
const LIVE_ACCESS = 10;
const LIVE_REFRESH = 20;

function randomToken(): string {
  return `1000.${randomBytes(16).toString('hex')}.${randomBytes(16).toString('hex')}`;
}

/** The S256 challenge of a PKCE verifier (RFC 7636). */
export function challengeOf(verifier: string): string {
  return createHash('sha256').update(verifier).digest('base64url');
}

export function createTokens(store: Store): Tokens {
  const { sql } = store;
  const cache = new Map<string, AccessToken>();
  let latest = 0;
  /** Tokens are told apart by age: two of one millisecond must not be of one age. */
  const createdAt = (now: number): number => (latest = Math.max(now, latest + 1));
  const issueAccess: Tokens['issueAccess'] = (grant, refresh, now) => {
    const token = randomToken();
    sql(
      'INSERT INTO oauth_access (token, agent, client, scopes, refresh, created, expires) VALUES (?, ?, ?, ?, ?, ?, ?)',
    ).run(token, grant.agent, grant.client, grant.scopes.join(','), refresh, createdAt(now), now + ACCESS_LIFE * 1000);
    if (refresh !== null) {
      const live = sql('SELECT token FROM oauth_access WHERE refresh = ? AND expires > ? ORDER BY created DESC').all(
        refresh,
        now,
      ) as { token: string }[];
      for (const old of live.slice(LIVE_ACCESS)) {
        sql('DELETE FROM oauth_access WHERE token = ?').run(old.token);
        cache.delete(old.token);
      }
    }
    return token;
  };
  return {
    issueCode: (grant, now) => {
      const code = randomToken();
      sql('INSERT INTO oauth_codes (code, doc, expires) VALUES (?, ?, ?)').run(
        code,
        JSON.stringify(grant),
        now + CODE_LIFE,
      );
      return code;
    },
    redeemCode: (code, now) => {
      const row = sql('DELETE FROM oauth_codes WHERE code = ? RETURNING doc, expires').get(code) as
        { doc: string; expires: number } | undefined;
      return row && row.expires > now ? (JSON.parse(row.doc) as Grant) : undefined;
    },
    issueRefresh: (grant, now) => {
      const token = randomToken();
      sql('INSERT INTO oauth_refresh (token, agent, client, scopes, created) VALUES (?, ?, ?, ?, ?)').run(
        token,
        grant.agent,
        grant.client,
        grant.scopes.join(','),
        createdAt(now),
      );
      const all = sql('SELECT token FROM oauth_refresh WHERE agent = ? AND client = ? ORDER BY created DESC').all(
        grant.agent,
        grant.client,
      ) as { token: string }[];
      for (const old of all.filter((row) => row.token !== token).slice(LIVE_REFRESH - 1)) {
        sql('DELETE FROM oauth_refresh WHERE token = ?').run(old.token);
      }
      return token;
    },
    issueAccess,
    refresh: (token, client, now) => {
      const row = sql('SELECT agent, client, scopes FROM oauth_refresh WHERE token = ? AND client = ?').get(
        token,
        client,
      ) as { agent: number; client: string; scopes: string } | undefined;
      if (!row) return 'unknown';
      const recent = sql('SELECT count(*) AS c FROM oauth_grants WHERE refresh = ? AND time > ?').get(
        token,
        now - REFRESH_WINDOW,
      ) as { c: number };
      if (recent.c >= PER_WINDOW) return 'limit';
      sql('INSERT INTO oauth_grants (refresh, time) VALUES (?, ?)').run(token, now);
      return { access: issueAccess({ ...row, scopes: row.scopes.split(',') }, token, now) };
    },
    listRefreshes: () =>
      (sql('SELECT time FROM oauth_grants ORDER BY time').all() as { time: number }[]).map(({ time }) => time),
    findAccess: (token, now) => {
      let found = cache.get(token);
      if (!found) {
        const row = sql('SELECT agent, scopes, expires FROM oauth_access WHERE token = ?').get(token) as
          { agent: number; scopes: string; expires: number } | undefined;
        if (!row) return undefined;
        found = { agent: row.agent, scopes: new Set(row.scopes.split(',')), expires: row.expires };
        if (cache.size > 500) cache.clear();
        cache.set(token, found);
      }
      return found.expires > now ? found : undefined;
    },
    revoke: (token) => {
      cache.clear();
      const refresh = sql('DELETE FROM oauth_refresh WHERE token = ?').run(token).changes;
      const access = sql('DELETE FROM oauth_access WHERE token = ? OR refresh = ?').run(token, token).changes;
      return refresh + access > 0;
    },
    expireAll: () => {
      cache.clear();
      return sql('DELETE FROM oauth_access').run().changes;
    },
  };
}
