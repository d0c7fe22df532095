import type { Clock } from '../lib/clock.ts';
import type { Emit } from '../lib/emitter.ts';
import type { Logger } from '../lib/logger.ts';
import { isCorruption } from '../store/database.ts';
import type { SearchIndex } from '../store/search-index.ts';

/** Between two steps: what waits in the event loop goes first. */
const PAUSE_MS = 4;
/** Merging only makes finding faster: it may take its time. */
const MERGE_PAUSE_MS = 25;
/** For rows that arrive without a word. */
const LOOK_MS = 15_000;
const FAILURE_PAUSE_MS = 60_000;

export interface SearchIndexer {
  start(): void;
  /** Something changed: index it now. */
  wake(): void;
  /** Resolves when nothing of it runs any more. */
  stop(): Promise<void>;
}

export interface SearchIndexerDeps {
  index: SearchIndex;
  clock: Clock;
  emit: Emit;
  logger: Logger;
  onCorruption(error: unknown): void;
}

/** Keeps the search index after the rows, in steps of some milliseconds with pauses between. */
export function createSearchIndexer({ index, clock, emit, logger, onCorruption }: SearchIndexerDeps): SearchIndexer {
  const stopping = new AbortController();
  const { signal } = stopping;
  let interrupt = new AbortController();
  let isAwake = true;
  let running: Promise<void> | null = null;

  const pause = (ms: number): Promise<void> => clock.sleep(ms, signal).catch(() => undefined);

  async function rest(): Promise<void> {
    interrupt = new AbortController();
    if (!isAwake) await clock.sleep(LOOK_MS, AbortSignal.any([signal, interrupt.signal])).catch(() => undefined);
  }

  async function indexAll(): Promise<void> {
    if (index.countPending() === 0) return;
    while (!signal.aborted && index.indexSome()) {
      await pause(PAUSE_MS);
      index.mergeSome();
      await pause(PAUSE_MS);
    }
    if (!signal.aborted) emit('search.changed', {});
  }

  async function run(): Promise<void> {
    while (!signal.aborted) {
      try {
        isAwake = false;
        await indexAll();
        while (!signal.aborted && !isAwake && index.mergeSome()) await pause(MERGE_PAUSE_MS);
      } catch (error) {
        if (isCorruption(error)) onCorruption(error);
        logger.error('the search index could not be kept up', { error });
        await pause(FAILURE_PAUSE_MS);
      }
      await rest();
    }
  }

  return {
    start() {
      running ??= run();
    },
    wake() {
      isAwake = true;
      interrupt.abort();
    },
    async stop() {
      stopping.abort(new Error('indexer stopped'));
      await running;
    },
  };
}
