import { z } from 'zod';
import type { Attachment } from '../../src-preload/contract/attachments.ts';
import { attachment } from '../../src-preload/contract/attachments.ts';
import { AppError } from '../lib/app-error.ts';
import { turn } from '../lib/slices.ts';
import type { ApiClient, CallOptions, QueryValue } from './client.ts';
import type { CallKind } from './credits.ts';
import { multipartBody, type UploadSource } from './multipart.ts';

/** Where a page begins and how long it may be. Leave `from` out for the first: it counts from 0 in some places, from 1 in others. */
export const pageQuery = z.object({ from: z.int().min(0).optional(), limit: z.int().min(1).max(200).optional() });
export type PageQuery = { from?: number; limit?: number };

export interface ListOptions extends CallOptions, PageQuery {}

/** Nothing to ask but for the row itself. */
export const noQuery = z.object({});

/** `{data: [...]}`, its rows still to be read. An answer without a list is not an empty one. */
export const page = z.looseObject({ data: z.array(z.unknown()) });

/** Rows read without a turn for everything else: a hundred of them take as long as the event loop may be held up. */
const AT_ONCE = 10;
const received = new WeakMap<readonly unknown[], number>();

/** The rows of a list's answer, those that can't be read left out; 204 without a body is an empty list. */
export async function readRows<S extends z.ZodType>(
  row: S,
  answer: z.output<typeof page> | null,
): Promise<z.output<S>[]> {
  const sent = answer?.data ?? [];
  const rows: z.output<S>[] = [];
  for (const [index, value] of sent.entries()) {
    if (index > 0 && index % AT_ONCE === 0) await turn();
    const parsed = row.safeParse(value);
    if (parsed.success) rows.push(parsed.data);
  }
  received.set(rows, sent.length);
  return rows;
}

/** How many rows the service sent for these: a page that lost some in reading is no shorter for that. */
export const receivedOf = (rows: readonly unknown[]): number => received.get(rows) ?? rows.length;

/** Rows made of rows, which count for as many. */
export function mapRows<T, U>(rows: readonly T[], make: (row: T) => U): U[] {
  const made = rows.map(make);
  received.set(made, receivedOf(rows));
  return made;
}

/** Only the call's own options. Undefined ones are left out. */
export const callOptions = ({ priority, signal }: CallOptions): CallOptions => ({
  ...(priority === undefined ? {} : { priority }),
  ...(signal === undefined ? {} : { signal }),
});

/** Encodes the parts of a path: path`/tickets/${id}`. */
export function path(strings: TemplateStringsArray, ...parts: string[]): string {
  return String.raw({ raw: strings }, ...parts.map(encodeURIComponent));
}

/** The row of an answer that must have one; `notFound` when the service sent no body. */
export function rowOf<T>(answer: T | null, operation: string): T {
  if (answer === null) throw new AppError('notFound', `The service answered ${operation} without a row.`);
  return answer;
}

/** The row that a write made or changed. An answer without one leaves open what happened. */
export function writtenRow<T>(answer: T | null, operation: string): T {
  if (answer === null) throw new AppError('unknownOutcome', `The service answered ${operation} without a row.`);
  return answer;
}

/** What goes out, checked by `schema` before it does. `invalid` names the fields that are wrong. */
export function strictly<S extends z.ZodType>(schema: S, value: unknown, operation: string): z.output<S> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const fields: Record<string, string> = {};
  for (const issue of parsed.error.issues) {
    if (issue.code === 'unrecognized_keys') for (const key of issue.keys) fields[`/${key}`] = 'unknown';
    else fields[`/${issue.path.join('/')}`] = 'invalid';
  }
  throw new AppError('invalid', `This can't be sent as ${operation}.`, {
    fields,
    cause: parsed.error,
  });
}

type Query = Record<string, QueryValue>;
const queryOf = (schema: z.ZodObject, options: object, operation: string): Query =>
  strictly(schema, options, operation) as Query;

type Ids = string[];
type To<I extends Ids> = (...ids: I) => string;
type Options<Q extends z.ZodObject> = CallOptions & (keyof Q['shape'] extends never ? unknown : z.input<Q>);

/** Splits what an operation was called with: as many ids as its path takes, then the rest. */
function split<I extends Ids>(to: To<I>, args: unknown[]): { path: string; rest: unknown[] } {
  return { path: to(...(args.slice(0, to.length) as I)), rest: args.slice(to.length) };
}

/** Declares a read of one row: `(client, ...ids, options)`. `notFound` when the service has none. */
export function defineGet<I extends Ids, S extends z.ZodType, Q extends z.ZodObject = typeof noQuery>(
  operation: string,
  to: To<I>,
  row: S,
  query: Q = noQuery as unknown as Q,
) {
  return async (client: ApiClient, ...args: [...ids: I, options?: Options<Q>]): Promise<z.output<S>> => {
    const { path, rest } = split(to, args);
    const options = (rest[0] ?? {}) as Options<Q>;
    const request = { ...callOptions(options), operation, path, query: queryOf(query, options, operation) };
    return rowOf(await client.call({ ...request, schema: row }), operation);
  };
}

/** Declares a read of one page of rows: `(client, ...ids, options)`. Unknown names in `options` never reach the wire. */
export function defineList<I extends Ids, S extends z.ZodType, Q extends z.ZodObject = typeof pageQuery>(
  operation: string,
  to: To<I>,
  row: S,
  query: Q = pageQuery as unknown as Q,
) {
  return async (client: ApiClient, ...args: [...ids: I, options?: Options<Q>]): Promise<z.output<S>[]> => {
    const { path, rest } = split(to, args);
    const options = (rest[0] ?? {}) as Options<Q>;
    const request = { ...callOptions(options), operation, path, query: queryOf(query, options, operation) };
    return readRows(row, await client.call({ ...request, kind: 'page', schema: page }));
  };
}

type WriteMethod = 'POST' | 'PATCH' | 'PUT';

/** Declares a write that answers with its row: `(client, ...ids, body, options)`. `invalid` before anything is sent. */
export function defineWrite<I extends Ids, B extends z.ZodType, S extends z.ZodType>(
  operation: string,
  method: WriteMethod,
  to: To<I>,
  body: B,
  row: S,
) {
  return async (
    client: ApiClient,
    ...args: [...ids: I, body: z.input<B>, options?: CallOptions]
  ): Promise<z.output<S>> => {
    const { path, rest } = split(to, args);
    const json = strictly(body, rest[0], operation);
    const options = callOptions((rest[1] ?? {}) as CallOptions);
    return writtenRow(await client.call({ ...options, operation, method, path, json, schema: row }), operation);
  };
}

/** Declares a write whose answer tells nothing (200 or 204): `(client, ...ids, body, options)`. */
export function defineDeed<I extends Ids, B extends z.ZodType>(
  operation: string,
  method: WriteMethod,
  to: To<I>,
  body: B,
  kind: CallKind = 'row',
) {
  return async (client: ApiClient, ...args: [...ids: I, body: z.input<B>, options?: CallOptions]): Promise<void> => {
    const { path, rest } = split(to, args);
    const json = strictly(body, rest[0], operation);
    const options = callOptions((rest[1] ?? {}) as CallOptions);
    await client.call({ ...options, operation, method, path, json, kind, schema: z.unknown() });
  };
}

/** Declares an action without a body: `(client, ...ids, options)`. `query` makes its query of the ids, where they go there. */
export function defineAction<I extends Ids>(
  operation: string,
  method: 'POST' | 'DELETE',
  to: To<I>,
  query: (...ids: I) => Query = () => ({}),
) {
  return async (client: ApiClient, ...args: [...ids: I, options?: CallOptions]): Promise<void> => {
    const { path, rest } = split(to, args);
    const options = callOptions((rest[0] ?? {}) as CallOptions);
    const ids = args.slice(0, to.length) as I;
    await client.call({ ...options, operation, method, path, query: query(...ids), schema: z.unknown() });
  };
}

/** Declares an upload of one file from disk: `(client, ...ids, file, options)`. `invalid` when the file can't be read. */
export function defineUpload<I extends Ids>(operation: string, to: To<I>) {
  return async (
    client: ApiClient,
    ...args: [...ids: I, file: UploadSource, options?: CallOptions]
  ): Promise<Attachment> => {
    const { path, rest } = split(to, args);
    const options = callOptions((rest[1] ?? {}) as CallOptions);
    const body = await multipartBody(rest[0] as UploadSource);
    return writtenRow(
      await client.call({ ...options, operation, method: 'POST', path, body, schema: attachment }),
      operation,
    );
  };
}
