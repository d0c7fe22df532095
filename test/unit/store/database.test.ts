import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { beforeEach, describe, expect, it } from 'vitest';
import { openAgentDatabase } from '../../../src-main/store/agent-database.ts';
import { openCache } from '../../../src-main/store/cache.ts';
import { openDatabase } from '../../../src-main/store/database.ts';
import { AGENT_MIGRATIONS, CACHE_MIGRATIONS } from '../../../src-main/store/migrations/index.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'deskhand-store-'));
});
const owner = { deskUrl: 'https://desk.example', orgId: '1', agentId: '2' };

describe.each([
  ['cache.db', CACHE_MIGRATIONS, 'NORMAL'],
  ['agent.db', AGENT_MIGRATIONS, 'FULL'],
] as const)('migrations of %s', (name, migrations, synchronous) => {
  it('count from one without gaps', () => {
    expect(migrations.map(({ version }) => version)).toEqual(migrations.map((_, index) => index + 1));
  });

  it('give the same schema in one go and step by step from every version', () => {
    const schemaOf = (file: string): unknown => {
      const db = new Database(file);
      const rows = db.prepare('SELECT type, name, sql FROM sqlite_schema ORDER BY name').all();
      const version = db.pragma('user_version', { simple: true });
      db.close();
      return { rows, version };
    };
    const whole = join(dir, `whole-${name}`);
    openDatabase(whole, { migrations, synchronous }).close();
    for (let version = 1; version <= migrations.length; version += 1) {
      const stepwise = join(dir, `${version}-${name}`);
      openDatabase(stepwise, { migrations: migrations.slice(0, version), synchronous }).close();
      openDatabase(stepwise, { migrations, synchronous }).close();
      expect(schemaOf(stepwise)).toEqual(schemaOf(whole));
    }
  });

  it('refuse a database of a newer version and leave its bytes alone', () => {
    const file = join(dir, name);
    const db = new Database(file);
    db.exec('CREATE TABLE future (x)');
    db.pragma('user_version = 999');
    db.close();
    const before = readFileSync(file);
    expect(() => openDatabase(file, { migrations, synchronous })).toThrow(/newer Deskhand/);
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  it('leave no half-done step behind', () => {
    const file = join(dir, name);
    const broken = {
      version: migrations.length + 1,
      description: 'breaks',
      up: (db: Database.Database) => {
        db.exec('CREATE TABLE half (x)');
        throw new Error('power cut');
      },
    };
    expect(() => openDatabase(file, { migrations: [...migrations, broken], synchronous })).toThrow('power cut');
    const db = openDatabase(file, { migrations, synchronous });
    expect(db.prepare("SELECT name FROM sqlite_schema WHERE name = 'half'").get()).toBeUndefined();
    expect(db.pragma('user_version', { simple: true })).toBe(migrations.length);
    db.close();
  });
});

describe('damage', () => {
  it('rebuilds a cache that is no database, and says so', () => {
    const file = join(dir, 'cache.db');
    writeFileSync(file, 'this is not a database, it is a shopping list'.repeat(100));
    const { cache, wasRebuilt } = openCache(file);
    expect(wasRebuilt).toBe(true);
    expect(cache.tickets.count()).toBe(0);
    cache.close();
  });

  it('sets a damaged agent.db aside, byte for byte', () => {
    const file = join(dir, 'agent.db');
    const bytes = Buffer.from('damaged beyond reading '.repeat(500));
    writeFileSync(file, bytes);
    const database = openAgentDatabase(file, owner, 0);
    expect(database.setAside).not.toBeNull();
    expect(readFileSync(database.setAside ?? '').equals(bytes)).toBe(true);
    database.close();
    expect(readdirSync(dir).some((name) => name.startsWith('agent.db.damaged-'))).toBe(true);
  });

  it("refuses another agent's database and changes nothing in it", () => {
    const file = join(dir, 'agent.db');
    openAgentDatabase(file, owner, 0).close();
    expect(() => openAgentDatabase(file, { ...owner, agentId: '3' }, 0)).toThrow(/another agent/);
    openAgentDatabase(file, owner, 0).close();
  });
});
