import type { Attachment } from '../../src-preload/contract/attachments.ts';
import { listAccountAttachments, listContactAttachments, listTaskAttachments } from '../api/attachments.ts';
import type { RecordNoun } from '../../src-preload/contract/records.ts';
import { getAccount, listAccountTickets } from '../api/accounts.ts';
import { getAgent } from '../api/agents.ts';
import { type ApiClient, PRIORITY, type CallOptions } from '../api/client.ts';
import { getContact, listContactTickets } from '../api/contacts.ts';
import { getContract } from '../api/contracts.ts';
import { getDepartment } from '../api/departments.ts';
import { getOrganization } from '../api/organizations.ts';
import { getTask } from '../api/tasks.ts';
import { isAppError } from '../lib/app-error.ts';
import type { SyncContext } from './context.ts';
import { readAll } from './pages.ts';
import { storeTicketRows } from './ticket-rows.ts';

/** What is read by itself while it is on screen. */
export type ScreenNoun = RecordNoun | 'organization';

/** What is on screen is asked for again when it is older than this. */
const SCREEN_AGE_MS = 60_000;
const FILES_PAGE = 100;
const TICKETS_PAGE = 50;
const AGENT_PARTS = 'profile,role,associatedDepartments,associatedChatDepartments';

/** The parts of a page that a profile may not see are left as they are. */
async function unlessRefused(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!isAppError(error, 'forbidden', 'notFound', 'invalid')) throw error;
  }
}

const FILE_LISTS = { contact: listContactAttachments, account: listAccountAttachments, task: listTaskAttachments };

/** The files of a contact, account or task as the service lists them now. */
export const fetchRecordFiles = (
  client: ApiClient,
  noun: keyof typeof FILE_LISTS,
  id: string,
  call: CallOptions,
): Promise<Attachment[]> => readAll((query) => FILE_LISTS[noun](client, id, { ...query, ...call }), FILES_PAGE);

/**
 * The record that the agent looks at, read whole, with its files and its latest tickets where it has any.
 * `always`: whatever its age. A row that the service no longer has stays until its list is read again.
 */
export async function refreshRecord(
  context: SyncContext,
  noun: ScreenNoun,
  id: string,
  { always }: { always: boolean },
): Promise<void> {
  const { cache, client, clock, emit, signal } = context;
  const call: CallOptions = { priority: PRIORITY.screen, signal };
  const { wholeAsOf } = cache.recordDetails.get(noun, id);
  if (!always && wholeAsOf !== null && Math.abs(clock.now() - wholeAsOf) < SCREEN_AGE_MS) return;

  const rows = {
    contact: async () => cache.contacts.upsert([await getContact(client, id, call)], clock.now()),
    account: async () => cache.accounts.upsert([await getAccount(client, id, call)], clock.now()),
    task: async () => cache.tasks.upsert([await getTask(client, id, { ...call, include: 'tickets' })], clock.now()),
    contract: async () => cache.contracts.upsert([await getContract(client, id, call)], clock.now()),
    agent: async () =>
      cache.agents.upsert([await getAgent(client, id, { ...call, include: AGENT_PARTS })], clock.now()),
    organization: async () => cache.organizations.upsert([await getOrganization(client, id, call)], clock.now()),
    department: async () => cache.departments.upsert([await getDepartment(client, id, call)], clock.now()),
  };
  await rows[noun]();
  cache.recordDetails.markWhole(noun, id, clock.now());
  emit(`${noun}s.changed`, { ids: [id] });

  const tickets = { contact: listContactTickets, account: listAccountTickets };
  if (noun !== 'contact' && noun !== 'account' && noun !== 'task') return;
  await unlessRefused(async () => {
    const files = await fetchRecordFiles(client, noun, id, call);
    if (cache.recordDetails.setFiles(noun, id, files, clock.now())) emit(`${noun}s.changed`, { ids: [id] });
  });
  if (noun === 'task') return;
  await unlessRefused(async () => {
    await storeTicketRows(context, await tickets[noun](client, id, { limit: TICKETS_PAGE, ...call }));
  });
}
