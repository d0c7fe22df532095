import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lookAmong, reading } from '../../../src-main/outbox/match.ts';
import { sameText } from '../../../src-main/outbox/text.ts';
import { until } from '../../fakes/until.ts';
import { type Rig, startRig } from './rig.ts';

describe('what a message says', () => {
  it.each([
    ['use <b> and <x> here', 'use &lt;b&gt; and &lt;x&gt; here'],
    ['1 < 2 & 3 > 2', '1 &lt; 2 &amp; 3 &gt; 2'],
    ['two\nlines', '<div>two<br />lines</div>'],
    ['trailing  ', 'trailing'],
    ['e\u0301clair', 'éclair'],
  ])('is the same however the service writes %j', (ours, theirs) => {
    expect(sameText(theirs, ours)).toBe(true);
    expect(sameText(ours, theirs)).toBe(true);
  });
  it('differs where the words do', () => {
    expect(sameText('use <b>', 'use <i> now')).toBe(false);
    expect(sameText('', 'x')).toBe(false);
  });
});

describe('a row that may be ours', () => {
  const wanted = { subject: ' Printer  on fire ', phone: '1', email: 'Carol@Example.com' };
  const names = ['subject', 'phone', 'email'] as const;
  it('says the same in other white space and letters', () => {
    expect(reading({ subject: 'Printer on fire', phone: 1, email: 'carol@example.com' }, wanted, names)).toBe('same');
    expect(reading({ subject: 'Printer on fire!', phone: '1' }, wanted, names)).toBe('other');
  });
  it('is a question where the service hides by what it could be told', () => {
    expect(reading({ subject: 'Printer on fire', phone: '1' }, wanted, names)).toBe('hidden');
    const look = lookAmong(
      [{ id: '5', createdTime: '2026-03-01T10:00:00.000Z' }],
      'ticket',
      { since: 0, isTaken: () => false, isSinceKnown: true },
      () => 'hidden',
    );
    expect(look).toMatchObject({ found: 'undecided', question: { candidates: [{ id: '5' }] } });
  });
  it('is a question where nobody knew the time when it was sent', () => {
    const rows = [{ id: '5', createdTime: '2026-03-01T10:00:00.000Z' }];
    const known = { since: 0, isTaken: () => false, isSinceKnown: false };
    expect(lookAmong(rows, 'comment', known, () => 'same')).toMatchObject({ found: 'undecided' });
  });
});

describe('a creation whose answer got lost', () => {
  let rig: Rig;
  beforeAll(async () => {
    rig = await startRig();
  });
  afterAll(() => rig.stop());
  const lost = (operation: string) => rig.fault({ match: { operation }, times: 1, fault: { kind: 'processThenDrop' } });
  const hide = (...hiddenFields: string[]) =>
    rig.desk.control('POST', '/permissions', {
      email: rig.desk.agents[0]!.email,
      ...(hiddenFields.length === 0 ? { reset: true } : { hiddenFields }),
    });

  it.each([['description'], ['executedTime'], ['hoursSpent', 'minutesSpent', 'secondsSpent']])(
    'is not repeated where the service hides %s',
    async (...fields) => {
      const { id } = await rig.ticket();
      await lost('createTimeEntry');
      await hide(...fields);
      const entry = { ticketId: id, executedTime: '2026-03-01T10:00:00.000Z', seconds: 65, description: 'calls' };
      const { jobId } = rig.put('timeEntry.create', entry);
      await until('it is asked', () => rig.job(jobId).question !== null || rig.job(jobId).state === 'sent', 15_000);
      await hide();
      await rig.fault();
      const made = (await rig.ledger()).filter((one) => one.noun === 'timeEntry' && one.fields['ticketId'] === id);
      expect(made).toHaveLength(1);
      rig.outbox.actions.answer(jobId, 'done', made[0]?.ids[0]);
      expect(rig.job(jobId)).toMatchObject({ state: 'sent', serverId: made[0]?.ids[0] });
    },
  );

  it('is found in spite of white space that the service drops', async () => {
    const { contactId, departmentId } = await rig.ticket();
    const subject = `Printer  on fire ${crypto.randomUUID()} `;
    await rig.fault({ match: { operation: 'createTicket' }, times: 1, fault: { kind: 'dropBefore' } });
    const { jobId } = rig.put('ticket.create', { subject, contactId, departmentId });
    await rig.reaches(jobId, 'unknown');
    // As the service would have kept it.
    const { json } = await rig.desk.api('POST', '/api/v1/tickets', {
      subject: subject.replace(/\s+/g, ' ').trim(),
      contactId,
      departmentId,
    });
    const job = await rig.reaches(jobId, 'sent');
    expect(job.serverId).toBe(json['id']);
    await rig.fault();
  });
});
