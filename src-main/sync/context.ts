import type { SyncStatus } from '../../src-preload/contract/sync.ts';
import type { ApiClient } from '../api/client.ts';
import type { Clock } from '../lib/clock.ts';
import type { Emit } from '../lib/emitter.ts';
import type { Logger } from '../lib/logger.ts';
import type { Cache } from '../store/cache.ts';

export type Progress = NonNullable<SyncStatus['progress']>;

/** What every puller works with. */
export interface SyncContext {
  cache: Cache;
  client: ApiClient;
  clock: Clock;
  emit: Emit;
  logger: Logger;
  /** Whose console this is. */
  agentId: string;
  /** Aborted when the sync stops: every request and wait ends at once. */
  signal: AbortSignal;
  /** Shown in the status bar; null when quiet. */
  onProgress(progress: Progress | null): void;
}
