import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ApiClient, type CallOutcome, createApiClient } from '../../src-main/api/client.ts';
import { createDemoDesk, type DemoDesk, type DemoDeskOptions } from '../../src-main/demo-desk/desk.ts';
import type { Emit } from '../../src-main/lib/emitter.ts';
import { type Logger, silentLogger } from '../../src-main/lib/logger.ts';
import { type Cache, openCache } from '../../src-main/store/cache.ts';
import { deleteDatabase } from '../../src-main/store/database.ts';
import { createConnection } from '../../src-main/sync/connection.ts';
import { DEFAULT_DEPTH, type Depth } from '../../src-main/sync/depth.ts';
import { createSync, type Sync } from '../../src-main/sync/sync.ts';
import { createRng } from '../../src-main/demo-desk/rng.ts';
import { createVirtualClock, type VirtualClock } from '../fakes/virtual-clock.ts';

export interface SyncRig {
  desk: DemoDesk;
  clock: VirtualClock;
  dir: string;
  /** Calls that the desk answered to the sync since the rig began. */
  outcomes: CallOutcome[];
  readonly cache: Cache;
  readonly sync: Sync;
  readonly client: ApiClient;
  events: { name: string; payload: unknown }[];
  /** Runs at each event, before anything else happens. */
  onEvent: (name: string, payload: unknown) => void;
  /** Runs when a call of the sync was answered, before anything is done with the answer. */
  onCall: (outcome: CallOutcome) => void;
  depth: Depth;
  /** A call to `/__demo`. */
  control(method: string, path: string, body?: unknown): Promise<unknown>;
  /** What happens at the desk by other hands. */
  traffic(...events: Record<string, unknown>[]): Promise<Record<string, unknown>[]>;
  /** A call of the service itself, as a colleague. */
  api(method: string, path: string, body?: unknown): Promise<{ status: number; json: Record<string, unknown> }>;
  /** Passes virtual time until nothing is due but the next look, or the agent is asked something; at most `ms`. */
  quiet(ms?: number): Promise<void>;
  /** Answers the sweep's question, if there is one. */
  answer(remove: boolean): void;
  /**
   * Stops the sync and begins anew on the same cache, as after a restart; or on none, as after damage. `isKilled`: nothing
   * that the old one would still write is written, as when its process ends.
   */
  restart(options?: { withoutCache?: boolean; isKilled?: boolean }): Promise<void>;
  stop(): Promise<void>;
}

export interface RigOptions extends DemoDeskOptions {
  depth?: Partial<Depth>;
  /** Where the virtual day begins. */
  start?: number;
  logger?: Logger;
  /** Whether the sync is started at once. */
  idle?: boolean;
  random?: number;
}

const START = Date.parse('2026-03-02T08:00:00Z');
const DAY_MS = 24 * 3_600_000;

/** The sync engine on a real cache and a demo desk over HTTP, both on one virtual clock. */
export async function startSyncRig(options: RigOptions = {}): Promise<SyncRig> {
  const { depth, start = START, logger = silentLogger, idle = false, random = 1, ...deskOptions } = options;
  let onWire = 0;
  const clock = createVirtualClock(start, () => onWire > 0);
  const desk = await createDemoDesk({ tickets: 60, now: start, clock: () => clock.tick(), ...deskOptions });
  const dir = mkdtempSync(join(tmpdir(), 'deskhand-sync-'));
  const jade = desk.agents[0];
  if (jade === undefined) throw new Error('a desk without agents');
  const scheme = desk.manner === 'live' ? 'Zoho-oauthtoken' : '乐投Letou-oauthtoken';
  const rng = createRng(random, 3);
  let token = { value: desk.issueToken(), at: clock.now() };
  const authorization = (): string => {
    if (clock.now() - token.at > 50 * 60_000) token = { value: desk.issueToken(), at: clock.now() };
    return `${scheme} ${token.value}`;
  };
  const outcomes: CallOutcome[] = [];

  const rig: Omit<SyncRig, 'cache' | 'sync' | 'client'> = {
    desk,
    clock,
    dir,
    outcomes,
    events: [],
    onEvent: () => undefined,
    onCall: () => undefined,
    depth: { ...DEFAULT_DEPTH, range: 'all', ...depth },
    async control(method, path, body) {
      const response = await fetch(`${desk.url}/__demo/${path}`, {
        method,
        headers: { 'x-demo-key': desk.key },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const json: unknown = await response.json();
      if (!response.ok) throw new Error(`${method} ${path}: ${JSON.stringify(json)}`);
      return json;
    },
    async traffic(...events) {
      const { results } = (await rig.control('POST', 'traffic', { events, seed: clock.now() })) as {
        results: Record<string, unknown>[];
      };
      return results;
    },
    async api(method, path, body) {
      const response = await fetch(`${desk.url}/api/v1${path}`, {
        method,
        headers: {
          authorization: Buffer.from(authorization(), 'utf8').toString('latin1'),
          orgId: desk.orgId,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      return { status: response.status, json: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>) };
    },
    quiet: async () => undefined,
    answer: () => undefined,
    restart: async () => undefined,
    stop: async () => undefined,
  };

  function open() {
    const { cache } = openCache(join(dir, 'cache.db'));
    const emit: Emit = (name, payload) => {
      rig.events.push({ name, payload });
      rig.onEvent(name, payload);
    };
    const client = createApiClient({
      deskUrl: desk.url,
      orgId: desk.orgId,
      tokens: {
        authorization: () => {
          onWire += 1;
          return Promise.resolve(authorization());
        },
      },
      clock,
      random: () => rng.next(),
      env: {},
    });
    const connection = createConnection(clock, () => emit('sync.changed', {}));
    client.onOutcome((outcome) => {
      onWire -= 1;
      outcomes.push(outcome);
      connection.noteOutcome(outcome);
      rig.onCall(outcome);
    });
    const sync = createSync({
      cache,
      client,
      connection,
      clock,
      emit,
      logger,
      agentId: jade?.id ?? '',
      organizationId: desk.orgId,
      depth: { get: () => rig.depth, set: (next) => void (rig.depth = next) },
      attachmentsDir: join(dir, 'attachments'),
      onCorruption: (error) => {
        throw error;
      },
      random: () => rng.next(),
    });
    return { cache, client, sync };
  }
  let current = open();
  if (!idle) current.sync.start();

  async function close(isKilled = false): Promise<void> {
    if (isKilled) {
      current.cache.close();
      // Whatever it still tries meets a closed file.
      await current.sync.stop().catch(() => undefined);
    } else {
      await current.sync.stop();
      current.cache.close();
    }
    onWire = 0;
  }
  Object.defineProperties(rig, {
    cache: { get: () => current.cache },
    sync: { get: () => current.sync },
    client: { get: () => current.client },
  });
  return Object.assign(rig, {
    async quiet(ms = DAY_MS) {
      const end = clock.now() + ms;
      for (let calm = 0; calm < 2 && clock.now() < end;) {
        await clock.runFor(500);
        const { pending } = current.cache.tickets.countBodies();
        const { asOf, progress, sweepQuestion } = current.sync.status();
        if (sweepQuestion != null) return;
        calm = asOf !== null && progress === null && pending === 0 ? calm + 1 : 0;
      }
      if (clock.now() >= end) throw new Error(`not quiet after ${ms} ms: ${JSON.stringify(current.sync.status())}`);
    },
    answer(remove: boolean) {
      const { sweepQuestion } = current.sync.status();
      if (sweepQuestion != null) current.sync.answerSweep(sweepQuestion, remove);
    },
    async restart({ withoutCache = false, isKilled = false } = {}) {
      await close(isKilled);
      if (withoutCache) deleteDatabase(join(dir, 'cache.db'));
      current = open();
      current.sync.start();
    },
    async stop() {
      await close();
      await desk.close();
    },
  }) as SyncRig;
}
