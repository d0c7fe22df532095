import type { TimeEntryRow } from '../../src-preload/contract/time-entries.ts';
import { type Bridge, type BridgeError, toBridgeError } from '../bridge/bridge.ts';
import { createRefresher } from '../lib/refresher.ts';
import { fromWallInput, localDay, startOfDay, wallOf } from '../lib/zone.svelte.ts';

const GAP_MS = 150;
const DAY_MS = 24 * 3_600_000;

/** Midnight of the agent's zone, `days` after `day`: never by hours, which some days have more or fewer of. */
export const addDays = (day: Date, days: number): Date => new Date(startOfDay(day.getTime(), days));
/** Monday of the week. */
export const weekOf = (day: Date): Date => addDays(day, -((wallOf(day.getTime()).weekday + 6) % 7));
/** `2026-11-22`, in the agent's zone. */
export const dayKey = (day: Date): string => localDay(day.getTime());
/** The day of a key; null for what is none. */
export function dayOfKey(key: string): Date | null {
  if (!/^\d{4}-\d\d-\d\d$/.test(key)) return null;
  const date = new Date(fromWallInput(key));
  return dayKey(date) === key ? date : null;
}

/** The agent's own entries of the week or day on screen. */
export class TimeSheet {
  entries = $state.raw<readonly TimeEntryRow[] | null>(null);
  /** Epoch milliseconds of the data; null when nothing was fetched. */
  asOf = $state.raw<number | null>(null);
  error = $state.raw<BridgeError | null>(null);
  /** Goes to the week or day that is `by` further; set by the page on screen. */
  step: ((by: number) => void) | null = null;
  #range: { from: Date; to: Date } | null = null;
  #read = 0;
  readonly #bridge: Bridge;
  readonly #refresher = createRefresher(() => this.#load(), GAP_MS);

  constructor(bridge: Bridge) {
    this.#bridge = bridge;
    const changed = (): void => {
      if (this.#range !== null) this.#refresher.request();
    };
    bridge.on('outbox.changed', changed);
    bridge.on('tickets.changed', changed);
    bridge.on('timers.changed', changed);
  }

  async show(from: Date, days: number): Promise<void> {
    const to = addDays(from, days);
    if (this.#range?.from.getTime() !== from.getTime() || this.#range.to.getTime() !== to.getTime())
      this.entries = null;
    this.#range = { from, to };
    await this.#load();
  }
  /** Nobody looks at it any more. */
  hide(): void {
    this.#range = null;
  }
  /** Names of the custom fields that any entry has; none where that can't be told. */
  async knownFields(): Promise<readonly string[]> {
    try {
      return (await this.#bridge.call('timeEntries.choices', {})).customFields;
    } catch {
      // Those of the entries on screen are columns all the same.
      return [];
    }
  }
  reset(): void {
    this.#range = null;
    this.entries = null;
  }

  async #load(): Promise<void> {
    const range = this.#range;
    if (range === null) return;
    const read = (this.#read += 1);
    try {
      const { entries, asOf } = await this.#bridge.call('timeEntries.list', {
        from: range.from.toISOString(),
        to: range.to.toISOString(),
      });
      if (read !== this.#read) return;
      this.entries = entries;
      this.asOf = asOf;
      this.error = null;
    } catch (error) {
      if (read === this.#read) this.error = toBridgeError(error);
    }
  }
}

export const sumSeconds = (entries: readonly TimeEntryRow[]): number =>
  entries.reduce((sum, { seconds }) => sum + seconds, 0);
export const sumRawSeconds = (entries: readonly TimeEntryRow[]): number =>
  entries.reduce((sum, { rawSeconds }) => sum + rawSeconds, 0);

export interface SheetDay {
  key: string;
  start: Date;
  entries: TimeEntryRow[];
  seconds: number;
  rawSeconds: number;
}
/** Entries by the day on which the work was begun, each day of the span, empty ones too. */
export function daysOf(entries: readonly TimeEntryRow[], from: Date, days: number): SheetDay[] {
  return Array.from({ length: days }, (_, index) => {
    const start = addDays(from, index);
    const end = addDays(from, index + 1);
    const mine = entries.filter(({ executedTime }) => {
      const at = Date.parse(executedTime ?? '');
      return at >= start.getTime() && at < end.getTime();
    });
    return { key: dayKey(start), start, entries: mine, seconds: sumSeconds(mine), rawSeconds: sumRawSeconds(mine) };
  });
}

export interface SheetGroup {
  key: string;
  title: string;
  entries: TimeEntryRow[];
}
/** Entries by ticket or account, the longest group first. */
export function groupsOf(
  entries: readonly TimeEntryRow[],
  by: 'ticket' | 'account',
  nameOf: (entry: TimeEntryRow) => string,
): SheetGroup[] {
  const groups = new Map<string, SheetGroup>();
  for (const entry of entries) {
    const key = by === 'ticket' ? entry.ticketId : (entry.accountId ?? '');
    const group = groups.get(key) ?? { key, title: nameOf(entry), entries: [] };
    group.entries.push(entry);
    groups.set(key, group);
  }
  return [...groups.values()].sort((a, b) => sumSeconds(b.entries) - sumSeconds(a.entries));
}

/**
 * Seconds between the latest end of the entries before and the beginning of each; negative where they overlap, null where
 * there is none to speak of.
 */
export function gapsOf(entries: readonly TimeEntryRow[]): (number | null)[] {
  let end: number | null = null;
  return entries.map(({ executedTime, seconds }) => {
    const at = Date.parse(executedTime ?? '');
    if (Number.isNaN(at)) return null;
    const gap = end === null ? null : Math.round((at - end) / 1000);
    end = Math.max(end ?? -Infinity, at + seconds * 1000);
    return gap === null || Math.abs(gap) * 1000 > DAY_MS ? null : gap;
  });
}

/** Shorter gaps are no news, nor are shorter overlaps. Seconds. */
const WORTH_SECONDS = 15 * 60;
const OVERLAP_SECONDS = 60;

/** What stands below each other in the sheet. */
export type SheetLine = { key: string } & (
  | { what: 'heading'; title: string; seconds: number; rawSeconds: number }
  | { what: 'gap'; seconds: number; at: number }
  | { what: 'entry'; entry: TimeEntryRow }
);
/** Groups as lines, with what lies between their entries where `withGaps`. */
export function linesOf(groups: readonly SheetGroup[], withGaps: boolean): SheetLine[] {
  return groups.flatMap(({ key, title, entries }): SheetLine[] => {
    const gaps = withGaps ? gapsOf(entries) : [];
    const [seconds, rawSeconds] = [sumSeconds(entries), sumRawSeconds(entries)];
    return [
      { key: `heading/${key}`, what: 'heading', title, seconds, rawSeconds },
      ...entries.flatMap((entry, index): SheetLine[] => {
        const line: SheetLine = { key: entry.id, what: 'entry', entry };
        const gap = gaps[index] ?? null;
        if (gap === null || (gap < WORTH_SECONDS && gap > -OVERLAP_SECONDS)) return [line];
        const at = Date.parse(entry.executedTime ?? '') - gap * 1000;
        return [{ key: `gap/${entry.id}`, what: 'gap', seconds: gap, at }, line];
      }),
    ];
  });
}
