import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { collectLicences } from '../../../build/licences.mjs';

it('what is shipped brings its licences: packages, what they need, what went into the page, and Electron', () => {
  const svelte = fileURLToPath(new URL('../../../node_modules/svelte/src/index-client.js?v=1', import.meta.url));
  const all = collectLicences([svelte, '/elsewhere/src/own.ts', '\0virtual:x']);
  const names = all.map(({ name }) => name);
  expect(names).toEqual(
    expect.arrayContaining(['better-sqlite3', 'got', 'keyv', 'svelte', 'electron', 'builder-util-runtime']),
  );
  expect(names).not.toContain('vitest');
  expect(names).not.toContain('vite');
  for (const each of all) expect(each.licence, each.name).not.toBe('');
  expect(all.find(({ name }) => name === 'svelte')?.text).toContain('Permission is hereby granted');
  expect(all.filter(({ text }) => text === '').map(({ name }) => name).length).toBeLessThan(all.length / 5);
});
