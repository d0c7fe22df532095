/** The outbox of the real core as a child process: commands come as JSON lines on stdin, answers go out on stdout. */
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { createApiClient } from '../../src-main/api/client.ts';
import { type Clock, systemClock } from '../../src-main/lib/clock.ts';
import { silentLogger } from '../../src-main/lib/logger.ts';
import type { Checkpoint } from '../../src-main/outbox/deps.ts';
import { createOutbox } from '../../src-main/outbox/outbox.ts';
import { createAgentBackups } from '../../src-main/store/agent-backups.ts';
import { backupDir, openAgentDatabase } from '../../src-main/store/agent-database.ts';
import { isAppError } from '../../src-main/lib/app-error.ts';
import type { JobKindName } from '../../src-preload/contract/outbox.ts';

interface Config {
  dir: string;
  deskUrl: string;
  orgId: string;
  agentId: string;
  authorization: string;
  lookAtMs: number[];
}

const config = JSON.parse(process.argv[2] ?? '{}') as Config;
let crash: { at: Checkpoint; nth: number } | null = null;
let clockOffset = 0;

/** Ends this process as `kill -9` does: nothing is flushed, nothing is closed. */
function checkpoint(name: Checkpoint): void {
  if (crash?.at !== name) return;
  crash.nth -= 1;
  if (crash.nth <= 0) process.kill(process.pid, 'SIGKILL');
}

const clock: Clock = { ...systemClock, now: () => Date.now() + clockOffset };
const file = join(config.dir, 'agent.db');
const owner = { deskUrl: config.deskUrl, orgId: config.orgId, agentId: config.agentId };
const database = openAgentDatabase(file, owner, clock.now());
const client = createApiClient({
  deskUrl: config.deskUrl,
  orgId: config.orgId,
  tokens: { authorization: () => Promise.resolve(config.authorization) },
  clock,
  timeouts: { response: 700, request: 2_000, send: 2_000 },
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

type Command = { n: number; op: string } & Record<string, unknown>;

const operations: Record<string, (command: Command) => unknown> = {
  crash: ({ at, nth }) => {
    crash = at === null ? null : { at: at as Checkpoint, nth: nth as number };
  },
  clock: ({ ms }) => {
    clockOffset += ms as number;
  },
  settings: ({ patch }) => outbox.updateSettings(patch as object),
  enqueue: ({ kind, input, base, wasOffline }) =>
    outbox.enqueue(kind as JobKindName, input, { base: base ?? null, wasOffline: wasOffline === true }),
  stage: ({ name, text }) => {
    const bytes = Buffer.from(text as string);
    const staging = outbox.files.stage(bytes.length);
    staging.append(bytes);
    return { ...staging.finish(), name };
  },
  draft: ({ key, content }) =>
    outbox.drafts.save(key as string, null, { kind: 'reply', content: content as string }, clock.now()),
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
  retry: ({ id }) => outbox.actions.retry(id as string),
  resolve: ({ id }) => outbox.actions.resolveConflict(id as string, {}),
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
