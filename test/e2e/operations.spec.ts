import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { REACHED } from './story.ts';

/** Runs after all stories (see playwright.config.ts): each operation of the reference is reached from the screen in one of them. */
test('each of the 68 operations of the reference is reached from the screen', () => {
  const endpoints = JSON.parse(readFileSync('src-main/demo-desk/endpoints.json', 'utf8')) as { operation: string }[];
  const storiesOf = new Map<string, string[]>();
  for (const name of existsSync(REACHED) ? readdirSync(REACHED) : []) {
    const reached = JSON.parse(readFileSync(join(REACHED, name), 'utf8')) as Record<string, string>;
    for (const [operation, story] of Object.entries(reached))
      storiesOf.set(operation, [...(storiesOf.get(operation) ?? []), story]);
  }
  const names = endpoints.map(({ operation }) => operation);
  const missing = names.filter((name) => !storiesOf.has(name));
  for (const name of names) console.log(`${name.padEnd(26)} ${storiesOf.get(name)?.[0] ?? '–'}`);
  console.log(`${names.length - missing.length} of ${names.length} operations are reached from the screen`);
  expect(names).toHaveLength(68);
  expect(missing).toEqual([]);
});
