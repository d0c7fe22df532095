import type { JobKindName, Receipt } from '../../src-preload/contract/outbox.ts';
import { AppError } from '../lib/app-error.ts';
import { isDiskFull } from '../store/database.ts';
import type { Job, StoredHold } from '../store/jobs.ts';
import { LOCAL_PREFIX } from '../store/local-ids.ts';
import type { OutboxDeps } from './deps.ts';
import { draftOf, saveDraft } from './job-drafts.ts';
import { localIdsIn, resolveIds, resolveKey } from './refs.ts';
import { isFinal } from './states.ts';

export interface EnqueueOptions {
  /** What the agent saw: `{seen}` for the freshness gate, `{edit}` to compare fields, `{writing}` in the composer. */
  base?: unknown;
  /** Written while the service could not be reached. */
  wasOffline: boolean;
  /** Can be called back for the undo window, as what its kind says it always can: a close. */
  canUndo?: boolean;
  /** The job's id, where the intent was named before it came here: the same again is the same intent. */
  id?: string;
  /** The same again within a moment is a second click, as what comes from a composer always is. */
  isOnce?: boolean;
}

export type Enqueue = (name: JobKindName, input: unknown, options: EnqueueOptions) => Receipt;

/** What to say when nothing could be written. The text is still where it was typed. */
export const diskFullError = (cause: unknown): AppError =>
  new AppError(
    'internal',
    'The disk is full. Nothing was saved and nothing was sent; your text is still in the composer.',
    {
      reason: 'diskFull',
      cause,
    },
  );

/** Runs a write to agent.db; a full disk becomes an error that the agent can act on. */
export function onDisk<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (isDiskFull(error) || code === 'ENOSPC' || code === 'EDQUOT') throw diskFullError(error);
    throw error;
  }
}

/** Two clicks on one button. */
const DOUBLE_CLICK_MS = 2_000;

/** Writes an intent down: one transaction, on disk when it answers. */
export function createEnqueue(deps: OutboxDeps): Enqueue {
  const { jobs, localIds, drafts, files, kinds, clock, logger, settings, newId, onChange, onDrafts, checkpoint } = deps;

  const enqueue: Enqueue = (
    name,
    input,
    { base = null, wasOffline, canUndo = false, isOnce: once = false, id: named },
  ) => {
    const kind = kinds.get(name);
    if (kind === undefined) throw new AppError('internal', `There is no job "${name}".`);
    const parsed = kind.payload.safeParse(resolveIds(input, localIds.resolve));
    if (!parsed.success)
      throw new AppError('invalid', `This can't be written to the outbox as ${name}.`, { cause: parsed.error });
    const payload = parsed.data;
    const id = named ?? newId();
    const given = (payload as { draftKey?: string }).draftKey;
    const draftKey = given === undefined ? undefined : resolveKey(given, localIds.resolve);
    const forgetDraft = (): void => {
      if (draftKey === undefined) return;
      drafts.remove(draftKey);
      files.release(`draft:${draftKey}`);
    };
    const known = named === undefined ? null : jobs.named(named);
    if (known !== null) {
      const isSame =
        known.kind === name && JSON.stringify(resolveIds(known.payload, localIds.resolve)) === JSON.stringify(payload);
      // What was called back does not go: sent anew, it is another intent.
      if (!isSame || known.state === 'cancelled')
        throw new AppError('conflict', 'It is in the outbox already, as it was when it was sent first.', {
          fields: { '/jobId': 'taken' },
        });
      onDisk(() => jobs.transaction(forgetDraft));
      if (draftKey !== undefined) onDrafts([draftKey]);
      return { jobId: known.id, localId: known.localId };
    }
    const isNew = kind.creates !== undefined && kind.existing?.(payload) === undefined;
    const localId = isNew ? LOCAL_PREFIX + id : null;
    const staged = kind.files?.(payload) ?? [];
    for (const { sha256, name: file } of staged) {
      if (!files.has(sha256))
        throw new AppError('invalid', `The file "${file}" is not attached any more. Attach it again.`, {
          fields: { '/files': 'missing' },
        });
    }
    const isOnce = once || draftKey !== undefined || kind.isOnce === true;
    const mayBeTwin = named === undefined ? isOnce : draftKey !== undefined;
    const twin = mayBeTwin ? jobs.lastOf(name, clock.now() - DOUBLE_CLICK_MS) : null;
    // The same composer twice in a moment, in one window or in two, is one intent: its draft went with the first.
    if (twin !== null && twin.state !== 'cancelled' && JSON.stringify(twin.payload) === JSON.stringify(payload)) {
      if (named !== undefined) onDisk(() => jobs.nameToo(named, twin.id));
      return { jobId: twin.id, localId: twin.localId };
    }
    const refs = localIdsIn(payload, localId);
    for (const ref of refs) {
      const maker = jobs.makerOf(ref);
      if (maker === null || !isFinal(maker.state)) continue;
      throw new AppError('conflict', 'What this is for was called back, or can no longer be made.', {
        reason: 'makerGone',
      });
    }
    const undoMs = canUndo || kind.canUndo === true ? settings().undoMs : 0;
    const now = clock.now();
    void checkpoint('intent.before');
    const job = onDisk(() =>
      jobs.transaction((): Job => {
        const inserted = jobs.insert({
          id,
          kind: name,
          version: kind.version,
          ticketId: kind.ticketId(payload),
          localId,
          payload,
          base,
          summary: kind.summary?.(payload) ?? '',
          state: undoMs > 0 ? 'held' : 'queued',
          hold: undoMs > 0 ? ({ reason: 'undo' } satisfies StoredHold) : null,
          holdUntil: undoMs > 0 ? now + undoMs : null,
          wasOffline,
          createdAt: now,
          lanes: kind.lanes(payload, localId),
          refs,
        });
        if (localId !== null && kind.creates !== undefined) localIds.insert(localId, kind.creates, id);
        files.refer(
          `job:${id}`,
          staged.map(({ sha256 }) => sha256),
        );
        forgetDraft();
        void checkpoint('intent.written');
        return inserted;
      }),
    );
    void checkpoint('intent.after');
    onChange(job);
    if (draftKey !== undefined) onDrafts([draftKey]);
    return { jobId: job.id, localId };
  };

  /** The ticket's composer saves nothing between its last words and Send: what is no job is a draft to its last word. */
  function keepDraft(kind: JobKindName, input: unknown, base: unknown): void {
    const payload = resolveIds(input, localIds.resolve) as { ticketId?: string; draftKey?: string };
    if (payload.draftKey === undefined || (base as { writing?: object } | null)?.writing === undefined) return;
    const draft = draftOf({ kind, payload, base, ticketId: payload.ticketId ?? null });
    if (draft === null) return;
    const key = resolveKey(draft.key, localIds.resolve);
    try {
      saveDraft(deps, { ...draft, key });
    } catch (error) {
      logger.warn('what could not be queued could not be kept as a draft', { error });
    }
  }

  return (name, input, options) => {
    try {
      return enqueue(name, input, options);
    } catch (error) {
      keepDraft(name, input, options.base);
      throw error;
    }
  };
}
