import { depth as schema, type Depth } from '../../src-preload/contract/sync.ts';
import type { Ticket } from '../../src-preload/contract/tickets.ts';
import type { AgentSettings } from '../store/agent-settings.ts';

export type { Depth };

const DAY_MS = 24 * 3_600_000;

/** What a new agent gets: three months, every department, names of attachments. */
export const DEFAULT_DEPTH: Depth = { range: 90, departmentIds: null, attachmentBytes: 0 };

export interface DepthChoice {
  get(): Depth;
  set(depth: Depth): void;
}

/** The agent's choice, in the settings that only this machine has; `initial` until one is made. */
export function createDepthChoice(
  settings: Pick<AgentSettings, 'get' | 'set'>,
  initial: Depth['range'] | null,
): DepthChoice {
  const fallback: Depth = { ...DEFAULT_DEPTH, range: initial ?? DEFAULT_DEPTH.range };
  let current: Depth = settings.get('sync.depth', schema.catch(fallback));
  return {
    get: () => current,
    set(next) {
      current = next;
      settings.set('sync.depth', next);
    },
  };
}

/** Epoch milliseconds before which closed tickets are left out; 0 for none, infinite when only open ones are in. */
export function cutoffOf({ range }: Depth, now: number): number {
  if (range === 'all') return 0;
  return range === 'open' ? Number.POSITIVE_INFINITY : now - range * DAY_MS;
}

export const isOpen = ({ statusType, status, isDeleted }: Ticket): boolean =>
  isDeleted !== true && (statusType ?? (status === 'Closed' ? 'Closed' : 'Open')) !== 'Closed';

/** Epoch milliseconds of the last thing that a row says happened to the ticket. */
export const lastTouched = ({ modifiedTime, closedTime, customerResponseTime, createdTime }: Ticket): number =>
  Math.max(
    0,
    ...[modifiedTime, closedTime, customerResponseTime, createdTime].map((time) => Date.parse(time ?? '') || 0),
  );

/** Whether a ticket is of a department that the agent wants here; one that names none is. */
export const isInDepartments = ({ departmentId }: Ticket, { departmentIds }: Depth): boolean =>
  departmentIds === null || departmentId == null || departmentIds.includes(departmentId);

/** Whether a ticket is one that the agent wants here. */
export const isInDepth = (ticket: Ticket, depth: Depth, now: number): boolean =>
  isInDepartments(ticket, depth) && (isOpen(ticket) || lastTouched(ticket) >= cutoffOf(depth, now));
