import { z } from 'zod';
import type { Agent } from '../../src-preload/contract/agents.ts';
import * as lenient from '../../src-preload/contract/lenient.ts';
import * as strict from '../../src-preload/contract/strict.ts';
import type { Ticket } from '../../src-preload/contract/tickets.ts';
import { getMyInfo } from './agents.ts';
import type { Capabilities, CapabilityName } from './capabilities.ts';
import type { ApiClient, CallOptions } from './client.ts';
import { defineAction, defineDeed, defineList, noQuery, path } from './operation.ts';
import { type Finds, searchTickets, searchTicketsLive } from './search.ts';
import { getTicket, updateTicket } from './tickets.ts';

/**
 * Operations of the live service that the reference does not have, each behind its capability. Where the reference has
 * another way it is taken; where it has none, the call fails with an error of which `isAbsent` is true.
 */

/** The signed-in agent, or null where the service can't say. */
export const findMyInfo = (
  client: ApiClient,
  capabilities: Capabilities,
  options: CallOptions = {},
): Promise<Agent | null> =>
  capabilities.use<Agent | null>(
    'myinfo',
    () => getMyInfo(client, options),
    () => Promise.resolve(null),
  );

/** Declares an operation on one ticket that a 404 of the ticket itself must not be taken for the absence of. */
function ofTicket<A extends unknown[], T>(
  name: CapabilityName,
  operation: (client: ApiClient, ticketId: string, ...args: A) => Promise<T>,
) {
  return (client: ApiClient, capabilities: Capabilities, ticketId: string, ...args: A): Promise<T> =>
    capabilities.require(
      name,
      () => operation(client, ticketId, ...args),
      () => getTicket(client, ticketId),
    );
}

const below = (rest: string) => (ticketId: string) => `${path`/tickets/${ticketId}`}/${rest}`;

/** What was done to a ticket. Everything but the time is the service's own and changes with it. */
export const historyEntry = z.looseObject({ eventTime: lenient.time, eventName: lenient.text, source: lenient.text });
export type HistoryEntry = z.output<typeof historyEntry>;

/** Newest first. */
export const listTicketHistory = ofTicket('History', defineList('listTicketHistory', below('History'), historyEntry));

export const tag = z.looseObject({ id: lenient.ref, name: lenient.text });
export type Tag = z.output<typeof tag>;
const tagsBody = z.strictObject({ tags: z.array(z.string().min(1)).min(1) });

export const listTicketTags = ofTicket('tags', defineList('listTicketTags', below('tags'), tag, noQuery));
export const associateTags = ofTicket('tags', defineDeed('associateTags', 'POST', below('associateTag'), tagsBody));
export const dissociateTags = ofTicket('tags', defineDeed('dissociateTags', 'POST', below('dissociateTag'), tagsBody));

export const follower = z.looseObject({ id: lenient.id, firstName: lenient.text, lastName: lenient.text });
const agentsBody = z.strictObject({ agentIds: z.array(strict.id).min(1) });

export const listFollowers = ofTicket('followers', defineList('listFollowers', below('followers'), follower, noQuery));
export const addFollowers = ofTicket(
  'followers',
  defineDeed('addFollowers', 'POST', below('addFollowers'), agentsBody),
);
export const removeFollowers = ofTicket(
  'followers',
  defineDeed('removeFollowers', 'POST', below('removeFollowers'), agentsBody),
);

export const markAsRead = ofTicket('markAsRead', defineAction('markAsRead', 'POST', below('markAsRead')));
export const markAsUnread = ofTicket('markAsRead', defineAction('markAsUnread', 'POST', below('markAsUnRead')));

const trashLive = defineDeed(
  'moveToTrash',
  'POST',
  () => '/tickets/moveToTrash',
  z.strictObject({ ticketIds: z.array(strict.id).min(1) }),
);

/** The reference has no way to delete a ticket: `isAbsent` there. */
export const moveToTrash = (
  client: ApiClient,
  capabilities: Capabilities,
  ticketIds: string[],
  options: CallOptions = {},
): Promise<void> =>
  capabilities.require(
    'moveToTrash',
    () => trashLive(client, { ticketIds }, options),
    // Ids that are gone are refused with the same codes: only ids that are there prove the operation absent.
    () => Promise.all(ticketIds.map((id) => getTicket(client, id, options))),
  );

const closeLive = defineDeed(
  'closeTickets',
  'POST',
  () => '/closeTickets',
  z.strictObject({ ids: z.array(strict.id).min(1) }),
);

/** Closes tickets with one call; one by one where only the reference is there. */
export const closeTickets = (
  client: ApiClient,
  capabilities: Capabilities,
  ids: string[],
  options: CallOptions = {},
): Promise<void> =>
  capabilities.use(
    'closeTickets',
    () => closeLive(client, { ids }, options),
    async () => {
      for (const id of ids) await updateTicket(client, id, { status: 'Closed' }, options);
    },
  );

export type TicketsInRange = Finds<Ticket, number> & {
  /** Whether the range was asked for; where the service refuses ranges, rows outside it come too. */
  isRanged: boolean;
};

/** Tickets by a search that is narrowed to those that changed from `since` to `until` (ISO-8601), where ranges are known. */
export function searchTicketsInRange(
  client: ApiClient,
  capabilities: Capabilities,
  { since, until, ...query }: Parameters<typeof searchTickets>[1] & { since: string; until: string },
  options: CallOptions = {},
): Promise<TicketsInRange> {
  return capabilities.use<TicketsInRange>(
    'modifiedTimeRange',
    async () => {
      const found = await searchTicketsLive(client, { ...query, modifiedTimeRange: `${since},${until}` }, options);
      return { ...found, isRanged: true };
    },
    async () => ({ ...(await searchTickets(client, query, options)), isRanged: false }),
  );
}
