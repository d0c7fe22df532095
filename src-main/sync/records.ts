import type { Attachment } from '../../src-preload/contract/attachments.ts';
import { listAccountAttachments, listContactAttachments, listTaskAttachments } from '../api/attachments.ts';
import { getAccount, listAccountTickets } from '../api/accounts.ts';
import { type ApiClient, PRIORITY, type CallOptions } from '../api/client.ts';
import { getContact, listContactTickets } from '../api/contacts.ts';
import { getContract } from '../api/contracts.ts';
import { getTask } from '../api/tasks.ts';
import { isAppError } from '../lib/app-error.ts';
import type { KeyedTable } from '../store/record-keys.ts';
import type { SyncContext } from './context.ts';
import { readAll } from './pages.ts';
import { storeTicketRows } from './ticket-rows.ts';

/** What is on screen is asked for again when it is older than this. */
const SCREEN_AGE_MS = 60_000;
const FILES_PAGE = 100;
const TICKETS_PAGE = 50;

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
 * The contact, account, task or contract that the agent looks at, read whole with its files and its latest tickets.
 * `always`: whatever its age. A row that the service no longer has stays until its list is read again.
 */
export async function refreshRecord(
  context: SyncContext,
  noun: KeyedTable,
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
  };
  await rows[noun]();
  cache.recordDetails.markWhole(noun, id, clock.now());
  emit(`${noun}s.changed`, { ids: [id] });

  const tickets = { contact: listContactTickets, account: listAccountTickets };
  if (noun === 'contract') return;
  await unlessRefused(async () => {
    const files = await fetchRecordFiles(client, noun, id, call);
    if (cache.recordDetails.setFiles(noun, id, files, clock.now())) emit(`${noun}s.changed`, { ids: [id] });
  });
  if (noun === 'task') return;
  await unlessRefused(async () => {
    await storeTicketRows(context, await tickets[noun](client, id, { limit: TICKETS_PAGE, ...call }));
  });
}
