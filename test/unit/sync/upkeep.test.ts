import { existsSync, mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { attachmentFile } from '../../../src-main/sync/attachments.ts';
import { startSyncRig, type SyncRig } from '../../factories/sync-rig.ts';
import { until } from '../../fakes/until.ts';

const DAY_MS = 24 * 3_600_000;
let rig: SyncRig;
afterEach(() => rig.stop());
const fileOf = (ticketId: string, id: string): string => attachmentFile(join(rig.dir, 'attachments'), ticketId, id);
/** A fetched file that was last touched so many days ago. */
function put(ticketId: string, id: string, daysAgo: number, size = 10): string {
  const file = fileOf(ticketId, id);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, 'x'.repeat(size));
  utimesSync(file, new Date(), new Date(Date.now() - daysAgo * DAY_MS));
  return file;
}
/** A ticket whose files are being read while the upkeep comes by is left for the next day. */
const untilGone = (files: readonly string[]): Promise<boolean> =>
  until('they are gone', async () => {
    await rig.clock.runFor(DAY_MS + 60_000);
    return !files.some((file) => existsSync(file));
  });

describe('contents of files', () => {
  it('leave the disk with their ticket', async () => {
    rig = await startSyncRig({ tickets: 30 });
    await rig.quiet();
    const [ticketId = ''] = rig.cache.tickets.listOpenIds();
    const file = put(ticketId, '1', 0);
    await rig.traffic({ kind: 'delete', ticketId });
    await rig.clock.runFor(60_000);
    rig.sync.focus(ticketId, []);
    await rig.clock.runFor(1_000);
    await until('the file is gone', () => !existsSync(file));
  });

  it('leave it when nothing stands for them any more, or when they are larger than is wanted now', async () => {
    rig = await startSyncRig({ tickets: 120, depth: { attachmentBytes: 200_000 } });
    await rig.quiet();
    await rig.clock.runFor(60_000);
    const [ticketId = ''] = rig.cache.tickets.listOpenIds();
    const files = rig.cache.tickets
      .listOpenIds()
      .flatMap((id) => rig.cache.attachments.listOfTicket(id).map((file) => ({ ...file, ticketId: id })));
    const [large, other] = files.filter(({ isHeld }) => isHeld);
    if (large === undefined || other === undefined) throw new Error('no such files');
    const orphans = [put('999', '1', 0), put(ticketId, '998', 2)];
    const fresh = put(ticketId, '997', 0);
    const old = put(large.ticketId, large.doc.id, 40, 5_000);
    rig.sync.setDepth({ ...rig.depth, attachmentBytes: 1_000 });
    await untilGone([...orphans, old]);
    expect(existsSync(fresh), 'it may be on its way here').toBe(true);
    expect(existsSync(fileOf(other.ticketId, other.doc.id)), 'somebody may look at it').toBe(true);
    const row = rig.cache.attachments.listOfTicket(large.ticketId).find(({ doc }) => doc.id === large.doc.id);
    expect(row?.isHeld).toBe(false);
  });
});

it('keeps pictures of messages with their ticket, and what was opened elsewhere for a month', async () => {
  rig = await startSyncRig({ tickets: 10 });
  await rig.quiet();
  const [ticketId = ''] = rig.cache.tickets.listOpenIds();
  const contactId = rig.cache.contacts.list()[0]?.doc.id ?? '';
  const kept = [put(ticketId, 'inline-0a1b', 50), put(`contact-${contactId}`, '1', 20), put('remote', 'abc', 20)];
  const gone = [put(`contact-${contactId}`, '2', 40), put('contact-999', '3', 0), put('remote', 'def', 40)];
  await untilGone(gone);
  for (const file of kept) expect(existsSync(file), file).toBe(true);
});

it('keeps photos, but not those that nobody looked at for long', async () => {
  rig = await startSyncRig({ tickets: 10 });
  await rig.quiet();
  const kept = [put('photos', 'a', 0), put('photos', 'b', 60)];
  const old = put('photos', 'c', 100);
  await rig.clock.runFor(DAY_MS + 60_000);
  await until('it is gone', () => !existsSync(old));
  for (const file of kept) expect(existsSync(file)).toBe(true);
});

it('forgets tombstones by age', async () => {
  rig = await startSyncRig({ tickets: 10, idle: true });
  const stone = (id: string, days: number) =>
    rig.cache.tombstones.add({
      noun: 'ticket',
      id,
      doc: {},
      goneAt: rig.clock.now() - days * DAY_MS,
      reason: 'deleted',
    });
  stone('1', 100);
  stone('2', 10);
  rig.sync.start();
  await rig.quiet();
  expect(rig.cache.tombstones.get('ticket', '1')).toBeNull();
  expect(rig.cache.tombstones.get('ticket', '2')).not.toBeNull();
});
