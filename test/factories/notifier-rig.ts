import { join } from 'node:path';
import { createCapabilities, createMemoryStorage } from '../../src-main/api/capabilities.ts';
import { createTicketLists, type TicketLists } from '../../src-main/handlers/ticket-lists.ts';
import type { HostNotification } from '../../src-main/host.ts';
import { silentLogger } from '../../src-main/lib/logger.ts';
import { createFollowing, type Following } from '../../src-main/notifications/following.ts';
import { createNotifier, type Notifier } from '../../src-main/notifications/notifier.ts';
import { createAgentSettings } from '../../src-main/store/agent-settings.ts';
import { openAgentDatabase } from '../../src-main/store/agent-database.ts';
import { type AnnouncementStore, createAnnouncementStore } from '../../src-main/store/announcements.ts';
import { createViewStore, type ViewStore } from '../../src-main/store/views.ts';
import { fetchFollowerIds } from '../../src-main/sync/followers.ts';
import { type RigOptions, startSyncRig, type SyncRig } from './sync-rig.ts';

/** The notifier over a real sync, a real desk and a real agent.db, all on one virtual clock. */
export interface NotifierRig {
  rig: SyncRig;
  /** The path of its agent.db. */
  file: string;
  readonly notifier: Notifier;
  readonly following: Following;
  readonly views: ViewStore;
  readonly announcements: AnnouncementStore;
  /** What popped up, in order. */
  shown: HostNotification[];
  badges: number[];
  /** The ticket that the agent has before the eyes. */
  lookedAt: string | null;
  /** What buttons of pop-ups asked for. */
  done: string[];
  /** Tickets that this console gave to the agent itself. */
  own: Set<string>;
  agentId: string;
  /** Ends everything and begins anew, as after a kill. */
  restart(options?: { withoutCache?: boolean }): Promise<void>;
  stop(): Promise<void>;
}

export async function startNotifierRig(options: RigOptions = {}): Promise<NotifierRig> {
  const rig = await startSyncRig(options);
  const agentId = rig.desk.agents[0]?.id ?? '';
  const shown: HostNotification[] = [];
  const badges: number[] = [];
  const file = join(rig.dir, 'agent.db');
  const owner = { deskUrl: rig.desk.url, orgId: rig.desk.orgId, agentId };

  function open() {
    const database = openAgentDatabase(file, owner, rig.clock.now());
    const announcements = createAnnouncementStore(database.db);
    const settings = createAgentSettings(database.db);
    const views = createViewStore(settings);
    const capabilities = createCapabilities(createMemoryStorage(), rig.clock);
    const following = createFollowing({
      settings,
      cache: rig.cache,
      agentId,
      clock: rig.clock,
      logger: silentLogger,
      fetchFollowers: (ticketId) => fetchFollowerIds(rig.client, capabilities, ticketId),
    });
    const lists: TicketLists = createTicketLists({
      cache: rig.cache,
      agentId,
      serviceNow: () => rig.clock.now(),
      zone: { name: () => 'UTC' },
      effective: { movedTickets: () => [], ticket: ({ doc }) => doc, goneTicket: () => null },
      views,
    });
    const notifier = createNotifier({
      announcements,
      settings,
      following,
      isWatched: lists.isWatched,
      isOwnDoing: (ticketId) => made.own.has(ticketId),
      cache: rig.cache,
      host: { notify: (notification) => void shown.push(notification), setBadge: (count) => void badges.push(count) },
      clock: rig.clock,
      emit: () => undefined,
      logger: silentLogger,
      agentId,
      language: () => 'en',
      zone: () => 'UTC',
      serviceNow: () => rig.clock.now(),
      asOf: () => rig.sync.status().asOf,
      isSettled: () => rig.sync.status().connection === 'online' && rig.sync.status().progress === null,
      looksAt: (ticketId) => made.lookedAt === ticketId,
      reply: (ticketId) => void made.done.push(`reply ${ticketId}`),
      snooze: (ticketId) => void made.done.push(`snooze ${ticketId}`),
    });
    rig.onEvent = (name) => {
      if (name === 'tickets.changed' || name === 'sync.changed') notifier.wake();
    };
    notifier.start();
    return { database, announcements, notifier, following, views };
  }
  async function close(): Promise<void> {
    rig.onEvent = () => undefined;
    await current.notifier.stop();
    current.database.close();
  }
  const made = {
    rig,
    file,
    shown,
    badges,
    lookedAt: null as string | null,
    done: [] as string[],
    own: new Set<string>(),
    agentId,
    get notifier() {
      return current.notifier;
    },
    get following() {
      return current.following;
    },
    get views() {
      return current.views;
    },
    get announcements() {
      return current.announcements;
    },
    async restart(how: { withoutCache?: boolean } = {}) {
      await close();
      await rig.restart(how);
      current = open();
    },
    async stop() {
      await close();
      await rig.stop();
    },
  };
  let current = open();
  return made;
}
