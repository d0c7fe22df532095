import { expect } from '@playwright/test';
import type { RunningDesk } from './electron-stand-in-desk.ts';

interface Effect {
  noun: string;
  operation: string;
  fields: Record<string, unknown>;
}

/** What a test does with the demo desk behind the console's back. */
export function controlOf({ url, key }: Pick<RunningDesk, 'url' | 'key'>) {
  const call = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const response = await fetch(`${url}/__demo/${path}`, {
      method,
      headers: { 'x-demo-key': key, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return response.json();
  };
  const effects = async (): Promise<Effect[]> =>
    ((await call('GET', 'ledger?limit=1000')) as { entries: Effect[] }).entries;
  return {
    /** The service can't be reached, as without a network. */
    unplug: () => call('PUT', 'faults', [{ match: {}, fault: { kind: 'offline' } }]),
    plug: () => call('PUT', 'faults', []),
    /** What others do at the desk: see the demo desk's README. */
    traffic: async (...events: Record<string, unknown>[]): Promise<Record<string, unknown>[]> =>
      ((await call('POST', 'traffic', { events, seed: 1 })) as { results: Record<string, unknown>[] }).results,
    comments: async (): Promise<Effect[]> => (await effects()).filter(({ noun }) => noun === 'comment'),
    timeEntries: async (): Promise<Effect[]> => (await effects()).filter(({ noun }) => noun === 'timeEntry'),
    /** Waits until so many entries are there. One more is as wrong as one less. */
    async expectEntries(count: number): Promise<Effect[]> {
      const entries = (): Promise<Effect[]> => this.timeEntries();
      await expect.poll(async () => (await entries()).length, { timeout: 60_000 }).toBe(count);
      return entries();
    },
  };
}
