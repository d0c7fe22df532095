import type { SearchReach } from '../../src-preload/contract/search.ts';
import type { DepthEstimate, SweepQuestion, SyncStatus } from '../../src-preload/contract/sync.ts';
import { createCapabilities } from '../api/capabilities.ts';
import { type ApiClient, PRIORITY } from '../api/client.ts';
import type { Clock } from '../lib/clock.ts';
import type { Emit } from '../lib/emitter.ts';
import type { Logger } from '../lib/logger.ts';
import type { Cache } from '../store/cache.ts';
import { isLocalId } from '../store/local-ids.ts';
import { createAttachmentJob } from './attachments.ts';
import { createBodies } from './bodies.ts';
import { createBudget } from './budget.ts';
import type { Connection } from './connection.ts';
import type { Progress, SyncContext } from './context.ts';
import type { Depth, DepthChoice } from './depth.ts';
import { createDirectoryJobs } from './directory.ts';
import { createEditionCredits, createOrganizationJob } from './editions.ts';
import { createEstimates } from './estimate.ts';
import { createListingJobs, createRelistJob, reachOf, RELISTED } from './listings.ts';
import { asOfName, CHECKED } from './lists.ts';
import { createHeat, paceMs } from './pace.ts';
import { createPoll, tellsChanges } from './poll.ts';
import { createQuestions } from './questions.ts';
import { createScheduler } from './scheduler.ts';
import { type RemoteFinds, searchRemote } from './remote-search.ts';
import { refreshRecord, type ScreenNoun } from './records.ts';
import { refreshScreen } from './screen.ts';
import { createSweep, SWEPT } from './sweep.ts';
import { createTags } from './tags.ts';
import { createTaskJobs } from './tasks.ts';
import { TICKETS_AS_OF, TICKETS_READ } from './tickets.ts';
import { createUnsettled } from './unsettled.ts';
import { createUpkeepJob, removeFolder } from './upkeep.ts';

/** Somebody who asks for a look, or comes back, counts as so many things that happened. */
const SOMEBODY_IS_THERE = 3;

/** Who goes to another window and comes back within this brings no look along. */
const GLANCE_MS = 20_000;

export interface SyncOptions {
  cache: Cache;
  client: ApiClient;
  connection: Connection;
  clock: Clock;
  emit: Emit;
  logger: Logger;
  agentId: string;
  organizationId: string;
  depth: DepthChoice;
  /** Where contents of attachments are kept. */
  attachmentsDir: string;
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
  /** A ticket is being answered: what came to it meanwhile is looked for now. */
  reread(ticketId: string): void;
  /** Whether the agent has this ticket before the eyes. */
  looksAt(ticketId: string): boolean;
  /** Something was written to a ticket: it is read again before others. `isEdited`: in a way that no count tells. */
  refresh(ticketId: string, isEdited: boolean): void;
  /** A contact, account, task or contract is on screen, or was written (`always`): it is read whole, with what hangs on it. */
  look(noun: ScreenNoun, id: string, always: boolean): void;
  /** Whether the agent looks at the console. */
  presence(focused: boolean, visible: boolean): void;
  setDepth(depth: Depth): void;
  estimateDepth(depth: Depth): Promise<DepthEstimate>;
  /** Nobody waits for the estimate in progress. */
  endEstimate(): void;
  answerSweep(question: Pick<SweepQuestion, 'noun' | 'askedAt'>, remove: boolean): void;
  /** Compares everything with the service, beginning now. */
  sweep(): void;
  /** How far the lists of tickets reach that are held. */
  reach(): SearchReach;
  /** Asks the service's own search, from its `from`th find on, and keeps what it finds. Fails like every call. */
  search(text: string, from: number): Promise<RemoteFinds>;
  status(): SyncStatus;
}

/**
 * Keeps the cache like the service for as few credits as it takes. What there is to do is a list of jobs; the scheduler
 * takes the most urgent that is due, a step at a time.
 */
export function createSync(options: SyncOptions): Sync {
  const {
    cache,
    client,
    connection,
    clock,
    emit,
    logger,
    agentId,
    organizationId,
    onCorruption,
    random = Math.random,
  } = options;
  const stopping = new AbortController();
  const { signal } = stopping;
  const budget = createBudget(cache.cursors, clock, createEditionCredits({ cache, organizationId }));
  const stopBudget = client.onOutcome(budget.note);
  const onScreen = new Set<Promise<void>>();
  let running: Promise<void> | null = null;
  let progress: Progress | null = null;
  let presence = { focused: true, visible: true };
  let openTicketId: string | null = null;
  const heat = createHeat();

  const context: SyncContext = {
    cache,
    client,
    capabilities: createCapabilities(cache.capabilities, clock),
    clock,
    emit,
    logger,
    agentId,
    organizationId,
    signal,
    serviceNow: () => clock.now() + connection.state.clockOffsetMs,
    depth: () => options.depth.get(),
    creditsPerDay: () => budget.perDay,
    onProgress(next) {
      progress = next;
      emit('sync.changed', {});
    },
    onNews: (things) => heat.add(things, clock.now()),
    mayRemove: () => !questions.isAsked('tickets'),
    onManyGone() {
      if (questions.wasKept('tickets') || sweep.isUnderWay) return;
      sweep.begin();
      scheduler.wake(false);
    },
    seenMoves: new Set(),
    onHot: (ids) => bodies.hot(ids),
    onGone(ticketId) {
      const removal = removeFolder(options.attachmentsDir, ticketId)
        .catch((error: unknown) => logger.warn('files of a ticket that left are still on disk', { ticketId, error }))
        .finally(() => onScreen.delete(removal));
      onScreen.add(removal);
    },
  };
  const bodies = createBodies(context);
  const tags = createTags(context);
  const unsettled = createUnsettled(context);
  const estimates = createEstimates(context);
  const questions = createQuestions(context);
  const sweep = createSweep(context, questions);
  const pace = (): number => paceMs({ ...presence, heat: heat.at(clock.now()) });
  const poll = createPoll(context, pace, random);
  const scheduler = createScheduler({
    jobs: [
      createOrganizationJob(context),
      ...createDirectoryJobs(context, questions),
      ...createListingJobs(context),
      ...createTaskJobs(context, questions),
      ...bodies.jobs,
      unsettled.job,
      poll,
      createRelistJob(context),
      sweep,
      createAttachmentJob(context, options.attachmentsDir),
      createUpkeepJob(context, options.attachmentsDir),
    ],
    clock,
    logger,
    signal,
    breather: cache.checkpoints.breather,
    random,
    allows: (purpose) => connection.state.connection !== 'signInNeeded' && budget.allows(purpose),
    onStep() {
      budget.keep();
      if (progress !== null && scheduler.isQuiet) context.onProgress(null);
    },
    onCorruption,
  });

  function wake(toTheSecond = true): void {
    heat.add(SOMEBODY_IS_THERE, clock.now());
    poll.hurry(toTheSecond);
    unsettled.hurry();
    scheduler.wake(true);
  }
  /** What is cached stays; the status bar says why it is old. */
  const noteUnread =
    (ticketId: string) =>
    (error: unknown): void => {
      if (!signal.aborted) logger.info('a ticket could not be refreshed', { ticketId, error });
    };
  /** Where only the list of recent threads is looked at, what else changed is known as of the last whole list. */
  function ticketsAsOf(): { ticketFields: number | null; closedTickets: number | null } {
    const told = cache.cursors.updatedAt(TICKETS_AS_OF);
    if (tellsChanges(context)) return { ticketFields: told, closedTickets: told };
    const read = cache.cursors.updatedAt(TICKETS_READ);
    return {
      ticketFields: read === null ? null : Math.max(read, cache.cursors.updatedAt(RELISTED) ?? 0),
      closedTickets: cache.cursors.updatedAt(SWEPT),
    };
  }
  const asOf = (noun: string): number | null => cache.cursors.updatedAt(asOfName(noun));

  function reread(ticketId: string): void {
    if (signal.aborted || isLocalId(ticketId) || connection.state.connection === 'signInNeeded') return;
    const task = refreshScreen(context, bodies, tags, ticketId)
      .catch(noteUnread(ticketId))
      .finally(() => {
        onScreen.delete(task);
        scheduler.wake(false);
      });
    onScreen.add(task);
  }

  return {
    start() {
      running ??= scheduler.run();
    },
    async stop() {
      stopping.abort(new Error('sync stopped'));
      await Promise.allSettled([running, ...onScreen, bodies.settled()]);
      stopBudget();
      budget.keep(true);
    },
    wake: () => wake(),
    looksAt: (ticketId) => presence.focused && presence.visible && openTicketId === ticketId,
    focus(ticketId, visible) {
      openTicketId = ticketId;
      bodies.view(visible);
      scheduler.wake(false);
      if (ticketId !== null) reread(ticketId);
    },
    reread,
    refresh(ticketId, isEdited) {
      if (signal.aborted) return;
      cache.tickets.doubt(ticketId, isEdited ? ['detail', 'comments', 'timeEntries', 'attachments'] : ['detail']);
      if (cache.tickets.get(ticketId) !== null) bodies.hot([ticketId]);
      else void bodies.pull(ticketId, { priority: PRIORITY.sync }).catch(noteUnread(ticketId));
      scheduler.wake(false);
    },
    look(noun, id, always) {
      if (signal.aborted || isLocalId(id) || connection.state.connection === 'signInNeeded') return;
      const task = refreshRecord(context, noun, id, { always })
        .catch((error: unknown) => {
          if (!signal.aborted) logger.info('a record on screen could not be refreshed', { noun, id, error });
        })
        .finally(() => onScreen.delete(task));
      onScreen.add(task);
    },
    presence(focused, visible) {
      const cameBack = focused && !presence.focused;
      presence = { focused, visible };
      const isOld = Math.abs(clock.now() - (poll.lastAt ?? 0)) > GLANCE_MS;
      if (cameBack && isOld) wake(false);
      else scheduler.wake(false);
      emit('sync.changed', {});
    },
    setDepth(depth) {
      options.depth.set(depth);
      scheduler.wake(false);
      emit('sync.changed', {});
    },
    estimateDepth: (depth) => estimates.of(depth),
    endEstimate: () => estimates.end(),
    answerSweep(question, remove) {
      questions.answer(question, remove);
      scheduler.wake(false);
    },
    sweep() {
      cache.cursors.set(CHECKED, {}, clock.now());
      sweep.begin();
      unsettled.hurry();
      scheduler.wake(false);
    },
    reach: () => reachOf(context),
    async search(text, from) {
      const asked = searchRemote(context, text, from);
      const settled = asked.then(
        () => undefined,
        () => undefined,
      );
      onScreen.add(settled);
      try {
        return await asked;
      } finally {
        onScreen.delete(settled);
      }
    },
    status: () => ({
      ...connection.state,
      asOf: cache.cursors.updatedAt(TICKETS_AS_OF),
      progress,
      calls: client.calls,
      perNoun: {
        tickets: cache.cursors.updatedAt(TICKETS_AS_OF),
        ...ticketsAsOf(),
        tasks: asOf('tasks'),
        contacts: asOf('contacts'),
        accounts: asOf('accounts'),
        agents: asOf('agents'),
        departments: asOf('departments'),
        contracts: asOf('contracts'),
        mailReplyAddresses: asOf('mailReplyAddresses'),
        sweep: cache.cursors.updatedAt(SWEPT),
      },
      sweepQuestion: questions.current(),
      depth: options.depth.get(),
      reach: reachOf(context),
      creditsToday: budget.today,
      allowance: budget.allowance(),
      pollMs: Math.round(poll.next.paceMs),
      nextPollAt: budget.allows('fresh') && Number.isFinite(poll.next.at) ? Math.round(poll.next.at) : null,
    }),
  };
}
