import { type Account, account } from '../../src-preload/contract/accounts.ts';
import type { ApiClient, CallOptions } from './client.ts';
import { callOptions, type ListOptions, listOf, pageQuery, path, rowOf, rowsOf } from './operation.ts';

/** At most 100 a page. */
export async function listAccounts(client: ApiClient, options: ListOptions = {}): Promise<Account[]> {
  return rowsOf(
    await client.call({
      ...callOptions(options),
      operation: 'listAccounts',
      path: '/accounts',
      query: pageQuery(options),
      schema: listOf(account),
    }),
  );
}

export async function getAccount(client: ApiClient, id: string, options: CallOptions = {}): Promise<Account> {
  return rowOf(
    await client.call({ ...options, operation: 'getAccount', path: path`/accounts/${id}`, schema: account }),
    'getAccount',
  );
}
