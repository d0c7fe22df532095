/** The outbox of the real core as a child process: commands come as JSON lines on stdin, answers go out on stdout. */
import { subscribe } from 'node:diagnostics_channel';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { ClientRequest } from 'node:http';
import { flushCompileCache } from 'node:module';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { createApiClient } from '../../src-main/api/client.ts';
import type { Credential } from '../../src-main/auth/stored-session.ts';
import { createTokenSource } from '../../src-main/auth/token-source.ts';
import { type Clock, systemClock } from '../../src-main/lib/clock.ts';
import { acquireInstanceLock } from '../../src-main/lib/instance-lock.ts';
import { silentLogger } from '../../src-main/lib/logger.ts';
import type { TokenSource } from '../../src-main/lib/token-source.ts';
import { onDisk } from '../../src-main/outbox/enqueue.ts';
import { createOutbox } from '../../src-main/outbox/outbox.ts';
import { createAgentBackups } from '../../src-main/store/agent-backups.ts';
import { backupDir, openAgentDatabase } from '../../src-main/store/agent-database.ts';
import type { Migration } from '../../src-main/store/database.ts';
import { AGENT_MIGRATIONS } from '../../src-main/store/migrations/index.ts';
import { isAppError } from '../../src-main/lib/app-error.ts';
import type { JobKindName } from '../../src-preload/contract/outbox.ts';
import type { Point } from './plan.ts';
import { scaledNow } from './scaled-clock.ts';

interface Crash {
  at: Point;
  nth: number;
}

export interface CoreConfig {
  dir: string;
  deskUrl: string;
  orgId: string;
  agentId: string;
  authorization: string;
  /** Tokens that die and are refreshed, in place of `authorization`; null for none. */
  oauth: { clientId: string; clientSecret: string; refreshToken: string; accessToken: string } | null;
  lookAtMs: number[];
  /** How much faster than real its clock runs since `origin`, as the desk's does: waits are as long, and take less. */
  speed: number;
  origin: number;
  /** Versions of Deskhand since the first: each has a migration of its own. */
  updates: number;
  /** Armed from the very start. */
  crash: Crash | null;
}

const config = JSON.parse(process.argv[2] ?? '{}') as CoreConfig;
let crash = config.crash;
let clockOffset = 0;

/** Ends this process as `kill -9` does: nothing is flushed, nothing is closed. */
function checkpoint(name: Point): void {
  if (crash?.at !== name) return;
  crash.nth -= 1;
  if (crash.nth <= 0) process.kill(process.pid, 'SIGKILL');
}

// After the last byte of a write went out, before anything came back.
subscribe('http.client.request.start', (message) => {
  const { request } = message as { request: ClientRequest };
  if (request.method !== 'GET') request.once('finish', () => checkpoint('flight'));
});

// As serve.ts does before it touches anything.
const claim = acquireInstanceLock(config.dir, 'browser');
if ('holder' in claim) process.exit(3);

const newest = AGENT_MIGRATIONS.at(-1)?.version ?? 0;
(AGENT_MIGRATIONS as Migration[]).push(
  ...Array.from({ length: config.updates }, (_, i) => ({
    version: newest + 1 + i,
    description: 'an update of the harness',
    up(db: Parameters<Migration['up']>[0]) {
      db.exec(`CREATE TABLE chaos_first_${i} (id INTEGER); UPDATE job SET summary = summary || '';`);
      checkpoint('migration.partial');
      db.exec(`CREATE TABLE chaos_second_${i} (id INTEGER);`);
    },
  })),
);

const clock: Clock = {
  now: () => scaledNow(config.speed, config.origin) + clockOffset,
  monotonic: () => performance.now() * config.speed,
  sleep: (ms, signal) => systemClock.sleep(ms / config.speed, signal),
};
const file = join(config.dir, 'agent.db');
const owner = { deskUrl: config.deskUrl, orgId: config.orgId, agentId: config.agentId };
const database = openAgentDatabase(file, owner, clock.now());
const client = createApiClient({
  deskUrl: config.deskUrl,
  orgId: config.orgId,
  tokens: tokenSource(),
  clock,
  timeouts: { response: 350, request: 1_500, send: 1_500 },
});
const outbox = createOutbox({
  db: database.db,
  filesDir: join(dirname(file), 'files'),
  client,
  clock,
  logger: silentLogger,
  agentId: config.agentId,
  maySend: () => true,
  onChange: () => undefined,
  lookAtMs: config.lookAtMs,
  checkpoint,
});
const backups = createAgentBackups(database.db, backupDir(file), () => checkpoint('backup.partial'));

/** As the session has it, with the credential in a file of its own: its count of refreshes outlives a kill. */
function tokenSource(): TokenSource {
  const { oauth, authorization, deskUrl } = config;
  if (oauth === null) return { authorization: () => Promise.resolve(authorization) };
  const { clientId, clientSecret, refreshToken, accessToken } = oauth;
  const kept = join(config.dir, 'session.json');
  const credential: Credential = existsSync(kept)
    ? (JSON.parse(readFileSync(kept, 'utf8')) as Credential)
    : { kind: 'oauth', refreshToken, accessToken, expiresAt: clock.now() + 3_600_000, refreshes: [] };
  return createTokenSource({
    profile: { id: 'chaos', label: 'chaos', accountsUrl: deskUrl, deskUrl, brand: 'Zoho' },
    client: { clientId, clientSecret },
    credential,
    clock,
    onCredential(next) {
      writeFileSync(`${kept}.partial`, JSON.stringify(next));
      renameSync(`${kept}.partial`, kept);
      return Promise.resolve();
    },
    onEnded: () => undefined,
  });
}

type Command = { n: number; op: string } & Record<string, unknown>;

const operations: Record<string, (command: Command) => unknown> = {
  crash: ({ at, nth }) => {
    crash = at === null ? null : { at: at as Point, nth: nth as number };
  },
  clock: ({ ms }) => {
    clockOffset += ms as number;
  },
  settings: ({ patch }) => outbox.updateSettings(patch as object),
  enqueue: ({ kind, input, base, wasOffline }) =>
    outbox.enqueue(kind as JobKindName, input, { base: base ?? null, wasOffline: wasOffline === true }),
  // As the handlers do.
  stage: ({ name, text }) =>
    onDisk(() => {
      const bytes = Buffer.from(text as string);
      const staging = outbox.files.stage(bytes.length);
      staging.append(bytes);
      return { ...staging.finish(), name };
    }),
  draft: ({ key, content }) =>
    outbox.drafts.save(key as string, null, { kind: 'reply', content: content as string }, clock.now()),
  discard: ({ key }) => outbox.drafts.remove(key as string),
  drafts: () => outbox.drafts.list(),
  wake: () => outbox.wakeNetwork(),
  backup: () => backups.run(clock.now()),
  /** From now on the file can't grow: as a full disk. */
  diskFull: ({ isFull }) => {
    const pages = database.db.pragma('page_count', { simple: true }) as number;
    database.db.pragma(`max_page_count = ${isFull === true ? pages : 1_000_000_000}`);
  },
  state: () => ({
    unsettled: outbox.jobs.listUnsettled().map(({ id, kind, state, question, hold, error, conflict }) => ({
      id,
      kind,
      state,
      question,
      hold,
      error,
      conflict,
    })),
    isIdle: outbox.isIdle,
  }),
  jobs: ({ since }) =>
    outbox.jobs
      .listAll()
      .filter(({ seq }) => seq > (since as number))
      .map((job) => ({
        ...job,
        history: outbox.jobs.listAttempts(job.id),
        mapped: job.localId === null ? null : outbox.localIds.resolve(job.localId),
      })),
  answer: ({ id, answer, serverId }) =>
    outbox.actions.answer(id as string, answer as 'done', serverId === null ? undefined : (serverId as string)),
  override: ({ id }) => outbox.actions.overrideFreshness(id as string),
  cancel: ({ id }) => outbox.actions.cancel(id as string, true),
  sendNow: ({ id }) => outbox.actions.sendNow(id as string),
  edit: ({ id, patch }) => outbox.actions.edit(id as string, patch as Record<string, unknown>),
  pause: ({ isPaused }) => outbox.setPaused(isPaused === true),
  retry: ({ id }) => outbox.actions.retry(id as string),
  resolve: ({ id, choices }) => outbox.actions.resolveConflict(id as string, choices as Record<string, 'mine'>),
  integrity: () => database.db.pragma('integrity_check(1)', { simple: true }),
};

const say = (value: object): void => void process.stdout.write(`${JSON.stringify(value)}\n`);

createInterface({ input: process.stdin }).on('line', (line) => {
  const command = JSON.parse(line) as Command;
  Promise.resolve()
    .then(() => operations[command.op]?.(command))
    .then(
      (value) => say({ n: command.n, ok: true, value: value ?? null }),
      (error: unknown) =>
        say({
          n: command.n,
          ok: false,
          error: isAppError(error)
            ? { code: error.code, reason: error.reason ?? null }
            : { code: 'fault', reason: String(error) },
        }),
    );
});
process.stdin.on('end', () => process.exit(0));
outbox.start();
say({ ready: true, setAside: database.setAside });
// What a kill would lose: the next start is faster by it.
flushCompileCache();
