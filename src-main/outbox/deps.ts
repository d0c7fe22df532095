import type { OutboxSettings } from '../../src-preload/contract/outbox.ts';
import type { Capabilities } from '../api/capabilities.ts';
import type { ApiClient } from '../api/client.ts';
import type { Clock } from '../lib/clock.ts';
import type { Logger } from '../lib/logger.ts';
import type { DraftStore } from '../store/drafts.ts';
import type { Job, JobStore } from '../store/jobs.ts';
import type { LocalIdStore } from '../store/local-ids.ts';
import type { OutboxFiles } from '../store/outbox-files.ts';
import type { Seen } from './freshness.ts';
import type { JobKind } from './job.ts';

/** Moments at which a crash must lose nothing; the chaos harness ends the process at them. */
export type Checkpoint =
  | 'intent.before'
  | 'intent.written'
  | 'intent.after'
  | 'mark.before'
  | 'mark.after'
  | 'answer.before'
  | 'answer.written'
  | 'answer.after'
  | 'look.before'
  | 'look.after'
  | 'file.partial'
  | 'backup.partial';

/** What every part of the outbox works with. */
export interface OutboxDeps {
  jobs: JobStore;
  localIds: LocalIdStore;
  drafts: DraftStore;
  files: OutboxFiles;
  kinds: ReadonlyMap<string, JobKind>;
  client: ApiClient;
  capabilities: Capabilities;
  clock: Clock;
  logger: Logger;
  agentId: string;
  settings(): OutboxSettings;
  isPaused(): boolean;
  /** False while the agent must sign in before anything goes out. */
  maySend(): boolean;
  /** The ticket that the cache has a thread of the service on; null where it has none such. */
  ticketOf(threadId: string): string | null;
  /** Whether the cache has a customer's message on a ticket that came after what was seen of it. */
  hasNews(ticketId: string, seen: Seen): boolean;
  random(): number;
  newId(): string;
  /** Called after the commit, with the job as it is now. */
  onChange(job: Job): void;
  /** Drafts that became jobs, or were jobs: called after the commit, with their keys. */
  onDrafts(keys: string[]): void;
  checkpoint(name: Checkpoint): void | Promise<void>;
}
