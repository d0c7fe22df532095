import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';
import { LINT, runChecks, TYPES } from '../checks/run.mjs';
import { at, COMPILED, nodePath, project } from '../launch/project.mjs';
import { say } from '../launch/say.mjs';
import { findOrInstallBrowser } from './browser.mjs';

/**
 * `failures`: what failed, each in a line of its own; `reasons`: what was skipped, and why.
 * @typedef {{ passed: number, failed: number, skipped: number, failures: string[], reasons: string[] }} Totals
 */

/** So much of a failure stands in its line. */
const FAILURE_LENGTH = 1_500;
const inALine = (text) => {
  const [words] = stripVTControlCharacters(text ?? '').split(/^\s+at /m);
  const plain = words.replaceAll(/\s+/g, ' ').trim();
  return plain.length > FAILURE_LENGTH ? `${plain.slice(0, FAILURE_LENGTH)}…` : plain;
};

/** Runs a program with its output on the terminal. */
async function run(args, env) {
  const child = spawn(nodePath(), args, {
    cwd: project,
    env: { ...COMPILED, ...process.env, ...env },
    stdio: ['ignore', 2, 2],
  });
  const [code] = await once(child, 'close');
  return code;
}

const reportPath = (name) => {
  mkdirSync(at('.deskhand'), { recursive: true });
  const path = at('.deskhand', `${name}.json`);
  rmSync(path, { force: true });
  return path;
};
const readReport = (path) => (existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : null);

/** A runner that ended badly without a failed test (a file that doesn't load, a crash) counts as one failure. */
const checked = (totals, code) =>
  code !== 0 && totals.failed === 0
    ? { ...totals, failed: 1, failures: [`it ended with ${code}, though no test failed: see above`] }
    : totals;
const withoutReport = (code) => ({
  passed: 0,
  failed: 1,
  skipped: 0,
  failures: [`it ended with ${code} and left no report: see above`],
  reasons: [],
});

const checks = (set) => async () => {
  const results = await runChecks(set);
  const failed = results.filter(({ ok }) => !ok);
  const output = failed.map((each) => `${each.output}\n${each.name} failed`).join('\n');
  return {
    passed: results.length - failed.length,
    failed: failed.length,
    skipped: 0,
    failures: failed.map(({ name, output: said }) => inALine(`${name}: ${said}`)),
    reasons: [],
    output,
  };
};

const vitest = (project_) => async (patterns) => {
  const path = reportPath(project_);
  const args = [
    'run',
    '--project',
    project_,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${path}`,
    '--passWithNoTests',
    ...patterns,
  ];
  const code = await run([at('node_modules', 'vitest', 'vitest.mjs'), ...args]);
  const report = readReport(path);
  if (report === null) return withoutReport(code);
  const tests = report.testResults.flatMap(({ assertionResults }) => assertionResults);
  const skipped = tests.filter(({ status }) => !['passed', 'failed'].includes(status));
  return checked(
    {
      passed: report.numPassedTests,
      failed: report.numFailedTests,
      skipped: skipped.length,
      failures: tests
        .filter(({ status }) => status === 'failed')
        .map(({ fullName, failureMessages }) => inALine(`${fullName}: ${failureMessages.at(-1)}`)),
      reasons: skipped.map(({ fullName, meta }) => `${fullName}${meta?.reason ? `: ${meta.reason}` : ''}`),
    },
    code,
  );
};

function* specsOf(suite) {
  yield* suite.specs ?? [];
  for (const inner of suite.suites ?? []) yield* specsOf(inner);
}

async function playwright(patterns) {
  const path = reportPath('e2e');
  const env = { DESKHAND_CHROMIUM: findOrInstallBrowser(), DESKHAND_E2E_REPORT: path };
  const code = await run(
    [at('node_modules', '@playwright', 'test', 'cli.js'), 'test', '--pass-with-no-tests', ...patterns],
    env,
  );
  const report = readReport(path);
  if (report === null) return withoutReport(code);
  const specs = report.suites.flatMap((suite) => [...specsOf(suite)]);
  const failures = specs.flatMap(({ title, tests }) =>
    tests
      .filter(({ status }) => status === 'unexpected')
      .map(({ results }) => inALine(`${title}: ${results.at(-1)?.error?.message}`)),
  );
  const reasons = specs.flatMap(({ title, tests }) =>
    tests
      .filter(({ status }) => status === 'skipped')
      .map(({ annotations }) => {
        const why = annotations.find(({ type }) => ['skip', 'fixme'].includes(type))?.description;
        return `${title}: ${why ?? 'what it builds on failed'}`;
      }),
  );
  const { expected, unexpected, flaky, skipped } = report.stats;
  if (flaky > 0) say(`${flaky} end-to-end tests passed only at the second try; see above.`);
  return checked({ passed: expected + flaky, failed: unexpected, skipped, failures, reasons }, code);
}

/**
 * Runners by name, in the order in which they start; those of one `stage` run at the same time. Chaos waits most of its
 * time; the others fill two cores alone, and would only spin longer while they wait for each other.
 */
export const RUNNERS = {
  lint: { run: checks(LINT), stage: 1 },
  types: { run: checks(TYPES), stage: 1 },
  chaos: { run: vitest('chaos'), stage: 1 },
  unit: { run: vitest('unit'), stage: 2 },
  component: { run: vitest('component'), stage: 3 },
  e2e: { run: playwright, stage: 4 },
};
