import type { SyncStatus } from '../../src-preload/contract/sync.ts';
import { getAccount } from '../api/accounts.ts';
import { type ApiClient, PRIORITY } from '../api/client.ts';
import { getContact } from '../api/contacts.ts';
import { isAppError } from '../lib/app-error.ts';
import { backoffMs } from '../lib/backoff.ts';
import type { Clock } from '../lib/clock.ts';
import type { Emit } from '../lib/emitter.ts';
import type { Logger } from '../lib/logger.ts';
import type { Cache } from '../store/cache.ts';
import { isCorruption } from '../store/database.ts';
import type { Connection } from './connection.ts';
import type { Progress, SyncContext } from './context.ts';
import { pullDirectory, pullPeople } from './lists.ts';
import { pullTicketBody } from './threads.ts';
import { pullTickets, TICKETS_AS_OF } from './tickets.ts';

/** Tickets whose threads are pulled side by side; the client itself keeps calls to three. */
const WORKERS = 3;
const POLL_MS = 30_000;
const BACKOFF = { baseMs: 2_000, maxMs: 120_000 };
/** What is on screen is asked for again when it is older than this. */
const SCREEN_AGE_MS = 20_000;
const PERSON_AGE_MS = 10 * 60_000;
/** A ticket that the service refuses is left alone this long. */
const REFUSED_MS = 10 * 60_000;

export interface SyncOptions {
  cache: Cache;
  client: ApiClient;
  connection: Connection;
  clock: Clock;
  emit: Emit;
  logger: Logger;
  agentId: string;
  /** The cache is damaged. The sync goes on trying until it is stopped. */
  onCorruption(error: unknown): void;
  random?: () => number;
}

export interface Sync {
  start(): void;
  /** Ends every request; resolves when nothing of the sync runs any more. */
  stop(): Promise<void>;
  /** Looks at the service now, whatever the poll interval or backoff says. */
  wake(): void;
  /** What is on screen goes before everything else. */
  focus(ticketId: string | null, visibleIds: readonly string[]): void;
  status(): SyncStatus;
}

/**
 * Keeps the cache like the service, in the order in which an agent misses things: the ticket on screen, who is who,
 * the lists, then threads and comments (rows in view, own open tickets, open ones, the rest), then contacts and accounts.
 */
export function createSync(options: SyncOptions): Sync {
  const { cache, client, connection, clock, emit, logger, agentId, onCorruption, random = Math.random } = options;
  const stopping = new AbortController();
  const { signal } = stopping;
  const refusedUntil = new Map<string, number>();
  const pulling = new Map<string, Promise<void>>();
  let visibleIds: readonly string[] = [];
  let progress: Progress | null = null;
  let interrupt = new AbortController();
  let running: Promise<void> | null = null;
  const onScreen = new Set<Promise<void>>();

  const context: SyncContext = {
    cache,
    client,
    clock,
    emit,
    logger,
    agentId,
    signal,
    onProgress(next) {
      progress = next;
      emit('sync.changed', {});
    },
  };

  /** One pull for a ticket at a time, whoever asks. */
  function pullBody(id: string, priority: number): Promise<void> {
    const current = pulling.get(id);
    if (current !== undefined) return current;
    const pull = pullTicketBody(context, id, priority).finally(() => pulling.delete(id));
    pulling.set(id, pull);
    return pull;
  }

  function nextBodies(): string[] {
    const now = clock.now();
    const isFree = (id: string): boolean => !pulling.has(id) && (refusedUntil.get(id) ?? 0) <= now;
    const inView = visibleIds.filter((id) => cache.tickets.get(id)?.isComplete === false && isFree(id));
    if (inView.length > 0) return inView.slice(0, WORKERS);
    return cache.tickets.listPendingBodies(agentId, WORKERS * 2 + refusedUntil.size).filter(isFree);
  }

  async function pullBodies(until: number): Promise<void> {
    let failure: unknown = null;
    const worker = async (): Promise<void> => {
      while (failure === null && clock.now() < until && !signal.aborted) {
        const [id] = nextBodies();
        if (id === undefined) return;
        try {
          await pullBody(id, PRIORITY.sync);
          const { pending, total } = cache.tickets.countBodies();
          context.onProgress({ noun: 'threads', done: total - pending, total });
        } catch (error) {
          if (!isAppError(error, 'invalid', 'forbidden', 'internal', 'conflict')) failure ??= error;
          else {
            refusedUntil.set(id, clock.now() + REFUSED_MS);
            logger.warn('a ticket could not be read', { id, error });
          }
        }
      }
    };
    await Promise.all(Array.from({ length: WORKERS }, worker));
    if (failure !== null) throw failure as Error;
  }

  async function cycle(): Promise<void> {
    const until = clock.now() + POLL_MS;
    await pullDirectory(context);
    await pullTickets(context);
    emit('sync.changed', {});
    await pullBodies(until);
    await pullPeople(context);
  }

  async function run(): Promise<void> {
    let failures = 0;
    while (!signal.aborted) {
      let waitMs = POLL_MS * (0.85 + 0.3 * random());
      interrupt = new AbortController();
      try {
        await cycle();
        failures = 0;
        if (nextBodies().length > 0) waitMs = 0;
      } catch (error) {
        if (signal.aborted) return;
        failures += 1;
        waitMs = Math.max(
          (isAppError(error) ? error.retryAfterMs : undefined) ?? 0,
          backoffMs(failures, BACKOFF, random),
        );
        if (isCorruption(error)) onCorruption(error);
        if (!isAppError(error) || error.code === 'internal') logger.error('sync failed', { error });
        else logger.info('sync paused', { code: error.code, message: error.message, waitMs });
      }
      context.onProgress(null);
      if (waitMs > 0) await clock.sleep(waitMs, AbortSignal.any([signal, interrupt.signal])).catch(() => undefined);
    }
  }

  async function refreshScreen(ticketId: string): Promise<void> {
    const isOld = (asOf: number | undefined, maxAge: number): boolean => Math.abs(clock.now() - (asOf ?? 0)) > maxAge;
    const held = cache.tickets.get(ticketId);
    if (held?.isComplete !== true || isOld(held.detailAsOf ?? undefined, SCREEN_AGE_MS))
      await pullBody(ticketId, PRIORITY.screen);
    const contactId = cache.tickets.get(ticketId)?.doc.contactId;
    if (typeof contactId !== 'string') return;
    const call = { priority: PRIORITY.screen, signal };
    if (isOld(cache.contacts.get(contactId)?.asOf, PERSON_AGE_MS)) {
      cache.contacts.upsert([await getContact(client, contactId, call)], clock.now());
      emit('contacts.changed', { ids: [contactId] });
    }
    const accountId = cache.contacts.get(contactId)?.doc.accountId;
    if (typeof accountId === 'string' && isOld(cache.accounts.get(accountId)?.asOf, PERSON_AGE_MS)) {
      cache.accounts.upsert([await getAccount(client, accountId, call)], clock.now());
      emit('accounts.changed', { ids: [accountId] });
    }
  }

  return {
    start() {
      running ??= run();
    },
    async stop() {
      stopping.abort(new Error('sync stopped'));
      await Promise.allSettled([running, ...onScreen, ...pulling.values()]);
    },
    wake() {
      interrupt.abort();
    },
    focus(ticketId, visible) {
      visibleIds = visible;
      if (ticketId === null || signal.aborted || connection.state.connection === 'signInNeeded') return;
      const task = refreshScreen(ticketId)
        .catch((error: unknown) => {
          // What is cached stays on screen; the status bar says why it is old.
          if (!signal.aborted) logger.info('the ticket on screen could not be refreshed', { ticketId, error });
        })
        .finally(() => onScreen.delete(task));
      onScreen.add(task);
    },
    status: () => ({
      ...connection.state,
      asOf: cache.cursors.updatedAt(TICKETS_AS_OF),
      progress,
      calls: client.calls,
    }),
  };
}
