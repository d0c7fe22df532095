import { type Comment, comment } from '../../src-preload/contract/comments.ts';
import type { ApiClient } from './client.ts';
import { callOptions, type ListOptions, listOf, pageQuery, path, rowsOf } from './operation.ts';

/** At most 100 a page. */
export async function listComments(client: ApiClient, ticketId: string, options: ListOptions = {}): Promise<Comment[]> {
  return rowsOf(
    await client.call({
      ...callOptions(options),
      operation: 'listComments',
      path: path`/tickets/${ticketId}/comments`,
      query: pageQuery(options),
      schema: listOf(comment),
    }),
  );
}
