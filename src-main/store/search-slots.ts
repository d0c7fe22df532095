import type { Db } from './database.ts';

/** Slots of one second. A ticket's slot is its second and a place in it, so that slots sort like times. */
const PLACES = 1_024;
const STEP = 389;
const TRIES = 8;

/** The first slot of a time (epoch milliseconds). */
export const slotAt = (time: number): number => Math.max(0, Math.floor(time / 1_000)) * PLACES;

export interface SlotStore {
  get(ticketId: string): number | null;
  /** The ticket's slot at a time (`YYYY-MM-DDTHH:mm:ss.sssZ` or ''): the one that it has, when that fits. */
  claim(ticketId: string, time: string): { slot: number; earlier: number | null };
  /** Answers the slot that was given up. */
  release(ticketId: string): number | null;
}

const hash = (text: string): number => {
  let value = 7;
  for (let at = 0; at < text.length; at += 1) value = (Math.imul(value, 31) + text.charCodeAt(at)) | 0;
  return value >>> 0;
};

/** Which slot of the index each ticket has. More tickets in one second than it has places spill into the next ones. */
export function createSlotStore(db: Db): SlotStore {
  const select = db.prepare<[string], number>('SELECT slot FROM search_slot WHERE ticket_id = ?').pluck();
  const insert = db.prepare<[number, string]>(
    'INSERT INTO search_slot (slot, ticket_id) VALUES (?, ?) ON CONFLICT (slot) DO NOTHING',
  );
  const remove = db.prepare<[number]>('DELETE FROM search_slot WHERE slot = ?');

  function take(ticketId: string, base: number): number {
    const first = hash(ticketId);
    for (let second = 0; ; second = second * 2 + 1) {
      for (let attempt = 0; attempt < TRIES; attempt += 1) {
        const slot = base + second * PLACES + ((first + attempt * STEP) % PLACES);
        if (insert.run(slot, ticketId).changes === 1) return slot;
      }
    }
  }

  return {
    get: (ticketId) => select.get(ticketId) ?? null,
    claim(ticketId, time) {
      const parsed = Date.parse(time);
      const base = slotAt(Number.isNaN(parsed) ? 0 : parsed);
      const earlier = select.get(ticketId) ?? null;
      if (earlier !== null && earlier >= base && earlier < base + PLACES) return { slot: earlier, earlier };
      if (earlier !== null) remove.run(earlier);
      return { slot: take(ticketId, base), earlier };
    },
    release(ticketId) {
      const slot = select.get(ticketId) ?? null;
      if (slot !== null) remove.run(slot);
      return slot;
    },
  };
}
