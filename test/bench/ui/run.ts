/**
 * `npm run bench:ui -- [--tickets 100000] [--runs 60]`: from a key press to the painted answer, in Chromium, on a cache of
 * 100,000 tickets and no network. JSON in out/bench-ui.json.
 */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { chromium } from '@playwright/test';
import { deleteDatabase, openDatabase } from '../../../src-main/store/database.ts';
import { CACHE_MIGRATIONS } from '../../../src-main/store/migrations/index.ts';
import { createTicketPartStore } from '../../../src-main/store/ticket-parts.ts';
import type { Thread } from '../../../src-preload/contract/threads.ts';
import { cacheFile, startConsoleProcess, startDeskProcess } from '../../factories/console.ts';
import { until } from '../../fakes/until.ts';
import { buildConsole, startBuiltConsole } from '../built-console.ts';
import { createCorpus, NOW } from '../corpus.ts';
import { timingOf, type Timing } from '../stats.ts';
import { buildCache } from '../store-build.ts';
import { prepare, press, pressFor, pressOnBarePage } from './press.ts';

const { values } = parseArgs({ options: { tickets: { type: 'string' }, runs: { type: 'string' } } });
const TICKETS = Number(values.tickets ?? 100_000);
const RUNS = Number(values.runs ?? 60);
const LONG = 100;
/** Milliseconds (kB for the script): at the 95th percentile for keys and frames, at worst for starts. */
const AIMS = { key: 50, longTicket: 100, frame: 16.8, coldStart: 1_500, scriptKilobytes: 400 };
const dataDir = mkdtempSync(join(tmpdir(), 'deskhand-bench-ui-'));

function fillLongTicket(file: string): string {
  const corpus = createCorpus(TICKETS);
  const { ticket, threads } = corpus.ticket(0);
  const db = openDatabase(file, { migrations: CACHE_MIGRATIONS, synchronous: 'NORMAL' });
  const [first] = threads;
  if (first === undefined) throw new Error('a ticket without threads');
  const many = Array.from({ length: LONG }, (_, index): Thread => ({
    ...first,
    id: String(9_900_000_000_000_000_000n + BigInt(index)),
    createdTime: new Date(NOW + index * 60_000).toISOString(),
  }));
  createTicketPartStore<Thread>(db, 'thread').replaceOfTicket(ticket.id, many, 1);
  db.close();
  return ticket.id;
}

function initialScript(): { kilobytes: number; files: number } {
  const html = readFileSync('out/renderer/index.html', 'utf8');
  const names = [...html.matchAll(/(?:src|href)="\.?\/?(assets\/[^"]+\.js)"/g)].map(([, name]) => name as string);
  const bytes = names.map((name) => gzipSync(readFileSync(join('out/renderer', name))).length);
  return { kilobytes: Math.round(bytes.reduce((sum, size) => sum + size, 0) / 1_000), files: names.length };
}

const chromiumPath =
  process.env['DESKHAND_CHROMIUM'] ??
  ['chromium', 'google-chrome', 'chromium-headless-shell']
    .map((name) => join('/usr/bin', name))
    .find((path) => existsSync(path));

buildConsole();
process.stderr.write(`filling a cache with ${TICKETS} tickets\n`);
const desk = await startDeskProcess(['--tickets=20']);
let agentId = '';
{
  const first = await startConsoleProcess(desk, dataDir);
  await until('the first sync is over', async () => {
    const session = await first.call('session.get', {});
    if (session.phase !== 'ready') return false;
    agentId = session.agent.id;
    const { asOf, progress } = await first.call('sync.status', {});
    return asOf !== null && progress === null;
  });
  await first.stop();
}
const file = cacheFile(dataDir);
deleteDatabase(file);
buildCache(file, TICKETS, agentId);
const longId = fillLongTicket(file);
// No network from here on: what is measured is what an agent on a train has.
await desk.stop();

const browser = await chromium.launch({
  ...(chromiumPath === undefined ? {} : { executablePath: chromiumPath }),
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--enable-precise-memory-info'],
});
const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, locale: 'en-GB' });
await prepare(page);

const coldStarts: number[] = [];
let console_ = await startBuiltConsole(desk, dataDir);
for (let run = 0; run < 5; run += 1) {
  await console_.stop();
  // A context of its own holds nothing of the starts before.
  const fresh = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-GB' });
  const first = await fresh.newPage();
  const startedAt = performance.now();
  console_ = await startBuiltConsole(desk, dataDir);
  await first.goto(console_.url);
  await first.locator('[data-ticket-id]').first().waitFor();
  await first.evaluate(
    () => new Promise<void>((painted) => requestAnimationFrame(() => requestAnimationFrame(() => painted()))),
  );
  coldStarts.push(performance.now() - startedAt);
  await fresh.close();
}
// Before and after what is measured: machines grow slower and quicker in between.
const bare = await browser.newPage({ viewport: { width: 1280, height: 800 } });
await prepare(bare);
const bareTimes = await pressOnBarePage(bare, RUNS / 2);
await page.bringToFront();
await page.goto(console_.url);
await page.evaluate(() => (location.hash = '#/views/allOpen'));
await page.locator('[data-ticket-id]').first().waitFor();
// A whole browser draws a page's icon anew at every address, in between the frame and what notes its time; Electron has no use for it.
await page.evaluate(() => document.querySelector('link[rel=icon]')?.remove());

const times: Record<string, number[]> = {};
const note = (name: string, ms: number): void => void (times[name] ??= []).push(ms);
const longTasks: Record<string, { count: number; sum: number; worst: number }> = {};
/** Adds up the long tasks of the page since the last call (more than 50 ms at a stretch, w3c.github.io/longtasks). */
async function noteLongTasks(name: string): Promise<void> {
  const tasks = await page.evaluate(() => window.bench.longTasks.splice(0));
  longTasks[name] = {
    count: tasks.length,
    sum: Math.round(tasks.reduce((sum, ms) => sum + ms, 0)),
    worst: Math.round(Math.max(0, ...tasks)),
  };
}
const OPENED = `document.querySelector('article [data-item]') !== null && document.querySelector('article h2')`;
const rows = page.locator('[data-ticket-id]');

await rows.first().click();
await page.locator('article [data-item]').first().waitFor();
for (let run = 0; run < RUNS; run += 1) {
  const before = await page.evaluate(() => document.querySelector('article .number')?.textContent ?? '');
  note(
    'next ticket',
    await press(
      page,
      'j',
      `${OPENED} && document.querySelector('article .number')?.textContent !== ${JSON.stringify(before)}`,
    ),
  );
}
await noteLongTasks('next ticket');
for (let run = 0; run < RUNS; run += 1) {
  await page.keyboard.press('Escape');
  await page.locator('article [data-item]').first().waitFor({ state: 'detached' });
  await page.keyboard.press('j');
  note('open ticket', await press(page, 'Enter', OPENED));
}
await page.keyboard.press('Escape');
await noteLongTasks('open ticket');
for (let run = 0; run < RUNS; run += 1) {
  const [key, name] = run % 2 === 0 ? ['c', 'Closed'] : ['a', 'All open'];
  await page.keyboard.press('g');
  note(
    'switch view',
    await press(
      page,
      key,
      `document.querySelector('section h1')?.textContent.trim() === ${JSON.stringify(name)} && document.querySelector('[data-ticket-id]') !== null`,
    ),
  );
}
await noteLongTasks('switch view');
for (let run = 0; run < Math.max(10, RUNS / 3); run += 1) {
  await page.evaluate(() => (location.hash = '#/views/allOpen'));
  await rows.first().waitFor();
  await page.evaluate((id) => (location.hash = `#/views/allOpen/${id}`), longId);
  await page.waitForFunction(
    (count) => document.querySelectorAll('article [data-item]').length >= Math.min(count, 10),
    LONG,
  );
  await page.keyboard.press('Escape');
  await page.locator('article [data-item]').first().waitFor({ state: 'detached' });
  note('open ticket of 100 threads', await press(page, 'Enter', OPENED));
  await page.keyboard.press('Escape');
}
await noteLongTasks('open ticket of 100 threads');
for (let run = 0; run < RUNS; run += 1) {
  note(
    'open palette',
    await press(page, 'Control+k', `document.querySelector('dialog[open] input') === document.activeElement`),
  );
  await page.keyboard.press('Escape');
  await page.locator('dialog[open]').waitFor({ state: 'detached' });
}
await noteLongTasks('open palette');
await page.keyboard.press('/');
const box = page.locator('section input').first();
await box.waitFor();
const words = ['refund', 'printer', 'delivery', 'password', 'invoice'];
for (let run = 0; run < RUNS; run += 1) {
  const word = words[run % words.length] ?? 'refund';
  // A letter too many finds nothing; the key that takes it back finds.
  await box.fill(`${word}qq`);
  await page.locator('[data-found-id]').first().waitFor({ state: 'detached' });
  await box.press('End');
  await box.press('Backspace');
  note('type in search', await press(page, 'Backspace', `document.querySelector('[data-found-id]') !== null`));
}
await noteLongTasks('type in search');
await page.evaluate((id) => (location.hash = `#/views/allOpen/${id}`), longId);
await page.locator('article [data-item]').first().waitFor();
/** It is shown as being saved before the core has it on disk and says so. */
const QUEUED = `document.querySelector('article [data-job-look=saving]') === null`;
async function send(name: string, shown: string): Promise<void> {
  const [ms = NaN, queuedMs = NaN] = await pressFor(page, 'Control+Enter', [shown, `${shown} && ${QUEUED}`]);
  note(name, ms);
  note(`${name}, until it is queued`, queuedMs);
}
for (let run = 0; run < RUNS; run += 1) {
  await page.keyboard.press('c');
  const text = page.locator('[data-writing] textarea, [data-writing] [contenteditable=true]').first();
  await text.waitFor();
  await text.fill(`A word to ourselves ${run}.`);
  await send(
    'send a comment',
    `document.querySelector('article').textContent.includes(${JSON.stringify(`A word to ourselves ${run}.`)}) && document.querySelector('[data-writing]') === null`,
  );
}
await noteLongTasks('send a comment');
const ECHOES = `document.querySelectorAll('article [data-item^="thread/job:"]').length`;
for (let run = 0; run < RUNS; run += 1) {
  await page.locator('[aria-label="Conversation"]').focus();
  await page.keyboard.press('r');
  const text = page.locator('.ProseMirror');
  await text.waitFor();
  await page.keyboard.type(`An answer ${run}`);
  const before = Number(await page.evaluate(ECHOES));
  await send('send a reply', `${ECHOES} > ${before}`);
}
await noteLongTasks('send a reply');

await page.evaluate(() => (location.hash = '#/views/closed'));
await rows.first().waitFor();
await page.evaluate(() => window.bench.longTasks.splice(0));
const frames = await page.evaluate(async () => {
  const list = document.querySelector('[role=listbox]') as HTMLElement;
  const deltas: number[] = [];
  // The times of the frames themselves: when a callback happens to run within its frame moves nothing on screen.
  let last = await new Promise<number>(requestAnimationFrame);
  for (let frame = 0; frame < 240; frame += 1) {
    list.scrollTop += 120;
    const time = await new Promise<number>(requestAnimationFrame);
    deltas.push(time - last);
    last = time;
  }
  return { deltas: deltas.slice(5), rows: document.querySelectorAll('[data-ticket-id]').length };
});
await noteLongTasks('scroll');
const memory = await page.evaluate(
  () => (performance as unknown as { memory?: { usedJSHeapSize: number } }).memory?.usedJSHeapSize ?? 0,
);
const core = existsSync(`/proc/${console_.child.pid}/status`)
  ? Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${console_.child.pid}/status`, 'utf8'))?.[1] ?? 0) * 1_024
  : null;

await bare.bringToFront();
bareTimes.push(...(await pressOnBarePage(bare, RUNS / 2)));
const barePage = timingOf(bareTimes);
const keys = Object.fromEntries(Object.entries(times).map(([name, ms]): [string, Timing] => [name, timingOf(ms)]));
const scroll = {
  ...timingOf(frames.deltas),
  late: frames.deltas.filter((ms) => ms > 1.5 * AIMS.frame).length,
  rowsInPage: frames.rows,
};
const script = initialScript();
const reached = {
  ...Object.fromEntries(
    Object.entries(keys).flatMap(([name, { p95 }]) =>
      name.includes('until') ? [] : [[name, p95 <= (name.includes('100 threads') ? AIMS.longTicket : AIMS.key)]],
    ),
  ),
  scroll: scroll.p95 <= AIMS.frame,
  coldStart: Math.max(...coldStarts) <= AIMS.coldStart,
  initialScript: script.kilobytes <= AIMS.scriptKilobytes,
};
const result = {
  bench: 'ui',
  tickets: TICKETS,
  aims: AIMS,
  reached,
  barePage,
  keys,
  longTasks,
  scroll,
  coldStartMs: coldStarts.map(Math.round),
  rendererHeapMegabytes: Math.round(memory / 1e6),
  coreMegabytes: core === null ? null : Math.round(core / 1e6),
  initialScript: {
    ...script,
    scripts: readdirSync('out/renderer/assets').filter((name) => name.endsWith('.js')).length,
  },
};
await browser.close();
await console_.stop();
rmSync(dataDir, { recursive: true, force: true });
mkdirSync('out', { recursive: true });
writeFileSync('out/bench-ui.json', `${JSON.stringify(result, null, 2)}\n`);
console.log(JSON.stringify(result, null, 2));
const missed = Object.entries(reached).filter(([, isReached]) => !isReached);
console.log(
  `A page of one line answers a key here in ${barePage.p50} / ${barePage.p95} ms (p50 / p95): so much of each key is this machine's.`,
);
console.log(missed.length === 0 ? 'All aims are met' : `Missed: ${missed.map(([name]) => name).join(', ')}`);
process.exitCode = missed.length === 0 ? 0 : 1;
