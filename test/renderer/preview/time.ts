import type { Output } from '../../../src-preload/contract/index.ts';
import type { TimeEntryRow } from '../../../src-preload/contract/time-entries.ts';
import { type TimerRow, timerSettings, type TimerSettings } from '../../../src-preload/contract/timers.ts';
import type { Script } from '../../fakes/transport.ts';
import { makeRow } from './data.ts';

const MINUTE = 60_000;

export function makeTimer(index: number, over: Partial<TimerRow> = {}): TimerRow {
  const { id, number, subject } = makeRow(index);
  return {
    id: `timer-${index}`,
    ticketId: id,
    taskId: null,
    ticketNumber: number,
    subject,
    taskSubject: null,
    accountName: 'Zylker Corp',
    note: '',
    state: 'running',
    ms: 43 * MINUTE + 12_000,
    at: Date.now(),
    startedAt: Date.now() - 50 * MINUTE,
    question: null,
    ...over,
  };
}

export function makeEntry(index: number, over: Partial<TimeEntryRow> = {}): TimeEntryRow {
  const { id, number, subject } = makeRow(index);
  return {
    id: String(8000 + index),
    ticketId: id,
    ticketNumber: number,
    subject,
    accountId: index % 2 === 0 ? '501' : null,
    accountName: index % 2 === 0 ? 'Zylker Corp' : null,
    ownerName: 'Jade Tywin',
    isMine: true,
    executedTime: new Date(Date.now() - index * 100 * MINUTE).toISOString(),
    seconds: 45 * 60,
    rawSeconds: 43 * 60,
    description: 'Called the customer',
    requestChargeType: 'Repair',
    agentCostPerHour: null,
    additionalCost: null,
    totalCost: null,
    isBillable: true,
    customFields: {},
    pending: null,
    ...over,
  };
}

/** Timers and entries that answer like the core: `timers` and `asks` of the address give some. */
export function timeScript(params: URLSearchParams): Script {
  let settings: TimerSettings = timerSettings.parse({ rounding: { minutes: 15, mode: 'up' } });
  const question = {
    reason: 'idle',
    from: Date.now() - 20 * MINUTE,
    awayMs: 18 * MINUTE,
    sinceMs: 2 * MINUTE,
  } as const;
  let timers: TimerRow[] = Array.from({ length: Number(params.get('timers') ?? 0) }, (_, index) =>
    makeTimer(index, {
      state: index === 0 ? 'running' : 'paused',
      question: index === 0 && params.has('asks') ? { ...question, isAway: false } : null,
    }),
  );
  const entries = params.has('entries')
    ? Array.from({ length: Number(params.get('entries')) }, (_, index) => makeEntry(index)).reverse()
    : [];
  const change = (id: string, over: Partial<TimerRow>): TimerRow => {
    timers = timers.map((timer) => (timer.id === id ? { ...timer, ...over } : timer));
    return timers.find((timer) => timer.id === id) ?? makeTimer(0, { id, ...over });
  };
  const receipt: Output<'timers.log'> = { jobId: 'job-1', localId: null };
  return {
    'timers.list': () => ({
      timers,
      settings,
      recent: [0, 1, 2].map((index) => {
        const { id, number, subject, contactName } = makeRow(index);
        return { id, number, subject, contactName };
      }),
    }),
    'timers.start': ({ ticketId, note }) => {
      const timer = makeTimer(0, { id: 'timer-new', ticketId, note, ms: 0 });
      timers = [timer, ...timers.map((each) => ({ ...each, state: 'paused' as const }))];
      return timer;
    },
    'timers.pause': ({ id }) => change(id, { state: 'paused' }),
    'timers.resume': ({ id }) => change(id, { state: 'running' }),
    'timers.stop': ({ id }) => change(id, { state: 'stopped' }),
    'timers.answer': ({ id }) => change(id, { question: null }),
    'timers.update': ({ id, note }) => change(id, note === undefined ? {} : { note }),
    'timers.discard': ({ id }) => {
      timers = timers.filter((timer) => timer.id !== id);
      return null;
    },
    'timers.log': ({ id }) => {
      timers = timers.filter((timer) => timer.id !== id);
      return receipt;
    },
    'timers.updateSettings': (patch) =>
      (settings = { ...settings, ...(Object.fromEntries(Object.entries(patch)) as Partial<TimerSettings>) }),
    'timers.noteIdle': () => null,
    'timers.noteOpened': () => null,
    'timeEntries.list': ({ from, to }) => ({
      entries: entries.filter(({ executedTime }) => executedTime !== null && executedTime >= from && executedTime < to),
      asOf: Date.now(),
    }),
    'timeEntries.ofTicket': ({ ticketId }) => {
      const mine = entries.filter((entry) => entry.ticketId === ticketId);
      return { entries: mine, seconds: mine.reduce((sum, { seconds }) => sum + seconds, 0) };
    },
    'timeEntries.choices': () => ({
      chargeTypes: ['Repair', 'Customer Service'],
      customFields: [],
      knowsBillable: true,
      agentCostPerHour: null,
    }),
    'timeEntries.create': () => receipt,
    'timeEntries.edit': () => receipt,
    'timeEntries.delete': () => receipt,
    'app.showWindow': () => null,
  };
}
