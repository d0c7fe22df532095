import type { Clock } from '../lib/clock.ts';
import { isLocalId } from '../store/local-ids.ts';
import { ticketIdsOf } from './affected.ts';
import type { Outbox } from './outbox.ts';
import { READ_LAG_MS } from './pending.ts';

export interface Rereads {
  stop(): Promise<void>;
}

export interface RereadsDeps {
  outbox: Pick<Outbox, 'onJob' | 'localIds'>;
  clock: Clock;
  /** Reads tickets again. `edited` ones had comments or time entries changed, which no count tells. */
  refresh(id: string, isEdited: boolean): void;
}

/** Counted from the last write of a burst, so that a reply, a comment and a close are read back together. */
const AFTER_MS = READ_LAG_MS + 500;

/**
 * Has a ticket read again once what was written to it is done, so that the echo becomes the service's own row. Not
 * sooner than a read can be trusted to show it. What a crash forgets, the sync finds in its own time.
 */
export function createRereads({ outbox, clock, refresh }: RereadsDeps): Rereads {
  const stopping = new AbortController();
  const due = new Map<string, { at: number; isEdited: boolean }>();
  let loop: Promise<void> | null = null;

  async function run(): Promise<void> {
    while (due.size > 0 && !stopping.signal.aborted) {
      const next = Math.min(...[...due.values()].map(({ at }) => at));
      await clock.sleep(Math.max(0, next - clock.monotonic()), stopping.signal).catch(() => undefined);
      if (stopping.signal.aborted) return;
      for (const [id, { at, isEdited }] of due) {
        if (at > clock.monotonic()) continue;
        due.delete(id);
        refresh(id, isEdited);
      }
    }
  }

  const stopListening = outbox.onJob((job) => {
    if (job.state !== 'sent') return;
    const isEdit = ['comment.edit', 'timeEntry.edit', 'attachment.setVisibility'].includes(job.kind);
    for (const id of ticketIdsOf(job, outbox.localIds.resolve)) {
      if (isLocalId(id)) continue;
      due.set(id, { at: clock.monotonic() + AFTER_MS, isEdited: isEdit || due.get(id)?.isEdited === true });
    }
    loop ??= run().finally(() => (loop = null));
  });

  return {
    async stop() {
      stopListening();
      stopping.abort(new Error('outbox stopped'));
      await loop;
    },
  };
}
