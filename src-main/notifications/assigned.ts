import { z } from 'zod';
import type { Ticket } from '../../src-preload/contract/tickets.ts';
import type { AgentSettings } from '../store/agent-settings.ts';
import type { AnnouncementStore, NewAnnouncement } from '../store/announcements.ts';
import type { Cache } from '../store/cache.ts';
import { type Language, WORDS } from './words.ts';

export interface AssignedOptions {
  announcements: Pick<AnnouncementStore, 'transaction'>;
  settings: AgentSettings;
  cache: Pick<Cache, 'tickets' | 'news'>;
  clock: { now(): number };
  agentId: string;
  language(): Language;
  /** Whether the sync has nothing more to fetch now. */
  isSettled(): boolean;
  /** Whether this console gave it to the agent itself. */
  isOwnDoing(ticketId: string): boolean;
  isWanted(ticketId: string): boolean;
  /** As in `ReadingOptions`. */
  take(announcement: NewAnnouncement, isWanted: boolean): void;
}

/** Tickets that became the agent's since the last look. */
export interface Assigned {
  /** Those whose contents are held, so that news of them is told already or never was. */
  list(): string[];
  /** Tells of these but for `told`, of which the agent hears otherwise, and knows them from now on. */
  tell(come: readonly string[], told: ReadonlySet<string>): void;
}

const KNOWN = 'notifications.assigned';
const knownSetting = z.array(z.string()).nullable().default(null);
/** Of tickets that are not open any more so many are known still, for when they are opened again. */
const MOST_GONE = 2_000;

/** Compares the agent's open tickets with those that were known: kept in `agent.db`, so that no rebuild makes news of old ones. */
export function createAssigned(options: AssignedOptions): Assigned {
  const { announcements, settings, cache, clock, agentId, language, isSettled, isOwnDoing, isWanted, take } = options;
  const known = (): string[] | null => settings.get(KNOWN, knownSetting);
  const isWhole = (id: string): boolean => cache.tickets.get(id)?.isComplete === true;
  /** Not taken away as far as anybody knows: closed, or not held for now. */
  function isStill(id: string): boolean {
    const held = cache.tickets.get(id);
    return held === null || held.doc.assigneeId === agentId;
  }

  function announce({ id, ticketNumber, subject }: Ticket): void {
    const about = { ticketId: id, ticketNumber: ticketNumber ?? null, subject: subject ?? '' };
    const route = `#/tickets/${encodeURIComponent(id)}`;
    const title = WORDS[language()].assigned;
    const key = `assigned:${id}:${clock.now()}`;
    take({ key, kind: 'assigned', ...about, title, line: '', route }, isWanted(id));
  }

  return {
    list() {
      const before = known();
      const now = cache.news.listOpenOf(agentId);
      if (before === null) {
        // What was there at the first look is no news.
        if (isSettled()) settings.set(KNOWN, now);
        return [];
      }
      const held = new Set(before);
      return now.filter((id) => !held.has(id) && isWhole(id));
    },
    tell(come, told) {
      const before = known();
      if (before === null) return;
      const open = new Set(cache.news.listOpenOf(agentId));
      const gone = before.filter((id) => !open.has(id) && isStill(id)).slice(-MOST_GONE);
      const next = [...gone, ...before.filter((id) => open.has(id)), ...come];
      if (next.length === before.length && come.length === 0) return;
      announcements.transaction(() => {
        settings.set(KNOWN, next);
        for (const id of come) {
          const ticket = cache.tickets.get(id)?.doc;
          if (ticket !== undefined && ticket.isSpam !== true && !told.has(id) && !isOwnDoing(id)) announce(ticket);
        }
      });
    },
  };
}
