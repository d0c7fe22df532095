import type { Happening } from '../../src-preload/contract/outbox.ts';
import type { Job } from '../store/jobs.ts';
import type { Prepared, Step, StepContext } from './job.ts';
import { type Fields, flatten, sameValue, threeWay, unflatten } from './merge.ts';

/** What an edit is kept with: the fields as the agent saw them, and as the service last said. Flat. */
export interface EditBase {
  fields: Fields;
  server: Fields;
}

/** What names the row rather than being changed of it. */
const NAMES = ['id', 'ticketId', 'draftKey'];

/** What an edit changes: its `fields`, or what stands beside the ids. */
export function editedFields(payload: object): Fields {
  const { fields } = payload as { fields?: Fields };
  return fields ?? Object.fromEntries(Object.entries(payload).filter(([name]) => !NAMES.includes(name)));
}

/** The same edit with other fields. */
export function withEditedFields(payload: object, fields: Fields): object {
  if ('fields' in payload) return { ...payload, fields };
  return { ...Object.fromEntries(Object.entries(payload).filter(([name]) => NAMES.includes(name))), ...fields };
}

const baseOf = (job: Job): EditBase | null => (job.base as { edit?: EditBase } | null)?.edit ?? null;

/** What is left to send of an edit where the row reads like `theirs` now, or what the agent must choose between. */
export function compareEdit(
  mine: Fields,
  theirs: Fields,
  job: Job,
  same: (a: unknown, b: unknown) => boolean = sameValue,
): Prepared {
  const base = baseOf(job) ?? { fields: {}, server: {} };
  const { send, conflicts } = threeWay(base.fields, flatten(mine), flatten(theirs), base.server, same);
  if (conflicts.length > 0) return { go: false, conflict: conflicts };
  return Object.keys(send).length === 0 ? { go: false, done: {} } : { go: true, results: { fields: send } };
}

/** The field that it changed, where what it became is known. */
const changedBy = ({ what, id, text }: Happening): [string, unknown][] =>
  what === 'closed' && text !== null ? [['status', text]] : what === 'reassigned' ? [['assigneeId', id]] : [];

/** An edit's base after its agent was told of these and let it go: they are no conflict, asked about once more. */
export function toldOf(base: { edit?: EditBase } | null, happenings: readonly Happening[]): object {
  const edit = base?.edit;
  if (edit === undefined) return { ...base };
  return {
    ...base,
    edit: { ...edit, fields: { ...edit.fields, ...Object.fromEntries(happenings.flatMap(changedBy)) } },
  };
}

export interface EditOptions<P> {
  name: string;
  /** The fields of the row as they are at the service; left out what it does not show. */
  read(payload: P, context: StepContext): Promise<Fields>;
  write(payload: P, fields: Fields, context: StepContext): Promise<unknown>;
  /** Whether the service would say the same of both. */
  same?(a: unknown, b: unknown): boolean;
}

/**
 * The one step of an edit: read, compare per field with what the agent saw, send only what differs. Doing it twice is
 * the same as once, so an unknown outcome is compared anew.
 */
export function editStep<P extends { id: string }>({ name, read, write, same = sameValue }: EditOptions<P>): Step<P> {
  return {
    name,
    settle: 'now',
    async prepare(payload, context) {
      // Nobody saw the row before: it was made here, and a read may not show it yet.
      if (baseOf(context.job) === null) return { go: true, results: { fields: flatten(editedFields(payload)) } };
      const prepared = compareEdit(editedFields(payload), await read(payload, context), context.job, same);
      return 'done' in prepared ? { go: false, done: { serverId: payload.id } } : prepared;
    },
    async send(payload, context) {
      await write(payload, unflatten(context.results['fields'] as Fields), context);
      return { serverId: payload.id };
    },
    async look(payload, context) {
      const theirs = flatten(await read(payload, context));
      const isDone = Object.entries(flatten(editedFields(payload))).every(([field, value]) =>
        same(theirs[field], value),
      );
      return isDone ? { found: 'done', serverId: payload.id } : { found: 'notDone' };
    },
  };
}
