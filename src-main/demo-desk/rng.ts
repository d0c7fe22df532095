/** A small deterministic random source: the same keys always give the same stream. */
export interface Rng {
  /** A float in [0, 1). */
  next(): number;
  /** An integer in [0, max). */
  int(max: number): number;
  /** An integer in [low, high]. */
  between(low: number, high: number): number;
  chance(probability: number): boolean;
  pick<T>(items: readonly T[]): T;
  /** One of `[item, weight]`. */
  weighted<T>(items: readonly (readonly [T, number])[]): T;
}

function mix(h: number): number {
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** Hashes whole numbers into 32 bits (murmur3 finalizer, chained). */
export function hashKeys(...keys: number[]): number {
  let h = 0x9e3779b9;
  for (const key of keys) h = mix((Math.imul(h, 31) + key + 0x7f4a7c15) | 0);
  return h;
}

/** A stream (mulberry32) that depends on `keys` only: e.g. the seed, a noun's number, a row's number. */
export function createRng(...keys: number[]): Rng {
  let state = hashKeys(...keys) | 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const int = (max: number): number => Math.floor(next() * max);
  return {
    next,
    int,
    between: (low, high) => low + int(high - low + 1),
    chance: (probability) => next() < probability,
    pick: <T>(items: readonly T[]): T => items[int(items.length)] as T,
    weighted: <T>(items: readonly (readonly [T, number])[]): T => {
      let total = 0;
      for (const [, weight] of items) total += weight;
      let at = next() * total;
      for (const [item, weight] of items) if ((at -= weight) < 0) return item;
      return (items[items.length - 1] as readonly [T, number])[0];
    },
  };
}
