import { backupDir } from '../store/agent-database.ts';
import { type AgentBackups, createAgentBackups } from '../store/agent-backups.ts';
import { type Db, isDiskFull } from '../store/database.ts';
import type { OutboxDeps } from './deps.ts';

/** The first copy waits until the start is over; then one an hour, when something changed. */
const FIRST_MS = 20_000;
const EVERY_MS = 3_600_000;

export interface Maintenance {
  start(): void;
  stop(): Promise<void>;
}

/** Keeps agent.db copied and its files tidy, off everyone's way. */
export function createMaintenance({
  db,
  files,
  clock,
  logger,
  checkpoint,
}: Pick<OutboxDeps, 'files' | 'clock' | 'logger' | 'checkpoint'> & { db: Db }): Maintenance {
  const stopping = new AbortController();
  let loop: Promise<void> | null = null;

  async function run(): Promise<void> {
    let waitMs = FIRST_MS;
    let backups: AgentBackups | null = null;
    for (;;) {
      await clock.sleep(waitMs, stopping.signal).catch(() => undefined);
      if (stopping.signal.aborted) return;
      waitMs = EVERY_MS;
      try {
        backups ??= createAgentBackups(db, backupDir(db.name), () => void checkpoint('backup.partial'));
        await backups.run(clock.now());
        files.collect(clock.now());
      } catch (error) {
        if (stopping.signal.aborted) return;
        logger[isDiskFull(error) ? 'warn' : 'error']('agent.db could not be copied', { error });
      }
    }
  }

  return {
    start() {
      loop ??= run();
    },
    async stop() {
      stopping.abort(new Error('outbox stopped'));
      await loop;
    },
  };
}
