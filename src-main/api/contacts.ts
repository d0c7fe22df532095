import { type Contact, contact } from '../../src-preload/contract/contacts.ts';
import type { ApiClient, CallOptions } from './client.ts';
import { callOptions, type ListOptions, listOf, pageQuery, path, rowOf, rowsOf } from './operation.ts';

/** At most 100 a page. */
export async function listContacts(client: ApiClient, options: ListOptions = {}): Promise<Contact[]> {
  return rowsOf(
    await client.call({
      ...callOptions(options),
      operation: 'listContacts',
      path: '/contacts',
      query: pageQuery(options),
      schema: listOf(contact),
    }),
  );
}

export async function getContact(client: ApiClient, id: string, options: CallOptions = {}): Promise<Contact> {
  return rowOf(
    await client.call({ ...options, operation: 'getContact', path: path`/contacts/${id}`, schema: contact }),
    'getContact',
  );
}
