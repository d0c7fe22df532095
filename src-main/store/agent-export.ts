import { createReadStream, createWriteStream, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import Database from 'better-sqlite3';
import { turn } from '../lib/slices.ts';

export interface AgentExportOptions {
  /** agent.db of the agent. */
  database: string;
  /** Folder of the files that wait to be sent. */
  filesDir: string;
  /** What else belongs to it: the version, the settings of the look. */
  head: Record<string, unknown>;
  /** Where the export goes; what is there is replaced. */
  target: string;
}

/** Rows between turns of the event loop. */
const STEP = 200;
/** Bytes read at once; a multiple of three, so that pieces of base64 join without a gap. */
const PIECE = 3 * 64 * 1024;

/** A column as JSON has it: documents as documents, bytes as base64. */
function cell(value: unknown): unknown {
  if (Buffer.isBuffer(value)) return { base64: value.toString('base64') };
  if (typeof value !== 'string' || !/^[[{]/.test(value)) return value;
  try {
    return JSON.parse(value, (_key, inner: unknown, context?: { source?: string }) =>
      // Ids of nineteen digits keep them.
      typeof inner === 'number' && !Number.isSafeInteger(inner) && Number.isInteger(inner)
        ? (context?.source ?? inner)
        : inner,
    );
  } catch {
    return value;
  }
}

async function* pieces({ database, filesDir, head }: AgentExportOptions): AsyncGenerator<string> {
  // A connection of its own: one picture of all tables, while the agent goes on working.
  const db = new Database(database, { readonly: true });
  try {
    db.exec('BEGIN');
    const tables = db
      .prepare<[], { name: string }>(
        `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name`,
      )
      .all();
    yield `{\n"deskhand": "everything",\n"head": ${JSON.stringify(head, null, 1)},\n"tables": {`;
    for (const [index, { name }] of tables.entries()) {
      yield `${index === 0 ? '' : ','}\n${JSON.stringify(name)}: [`;
      let count = 0;
      for (const row of db.prepare<[], Record<string, unknown>>(`SELECT * FROM "${name}"`).iterate()) {
        const values = Object.fromEntries(Object.entries(row).map(([column, value]) => [column, cell(value)]));
        yield `${count === 0 ? '\n' : ',\n'}${JSON.stringify(values)}`;
        count += 1;
        if (count % STEP === 0) await turn();
      }
      yield ']';
    }
    yield '\n},\n"files": [';
    for (const [index, path] of filesIn(filesDir).entries()) {
      yield `${index === 0 ? '' : ','}\n{"name": ${JSON.stringify(basename(path))}, "base64": "`;
      for await (const piece of createReadStream(path, { highWaterMark: PIECE }))
        yield (piece as Buffer).toString('base64');
      yield '"}';
    }
    yield ']\n}\n';
  } finally {
    db.close();
  }
}

function filesIn(dir: string): string[] {
  try {
    return readdirSync(dir, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

/**
 * Writes everything that only this machine holds of an agent as one JSON file: each table of agent.db with its rows, and
 * the files that wait to be sent. Row by row, so that memory does not grow with it.
 */
export const exportAgent = (options: AgentExportOptions): Promise<void> =>
  pipeline(pieces(options), createWriteStream(options.target, { mode: 0o600 }));
