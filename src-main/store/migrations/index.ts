import type { Migration } from '../database.ts';
import { agentFirst } from './agent-0001-first.ts';
import { agentOutbox } from './agent-0002-outbox.ts';
import { agentAnnouncements } from './agent-0003-announcements.ts';
import { agentTimers } from './agent-0004-timers.ts';
import { agentWaiting } from './agent-0005-waiting.ts';
import { agentIntentNames } from './agent-0006-intent-names.ts';
import { cacheFirst } from './cache-0001-first.ts';
import { cacheSearch } from './cache-0002-search.ts';
import { cacheTicketCounts } from './cache-0003-ticket-counts.ts';
import { cacheWholeDesk } from './cache-0004-whole-desk.ts';
import { cacheSearchTasks } from './cache-0005-search-tasks.ts';
import { cacheFailedThreads } from './cache-0006-failed-threads.ts';
import { cacheRecords } from './cache-0007-records.ts';
import { cacheTimeEntryOwner } from './cache-0008-time-entry-owner.ts';
import { cachePendingMine } from './cache-0009-pending-mine.ts';
import { cacheViews } from './cache-0010-views.ts';
import { cacheAnswers } from './cache-0011-answers.ts';
import { cacheKept } from './cache-0012-kept.ts';
import { cacheRecordSorts } from './cache-0013-record-sorts.ts';
import { cacheLate } from './cache-0014-late.ts';
import { cacheLateCounts } from './cache-0015-late-counts.ts';
import { cacheFewerPlaces } from './cache-0016-fewer-places.ts';
import { cacheTags } from './cache-0017-tags.ts';

/** Steps of `cache.db`, in order. */
export const CACHE_MIGRATIONS: readonly Migration[] = [
  cacheFirst,
  cacheSearch,
  cacheTicketCounts,
  cacheWholeDesk,
  cacheSearchTasks,
  cacheFailedThreads,
  cacheRecords,
  cacheTimeEntryOwner,
  cachePendingMine,
  cacheViews,
  cacheAnswers,
  cacheKept,
  cacheRecordSorts,
  cacheLate,
  cacheLateCounts,
  cacheFewerPlaces,
  cacheTags,
];
/** Steps of `agent.db`, in order. */
export const AGENT_MIGRATIONS: readonly Migration[] = [
  agentFirst,
  agentOutbox,
  agentAnnouncements,
  agentTimers,
  agentWaiting,
  agentIntentNames,
];
