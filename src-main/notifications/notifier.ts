import { z } from 'zod';
import {
  type AnnouncementKind,
  type NotificationSettings,
  notificationSettings,
} from '../../src-preload/contract/notifications.ts';
import type { Host, HostNotification } from '../host.ts';
import type { Clock } from '../lib/clock.ts';
import type { Emit } from '../lib/emitter.ts';
import type { Logger } from '../lib/logger.ts';
import type { AgentSettings } from '../store/agent-settings.ts';
import type { AnnouncementStore, NewAnnouncement } from '../store/announcements.ts';
import type { Cache } from '../store/cache.ts';
import { createAssigned } from './assigned.ts';
import { quietUntil } from './quiet-hours.ts';
import type { Following } from './following.ts';
import { popUpOf } from './pop-up.ts';
import { createReading } from './reading.ts';
import { type Language, WORDS } from './words.ts';

export interface NotifierOptions {
  announcements: AnnouncementStore;
  settings: AgentSettings;
  cache: Cache;
  host: Pick<Host, 'notify' | 'setBadge'>;
  clock: Clock;
  emit: Emit;
  logger: Logger;
  agentId: string;
  language(): Language;
  /** The service's clock, epoch milliseconds. */
  serviceNow(): number;
  /** The zone of the agent's clock by its IANA name. */
  zone(): string;
  /** Epoch milliseconds of the last completed look at the service; null before the first. */
  asOf(): number | null;
  /** Whether the sync has nothing more to fetch now. */
  isSettled(): boolean;
  /** Whether the agent has this ticket before the eyes. */
  looksAt(ticketId: string): boolean;
  following: Following;
  /** Whether the ticket stands in a view that the agent watches. */
  isWatched(ticketId: string): boolean;
  /** Whether this console gave the ticket to the agent itself. */
  isOwnDoing(ticketId: string): boolean;
  /** Opens a ticket with the composer for a reply. */
  reply(ticketId: string): void;
  /** Puts a ticket off until tomorrow morning. */
  snooze(ticketId: string): void;
}

export interface Notifier {
  start(): void;
  stop(): Promise<void>;
  /** Something may have come into the cache. */
  wake(): void;
  /** Announces something that is not of the service, once for each key. */
  announce(announcement: NewAnnouncement): void;
  getSettings(): NotificationSettings;
  configure(
    patch: Partial<{ [K in keyof NotificationSettings]: NotificationSettings[K] | undefined }>,
  ): NotificationSettings;
  markRead(which: { keys: readonly string[] } | { ticketId: string } | 'all'): void;
  mute(ticketId: string, isMuted: boolean): void;
}

/** Events come in bursts; one look serves them all. */
const DEBOUNCE_MS = 1_000;
/** Without a completed look for so long, what came meanwhile is told as one. */
const AWAY_MS = 15 * 60_000;
/** How long the rest of what came meanwhile is waited for. */
const CATCH_UP_MS = 60_000;
/** Rows may show late at the service, so the times of two looks overlap. */
const OVERLAP_MS = 3_600_000;
const HORIZON_MS = 10 * 60_000;
const KEPT_MS = 60 * 24 * 3_600_000;
/** More than so many at once are told as one. */
const MANY = 3;
const LONGEST_NAP_MS = 15 * 60_000;
/** What can be answered where it pops up. */
const ANSWERED: ReadonlySet<AnnouncementKind> = new Set([
  'mine',
  'followed',
  'unassigned',
  'watched',
  'mention',
  'snooze',
]);

const timeSetting = z.number().nullable().default(null);
const iso = (time: number): string => new Date(time).toISOString();

/**
 * Decides what to announce. Each happening has a key that is marked in `agent.db` before anything shows, so that it is
 * announced once, whatever restarts, rebuilds or read lag do. What came while nobody was looking at the service is told
 * as one summary. The first sync and a rebuild are silent: only what is newer than the horizon counts, the service's time
 * of the last look that an earlier run noted.
 */
export function createNotifier(options: NotifierOptions): Notifier {
  const { announcements, settings, cache, host, clock, emit, logger, agentId } = options;
  const stopping = new AbortController();
  const { signal } = stopping;
  let running: Promise<void> | null = null;
  let poke: (() => void) | null = null;
  let isPoked = true;
  let lastAsOf: number | null = null;
  let catchUpUntil: number | null = null;
  let badge = -1;
  let startedAt = clock.now();

  const getSettings = (): NotificationSettings => settings.get('notifications', notificationSettings);
  const wake = (): void => {
    isPoked = true;
    poke?.();
  };
  function showBadge(): void {
    const unread = announcements.countUnread();
    if (unread === badge) return;
    badge = unread;
    host.setBadge(unread);
  }

  function markRead(which: Parameters<Notifier['markRead']>[0]): void {
    if (announcements.markRead(which, clock.now()) === 0) return;
    emit('notifications.changed', {});
    showBadge();
  }

  /** In the transaction of its mark. `isNew` false for what must stay silent. */
  function take(announcement: NewAnnouncement, isWanted: boolean): void {
    if (!announcements.mark(announcement.key, clock.now()) || !isWanted) return;
    announcements.add(announcement, clock.now());
  }
  const isWanted = (kind: AnnouncementKind, ticketId: string | null): boolean =>
    getSettings().rules[kind] && (ticketId === null || !announcements.isMuted(ticketId));

  const assigned = createAssigned({
    announcements,
    settings,
    cache,
    clock,
    agentId,
    language: options.language,
    isSettled: options.isSettled,
    isOwnDoing: options.isOwnDoing,
    isWanted: (ticketId) => isWanted('assigned', ticketId),
    take,
  });
  const { readNews, readTasks } = createReading({
    announcements,
    cache,
    clock,
    agentId,
    language: options.language,
    serviceNow: options.serviceNow,
    following: options.following,
    interest: { isFollowed: options.following.has, isWatched: options.isWatched },
    isWanted,
    take,
    assigned,
    signal,
  });

  /** What a customer's message can be answered with at once. */
  function actionsOf({ key, kind, ticketId }: NewAnnouncement): NonNullable<HostNotification['actions']> {
    if (ticketId === null || !ANSWERED.has(kind)) return [];
    const words = WORDS[options.language()];
    const read = (): void => markRead({ keys: [key] });
    return [
      {
        label: words.reply,
        run() {
          read();
          options.reply(ticketId);
        },
      },
      { label: words.markRead, run: read },
      {
        label: words.snooze,
        run() {
          read();
          options.snooze(ticketId);
        },
      },
    ];
  }

  /** Shows what was not shown yet, unless it must wait. Answers when to try again; null when nothing waits. */
  function tell(): number | null {
    const now = clock.now();
    const count = announcements.countUntold();
    if (count === 0) return null;
    const chosen = getSettings();
    const from = quietUntil(chosen, now, options.zone());
    if (from > now) return from;
    const wasAway = catchUpUntil !== null;
    if (catchUpUntil !== null && now < catchUpUntil && !(lastAsOf !== null && options.isSettled())) return catchUpUntil;
    catchUpUntil = null;
    const untold = announcements.listUntold(1_000);
    const keys = untold.map(({ key }) => key);
    const seen = untold.filter(({ ticketId }) => ticketId !== null && options.looksAt(ticketId));
    const rest = untold.filter((item) => !seen.includes(item));
    announcements.noteTold(keys, now);
    if (seen.length > 0) announcements.markRead({ keys: seen.map(({ key }) => key) }, now);
    const [only] = rest;
    if (only !== undefined && (rest.length === 1 || (rest.length <= MANY && !wasAway))) {
      for (const item of rest) host.notify(popUpOf(item, chosen, WORDS[options.language()], actionsOf(item)));
    } else if (only !== undefined) {
      const words = WORDS[options.language()];
      const tickets = new Set(rest.map(({ ticketId, key }) => ticketId ?? key)).size;
      host.notify({
        id: `summary:${only.key}`,
        title: words.many(rest.length),
        body: words.onTickets(tickets),
        route: '#/notifications',
      });
    }
    return null;
  }

  /** The moment before which nothing is news, service's time; begins with the first look ever. */
  function horizon(): { begun: number; since: string } {
    let begun = settings.get('notifications.begun', timeSetting);
    if (begun === null) {
      // The service's clock is known by now; what came since the start is news all the same.
      begun = options.serviceNow() - (clock.now() - startedAt);
      settings.set('notifications.begun', begun);
    }
    const noted = settings.get('notifications.horizon', timeSetting) ?? begun;
    return { begun, since: iso(Math.max(begun, noted - OVERLAP_MS)) };
  }
  function noteLook(): void {
    const now = clock.now();
    const asOf = options.asOf();
    const noted = settings.get('notifications.horizon', timeSetting);
    lastAsOf ??= noted ?? asOf;
    const isBehind = lastAsOf !== null && now - lastAsOf > AWAY_MS;
    if (isBehind && catchUpUntil === null) catchUpUntil = now + CATCH_UP_MS;
    if (asOf !== null && asOf > (lastAsOf ?? 0)) lastAsOf = asOf;
    const service = asOf === null ? null : asOf + (options.serviceNow() - now);
    if (service !== null && service - (noted ?? 0) > HORIZON_MS && options.isSettled()) {
      settings.set('notifications.horizon', service);
      announcements.prune(now - KEPT_MS);
    }
  }

  /** One look; answers how long to nap, milliseconds. */
  async function pass(): Promise<number> {
    const now = clock.now();
    const { begun, since } = horizon();
    const unread = announcements.countUnread();
    await readNews(since);
    if (signal.aborted) return 0;
    readTasks(begun);
    noteLook();
    const again = tell();
    if (announcements.countUnread() !== unread) emit('notifications.changed', {});
    showBadge();
    const due = cache.news.nextTaskDue(agentId, iso(options.serviceNow()));
    const taskAt = due === null ? Infinity : Date.parse(due) - (options.serviceNow() - now) + 1_000;
    const next = Math.min(again ?? Infinity, Number.isNaN(taskAt) ? Infinity : taskAt, now + LONGEST_NAP_MS);
    return Math.max(DEBOUNCE_MS, next - now);
  }

  async function nap(ms: number): Promise<void> {
    if (isPoked) return clock.sleep(DEBOUNCE_MS, signal);
    const waking = new AbortController();
    const end = AbortSignal.any([signal, waking.signal]);
    poke = () => waking.abort(new Error('poked'));
    await clock.sleep(ms, end).catch(() => undefined);
    poke = null;
    if (!signal.aborted && isPoked) await clock.sleep(DEBOUNCE_MS, signal);
  }

  async function run(): Promise<void> {
    let ms = DEBOUNCE_MS;
    while (!signal.aborted) {
      await nap(ms).catch(() => undefined);
      if (signal.aborted) return;
      isPoked = false;
      try {
        ms = await pass();
      } catch (error) {
        logger.error('the news could not be read', { error });
        ms = 60_000;
      }
    }
  }

  return {
    start() {
      showBadge();
      startedAt = clock.now();
      running ??= run();
    },
    async stop() {
      stopping.abort(new Error('notifier stopped'));
      await running;
    },
    wake,
    announce(announcement) {
      announcements.transaction(() => take(announcement, isWanted(announcement.kind, announcement.ticketId)));
      emit('notifications.changed', {});
      wake();
    },
    getSettings,
    configure(patch) {
      const named = Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined));
      settings.set('notifications', { ...getSettings(), ...named });
      emit('notifications.changed', {});
      wake();
      return getSettings();
    },
    markRead,
    mute(ticketId, isMuted) {
      announcements.mute(ticketId, isMuted, clock.now());
      if (isMuted) announcements.markRead({ ticketId }, clock.now());
      emit('notifications.changed', {});
      showBadge();
    },
  };
}
