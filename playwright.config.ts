import { existsSync } from 'node:fs';
import { defineConfig } from '@playwright/test';

/** `npm test` names one; run by hand, Debian's is taken where it is there, else Playwright's own. */
const chromium =
  process.env['DESKHAND_CHROMIUM'] ??
  ['/usr/bin/chromium', '/usr/bin/chromium-headless-shell'].find((path) => existsSync(path));
const report = process.env['DESKHAND_E2E_REPORT'];

export default defineConfig({
  testDir: 'test/e2e',
  outputDir: 'test-results',
  timeout: 120_000,
  expect: { timeout: 15_000 },
  // Each test starts its own desk, console and browser, and waits most of its time: four at a time fill two cores.
  workers: 4,
  fullyParallel: true,
  // As in vitest.config.ts.
  retries: process.env['CI'] === undefined ? 0 : 1,
  forbidOnly: process.env['CI'] !== undefined,
  // The stories say which operations they reached; when all are told, one test makes the sum.
  projects: [
    { name: 'stories', testIgnore: 'operations.spec.ts' },
    { name: 'operations', testMatch: 'operations.spec.ts', dependencies: ['stories'] },
  ],
  globalSetup: './test/e2e/global-setup.ts',
  reporter: report === undefined ? [['list']] : [['list'], ['json', { outputFile: report }]],
  use: {
    locale: 'en-GB',
    // A trace films every step, which costs more than the steps: only where somebody wants to look at one.
    trace: process.env['DESKHAND_TRACE'] === undefined ? 'off' : 'on',
    screenshot: 'only-on-failure',
    launchOptions: {
      ...(chromium === undefined ? {} : { executablePath: chromium }),
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
});
