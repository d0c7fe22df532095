import { z } from 'zod';
import {
  createTicketBody,
  markSpamBody,
  mergeTicketsBody,
  moveTicketBody,
  type MoveTicketBody,
  type Ticket,
  ticket,
  updateManyTicketsBody,
  updateTicketBody,
} from '../../src-preload/contract/tickets.ts';
import { isAppError } from '../lib/app-error.ts';
import type { Capabilities } from './capabilities.ts';
import type { ApiClient, CallOptions } from './client.ts';
import {
  callOptions,
  defineDeed,
  defineGet,
  defineList,
  defineWrite,
  pageQuery,
  path,
  strictly,
  writtenRow,
} from './operation.ts';

const root = () => '/tickets';
const one = (id: string) => path`/tickets/${id}`;

/** `include`: contacts, products, comma separated. */
export const getTicket = defineGet('getTicket', one, ticket, z.object({ include: z.string().optional() }));

const listTicketsQuery = pageQuery.extend({
  departmentId: z.string().optional(),
  /** `Unassigned` or agent ids, comma separated. */
  assignee: z.string().optional(),
  /** Names, comma separated. */
  channel: z.string().optional(),
  /** Status names, comma separated. */
  status: z.string().optional(),
  /** dueDate or recentThread; what a leading `-` means differs (service-facts): look at the order that comes. */
  sortBy: z.string().optional(),
  /** By the time of the customer's last response. */
  receivedInDays: z.union([z.literal(15), z.literal(30), z.literal(90)]).optional(),
  include: z.string().optional(),
});
export type ListTicketsOptions = CallOptions & z.input<typeof listTicketsQuery>;

/** At most 100 a page. Rows may lack modifiedTime, description and customFields. */
export const listTickets = defineList('listTickets', root, ticket, listTicketsQuery);

/** For the tickets of a contact or an account. `sortBy`: createdTime or modifiedTime, with or without `-`. */
export const ticketsOfQuery = pageQuery.extend({
  departmentId: z.string().optional(),
  sortBy: z.string().optional(),
});

export const createTicket = defineWrite('createTicket', 'POST', root, createTicketBody, ticket);

/** Unguarded: the service has no If-Match. Read and compare before. */
export const updateTicket = defineWrite('updateTicket', 'PATCH', one, updateTicketBody, ticket);

/** Merges other tickets into this one; they are gone afterwards. */
export const mergeTickets = defineWrite(
  'mergeTickets',
  'POST',
  (id: string) => path`/tickets/${id}/merge`,
  mergeTicketsBody,
  ticket,
);

/** To another department. The reference reads the department from the query, the live service from the body: both say it. */
export async function moveTicket(
  client: ApiClient,
  id: string,
  body: MoveTicketBody,
  options: CallOptions = {},
): Promise<void> {
  const json = strictly(moveTicketBody, body, 'moveTicket');
  await client.call({
    ...callOptions(options),
    operation: 'moveTicket',
    method: 'POST',
    path: path`/tickets/${id}/move`,
    query: json,
    json,
    schema: z.unknown(),
  });
}

/**
 * Makes a ticket of its own of one thread. The reference's request line says /thread/, its example and the live service
 * /threads/: a 404 of the one leads to the other, since it did nothing, and `capabilities` keep which one worked.
 */
export async function splitThread(
  client: ApiClient,
  ticketId: string,
  threadId: string,
  options: CallOptions & { capabilities?: Capabilities } = {},
): Promise<Ticket> {
  const { capabilities } = options;
  const split = async (part: 'thread' | 'threads'): Promise<Ticket> => {
    const answer = await client.call({
      ...callOptions(options),
      operation: 'splitThread',
      method: 'POST',
      path: `${path`/tickets/${ticketId}`}/${part}/${path`${threadId}`}/split`,
      schema: ticket,
    });
    return writtenRow(answer, 'splitThread');
  };
  const kept = capabilities?.spelling('splitThread');
  const order = kept === 'thread' ? (['thread', 'threads'] as const) : (['threads', 'thread'] as const);
  try {
    const row = await split(order[0]);
    capabilities?.settle('splitThread', order[0]);
    return row;
  } catch (error) {
    if (!isAppError(error, 'notFound')) throw error;
    const row = await split(order[1]);
    capabilities?.settle('splitThread', order[1]);
    return row;
  }
}

/** One field of many tickets. Costs 25 credits however many. */
export const updateManyTickets = defineDeed(
  'updateManyTickets',
  'POST',
  () => '/tickets/updateMany',
  updateManyTicketsBody,
  'bulk',
);

export const markSpam = defineDeed('markSpam', 'POST', () => '/tickets/markSpam', markSpamBody);
