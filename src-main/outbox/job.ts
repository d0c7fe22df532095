import type { z } from 'zod';
import type { StagedFile } from '../../src-preload/contract/drafts.ts';
import type { FieldConflict, Happening, JobKindName, JobQuestion } from '../../src-preload/contract/outbox.ts';
import type { Capabilities } from '../api/capabilities.ts';
import type { ApiClient, CallOptions } from '../api/client.ts';
import type { AppError } from '../lib/app-error.ts';
import type { Job, StoredError } from '../store/jobs.ts';

export type Noun = 'ticket' | 'thread' | 'comment' | 'timeEntry' | 'contact' | 'account' | 'task' | 'attachment';

/** What steps have learnt: ids by name, kept with the job. */
export type Results = Record<string, unknown>;

/** What a done step leaves behind. */
export interface Done {
  results?: Results;
  /** The row's id at the service: the job's own when the last step says it, and what its local id maps to. */
  serverId?: string;
  /** Rows of the service that this job made: no other job's look may take them for its own. */
  claims?: readonly (readonly [Noun, string])[];
}

/** What a look at the service found after an unknown outcome. */
export type Look = ({ found: 'done' } & Done) | { found: 'notDone' } | { found: 'undecided'; question: JobQuestion };

/** What reading the service before a send found. */
export type Prepared =
  | { go: true; results?: Results }
  /** Nothing left to do: the service is as wanted. */
  | { go: false; done: Done }
  | { go: false; conflict: FieldConflict[] }
  | { go: false; happenings: Happening[]; snapshot: unknown }
  | { go: false; refuse: { code: string; message: string; reason?: string } };

/** What a step works with. */
export interface StepContext {
  client: ApiClient;
  /** Pass to every API call. */
  call: CallOptions;
  agentId: string;
  /** What the service is known to offer. */
  capabilities: Capabilities;
  job: Job;
  results: Results;
  /** The service's clock when this step was first tried, less its coarseness (epoch ms); 0 when nobody knew. */
  since: number;
  /** Whether `since` is the service's own time: else rows may be older than the attempt. */
  isSinceKnown: boolean;
  /** Whether the record of the job was recovered from damage: more may have been done than it says. */
  isDoubtful: boolean;
  /** Keeps what was learnt before the attempt, should the rest of the preparation fail. */
  keep(results: Results): void;
  /** The service's clock now, epoch milliseconds. */
  serverNow(): number;
  /** Whether another job owns this row. */
  isTaken(noun: Noun, id: string): boolean;
  /** Path of a staged file, checked against its hash. `notFound` when it is gone or damaged. */
  fileOf(sha256: string): Promise<string>;
}

/** One write to the service. `send` makes the single call that counts; everything else only reads or uploads. */
export interface Step<P> {
  name: string;
  skip?(payload: P, context: Pick<StepContext, 'results' | 'job'>): boolean;
  /** Reads (and uploads) before the attempt. Its failures are known not to be sent. */
  prepare?(payload: P, context: StepContext): Promise<Prepared>;
  send(payload: P, context: StepContext): Promise<Done>;
  look(payload: P, context: StepContext): Promise<Look>;
  /**
   * `lag`: "not done" counts only when several looks over a bounded time agree, since lists lag behind writes and a
   * request may arrive late. `now`: doing it twice is the same as once.
   */
  settle: 'lag' | 'now';
  /** A refusal that means that it is done (deleting what is gone). */
  doneWhen?(error: AppError): boolean;
  /** What the agent's word "it was done" leaves behind, with the row that was named. */
  adopt?(serverId: string | null, payload: P, context: Pick<StepContext, 'results' | 'job'>): Done;
  /** Whether to look before a refusal is believed: the service may refuse the second time what it did the first. */
  lookOnRefusal?: boolean;
}

/** One kind of job: how it is written down, what order it keeps, what it does. */
export interface JobKind<P = unknown> {
  kind: JobKindName;
  /** Of the payload. Older ones go through `upgrade`, newer ones are set aside. */
  version: number;
  payload: z.ZodType<P>;
  upgrade?(payload: unknown, from: number): unknown;
  /** Ordering keys: jobs that share one go one after the other. `own` is the id of the row that it makes. */
  lanes(payload: P, own: string | null): string[];
  ticketId(payload: P): string | null;
  /** The noun of the row that it makes, which gets a local id at once. */
  creates?: Noun;
  /** The row that it writes over instead of making one; undefined when it makes one. */
  existing?(payload: P): string | undefined;
  files?(payload: P): readonly StagedFile[];
  /** The same once more within a moment is one click too many: nobody wants it twice. */
  isOnce?: boolean;
  /** Can be called back for the undo window, whatever it says. */
  canUndo?: boolean;
  /** Whether the ticket is read again before it goes after time offline. */
  isGated?(payload: P): boolean;
  /** What counts is at the service: the rest can be given up, and nothing called back or changed any more. */
  isBeyondRecall?(results: Results): boolean;
  /** First words that somebody wrote in it, as text; for kinds that carry none `OutboxItem.changes` says what they are about. */
  summary?(payload: P): string;
  /** Where a rejected job goes on when the agent tries again or changes it; the step that was refused unless told otherwise. */
  retryFrom?(
    results: Results,
    error: Pick<StoredError, 'code' | 'fields' | 'reason'> | null,
  ): { step: number; results: Results };
  steps: readonly Step<P>[];
}

/** Reason of an "error" that is the agent's word: nothing of it was done, and it is to be done. */
export const SEND_AGAIN = 'sendAgain';

/** Keeps the payload's type within one kind while the registry holds them all. */
export const defineJob = <P>(kind: JobKind<P>): JobKind => kind as unknown as JobKind;
