import { expect, test } from 'vitest';
import { applyToFiles } from '../../../src-main/outbox/pending-files.ts';
import type { Job } from '../../../src-main/store/jobs.ts';

const sha256 = 'a'.repeat(64);
const job = (more: Partial<Job>): Job =>
  ({
    id: 'j',
    kind: 'attachment.add',
    state: 'queued',
    serverId: null,
    settledAt: null,
    payload: null,
    ...more,
  }) as Job;
const mark = (): never => {
  throw new Error('nothing waits here');
};

test('a file that the service has goes by its id before the next look, and what is done to it then is done to that row', () => {
  const added = job({
    state: 'sent',
    serverId: '42',
    settledAt: 10,
    payload: { noun: 'ticket', parentId: '1', file: { sha256, name: 'notes.txt', size: 19 } },
  });
  const shown = job({
    kind: 'attachment.setVisibility',
    state: 'sent',
    serverId: '42',
    settledAt: 11,
    payload: { ticketId: '1', id: '42', isPublic: true },
  });
  expect(applyToFiles([], 0, [added], mark)).toMatchObject([{ id: '42', name: 'notes.txt', isPublic: false }]);
  expect(applyToFiles([], 0, [added, shown], mark)).toMatchObject([{ id: '42', isPublic: true }]);
});
