import { DeskError, invalid, unprocessable } from './errors.ts';
import type { Answer, UploadedFile } from './http.ts';
import type { Noun } from './ids.ts';
import type { DemoDeskOptions, Manner } from './options.ts';
import type { Store } from './store.ts';

/** An agent as the desk keeps it. */
export interface AgentRow {
  n: number;
  first: string;
  last: string;
  email: string;
  password: string;
  zuid: string;
  status: string;
  profile: number;
  doc: string;
}

/** What an agent may not see. */
export interface Permissions {
  /** Departments (row numbers) the agent is kept to, or null for all. */
  departments: number[] | null;
  /** Names of fields that vanish from answers. */
  hiddenFields: ReadonlySet<string>;
}

/** Everything that shapes an answer besides the data. */
export interface View {
  store: Store;
  manner: Manner;
  live: boolean;
  origin: string;
  now: number;
  permissions: Permissions;
}

/** A ledger entry in the making. */
export interface Effect {
  noun: string;
  ids: string[];
  fields: Record<string, unknown>;
}

/** One API call on its way through a handler. */
export interface Call extends View {
  options: DemoDeskOptions;
  agent: AgentRow;
  operation: string;
  params: Record<string, string>;
  query: URLSearchParams;
  body: Record<string, unknown>;
  files: UploadedFile[];
  effects: Effect[];
  /** The `Range` header, for downloads. */
  range: string | undefined;
  /** Hides writes younger than this from lists (fault `readLag`), in ms. */
  readLagMs: number;
}

export type Handler = (call: Call) => Answer;

export const NO_CONTENT: Answer = { status: 204 };

/** 200 without a body in the reference, 204 in the live service: deletes, markSpam, updateMany. */
export function done(view: View): Answer {
  return view.live ? NO_CONTENT : { status: 200 };
}

/** A list answer: 204 when empty. */
export function list(rows: unknown[], extra: Record<string, unknown> = {}): Answer {
  return rows.length === 0 ? NO_CONTENT : { status: 200, json: { data: rows, ...extra } };
}

export function iso(ms: number): string;
export function iso(ms: number | null | undefined): string | null;
export function iso(ms: number | null | undefined): string | null {
  return ms === null || ms === undefined ? null : new Date(ms).toISOString();
}

/** The row number in a path parameter; 404 when it is no such id. */
export function pathN(call: Call, noun: Noun, name: string): number {
  const n = call.store.ids.decode(noun, call.params[name]);
  if (n === undefined) throw unknownId();
  return n;
}

/** The answer to an id that names nothing (or nothing the agent may see). */
export function unknownId(): DeskError {
  return new DeskError(404, 'URL_NOT_FOUND', 'The URL given in the request does not exist.');
}

export interface Paging {
  offset: number;
  limit: number;
}

function whole(text: string, name: string): number {
  if (!/^\d+$/.test(text)) throw unprocessable(`The value passed for the query parameter '${name}' is invalid.`);
  return Number(text);
}

/**
 * `from` and `limit`. In the reference manner lists count from 1 (0 is taken as 1); in the live manner, and in every search, from 0.
 * A limit out of range is a 422, as at the service.
 */
export function paging(call: Call, maximum: number, options: { search?: boolean } = {}): Paging {
  const limitText = call.query.get('limit');
  const limit = limitText === null ? 10 : whole(limitText, 'limit');
  if (limit < 1 || limit > maximum) {
    throw unprocessable(`The value passed for the query parameter 'limit' exceeds the range of 1-${maximum}.`);
  }
  const from = whole(call.query.get('from') ?? '0', 'from');
  if (options.search && from + limit > 5000)
    throw unprocessable(`The value passed for the query parameter 'from' exceeds the range of 0-4999.`);
  const offset = options.search || call.live ? from : Math.max(0, from - 1);
  return { offset, limit };
}

/**
 * ORDER BY from `sortBy`. `columns` maps API names to SQL. In the reference manner a `-` prefix means ascending (as its text says) and the plain
 * name descending; in the live manner `-` means descending. Ties are broken by row number, in the same direction.
 */
export function sortOrder(call: Call, columns: Record<string, string>, fallback: string): string {
  const sortBy = call.query.get('sortBy');
  if (sortBy === null) return fallback;
  const minus = sortBy.startsWith('-');
  const column = columns[minus ? sortBy.slice(1) : sortBy];
  if (!column) throw unprocessable(`The value passed for the query parameter 'sortBy' is invalid.`);
  const direction = minus === call.live ? 'DESC' : 'ASC';
  return `${column} ${direction}, n ${direction}`;
}

/** The values of `include`; 422 when one is not in `allowed`. */
export function includes(call: Call, allowed: readonly string[]): Set<string> {
  const text = call.query.get('include');
  const out = new Set<string>();
  if (text === null || text === '') return out;
  for (const item of text.split(',')) {
    if (!allowed.includes(item)) throw unprocessable(`The value passed for the query parameter 'include' is invalid.`);
    out.add(item);
  }
  return out;
}

/** A boolean query parameter, or undefined. */
export function flag(call: Call, name: string): boolean | undefined {
  const text = call.query.get(name);
  if (text === null) return undefined;
  if (text !== 'true' && text !== 'false')
    throw unprocessable(`The value passed for the query parameter '${name}' is invalid.`);
  return text === 'true';
}

/** Ids in a query parameter, comma separated, as row numbers. */
export function queryNs(call: Call, noun: Noun, name: string): number[] | undefined {
  const text = call.query.get(name);
  if (text === null) return undefined;
  return text.split(',').map((id) => {
    const n = call.store.ids.decode(noun, id.trim());
    if (n === undefined) throw invalid(`/${name}`);
    return n;
  });
}

/** Records what a write did, for `/__demo/ledger`. */
export function effect(call: Call, noun: string, ids: string[], fields: Record<string, unknown> = {}): void {
  call.effects.push({ noun, ids, fields });
}

/** Drops the fields that the agent's profile may not see. */
export function permitted<T extends Record<string, unknown>>(view: View, row: T): T {
  const hidden = view.permissions.hiddenFields;
  if (hidden.size === 0) return row;
  const out: Record<string, unknown> = {};
  for (const key in row) if (!hidden.has(key)) out[key] = row[key];
  return out as T;
}

/** `true`, `'true'`, `'false'`, `false`; anything else is a 422 on that field. */
export function bodyFlag(call: Call, name: string, fallback: boolean): boolean {
  const value = call.body[name];
  if (value === undefined || value === null) return fallback;
  if (value === true || value === 'true') return true;
  if (value === false || value === 'false') return false;
  throw invalid(`/${name}`);
}
