import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createAgentBackups, listBackups } from '../../../src-main/store/agent-backups.ts';
import { type AgentDatabase, backupDir, openAgentDatabase } from '../../../src-main/store/agent-database.ts';
import { createDraftStore, type DraftStore } from '../../../src-main/store/drafts.ts';
import { createJobStore } from '../../../src-main/store/jobs.ts';
import { createLocalIdStore } from '../../../src-main/store/local-ids.ts';

const OWNER = { deskUrl: 'https://desk.example', orgId: '1', agentId: '2' };
const NOON = Date.parse('2026-06-01T12:00:00Z');
const MINUTE = 60_000;
/** The clock was set back by a day. */
const BACK = NOON - 24 * 60 * MINUTE;

let dir: string;
let file: string;
let agent: AgentDatabase;
let drafts: DraftStore;
const open = (now: number): void => {
  agent = openAgentDatabase(file, OWNER, now);
  drafts = createDraftStore(agent.db);
};
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'deskhand-salvage-'));
  file = join(dir, 'agent.db');
  open(NOON);
});
afterEach(() => {
  agent.close();
  rmSync(dir, { recursive: true, force: true });
});

const backUp = (now: number): Promise<string | null> => createAgentBackups(agent.db, backupDir(file)).run(now);
const type = (key: string, content: string, at: number): void =>
  drafts.save(key, key.split(':')[1] ?? null, { kind: 'reply', content }, at);
const texts = (): Record<string, unknown> =>
  Object.fromEntries(drafts.list().map(({ key, doc }) => [key, doc.content]));
/** What the outbox does with a draft that is sent, in its transaction. */
function queue(key: string, at: number): void {
  agent.db.transaction(() => {
    createJobStore(agent.db).insert({
      id: crypto.randomUUID(),
      kind: 'reply.send',
      version: 1,
      ticketId: '1',
      localId: null,
      payload: { content: 'sent', draftKey: key },
      base: null,
      summary: '',
      state: 'queued',
      hold: null,
      holdUntil: null,
      wasOffline: false,
      createdAt: at,
      lanes: [],
      refs: [],
    });
    drafts.remove(key);
  })();
}
/** The first page of these tables can't be read any more. Answers when the database was opened again. */
function damage(tables: string[], now: number): void {
  agent.db.pragma('wal_checkpoint(TRUNCATE)');
  const pages = tables.map(
    (table) => agent.db.prepare('SELECT rootpage FROM sqlite_master WHERE name = ?').pluck().get(table) as number,
  );
  const size = agent.db.pragma('page_size', { simple: true }) as number;
  agent.close();
  const bytes = readFileSync(file);
  for (const page of pages) bytes.fill(0xab, (page - 1) * size, page * size);
  writeFileSync(file, bytes);
  open(now);
  expect(agent.salvaged).not.toBeNull();
}

describe('a draft that is salvaged', () => {
  it('is there whatever the clock said when it was typed and when another was sent', async () => {
    type('reply:1', 'first', NOON);
    await backUp(NOON);
    queue('reply:1', NOON + MINUTE);
    type('reply:1', 'typed after the clock was set back', BACK);
    damage(['attempt'], BACK + MINUTE);
    expect(texts()).toEqual({ 'reply:1': 'typed after the clock was set back' });
  });

  it('is the text that was typed last, though only its versions can be read', async () => {
    type('reply:1', 'an hour ago', NOON);
    await backUp(NOON);
    type('reply:1', 'now', NOON + 60 * MINUTE);
    type('reply:2', 'never copied', NOON + 60 * MINUTE);
    damage(['draft'], NOON + 61 * MINUTE);
    expect(texts()).toEqual({ 'reply:1': 'now', 'reply:2': 'never copied' });
    expect(drafts.list('2').map(({ doc }) => doc.content)).toEqual(['never copied']);
  });

  it.each([[['attempt']], [['draft']], [['draft_version']]])(
    'does not come back from a copy when it was sent or discarded since: %j is damaged',
    async (tables) => {
      type('reply:1', 'sent', NOON);
      type('reply:2', 'discarded', NOON);
      type('reply:3', 'kept', NOON);
      await backUp(NOON);
      queue('reply:1', BACK);
      drafts.remove('reply:2');
      damage(tables, BACK + MINUTE);
      expect(texts()).toEqual({ 'reply:3': 'kept' });
    },
  );

  it('comes back once where nothing but a copy has it, and not when it was sent since', async () => {
    type('reply:1', 'sent since, by a clock that was set back', NOON);
    queue('reply:9', NOON);
    type('reply:9', 'typed after what was sent from here', BACK);
    type('reply:3', 'kept', NOON);
    await backUp(NOON);
    queue('reply:1', BACK);
    damage(['draft', 'draft_version'], BACK + MINUTE);
    expect(texts()).toEqual({ 'reply:9': 'typed after what was sent from here', 'reply:3': 'kept' });
  });

  it.each([[['attempt']], [['draft']], [['draft_version']]])(
    'has one key when its row got a name since the copy: %j is damaged',
    async (tables) => {
      const local = `local-${crypto.randomUUID()}`;
      createLocalIdStore(agent.db).insert(local, 'ticket', 'a job');
      type(`reply:${local}`, 'early', NOON);
      await backUp(NOON);
      createLocalIdStore(agent.db).map(local, '77', NOON);
      drafts.rename(local, '77');
      type('reply:77', 'later', NOON + MINUTE);
      damage(tables, NOON + 2 * MINUTE);
      expect(texts()).toEqual({ 'reply:77': 'later' });
    },
  );

  it('keeps its files', async () => {
    const sha256 = 'a'.repeat(64);
    agent.db.prepare('INSERT INTO file (sha256, size, created_at) VALUES (?, 1, 1)').run(sha256);
    drafts.save('reply:1', '1', { kind: 'reply', content: 'x', files: [{ sha256, name: 'a.txt', size: 1 }] }, NOON);
    damage(['draft'], NOON);
    expect(agent.db.prepare('SELECT sha256, owner FROM file_ref').all()).toEqual([{ sha256, owner: 'draft:reply:1' }]);
  });
});

it('what was undone since the copy stays undone', async () => {
  agent.db.exec(`INSERT INTO muted_ticket (ticket_id, at) VALUES ('7', 1)`);
  await backUp(NOON);
  agent.db.exec('DELETE FROM muted_ticket');
  damage(['attempt'], NOON);
  expect(agent.db.prepare('SELECT * FROM muted_ticket').all()).toEqual([]);
});

it('copies follow each other in the order of writing though the clock is set back, and the newest is kept', async () => {
  for (let i = 0; i < 6; i += 1) {
    type('reply:1', `text ${i}`, NOON + i);
    await backUp(NOON + i * MINUTE);
  }
  type('reply:1', 'after the clock was set back', BACK);
  const copy = await backUp(BACK);
  expect(listBackups(backupDir(file))).toHaveLength(5);
  expect(listBackups(backupDir(file))[0]).toBe(copy);
});

describe('a kill while a damaged file is salvaged', () => {
  it('loses nothing before the new one is whole', () => {
    type('reply:1', 'kept', NOON);
    writeFileSync(`${file}.salvaged`, 'begun');
    damage(['attempt'], NOON);
    expect(texts()).toEqual({ 'reply:1': 'kept' });
    expect(readdirSync(dir).filter((name) => name.includes('.salvaged'))).toEqual([]);
  });

  it('loses nothing while the two change places', () => {
    type('reply:1', 'kept', NOON);
    agent.close();
    renameSync(file, `${file}.salvaged`);
    // The log of the damaged one is not the new one's.
    writeFileSync(`${file}-wal`, Buffer.alloc(4_096, 0xab));
    open(NOON);
    expect(texts()).toEqual({ 'reply:1': 'kept' });
    expect(existsSync(`${file}.salvaged`)).toBe(false);
  });

  it('and the file that nobody can read is set aside whole', () => {
    type('reply:1', 'kept', NOON);
    agent.close();
    writeFileSync(file, Buffer.alloc(8_192, 0xab));
    copyFileSync(file, join(dir, 'as it was'));
    open(NOON);
    expect(readFileSync(agent.setAside!)).toEqual(readFileSync(join(dir, 'as it was')));
    expect(texts()).toEqual({});
  });
});
