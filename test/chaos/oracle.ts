import type { LedgerEntry } from '../../src-main/demo-desk/control/ledger.ts';
import type { Attempt, Job } from '../../src-main/store/jobs.ts';
import type { Intent } from './plan.ts';

/** `mapped`: what the local id of a row that was made here stands for now. */
export type SeenJob = Job & { history: Attempt[]; mapped: string | null };

export interface Told {
  intent: Intent;
  /** Null when the core ended before it said that it has it. */
  jobId: string | null;
}

/** The operation whose effect an intent may have once, and where its tag stands in the ledger. */
const EFFECT: Partial<Record<Intent['kind'], { operation: string; field: string }>> = {
  'reply.send': { operation: 'sendDraft', field: 'content' },
  'reply.forward': { operation: 'sendDraft', field: 'content' },
  'comment.create': { operation: 'createComment', field: 'content' },
  'timeEntry.create': { operation: 'createTimeEntry', field: 'description' },
  'ticket.create': { operation: 'createTicket', field: 'subject' },
  'task.create': { operation: 'createTask', field: 'subject' },
  'contact.create': { operation: 'createContact', field: 'lastName' },
  'account.create': { operation: 'createAccount', field: 'accountName' },
  'attachment.add': { operation: 'createTicketAttachment', field: 'name' },
};

const endsWithTag = (value: unknown, tag: string): boolean =>
  typeof value === 'string' && new RegExp(`\\b${tag}\\b`).test(value);

/** Effects of an intent's tag in the ledger. */
export function effectsOf(intent: Intent, ledger: readonly LedgerEntry[]): LedgerEntry[] {
  const effect = EFFECT[intent.kind];
  if (effect === undefined) {
    return ledger.filter(
      ({ operation, fields }) => operation === 'updateTicket' && endsWithTag(fields['resolution'], intent.tag),
    );
  }
  return ledger.filter(
    ({ operation, fields }) => operation === effect.operation && endsWithTag(fields[effect.field], intent.tag),
  );
}

/** Everything that is wrong, in words. The ledger of the desk and the outbox are all it looks at. */
export function judge(told: readonly Told[], jobs: readonly SeenJob[], ledger: readonly LedgerEntry[]): string[] {
  const wrong: string[] = [];
  const byId = new Map(jobs.map((job) => [job.id, job]));
  const wanted = new Map<string, { intent: Intent; sent: SeenJob[]; unsent: SeenJob[] }>();
  for (const { intent, jobId } of told) {
    const job = jobId === null ? undefined : byId.get(jobId);
    if (job === undefined) {
      wrong.push(`lost: ${intent.kind} ${intent.tag} is not in the outbox`);
      continue;
    }
    const entry = wanted.get(`${intent.kind} ${intent.tag}`) ?? { intent, sent: [], unsent: [] };
    (job.state === 'sent' ? entry.sent : entry.unsent).push(job);
    wanted.set(`${intent.kind} ${intent.tag}`, entry);
  }
  for (const [name, { intent, sent, unsent }] of wanted) {
    const effects = effectsOf(intent, ledger);
    const ids = effects.flatMap((entry) => entry.ids);
    if (intent.kind === 'ticket.update') {
      if (sent.length > 0 && effects.length === 0) wrong.push(`wrong "sent": ${name} left no effect`);
      if (sent.length === 0 && effects.length > 0)
        wrong.push(`wrong "${unsent[0]?.state ?? ''}": ${name} has an effect`);
      continue;
    }
    if (effects.length > sent.length)
      wrong.push(
        `doubled: ${name} has ${effects.length} effects for ${sent.length} sent (${unsent.map(({ state }) => state).join()})`,
      );
    if (effects.length < sent.length) wrong.push(`lost: ${name} has ${effects.length} effects for ${sent.length} sent`);
    for (const job of sent) {
      if (job.serverId === null || !ids.includes(job.serverId))
        wrong.push(`wrong "sent": ${name} says ${job.serverId ?? 'nothing'}, the ledger ${ids.join()}`);
    }
    if (new Set(sent.map(({ serverId }) => serverId)).size !== sent.length)
      wrong.push(`wrong "sent": two ${name} name one row`);
  }
  for (const job of jobs) {
    if (job.state === 'sent' && job.localId !== null && job.mapped !== job.serverId) {
      wrong.push(
        `lost: ${job.kind} ${job.id} is ${job.serverId ?? ''}, its local id stands for ${job.mapped ?? 'nothing'}`,
      );
    }
    for (const [i, attempt] of job.history.entries()) {
      const next = job.history[i + 1];
      if (attempt.outcome === 'unknown' && next?.step === attempt.step && attempt.looks === 0) {
        wrong.push(`blind: ${job.kind} ${job.id} was sent again without a look`);
      }
    }
  }
  wrong.push(...outOfOrder(told, byId, ledger));
  return wrong;
}

/** On one ticket, effects come in the order in which they were meant. */
function outOfOrder(
  told: readonly Told[],
  byId: ReadonlyMap<string, SeenJob>,
  ledger: readonly LedgerEntry[],
): string[] {
  const lanes = new Map<string, { tag: string; at: number }[]>();
  const used = new Set<number>();
  for (const { intent, jobId } of told) {
    if (jobId === null || byId.get(jobId)?.state !== 'sent' || intent.kind === 'ticket.update') continue;
    const effect = effectsOf(intent, ledger).find(({ seq }) => !used.has(seq));
    if (effect === undefined) continue;
    used.add(effect.seq);
    const lane = lanes.get(intent.lane) ?? [];
    lane.push({ tag: intent.tag, at: effect.seq });
    lanes.set(intent.lane, lane);
  }
  return [...lanes].flatMap(([lane, entries]) =>
    entries.flatMap(({ tag, at }, i) => {
      const before = entries[i - 1];
      return before !== undefined && before.at > at
        ? [`out of order on ${lane}: ${tag} went before ${before.tag}`]
        : [];
    }),
  );
}
