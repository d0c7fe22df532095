import type { Contract } from '../../src-preload/contract/contracts.ts';
import type { Db } from './database.ts';
import { createDocumentStore, type DocumentStore } from './documents.ts';

/** What accounts were promised. */
export const createContractStore = (db: Db): DocumentStore<Contract> => createDocumentStore(db, 'contract');
