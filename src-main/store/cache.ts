import type { Agent } from '../../src-preload/contract/agents.ts';
import type { Comment } from '../../src-preload/contract/comments.ts';
import type { Department } from '../../src-preload/contract/departments.ts';
import type { MailReplyAddress } from '../../src-preload/contract/mail-reply-addresses.ts';
import type { Organization } from '../../src-preload/contract/organizations.ts';
import type { Thread } from '../../src-preload/contract/threads.ts';
import { type AccountStore, createAccountStore } from './accounts.ts';
import { type AttachmentStore, createAttachmentStore } from './attachments.ts';
import { type Checkpoints, createCheckpoints } from './checkpoints.ts';
import { type CapabilityStore, createCapabilityStore } from './capabilities.ts';
import { type ContactStore, createContactStore } from './contacts.ts';
import { type ContractStore, createContractStore } from './contracts.ts';
import { type Db, deleteDatabase, isCorruption, openDatabase } from './database.ts';
import { createDocumentStore, type DocumentStore } from './documents.ts';
import { createFigureStore, type FigureStore } from './figures.ts';
import { createMailReplyAddressStore } from './mail-reply-addresses.ts';
import { CACHE_MIGRATIONS } from './migrations/index.ts';
import { createNewsStore, type NewsStore } from './news.ts';
import { createRecordDetailStore, type RecordDetailStore } from './record-details.ts';
import { createSearchStore, type SearchStore } from './search.ts';
import { createSweepNotes, type SweepNotes } from './sweep-notes.ts';
import { createSyncCursorStore, type SyncCursorStore } from './sync-cursors.ts';
import { createTaskStore, type TaskStore } from './tasks.ts';
import { createTicketFields } from './ticket-fields.ts';
import { createTicketPartStore, type TicketPartStore } from './ticket-parts.ts';
import { createTicketQueries, type TicketQueries } from './ticket-query.ts';
import { createTicketTagStore, type TicketTagStore } from './ticket-tags.ts';
import { createTicketStore, type TicketStore } from './tickets.ts';
import { createTimeEntryStore, type TimeEntryStore } from './time-entries.ts';
import { createTombstoneStore, type TombstoneStore } from './tombstones.ts';

/** `cache.db`: what the service said. It can be thrown away at any time and pulled again. */
export interface Cache {
  tickets: TicketStore;
  ticketQueries: TicketQueries;
  /** What the latest tickets hold in fields that no setting of the service describes. */
  ticketFields: ReturnType<typeof createTicketFields>;
  tags: TicketTagStore;
  threads: TicketPartStore<Thread>;
  comments: TicketPartStore<Comment>;
  contacts: ContactStore;
  accounts: AccountStore;
  agents: DocumentStore<Agent>;
  departments: DocumentStore<Department>;
  /** The one whose desk this is. */
  organizations: DocumentStore<Organization>;
  timeEntries: TimeEntryStore;
  tasks: TaskStore;
  attachments: AttachmentStore;
  contracts: ContractStore;
  recordDetails: RecordDetailStore;
  mailReplyAddresses: DocumentStore<MailReplyAddress>;
  tombstones: TombstoneStore;
  capabilities: CapabilityStore;
  sweepNotes: SweepNotes;
  cursors: SyncCursorStore;
  news: NewsStore;
  figures: FigureStore;
  search: SearchStore;
  /** Rows and their cursor move together or not at all. */
  transaction<T>(work: () => T): T;
  checkpoints: Checkpoints;
  close(): void;
}

function openOrRebuild(file: string): { db: Db; wasRebuilt: boolean } {
  const open = (): Db => openDatabase(file, { migrations: CACHE_MIGRATIONS, synchronous: 'NORMAL' });
  try {
    return { db: open(), wasRebuilt: false };
  } catch (error) {
    if (!isCorruption(error)) throw error;
  }
  deleteDatabase(file);
  return { db: open(), wasRebuilt: true };
}

/**
 * Opens the cache; one that can't be opened for damage is deleted and begun anew (`wasRebuilt`), since the service has
 * all of it. Damage deeper in the file shows at a later read (`isCorruption`): a check of the whole file at every start
 * would grow with the cache.
 */
export function openCache(file: string): { cache: Cache; wasRebuilt: boolean } {
  const { db, wasRebuilt } = openOrRebuild(file);
  const cursors = createSyncCursorStore(db);
  return {
    wasRebuilt,
    cache: {
      tickets: createTicketStore(db),
      ticketQueries: createTicketQueries(db),
      ticketFields: createTicketFields(db),
      tags: createTicketTagStore(db),
      threads: createTicketPartStore(db, 'thread'),
      comments: createTicketPartStore(db, 'comment'),
      contacts: createContactStore(db),
      accounts: createAccountStore(db),
      agents: createDocumentStore(db, 'agent'),
      departments: createDocumentStore(db, 'department'),
      organizations: createDocumentStore(db, 'organization'),
      timeEntries: createTimeEntryStore(db),
      tasks: createTaskStore(db),
      attachments: createAttachmentStore(db),
      contracts: createContractStore(db),
      recordDetails: createRecordDetailStore(db),
      mailReplyAddresses: createMailReplyAddressStore(db),
      tombstones: createTombstoneStore(db),
      capabilities: createCapabilityStore(db),
      sweepNotes: createSweepNotes(db),
      cursors,
      news: createNewsStore(db),
      figures: createFigureStore(db),
      search: createSearchStore(db),
      transaction(work) {
        try {
          return db.transaction(work).immediate();
        } catch (error) {
          cursors.forget();
          throw error;
        }
      },
      checkpoints: createCheckpoints(db),
      close: () => db.close(),
    },
  };
}
