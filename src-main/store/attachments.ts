import type { Attachment } from '../../src-preload/contract/attachments.ts';
import { atomically, type Db } from './database.ts';

/** What a file hangs on, within its ticket. */
export type AttachmentOwner = 'ticket' | 'thread' | 'comment';

export interface WantedFile {
  id: string;
  ticketId: string;
  doc: Attachment;
}

export interface AttachmentStore {
  /** What is held of one ticket's files becomes exactly these; what was fetched of them stays fetched. */
  replaceOfTicket(ticketId: string, files: readonly { owner: AttachmentOwner; doc: Attachment }[], asOf: number): void;
  listOfTicket(ticketId: string): { owner: AttachmentOwner; doc: Attachment; isHeld: boolean; asOf: number }[];
  get(ticketId: string, id: string): Attachment | null;
  /** The service took this change of who sees it. */
  setPublic(id: string, isPublic: boolean): void;
  /** Files of at most `maxBytes` whose content is not on disk, the smallest first. */
  listWanted(maxBytes: number, limit: number): WantedFile[];
  markHeld(id: string): void;
  /** Its content is on disk no more. */
  markMissing(id: string): void;
  /** The service refuses its content: not asked for again until its row changes. */
  markRefused(id: string): void;
}

const NOT_HELD = 0;
const HELD = 1;
const REFUSED = 2;

/** Files of tickets, their threads and comments: names always, contents where the agent's depth says so. */
export function createAttachmentStore(db: Db): AttachmentStore {
  const insert = db.prepare(
    `INSERT INTO attachment (id, ticket_id, owner, doc, as_of) VALUES (:id, :ticketId, :owner, :doc, :asOf)
     ON CONFLICT (id) DO UPDATE SET ticket_id = excluded.ticket_id, owner = excluded.owner, as_of = excluded.as_of,
       state = iif(state = ${REFUSED} AND doc <> excluded.doc, ${NOT_HELD}, state), doc = excluded.doc`,
  );
  const selectOfTicket = db.prepare<
    [string],
    { id: string; owner: AttachmentOwner; doc: string; state: number; as_of: number }
  >('SELECT id, owner, doc, state, as_of FROM attachment WHERE ticket_id = ? ORDER BY id');
  const selectOne = db.prepare<[string, string], { doc: string }>(
    'SELECT doc FROM attachment WHERE ticket_id = ? AND id = ?',
  );
  const setPublic = db.prepare<[string, string]>(
    "UPDATE attachment SET doc = json_set(doc, '$.isPublic', json(?)) WHERE id = ?",
  );
  const remove = db.prepare<[string]>('DELETE FROM attachment WHERE id = ?');
  const wanted = db.prepare<[number, number], { id: string; ticket_id: string; doc: string }>(
    `SELECT id, ticket_id, doc FROM attachment WHERE state = ${NOT_HELD} AND size <= ? ORDER BY size, id LIMIT ?`,
  );
  const setState = db.prepare<[number, string]>('UPDATE attachment SET state = ? WHERE id = ?');
  return {
    replaceOfTicket: atomically(
      db,
      (ticketId: string, files: readonly { owner: AttachmentOwner; doc: Attachment }[], asOf: number) => {
        const gone = new Set(selectOfTicket.all(ticketId).map(({ id }) => id));
        for (const { owner, doc } of files) {
          gone.delete(doc.id);
          insert.run({ id: doc.id, ticketId, owner, doc: JSON.stringify(doc), asOf });
        }
        for (const id of gone) remove.run(id);
      },
    ),
    listOfTicket: (ticketId) =>
      selectOfTicket.all(ticketId).map(({ owner, doc, state, as_of: asOf }) => ({
        owner,
        doc: JSON.parse(doc) as Attachment,
        isHeld: state === HELD,
        asOf,
      })),
    get(ticketId, id) {
      const row = selectOne.get(ticketId, id);
      return row === undefined ? null : (JSON.parse(row.doc) as Attachment);
    },
    setPublic: (id, isPublic) => void setPublic.run(isPublic ? 'true' : 'false', id),
    listWanted: (maxBytes, limit) =>
      wanted
        .all(maxBytes, limit)
        .map(({ id, ticket_id: ticketId, doc }) => ({ id, ticketId, doc: JSON.parse(doc) as Attachment })),
    markHeld: (id) => void setState.run(HELD, id),
    markMissing: (id) => void setState.run(NOT_HELD, id),
    markRefused: (id) => void setState.run(REFUSED, id),
  };
}
