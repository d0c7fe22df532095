import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LedgerEntry } from '../../src-main/demo-desk/control/ledger.ts';
import { createDemoDesk } from '../../src-main/demo-desk/desk.ts';
import { type Child, startChild } from './child.ts';
import type { Ticket } from './plan.ts';

/** The demo desk of a run, and the core that works on it. */
export interface World {
  tickets: Ticket[];
  from: string;
  dir: string;
  start(): Promise<Child>;
  /** Everything that happened since the last look at the ledger. */
  ledger(since: number): Promise<{ entries: LedgerEntry[]; last: number }>;
  faults(faults: object[]): Promise<void>;
  traffic(...events: object[]): Promise<void>;
  get(path: string): Promise<Record<string, unknown>>;
  close(): Promise<void>;
}

/** `entry` is the core's: the real one, or one with a planted bug. */
export async function openWorld(seed: number, entry: string): Promise<World> {
  const desk = await createDemoDesk({
    tickets: 300,
    seed,
    sendMs: 20,
    newIdOnSend: seed % 3 === 0,
    creditsPerDay: 100_000_000,
    maxConcurrent: 50,
  });
  const authorization = `Zoho-oauthtoken ${desk.issueToken()}`;
  const root = mkdtempSync(join(tmpdir(), 'deskhand-chaos-'));
  const dir = join(root, 'workspace');
  mkdirSync(dir);
  const get = async (path: string): Promise<Record<string, unknown>> => {
    const response = await fetch(`${desk.url}/api/v1${path}`, { headers: { authorization, orgId: desk.orgId } });
    const text = await response.text();
    return text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
  };
  const control = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const response = await fetch(`${desk.url}/__demo${path}`, {
      method,
      headers: { 'x-demo-key': desk.key, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  };
  const list = (await get('/tickets?limit=100&status=Open'))['data'] as { id: string; departmentId: string }[];
  const tickets: Ticket[] = [];
  for (const { id } of list.slice(0, 60)) {
    const { contactId, departmentId } = await get(`/tickets/${id}`);
    tickets.push({ id, contactId: String(contactId), departmentId: String(departmentId) });
  }
  const addresses = (await get('/mailReplyAddress?departmentId=allDepartment'))['data'] as {
    address: string;
    isActive?: boolean;
  }[];
  return {
    tickets,
    from: String(addresses.find(({ isActive }) => isActive !== false)?.address),
    dir,
    start: () =>
      startChild(entry, {
        dir,
        deskUrl: desk.url,
        orgId: desk.orgId,
        agentId: desk.agents[0]?.id,
        authorization,
        lookAtMs: [60, 250, 600, 1_100, 1_600],
      }),
    ledger: (since) => control('GET', `/ledger?since=${since}`),
    async faults(faults) {
      await control('PUT', '/faults', faults);
    },
    async traffic(...events) {
      await control('POST', '/traffic', { events });
    },
    get,
    async close() {
      await desk.close();
      rmSync(root, { recursive: true, force: true });
    },
  };
}
