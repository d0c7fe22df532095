import { type Thread, thread } from '../../src-preload/contract/threads.ts';
import type { ApiClient, CallOptions } from './client.ts';
import { callOptions, type ListOptions, listOf, pageQuery, path, rowOf, rowsOf } from './operation.ts';

/** At most 200 a page. The live service sends summaries without content. */
export async function listThreads(client: ApiClient, ticketId: string, options: ListOptions = {}): Promise<Thread[]> {
  return rowsOf(
    await client.call({
      ...callOptions(options),
      operation: 'listThreads',
      path: path`/tickets/${ticketId}/threads`,
      query: pageQuery(options),
      schema: listOf(thread),
    }),
  );
}

/** One thread with its content. */
export async function getThread(
  client: ApiClient,
  ticketId: string,
  id: string,
  options: CallOptions = {},
): Promise<Thread> {
  return rowOf(
    await client.call({
      ...options,
      operation: 'getThread',
      path: path`/tickets/${ticketId}/threads/${id}`,
      schema: thread,
    }),
    'getThread',
  );
}
