import type { Contract } from '../../src-preload/contract/contracts.ts';
import type { Db } from './database.ts';
import { createDocumentStore, type DocumentStore } from './documents.ts';
import { createRecordLists, type RecordLists } from './record-lists.ts';

export interface ContractStore extends DocumentStore<Contract> {
  lists: RecordLists;
}

/** What accounts were promised. */
export const createContractStore = (db: Db): ContractStore => ({
  ...createDocumentStore<Contract>(db, 'contract'),
  lists: createRecordLists(db, 'contract'),
});
