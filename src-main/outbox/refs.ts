import { isLocalId } from '../store/local-ids.ts';

/** Every local id in a payload, wherever it stands, `own` left out. */
export function localIdsIn(value: unknown, own: string | null = null): string[] {
  const found = new Set<string>();
  const walk = (entry: unknown): void => {
    if (isLocalId(entry)) {
      if (entry !== own) found.add(entry);
    } else if (Array.isArray(entry)) entry.forEach(walk);
    else if (entry !== null && typeof entry === 'object') Object.values(entry).forEach(walk);
  };
  walk(value);
  return [...found];
}

/** The key of a draft, by the service's ids of what it is of where there are any: a draft has one key, whichever it is asked by. */
export const resolveKey = (key: string, resolve: (id: string) => string | null): string =>
  key.replace(/local-[0-9a-f-]{36}/g, (id) => resolve(id) ?? id);

/** The payload with local ids replaced by the service's where there are any. */
export function resolveIds<T>(value: T, resolve: (id: string) => string | null): T {
  const walk = (entry: unknown): unknown => {
    if (isLocalId(entry)) return resolve(entry) ?? entry;
    if (Array.isArray(entry)) return entry.map(walk);
    if (entry !== null && typeof entry === 'object') {
      return Object.fromEntries(Object.entries(entry).map(([name, inner]) => [name, walk(inner)]));
    }
    return entry;
  };
  return walk(value) as T;
}
