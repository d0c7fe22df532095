import { request as httpRequest } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createMemoryStorage, createCapabilities } from '../../../src-main/api/capabilities.ts';
import type { ApiClient } from '../../../src-main/api/client.ts';
import { createDemoDesk, type DemoDesk, type Manner } from '../../../src-main/demo-desk/desk.ts';
import { systemClock } from '../../../src-main/lib/clock.ts';
import type { Ticket } from '../../../src-preload/contract/tickets.ts';
import { clientOf } from '../api/server.ts';
import { api, reference } from './reference.ts';

/** What the operations act on: each write has something of its own. */
interface World {
  client: ApiClient;
  desk: DemoDesk;
  file: string;
  ticket: Ticket;
  other: Ticket;
  contactId: string;
  accountId: string;
  taskId: string;
  made: Record<string, string>;
}

const upload = async ({ client, file }: World): Promise<string> => (await api.uploadFile(client, { file })).id;
const reply = async (world: World) => ({
  channel: 'EMAIL' as const,
  to: 'carol@inbox.example',
  fromEmailAddress: 'support@zylker.example',
  contentType: 'plainText' as const,
  content: 'We have identified the root cause and fixed it.',
  isForward: true,
  attachmentIds: [await upload(world)],
});
const newTicket = ({ ticket }: World, subject: string) => ({
  subject,
  departmentId: ticket.departmentId ?? '',
  contactId: ticket.contactId ?? '',
  channel: 'Email',
  description: 'Text',
});
const spent = {
  executedTime: '2026-01-05T09:00:00.000Z',
  hoursSpent: 1,
  minutesSpent: 5,
  secondsSpent: 0,
  description: 'Talked',
};

/** Every operation of the reference, called by our client on the demo desk, in this order. */
export const scenario: Record<string, (world: World) => Promise<unknown>> = {
  listOrganizations: ({ client }) => api.listOrganizations(client),
  getOrganization: ({ client, desk }) => api.getOrganization(client, desk.orgId),
  listTickets: ({ client }) => api.listTickets(client, { include: 'contacts', limit: 100 }),
  getTicket: ({ client, ticket }) => api.getTicket(client, ticket.id, { include: 'contacts,products' }),
  createTicket: (world) => api.createTicket(world.client, newTicket(world, 'Contract')),
  updateTicket: ({ client, ticket }) =>
    api.updateTicket(client, ticket.id, { priority: 'Low', dueDate: '2030-01-01T00:00:00.000Z' }),
  mergeTickets: ({ client, ticket, other }) =>
    api.mergeTickets(client, ticket.id, { ids: [other.id], source: { subject: ticket.id } }),
  moveTicket: ({ client, ticket }) => api.moveTicket(client, ticket.id, { departmentId: ticket.departmentId ?? '' }),
  updateManyTickets: ({ client, ticket }) =>
    api.updateManyTickets(client, {
      ids: [ticket.id],
      fieldName: 'priority',
      fieldValue: 'High',
      isCustomField: false,
    }),
  markSpam: async (world) => {
    const { id } = await api.createTicket(world.client, newTicket(world, 'Spam'));
    return api.markSpam(world.client, { ids: [id], isSpam: true });
  },
  listThreads: async ({ client, ticket, made }) => {
    const rows = await api.listThreads(client, ticket.id, { limit: 200 });
    made['thread'] = rows.find(({ direction }) => direction === 'in')?.id ?? '';
  },
  getThread: ({ client, ticket, made }) => api.getThread(client, ticket.id, made['thread'] ?? ''),
  splitThread: ({ client, ticket, made }) =>
    api.splitThread(client, ticket.id, made['thread'] ?? '', {
      capabilities: createCapabilities(createMemoryStorage(), systemClock),
    }),
  sendReply: async (world) => api.sendReply(world.client, world.ticket.id, await reply(world)),
  draftReply: async (world) => {
    const draft = await api.draftReply(world.client, world.ticket.id, await reply(world));
    world.made['draft'] = draft.id;
    world.made['draftFile'] = draft.attachments?.[0]?.id ?? '';
  },
  updateDraftReply: ({ client, ticket, made }) =>
    api.updateDraftReply(client, ticket.id, made['draft'] ?? '', { channel: 'EMAIL', content: 'Later' }),
  deleteThreadAttachment: ({ client, ticket, made }) =>
    api.deleteThreadAttachment(client, ticket.id, made['draft'] ?? '', made['draftFile'] ?? ''),
  createComment: async (world) => {
    const { client, ticket, made } = world;
    const body = { content: 'Look', isPublic: true, attachmentIds: [await upload(world)] };
    made['comment'] = (await api.createComment(client, ticket.id, body)).id;
  },
  listComments: ({ client, ticket }) => api.listComments(client, ticket.id, { sortBy: 'commentedTime' }),
  getComment: ({ client, ticket, made }) => api.getComment(client, ticket.id, made['comment'] ?? ''),
  updateComment: ({ client, ticket, made }) =>
    api.updateComment(client, ticket.id, made['comment'] ?? '', { content: 'Edited' }),
  deleteComment: ({ client, ticket, made }) => api.deleteComment(client, ticket.id, made['comment'] ?? ''),
  createTicketAttachment: async ({ client, ticket, file, made }) => {
    made['ticketFile'] = (await api.createTicketAttachment(client, ticket.id, { file })).id;
  },
  listTicketAttachments: ({ client, ticket }) =>
    api.listTicketAttachments(client, ticket.id, { sortBy: 'createdTime', isPublic: false }),
  updateTicketAttachment: ({ client, ticket, made }) =>
    api.updateTicketAttachment(client, ticket.id, made['ticketFile'] ?? '', { isPublic: true }),
  deleteTicketAttachment: ({ client, ticket, made }) =>
    api.deleteTicketAttachment(client, ticket.id, made['ticketFile'] ?? ''),
  createTimeEntry: async ({ client, ticket, desk, made }) => {
    const body = {
      ...spent,
      ownerId: desk.agents[0]?.id ?? '',
      requestChargeType: 'Customer Service',
      agentCostPerHour: 3,
    };
    made['timeEntry'] = (await api.createTimeEntry(client, ticket.id, body)).id;
  },
  listTimeEntries: ({ client, ticket }) =>
    api.listTimeEntries(client, ticket.id, { module: 'tickets', orderBy: 'ASC', include: 'owner' }),
  getTimeEntry: ({ client, ticket, made }) =>
    api.getTimeEntry(client, ticket.id, made['timeEntry'] ?? '', { include: 'owner' }),
  updateTimeEntry: ({ client, ticket, made }) =>
    api.updateTimeEntry(client, ticket.id, made['timeEntry'] ?? '', { description: 'Talked longer' }),
  deleteTimeEntry: ({ client, ticket, made }) => api.deleteTimeEntry(client, ticket.id, made['timeEntry'] ?? ''),
  listContacts: ({ client }) => api.listContacts(client, { include: 'accounts', sortBy: 'lastName' }),
  getContact: ({ client, contactId }) => api.getContact(client, contactId),
  createContact: async ({ client, made }) => {
    made['contact'] = (await api.createContact(client, { lastName: 'Jack', email: 'jack@inbox.example' })).id;
  },
  updateContact: ({ client, made }) => api.updateContact(client, made['contact'] ?? '', { zip: '123902' }),
  listContactTickets: ({ client, contactId }) => api.listContactTickets(client, contactId, { sortBy: 'createdTime' }),
  createContactAttachment: async ({ client, contactId, file, made }) => {
    made['contactFile'] = (await api.createContactAttachment(client, contactId, { file })).id;
  },
  listContactAttachments: ({ client, contactId }) => api.listContactAttachments(client, contactId),
  deleteContactAttachment: ({ client, contactId, made }) =>
    api.deleteContactAttachment(client, contactId, made['contactFile'] ?? ''),
  listAccounts: ({ client }) => api.listAccounts(client, { sortBy: 'accountName' }),
  getAccount: ({ client, accountId }) => api.getAccount(client, accountId),
  createAccount: async ({ client, made }) => {
    made['account'] = (await api.createAccount(client, { accountName: 'Zylker Harbour', phone: '98348229382' })).id;
  },
  updateAccount: ({ client, made }) => api.updateAccount(client, made['account'] ?? '', { phone: '82301023900123' }),
  listAccountTickets: ({ client, accountId }) => api.listAccountTickets(client, accountId, { sortBy: 'createdTime' }),
  createAccountAttachment: async ({ client, accountId, file, made }) => {
    made['accountFile'] = (await api.createAccountAttachment(client, accountId, { file })).id;
  },
  listAccountAttachments: ({ client, accountId }) => api.listAccountAttachments(client, accountId),
  deleteAccountAttachment: ({ client, accountId, made }) =>
    api.deleteAccountAttachment(client, accountId, made['accountFile'] ?? ''),
  createTask: async ({ client, ticket, made }) => {
    const body = { subject: 'Bug Fix #120', departmentId: ticket.departmentId ?? '', ticketId: ticket.id };
    made['task'] = (await api.createTask(client, { ...body, priority: 'High', status: 'In Progress' })).id;
  },
  listTasks: ({ client }) => api.listTasks(client, { sortBy: 'dueDate' }),
  getTask: ({ client, made }) => api.getTask(client, made['task'] ?? '', { include: 'tickets' }),
  updateTask: ({ client, made }) => api.updateTask(client, made['task'] ?? '', { priority: 'Low' }),
  listTicketTasks: ({ client, ticket }) => api.listTicketTasks(client, ticket.id, { isCompleted: false }),
  createTaskAttachment: async ({ client, file, made }) => {
    made['taskFile'] = (await api.createTaskAttachment(client, made['task'] ?? '', { file })).id;
  },
  listTaskAttachments: ({ client, made }) => api.listTaskAttachments(client, made['task'] ?? ''),
  deleteTaskAttachment: ({ client, made }) =>
    api.deleteTaskAttachment(client, made['task'] ?? '', made['taskFile'] ?? ''),
  listAgents: ({ client }) => api.listAgents(client, { limit: 200, status: 'ACTIVE' }),
  getAgent: ({ client, desk }) =>
    api.getAgent(client, desk.agents[0]?.id ?? '', {
      include: 'profile,role,associatedDepartments,associatedChatDepartments',
    }),
  listDepartments: ({ client }) => api.listDepartments(client, { isEnabled: true }),
  getDepartment: ({ client, ticket }) => api.getDepartment(client, ticket.departmentId ?? ''),
  uploadFile: ({ client, file }) => api.uploadFile(client, { file }),
  listContracts: async ({ client, made }) => {
    made['contract'] = (await api.listContracts(client, { sortBy: 'contractName' }))[0]?.id ?? '';
  },
  getContract: ({ client, made }) => api.getContract(client, made['contract'] ?? ''),
  search: ({ client }) => api.search(client, { searchStr: 'order', sortBy: 'modifiedTime' }),
  searchTickets: ({ client, other }) => api.searchTickets(client, { status: other.status ?? 'Closed', limit: 5 }),
  searchAccounts: ({ client }) => api.searchAccounts(client, { accountName: 'a*,b*,c*,s*,t*' }),
  searchContacts: ({ client }) => api.searchContacts(client, { lastName: 'a*,b*,c*,m*,s*' }),
  searchTasks: ({ client }) => api.searchTasks(client, { priority: 'High,Low,Normal' }),
  listMailReplyAddresses: ({ client, ticket }) =>
    api.listMailReplyAddresses(client, { departmentId: ticket.departmentId ?? '' }),
};

/** Passes everything on to the desk, and shows what it answered as it came. */
async function startTap(target: string) {
  let last: { status: number; text: string } = { status: 0, text: '' };
  const server = createServer((incoming, outgoing) => {
    const url = new URL(incoming.url ?? '/', target);
    const onward = httpRequest(url, {
      method: incoming.method ?? 'GET',
      headers: { ...incoming.headers, host: url.host },
    });
    onward.on('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        last = { status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') };
        outgoing.writeHead(last.status, response.headers).end(Buffer.concat(chunks));
      });
    });
    onward.on('error', () => outgoing.destroy());
    incoming.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    last: () => last,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Runs the scenario over real HTTP; the answer to each operation as the desk sent it, before our client read it. */
export async function deskAnswers(
  manner: Manner,
  file: string,
): Promise<Map<string, { status: number; json: unknown }>> {
  const desk = await createDemoDesk({ tickets: 120, seed: 7, manner });
  const tap = await startTap(desk.url);
  const brand = manner === 'live' ? 'Zoho' : '乐投Letou';
  const token = desk.issueToken();
  const client = clientOf(tap.url, {
    orgId: desk.orgId,
    tokens: { authorization: () => Promise.resolve(`${brand}-oauthtoken ${token}`) },
  });
  const answers = new Map<string, { status: number; json: unknown }>();
  try {
    const tickets = await api.listTickets(client, { limit: 100, status: 'Open' });
    const closed = await api.listTickets(client, { limit: 10, status: 'Closed' });
    const ticket = tickets.find((row) => row.channel === 'Email' && (row.threadCount ?? 0) > 1);
    const contacts = await api.listContacts(client, { limit: 100 });
    const accountId = contacts.find((row) => row.accountId)?.accountId;
    if (ticket?.contactId == null || closed[0] === undefined || accountId == null)
      throw new Error('The desk is seeded otherwise.');
    const world: World = {
      client,
      desk,
      file,
      ticket,
      other: closed[0],
      contactId: ticket.contactId,
      accountId,
      taskId: '',
      made: {},
    };
    for (const { operation } of reference.toSorted((a, b) => order(a.operation) - order(b.operation))) {
      await scenario[operation]?.(world).catch((error: unknown) => {
        throw new Error(`${operation} (${manner}): ${String(error)}`, { cause: error });
      });
      const { status, text } = tap.last();
      answers.set(operation, { status, json: text === '' ? null : JSON.parse(text) });
    }
    return answers;
  } finally {
    await tap.close();
    await desk.close();
  }
}

const names = Object.keys(scenario);
const order = (operation: string): number => names.indexOf(operation);
