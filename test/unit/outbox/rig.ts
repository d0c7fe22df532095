import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createApiClient } from '../../../src-main/api/client.ts';
import type { LedgerEntry } from '../../../src-main/demo-desk/control/ledger.ts';
import type { DemoDeskOptions } from '../../../src-main/demo-desk/options.ts';
import { createDraftHandlers } from '../../../src-main/handlers/drafts.ts';
import { type Clock, systemClock } from '../../../src-main/lib/clock.ts';
import { createLogger } from '../../../src-main/lib/logger.ts';
import { createOutbox, type Outbox, type OutboxOptions } from '../../../src-main/outbox/outbox.ts';
import { openAgentDatabase } from '../../../src-main/store/agent-database.ts';
import type { Job } from '../../../src-main/store/jobs.ts';
import type { HandlersOf } from '../../../src-preload/contract/index.ts';
import type { JobKindName, Receipt } from '../../../src-preload/contract/outbox.ts';
import { until } from '../../fakes/until.ts';
import { startDesk, type TestDesk } from '../demo-desk/client.ts';

/** Faults of our own must be seen; everything else is quiet. */
const logger = createLogger((level, message, details) => {
  if (level === 'error') console.error(message, details);
});

export type FaultInput = Record<string, unknown>;

export interface Rig {
  desk: TestDesk;
  dir: string;
  outbox: Outbox;
  changes: string[];
  put(kind: JobKindName, input: unknown, base?: unknown, wasOffline?: boolean): Receipt;
  job(id: string): Job;
  /** Waits until the job is in one of these states. */
  reaches(id: string, ...states: Job['state'][]): Promise<Job>;
  /** Effects of API calls since the rig began, oldest first; without uploads. */
  ledger(): Promise<LedgerEntry[]>;
  fault(...faults: FaultInput[]): Promise<void>;
  /** A ticket of the seed that is open, and the contact who wrote it. */
  ticket(): Promise<{ id: string; contactId: string; departmentId: string }>;
  from: string;
  /** What composers and forms ask of the core. */
  drafts(clock?: Clock): HandlersOf<'drafts' | 'files'>;
  /** Stops the outbox and opens another on the same files, as after a restart. */
  restart(options?: Partial<OutboxOptions>, between?: () => void): Promise<void>;
  stop(): Promise<void>;
}

export async function startRig(
  deskOptions: DemoDeskOptions = {},
  outboxOptions: Partial<OutboxOptions> = {},
): Promise<Rig> {
  const desk = await startDesk({ tickets: 400, sendMs: 50, ...deskOptions });
  const dir = mkdtempSync(join(tmpdir(), 'deskhand-outbox-'));
  const jade = desk.agents[0]!;
  let token = desk.issueToken();
  const scheme = desk.manner === 'live' ? 'Zoho-oauthtoken' : '乐投Letou-oauthtoken';
  const changes: string[] = [];

  function open(options: Partial<OutboxOptions>) {
    const owner = { deskUrl: desk.url, orgId: desk.orgId, agentId: jade.id };
    const database = openAgentDatabase(join(dir, 'agent.db'), owner, Date.now());
    const client = createApiClient({
      deskUrl: desk.url,
      orgId: desk.orgId,
      tokens: {
        authorization(refused) {
          if (refused !== undefined) token = desk.issueToken();
          return Promise.resolve(`${scheme} ${token}`);
        },
      },
      clock: systemClock,
    });
    const outbox = createOutbox({
      db: database.db,
      filesDir: join(dir, 'files'),
      client,
      clock: systemClock,
      logger,
      agentId: jade.id,
      maySend: () => true,
      onChange: (job) => void changes.push(`${job.id}:${job.state}`),
      lookAtMs: [20, 80, 200, 400],
      ...options,
    });
    outbox.updateSettings({ undoMs: 0 });
    outbox.start();
    return { database, outbox };
  }
  let current = open(outboxOptions);
  const start = ((await desk.control('GET', '/ledger')) as { last: number }).last;
  const addresses = await desk.get(
    `/api/v1/mailReplyAddress${desk.manner === 'live' ? '?departmentId=allDepartment' : ''}`,
  );
  let taken = 0;

  const rig: Rig = {
    desk,
    dir,
    changes,
    get outbox() {
      return current.outbox;
    },
    from: String(
      (addresses.json['data'] as { address: string; isActive?: boolean }[] | undefined)?.find(
        (row) => row.isActive !== false,
      )?.address,
    ),
    put: (kind, input, base = null, wasOffline = false) => current.outbox.enqueue(kind, input, { base, wasOffline }),
    job: (id) => current.outbox.jobs.get(id)!,
    async reaches(id, ...states) {
      await until(`job ${id} is ${states.join(' or ')}`, () => states.includes(rig.job(id).state), 15_000).catch(
        (error: unknown) => {
          throw new Error(
            `${String(error)}: ${JSON.stringify(rig.job(id))} ${JSON.stringify(rig.outbox.jobs.listAttempts(id))}`,
          );
        },
      );
      return rig.job(id);
    },
    async ledger() {
      const { entries } = (await desk.control('GET', `/ledger?since=${start}`)) as { entries: LedgerEntry[] };
      return entries.filter((entry) => entry.noun !== 'upload');
    },
    async fault(...faults) {
      await desk.control('PUT', '/faults', faults);
    },
    async ticket() {
      const { json } = await desk.get(`/api/v1/tickets?limit=100&status=Open`);
      const rows = (
        json['data'] as {
          id: string;
          contactId?: string;
          contact?: { id: string };
          departmentId: string;
          status: string;
        }[]
      ).filter(({ status }) => status !== 'Closed');
      const row = rows[taken++ % rows.length]!;
      const { json: detail } = await desk.get(`/api/v1/tickets/${row.id}`);
      return { id: row.id, contactId: String(detail['contactId']), departmentId: String(detail['departmentId']) };
    },
    drafts: (clock = systemClock) =>
      createDraftHandlers({ outbox: current.outbox, clock, emit: () => undefined, written: () => [] }),
    async restart(options = {}, between = () => undefined) {
      await current.outbox.stop();
      current.database.close();
      between();
      current = open({ ...outboxOptions, ...options });
    },
    async stop() {
      await current.outbox.stop();
      current.database.close();
      await desk.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
  return rig;
}
