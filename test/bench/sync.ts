import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { startDeskProcess } from '../factories/console.ts';
import { build } from 'vite';
import type { SyncMeasurement, Target } from './sync-measure.ts';

/**
 * npm run bench:sync -- [--short] [--sizes 10000,100000] [--bodies 3000]
 *
 * The whole console's first sync of a demo desk that is a process of its own: all lists, and the contents of so many
 * tickets (they cost several calls each). Writes out/bench-sync.json. Each size is measured in a process of its own, built
 * as the product is: with types stripped at run time it would take 45 MB more.
 */
const { values } = parseArgs({
  options: {
    short: { type: 'boolean', default: false },
    sizes: { type: 'string' },
    bodies: { type: 'string' },
  },
});
const AIMS = { storingRatio: 0.3, p999Ms: 20, worstMs: 50, rssMegabytes: 200 };
const bodies = Number(values.bodies ?? (values.short ? 300 : 3_000));

/** Bundles what is measured. Answers the program. */
async function bundle(): Promise<string> {
  const outDir = fileURLToPath(new URL('../../out/bench-sync', import.meta.url));
  await build({
    configFile: false,
    logLevel: 'error',
    build: { ssr: fileURLToPath(new URL('./sync-run.ts', import.meta.url)), outDir, emptyOutDir: true },
  });
  return `${outDir}/sync-run.js`;
}

const sizes = (values.sizes ?? (values.short ? '1000' : '10000,100000')).split(',').map(Number);
const program = await bundle();
const results: SyncMeasurement[] = [];
for (const size of sizes) {
  process.stderr.write(`${size} tickets: the desk is being made\n`);
  const desk = await startDeskProcess([
    '--port=0',
    `--tickets=${size}`,
    '--seed=5',
    '--credits=100000000',
    '--any-loopback-port',
  ]);
  const { url, orgId, authToken, agents } = desk as typeof desk & { authToken: string; agents: { id: string }[] };
  const target: Target = { url, orgId, authToken, agentId: agents[0]?.id ?? '' };
  process.stderr.write(`${size} tickets: syncing\n`);
  const { status, stdout } = spawnSync(
    process.execPath,
    [program, JSON.stringify(target), String(size), String(bodies)],
    { stdio: ['ignore', 'pipe', 'inherit'], encoding: 'utf8', maxBuffer: 1 << 26 },
  );
  await desk.stop();
  if (status !== 0) throw new Error(`the sync of ${size} tickets failed`);
  results.push(JSON.parse(stdout) as SyncMeasurement);
}
const reached = results.map(({ tickets, storing, eventLoopDelayMs: { p999, worst }, rssMegabytes }) => ({
  tickets,
  storingRatio: storing.indexedRatio >= AIMS.storingRatio,
  p999: p999 <= AIMS.p999Ms,
  worst: worst <= AIMS.worstMs,
  rss: rssMegabytes.worst <= AIMS.rssMegabytes,
}));
mkdirSync('out', { recursive: true });
writeFileSync(
  'out/bench-sync.json',
  `${JSON.stringify({ bench: 'sync', cpu: cpus()[0]?.model, cores: cpus().length, aims: AIMS, reached, results }, null, 2)}\n`,
);
for (const {
  tickets,
  bodies: held,
  lists,
  contents,
  eventLoopDelayMs: delay,
  controlDelayMs,
  busyMs,
  rssMegabytes,
  storing,
} of results) {
  console.log(`${tickets} tickets`);
  console.log(
    `  lists      (and open tickets’ contents) ${lists.seconds} s, ${lists.calls} calls, ${lists.credits} credits, ${lists.ticketsPerSecond} tickets/s`,
  );
  console.log(
    `  contents   ${held} tickets held, ${contents.callsPerTicket} calls and ${contents.creditsPerTicket} credits a ticket, ${contents.rowsPerSecond} rows/s over HTTP in all`,
  );
  console.log(
    `  storing    ${storing.indexedPerSecond} rows/s with indexes and search, ${storing.plainPerSecond} bare: ${storing.indexedRatio} (aim ${AIMS.storingRatio}; bare with the texts in a bare full-text table ${storing.plainIndexedRatio}); ${storing.cachePerSecond} without search: ${storing.ratio}; ${storing.plainInHundredsPerSecond} bare by hundreds: ${storing.ratioToHundreds}`,
  );
  console.log(
    `  loop delay p99.9 ${delay.p999} ms, worst ${delay.worst} ms (aims ${AIMS.p999Ms} and ${AIMS.worstMs}; a loop of 5 ms pieces just before: ${controlDelayMs.p999} and ${controlDelayMs.worst})`,
  );
  console.log(
    `  busy       ${busyMs.p999} ms at a stretch at p99.9, ${busyMs.worst} ms at worst, without waits for a processor that others had`,
  );
  console.log(`  memory     ${rssMegabytes.worst} MB (aim ${AIMS.rssMegabytes})`);
}
