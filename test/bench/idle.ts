/**
 * `npm run bench:idle -- [--minutes 10] [--tickets 2000]`: what Deskhand costs while it sits in the tray: the browser host
 * without a page, signed in and synced, nobody there. Linux only, from /proc. JSON in out/bench-idle.json.
 */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pass } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { WebSocket } from 'ws';
import { startConsoleProcess, startDeskProcess } from '../factories/console.ts';
import { until } from '../fakes/until.ts';
import { buildConsole, startBuiltConsole } from './built-console.ts';

const { values } = parseArgs({ options: { minutes: { type: 'string' }, tickets: { type: 'string' } } });
const MINUTES = Number(values.minutes ?? 10);
const TICKETS = Number(values.tickets ?? 2_000);
/** Clock ticks a second in /proc (proc(5), sysconf(_SC_CLK_TCK)), 100 on every Linux there is. */
const TICKS = 100;
/** What it should cost at most. */
const AIM = { percentOfOneCore: 0.5, megabytes: 150 };
const dataDir = mkdtempSync(join(tmpdir(), 'deskhand-bench-idle-'));

function reading(pid: number) {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const number = (name: string): number => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1] ?? 0);
  // The main thread's count alone would leave out those of SQLite, of name look-ups and of V8.
  const wakeups = readdirSync(`/proc/${pid}/task`).reduce((sum, thread) => {
    try {
      const text = readFileSync(`/proc/${pid}/task/${thread}/status`, 'utf8');
      return sum + Number(/\bvoluntary_ctxt_switches:\s+(\d+)/.exec(text)?.[1] ?? 0);
    } catch {
      // A thread that ended between the two.
      return sum;
    }
  }, 0);
  return {
    cpuSeconds: (Number(stat[11]) + Number(stat[12])) / TICKS,
    wakeups,
    megabytes: number('VmRSS') / 1_024,
  };
}

buildConsole();
const desk = await startDeskProcess([`--tickets=${TICKETS}`]);
{
  const first = await startConsoleProcess(desk, dataDir);
  await until(
    'the first sync is over',
    async () => {
      if ((await first.call('session.get', {})).phase !== 'ready') return false;
      const { asOf, progress } = await first.call('sync.status', {});
      return asOf !== null && progress === null;
    },
    30 * 60_000,
  );
  await first.stop();
}
const built = await startBuiltConsole(desk, dataDir);
const { pid } = built.child;
if (pid === undefined) throw new Error('no process');
const calls = async (): Promise<number> => {
  const response = await fetch(`${desk.url}/__demo/calls`, { headers: { 'x-demo-key': desk.key } });
  const { total, calls: list } = (await response.json()) as { total?: number; calls?: unknown[] };
  return total ?? list?.length ?? 0;
};
// Somebody looked once and closed the page.
const address = new URL(built.url);
const token = new URLSearchParams(address.hash.slice(1)).get('token') ?? '';
const socket = new WebSocket(`ws://${address.host}/bridge`, [`deskhand.${token}`], { origin: address.origin });
await new Promise((resolve) => socket.once('open', resolve));
socket.send(
  JSON.stringify({ id: 1, method: 'sync.presence', input: { page: 'bench', focused: false, visible: false } }),
);
await new Promise((resolve) => socket.once('message', resolve));
socket.close();
process.stderr.write('waiting for the start to settle: one minute\n');
await pass(60_000);
const before = reading(pid);
const callsBefore = await calls();
const samples: number[] = [];
for (let minute = 0; minute < MINUTES; minute += 1) {
  await pass(60_000);
  samples.push(reading(pid).megabytes);
}
const after = reading(pid);
const seconds = MINUTES * 60;
const result = {
  minutes: MINUTES,
  tickets: TICKETS,
  cpuSeconds: Number((after.cpuSeconds - before.cpuSeconds).toFixed(2)),
  percentOfOneCore: Number((((after.cpuSeconds - before.cpuSeconds) / seconds) * 100).toFixed(3)),
  wakeupsPerSecond: Number(((after.wakeups - before.wakeups) / seconds).toFixed(2)),
  calls: (await calls()) - callsBefore,
  megabytes: { last: Math.round(after.megabytes), most: Math.round(Math.max(...samples)) },
};
const verdicts = {
  percentOfOneCore: `${result.percentOfOneCore} of ${AIM.percentOfOneCore}: ${result.percentOfOneCore <= AIM.percentOfOneCore ? 'held' : 'missed'}`,
  megabytes: `${result.megabytes.most} of ${AIM.megabytes}: ${result.megabytes.most <= AIM.megabytes ? 'held' : 'missed'}`,
};
await built.stop();
await desk.stop();
rmSync(dataDir, { recursive: true, force: true });
mkdirSync('out', { recursive: true });
writeFileSync('out/bench-idle.json', `${JSON.stringify({ ...result, verdicts }, null, 2)}\n`);
console.log(JSON.stringify({ ...result, verdicts }, null, 2));
