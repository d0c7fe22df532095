import type { ViewFilter } from '../../src-preload/contract/views.ts';
import type { SyncStatus } from './sync.svelte.ts';

/** What a list of tickets may lack, and as of when the service was asked for what is in it. */
export interface ViewReach {
  /** Epoch milliseconds; null before the first time. */
  asOf: number | null;
  /** Whether the service's lists were read to their end. */
  isListed: boolean;
  /** Which closed tickets can be in it, as `SearchReach` has it; null for a view without any. */
  closed: 'none' | 'since' | 'all' | null;
  /** Epoch milliseconds; null where `closed` is not `since`, and while nobody knows. */
  closedSince: number | null;
  /** To how many departments it is limited by what is kept here; null for none of such a limit. */
  departments: number | null;
  /** Whether only tickets whose tags were read are in it. */
  isByTags: boolean;
}

/**
 * How far the list of a view reaches. `spam`: no list of the service has it, and it is as far as it is known here.
 * `leftOut`: of departments that are not kept here. `filter` is null for what is put off and what has drafts.
 */
export function reachOfView(
  view: string,
  filter: ViewFilter | null,
  { perNoun, reach, depth }: Pick<SyncStatus, 'perNoun' | 'reach' | 'depth'>,
): ViewReach | 'spam' | 'leftOut' {
  if (view === 'spam') return 'spam';
  const kept = depth?.departmentIds ?? null;
  const wanted = filter?.departmentIds ?? [];
  const within = kept === null ? [] : wanted.filter((id) => kept.includes(id));
  if (kept !== null && wanted.length > 0 && within.length === 0) return 'leftOut';
  const holdsClosed =
    filter === null
      ? view === 'drafts'
      : (filter.statusTypes.length === 0 || filter.statusTypes.includes('Closed')) &&
        (filter.due === 'any' || filter.due === 'none');
  const tellsClosed = filter !== null && holdsClosed && reach !== undefined;
  const limit = wanted.length > 0 ? within : kept;
  return {
    asOf: perNoun?.[holdsClosed ? 'closedTickets' : 'ticketFields'] ?? null,
    isListed: reach?.isListed !== false,
    closed: tellsClosed ? reach.closed : null,
    closedSince: tellsClosed ? reach.closedSince : null,
    departments: filter === null || kept === null || limit?.length === wanted.length ? null : (limit?.length ?? null),
    isByTags: (filter?.tags.length ?? 0) > 0,
  };
}
