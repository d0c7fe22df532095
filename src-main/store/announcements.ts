import type { Announcement, AnnouncementKind } from '../../src-preload/contract/notifications.ts';
import type { Db } from './database.ts';

/** What an announcement is made of; `key` names the happening for ever, e.g. `thread:42`. */
export interface NewAnnouncement {
  key: string;
  kind: AnnouncementKind;
  ticketId: string | null;
  ticketNumber: string | null;
  title: string;
  subject: string;
  line: string;
  route: string;
}

export interface AnnouncementStore {
  /** Marks the key as considered. False when it was before: it must not be announced again. */
  mark(key: string, at: number): boolean;
  add(announcement: NewAnnouncement, at: number): void;
  /** Not shown yet, oldest first. */
  listUntold(limit: number): NewAnnouncement[];
  countUntold(): number;
  /** Before they are shown: what a crash leaves in between was announced in the list only, never twice. */
  noteTold(keys: readonly string[], at: number): void;
  list(page: { offset: number; limit: number }): Announcement[];
  count(): number;
  countUnread(): number;
  markRead(which: { keys: readonly string[] } | { ticketId: string } | 'all', at: number): number;
  mute(ticketId: string, isMuted: boolean, at: number): void;
  isMuted(ticketId: string): boolean;
  /** Forgets marks and read announcements from before `before`. */
  prune(before: number): void;
  transaction<T>(work: () => T): T;
}

type Row = {
  key: string;
  kind: AnnouncementKind;
  ticket_id: string | null;
  doc: string;
  at: number;
  read_at: number | null;
};
type Doc = Pick<NewAnnouncement, 'ticketNumber' | 'title' | 'subject' | 'line' | 'route'>;

const base = ({ key, kind, ticket_id, doc }: Row): NewAnnouncement => ({
  key,
  kind,
  ticketId: ticket_id,
  ...(JSON.parse(doc) as Doc),
});

/** What was announced, in `agent.db`: each thing once, whatever happens to the cache. */
export function createAnnouncementStore(db: Db): AnnouncementStore {
  const mark = db.prepare<[string, number]>('INSERT INTO announced (key, at) VALUES (?, ?) ON CONFLICT DO NOTHING');
  const add = db.prepare<[string, string, string | null, string, number]>(
    'INSERT INTO announcement (key, kind, ticket_id, doc, at) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
  );
  const untold = db.prepare<[number], Row>('SELECT * FROM announcement WHERE told_at IS NULL ORDER BY at, key LIMIT ?');
  const countUntold = db.prepare<[], { n: number }>('SELECT count(*) AS n FROM announcement WHERE told_at IS NULL');
  const told = db.prepare<[number, string]>('UPDATE announcement SET told_at = ? WHERE key = ?');
  const page = db.prepare<[number, number], Row>('SELECT * FROM announcement ORDER BY at DESC, key LIMIT ? OFFSET ?');
  const count = db.prepare<[], { n: number }>('SELECT count(*) AS n FROM announcement');
  const unread = db.prepare<[], { n: number }>('SELECT count(*) AS n FROM announcement WHERE read_at IS NULL');
  const readKey = db.prepare<[number, string]>('UPDATE announcement SET read_at = ? WHERE key = ? AND read_at IS NULL');
  const readTicket = db.prepare<[number, string]>(
    'UPDATE announcement SET read_at = ? WHERE ticket_id = ? AND read_at IS NULL',
  );
  const readAll = db.prepare<[number]>('UPDATE announcement SET read_at = ? WHERE read_at IS NULL');
  const mute = db.prepare<[string, number]>(
    'INSERT INTO muted_ticket (ticket_id, at) VALUES (?, ?) ON CONFLICT DO NOTHING',
  );
  const unmute = db.prepare<[string]>('DELETE FROM muted_ticket WHERE ticket_id = ?');
  const muted = db.prepare<[string], { n: number }>('SELECT 1 AS n FROM muted_ticket WHERE ticket_id = ?');
  const forget = db.prepare<[number]>('DELETE FROM announced WHERE at < ?');
  const forgetRead = db.prepare<[number]>('DELETE FROM announcement WHERE at < ? AND read_at IS NOT NULL');
  return {
    mark: (key, at) => mark.run(key, at).changes === 1,
    add({ key, kind, ticketId, ticketNumber, title, subject, line, route }, at) {
      add.run(key, kind, ticketId, JSON.stringify({ ticketNumber, title, subject, line, route } satisfies Doc), at);
    },
    listUntold: (limit) => untold.all(limit).map(base),
    countUntold: () => countUntold.get()?.n ?? 0,
    noteTold: db.transaction((keys: readonly string[], at: number) => {
      for (const key of keys) told.run(at, key);
    }),
    list: ({ offset, limit }) =>
      page.all(limit, offset).map((row) => {
        const { key, ...rest } = base(row);
        return { ...rest, id: key, at: row.at, isRead: row.read_at !== null };
      }),
    count: () => count.get()?.n ?? 0,
    countUnread: () => unread.get()?.n ?? 0,
    markRead: db.transaction((which: { keys: readonly string[] } | { ticketId: string } | 'all', at: number) => {
      if (which === 'all') return readAll.run(at).changes;
      if ('ticketId' in which) return readTicket.run(at, which.ticketId).changes;
      return which.keys.reduce((changes, key) => changes + readKey.run(at, key).changes, 0);
    }),
    mute: (ticketId, isMuted, at) => void (isMuted ? mute.run(ticketId, at) : unmute.run(ticketId)),
    isMuted: (ticketId) => muted.get(ticketId) !== undefined,
    prune: db.transaction((before: number) => {
      forget.run(before);
      forgetRead.run(before);
    }),
    transaction: (work) => db.transaction(work).immediate(),
  };
}
