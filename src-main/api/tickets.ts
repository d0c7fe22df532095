import { type Ticket, ticket } from '../../src-preload/contract/tickets.ts';
import type { ApiClient, CallOptions } from './client.ts';
import { callOptions, type ListOptions, listOf, pageQuery, path, rowOf, rowsOf } from './operation.ts';

export interface ListTicketsOptions extends ListOptions {
  /** `Unassigned` or agent ids, comma separated. */
  assignee?: string;
  /** Status names, comma separated. */
  status?: string;
  departmentId?: string;
  /** dueDate or recentThread; what a leading `-` means differs (service-facts): look at the order that comes. */
  sortBy?: string;
  /** contacts, products. */
  include?: string;
}

/** At most 100 a page. Rows may lack modifiedTime, description and customFields. */
export async function listTickets(client: ApiClient, options: ListTicketsOptions = {}): Promise<Ticket[]> {
  const { assignee, status, departmentId, sortBy, include } = options;
  return rowsOf(
    await client.call({
      ...callOptions(options),
      operation: 'listTickets',
      path: '/tickets',
      query: { ...pageQuery(options), assignee, status, departmentId, sortBy, include },
      schema: listOf(ticket),
    }),
  );
}

export interface GetTicketOptions extends CallOptions {
  /** contacts, products. */
  include?: string;
}

export async function getTicket(client: ApiClient, id: string, options: GetTicketOptions = {}): Promise<Ticket> {
  return rowOf(
    await client.call({
      ...callOptions(options),
      operation: 'getTicket',
      path: path`/tickets/${id}`,
      query: { include: options.include },
      schema: ticket,
    }),
    'getTicket',
  );
}
