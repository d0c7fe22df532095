import { expect, it } from 'vitest';
import { type CallOutcome, createApiClient } from '../../../src-main/api/client.ts';
import { listDepartments } from '../../../src-main/api/departments.ts';
import { systemClock } from '../../../src-main/lib/clock.ts';
import { startDesk } from '../demo-desk/client.ts';

it('a call took as long as it took, though the wall clock is set meanwhile', async () => {
  const desk = await startDesk({ tickets: 5 });
  let hours = 0;
  const client = createApiClient({
    deskUrl: desk.url,
    orgId: desk.orgId,
    tokens: { authorization: () => Promise.resolve(`Zoho-oauthtoken ${desk.issueToken()}`) },
    // Every look at it finds it set back by another hour.
    clock: { ...systemClock, now: () => Date.now() - (hours += 1) * 3_600_000 },
  });
  const outcomes: CallOutcome[] = [];
  client.onOutcome((outcome) => outcomes.push(outcome));
  const startedAt = performance.now();
  await listDepartments(client, { limit: 1 });
  const [outcome] = outcomes;
  expect(outcome?.durationMs).toBeGreaterThan(0);
  expect(outcome?.durationMs).toBeLessThanOrEqual(performance.now() - startedAt);
  await desk.close();
});
