import { join } from 'node:path';
import type { Owner } from './agent-database.ts';
import { deleteDatabase } from './database.ts';

/** The folder of one agent of one organisation on one service: what one writes, no other sends. */
export function workspaceDir(dataDir: string, { deskUrl, orgId, agentId }: Owner): string {
  const host = new URL(deskUrl).host.replace(/[^\w.-]/g, '_');
  const safe = (id: string): string => id.replace(/[^\w-]/g, '_');
  return join(dataDir, 'workspaces', `${host}-${safe(orgId)}-${safe(agentId)}`);
}

/** Throws the cache of a closed workspace away. What the agent wrote is in the other database. */
export const deleteCache = (dataDir: string, owner: Owner): void =>
  deleteDatabase(join(workspaceDir(dataDir, owner), 'cache.db'));
