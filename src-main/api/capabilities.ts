import { AppError, isAppError } from '../lib/app-error.ts';
import type { Clock } from '../lib/clock.ts';

/** Operations and parameters that only some services have (service-facts, Where live and reference differ). */
export type CapabilityName =
  | 'conversations'
  | 'latestThread'
  | 'myinfo'
  | 'History'
  | 'modifiedTimeRange'
  | 'tags'
  | 'followers'
  | 'moveToTrash'
  | 'closeTickets'
  | 'markAsRead';

/** Keeps what was learned of one profile's service, across restarts. Values are JSON of this module's own making. */
export interface CapabilityStorage {
  get(name: string): unknown;
  set(name: string, value: unknown): void;
}

interface Kept {
  value: string;
  /** Epoch milliseconds. */
  at: number;
}

/** A service that lacked something may have learned it since: asked again after this. */
const ABSENT_MS = 7 * 24 * 3_600_000;

export interface Capabilities {
  /** Whether the service has it; null while no real use has told. */
  has(name: CapabilityName): boolean | null;
  /**
   * Uses something optional. Known to be absent: `otherwise` at once. Refused (404, 405, or 422 for a parameter):
   * `otherwise` tells whether the row is gone or the operation absent, and only when it succeeds is that kept. Other
   * errors teach nothing and pass through.
   */
  use<T>(name: CapabilityName, live: () => Promise<T>, otherwise: () => Promise<T>): Promise<T>;
  /** As `use` where the reference has no other way: `proof` is any call that fails when the row is gone. */
  require<T>(name: CapabilityName, live: () => Promise<T>, proof: () => Promise<unknown>): Promise<T>;
  /** A spelling that was settled by looking at an answer. */
  spelling(name: string): string | null;
  settle(name: string, value: string): void;
}

/** Whether the error says that the service lacks something optional altogether. */
export const isAbsent = (error: unknown): boolean => isAppError(error, 'notFound') && error.reason === 'absent';

const absent = (name: CapabilityName): AppError =>
  new AppError('notFound', `This service does not offer ${name}.`, { reason: 'absent' });

/** 404 and 405 of an operation, 422 of a parameter: see service-facts, Limits and errors. */
const mayMeanAbsent = (error: unknown): boolean =>
  isAppError(error, 'notFound', 'invalid') && [404, 405, 422].includes(error.service?.status ?? 0);

function readKept(value: unknown): Kept | null {
  const kept = value as Partial<Kept> | null | undefined;
  return typeof kept?.value === 'string' && typeof kept.at === 'number' ? { value: kept.value, at: kept.at } : null;
}

/** What one profile's service can do, learned by the first real use of each thing. */
export function createCapabilities(storage: CapabilityStorage, clock: Clock): Capabilities {
  const note = (name: string, value: string): void => storage.set(name, { value, at: clock.now() } satisfies Kept);

  function has(name: CapabilityName): boolean | null {
    const kept = readKept(storage.get(`has.${name}`));
    if (kept === null) return null;
    return kept.value === 'yes' ? true : Math.abs(clock.now() - kept.at) < ABSENT_MS ? false : null;
  }

  async function use<T>(name: CapabilityName, live: () => Promise<T>, otherwise: () => Promise<T>): Promise<T> {
    const known = has(name);
    if (known === false) return otherwise();
    let value: T;
    try {
      value = await live();
    } catch (error) {
      if (known === true || !mayMeanAbsent(error)) throw error;
      const other = await otherwise();
      note(`has.${name}`, 'no');
      return other;
    }
    if (known !== true) note(`has.${name}`, 'yes');
    return value;
  }

  return {
    has,
    use,
    async require<T>(name: CapabilityName, live: () => Promise<T>, proof: () => Promise<unknown>): Promise<T> {
      if (has(name) === false) throw absent(name);
      const found = await use<{ value: T } | null>(
        name,
        async () => ({ value: await live() }),
        async () => {
          await proof();
          return null;
        },
      );
      if (found === null) throw absent(name);
      return found.value;
    },
    spelling: (name) => readKept(storage.get(`spelling.${name}`))?.value ?? null,
    settle(name, value) {
      if (readKept(storage.get(`spelling.${name}`))?.value !== value) note(`spelling.${name}`, value);
    },
  };
}

/** For a session without a place to keep things, and for tests. */
export function createMemoryStorage(): CapabilityStorage {
  const values = new Map<string, unknown>();
  return { get: (name) => values.get(name), set: (name, value) => void values.set(name, value) };
}
