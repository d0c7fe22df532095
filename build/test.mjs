import { parseArgs } from 'node:util';
import { Problem, runMain, say } from './launch/say.mjs';
import { setUp } from './launch/setup.mjs';
import { RUNNERS } from './tests/runners.mjs';

const seconds = (from) => `${((Date.now() - from) / 1000).toFixed(1)} s`;
const line = ({ passed, failed, skipped }) => `${passed} passed, ${failed} failed, ${skipped} skipped`;

async function runOne(name, patterns) {
  const from = Date.now();
  say(`== ${name}`);
  const totals = await RUNNERS[name].run(patterns);
  if (totals.output) say(totals.output);
  say(`== ${name}: ${line(totals)} (${seconds(from)})`);
  return [name, totals];
}

runMain(async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { only: { type: 'string', multiple: true } },
  });
  const asked = values.only?.flatMap((list) => list.split(','));
  const unknown = asked?.find((name) => !Object.hasOwn(RUNNERS, name));
  if (unknown !== undefined)
    throw new Problem(`--only is one of ${Object.keys(RUNNERS).join(', ')}, not ${unknown}`, 2);
  const names = asked ?? Object.keys(RUNNERS);

  const from = Date.now();
  setUp({ built: names.some((name) => ['unit', 'e2e', 'chaos'].includes(name)) });
  const results = [];
  for (const stage of new Set(Object.values(RUNNERS).map((runner) => runner.stage))) {
    const together = names.filter((name) => RUNNERS[name].stage === stage);
    results.push(...(await Promise.all(together.map((name) => runOne(name, positionals)))));
  }

  const sum = results.reduce(
    (all, [, { passed, failed, skipped }]) => ({
      passed: all.passed + passed,
      failed: all.failed + failed,
      skipped: all.skipped + skipped,
    }),
    { passed: 0, failed: 0, skipped: 0 },
  );
  process.stdout.write('\n');
  for (const [name, totals] of results) process.stdout.write(`${name.padEnd(10)} ${line(totals)}\n`);
  for (const [name, { failures }] of results)
    for (const failure of failures) process.stdout.write(`failed in ${name}: ${failure}\n`);
  for (const [name, { reasons }] of results)
    for (const reason of reasons) process.stdout.write(`skipped in ${name}: ${reason}\n`);
  process.stdout.write(`all in ${seconds(from)}\n${line(sum)}\n`);
  return sum.failed === 0 ? 0 : 1;
});
