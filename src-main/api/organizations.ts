import { type Organization, organization } from '../../src-preload/contract/organizations.ts';
import type { ApiClient, CallOptions } from './client.ts';
import { listOf, rowsOf } from './operation.ts';

/** Organisations that the signed-in user belongs to. Goes out without `orgId`. */
export async function listOrganizations(client: ApiClient, options: CallOptions = {}): Promise<Organization[]> {
  return rowsOf(
    await client.call({
      ...options,
      operation: 'listOrganizations',
      path: '/organizations',
      schema: listOf(organization),
    }),
  );
}
