import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LedgerEntry } from '../../src-main/demo-desk/control/ledger.ts';
import { createDemoDesk } from '../../src-main/demo-desk/desk.ts';
import { type Child, startChild } from './child.ts';
import type { CoreConfig } from './core.ts';
import type { Needed, Place } from './intents.ts';
import { scaledNow } from './scaled-clock.ts';

/** The demo desk of a run, and the core that works on it. */
export interface World extends Place {
  dir: string;
  /** `updates`: how many versions of Deskhand later; `crash` is armed from the very start. */
  start(updates: number, options?: { crash?: CoreConfig['crash']; refreshes?: boolean }): Promise<Child>;
  /** Whether the service still gives tokens for a while: it has a limit of its own. */
  mayRefresh(): boolean;
  /** All access tokens die. */
  expireTokens(): Promise<void>;
  /** How many tokens the service gave for refresh tokens so far. */
  refreshes(): number;
  /** Everything that happened since the last look at the ledger. */
  ledger(since: number): Promise<{ entries: LedgerEntry[]; last: number }>;
  faults(faults: object[]): Promise<void>;
  traffic(...events: object[]): Promise<{ ids: string[] }[]>;
  /** Makes a thread that an intent needs; answers its id. */
  thread(ticketId: string, what: Needed): Promise<string>;
  get(path: string): Promise<Record<string, unknown>>;
  close(): Promise<void>;
}

/** How much faster than real the world's clock runs. */
const SPEED = 5;
/** Moments of the looks, milliseconds of the world's clock: later than any lag of the plans, with room for a loaded machine. */
const LOOK_AT_MS = [100, 400, 1_000, 2_000, 3_500];

/** Service-facts: so many refreshes in so long, then the door is shut. */
export const MOST_REFRESHES = 10;
const REFRESH_WINDOW_MS = 10 * 60_000;

/** Age after which a token is no longer given to a new process, milliseconds of the world's clock; it lives an hour. */
const RENEW_MS = 15 * 60_000;

/** `entry` is the core's: the real one, or one with a planted bug. */
export async function openWorld(seed: number, entry: string): Promise<World> {
  const origin = Date.now();
  const desk = await createDemoDesk({
    tickets: 300,
    seed,
    sendMs: 100,
    newIdOnSend: seed % 3 === 0,
    creditsPerDay: 100_000_000,
    maxConcurrent: 50,
    clock: () => scaledNow(SPEED, origin),
  });
  let token = { value: desk.issueToken(), at: scaledNow(SPEED, origin) };
  const { clientId, clientSecret } = desk;
  const oauth = { clientId, clientSecret, refreshToken: desk.issueRefreshToken(), accessToken: desk.issueToken() };
  /** A world outlives its hour where the machine is slow. */
  function authorization(): string {
    const now = scaledNow(SPEED, origin);
    if (now - token.at > RENEW_MS) token = { value: desk.issueToken(), at: now };
    return `Zoho-oauthtoken ${token.value}`;
  }
  const root = mkdtempSync(join(tmpdir(), 'deskhand-chaos-'));
  const dir = join(root, 'workspace');
  mkdirSync(dir);
  async function call(method: string, path: string, body?: unknown): Promise<Record<string, unknown>> {
    const response = await fetch(`${desk.url}/api/v1${path}`, {
      method,
      headers: { authorization: authorization(), orgId: desk.orgId, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
  }
  const get = (path: string): Promise<Record<string, unknown>> => call('GET', path);
  const control = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const response = await fetch(`${desk.url}/__demo${path}`, {
      method,
      headers: { 'x-demo-key': desk.key, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  };
  const traffic: World['traffic'] = async (...events) =>
    (await control<{ results: { ids: string[] }[] }>('POST', '/traffic', { events })).results;

  const list = (await get('/tickets?limit=100&status=Open'))['data'] as { id: string }[];
  const tickets = await Promise.all(
    list.slice(0, 60).map(async ({ id }) => {
      const { contactId, departmentId } = await get(`/tickets/${id}`);
      return { id, contactId: String(contactId), departmentId: String(departmentId) };
    }),
  );
  const addresses = (await get('/mailReplyAddress?departmentId=allDepartment'))['data'] as {
    address: string;
    isActive?: boolean;
  }[];
  const from = String(addresses.find(({ isActive }) => isActive !== false)?.address);
  const departments = ((await get('/departments?limit=100'))['data'] as { id: string }[]).map(({ id }) => id);

  return {
    tickets,
    from,
    departments,
    dir,
    start: (updates, { crash = null, refreshes = false } = {}) =>
      startChild(
        entry,
        {
          dir,
          deskUrl: desk.url,
          orgId: desk.orgId,
          agentId: desk.agents[0]?.id ?? '',
          authorization: authorization(),
          oauth: refreshes ? oauth : null,
          lookAtMs: LOOK_AT_MS,
          speed: SPEED,
          origin,
          updates,
          crash,
        } satisfies CoreConfig,
        join(root, 'compiled'),
      ),
    ledger: (since) => control('GET', `/ledger?since=${since}`),
    mayRefresh: () => {
      const now = scaledNow(SPEED, origin);
      return desk.refreshes().filter((at) => at > now - REFRESH_WINDOW_MS).length < MOST_REFRESHES / 2;
    },
    async expireTokens() {
      await control('POST', '/tokens/expire');
      token = { value: desk.issueToken(), at: scaledNow(SPEED, origin) };
    },
    refreshes: () => desk.refreshes().length,
    async faults(faults) {
      await control('PUT', '/faults', faults);
    },
    traffic,
    async thread(ticketId, what) {
      if (what === 'customerThread') {
        const [made] = await traffic({ kind: 'customerThread', ticketId, content: 'Something else altogether' });
        return String(made?.ids[0]);
      }
      const to = what === 'failedThread' ? 'nobody@bounce.example' : 'carol@example.com';
      const body = { channel: 'EMAIL', to, fromEmailAddress: from, contentType: 'html', content: '<p>from before</p>' };
      const { id } = await call('POST', `/tickets/${ticketId}/draftReply`, body);
      if (what === 'draft') return String(id);
      const sent = await call('POST', `/tickets/${ticketId}/sendDraft?draftThreadId=${String(id)}`);
      const threadId = String(sent['id']);
      for (;;) {
        const { status } = await get(`/tickets/${ticketId}/threads/${threadId}`);
        if (status === 'FAILED') return threadId;
        if (status !== 'PENDING') throw new Error(`a mail to nowhere is ${String(status)}`);
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    },
    get,
    async close() {
      await desk.close();
      rmSync(root, { recursive: true, force: true });
    },
  };
}
