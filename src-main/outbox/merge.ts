import type { FieldConflict } from '../../src-preload/contract/outbox.ts';

/** Fields by name; custom fields one level deep, under `cf` and `customFields`. */
export type Fields = Record<string, unknown>;

const NESTED = ['cf', 'customFields'] as const;
const isRecord = (value: unknown): value is Fields =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

/** `{cf: {a: 1}}` as `{'cf.a': 1}`, so that every value stands by itself. */
export function flatten(fields: Fields): Fields {
  const flat: Fields = {};
  for (const [name, value] of Object.entries(fields)) {
    if ((NESTED as readonly string[]).includes(name) && isRecord(value)) {
      for (const [inner, entry] of Object.entries(value)) flat[`${name}.${inner}`] = entry;
    } else if (value !== undefined) flat[name] = value;
  }
  return flat;
}

/** The way back from `flatten`. */
export function unflatten(flat: Fields): Fields {
  const fields: Fields = {};
  for (const [name, value] of Object.entries(flat)) {
    const [outer = '', ...inner] = name.split('.');
    if (inner.length > 0 && (NESTED as readonly string[]).includes(outer)) {
      fields[outer] = { ...(fields[outer] as Fields | undefined), [inner.join('.')]: value };
    } else fields[name] = value;
  }
  return fields;
}

const canonical = (value: unknown): unknown => {
  if (value === undefined || value === '' || value === null) return null;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value)) {
    const time = Date.parse(value);
    // The service may cut off what is less than a second.
    return Number.isNaN(time) ? value : Math.floor(time / 1_000);
  }
  // Of several values none is the first.
  if (Array.isArray(value)) return value.length === 0 ? null : JSON.stringify(value.map(String).sort());
  return typeof value === 'object' ? JSON.stringify(value) : value;
};
/** Whether the service would say the same of both: empty and null are one, numbers come as text, a list in any order. */
export const sameValue = (a: unknown, b: unknown): boolean => canonical(a) === canonical(b);

/** The fields of `row` that `names` (flat) name: the base that an edit is kept with. */
export function pick(row: Fields | null, names: readonly string[]): Fields {
  const flat = row === null ? {} : flatten(row);
  return Object.fromEntries(names.filter((name) => name in flat).map((name) => [name, flat[name]]));
}

export interface Merged {
  /** Flat fields that must be sent. */
  send: Fields;
  conflicts: FieldConflict[];
}

/**
 * Per field: theirs is mine already: nothing to do; theirs is still the base: send mine; both changed: conflict. A field
 * whose base nobody knew (a row that was never read whole) is taken as unchanged there. `server` is what the service
 * said under the agent's own pending edits: it counts as unchanged too. All arguments are flat.
 */
export function threeWay(
  base: Fields,
  mine: Fields,
  theirs: Fields,
  server: Fields = {},
  same: (a: unknown, b: unknown) => boolean = sameValue,
): Merged {
  const send: Fields = {};
  const conflicts: FieldConflict[] = [];
  for (const [field, value] of Object.entries(mine)) {
    if (field in theirs && same(theirs[field], value)) continue;
    const isChangedThere =
      field in base &&
      field in theirs &&
      !same(base[field], theirs[field]) &&
      !(field in server && same(server[field], theirs[field]));
    if (isChangedThere)
      conflicts.push({ field, base: base[field] ?? null, mine: value, theirs: theirs[field] ?? null });
    else send[field] = value;
  }
  return { send, conflicts };
}
