import type { HandlersOf } from '../../src-preload/contract/index.ts';
import { AppError } from '../lib/app-error.ts';
import type { OutboxItem } from '../../src-preload/contract/outbox.ts';
import type { Outbox } from '../outbox/outbox.ts';
import type { Job } from '../store/jobs.ts';
import { type NamesCache, namesOf } from './outbox-names.ts';

/** The outbox view: what is on its way, what needs the agent, and what the agent may do about it. */
export function createOutboxHandlers(outbox: Outbox, cache: NamesCache, onSettings: () => void): HandlersOf<'outbox'> {
  const { jobs, actions } = outbox;
  const done = (work: () => void): null => {
    work();
    return null;
  };
  const itemsOf = (rows: readonly Job[]): OutboxItem[] => {
    const named = namesOf(rows, cache, (id) => outbox.localIds.resolve(id) ?? id, jobs.makerOf);
    return rows.map((job, at) => ({ ...outbox.item(job), ...(named[at] as (typeof named)[number]) }));
  };
  const itemOf = (job: Job): OutboxItem => itemsOf([job])[0] as OutboxItem;
  return {
    'outbox.list': ({ states, ticketId, before, limit }) => {
      const rows = jobs.listPage({ states, ticketId, before, limit: limit + 1 });
      const items = itemsOf(rows.slice(0, limit));
      return { items, next: rows.length > limit ? (items.at(-1)?.seq ?? null) : null };
    },
    'outbox.get': ({ id }) => {
      const job = jobs.named(id);
      if (job === null) return null;
      const history = jobs.listAttempts(job.id).map(({ step, startedAt, endedAt, outcome, error, looks, look }) => ({
        step,
        startedAt,
        endedAt,
        outcome,
        error,
        looks,
        look,
      }));
      return { ...itemOf(job), payload: job.payload, revision: job.revision, history };
    },
    'outbox.maker': ({ id }) => {
      const job = outbox.makerOf('ticket', id);
      return job === null ? null : itemOf(job);
    },
    'outbox.counts': () => outbox.counts(),
    'outbox.cancel': ({ id, dependents }) => actions.cancel(id, dependents),
    'outbox.retry': ({ id, revision }) => {
      outbox.wakeNetwork();
      return done(() => actions.retry(id, revision));
    },
    'outbox.sendNow': ({ id }) => done(() => actions.sendNow(id)),
    'outbox.edit': ({ id, patch, draftKey, revision }) => done(() => actions.edit(id, patch, draftKey, revision)),
    'outbox.answer': ({ id, answer, serverId }) => done(() => actions.answer(id, answer, serverId)),
    'outbox.resolveConflict': ({ id, choices, revision }) => done(() => actions.resolveConflict(id, choices, revision)),
    'outbox.overrideFreshness': ({ id, revision }) => done(() => actions.overrideFreshness(id, revision)),
    'outbox.pauseAll': () =>
      done(() => {
        outbox.setPaused(true);
        onSettings();
      }),
    'outbox.resume': () =>
      done(() => {
        outbox.setPaused(false);
        onSettings();
      }),
    'outbox.export': () => ({ json: outbox.exportJson() }),
    'outbox.settings': () => outbox.settings(),
    'outbox.updateSettings': (patch) => {
      if (Object.keys(patch).length === 0) throw new AppError('invalid', 'Nothing to change.');
      const settings = outbox.updateSettings(patch);
      onSettings();
      return settings;
    },
  };
}
