import type { JobAction, JobState } from '../../src-preload/contract/outbox.ts';

/** All that can happen to a job. `ask` and `look*` belong to an unknown outcome; `answer*` are the agent's words on it. */
export type JobEvent =
  | 'release' // the undo window ended
  | 'hold' // the ticket moved on
  | 'conflict' // fields changed there too
  | 'start' // the attempt is on disk; the first byte may go out
  | 'stepDone' // the service answered; more steps follow
  | 'finish' // the service answered; nothing follows
  | 'notSent' // certainly nothing happened
  | 'refuse' // the service said no
  | 'lose' // nobody knows
  | 'lookDone' // found, more steps follow
  | 'lookFinished' // found, nothing follows
  | 'lookNotDone' // certainly nothing happened
  | 'ask'
  | 'answerDone'
  | 'answerFinished'
  | 'answerSendAgain'
  | 'answerDiscard'
  | 'cancel'
  | 'giveUp' // what counts is at the service; the rest is left
  | 'edit'
  | 'retry'
  | 'sendNow'
  | 'override'
  | 'resolve'
  | 'doubt' // the record of it was recovered from damage and may be old
  | 'setAside';

/** The life of a job. What is not listed does not happen: `nextState` refuses it. */
export const TRANSITIONS: Record<JobState, Partial<Record<JobEvent, JobState>>> = {
  held: {
    release: 'queued',
    refuse: 'rejected', // what it is for can't be made any more
    sendNow: 'queued',
    override: 'queued',
    edit: 'held',
    doubt: 'unknown',
    cancel: 'cancelled',
    giveUp: 'sent',
    setAside: 'setAside',
  },
  queued: {
    start: 'sending',
    // Steps that turn out to be done already, before anything is sent.
    stepDone: 'queued',
    finish: 'sent',
    hold: 'held',
    conflict: 'conflict',
    refuse: 'rejected',
    notSent: 'queued',
    edit: 'queued',
    retry: 'queued',
    doubt: 'unknown',
    cancel: 'cancelled',
    giveUp: 'sent',
    setAside: 'setAside',
  },
  sending: {
    stepDone: 'queued',
    finish: 'sent',
    notSent: 'queued',
    refuse: 'rejected',
    lose: 'unknown',
    doubt: 'unknown',
  },
  unknown: {
    lookDone: 'queued',
    lookFinished: 'sent',
    lookNotDone: 'queued',
    refuse: 'rejected',
    ask: 'unknown',
    answerDone: 'queued',
    answerFinished: 'sent',
    answerSendAgain: 'queued',
    answerDiscard: 'cancelled',
    setAside: 'setAside',
  },
  rejected: { retry: 'queued', doubt: 'unknown', edit: 'queued', cancel: 'cancelled', giveUp: 'sent' },
  conflict: { resolve: 'queued', edit: 'queued', cancel: 'cancelled' },
  sent: {},
  cancelled: {},
  setAside: {},
};

/** The state that follows, or null when this can't happen in `state`. */
export const nextState = (state: JobState, event: JobEvent): JobState | null => TRANSITIONS[state][event] ?? null;

export const isFinal = (state: JobState): boolean => Object.keys(TRANSITIONS[state]).length === 0;

/** What the agent may do with a job now. Of one that is beyond recall, `cancel` gives up only what is left of it. */
export function actionsOf(job: {
  state: JobState;
  hold: { reason: string } | null;
  question: unknown;
  isBeyondRecall?: boolean;
}): JobAction[] {
  const edit: JobAction[] = job.isBeyondRecall === true ? [] : ['edit'];
  switch (job.state) {
    case 'held':
      return [job.hold?.reason === 'freshness' ? 'overrideFreshness' : 'sendNow', ...edit, 'cancel'];
    case 'queued':
      return [...edit, 'cancel', 'retry'];
    case 'rejected':
      return ['retry', ...edit, 'cancel'];
    case 'conflict':
      return ['resolveConflict', ...edit, 'cancel'];
    case 'unknown':
      return job.question === null ? [] : ['answer'];
    case 'sending':
    case 'sent':
    case 'cancelled':
    case 'setAside':
      return [];
  }
}
