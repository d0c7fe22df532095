import type { TimerQuestion } from '../../src-preload/contract/timers.ts';

/** One moment on both clocks, milliseconds. */
export interface Moment {
  /** Epoch; may jump. */
  wall: number;
  /** Never goes back; may or may not go on while the machine sleeps. */
  monotonic: number;
}

/** What passed between two moments: time in which the machine was awake, and time in which it was not, or may not have been. */
export interface Span {
  awakeMs: number;
  awayMs: number;
}

/** How often running timers are looked at and written down: a kill puts no more than this in question that was counted. */
export const TICK_MS = 1_000;
/** Shorter gaps are not worth a question. */
export const ASK_FROM_MS = 10_000;

/**
 * Compares the clocks. Where the monotonic one stands still in sleep (Linux, macOS), the wall clock's lead is the sleep;
 * where it goes on (Windows), a look that comes far too late tells of it. A wall clock that is set back, or a little
 * ahead, changes nothing: awake time is the monotonic clock's. Set far ahead, it can't be told from sleep, so it is asked.
 */
export function spanBetween(before: Moment, now: Moment): Span {
  const monotonic = Math.max(0, now.monotonic - before.monotonic);
  const wall = now.wall - before.wall;
  if (monotonic >= TICK_MS + ASK_FROM_MS) return { awakeMs: 0, awayMs: Math.max(monotonic, wall) };
  return { awakeMs: monotonic, awayMs: wall - monotonic >= ASK_FROM_MS ? wall - monotonic : 0 };
}

/** What of a timer time changes. */
export interface Counting {
  /** Milliseconds that count. */
  ms: number;
  question: TimerQuestion | null;
  /** Milliseconds counted without a break up to now: idleness found afterwards can't reach further back. */
  unbrokenMs: number;
}

export interface Idleness {
  /** Milliseconds since somebody last touched the machine; null where nobody can tell. */
  idleMs: number | null;
  /** From how many on time is in question; null never. */
  thresholdMs: number | null;
}

/** A running timer after `span`, which ended at `wall`. While a question is open nothing counts: time is kept beside it. */
export function elapse(timer: Counting, span: Span, { idleMs, thresholdMs }: Idleness, wall: number): Counting {
  const { awakeMs, awayMs } = span;
  /** How much of `counted` nobody was there for, once that is long enough to ask; a timer just begun is not asked about. */
  const idleOf = (counted: number): number => {
    const idle = Math.min(idleMs ?? 0, counted);
    return thresholdMs !== null && idle >= thresholdMs ? idle : 0;
  };
  const { question } = timer;
  if (question === null) {
    const ms = timer.ms + awakeMs;
    const unbrokenMs = timer.unbrokenMs + awakeMs;
    if (awayMs > 0) {
      const asked: TimerQuestion = { reason: 'sleep', from: wall - awayMs, awayMs, sinceMs: 0, isAway: false };
      return { ms, unbrokenMs: 0, question: asked };
    }
    const taken = idleOf(unbrokenMs);
    if (taken === 0) return { ms, unbrokenMs, question: null };
    const asked: TimerQuestion = { reason: 'idle', from: wall - taken, awayMs: taken, sinceMs: 0, isAway: true };
    return { ms: ms - taken, unbrokenMs: 0, question: asked };
  }
  const next = { ...question, awayMs: question.awayMs + awayMs };
  if (question.isAway) {
    // Back is who touched the machine within this span. When in it is not known, so all of it was still away.
    const isBack = idleMs === null || idleMs < awakeMs || idleMs === 0;
    return { ...timer, question: { ...next, isAway: !isBack, awayMs: next.awayMs + awakeMs } };
  }
  const sinceMs = next.sinceMs + awakeMs;
  const taken = idleOf(sinceMs);
  return {
    ...timer,
    question: { ...next, sinceMs: sinceMs - taken, awayMs: next.awayMs + taken, isAway: taken > 0 },
  };
}

/** A timer that ran when the program ended at `beatAt`, at its next start. Only the wall clock knows how long that was. */
export function elapseWhileEnded(timer: Counting, beatAt: number, wall: number): Counting {
  const gap = wall - beatAt;
  const { question } = timer;
  if (gap <= 0) return { ...timer, unbrokenMs: 0 };
  if (gap < ASK_FROM_MS) {
    return question === null
      ? { ...timer, ms: timer.ms + gap, unbrokenMs: 0 }
      : { ...timer, unbrokenMs: 0, question: { ...question, sinceMs: question.sinceMs + gap } };
  }
  return {
    ...timer,
    unbrokenMs: 0,
    question:
      question === null
        ? { reason: 'restart', from: beatAt, awayMs: gap, sinceMs: 0, isAway: false }
        : { ...question, awayMs: question.awayMs + gap, isAway: false },
  };
}
