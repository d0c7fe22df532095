import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { type Checkpoints, createCheckpoints } from '../../../src-main/store/checkpoints.ts';
import { type Db, openDatabase } from '../../../src-main/store/database.ts';
import { CACHE_MIGRATIONS } from '../../../src-main/store/migrations/index.ts';
import { until } from '../../fakes/until.ts';

const open: { db: Db; checkpoints: Checkpoints; dir: string }[] = [];
function openOne(tooManyFrames?: number): { db: Db; checkpoints: Checkpoints; file: string } {
  const dir = mkdtempSync(join(tmpdir(), 'deskhand-checkpoints-'));
  const file = join(dir, 'cache.db');
  const db = openDatabase(file, { migrations: CACHE_MIGRATIONS, synchronous: 'NORMAL' });
  const checkpoints = createCheckpoints(db, tooManyFrames);
  open.push({ db, checkpoints, dir });
  return { db, checkpoints, file };
}
afterEach(async () => {
  for (const { db, checkpoints, dir } of open.splice(0)) {
    await checkpoints.stop();
    db.close();
    rmSync(dir, { recursive: true });
  }
});
const byItself = (db: Db): unknown => db.pragma('wal_autocheckpoint', { simple: true });

test('another thread brings what was committed into the database, and leaves it when told', async () => {
  const { db, checkpoints, file } = openOne();
  const before = statSync(file).size;
  checkpoints.start();
  await until('the schema is in the file', () => statSync(file).size > before);
  expect(byItself(db)).toBe(0);
  const insert = db.prepare('INSERT INTO contact (id, doc, as_of) VALUES (?, ?, 1)');
  const schema = statSync(file).size;
  for (let id = 0; id < 20; id += 1)
    insert.run(String(id), JSON.stringify({ id: String(id), note: 'x'.repeat(9_000) }));
  await until('the rows are in the file', () => statSync(file).size > schema);
  await checkpoints.stop();
  expect(byItself(db)).toBe(1_000);
});

test('writers that wait for a breath let the WAL begin anew; nobody waits for ever', async () => {
  const { db, checkpoints } = openOne(50);
  checkpoints.start();
  await until('the other thread is there', () => byItself(db) === 0);
  expect(checkpoints.breather()).toBeNull();
  const insert = db.prepare('INSERT INTO contact (id, doc, as_of) VALUES (?, ?, 1)');
  let id = 0;
  const write = (): unknown => insert.run(String((id += 1)), JSON.stringify({ id, note: 'x'.repeat(9_000) }));
  // A reader of the first rows keeps the other thread from bringing in what came after.
  const reader = openDatabase(db.name, { migrations: CACHE_MIGRATIONS, synchronous: 'NORMAL' });
  write();
  reader.exec('BEGIN');
  reader.prepare('SELECT count(*) FROM contact').get();
  const { breath } = await until('writers are asked to wait', () => {
    write();
    const asked = checkpoints.breather();
    return asked === null ? null : { breath: asked };
  });
  reader.exec('COMMIT');
  reader.close();
  await breath;
  expect(checkpoints.breather()).toBeNull();
  write();
  const [{ log }] = db.pragma('wal_checkpoint(PASSIVE)') as [{ log: number }];
  expect(log).toBeLessThan(50);
});

test('where the other thread can’t open the file, SQLite goes on by itself', async () => {
  const { db, checkpoints, file } = openOne();
  rmSync(file);
  checkpoints.start();
  await checkpoints.stop();
  expect(byItself(db)).toBe(1_000);
  expect(() => db.exec("INSERT INTO contact (id, doc, as_of) VALUES ('1', '{}', 1)")).not.toThrow();
});
