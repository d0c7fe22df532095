import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDemoDesk, type DemoDesk } from '../../src-main/demo-desk/desk.ts';
import type { LedgerEntry } from '../../src-main/demo-desk/control/ledger.ts';
import type { OutboxItem } from '../../src-preload/contract/outbox.ts';
import { cacheFile, type ConsoleProcess, startConsoleProcess } from '../factories/console.ts';
import { compareWithDesk } from '../factories/convergence.ts';
import { until } from '../fakes/until.ts';
import { createRandom, type Random } from './random.ts';
import type { RoundResult } from './round.ts';
import { emptyTally } from './tally.ts';
import { MOST_REFRESHES } from './world.ts';

const QUIET_MS = 180_000;
const SEARCH_LAG_MS = 100;

interface Said {
  ticketId: string;
  tag: string;
  operation: string;
  field: string;
  /** Whether the console said that it has it. */
  isTaken: boolean;
}

/**
 * A round with the whole console: sign-in, sync, cache and outbox in one process that is killed, also while it builds its
 * cache anew, with a colleague at work. In the end the cache is what the desk has, and everything went out once.
 */
export async function playWhole(seed: number, round: number): Promise<RoundResult> {
  const random = createRandom(seed * 7_919 + round);
  const tally = emptyTally();
  const wrong: string[] = [];
  const dataDir = mkdtempSync(join(tmpdir(), 'deskhand-whole-'));
  const desk = await createDemoDesk({
    tickets: 25,
    seed: round,
    anyLoopbackPort: true,
    sendMs: 50,
    searchLagMs: SEARCH_LAG_MS,
  });
  let console_: ConsoleProcess | null = null;
  const said: Said[] = [];
  const typed = new Map<string, string>();
  tally.whole.rounds = 1;
  try {
    console_ = await start(desk, dataDir);
    await idle(console_);
    await console_.call('outbox.updateSettings', { undoMs: 0 });
    const turns = 2 + random.int(2);
    for (let turn = 0; turn < turns; turn += 1) {
      await control(desk, 'PUT', '/faults', weather(random));
      await work(console_, random, `w${seed}x${round}t${turn}`, said, typed).catch(() => undefined);
      const kinds = random.chance(0.3) ? ['delete', 'status', 'comment'] : undefined;
      await control(desk, 'POST', '/traffic', { random: 3, seed: random.int(1_000_000), kinds });
      if (random.chance(0.3)) await mergeAway(desk, random, said);
      if (random.chance(0.3)) await control(desk, 'POST', '/tokens/expire');
      await pause(random.int(600));
      await console_.kill();
      tally.whole.kills += 1;
      tally.killsByPoint.anytime = (tally.killsByPoint.anytime ?? 0) + 1;
      if (random.chance(0.6)) {
        // The cache is damaged; the console builds it anew and is killed at that.
        writeFileSync(cacheFile(dataDir), 'not a database any more');
        tally.whole.rebuilds += 1;
        tally.killsByPoint.rebuild = (tally.killsByPoint.rebuild ?? 0) + 1;
        console_ = await start(desk, dataDir);
        await pause(random.int(500));
        await console_.kill();
        tally.whole.kills += 1;
      }
      console_ = await start(desk, dataDir);
    }
    await control(desk, 'PUT', '/faults', []);
    const refused = await rest(console_, desk, said);
    for (const [key, content] of typed) {
      const draft = await console_.call('drafts.get', { key });
      if (draft?.doc.content?.startsWith(content) !== true) wrong.push(`a draft lost what was journaled: ${key}`);
    }
    await console_.stop();
    for (const { noun, cache, desk: expected, differences } of await compareWithDesk(
      desk.url,
      desk.key,
      cacheFile(dataDir),
    )) {
      if (cache.hash !== expected.hash || cache.count !== expected.count)
        wrong.push(`the cache did not converge: ${noun} ${differences.slice(0, 2).join('; ')}`);
    }
    wrong.push(...(await judgeWhole(desk, said, refused)));
    tally.whole.refreshes = await refreshes(desk);
    if (tally.whole.refreshes > MOST_REFRESHES) wrong.push(`${tally.whole.refreshes} token refreshes`);
    tally.kills = tally.whole.kills;
    tally.intents = said.length;
    tally.typed = typed.size;
    return { wrong, tally };
  } finally {
    await console_?.kill();
    await desk.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** What the network and the service do while the agent works. */
const weather = (random: Random): object[] =>
  [
    {
      match: { operation: random.pick(['createComment', 'draftReply', 'sendDraft', 'createTimeEntry']) },
      times: 1,
      fault: { kind: 'processThenDrop' },
    },
    {
      match: { operation: random.pick(['createComment', 'draftReply', 'sendDraft', 'updateTicket']) },
      times: 1,
      fault: { kind: 'dropBefore' },
    },
    {
      match: { method: 'GET' },
      times: 1 + random.int(4),
      after: random.int(5),
      fault: { kind: 'status', status: 503 },
    },
    { match: {}, times: 2 + random.int(4), after: random.int(10), fault: { kind: 'offline' } },
  ].filter(() => random.chance(0.5));

/** A colleague merges a ticket that the agent wrote on into another of those. */
async function mergeAway(desk: DemoDesk, random: Random, said: readonly Said[]): Promise<void> {
  const written = [...new Set(said.map(({ ticketId }) => ticketId))];
  if (written.length < 2) return;
  const from = random.pick(written);
  const ticketId = random.pick(written.filter((id) => id !== from));
  // One of them may be gone already.
  const events = [{ kind: 'merge', ticketId, ids: [from] }];
  await control(desk, 'POST', '/traffic', { events }).catch((error: unknown) => {
    if (!/: 4\d\d /.test(String(error))) throw error;
  });
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function control<T>(desk: DemoDesk, method: string, path: string, body?: unknown): Promise<T> {
  const response = await fetch(`${desk.url}/__demo${path}`, {
    method,
    headers: { 'x-demo-key': desk.key, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as T;
}

async function start(desk: DemoDesk, dataDir: string): Promise<ConsoleProcess> {
  const console_ = await startConsoleProcess(desk, dataDir);
  await until(
    'somebody is signed in',
    async () => (await console_.call('session.get', {})).phase === 'ready',
    QUIET_MS,
  );
  return console_;
}

const idle = (console_: ConsoleProcess): Promise<unknown> =>
  until(
    'the sync is quiet',
    async () => {
      const { asOf, progress } = await console_.call('sync.status', {});
      return asOf !== null && progress === null;
    },
    QUIET_MS,
  );

/** A few things that an agent does, in quick succession; it ends where the console does. */
async function work(
  console_: ConsoleProcess,
  random: Random,
  name: string,
  said: Said[],
  typed: Map<string, string>,
): Promise<void> {
  const { rows } = await console_.call('tickets.list', { view: 'allOpen', offset: 0, limit: 25 });
  const say = async (
    about: Pick<Said, 'ticketId' | 'tag'>,
    operation: string,
    field: string,
    doing: () => Promise<unknown>,
  ): Promise<void> => {
    const one = { ...about, operation, field, isTaken: false };
    said.push(one);
    await doing();
    one.isTaken = true;
  };
  for (let i = 0; i < 3; i += 1) {
    const ticketId = random.pick(rows).id;
    const tag = `${name}i${i}`;
    const key = `reply:${tag}`;
    await console_.call('drafts.save', { key, ticketId, doc: { kind: 'reply', content: `words ${tag}` } });
    typed.set(key, `words ${tag}`);
    const what = random.int(3);
    if (what === 0)
      await say({ ticketId, tag }, 'createComment', 'content', () =>
        console_.call('comments.create', { ticketId, content: `note ${tag}` }),
      );
    else if (what === 1)
      await say({ ticketId, tag }, 'sendDraft', 'content', () =>
        console_.call('replies.send', {
          ticketId,
          to: 'carol@example.com',
          content: `mail ${tag}`,
          ...(random.chance(0.4) ? { thenStatus: 'Closed' } : {}),
        }),
      );
    else
      await say({ ticketId, tag }, 'createTimeEntry', 'description', () =>
        console_.call('timeEntries.create', {
          ticketId,
          executedTime: '2026-03-01T10:00:00.000Z',
          seconds: 60,
          description: `time ${tag}`,
        }),
      );
  }
}

const UNSETTLED = ['held', 'conflict', 'queued', 'sending', 'unknown', 'rejected'] as const;

/**
 * Until nothing is on its way, every gate and question is answered, and everything was compared with the service. Answers
 * the summaries of what the service refused, as on a ticket that a colleague deleted: the agent saw that, and gave it up.
 */
async function rest(console_: ConsoleProcess, desk: DemoDesk, said: readonly Said[]): Promise<string[]> {
  const refused: string[] = [];
  let left: OutboxItem[] = [];
  const settle = async (): Promise<boolean> => {
    left = (await console_.call('outbox.list', { states: [...UNSETTLED] })).items;
    for (const item of left) {
      const { id, actions, hold, state, summary } = item;
      if (state === 'rejected') {
        refused.push(summary);
        await console_.call('outbox.cancel', { id });
      } else if (actions.includes('answer')) await answerTruly(console_, desk, said, item);
      else if (actions.includes('overrideFreshness')) await console_.call('outbox.overrideFreshness', { id });
      else if (hold?.reason === 'undo') await console_.call('outbox.sendNow', { id });
      else if (actions.includes('resolveConflict')) await console_.call('outbox.resolveConflict', { id, choices: {} });
    }
    return left.length === 0;
  };
  await until('the outbox is empty', settle, QUIET_MS).catch((cause: unknown) => {
    const words = left.map(({ kind, state, hold, summary, error, question }) =>
      JSON.stringify({ kind, state, hold, summary, error, question }),
    );
    throw new Error(`the outbox did not come to rest: ${words.join('; ')}`, { cause });
  });
  // What was written last is found by search a little later.
  await pause(SEARCH_LAG_MS * 3);
  await console_.call('sync.now', {});
  await idle(console_);
  const before = (await console_.call('sync.status', {})).perNoun?.sweep ?? 0;
  await console_.call('sync.sweep', {});
  await until(
    'everything was compared',
    async () => {
      const { perNoun, progress, sweepQuestion } = await console_.call('sync.status', {});
      if (sweepQuestion) {
        const { noun, askedAt } = sweepQuestion;
        await console_.call('sync.answerSweep', { noun, askedAt, remove: true });
      }
      return progress === null && (perNoun?.sweep ?? 0) > before;
    },
    QUIET_MS,
  );
  await idle(console_);
  return refused;
}

/** The agent looks for themselves and says what is true. */
async function answerTruly(
  console_: ConsoleProcess,
  desk: DemoDesk,
  said: readonly Said[],
  { id, summary }: OutboxItem,
): Promise<void> {
  const one = said.find(({ tag }) => summary.split(/\W/).includes(tag));
  const [effect] = one === undefined ? [] : await effectsOf(desk, one);
  const serverId = effect?.ids[0];
  await console_.call('outbox.answer', {
    id,
    answer: effect === undefined ? 'sendAgain' : 'done',
    ...(serverId === undefined ? {} : { serverId }),
  });
}

async function effectsOf(desk: DemoDesk, { tag, operation, field }: Said): Promise<LedgerEntry[]> {
  const { entries } = await control<{ entries: LedgerEntry[] }>(desk, 'GET', '/ledger');
  return entries.filter(
    (entry) => entry.operation === operation && String(entry.fields[field]).split(/\W/).includes(tag),
  );
}

/** What the service refused was shown to the agent, and is not lost. */
async function judgeWhole(desk: DemoDesk, said: readonly Said[], refused: readonly string[]): Promise<string[]> {
  const judged = said.map(async (one) => {
    const { tag, operation, isTaken } = one;
    const n = (await effectsOf(desk, one)).length;
    if (n > 1) return [`doubled: ${operation} ${tag} has ${n} effects`];
    const isRefused = refused.some((summary) => summary.split(/\W/).includes(tag));
    return isTaken && n === 0 && !isRefused ? [`lost: ${operation} ${tag} has no effect`] : [];
  });
  return (await Promise.all(judged)).flat();
}

async function refreshes(desk: DemoDesk): Promise<number> {
  const { operations } = await control<{ operations: Record<string, { calls: number }> }>(desk, 'GET', '/calls');
  return operations['oauthRefresh']?.calls ?? 0;
}
