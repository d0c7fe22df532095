import { z } from 'zod';
import type { Clock } from '../lib/clock.ts';
import type { Logger } from '../lib/logger.ts';
import type { AgentSettings } from '../store/agent-settings.ts';
import type { Cache } from '../store/cache.ts';

export interface FollowingOptions {
  settings: AgentSettings;
  cache: Pick<Cache, 'tickets'>;
  agentId: string;
  clock: Clock;
  logger: Logger;
  /** Ids of the ticket's followers at the service; null where it has no such thing. Costs a call. */
  fetchFollowers(ticketId: string): Promise<readonly string[] | null>;
}

/** Tickets that the agent follows: by a word on this machine, which goes first, or by the service's. */
export interface Following {
  has(ticketId: string): boolean;
  set(ticketId: string, isFollowed: boolean): void;
  /** Asks the service where its count of followers says that there is something new to know. Never rejects. */
  learn(ticketIds: readonly string[]): Promise<void>;
}

/** `count` is the ticket's count of followers for which `isFollowed` was the service's answer; null for the agent's word. */
const known = z.record(z.string(), z.object({ isFollowed: z.boolean(), count: z.string().nullable() })).default({});
const SETTING = 'notifications.following';
/** A service that could not say is asked again after this. */
const AGAIN_MS = 10 * 60_000;
/** The oldest words of the service's are forgotten, the agent's never. */
const MOST_LEARNED = 500;

export function createFollowing(options: FollowingOptions): Following {
  const { settings, cache, clock, logger } = options;
  const failedAt = new Map<string, number>();
  let held = settings.get(SETTING, known);

  function keep(ticketId: string, isFollowed: boolean, count: string | null): void {
    const { [ticketId]: _old, ...others } = held;
    const learned = Object.keys(others).filter((id) => others[id]?.count !== null);
    for (const id of learned.slice(0, Math.max(0, learned.length - MOST_LEARNED))) delete others[id];
    held = { ...others, [ticketId]: { isFollowed, count } };
    settings.set(SETTING, held);
  }
  /** Whether the service's list is worth a call: it has followers, and is not known as of that count. */
  function countToLearn(ticketId: string): string | null {
    const counted: unknown = cache.tickets.get(ticketId)?.doc['followerCount'];
    const count = typeof counted === 'string' || typeof counted === 'number' ? String(counted) : '0';
    const before = held[ticketId];
    if (before?.count === null || before?.count === count) return null;
    if (before === undefined && !(Number(count) > 0)) return null;
    return clock.now() - (failedAt.get(ticketId) ?? -Infinity) < AGAIN_MS ? null : count;
  }

  return {
    has: (ticketId) => held[ticketId]?.isFollowed ?? false,
    set: (ticketId, isFollowed) => keep(ticketId, isFollowed, null),
    async learn(ticketIds) {
      for (const ticketId of new Set(ticketIds)) {
        const count = countToLearn(ticketId);
        if (count === null) continue;
        try {
          const followers = await options.fetchFollowers(ticketId);
          keep(ticketId, followers?.includes(options.agentId) ?? false, count);
        } catch (error) {
          failedAt.set(ticketId, clock.now());
          logger.info('the followers of a ticket could not be read', { ticketId, error });
        }
      }
    },
  };
}
