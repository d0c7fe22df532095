import { z } from 'zod';
import { MOST_SNOOZED, type Snooze, snooze } from '../../src-preload/contract/snoozes.ts';
import { AppError } from '../lib/app-error.ts';
import type { AgentSettings } from './agent-settings.ts';

/** What is kept of a ticket that is put off: also the customer's last word then, to tell a new one. */
export type HeldSnooze = Snooze & { seenTime: string | null };

/** Tickets that are put off, on this machine only. */
export interface SnoozeStore {
  /** Soonest first. */
  list(): readonly HeldSnooze[];
  get(ticketId: string): HeldSnooze | null;
  /** Puts off, or to another time. `conflict` when there would be too many. */
  set(snoozes: readonly HeldSnooze[]): void;
  end(ticketIds: readonly string[]): void;
}

const held = z.array(snooze.extend({ seenTime: z.string().nullable().default(null) })).default([]);

export function createSnoozeStore(settings: AgentSettings): SnoozeStore {
  let list: readonly HeldSnooze[] = settings.get('snoozes', held);
  const keep = (next: readonly HeldSnooze[]): void => {
    const sorted = [...next].sort((a, b) => a.until - b.until || a.ticketId.localeCompare(b.ticketId));
    settings.set('snoozes', sorted);
    list = sorted;
  };
  return {
    list: () => list,
    get: (ticketId) => list.find((one) => one.ticketId === ticketId) ?? null,
    set(snoozes) {
      const ids = new Set(snoozes.map(({ ticketId }) => ticketId));
      const next = [...list.filter(({ ticketId }) => !ids.has(ticketId)), ...snoozes];
      if (next.length > MOST_SNOOZED) {
        throw new AppError('conflict', `No more than ${MOST_SNOOZED} tickets can be put off at a time.`, {
          reason: 'tooManySnoozes',
        });
      }
      keep(next);
    },
    end(ticketIds) {
      const ids = new Set(ticketIds);
      if (list.some(({ ticketId }) => ids.has(ticketId))) keep(list.filter(({ ticketId }) => !ids.has(ticketId)));
    },
  };
}
