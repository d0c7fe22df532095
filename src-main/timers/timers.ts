import {
  roundSeconds,
  type TimerAnswer,
  type TimerQuestion,
  type TimerSettings,
  timerSettings,
} from '../../src-preload/contract/timers.ts';
import { AppError } from '../lib/app-error.ts';
import type { Clock } from '../lib/clock.ts';
import type { AgentSettings } from '../store/agent-settings.ts';
import type { Timer, TimerStore } from '../store/timers.ts';
import { elapse, elapseWhileEnded, type Moment, type Span, spanBetween, TICK_MS } from './elapse.ts';

export interface TimersOptions {
  store: TimerStore;
  settings: AgentSettings;
  clock: Clock;
  /** Milliseconds since somebody last touched the machine; null where nobody can tell. */
  idleMs(): number | null;
  /** The timers of these ids changed otherwise than by running. */
  onChange(ids: readonly string[]): void;
  /** After every tick with a running timer. */
  onTick?(running: readonly Timer[]): void;
  newId?: () => string;
}

/** Stopwatches on tickets. Every change is on disk when it answers; running ones are written down every second. */
export interface Timers {
  /** Running, paused and stopped ones as of now. */
  list(): Timer[];
  get(id: string): Timer | null;
  start(input: { ticketId: string; taskId: string | null; note: string }): Timer;
  pause(id: string): Timer;
  resume(id: string): Timer;
  stop(id: string): Timer;
  discard(id: string): void;
  restore(id: string): Timer;
  /** `conflict` when it holds no more than so many seconds. */
  split(id: string, seconds: number, ticketId: string | null): { timer: Timer; other: Timer };
  answer(id: string, answer: TimerAnswer, ticketId: string | null): Timer;
  /** Moves the time in question to a stopped timer of its own, where it waits to be looked at: nothing unanswered counts. */
  setQuestionAside(id: string): Timer;
  update(id: string, patch: { note?: string | undefined; ticketId?: string | undefined }): Timer;
  /** Says that its time is in the outbox as this job. */
  markLogged(id: string, jobId: string, seconds: number): Timer;
  /** The job is no more: its time waits to be logged again. */
  markUnlogged(jobId: string): void;
  markEntry(jobId: string, entryId: string): void;
  /** A ticket that was made here has the service's id now. */
  renameTicket(from: string, to: string): void;
  /** What it would be logged as, seconds. */
  roundedSeconds(timer: Pick<Timer, 'ms'>): number;
  preferences(): TimerSettings;
  updatePreferences(patch: object): TimerSettings;
  /** The machine is about to sleep, or has just woken up: the clocks are compared at once. */
  look(): void;
  /** Goes on with those that ran when the program ended. */
  open(): void;
  /** Writes running ones down; they stay running. */
  close(): Promise<void>;
}

const SETTING = 'timers';
const KEPT_DISCARDED_MS = 30 * 24 * 3_600_000;
const OPEN = new Set<Timer['state']>(['running', 'paused', 'stopped']);

export function createTimers(options: TimersOptions): Timers {
  const { store, clock, onChange, newId = () => crypto.randomUUID() } = options;
  const ended = new AbortController();
  const unbroken = new Map<string, number>();
  let preferences = options.settings.get(SETTING, timerSettings.prefault({}));
  let last: Moment = { wall: clock.now(), monotonic: clock.monotonic() };
  let running: Timer[] = [];
  let loop: Promise<void> | null = null;

  const moment = (): Moment => ({ wall: clock.now(), monotonic: clock.monotonic() });
  const thresholdMs = (): number | null => (preferences.idleMinutes === 0 ? null : preferences.idleMinutes * 60_000);

  /** Brings running timers up to now. Answers those whose question began or whose person came back. */
  function advance(span: Span, wall: number): string[] {
    const idleness = { idleMs: options.idleMs(), thresholdMs: thresholdMs() };
    const turned: string[] = [];
    running = running.map((timer) => {
      const next = elapse({ ...timer, unbrokenMs: unbroken.get(timer.id) ?? 0 }, span, idleness, wall);
      unbroken.set(timer.id, next.unbrokenMs);
      if (
        next.question?.isAway !== timer.question?.isAway ||
        (next.question?.awayMs ?? 0) - (timer.question?.awayMs ?? 0) > 5_000
      )
        turned.push(timer.id);
      return { ...timer, ms: next.ms, question: next.question, beatAt: wall };
    });
    return turned;
  }
  function look(): void {
    const now = moment();
    const span = spanBetween(last, now);
    last = now;
    if (running.length === 0) return;
    const turned = advance(span, now.wall);
    store.beat(running);
    if (turned.length > 0) onChange(turned);
  }
  const run = async (): Promise<void> => {
    while (running.length > 0) {
      await clock.sleep(TICK_MS, ended.signal);
      look();
      options.onTick?.(running);
    }
  };
  /** Nothing wakes the machine while no timer runs. */
  function keepTicking(): void {
    if (loop !== null || running.length === 0 || ended.signal.aborted) return;
    loop = run()
      .catch((error: unknown) => {
        if (!ended.signal.aborted) throw error;
      })
      .finally(() => {
        loop = null;
      });
  }
  /** Everything that changes timers begins by counting up to now. */
  function find(id: string): Timer {
    look();
    const timer = running.find((each) => each.id === id) ?? store.get(id);
    if (timer === null || !OPEN.has(timer.state)) throw new AppError('notFound', 'This timer is not there any more.');
    return timer;
  }
  function put(...timers: Timer[]): void {
    store.save(...timers);
    for (const timer of timers) {
      running = running.filter(({ id }) => id !== timer.id);
      if (timer.state === 'running') running.push(timer);
      else unbroken.delete(timer.id);
    }
    keepTicking();
    onChange(timers.map(({ id }) => id));
  }
  const others = (id: string): Timer[] =>
    preferences.many
      ? []
      : running.filter((timer) => timer.id !== id).map((timer): Timer => ({ ...timer, state: 'paused' }));
  function go(timer: Timer): Timer {
    const started: Timer = { ...timer, state: 'running', beatAt: last.wall };
    unbroken.set(timer.id, 0);
    put(...others(timer.id), started);
    return started;
  }
  const blank = (ticketId: string, at: number): Timer => ({
    id: newId(),
    ticketId,
    taskId: null,
    note: '',
    state: 'stopped',
    ms: 0,
    startedAt: at,
    beatAt: at,
    question: null,
    jobId: null,
    entryId: null,
    loggedSeconds: null,
  });

  return {
    list() {
      look();
      return store.listOpen();
    },
    get: (id) => store.get(id),
    start({ ticketId, taskId, note }) {
      look();
      const earlier = store
        .listOpen()
        .find((timer) => timer.ticketId === ticketId && timer.taskId === taskId && timer.state !== 'stopped');
      if (earlier?.state === 'running') return earlier;
      return go(earlier ?? { ...blank(ticketId, last.wall), taskId, note });
    },
    pause(id) {
      const timer = find(id);
      const paused: Timer = timer.state === 'running' ? { ...timer, state: 'paused' } : timer;
      put(paused);
      return paused;
    },
    resume(id) {
      const timer = find(id);
      return timer.state === 'running' ? timer : go(timer);
    },
    stop(id) {
      const stopped: Timer = { ...find(id), state: 'stopped' };
      put(stopped);
      return stopped;
    },
    discard(id) {
      put({ ...find(id), state: 'discarded' });
      store.removeDiscarded(clock.now() - KEPT_DISCARDED_MS);
    },
    restore(id) {
      const timer = store.get(id);
      if (timer?.state !== 'discarded') throw new AppError('notFound', 'This timer is not there any more.');
      const restored: Timer = { ...timer, state: 'stopped' };
      put(restored);
      return restored;
    },
    split(id, seconds, ticketId) {
      const timer = find(id);
      const ms = seconds * 1000;
      if (ms >= timer.ms) throw new AppError('conflict', 'There is not so much time on this timer.');
      const other: Timer = { ...blank(ticketId ?? timer.ticketId, last.wall), ms, startedAt: timer.startedAt };
      const rest: Timer = { ...timer, ms: timer.ms - ms };
      unbroken.set(id, 0);
      put(rest, other);
      return { timer: rest, other };
    },
    answer(id, answer, ticketId) {
      const timer = find(id);
      const { question } = timer;
      if (question === null) throw new AppError('conflict', 'This timer has no open question.');
      unbroken.set(id, 0);
      const kept = answer === 'keep' ? question.awayMs + question.sinceMs : answer === 'discard' ? 0 : question.sinceMs;
      const answered: Timer = { ...timer, ms: timer.ms + kept, question: null };
      if (answer === 'discard' && answered.state === 'running') answered.state = 'paused';
      if (answer !== 'split') put(answered);
      else put(answered, splitOff(question, ticketId ?? timer.ticketId));
      return answered;
    },
    setQuestionAside(id) {
      const timer = find(id);
      const { question } = timer;
      if (question === null) return timer;
      const { ticketId, taskId, note } = timer;
      const ms = question.awayMs + question.sinceMs;
      const other: Timer = { ...blank(ticketId, last.wall), taskId, note, ms, startedAt: question.from };
      const rest: Timer = { ...timer, question: null };
      unbroken.set(id, 0);
      put(rest, other);
      return rest;
    },
    update(id, { note, ticketId }) {
      const timer = find(id);
      const updated: Timer = { ...timer, note: note ?? timer.note, ticketId: ticketId ?? timer.ticketId };
      put(updated);
      return updated;
    },
    markLogged(id, jobId, seconds) {
      const logged: Timer = { ...find(id), state: 'logged', jobId, loggedSeconds: seconds };
      put(logged);
      return logged;
    },
    markUnlogged(jobId) {
      const timer = store.ofJob(jobId);
      if (timer?.state === 'logged')
        put({ ...timer, state: 'stopped', jobId: null, entryId: null, loggedSeconds: null });
    },
    markEntry(jobId, entryId) {
      const timer = store.ofJob(jobId);
      if (timer !== null && timer.entryId !== entryId) store.save({ ...timer, entryId });
    },
    renameTicket(from, to) {
      running = running.map((timer) => (timer.ticketId === from ? { ...timer, ticketId: to } : timer));
      store.renameTicket(from, to);
    },
    roundedSeconds: ({ ms }) => roundSeconds(ms / 1000, preferences.rounding),
    preferences: () => preferences,
    updatePreferences(patch) {
      look();
      const next = timerSettings.parse({ ...preferences, ...patch });
      options.settings.set(SETTING, next);
      preferences = next;
      if (!next.many && running.length > 1) {
        const [, ...rest] = [...running].sort((a, b) => b.startedAt - a.startedAt);
        put(...rest.map((timer): Timer => ({ ...timer, state: 'paused' })));
      } else onChange([]);
      return next;
    },
    look,
    open() {
      last = moment();
      const ran = store.listOpen().filter(({ state }) => state === 'running');
      running = ran.map((timer) => {
        const { ms, question } = elapseWhileEnded({ ...timer, unbrokenMs: 0 }, timer.beatAt, last.wall);
        return { ...timer, ms, question, beatAt: last.wall };
      });
      store.save(...running);
      keepTicking();
    },
    async close() {
      look();
      ended.abort();
      await loop;
    },
  };

  function splitOff(question: TimerQuestion, ticketId: string): Timer {
    return { ...blank(ticketId, last.wall), ms: question.awayMs, startedAt: question.from };
  }
}
