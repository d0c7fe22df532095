import type { StagedFile } from '../../src-preload/contract/drafts.ts';
import type { OutboxItem } from '../../src-preload/contract/outbox.ts';
import { AppError } from '../lib/app-error.ts';
import type { Job } from '../store/jobs.ts';
import type { Committer } from './commit.ts';
import type { OutboxDeps } from './deps.ts';
import { type EditBase, editedFields, toldOf, withEditedFields } from './edits.ts';
import { type Enqueue, onDisk } from './enqueue.ts';
import { movedTo, type Seen } from './freshness.ts';
import { SEND_AGAIN } from './job.ts';
import { baseOfText, draftOf, saveDraft } from './job-drafts.ts';
import { flatten, unflatten } from './merge.ts';
import { localIdsIn, resolveIds, resolveKey } from './refs.ts';
import type { DraftBase } from './shared-drafts.ts';
import { isFinal, type JobEvent, nextState } from './states.ts';

/**
 * What the agent can do with what is in the outbox. Every one is a single transaction, on disk when it answers. `revision` is
 * of the item as they saw it: `conflict` where it is another by now.
 */
export interface Actions {
  cancel(id: string, dependents: boolean): { cancelled: string[]; draftKey: string | null; alsoDrafts: string[] };
  retry(id: string, revision?: number): void;
  sendNow(id: string): void;
  /** `draftKey`: what is kept of the form that it was typed in is forgotten with it. */
  edit(id: string, patch: Record<string, unknown>, draftKey?: string, revision?: number): void;
  answer(id: string, answer: 'done' | 'sendAgain' | 'discard', serverId: string | undefined): void;
  resolveConflict(id: string, choices: Record<string, 'mine' | 'theirs'>, revision?: number): void;
  overrideFreshness(id: string, revision?: number): void;
  /**
   * What a reply that goes on with this draft of the service names: one that is still on its way here is called back,
   * since the newer text takes its place. Null when the reply makes its own. `conflict` when another item than `jobId`
   * is sending it: it goes out once.
   */
  overtakeDraft(draftThreadId: string, jobId?: string): string | null;
}

const WHY: Partial<Record<OutboxItem['state'], string>> = {
  sending: 'This is on its way right now.',
  unknown: 'Deskhand is finding out whether this arrived.',
  sent: 'This was sent already.',
  cancelled: 'This was called back already.',
  setAside: 'This Deskhand can’t read this item; it can only be exported.',
};

/** How what was written names its ticket: an update by `id`, a file by `parentId`, all others by `ticketId`. */
type Written = Partial<Record<'id' | 'ticketId' | 'parentId', string>>;

const textOf = (payload: unknown): unknown => (payload as { content?: unknown }).content;

const withTicket = (payload: Written, from: string, to: string): Written =>
  Object.fromEntries(
    Object.entries(payload).map(([name, value]) => [
      name,
      value === from && ['id', 'ticketId', 'parentId'].includes(name) ? to : value,
    ]),
  );

/** The draft of the service that a job writes over; null where it makes its own. */
const draftOver = ({ payload }: Job): string | null =>
  (payload as { draftThreadId?: string } | null)?.draftThreadId ?? null;

/** Whether the draft of the service that a job went on with is no draft any more: its words begin another. */
const isDraftGone = ({ results, error, question }: Job): boolean =>
  results['isDraftGone'] === true ||
  error?.reason === 'draftSent' ||
  question?.why === 'otherWords' ||
  question?.why === 'draftGone';

export function createActions(deps: OutboxDeps, committer: Committer, enqueue: Enqueue, wake: () => void): Actions {
  const { jobs, localIds, drafts, files, kinds, clock, settings, onChange, onDrafts } = deps;
  /** Drafts that came back in the transaction that is under way. */
  const restored: string[] = [];

  const find = (id: string): Job => {
    const job = jobs.get(id);
    if (job === null) throw new AppError('notFound', 'There is no such item in the outbox.');
    return job;
  };
  /** The agent's word is on what they saw: not on what was written or refused since. */
  function findAsSeen(id: string, revision: number | undefined): Job {
    const job = find(id);
    if (revision === undefined || revision === job.revision || WHY[job.state] !== undefined) return job;
    throw new AppError(
      'conflict',
      'This changed meanwhile, in another window or on its way. Nothing was done: look at it, and choose again.',
      { fields: { '/revision': 'old' } },
    );
  }
  const refused = (job: Job): AppError =>
    new AppError('conflict', WHY[job.state] ?? `This can't be done while the item is ${job.state}.`, {
      reason: job.state,
    });
  const changed = (...ids: string[]): void => {
    for (const id of ids) onChange(find(id));
    if (restored.length > 0) onDrafts(restored.splice(0));
    wake();
  };

  /** One event of the agent's; `conflict` when the job has moved on. The revision tells a send that is being prepared. */
  function act(job: Job, event: JobEvent, patch: Parameters<Committer['move']>[2] = {}, also?: () => void): void {
    const done = onDisk(() =>
      jobs.transaction(() => {
        const moved = committer.move(job, event, { ...patch, bump: true });
        if (moved) also?.();
        return moved;
      }),
    );
    if (!done) throw refused(find(job.id));
  }

  function dependentsOf(job: Job, found = new Map<string, Job>()): Map<string, Job> {
    for (const dependent of job.localId === null ? [] : jobs.listDependents(job.localId)) {
      if (found.has(dependent.id)) continue;
      found.set(dependent.id, dependent);
      dependentsOf(dependent, found);
    }
    return found;
  }

  /** Whether something else than a later text of a draft waits for it: without it that would wait for ever. */
  const hasOthersBehind = ({ localId }: Job): boolean =>
    localId !== null && jobs.listDependents(localId).some(({ kind }) => kind !== 'reply.draft');

  /** Files that are put onto the row that a job makes. */
  const filesOnto = ({ localId }: Job, dependents: readonly Job[]): StagedFile[] =>
    dependents
      .filter(({ kind, payload }) => kind === 'attachment.add' && (payload as Written).parentId === localId)
      .map(({ payload }) => (payload as { file: StagedFile }).file)
      .reverse();

  /** What was written goes back into the journal, with the files that were to go along. */
  function restoreDraft(job: Job, added: readonly StagedFile[] = [], more: object = {}): string | null {
    const draft = draftOf(job);
    if (draft === null) return null;
    // A copy for the service: where its composer still has the text, there is nothing to bring back.
    const copyOf = job.kind === 'reply.draft' ? (job.localId ?? draftOver(job)) : null;
    if (isDraftGone(job)) delete draft.doc['draftThreadId'];
    const ofTicket = copyOf === null ? [] : drafts.list(draft.ticketId ?? undefined);
    if (ofTicket.some(({ doc }) => doc['draftThreadId'] === copyOf)) {
      files.release(`job:${job.id}`);
      return null;
    }
    const own = resolveKey(draft.key, localIds.resolve);
    const isTaken = drafts.get(own) !== null;
    // A form shows one text: the newer stays, and this one can be read in the outbox.
    if (isTaken && draft.doc.kind === 'edit') return null;
    const key = isTaken ? `${own}#${job.id}` : own;
    const held = [...(draft.doc.files ?? []), ...added];
    saveDraft(deps, { ...draft, key, doc: { ...draft.doc, ...more, ...(held.length === 0 ? {} : { files: held }) } });
    files.release(`job:${job.id}`);
    restored.push(key);
    return key;
  }

  /** The draft that a mail made at the service goes with it, unless something else goes on with that. In the caller's transaction. */
  function deleteItsDraft(job: Job): void {
    const { draftId, draftMark } = job.results as Partial<Record<'draftId' | 'draftMark', string>>;
    if (draftId === undefined || job.ticketId === null || job.kind === 'reply.draft') return;
    const isWanted = [job, ...jobs.listUnsettled()].some((other) => {
      const given = draftOver(other);
      return given !== null && (localIds.resolve(given) ?? given) === draftId;
    });
    if (isWanted) return;
    const draft: DraftBase = { marks: draftMark === undefined ? [] : [draftMark], since: null };
    enqueue(
      'reply.deleteDraft',
      { ticketId: job.ticketId, threadId: draftId },
      {
        wasOffline: false,
        base: { draft, isCalledBack: true },
      },
    );
  }

  /** Answers what their texts are kept under, oldest first. */
  function callBack(dependents: readonly Job[], contact: WithTicket | null = null): string[] {
    return dependents
      .map((dependent) => {
        if (!committer.move(dependent, 'cancel', { bump: true })) throw refused(dependent);
        return restoreDraft(dependent, [], dependent.id === contact?.ticketJobId ? { newContact: contact.fields } : {});
      })
      .filter((key) => key !== null)
      .reverse();
  }

  interface WithTicket {
    fields: object;
    ticketJobId: string;
  }
  /** A contact that was typed in the form of its one ticket, and has none of its own; null for all else. */
  function typedWithTicket(job: Job, dependents: readonly Job[]): WithTicket | null {
    if (job.kind !== 'contact.create' || 'draftKey' in (job.payload as object)) return null;
    const [ticket, ...others] = dependents.filter(({ kind }) => kind === 'ticket.create');
    return ticket === undefined || others.length > 0 ? null : { fields: job.payload as object, ticketJobId: ticket.id };
  }

  /** What counts is at the service, and stays there: no draft comes back, nothing is rewritten. */
  const isBeyondRecall = (job: Job): boolean => kinds.get(job.kind)?.isBeyondRecall?.(job.results) === true;

  return {
    cancel(id, withDependents) {
      const job = find(id);
      if (isBeyondRecall(job)) {
        act(job, 'giveUp', { hold: null, error: null });
        changed(id);
        return { cancelled: [], draftKey: null, alsoDrafts: [] };
      }
      const dependents = [...dependentsOf(job).values()].sort((a, b) => b.seq - a.seq);
      if (dependents.length > 0 && !withDependents) {
        throw new AppError('conflict', `${dependents.length} more wait for this one. Call them back together.`, {
          reason: 'dependents',
        });
      }
      let draftKey: string | null = null;
      let alsoDrafts: string[] = [];
      const contact = typedWithTicket(job, dependents);
      act(job, 'cancel', {}, () => {
        alsoDrafts = callBack(dependents, contact);
        draftKey = contact === null ? restoreDraft(job, filesOnto(job, dependents)) : (alsoDrafts.shift() ?? null);
        deleteItsDraft(job);
      });
      const cancelled = [job.id, ...dependents.map((dependent) => dependent.id)];
      changed(...cancelled);
      return { cancelled, draftKey, alsoDrafts };
    },
    retry(id, revision) {
      const job = findAsSeen(id, revision);
      const kind = kinds.get(job.kind);
      const from = job.state === 'rejected' ? kind?.retryFrom?.(job.results, job.error) : undefined;
      act(job, 'retry', { error: null, nextAt: null, ...from });
      changed(id);
    },
    sendNow(id) {
      const job = find(id);
      if (job.hold?.reason !== 'undo') throw refused(job);
      act(job, 'sendNow', { hold: null, holdUntil: null });
      changed(id);
    },
    edit(id, patch, draftKey, revision) {
      const job = findAsSeen(id, revision);
      const kind = kinds.get(job.kind);
      if (kind === undefined) throw refused(job);
      if (isBeyondRecall(job)) {
        throw new AppError('conflict', 'The message has gone out. What is left of it can be given up.', {
          reason: 'mailSent',
        });
      }
      const merged = resolveIds({ ...(job.payload as object), ...patch }, localIds.resolve);
      const parsed = kind.payload.safeParse(merged);
      if (!parsed.success) {
        throw new AppError('invalid', 'What was changed can’t be sent like this.', {
          fields: Object.fromEntries(parsed.error.issues.map((issue) => [`/${issue.path.join('/')}`, issue.message])),
        });
      }
      const payload = parsed.data;
      const before = kind.lanes(resolveIds(job.payload, localIds.resolve), job.localId);
      if (kind.lanes(payload, job.localId).join() !== before.join()) {
        throw new AppError('invalid', 'An item can’t be moved to something else. Call it back and write it there.');
      }
      const staged = kind.files?.(payload) ?? [];
      const missing = staged.find(({ sha256 }) => !files.has(sha256));
      if (missing !== undefined) {
        throw new AppError('invalid', `The file "${missing.name}" is not attached any more.`, {
          fields: { '/files': 'missing' },
        });
      }
      const seen = seenAfter(job);
      const base = seen ?? job.base;
      const hasOtherText = textOf(payload) !== textOf(job.payload);
      const isUndo = job.state === 'held' && job.hold?.reason === 'undo';
      // What went out up to the sending of a draft is written anew over that draft.
      const error = job.state === 'rejected' ? job.error : null;
      const from = kind.retryFrom?.(job.results, error) ?? { step: job.step, results: job.results };
      const left: Job[] = [];
      const isMail = job.kind === 'reply.send' || job.kind === 'reply.forward' || job.kind === 'reply.draft';
      const step = isMail ? 0 : from.step;
      act(
        job,
        'edit',
        {
          payload,
          summary: kind.summary?.(payload) ?? '',
          version: kind.version,
          error: null,
          conflict: null,
          nextAt: null,
          step,
          results: from.results,
          ...(isUndo ? { holdUntil: clock.now() + settings().undoMs } : {}),
          base: hasOtherText ? baseOfText(base) : base,
        },
        () => {
          jobs.replaceRefs(job.seq, localIdsIn(payload, job.localId));
          files.release(`job:${id}`);
          files.refer(
            `job:${id}`,
            staged.map(({ sha256 }) => sha256),
          );
          // The agent has read what happened and wrote on.
          const edited = jobs.get(id) as Job;
          if (seen !== null) committer.move(edited, 'override', { hold: null });
          left.push(...follow(edited, job));
          if (draftKey === undefined) return;
          drafts.remove(draftKey);
          files.release(`draft:${draftKey}`);
        },
      );
      moved(left);
      changed(id);
    },
    answer(id, answer, serverId) {
      const job = find(id);
      const kind = kinds.get(job.kind);
      if (job.state !== 'unknown' || job.question === null || kind === undefined) throw refused(job);
      const step = kind.steps[job.step];
      if (answer === 'discard' && isBeyondRecall(job)) act(job, 'answerFinished', { question: null, error: null });
      else if (answer === 'discard') {
        // What waits for the row that is not made would wait for ever.
        const dependents = [...dependentsOf(job).values()].sort((a, b) => b.seq - a.seq);
        act(job, 'answerDiscard', { question: null }, () => {
          callBack(dependents);
          restoreDraft(job, filesOnto(job, dependents));
        });
        changed(...dependents.map((dependent) => dependent.id));
      } else if (answer === 'sendAgain') {
        act(job, 'answerSendAgain', {
          question: null,
          nextAt: null,
          ...kind.retryFrom?.(job.results, { code: 'notFound', fields: null, reason: SEND_AGAIN }),
        });
      } else {
        const payload = resolveIds(job.payload, localIds.resolve);
        const done = step?.adopt?.(serverId ?? null, payload, { results: job.results, job }) ?? {
          ...(serverId === undefined ? {} : { serverId }),
          ...(serverId === undefined || kind.creates === undefined
            ? {}
            : { claims: [[kind.creates, serverId]] as const }),
        };
        if (job.localId !== null && done.serverId === undefined) {
          throw new AppError('invalid', 'Say which one it is.', { fields: { '/serverId': 'missing' } });
        }
        if (!onDisk(() => committer.stepDone(job, kind, payload, done, 'answer'))) throw refused(find(id));
      }
      changed(id);
    },
    resolveConflict(id, choices, revision) {
      const job = findAsSeen(id, revision);
      if (job.state !== 'conflict' || job.conflict === null) throw refused(job);
      const payload = job.payload as object;
      const fields = flatten(editedFields(payload));
      const edit = (job.base as { edit?: EditBase } | null)?.edit ?? { fields: {}, server: {} };
      const base = { ...edit.fields };
      for (const { field, theirs } of job.conflict) {
        if (choices[field] === 'theirs') delete fields[field];
        else base[field] = theirs;
      }
      if (Object.keys(fields).length === 0) act(job, 'cancel', { conflict: null });
      else {
        act(job, 'resolve', {
          conflict: null,
          payload: withEditedFields(payload, unflatten(fields)),
          base: { ...(job.base as object), edit: { ...edit, fields: base } },
        });
      }
      changed(id);
    },
    overtakeDraft(draftThreadId, jobId) {
      // Asked for again: what it took the place of was called back the first time.
      const known = jobId === undefined ? null : jobs.named(jobId);
      if (known !== null) return draftOver(known);
      const serverId = localIds.resolve(draftThreadId);
      const ofIt = jobs
        .listUnsettled()
        .filter((job) =>
          [job.localId, draftOver(job), job.results['draftId']].some(
            (id) => typeof id === 'string' && [draftThreadId, serverId].includes(id),
          ),
        );
      if (ofIt.some(({ kind, state }) => kind !== 'reply.draft' && state !== 'rejected'))
        throw new AppError('conflict', 'This draft is on its way already.', {
          fields: { '/draftThreadId': 'onItsWay' },
        });
      for (const job of ofIt) {
        if (job.kind !== 'reply.draft' || nextState(job.state, 'cancel') === null || hasOthersBehind(job)) continue;
        act(job, 'cancel');
        files.release(`job:${job.id}`);
        changed(job.id);
      }
      if (serverId !== null) return serverId;
      const maker = localIds.jobOf('thread', draftThreadId);
      const state = maker === null ? null : jobs.get(maker)?.state;
      // On its way right now: the reply waits for what becomes of it.
      return state == null || isFinal(state) ? null : draftThreadId;
    },
    overrideFreshness(id, revision) {
      const job = findAsSeen(id, revision);
      const base = seenAfter(job);
      if (base === null) throw refused(job);
      const left: Job[] = [];
      act(job, 'override', { hold: null, base }, () => left.push(...follow(job, job)));
      moved(left);
      changed(id);
    },
  };

  /**
   * Where the ticket was merged into another, `job` goes to that one, and with it what else is written on the ticket and
   * is not on its way yet: there is nowhere else for it. Answers all as they were. In the caller's transaction.
   */
  function follow(job: Job, { hold }: Job): Job[] {
    const from = job.ticketId === null ? null : (localIds.resolve(job.ticketId) ?? job.ticketId);
    const to = hold?.reason === 'freshness' ? movedTo(hold.happenings) : null;
    if (from === null || to === null) return [];
    const written = ({ payload }: Job): Written => resolveIds(payload as Written, localIds.resolve);
    const others = jobs
      .listUnsettled()
      .filter((other) => other.id !== job.id && nextState(other.state, 'cancel') !== null)
      .filter((other) => written(other).ticketId === from || written(other).parentId === from);
    const all = [job, ...others];
    for (const one of all) jobs.moveToTicket(one.seq, from, to, withTicket(written(one), from, to));
    return all;
  }
  /** Both tickets show it otherwise: the one that they left, and the one that they are on now. */
  function moved(before: readonly Job[]): void {
    for (const { id, ticketId, payload } of before) onChange({ ...find(id), ticketId, payload });
    changed(...before.map(({ id }) => id));
  }

  /** The base with the ticket as it is now: what happened up to here no longer holds the job. Null when nothing held it. */
  function seenAfter(job: Job): object | null {
    if (job.state !== 'held' || job.hold?.reason !== 'freshness') return null;
    const seen: Seen = { ...(job.hold.snapshot as Seen), checkedAt: clock.now() };
    return { ...toldOf(job.base as object | null, job.hold.happenings), seen };
  }
}
