import type { Host } from '../host.ts';
import type { Clock } from '../lib/clock.ts';
import type { Emitter } from '../lib/emitter.ts';
import type { Logger } from '../lib/logger.ts';
import type { LogTimerInput, TimerRow, TimerTicket } from '../../src-preload/contract/timers.ts';
import type { Timer } from '../store/timers.ts';
import type { Timers } from './timers.ts';
import { type TrayFacts, trayView } from './tray.ts';

/** One agent's desk, as far as the tray has to do with it. */
export interface TrayDesk {
  counts(): { unsettled: number; attention: number };
  isOnline(): boolean;
  timers: Timers;
  desk: {
    row(timer: Timer): TimerRow;
    recent(limit: number): TimerTicket[];
    start(input: { ticketId: string; taskId: string | null; note: string }): TimerRow;
    log(input: LogTimerInput): unknown;
  };
  onTick(listener: (running: readonly Timer[]) => void): () => void;
  /** Announced and not read. */
  unread(): number;
  syncNow(): void;
  /** Epoch milliseconds; null for none. */
  pausedUntil(): number | null;
  pauseNotifications(until: number | null): void;
}

export interface TrayRoomOptions {
  host: Host;
  emitter: Emitter;
  clock: Clock;
  logger: Logger;
  /** Null while nobody is signed in. */
  desk(): TrayDesk | null;
  language(): 'en' | 'zh';
}

const HEARD = new Set([
  'outbox.changed',
  'timers.changed',
  'sync.changed',
  'session.changed',
  'settings.changed',
  'notifications.changed',
]);
const GAP_MS = 200;
const PAUSE_MS = 3_600_000;
const MINUTE_MS = 60_000;
const MAX_RECENT = 6;

/** Keeps the tray saying what is so, and does what is chosen in its menu. */
export function createTrayRoom({ host, emitter, clock, logger, desk: openDesk, language }: TrayRoomOptions) {
  let shown = '';
  let minutes = '';
  let ticking: { of: TrayDesk; stop(): void } | null = null;
  let timer: NodeJS.Timeout | null = null;

  function facts(): TrayFacts {
    const open = openDesk();
    if (open === null) {
      return {
        language: language(),
        isSignedIn: false,
        isOnline: false,
        unsettled: 0,
        attention: 0,
        unread: 0,
        timers: [],
        rounded: () => 0,
        recent: [],
        isPausedUntil: null,
      };
    }
    const { unsettled, attention } = open.counts();
    const { timers, desk } = open;
    const pausedUntil = open.pausedUntil();
    return {
      language: language(),
      isSignedIn: true,
      isOnline: open.isOnline(),
      unsettled,
      attention,
      unread: open.unread(),
      timers: timers.list().map(desk.row),
      rounded: timers.roundedSeconds,
      recent: desk.recent(MAX_RECENT),
      isPausedUntil: pausedUntil !== null && pausedUntil > clock.now() ? pausedUntil : null,
    };
  }
  /** The menu has minutes: between them a running timer changes nothing in it. */
  function onTick(running: readonly Timer[]): void {
    const now = running.map(({ id, ms }) => `${id} ${Math.floor(ms / MINUTE_MS)}`).join();
    if (now === minutes) return;
    minutes = now;
    show();
  }
  function show(): void {
    const open = openDesk();
    if (ticking?.of !== open) {
      ticking?.stop();
      ticking = open === null ? null : { of: open, stop: open.onTick(onTick) };
    }
    const view = trayView(facts());
    const text = JSON.stringify(view);
    if (text === shown) return;
    shown = text;
    host.setTray(view);
  }
  const soon = (): void => {
    if (timer !== null) return;
    timer = setTimeout(() => {
      timer = null;
      try {
        show();
      } catch (error) {
        logger.error('the tray could not be shown', { error });
      }
    }, GAP_MS);
    timer.unref();
  };
  function act(id: string): void {
    const [what, of = ''] = id.split(/:(.*)/s);
    if (what === 'open') return host.showWindow();
    if (what === 'quit') return host.quit();
    const open = openDesk();
    if (open === null) return host.showWindow();
    const { timers, desk } = open;
    switch (what) {
      case 'pause':
        return void timers.pause(of);
      case 'resume':
        return void timers.resume(of);
      case 'start':
        return void desk.start({ ticketId: of, taskId: null, note: '' });
      case 'log':
        return void desk.log({ id: of });
      case 'question':
      case 'otherTicket':
      case 'logTime':
        return host.showPopover();
      case 'news':
        return host.showWindow('#/notifications');
      case 'queue':
        return host.showWindow('#/outbox');
      case 'syncNow':
        return open.syncNow();
      case 'pauseNotifications':
        return open.pauseNotifications(clock.now() + PAUSE_MS);
      case 'resumeNotifications':
        return open.pauseNotifications(null);
      default:
        logger.info('the tray has no such item', { id });
    }
  }
  const stops = [
    emitter.onEvent(({ name }) => {
      if (HEARD.has(name)) soon();
    }),
    host.onTray((id) => {
      try {
        act(id);
      } catch (error) {
        // A timer that was logged in another window meanwhile: the menu is just made anew.
        logger.info('a tray item could not be done', { id, error });
      }
      soon();
    }),
  ];
  return {
    show: soon,
    stop() {
      for (const stop of stops) stop();
      ticking?.stop();
      if (timer !== null) clearTimeout(timer);
    },
  };
}
