import type { Input, Output } from '../../src-preload/contract/index.ts';
import type { TimerRow, TimerSettings, TimerTicket } from '../../src-preload/contract/timers.ts';
import { type Bridge, type BridgeError, toBridgeError } from '../bridge/bridge.ts';
import { roundedSeconds } from '../lib/durations.ts';
import { createRefresher } from '../lib/refresher.ts';

type Act =
  | 'timers.start'
  | 'timers.pause'
  | 'timers.resume'
  | 'timers.stop'
  | 'timers.discard'
  | 'timers.restore'
  | 'timers.split'
  | 'timers.answer'
  | 'timers.update'
  | 'timers.log'
  | 'timers.updateSettings';

const TICK_MS = 1_000;
const GAP_MS = 50;
const SAY_IDLE_MS = 15_000;
/** Whoever comes back after so long is told of at once. */
const BACK_AFTER_MS = 30_000;

/** Stopwatches, as the core keeps them; the page counts on between its answers only to show them. */
export class TimersState {
  timers = $state.raw<readonly TimerRow[]>([]);
  settings = $state.raw<TimerSettings | null>(null);
  recent = $state.raw<readonly TimerTicket[]>([]);
  isLoaded = $state(false);
  error = $state.raw<BridgeError | null>(null);
  /** Moves once a second while a timer runs and the page is seen. */
  now = $state(performance.now());
  readonly running: TimerRow | null = $derived(
    this.timers.find(({ state }) => state === 'running') ??
      this.timers.find(({ question }) => question !== null) ??
      null,
  );
  /** Timers that ask whether time was work, once somebody is back to be asked. */
  readonly asking: readonly TimerRow[] = $derived(
    this.timers.filter(({ question }) => question !== null && !question.isAway),
  );
  #readAt = performance.now();
  #readWall = Date.now();
  #touchedAt = performance.now();
  #ticking: ReturnType<typeof setInterval> | undefined;
  readonly #bridge: Bridge;
  readonly #refresher = createRefresher(() => this.load(), GAP_MS);

  constructor(bridge: Bridge) {
    this.#bridge = bridge;
    bridge.on('timers.changed', () => this.#refresher.request());
  }

  /** Listens to keys and mouse and ticks. Returns the function that ends it. */
  start(): () => void {
    const touch = (): void => {
      const away = performance.now() - this.#touchedAt;
      this.#touchedAt = performance.now();
      if (away > BACK_AFTER_MS) this.#sayIdle();
    };
    const look = (): void => {
      if (!document.hidden && this.#isBusy) this.#refresher.request();
      this.#tickWhileSeen();
    };
    const say = setInterval(() => this.#sayIdle(), SAY_IDLE_MS);
    const kinds = ['pointerdown', 'pointermove', 'keydown', 'wheel'] as const;
    for (const kind of kinds) window.addEventListener(kind, touch, { passive: true, capture: true });
    document.addEventListener('visibilitychange', look);
    return () => {
      clearInterval(say);
      clearInterval(this.#ticking);
      this.#ticking = undefined;
      for (const kind of kinds) window.removeEventListener(kind, touch, { capture: true });
      document.removeEventListener('visibilitychange', look);
    };
  }

  async load(): Promise<void> {
    try {
      const { timers, settings, recent } = await this.#bridge.call('timers.list', {});
      this.#readAt = performance.now();
      this.#readWall = Date.now();
      this.timers = timers;
      this.settings = settings;
      this.recent = recent;
      this.isLoaded = true;
      this.now = performance.now();
      this.#tickWhileSeen();
    } catch {
      // What is on screen stays; the next change asks again.
    }
  }

  /** Milliseconds that it shows now. */
  msOf(timer: TimerRow): number {
    if (timer.state !== 'running' || timer.question !== null) return timer.ms;
    return timer.ms + Math.max(0, this.#readWall - timer.at) + Math.max(0, this.now - this.#readAt);
  }
  /** Seconds that it would be logged as. */
  roundedOf(timer: TimerRow): number {
    return this.rounded(this.msOf(timer) / 1000);
  }
  /** Seconds as the settings round them. */
  rounded(seconds: number): number {
    return roundedSeconds(seconds, this.settings?.rounding ?? { minutes: 0, mode: 'up' });
  }
  /** The timer of a ticket, or of one of its tasks. */
  ofTicket(ticketId: string, taskId: string | null = null): TimerRow | null {
    const all = this.timers.filter((timer) => timer.ticketId === ticketId && timer.taskId === taskId);
    return (
      all.find(({ state }) => state === 'running') ?? all.find(({ state }) => state === 'paused') ?? all[0] ?? null
    );
  }

  /** Does one thing; null where it failed, and `error` says why. */
  async act<M extends Act>(method: M, input: Input<M>): Promise<Output<M> | null> {
    try {
      const value = await this.#bridge.call(method, input);
      this.error = null;
      await this.load();
      return value;
    } catch (error) {
      this.error = toBridgeError(error);
      await this.load();
      return null;
    }
  }
  opened(ticketId: string): void {
    this.#bridge.call('timers.noteOpened', { ticketId }).catch(() => undefined);
  }

  reset(): void {
    this.timers = [];
    this.recent = [];
    this.settings = null;
    this.isLoaded = false;
  }

  get #isBusy(): boolean {
    return this.timers.some(({ state }) => state === 'running');
  }
  #tickWhileSeen(): void {
    const wanted = this.#isBusy && !document.hidden;
    if (!wanted) {
      clearInterval(this.#ticking);
      this.#ticking = undefined;
    } else
      this.#ticking ??= setInterval(() => {
        this.now = performance.now();
      }, TICK_MS);
  }
  #sayIdle(): void {
    if (!this.#isBusy || document.hidden) return;
    const idleMs = performance.now() - this.#touchedAt;
    this.#bridge.call('timers.noteIdle', { idleMs }).catch(() => undefined);
  }
}
