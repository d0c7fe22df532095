import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A bug planted in a copy of the sources: the harness must notice it. */
export interface Mutant {
  name: string;
  what: string;
  file: string;
  find: string;
  replace: string;
}

export const MUTANTS: readonly Mutant[] = [
  {
    name: 'skip-the-look',
    what: 'an unknown outcome is taken for "not done" without looking',
    file: 'src-main/outbox/runner.ts',
    find: 'look = await step.look(payload, contextOf(job, step));',
    replace: "look = { found: 'notDone' }; seen.looks = lookAtMs.length; seen.at = -1e9;",
  },
  {
    name: 'mark-after-sending',
    what: 'the attempt is written down after the answer came',
    file: 'src-main/outbox/runner.ts',
    find: "    await checkpoint('mark.before');",
    replace:
      "    const early = await step.send(payload, contextOf({ ...job, results: ready.results }, step));\n    await checkpoint('mark.before');",
  },
  {
    name: 'new-temporary-id',
    what: 'a creation that is tried again forgets the local id that others wait for',
    file: 'src-main/outbox/commit.ts',
    find: 'if (job.localId === null || kind.creates === undefined',
    replace: 'if (job.localId === null || job.attempts > 1 || kind.creates === undefined',
  },
  {
    name: 'no-single-flight',
    what: 'a job that is being worked on is started again',
    file: 'src-main/outbox/queue.ts',
    find: 'if (running.has(job.id) || (isPaused()',
    replace: 'if ((isPaused()',
  },
  {
    name: 'no-single-refresh',
    what: 'each call that meets a dead token makes a refresh of its own',
    file: 'src-main/auth/token-source.ts',
    find: 'refreshing ??= refresh()',
    replace: 'refreshing = refresh()',
  },
  {
    name: 'one-look-is-enough',
    what: 'the first look that finds nothing counts, though lists lag and requests arrive late',
    file: 'src-main/outbox/runner.ts',
    find: "(step.settle === 'now' || isLate)",
    replace: 'true',
  },
  {
    name: 'no-claims',
    what: 'a row that belongs to one job is taken for another one’s',
    file: 'src-main/outbox/runner.ts',
    find: 'return owner !== null && owner !== job.id;',
    replace: 'return owner === "nobody";',
  },
  {
    name: 'lanes-forgotten',
    what: 'jobs on one ticket go side by side',
    file: 'src-main/store/jobs.ts',
    find: 'WHERE NOT EXISTS (SELECT 1 FROM job_lane m JOIN job_lane o ON o.lane = m.lane AND o.seq < m.seq WHERE m.seq = j.seq)\n',
    replace: 'WHERE true\n',
  },
  {
    name: 'no-gate',
    what: 'a reply goes out whatever was said on the ticket meanwhile',
    file: 'src-main/outbox/freshness-gate.ts',
    find: 'if (!isHeldBy(around.happenings, settings().holdOn)) {',
    replace: 'if (around.happenings.length >= 0) {',
  },
  {
    name: 'gate-only-at-first',
    what: 'a reply that was tried once goes out whatever was said since',
    file: 'src-main/outbox/freshness-gate.ts',
    find: 'if (ground === null) return false;',
    replace: 'if (ground === null || Object.keys(job.results).length > 0) return false;',
  },
  {
    name: 'believe-refusals',
    what: 'a refusal is believed although nobody could look',
    file: 'src-main/outbox/runner.ts',
    find: "if (isSettled && isAppError(cause, ...REFUSED)) return { found: 'notDone' };",
    replace: "if (cause !== null) return { found: 'notDone' };",
  },
  {
    name: 'wrong-recipient',
    what: 'a draft that says the same is sent to whomever it names',
    file: 'src-main/outbox/replies.ts',
    find: "held?.status === 'DRAFT' && isShownWhole(held) && likenessOfMail(held, payload, results) === 'same'",
    replace: "held?.status === 'DRAFT'",
  },
  {
    name: 'overwrite',
    what: 'what a colleague wrote into a field is written over',
    file: 'src-main/outbox/merge.ts',
    find: 'if (isChangedThere)',
    replace: 'if (isChangedThere && field === "")',
  },
  {
    name: 'two-at-once',
    what: 'a second Deskhand starts on the data of a living one',
    file: 'src-main/lib/instance-lock.ts',
    find: 'return holder.started === null || startOf(holder.pid) === holder.started;',
    replace: 'return holder.pid < 0;',
  },
  {
    name: 'torn-migration',
    what: 'a migration that is killed leaves half of itself behind',
    file: 'src-main/store/database.ts',
    find: 'db.transaction(() => {\n      migration.up(db);',
    replace: 'migration.up(db);\n    db.transaction(() => {',
  },
  {
    name: 'lazy-journal',
    what: 'the composer’s journal says that it has what is not on disk yet',
    file: 'src-main/store/drafts.ts',
    find: 'upsert.run(key, ticketId, text, at);',
    replace: 'setTimeout(() => upsert.run(key, ticketId, text, at), 400);',
  },
];

/** The mutant's file with the bug in it; throws where its place is not there, or not once. */
export function mutate(root: string, { name, file, find, replace }: Mutant): string {
  const source = readFileSync(join(root, file), 'utf8');
  const swap = (text: string, from: string, to: string): string => {
    if (text.split(from).length !== 2) throw new Error(`${name}: its place is not in ${file}, or not once`);
    return text.replace(from, () => to);
  };
  const changed = swap(source, find, replace);
  if (name !== 'mark-after-sending') return changed;
  return swap(changed, 'const done = await step.send(payload, context);', 'const done = early; void context;');
}

/** Copies the sources to `to` with one bug in them; answers the core's entry there. */
export function plant(root: string, to: string, mutant: Mutant): string {
  const changed = mutate(root, mutant);
  rmSync(to, { recursive: true, force: true });
  mkdirSync(join(to, 'test'), { recursive: true });
  for (const dir of ['src-main', 'src-preload']) cpSync(join(root, dir), join(to, dir), { recursive: true });
  cpSync(join(root, 'test/chaos'), join(to, 'test/chaos'), { recursive: true });
  cpSync(join(root, 'package.json'), join(to, 'package.json'));
  symlinkSync(join(root, 'node_modules'), join(to, 'node_modules'), 'junction');
  writeFileSync(join(to, mutant.file), changed);
  return join(to, 'test/chaos/core.ts');
}
