import * as accounts from '../../../src-main/api/accounts.ts';
import * as agents from '../../../src-main/api/agents.ts';
import * as attachments from '../../../src-main/api/attachments.ts';
import type { ApiClient } from '../../../src-main/api/client.ts';
import * as comments from '../../../src-main/api/comments.ts';
import * as contacts from '../../../src-main/api/contacts.ts';
import * as contracts from '../../../src-main/api/contracts.ts';
import * as departments from '../../../src-main/api/departments.ts';
import * as mailReplyAddresses from '../../../src-main/api/mail-reply-addresses.ts';
import * as organizations from '../../../src-main/api/organizations.ts';
import * as search from '../../../src-main/api/search.ts';
import * as tasks from '../../../src-main/api/tasks.ts';
import * as threads from '../../../src-main/api/threads.ts';
import * as tickets from '../../../src-main/api/tickets.ts';
import * as timeEntries from '../../../src-main/api/time-entries.ts';
import * as uploads from '../../../src-main/api/uploads.ts';
import endpoints from '../../../src-main/demo-desk/endpoints.json' with { type: 'json' };

export type Json = Record<string, unknown>;

export interface Endpoint {
  operation: string;
  method: string;
  path: string;
  query: { name: string; type: string }[];
  exampleUrl: string;
  exampleBody?: Json;
  exampleResponse: Json | number;
  multipart?: string;
}

/** How many operations the reference has. */
export const OPERATIONS = 68;
export const reference = endpoints as unknown as Endpoint[];

/** Everything that the rooms of the API client export. */
export const api = {
  ...organizations,
  ...tickets,
  ...threads,
  ...comments,
  ...attachments,
  ...timeEntries,
  ...contacts,
  ...accounts,
  ...tasks,
  ...agents,
  ...departments,
  ...uploads,
  ...contracts,
  ...search,
  ...mailReplyAddresses,
};

/** What our client exports beyond the reference's operations; everything else must be in the table. */
export const BEYOND_REFERENCE = ['getMyInfo', 'sendDraft', 'deleteDraft', 'resendFailedThread', 'searchTicketsLive'];

export type Operation = (client: ApiClient, ...args: unknown[]) => Promise<unknown>;
export const operationOf = (name: string): Operation | undefined =>
  (api as unknown as Record<string, Operation | undefined>)[name];

/** Where our requests and the reference's examples differ on purpose, and why. */
export const DIFFERENCES: Record<string, { why: string; path?: string; omit?: string[]; add?: Json }> = {
  splitThread: {
    why: 'the example itself, and the live service, say /threads/',
    path: '/api/v1/tickets/{ticket_id}/threads/{thread_id}/split',
  },
  moveTicket: {
    why: 'the live service reads the department from the body, the reference from the query',
    add: { departmentId: '1892000000082069' },
  },
  createTimeEntry: { why: 'totalCost is read-only; the live service refuses it', omit: ['totalCost'] },
};

const segments = (path: string): string[] => path.split('/').slice(1);

/** Values of the path's parameters, from the example's address. */
export function exampleIds({ path, exampleUrl }: Endpoint): string[] {
  const shown = segments(/\/api\/v1[^?]*/.exec(exampleUrl)?.[0] ?? '');
  return segments(path).flatMap((part, at) => (part.startsWith('{') ? [shown[at] ?? ''] : []));
}

export function fill(path: string, ids: readonly string[]): string {
  let at = 0;
  return path.replace(/\{[^}]+\}/g, () => ids[at++] ?? '');
}

const SAMPLES: Record<string, unknown> = {
  from: 1,
  limit: 5,
  receivedInDays: 15,
  isPublic: true,
  isBillable: true,
  isCompleted: false,
  isEnabled: true,
  isActive: true,
  module: 'tickets',
  orderBy: 'DESC',
  departmentId: '1892000000082069',
};

/** A value for every query name of the operation. */
export const exampleQuery = ({ operation, query }: Endpoint): Json =>
  Object.fromEntries(
    query.map(({ name }) => [
      name,
      operation === 'listAgents' && name === 'status' ? 'ACTIVE' : (SAMPLES[name] ?? `${name} *,é`),
    ]),
  );

/** Long ids as text, wherever the example has a bare number. */
export const idsAsText = (value: unknown): unknown =>
  typeof value === 'number' && value > 1e10 ? String(value) : Array.isArray(value) ? value.map(idsAsText) : value;

const NUMBERS = ['hoursSpent', 'minutesSpent', 'secondsSpent', 'agentCostPerHour', 'additionalCost'];

/** The example's body in the types that our functions take: booleans and numbers in place of their text. */
export function exampleInput({ operation, exampleBody }: Endpoint): Json | null {
  if (operation === 'moveTicket') return { departmentId: '1892000000082069' };
  if (exampleBody === undefined) return null;
  const omit = DIFFERENCES[operation]?.omit ?? [];
  return Object.fromEntries(
    Object.entries(exampleBody)
      .filter(([name]) => !omit.includes(name))
      .map(([name, value]) => [
        name,
        NUMBERS.includes(name) ? Number(value) : value === 'true' ? true : value === 'false' ? false : idsAsText(value),
      ]),
  );
}

/** The arguments of our function after the client, for the example of the reference. */
export function exampleArgs(endpoint: Endpoint, file: string): unknown[] {
  const input = exampleInput(endpoint);
  const query = endpoint.operation === 'moveTicket' ? {} : exampleQuery(endpoint);
  return [
    ...exampleIds(endpoint),
    ...(endpoint.multipart === undefined ? [] : [{ file }]),
    ...(input === null ? [] : [input]),
    query,
  ];
}
