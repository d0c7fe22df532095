import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cacheFile, startConsoleProcess, startDeskProcess } from '../../factories/console.ts';
import { compareWithDesk } from '../../factories/convergence.ts';
import { until } from '../../fakes/until.ts';

const TICKETS = 160;
const KILLS = 10;

let desk: Awaited<ReturnType<typeof startDeskProcess>>;
beforeAll(async () => {
  desk = await startDeskProcess(['--port=0', `--tickets=${TICKETS}`, '--seed=7']);
});
afterAll(() => desk.stop());

const control = (path: string, init: RequestInit = {}): Promise<Response> =>
  fetch(`${desk.url}/__demo/${path}`, { ...init, headers: { 'x-demo-key': desk.key } });

/** How many tickets' bodies the cache on disk holds. */
function bodiesHeld(file: string): Set<string> {
  const db = new Database(file, { readonly: true });
  const rows = db.prepare('SELECT id FROM ticket WHERE body_of IS NOT NULL').all() as { id: string }[];
  db.close();
  return new Set(rows.map(({ id }) => id));
}

/** Ticket ids whose threads were asked for since the last reset, from the desk's own record. */
async function threadListsAsked(): Promise<Set<string>> {
  const { paths } = (await (await control('calls?paths=true')).json()) as { paths: string[] };
  return new Set(paths.flatMap((path) => /\/tickets\/(\d+)\/(?:threads|conversations)(?:\?|$)/.exec(path)?.[1] ?? []));
}

describe('kill -9 during the first sync', () => {
  it(`resumes after each of ${KILLS} kills, fetches no held threads again, and ends with exactly the desk's rows`, async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'deskhand-kill-'));
    const trail: string[] = [];
    for (let kill = 1; kill <= KILLS; kill += 1) {
      const held = kill === 1 ? new Set<string>() : bodiesHeld(cacheFile(dataDir));
      await control('calls', { method: 'DELETE' });
      const console_ = await startConsoleProcess(desk, dataDir);
      // Early kills hit the sign-in and the lists, later ones the threads.
      const wanted = kill === 1 ? 0 : held.size + 1 + ((kill * 37) % 17);
      await until(`kill ${kill}: ${wanted} bodies are held`, async () => {
        if (wanted === 0) return (await console_.call('session.get', {})).phase === 'ready';
        return bodiesHeld(cacheFile(dataDir)).size >= Math.min(wanted, TICKETS - 5);
      });
      await console_.kill();
      const again = [...(await threadListsAsked())].filter((id) => held.has(id));
      expect(again, `kill ${kill}`).toEqual([]);
      trail.push(`${kill}:${bodiesHeld(cacheFile(dataDir)).size}`);
    }
    const held = bodiesHeld(cacheFile(dataDir));
    await control('calls', { method: 'DELETE' });
    const console_ = await startConsoleProcess(desk, dataDir);
    await until(
      'the sync is done',
      async () => {
        const { progress, asOf } = await console_.call('sync.status', {});
        return asOf !== null && progress === null && bodiesHeld(cacheFile(dataDir)).size === TICKETS;
      },
      60_000,
    );
    await console_.stop();
    expect([...(await threadListsAsked())].filter((id) => held.has(id))).toEqual([]);
    const comparison = await compareWithDesk(desk.url, desk.key, cacheFile(dataDir));
    console.log(
      `kills at bodies held ${trail.join(' ')}; ${comparison.map(({ noun, cache }) => `${noun} ${cache.count} ${cache.hash}`).join(', ')}`,
    );
    for (const { noun, cache, desk: expected, differences } of comparison) {
      expect({ noun, ...cache, differences }).toEqual({ noun, ...expected, differences: [] });
    }
  }, 240_000);
});
