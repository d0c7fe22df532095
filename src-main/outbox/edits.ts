import type { ApiClient, CallOptions } from '../api/client.ts';
import type { Noun, Step } from './job.ts';
import { type Fields, flatten, sameValue, threeWay, unflatten } from './merge.ts';

/** What an edit is kept with: the fields as the agent saw them, and as the service last said. Flat. */
export interface EditBase {
  fields: Fields;
  server: Fields;
}

interface Edit {
  id: string;
  fields: object;
}

/**
 * The one step of an edit by PATCH: read, compare per field with what the agent saw, send only what differs. Doing it
 * twice is the same as once, so an unknown outcome is compared anew.
 */
export function editStep<P>(
  noun: Noun,
  editOf: (payload: P) => Edit,
  get: (client: ApiClient, id: string, call: CallOptions) => Promise<Fields>,
  patch: (client: ApiClient, id: string, fields: Fields, call: CallOptions) => Promise<unknown>,
): Step<P> {
  const mineOf = (payload: P): Fields => flatten(editOf(payload).fields as Fields);
  return {
    name: `update.${noun}`,
    settle: 'now',
    async prepare(payload, { client, call, job }) {
      const { id } = editOf(payload);
      const theirs = flatten(await get(client, id, call));
      const base = (job.base as { edit?: EditBase } | null)?.edit ?? { fields: {}, server: {} };
      const { send, conflicts } = threeWay(base.fields, mineOf(payload), theirs, base.server);
      if (conflicts.length > 0) return { go: false, conflict: conflicts };
      if (Object.keys(send).length === 0) return { go: false, done: { serverId: id } };
      return { go: true, results: { fields: send } };
    },
    async send(payload, { client, call, results }) {
      const { id } = editOf(payload);
      await patch(client, id, unflatten(results['fields'] as Fields), call);
      return { serverId: id };
    },
    async look(payload, { client, call }) {
      const { id } = editOf(payload);
      const theirs = flatten(await get(client, id, call));
      const isDone = Object.entries(mineOf(payload)).every(([name, value]) => sameValue(theirs[name], value));
      return isDone ? { found: 'done', serverId: id } : { found: 'notDone' };
    },
  };
}
