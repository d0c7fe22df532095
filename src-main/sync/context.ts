import type { SyncStatus } from '../../src-preload/contract/sync.ts';
import type { Capabilities } from '../api/capabilities.ts';
import type { ApiClient } from '../api/client.ts';
import type { Clock } from '../lib/clock.ts';
import type { Emit } from '../lib/emitter.ts';
import type { Logger } from '../lib/logger.ts';
import type { Cache } from '../store/cache.ts';
import type { Depth } from './depth.ts';

export type Progress = NonNullable<SyncStatus['progress']>;

/** What every puller works with. */
export interface SyncContext {
  cache: Cache;
  client: ApiClient;
  capabilities: Capabilities;
  clock: Clock;
  emit: Emit;
  logger: Logger;
  /** Whose console this is. */
  agentId: string;
  /** Whose desk. */
  organizationId: string;
  /** Aborted when the sync stops: every request and wait ends at once. */
  signal: AbortSignal;
  /** The service's clock, epoch milliseconds. */
  serviceNow(): number;
  depth(): Depth;
  /** What the organisation has a day, for all its agents. */
  creditsPerDay(): number;
  /** Shown in the status bar; null when quiet. */
  onProgress(progress: Progress | null): void;
  /** The service had something new: the polls become lively. */
  onNews(things: number): void;
  /** Whether tickets may be removed at all: not while the agent is being asked. */
  mayRemove(): boolean;
  /** More is gone than may go unasked: everything must be compared, and the agent asked. */
  onManyGone(): void;
  /** A ticket left the cache: its files leave the disk. */
  onGone(ticketId: string): void;
  /** Moves of threads between tickets that were seen (thread, from, to): each doubts the ticket left behind once. */
  seenMoves: Set<string>;
  /** These changed just now: their contents go before others'. */
  onHot(ids: readonly string[]): void;
}
