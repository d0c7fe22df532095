import { closeSync, fsyncSync, mkdirSync, openSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Db } from './database.ts';

export interface AgentBackups {
  /** Copies the database beside it, page by page between other work. Answers the copy, or null when nothing changed. */
  run(now: number): Promise<string | null>;
  /** Copies that are there, newest first. */
  list(): string[];
}

/** Copies kept. The oldest goes when another is whole. */
const KEPT = 5;
const NAME = /^agent-\d{8}T\d{9}Z\.db$/;
const PARTS = /(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(\d{3})Z\.db$/;

/** Copies of agent.db, newest first. */
export function listBackups(dir: string): string[] {
  try {
    return readdirSync(dir)
      .filter((name) => NAME.test(name))
      .sort()
      .reverse()
      .map((name) => join(dir, name));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

/** A name by the time, or just after the newest where the clock was set back: names go in the order of writing. */
function nameAfter(newest: string | undefined, now: number): string {
  const [, year, month, day, hour, minute, second, ms] = PARTS.exec(newest ?? '') ?? [];
  const last = newest === undefined ? 0 : Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}.${ms}Z`);
  return `agent-${new Date(Math.max(now, last + 1)).toISOString().replace(/[-:.]/g, '')}.db`;
}

/** Rotated copies of agent.db. A copy has its name only when it is whole and on disk. */
export function createAgentBackups(db: Db, dir: string, onPartial: () => void = () => undefined): AgentBackups {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const changes = db.prepare<[], { n: number }>('SELECT total_changes() AS n');
  let copiedAt = -1;
  return {
    async run(now) {
      const n = changes.get()?.n ?? 0;
      if (n === copiedAt) return null;
      for (const name of readdirSync(dir)) if (name.startsWith('.partial')) rmSync(join(dir, name), { force: true });
      const partial = join(dir, `.partial-${now}`);
      const name = nameAfter(listBackups(dir)[0], now);
      let isFirst = true;
      await db.backup(partial, {
        progress: () => {
          if (isFirst) onPartial();
          isFirst = false;
          return 200;
        },
      });
      const fd = openSync(partial, 'r+');
      try {
        fsyncSync(fd);
      } finally {
        closeSync(fd);
      }
      renameSync(partial, join(dir, name));
      copiedAt = n;
      for (const old of listBackups(dir).slice(KEPT)) rmSync(old, { force: true });
      return join(dir, name);
    },
    list: () => listBackups(dir),
  };
}
