import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { test as base, expect, type Page } from '@playwright/test';

const root = fileURLToPath(new URL('../..', import.meta.url));
/** Where each story leaves the operations that it reached; operations.spec.ts makes a table of them. */
export const REACHED = join(root, '.deskhand', 'stories');

/** Something that really happened at the desk. */
export interface Effect {
  noun: string;
  operation: string;
  origin: string;
  ids: string[];
  fields: Record<string, unknown>;
}
type Fault = { match: { operation?: string; path?: string; method?: string }; times?: number; fault: { kind: string } };

export interface Desk {
  url: string;
  key: string;
  /** A call to `/__demo`. */
  control<T>(method: string, path: string, body?: unknown): Promise<T>;
  /** What this console did of one operation, oldest first. */
  effects(operation: string): Promise<Effect[]>;
  /** Waits until the desk has so many effects of an operation: one more is as wrong as one less. */
  done(operation: string, count?: number): Promise<Effect[]>;
  /** The service can't be reached, as without a network. */
  unplug(): Promise<unknown>;
  /** The network is back, which the browser tells its pages. */
  plug(): Promise<unknown>;
  faults(...faults: Fault[]): Promise<unknown>;
  traffic(...events: Record<string, unknown>[]): Promise<Record<string, unknown>[]>;
}

/** The built console in the browser host, signed in to the desk, its data in a folder that outlives its process. */
export interface Console {
  start(...args: string[]): Promise<string>;
  kill(): Promise<void>;
}

export interface Story {
  desk: Desk;
  console_: Console;
  /** Opens the console and waits until it has everything. */
  begin(...args: string[]): Promise<void>;
  /** Does something on screen, and waits until the desk was called by each of the operations because of it. */
  reaches(operations: readonly string[], act: () => Promise<unknown>): Promise<void>;
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill(signal);
  await ended;
}
async function firstJson(child: ChildProcess): Promise<unknown> {
  if (child.stdout === null) throw new Error('no output');
  for await (const line of createInterface({ input: child.stdout })) if (line.startsWith('{')) return JSON.parse(line);
  throw new Error('it ended before it was ready');
}

/** `onReached` hears of every operation that had an effect: no write happens by itself. */
function controlsOf(
  page: Page,
  url: string,
  key: string,
  onReached: (operation: string) => void,
): Omit<Desk, 'url' | 'key'> {
  async function control<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await fetch(`${url}/__demo/${path}`, {
      method,
      headers: { 'x-demo-key': key, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  }
  async function effects(operation: string): Promise<Effect[]> {
    const { entries } = await control<{ entries: Effect[] }>('GET', 'ledger?limit=2000');
    const own = entries.filter((entry) => entry.operation === operation && entry.origin === 'api');
    if (own.length > 0) onReached(operation);
    return own;
  }
  return {
    control,
    effects,
    async done(operation, count = 1) {
      await expect
        .poll(async () => (await effects(operation)).length, { timeout: 60_000, message: operation })
        .toBe(count);
      return effects(operation);
    },
    unplug: () => control('PUT', 'faults', [{ match: {}, fault: { kind: 'offline' } }]),
    async plug() {
      await control('PUT', 'faults', []);
      await tellOnline(page);
    },
    faults: (...faults) => control('PUT', 'faults', faults),
    traffic: async (...events) =>
      (await control<{ results?: Record<string, unknown>[] }>('POST', 'traffic', { events })).results ?? [],
  };
}

/** What an agent does from beginning to end: a desk, a console and a page of its own for each test. */
export const test = base.extend<{ tickets: number; manner: 'live' | 'reference'; story: Story }>({
  tickets: [80, { option: true }],
  manner: ['live', { option: true }],
  story: async ({ page, tickets, manner }, use, info) => {
    const dataDir = mkdtempSync(join(tmpdir(), 'deskhand-story-'));
    const running = spawn(
      process.execPath,
      [join(root, 'out/main/demo-desk.js'), `--tickets=${tickets}`, `--manner=${manner}`, '--json'],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    const { url, key, clientId, clientSecret, orgId, agents } = (await firstJson(running)) as {
      url: string;
      key: string;
      clientId: string;
      clientSecret: string;
      orgId: string;
      agents: { email: string; password: string }[];
    };
    const [agent] = agents;
    if (agent === undefined) throw new Error('a desk without agents');
    let child: ChildProcess | null = null;
    const reached = new Map<string, string>();
    const noteReached = (operation: string): unknown => reached.set(operation, info.title);
    const desk: Desk = { url, key, ...controlsOf(page, url, key, noteReached) };
    const console_: Console = {
      async start(...args) {
        child = spawn(
          process.execPath,
          [
            join(root, 'out/main/serve.js'),
            '--json',
            '--no-open',
            '--depth=all',
            `--data-dir=${dataDir}`,
            `--desk-url=${url}`,
            `--accounts-url=${url}`,
            `--brand=${manner === 'live' ? 'Zoho' : '乐投Letou'}`,
            `--client-id=${clientId}`,
            `--org=${orgId}`,
            `--agent=${agent.email}`,
            `--demo-consent=${agent.email}:${agent.password}`,
            ...args,
          ],
          { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, DESKHAND_CLIENT_SECRET: clientSecret } },
        );
        return ((await firstJson(child)) as { url: string }).url;
      },
      async kill() {
        if (child !== null) await end(child, 'SIGKILL');
      },
    };
    const calls = async (): Promise<Record<string, { calls: number }>> =>
      (await desk.control<{ operations: Record<string, { calls: number }> }>('GET', 'calls')).operations;
    const problems: string[] = [];
    page.on('pageerror', (error) => problems.push(String(error)));
    const story: Story = {
      desk,
      console_,
      async begin(...args) {
        await page.goto(await console_.start(...args));
        await expect(page.getByRole('link', { name: /^All open/ })).toBeVisible();
        // Before it has begun, and once it is done, nothing is in progress.
        await expect(page.getByRole('contentinfo').getByText('data as of')).toBeVisible({ timeout: 90_000 });
        await expect(page.getByRole('progressbar')).toHaveCount(0, { timeout: 90_000 });
      },
      async reaches(operations, act) {
        const before = await calls();
        await test.step(`reaches ${operations.join(', ')}`, async () => {
          await act();
          await expect
            .poll(
              async () => {
                const now = await calls();
                return operations.filter((name) => (now[name]?.calls ?? 0) <= (before[name]?.calls ?? 0));
              },
              { timeout: 60_000, message: 'operations that the desk was not called by' },
            )
            .toEqual([]);
        });
        operations.forEach(noteReached);
      },
    };
    await use(story);
    if (child !== null) await end(child, 'SIGTERM');
    await end(running, 'SIGTERM');
    rmSync(dataDir, { recursive: true, force: true });
    expect(problems, 'errors in the page').toEqual([]);
    mkdirSync(REACHED, { recursive: true });
    const name = info.titlePath.join(' ').replace(/\W+/g, '-');
    writeFileSync(join(REACHED, `${name}.json`), JSON.stringify(Object.fromEntries(reached)));
  },
});
export { expect };

/** The first open ticket that came by mail: answers to chats and posts are another thing. */
export async function openMailTicket(page: Page): Promise<void> {
  await page.getByRole('link', { name: /^All open/ }).click();
  const mails = page.locator('[data-ticket-id]').filter({ has: page.getByTitle('Email', { exact: true }) });
  await mails.first().click();
  await expect(page.locator('[data-item]').first()).toBeVisible();
}
/** What a browser tells a page when the network is back. */
export const tellOnline = (page: Page): Promise<unknown> => page.evaluate(() => dispatchEvent(new Event('online')));

/** The two keys belong together only when the second comes soon: a busy machine may need more than one try. */
export async function goTo(page: Page, key: string, place: string): Promise<void> {
  await expect(async () => {
    await page.keyboard.press('g');
    await page.keyboard.press(key);
    await expect(page).toHaveURL(new RegExp(`#/${place}`), { timeout: 1_000 });
  }).toPass();
}
/** Runs a command by its name, from the palette. */
export async function command(page: Page, name: string): Promise<void> {
  await page.keyboard.press('Control+k');
  await expect(page.locator('[data-palette] input, dialog[open] input').first()).toBeFocused();
  await page.keyboard.type(name);
  await page.keyboard.press('Enter');
}
