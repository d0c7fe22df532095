import { z } from 'zod';
import { agent } from '../../src-preload/contract/agents.ts';
import { defineGet, defineList, pageQuery, path } from './operation.ts';

/** `include`: profile, role, associatedDepartments, associatedChatDepartments, comma separated. */
export const getAgent = defineGet(
  'getAgent',
  (id: string) => path`/agents/${id}`,
  agent,
  z.object({ include: z.string().optional() }),
);

/** At most 200 a page, 10 unless told otherwise. */
export const listAgents = defineList(
  'listAgents',
  () => '/agents',
  agent,
  pageQuery.extend({ status: z.enum(['ACTIVE', 'DISABLED']).optional() }),
);

/** The signed-in agent. Live service only: `notFound` where the reference is all there is. */
export const getMyInfo = defineGet('getMyInfo', () => '/myinfo', agent);
