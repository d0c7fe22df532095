import { isAbsent, type Capabilities } from '../api/capabilities.ts';
import { type ApiClient, PRIORITY } from '../api/client.ts';
import { listFollowers } from '../api/live.ts';

/** Who follows a ticket at the service; null where it has no followers. Costs one call. */
export async function fetchFollowerIds(
  client: ApiClient,
  capabilities: Capabilities,
  ticketId: string,
): Promise<readonly string[] | null> {
  try {
    const rows = await listFollowers(client, capabilities, ticketId, { priority: PRIORITY.sync });
    return rows.map(({ id }) => id);
  } catch (error) {
    if (isAbsent(error)) return null;
    throw error;
  }
}
