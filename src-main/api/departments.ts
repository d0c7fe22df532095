import { type Department, department } from '../../src-preload/contract/departments.ts';
import type { ApiClient } from './client.ts';
import { callOptions, type ListOptions, listOf, pageQuery, rowsOf } from './operation.ts';

/** At most 200 a page. */
export async function listDepartments(client: ApiClient, options: ListOptions = {}): Promise<Department[]> {
  return rowsOf(
    await client.call({
      ...callOptions(options),
      operation: 'listDepartments',
      path: '/departments',
      query: pageQuery(options),
      schema: listOf(department),
    }),
  );
}
