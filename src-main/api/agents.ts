import { type Agent, agent } from '../../src-preload/contract/agents.ts';
import type { ApiClient, CallOptions } from './client.ts';
import { callOptions, type ListOptions, listOf, pageQuery, rowOf, rowsOf } from './operation.ts';

/** At most 200 a page. */
export async function listAgents(client: ApiClient, options: ListOptions = {}): Promise<Agent[]> {
  return rowsOf(
    await client.call({
      ...callOptions(options),
      operation: 'listAgents',
      path: '/agents',
      query: pageQuery(options),
      schema: listOf(agent),
    }),
  );
}

/** The signed-in agent. Live service only: `notFound` where the reference is all there is. */
export async function getMyInfo(client: ApiClient, options: CallOptions = {}): Promise<Agent> {
  return rowOf(await client.call({ ...options, operation: 'getMyInfo', path: '/myinfo', schema: agent }), 'getMyInfo');
}
