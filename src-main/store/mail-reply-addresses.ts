import type { MailReplyAddress } from '../../src-preload/contract/mail-reply-addresses.ts';
import type { Db } from './database.ts';
import { createDocumentStore, type DocumentStore } from './documents.ts';

/** Addresses that replies may be sent from. */
export const createMailReplyAddressStore = (db: Db): DocumentStore<MailReplyAddress> =>
  createDocumentStore(db, 'mail_reply_address');
