import type { LedgerEntry } from '../../src-main/demo-desk/control/ledger.ts';
import type { Attempt, Job } from '../../src-main/store/jobs.ts';
import { effectsOf, isIdempotent, namesRow, type Told } from './effects.ts';

/** `mapped`: what the local id of a row that was made here stands for now. */
export type SeenJob = Job & { history: Attempt[]; mapped: string | null };

export interface Evidence {
  told: readonly Told[];
  jobs: readonly SeenJob[];
  /** Effects of calls, oldest first. */
  ledger: readonly LedgerEntry[];
  /** Jobs about whose ticket somebody else's words or values were there before, and of those, the ones shown to the agent. */
  overtaken: ReadonlySet<string>;
  asked: ReadonlySet<string>;
}

/** The service's id for one that may have been made here. */
export const resolverOf = (jobs: readonly SeenJob[]): ((id: unknown) => string) => {
  const ids = new Map(jobs.map(({ localId, mapped, serverId }) => [localId, mapped ?? serverId]));
  return (id) => ids.get(String(id)) ?? String(id);
};

/** Everything that is wrong, in words. The desk's ledger and the outbox are all it looks at. */
export function judge({ told, jobs, ledger, overtaken, asked }: Evidence): string[] {
  const wrong: string[] = [];
  const byId = new Map(jobs.map((job) => [job.id, job]));
  const resolve = resolverOf(jobs);
  const wanted = new Map<string, { one: Told; sent: SeenJob[]; unsent: SeenJob[] }>();
  for (const one of told) {
    const { intent, jobId } = one;
    const job = jobId === null ? undefined : byId.get(jobId);
    if (job === undefined) {
      wrong.push(`lost: ${intent.kind} ${intent.tag} is not in the outbox`);
      continue;
    }
    const entry = wanted.get(intent.tag) ?? { one, sent: [], unsent: [] };
    (job.state === 'sent' ? entry.sent : entry.unsent).push(job);
    wanted.set(intent.tag, entry);
  }
  for (const { one, sent, unsent } of wanted.values()) {
    const { intent } = one;
    const name = `${intent.kind} ${intent.tag}`;
    const effects = effectsOf(one, ledger, resolve);
    if (isIdempotent(intent)) {
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
    for (const { payload } of sent) wrong.push(...wrongWords(intent, payload, effects));
    if (!namesRow(intent)) continue;
    const ids = effects.flatMap((entry) => entry.ids);
    for (const { serverId } of sent) {
      if (serverId === null || !ids.includes(serverId))
        wrong.push(`wrong "sent": ${name} says ${serverId ?? 'nothing'}, the ledger ${ids.join()}`);
    }
    if (new Set(sent.map(({ serverId }) => serverId)).size !== sent.length)
      wrong.push(`wrong "sent": two ${name} name one row`);
  }
  for (const job of jobs) wrong.push(...wrongIn(job));
  for (const id of overtaken) {
    const job = byId.get(id);
    if (job?.state === 'sent' && !asked.has(id))
      wrong.push(`unseen: ${job.kind} ${job.id} went out although the ticket had moved on`);
  }
  wrong.push(...outOfOrder(told, byId, ledger, resolve));
  return wrong;
}

/** A mail says what was last written, to whom it was written. */
function wrongWords({ kind, tag }: Told['intent'], payload: unknown, effects: readonly LedgerEntry[]): string[] {
  if (kind !== 'reply.send' && kind !== 'reply.forward') return [];
  const { to, content } = payload as { to: string; content: string };
  return effects
    .filter(({ fields }) => fields['to'] !== to || fields['content'] !== content)
    .map(({ fields }) => `wrong mail: ${kind} ${tag} went to ${String(fields['to'])}: ${String(fields['content'])}`);
}

/** What a job's own record tells. */
function wrongIn(job: SeenJob): string[] {
  const { kind, id, state, localId, mapped, serverId, history, error } = job;
  const wrong: string[] = [];
  if (state === 'sent' && localId !== null && mapped !== serverId)
    wrong.push(`lost: ${kind} ${id} is ${serverId ?? ''}, its local id stands for ${mapped ?? 'nothing'}`);
  for (const [i, attempt] of history.entries()) {
    const next = history[i + 1];
    if (attempt.outcome === 'unknown' && next?.step === attempt.step && attempt.looks === 0)
      wrong.push(`blind: ${kind} ${id} was sent again without a look`);
    if (attempt.outcome === 'unknown' && attempt.look === null)
      wrong.push(`unsettled: nobody knows what became of ${kind} ${id}, and nobody looked`);
  }
  if (state === 'rejected') wrong.push(`refused: ${kind} ${JSON.stringify(error)}`);
  if (state === 'setAside') wrong.push(`set aside: ${kind} ${JSON.stringify(error)}`);
  if (!['sent', 'cancelled', 'setAside', 'rejected'].includes(state))
    wrong.push(`stuck: ${kind} ${id} is ${state} ${JSON.stringify(error)} ${JSON.stringify(history)}`);
  return wrong;
}

/** On one ticket, effects come in the order in which they were meant. */
function outOfOrder(
  told: readonly Told[],
  byId: ReadonlyMap<string, SeenJob>,
  ledger: readonly LedgerEntry[],
  resolve: (id: unknown) => string,
): string[] {
  const lanes = new Map<string, { tag: string; at: number }[]>();
  const used = new Set<number>();
  for (const one of told) {
    const { intent, jobId } = one;
    if (jobId === null || byId.get(jobId)?.state !== 'sent' || isIdempotent(intent)) continue;
    const effect = effectsOf(one, ledger, resolve).find(({ seq }) => !used.has(seq));
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
