import type { Migration } from '../database.ts';
import { agentFirst } from './agent-0001-first.ts';
import { agentOutbox } from './agent-0002-outbox.ts';
import { cacheFirst } from './cache-0001-first.ts';
import { cacheSearch } from './cache-0002-search.ts';
import { cacheTicketCounts } from './cache-0003-ticket-counts.ts';
import { cacheWholeDesk } from './cache-0004-whole-desk.ts';
import { cacheSearchTasks } from './cache-0005-search-tasks.ts';

/** Steps of `cache.db`, in order. */
export const CACHE_MIGRATIONS: readonly Migration[] = [
  cacheFirst,
  cacheSearch,
  cacheTicketCounts,
  cacheWholeDesk,
  cacheSearchTasks,
];
/** Steps of `agent.db`, in order. */
export const AGENT_MIGRATIONS: readonly Migration[] = [agentFirst, agentOutbox];
