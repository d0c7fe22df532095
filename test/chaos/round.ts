import type { EditBase } from '../../src-main/outbox/edits.ts';
import { type Seen, seenOf } from '../../src-main/outbox/freshness.ts';
import { thread as threadSchema } from '../../src-preload/contract/threads.ts';
import { ticket as ticketSchema } from '../../src-preload/contract/tickets.ts';
import { type Child, Ended, NotStarted, Refused } from './child.ts';
import { effectsOf, type Told } from './effects.ts';
import type { Intent } from './intents.ts';
import { judge, resolverOf, type SeenJob } from './oracle.ts';
import type { Act, Kill, Round } from './plan.ts';
import { countRound, emptyTally, type Tally } from './tally.ts';
import type { World } from './world.ts';

export interface RoundResult {
  wrong: string[];
  tally: Tally;
}

/** The core ends by itself whenever it is started: no kill explains that. */
export class WontStart extends Error {}

/** In place of a job's id: what it would be for was called back. */
const GONE = 'gone';

/** How long a round may take to come to rest once nothing goes wrong any more. */
const REST_MS = 120_000;
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** What the agent saw of a ticket when writing. */
interface Base {
  seen: Seen;
  edit: EditBase;
}

interface State {
  unsettled: {
    id: string;
    kind: string;
    state: string;
    question: { candidates: { id: string }[] } | null;
    hold: { reason: string } | null;
    conflict: { field: string }[] | null;
  }[];
}

/** The core, started again whenever it ends. */
export interface Runner {
  child: Child | null;
  /** Highest `seq` of rounds before. */
  seq: number;
  ledgerAt: number;
  /** Versions of Deskhand that this workspace has been through. */
  updates: number;
}

export async function playRound(world: World, runner: Runner, plan: Round): Promise<RoundResult> {
  const kills = [...plan.kills];
  const refreshes = plan.refreshes && world.mayRefresh();
  const pauses = plan.pauses || refreshes;
  const tally = emptyTally();
  const told: Told[] = [];
  /** Jobs by the intent's place in the plan. */
  const made = new Map<number, string>();
  const overtaken = new Set<string>();
  const asked = new Set<string>();
  const wrong: string[] = [];
  let armed: Kill['at'] | null = null;
  let timer: NodeJS.Timeout | undefined;

  const arm = async (child: Child): Promise<void> => {
    clearTimeout(timer);
    const kill = kills.shift();
    armed = kill?.at ?? null;
    if (kill === undefined) await child.call('crash', { at: null, nth: 0 });
    else if (kill.at === 'anytime') timer = setTimeout(() => child.kill(), kill.afterMs);
    else await child.call('crash', { at: kill.at, nth: kill.nth });
  };
  const countKill = (): void => {
    tally.kills += 1;
    if (armed !== null) tally.killsByPoint[armed] = (tally.killsByPoint[armed] ?? 0) + 1;
    armed = null;
  };
  const core = async (): Promise<Child> => {
    if (runner.child === null || runner.child.hasEnded) {
      if (runner.child !== null) countKill();
      runner.child = null;
      runner.child = await world.start(runner.updates, { refreshes });
      await arm(runner.child);
      await runner.child.call('settings', { patch: { undoMs: plan.undoMs } });
    }
    return runner.child;
  };
  const stopCore = async (): Promise<void> => {
    runner.child?.kill();
    await runner.child?.ended;
    runner.child = null;
  };
  /** Says something to the core until it has answered, whatever becomes of it meanwhile. */
  const insist = async <T>(work: (child: Child) => Promise<T>): Promise<T> => {
    for (let tries = 0; tries < 20; tries += 1) {
      try {
        return await work(await core());
      } catch (error) {
        if (!(error instanceof Ended)) throw error;
        if (error instanceof NotStarted && error.code !== null && tries >= 2) throw new WontStart(error.message);
        await runner.child?.ended;
      }
    }
    throw new Error('the core ended 20 times');
  };
  const jobs = (): Promise<SeenJob[]> => insist((child) => child.call<SeenJob[]>('jobs', { since: runner.seq }));
  const unlessRefused = (error: unknown): void => {
    if (!(error instanceof Refused)) throw error;
  };

  /** The input with the local ids of rows that earlier intents make, and the thread that was made for it. */
  async function inputOf(intent: Intent, threadId: string | null): Promise<Record<string, unknown>> {
    let text = JSON.stringify(intent.input).replaceAll('"%thread"', JSON.stringify(threadId));
    const places = [...text.matchAll(/"\$(\d+)"/g)].map(([, place = '']) => place);
    const all = places.length === 0 ? [] : await jobs();
    for (const place of places) {
      const localId = all.find(({ id }) => id === made.get(Number(place)))?.localId ?? 'local-missing';
      text = text.replaceAll(`"$${place}"`, JSON.stringify(localId));
    }
    return JSON.parse(text) as Record<string, unknown>;
  }

  /** What the agent sees of the ticket while writing. */
  async function lookAt(ticketId: string): Promise<Base> {
    const ticket = ticketSchema.parse(await world.get(`/tickets/${ticketId}`));
    const { data } = await world.get(`/tickets/${ticketId}/threads?limit=100`);
    const threads = ((data ?? []) as unknown[]).map((row) => threadSchema.parse(row));
    const edit = { fields: { resolution: ticket.resolution ?? null }, server: {} };
    return { seen: seenOf(ticket, threads), edit };
  }

  async function tell(intent: Intent, input: Record<string, unknown>, base: unknown): Promise<string | null> {
    for (let tries = 0; tries < 20; tries += 1) {
      try {
        return await insist(async (child) => {
          // An agent whose text is gone from the composer does not write it again.
          const all = await child.call<SeenJob[]>('jobs', { since: runner.seq });
          const resolve = resolverOf(all);
          const isIt = ({ id, kind, payload }: SeenJob): boolean =>
            kind === intent.kind &&
            !told.some(({ jobId }) => jobId === id) &&
            Object.entries(input).every(
              ([name, value]) =>
                JSON.stringify((payload as Record<string, unknown>)[name]).replace(/local-[\w-]+/g, resolve) ===
                JSON.stringify(value).replace(/local-[\w-]+/g, resolve),
            );
          const there = all.find(isIt);
          if (there !== undefined) return there.id;
          let payload = input;
          if (intent.file !== null) {
            const file = await child.call<object>('stage', intent.file);
            payload = { ...input, ...(intent.kind === 'attachment.add' ? { file } : { files: [file] }) };
          }
          const fields = { kind: intent.kind, input: payload, base, wasOffline: base !== null };
          return (await child.call<{ jobId: string }>('enqueue', fields)).jobId;
        });
      } catch (error) {
        if (error instanceof Refused && error.reason === 'makerGone') return GONE;
        if (!(error instanceof Refused) || error.reason !== 'diskFull') throw error;
        tally.fullDisks += 1;
        await insist((child) => child.call('diskFull', { isFull: false }));
      }
    }
    return null;
  }

  /** What the agent does to an item at once; too late is no fault. */
  async function act(what: Act | undefined, id: string, { tag }: Intent): Promise<void> {
    if (what === undefined) return;
    const patch = { content: `<p>better mail ${tag}</p>`, to: 'dave@example.com' };
    tally.acts[what] += 1;
    await insist((child) => child.call(what, { id, ...(what === 'edit' ? { patch } : {}) })).catch(unlessRefused);
  }

  /** Somebody speaks once a first try is known to have failed. Answers whether it came to that. */
  async function speakLate({ meanwhile }: Intent, id: string): Promise<boolean> {
    const until = Date.now() + 1_500;
    while (Date.now() < until) {
      const job = (await jobs()).find((one) => one.id === id);
      const hasFailed = job?.history.some(({ outcome }) => outcome === 'notSent') === true;
      if (job?.state === 'queued' && hasFailed && meanwhile !== null) {
        await world.traffic(meanwhile.event);
        // It may have gone out in the same moment.
        const after = (await jobs()).find((one) => one.id === id);
        return after?.step === job.step && after.state === 'queued' && after.attempts === job.attempts;
      }
      if (job?.state === 'sent') return false;
      await pause(10);
    }
    return false;
  }

  async function startSecond(): Promise<void> {
    const first = await core();
    try {
      const second = await world.start(runner.updates);
      if (!first.hasEnded) wrong.push('a second Deskhand started on the same data');
      second.kill();
      await second.ended;
    } catch (error) {
      if (!(error instanceof NotStarted)) throw error;
      if (error.code === 3) tally.secondInstancesRefused += 1;
    }
  }

  // The desk behaves while the round is set up.
  const threads = new Map<Intent, string>();
  const bases = new Map<Intent, Base>();
  for (const intent of plan.intents) {
    if (intent.needs !== null) threads.set(intent, await world.thread(String(intent.input['ticketId']), intent.needs));
    if (intent.meanwhile !== null)
      bases.set(intent, await lookAt(String(intent.input['ticketId'] ?? intent.input['id'])));
  }
  if (refreshes) await stopCore();
  const setUpTo = (await world.ledger(runner.ledgerAt)).last;
  if (plan.migrates) {
    await stopCore();
    runner.updates += 1;
    tally.migrations += 1;
    armed = 'migration.partial';
    const crash = { at: 'migration.partial', nth: 1 } as const;
    const died = await world.start(runner.updates, { crash, refreshes }).catch(() => null);
    if (died === null) countKill();
    runner.child = died;
  }
  const isThere = runner.child !== null && !runner.child.hasEnded;
  await insist(async (child) => {
    if (!isThere) return;
    await arm(child);
    await child.call('settings', { patch: { undoMs: plan.undoMs } });
  });
  if (pauses) await insist((child) => child.call('pause', { isPaused: true }));
  await world.faults(plan.faults);
  const isLagging = plan.faults.some((fault) => (fault as { fault: { kind: string } }).fault.kind === 'readLag');
  let typed = '';
  for (const [i, intent] of plan.intents.entries()) {
    if (plan.diskFullAt === i) await insist((child) => child.call('diskFull', { isFull: true }));
    if (plan.backup) void runner.child?.call('backup').catch(() => undefined);
    if (plan.second && i === 0) await startSecond();
    const input = await inputOf(intent, threads.get(intent) ?? null);
    const isLate = intent.meanwhile?.isLate === true;
    if (intent.meanwhile !== null && !isLate) await world.traffic(intent.meanwhile.event);
    // Nothing can be written to what was called back.
    if (plan.doubleClick && intent.kind === 'comment.create') {
      if (!(await doubleClick(intent, input, i))) continue;
    } else {
      const jobId = await tell(intent, input, bases.get(intent) ?? null);
      if (jobId === GONE) continue;
      told.push({ intent, jobId, input });
      if (jobId !== null) await act(plan.acts[i], jobId, intent);
    }
    const jobId = told.at(-1)?.jobId ?? null;
    if (jobId !== null) {
      made.set(i, jobId);
      // A read that lags may say that nobody was there.
      if (isLate && !(await speakLate(intent, jobId))) continue;
      if (isNews(intent) && !isLagging) overtaken.add(jobId);
    }
    if (i < plan.typed) await type();
    if (i === 0 && plan.clockStepMs !== 0) {
      tally.clockSteps += 1;
      await insist((child) => child.call('clock', { ms: plan.clockStepMs }));
    }
  }
  await insist((child) => child.call('diskFull', { isFull: false }));

  /** Whether what happens meanwhile can be seen at the gate: not so a close of what is closed, or of what we open again. */
  function isNews({ meanwhile }: Intent): boolean {
    if (meanwhile?.event.kind !== 'status') return meanwhile !== null;
    const { ticketId } = meanwhile.event;
    const opens = ({ input }: Intent): boolean => input['thenStatus'] !== undefined && input['ticketId'] === ticketId;
    return !plan.intents.some((one) => opens(one) || (one.meanwhile === meanwhile && bases.get(one)?.seen.isClosed));
  }

  /** One more sentence in the composer, journaled; on a full disk it stays in the composer. */
  async function type(): Promise<void> {
    const content = `${typed} and more`;
    await insist((child) => child.call('draft', { key: 'reply:typing', content })).then(
      () => (typed = content),
      unlessRefused,
    );
  }

  /** Answers whether there was anything to write to. */
  async function doubleClick(intent: Intent, input: Record<string, unknown>, i: number): Promise<boolean> {
    const draftKey = `comment:${intent.tag}:${i}`;
    const twice = { ...input, draftKey };
    await insist((child) => child.call('draft', { key: draftKey, content: intent.tag })).catch(unlessRefused);
    const jobId = await tell(intent, twice, null);
    if (jobId === GONE) return false;
    tally.doubleClicks += 1;
    told.push({ intent, jobId, input: twice });
    const fields = { kind: intent.kind, input: twice, base: null, wasOffline: false };
    const second = await insist((child) =>
      child.call<{ jobId: string }>('enqueue', fields).catch((error: unknown) => {
        unlessRefused(error);
        return null;
      }),
    );
    // After a crash the second click may come too late to be one: then it is meant.
    if (second !== null && second.jobId !== jobId) told.push({ intent, jobId: second.jobId, input: twice });
    return true;
  }

  const before = { refreshes: world.refreshes(), kills: tally.kills };
  // What waits for the agent's word meets it side by side.
  if (refreshes) await world.expireTokens();
  if (pauses) await insist((child) => child.call('pause', { isPaused: false }));
  const end = Date.now() + REST_MS;
  for (;;) {
    const { unsettled } = await insist((child) => child.call<State>('state'));
    if (unsettled.every(({ state }) => state === 'rejected') || Date.now() > end) break;
    for (const job of unsettled) await decide(job);
    // The network is back: what waits for it need not wait longer than this round.
    await insist((child) => child.call('wake'));
    await pause(25);
  }
  clearTimeout(timer);
  await insist((child) => child.call('crash', { at: null, nth: 0 }));
  await world.faults([]);
  await checkTyped();

  const all = await jobs();
  const { entries, last } = await world.ledger(setUpTo);
  const ledger = entries.filter(({ origin }) => origin === 'api');
  wrong.push(...judge({ told, jobs: all, ledger, overtaken, asked }));
  wrong.push(...(await missingOf(all)));
  if ((await insist((child) => child.call('integrity'))) !== 'ok') wrong.push('agent.db is damaged');
  runner.seq = Math.max(runner.seq, ...all.map(({ seq }) => seq));
  runner.ledgerAt = last;
  countRound(tally, told, all, ledger);
  if (refreshes) {
    wrong.push(...wrongRefreshes());
    await stopCore();
  }
  return { wrong, tally };

  /** One refresh serves all that met the dead token; a kill may lose what it gave. */
  function wrongRefreshes(): string[] {
    const made = world.refreshes() - before.refreshes;
    const most = 1 + tally.kills - before.kills;
    tally.tokens = { rounds: 1, refreshes: made };
    return made > most ? [`${made} token refreshes where ${most} would do`] : [];
  }

  /** Statuses and files that were to go with replies which are out. */
  async function missingOf(all: readonly SeenJob[]): Promise<string[]> {
    const missing: string[] = [];
    const resolve = resolverOf(all);
    for (const { intent, jobId, input } of told) {
      const job = all.find(({ id }) => id === jobId);
      if (intent.kind !== 'reply.send' || job?.state !== 'sent' || job.serverId === null) continue;
      const ticketId = resolve(input['ticketId']);
      const { thenStatus } = input;
      const isSet = ledger.some(
        ({ ids, operation, fields }) =>
          operation === 'updateTicket' && ids.includes(ticketId) && fields['status'] === thenStatus,
      );
      const path = `/tickets/${ticketId}`;
      const get = (of: string): Promise<Record<string, unknown> | null> => world.get(of).catch(() => null);
      // One that was at it already is left alone; given up, it ends before its last step.
      if (thenStatus !== undefined && job.step >= 3 && !isSet) {
        const status = (await get(path))?.['status'];
        const isMoved = entries.some(({ ids, fields }) => ids.includes(ticketId) && fields['status'] !== undefined);
        if (status !== undefined && status !== thenStatus && !isMoved)
          missing.push(`no status: ${path} is ${String(status)} after ${intent.tag}`);
      }
      if (intent.file === null) continue;
      const thread = await get(`${path}/threads/${job.serverId}`);
      const files = (thread?.['attachments'] ?? []) as { name: string }[];
      if (thread !== null && !files.some(({ name }) => name === intent.file?.name))
        missing.push(`no file: ${intent.tag} went without ${intent.file.name}`);
    }
    return missing;
  }

  /** The agent's answers to what the outbox asks. */
  async function decide(job: State['unsettled'][number]): Promise<void> {
    const intent = told.find(({ jobId }) => jobId === job.id)?.intent;
    const isGivenUp = intent?.meanwhile?.answer === 'giveUp';
    if (job.state === 'unknown' && job.question !== null) return answerTruly(job.id);
    if (job.state === 'held' && job.hold?.reason === 'freshness') {
      if (!asked.has(job.id)) tally.gates.held += 1;
      asked.add(job.id);
      tally.gates[isGivenUp ? 'givenUp' : 'sentAnyway'] += 1;
      await insist((child) => child.call(isGivenUp ? 'cancel' : 'override', { id: job.id })).catch(unlessRefused);
    } else if (job.state === 'conflict') {
      if (!asked.has(job.id)) tally.conflicts.met += 1;
      asked.add(job.id);
      const choice = isGivenUp ? 'theirs' : 'mine';
      tally.conflicts[choice] += 1;
      const choices = Object.fromEntries((job.conflict ?? []).map(({ field }) => [field, choice]));
      await insist((child) => child.call('resolve', { id: job.id, choices })).catch(unlessRefused);
    }
  }

  /** The agent looks for themselves and says what is true. */
  async function answerTruly(id: string): Promise<void> {
    const one = told.find(({ jobId }) => jobId === id);
    const all = await jobs();
    const { entries } = await world.ledger(setUpTo);
    const known = new Set(all.map(({ serverId }) => serverId));
    const mine =
      one === undefined
        ? []
        : effectsOf(
            one,
            entries.filter(({ origin }) => origin === 'api'),
            resolverOf(all),
          ).flatMap(({ ids }) => ids);
    const serverId = mine.find((row) => !known.has(row)) ?? mine.at(-1) ?? null;
    const answer = serverId === null ? 'sendAgain' : 'done';
    await insist((child) => child.call('answer', { id, answer, serverId })).catch(unlessRefused);
  }

  /** What the journal said it had is there, whatever became of the core since. */
  async function checkTyped(): Promise<void> {
    if (typed === '') return;
    tally.typed += 1;
    const drafts = await insist((child) => child.call<{ key: string; doc: { content: string } }[]>('drafts'));
    const held = drafts.find(({ key }) => key === 'reply:typing')?.doc.content ?? '';
    if (!held.startsWith(typed)) wrong.push(`a draft lost what was journaled: "${held}" for "${typed}"`);
    await insist((child) => child.call('discard', { key: 'reply:typing' }));
  }
}
