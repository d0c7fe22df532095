import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { EventPayload, Handlers, HandlersOf } from '../src-preload/contract/index.ts';
import { createCapabilities } from './api/capabilities.ts';
import { createApiClient } from './api/client.ts';
import { SCOPE_MISSING } from './api/errors.ts';
import type { Identity } from './auth/session.ts';
import { createAccountHandlers } from './handlers/accounts.ts';
import { createAgentHandlers } from './handlers/agents.ts';
import { createAttachmentHandlers } from './handlers/attachments.ts';
import { createDashboardHandlers } from './handlers/dashboard.ts';
import type { OpenData } from './handlers/data.ts';
import { createContactHandlers } from './handlers/contacts.ts';
import { createContractHandlers, findContracts } from './handlers/contracts.ts';
import { createDepartmentHandlers } from './handlers/departments.ts';
import { createDraftHandlers } from './handlers/drafts.ts';
import { type Notice, noticesOf } from './handlers/notices.ts';
import { createNotificationHandlers } from './handlers/notifications.ts';
import { createLocalRecords } from './outbox/local-records.ts';
import { createMailReplyAddressHandlers } from './handlers/mail-reply-addresses.ts';
import { createOrganizationHandlers } from './handlers/organizations.ts';
import { createOutboxHandlers } from './handlers/outbox.ts';
import { createOwnViews } from './handlers/own-views.ts';
import { followRecords } from './outbox/record-changes.ts';
import { createRecordPresenter } from './handlers/records.ts';
import { createSearchHandlers } from './handlers/search.ts';
import { createSyncHandlers } from './handlers/sync.ts';
import { createTaskHandlers } from './handlers/tasks.ts';
import { createTicketHandlers, mentionNames } from './handlers/tickets.ts';
import { openTimerRoom } from './handlers/timer-room.ts';
import { createWriteHandlers } from './handlers/writes.ts';
import { createWritingHelpHandlers } from './handlers/writing-helps.ts';
import type { Host } from './host.ts';
import { createAgentZone } from './lib/agent-zone.ts';
import type { Clock } from './lib/clock.ts';
import { dayAfter, dayOf, timesAt } from './lib/days.ts';
import type { Emit } from './lib/emitter.ts';
import type { Logger } from './lib/logger.ts';
import type { TokenSource } from './lib/token-source.ts';
import { createAnnouncers } from './notifications/announcers.ts';
import { createFollowing } from './notifications/following.ts';
import { createNotifier, type Notifier } from './notifications/notifier.ts';
import type { Language } from './notifications/words.ts';
import { assigneeOf, ticketIdsOf } from './outbox/affected.ts';
import type { Checkpoint } from './outbox/deps.ts';
import { createEffective } from './outbox/effective.ts';
import { newsAmong } from './outbox/freshness.ts';
import { noteSent } from './outbox/noted.ts';
import { createOutbox, type Outbox } from './outbox/outbox.ts';
import { createRereads } from './outbox/rereads.ts';
import { needsAgent } from './outbox/view.ts';
import { createAgentSettings } from './store/agent-settings.ts';
import { createAnnouncementStore } from './store/announcements.ts';
import { openAgentDatabase, type Owner } from './store/agent-database.ts';
import { openCache } from './store/cache.ts';
import { workspaceDir } from './store/workspace-dir.ts';
import { type Connection, createConnection } from './sync/connection.ts';
import { createSearchIndexer } from './sync/search-indexer.ts';
import { createDepthChoice, type Depth } from './sync/depth.ts';
import { createFileRoom } from './sync/files.ts';
import { fetchFollowerIds } from './sync/followers.ts';
import { fetchTicketHistory } from './sync/ticket-history.ts';
import { createSync, type Sync } from './sync/sync.ts';
import { TICKETS_AS_OF } from './sync/tickets.ts';
import type { TrayDesk } from './timers/tray-room.ts';

/** Methods of one agent's workspace: all but those that answer without one. */
export type WorkspaceHandlers = Omit<Handlers, keyof HandlersOf<'app' | 'data' | 'session' | 'settings'>>;

/** All that is open for one agent of one organisation: two databases, the API client, the sync. */
export interface Workspace {
  readonly handlers: WorkspaceHandlers;
  readonly connection: Connection;
  readonly sync: Sync;
  readonly outbox: Outbox;
  readonly notifier: Notifier;
  /** What the tray shows of it and does with it. */
  readonly tray: TrayDesk;
  readonly notices: readonly Notice[];
  readonly data: OpenData;
  close(): Promise<void>;
}

export interface WorkspaceOptions {
  /** The host's data directory; the workspace lives in a folder of its own below it. */
  dataDir: string;
  identity: Identity;
  host: Pick<
    Host,
    'showWindow' | 'notify' | 'setBadge' | 'idleMs' | 'onSuspend' | 'onResume' | 'files' | 'saveFile' | 'openFile'
  >;
  language(): Language;
  /** The zone that the agent chose for all times, as the settings have it. */
  timeZone(): string;
  tokens: TokenSource;
  clock: Clock;
  logger: Logger;
  emit: Emit;
  /** How much a new agent pulls; null for the usual. What the agent chose later goes before it. */
  depth?: Depth['range'] | null;
  /** The service refused something because this sign-in lacks a scope. */
  onScopeMissing(scope: string): void;
  /** A read met damage in the cache: it must be thrown away and pulled again. */
  onCorruption(error: unknown): void;
  /** Called at the moments at which a crash must lose nothing: for the harness that crashes there. */
  checkpoint?: (name: Checkpoint) => void | Promise<void>;
}

/** Nine o'clock of the next day in a zone, epoch milliseconds. */
const tomorrowMorning = (now: number, zone: string): number => timesAt(dayAfter(dayOf(now, zone)), 9 * 60, zone)[0];
/** Events after which the search index has something to do. */
const INDEXED: ReadonlySet<string> = new Set([
  'tickets.changed',
  'contacts.changed',
  'accounts.changed',
  'tasks.changed',
]);

/** Whose the databases of a workspace are. */
export const ownerOf = ({ profile, organization, agent }: Identity): Owner => ({
  deskUrl: profile.deskUrl,
  orgId: organization.id,
  agentId: agent.id,
});

/** Opens the databases and starts the sync. Fails without touching anything when a database is a newer version's. */
export function openWorkspace(options: WorkspaceOptions): Workspace {
  const { dataDir, identity, tokens, clock, logger, onCorruption } = options;
  const { profile, organization, agent } = identity;
  const owner = ownerOf(identity);
  const dir = workspaceDir(dataDir, owner);
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const agentDatabase = openAgentDatabase(join(dir, 'agent.db'), owner, clock.now());
  let opened: ReturnType<typeof openCache>;
  try {
    opened = openCache(join(dir, 'cache.db'));
  } catch (error) {
    agentDatabase.close();
    throw error;
  }
  const { cache, wasRebuilt } = opened;
  const zone = createAgentZone(() => {
    const chosen = options.timeZone();
    return chosen === 'agent' ? (cache.agents.get(agent.id)?.doc.timeZone ?? agent.timeZone) : chosen;
  });
  const settings = createAgentSettings(agentDatabase.db);
  const indexer = createSearchIndexer({
    index: cache.search.index,
    clock,
    emit: options.emit,
    logger,
    onCorruption,
  });
  const emit: Emit = (name, payload) => {
    options.emit(name, payload);
    if (INDEXED.has(name)) indexer.wake();
    if (name === 'tickets.changed') ownViews.snoozer.check((payload as EventPayload<'tickets.changed'>).ids);
    if (name === 'tickets.changed' || name === 'sync.changed') notifier.wake();
    if (name === 'sync.asked') announcers.question(payload as EventPayload<'sync.asked'>);
    if (name === 'snoozes.woken') {
      const { ids, dueIds } = payload as EventPayload<'snoozes.woken'>;
      for (const id of ids) announcers.back(id, dueIds.includes(id));
    }
  };
  const client = createApiClient({ deskUrl: profile.deskUrl, orgId: organization.id, tokens, clock });
  const connection = createConnection(clock, () => emit('sync.changed', {}));
  const serviceNow = (): number => clock.now() + connection.state.clockOffsetMs;
  client.onOutcome(connection.noteOutcome);
  client.onOutcome(({ error }) => {
    if (error?.reason === SCOPE_MISSING) options.onScopeMissing(error.fields?.['scope'] ?? '');
  });
  const sync = createSync({
    cache,
    client,
    connection,
    clock,
    emit,
    logger,
    agentId: agent.id,
    organizationId: organization.id,
    depth: createDepthChoice(settings, options.depth ?? null),
    attachmentsDir: join(dir, 'attachments'),
    onCorruption,
  });

  const announcements = createAnnouncementStore(agentDatabase.db);
  const capabilities = createCapabilities(cache.capabilities, clock);
  const following = createFollowing({
    settings,
    cache,
    agentId: agent.id,
    clock,
    logger,
    fetchFollowers: (ticketId) => fetchFollowerIds(client, capabilities, ticketId),
  });
  const notifier = createNotifier({
    announcements,
    settings,
    cache,
    host: options.host,
    clock,
    emit: options.emit,
    logger,
    agentId: agent.id,
    language: options.language,
    serviceNow,
    zone: zone.name,
    asOf: () => cache.cursors.updatedAt(TICKETS_AS_OF),
    isSettled: () => connection.state.connection === 'online' && sync.status().progress === null,
    looksAt: sync.looksAt,
    following,
    isWatched: (ticketId) => ownViews.lists.isWatched(ticketId),
    isOwnDoing: (ticketId) => outbox.jobsOfTicket(ticketId).some((job) => assigneeOf(job) === agent.id),
    reply(ticketId) {
      options.host.showWindow(`#/tickets/${encodeURIComponent(ticketId)}`);
      options.emit('app.command', { command: 'reply' });
    },
    snooze: (ticketId) => ownViews.snoozer.set([ticketId], tomorrowMorning(clock.now(), zone.name())),
  });
  const announcers = createAnnouncers({
    notifier,
    cache,
    clock,
    language: options.language,
    serviceNow,
    zone: zone.name,
  });
  const outbox = createOutbox({
    db: agentDatabase.db,
    filesDir: join(dir, 'files'),
    client,
    capabilities,
    clock,
    logger,
    agentId: agent.id,
    maySend: () => connection.state.connection !== 'signInNeeded',
    ticketOf: (threadId) => cache.threads.get(threadId)?.ticketId ?? null,
    hasNews: (ticketId, seen) => newsAmong(cache.threads.listOfTicket(ticketId), seen),
    onChange(job) {
      emit('outbox.changed', { ids: [job.id] });
      const ids = ticketIdsOf(job, outbox.localIds.resolve);
      noteSent(job, cache, (id) => outbox.localIds.resolve(id) ?? id);
      if (ids.length > 0) emit('tickets.changed', { ids });
      if (needsAgent(job.state, job.hold?.reason ?? null, job.question !== null)) announcers.job(job);
    },
    onDrafts: (ids) => emit('drafts.changed', { ids }),
    ...(options.checkpoint === undefined ? {} : { checkpoint: options.checkpoint }),
  });

  const fileRoom = createFileRoom({
    client,
    cache,
    dir: join(dir, 'attachments'),
    emit: options.emit,
    staged: outbox.files.open,
    isStaged: outbox.files.has,
  });
  const rereads = createRereads({ outbox, clock, refresh: sync.refresh });
  const effective = createEffective({
    outbox,
    cache,
    clock,
    author: () => ({
      agentId: agent.id,
      name: agent.name,
      email: agent.email,
      mentions: (content) => mentionNames(cache, content),
      clockOffsetMs: connection.state.clockOffsetMs,
    }),
  });
  const time = openTimerRoom({
    db: agentDatabase.db,
    cache,
    outbox,
    effective,
    clock,
    emit: options.emit,
    host: options.host,
    agentId: agent.id,
    zone: zone.name,
    isOffline: () => connection.state.connection === 'offline',
    remind: announcers.time,
  });
  const records = createRecordPresenter({
    cache,
    local: createLocalRecords({ outbox, cache, clock, agentId: agent.id }),
    effective,
    agentId: agent.id,
    look: (noun, id) => sync.look(noun, id, false),
  });
  const stopRecords = followRecords({ outbox, clock, emit, reread: (noun, id) => sync.look(noun, id, true) });
  const ownViews = createOwnViews({
    settings,
    drafts: outbox.drafts,
    cache,
    effective,
    agentId: agent.id,
    serviceNow,
    zone,
    clock,
    emit,
    onUnread: indexer.wake,
  });
  cache.checkpoints.start();
  sync.start();
  outbox.start();
  ownViews.snoozer.start();
  indexer.start();
  notifier.start();
  return {
    connection,
    sync,
    outbox,
    notifier,
    tray: {
      counts: outbox.counts,
      isOnline: () => connection.state.connection === 'online',
      timers: time.timers,
      desk: time.desk,
      onTick: time.onTick,
      syncNow: () => sync.wake(),
      unread: announcements.countUnread,
      pausedUntil: () => notifier.getSettings().pausedUntil,
      pauseNotifications: (pausedUntil) => void notifier.configure({ pausedUntil }),
    },
    notices: noticesOf(wasRebuilt, agentDatabase),
    data: { folder: dir, cache, outbox, syncStatus: sync.status },
    handlers: {
      ...createTicketHandlers({
        hasTags: () => capabilities.has('tags') === true,
        fetchHistory: (id) => fetchTicketHistory(client, capabilities, id),
        cache,
        agentId: agent.id,
        serviceNow,
        zone,
        effective,
        lists: ownViews.lists,
      }),
      ...createContactHandlers(records),
      ...createAccountHandlers(records),
      ...createTaskHandlers(records),
      ...createContractHandlers(records),
      ...createAgentHandlers(records, ownViews.lists),
      ...createAttachmentHandlers({ room: fileRoom, files: outbox.files, host: options.host, idOf: effective.idOf }),
      ...createDepartmentHandlers(records, ownViews.lists),
      ...createOrganizationHandlers({
        cache,
        organizationId: organization.id,
        look: (id) => sync.look('organization', id, false),
      }),
      ...createMailReplyAddressHandlers(cache),
      ...createWritingHelpHandlers(settings, emit),
      ...ownViews.handlers,
      ...createSyncHandlers(sync, clock),
      ...createSearchHandlers({
        cache,
        agentId: agent.id,
        serviceNow,
        zone,
        effective,
        reach: sync.reach,
        searchRemote: sync.search,
        findContracts: (text, today, limit) => findContracts(records, text, today, limit),
        onUnread: indexer.wake,
        onFound: (ids) => emit('tickets.changed', { ids: [...ids] }),
      }),
      ...time.handlers,
      ...createDashboardHandlers({
        cache,
        agentId: agent.id,
        serviceNow,
        asOf: () => cache.cursors.updatedAt(TICKETS_AS_OF),
        effective,
        listTime: async (from, to) =>
          (
            await time.handlers['timeEntries.list']({
              from: new Date(from).toISOString(),
              to: new Date(to).toISOString(),
            })
          ).entries,
      }),
      ...createNotificationHandlers(notifier, following, announcements, (id, isFollowed) => {
        if (capabilities.has('followers') === false) return;
        outbox.enqueue('ticket.follow', { id, isFollowed }, { wasOffline: connection.state.connection === 'offline' });
      }),
      ...createOutboxHandlers(outbox, cache, () => emit('outbox.changed', { ids: [] })),
      ...createDraftHandlers({ outbox, clock, emit, written: () => ownViews.lists.written() }),
      ...createWriteHandlers({
        outbox,
        cache,
        effective,
        isOffline: () => connection.state.connection === 'offline',
        onAnswer: (ticketId) => sync.reread(ticketId),
      }),
    },
    async close() {
      options.host.files.clear();
      fileRoom.close();
      ownViews.snoozer.stop();
      await time.close();
      await Promise.all([sync.stop(), outbox.stop(), rereads.stop(), stopRecords(), indexer.stop(), notifier.stop()]);
      await cache.checkpoints.stop();
      cache.close();
      agentDatabase.close();
    },
  };
}
