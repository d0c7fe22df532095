import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { CACHE_MIGRATIONS } from '../../src-main/store/migrations/index.ts';
import type { Timing } from './stats.ts';
import { type Build, buildCache } from './store-build.ts';
import { type Measurements, measureCache } from './store-measure.ts';

/**
 * npm run bench:store -- [--full] [--sizes 10000,100000] [--pouchdb 10000] [--no-pouchdb] [--dir path] [--fresh]
 *
 * Builds caches of 10,000 and 100,000 tickets (--full: and of 1,000,000) with three threads each, asks them what a
 * console asks, and writes out/bench-store.json. The caches are kept in out/bench (1,000,000 tickets take 6 GB) and are the
 * same each time; --fresh builds them anew. Times are of the store's own functions, documents parsed; `ratio` is to
 * the bare prepared statement in the same run. PouchDB gets the same documents.
 */
const { values } = parseArgs({
  options: {
    full: { type: 'boolean', default: false },
    fresh: { type: 'boolean', default: false },
    sizes: { type: 'string' },
    pouchdb: { type: 'string', default: '10000' },
    'no-pouchdb': { type: 'boolean', default: false },
    dir: { type: 'string' },
    phase: { type: 'string' },
    file: { type: 'string' },
    size: { type: 'string' },
  },
});

/** The aims, milliseconds at the 95th percentile, and how much slower the largest cache may be than the smallest. */
const AIMS = { list: 2, search: 20, growth: 2 };

interface SizeResult {
  tickets: number;
  build: Build;
  measured: Measurements;
}
interface PouchResult {
  tickets: number;
  rows: number;
  rowsPerSecond: number;
  indexSeconds: number;
  operations: Record<string, Timing>;
}

const self = fileURLToPath(import.meta.url);
const project = fileURLToPath(new URL('../..', import.meta.url));
const say = (text: string): void => void process.stderr.write(`${text}\n`);

/** Each phase is a process of its own, so that what one left in memory is not counted to another. */
function phase<T>(name: 'build' | 'measure', file: string, size: number): T {
  const args = [self, '--phase', name, '--file', file, '--size', String(size)];
  const { status, stdout } = spawnSync(process.execPath, args, {
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  });
  if (status !== 0) throw new Error(`${name} of ${size} tickets failed`);
  return JSON.parse(stdout) as T;
}

/** The cache of so many tickets: the one that an earlier run built by the same schema of the same corpus, or a new one. */
function cacheOf(kept: string, size: number): { file: string; build: Build } {
  const corpus = createHash('sha256')
    .update(readFileSync(join(project, 'test/bench/corpus.ts')))
    .digest('hex');
  const file = join(kept, `cache-${size}-v${CACHE_MIGRATIONS.length}-${corpus.slice(0, 8)}.db`);
  const note = `${file}.json`;
  if (!values.fresh && existsSync(file) && existsSync(note)) {
    return { file, build: JSON.parse(readFileSync(note, 'utf8')) as Build };
  }
  for (const old of readdirSync(kept).filter((name) => name.startsWith(`cache-${size}-`))) rmSync(join(kept, old));
  say(`building a cache of ${size} tickets`);
  const build = phase<Build>('build', file, size);
  writeFileSync(note, JSON.stringify(build));
  return { file, build };
}

function runPouch(directory: string, size: number): PouchResult {
  const home = join(project, 'test/bench/pouchdb');
  if (!existsSync(join(home, 'node_modules/pouchdb'))) {
    say('installing PouchDB for the comparison');
    execFileSync('npm', ['ci', '--prefix', home, '--no-audit', '--no-fund'], {
      stdio: ['ignore', 'inherit', 'inherit'],
      shell: process.platform === 'win32',
    });
  }
  const stdout = execFileSync(process.execPath, [join(home, 'run.ts'), directory, String(size)], {
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
  });
  return { tickets: size, ...(JSON.parse(stdout) as Omit<PouchResult, 'tickets'>) };
}

/** Milliseconds at the 95th percentile, for first pages and searches; the others are told only. */
function aimOf(name: string): number | null {
  if (name.startsWith('search:')) return AIMS.search;
  return name.startsWith('list:') && !name.includes('% down') ? AIMS.list : null;
}

function report(results: SizeResult[], pouch: PouchResult[]): boolean {
  const smallest = results[0];
  const largest = results.at(-1);
  let isMet = true;
  for (const { tickets, build, measured } of results) {
    const { opened, after } = measured.residentMegabytes;
    say(
      `\n${tickets} tickets: ${build.megabytes} MB on disk, built in ${build.seconds} s: ${build.rowsPerSecond} rows/s, ${build.ticketsIndexedPerSecond} tickets/s indexed (step p99 ${build.indexStep.p99} ms), ${opened} MB resident when opened, ${after} MB after all`,
    );
    for (const [name, { p50, p95, p99, ratio }] of Object.entries(measured.operations)) {
      const aim = aimOf(name);
      const isMissed = aim !== null && p95 > aim;
      isMet &&= !isMissed;
      const mark = aim === null ? '' : isMissed ? `  misses ${aim} ms` : '  ok';
      say(
        `  ${name.padEnd(34)} p50 ${String(p50).padStart(8)}  p95 ${String(p95).padStart(8)}  p99 ${String(p99).padStart(8)} ms  ratio ${ratio ?? '-'}${mark}`,
      );
    }
  }
  if (smallest !== undefined && largest !== undefined && largest !== smallest) {
    say(`\nfrom ${smallest.tickets} to ${largest.tickets} tickets, median:`);
    for (const [name, { p50, rawP50, finds }] of Object.entries(largest.measured.operations)) {
      const small = smallest.measured.operations[name];
      const growth = Number((p50 / (small?.p50 ?? p50)).toFixed(2));
      // What the growth comes of: the bare statement's own, and more finds, each with its snippet.
      const bare = rawP50 === null || !small?.rawP50 ? '' : `  bare ${(rawP50 / small.rawP50).toFixed(1)}`;
      const more = finds === undefined || small?.finds === finds ? '' : `, ${small?.finds} finds then ${finds}`;
      const isAimed = aimOf(name) !== null;
      isMet &&= !isAimed || growth <= AIMS.growth;
      say(
        `  ${name.padEnd(34)} ${String(growth).padStart(6)} times${bare}${more}${isAimed && growth > AIMS.growth ? `  misses ${AIMS.growth}` : ''}`,
      );
    }
  }
  for (const { tickets, rowsPerSecond, indexSeconds, operations } of pouch) {
    const ours = results.find((result) => result.tickets === tickets);
    say(`\nPouchDB, ${tickets} tickets: ${rowsPerSecond} rows/s, then ${indexSeconds.toFixed(1)} s for its indexes`);
    for (const [name, { p50, p95 }] of Object.entries(operations)) {
      const own = ours?.measured.operations[name]?.p50;
      const times = own === undefined ? '' : `  ${Math.round(p50 / own)} times ours`;
      say(`  ${name.padEnd(34)} p50 ${String(p50).padStart(8)}  p95 ${String(p95).padStart(8)} ms${times}`);
    }
  }
  return isMet;
}

/** `isMet` is null while there is more to come. */
function write(results: SizeResult[], pouch: PouchResult[], isMet: boolean | null): void {
  const machine = {
    cpu: cpus()[0]?.model ?? '',
    cores: cpus().length,
    memoryGigabytes: Math.round(totalmem() / 2 ** 30),
    /** Programs that wanted the processor, over the last minute. */
    load: Math.round((loadavg()[0] ?? 0) * 10) / 10,
  };
  const out = { at: new Date().toISOString(), node: process.version, machine, aims: AIMS, isMet, results, pouch };
  mkdirSync(join(project, 'out'), { recursive: true });
  writeFileSync(join(project, 'out/bench-store.json'), `${JSON.stringify(out, null, 2)}\n`);
}

function main(): void {
  const sizes = values.sizes?.split(',').map(Number) ?? [10_000, 100_000, ...(values.full ? [1_000_000] : [])];
  const pouchSizes = values['no-pouchdb'] ? [] : values.pouchdb.split(',').map(Number);
  const kept = values.dir ?? join(project, 'out/bench');
  mkdirSync(kept, { recursive: true });
  const directory = mkdtempSync(join(tmpdir(), 'deskhand-bench-'));
  const results: SizeResult[] = [];
  try {
    for (const size of sizes) {
      const { file, build } = cacheOf(kept, size);
      say(`asking it`);
      results.push({ tickets: size, build, measured: phase<Measurements>('measure', file, size) });
      // What was measured is kept, whatever becomes of the larger sizes.
      write(results, [], null);
    }
    const pouch = pouchSizes.map((size) => {
      say(`building ${size} tickets in PouchDB`);
      return runPouch(mkdtempSync(join(directory, 'pouchdb-')), size);
    });
    const isMet = report(results, pouch);
    write(results, pouch, isMet);
    say(`\n${isMet ? 'All aims are met' : 'Not all aims are met'}; written to out/bench-store.json`);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

if (values.phase === 'build') process.stdout.write(JSON.stringify(buildCache(values.file ?? '', Number(values.size))));
else if (values.phase === 'measure')
  process.stdout.write(JSON.stringify(measureCache(values.file ?? '', Number(values.size))));
else main();
