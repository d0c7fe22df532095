import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { at, nodePath } from './launch/project.mjs';
import { Problem, runMain, say } from './launch/say.mjs';
import { npm, setUp } from './launch/setup.mjs';

/** Makes installers (`npm run dist -- --linux AppImage`), or checks what they are made of (`-- --check`). */
runMain(async () => {
  const args = process.argv.slice(2);
  setUp();
  const folder = at('build', 'installers');
  if (!existsSync(at('build', 'installers', 'node_modules', 'electron-builder'))) {
    say('Installing electron-builder into build/installers.');
    const { status } = npm(folder, 'ci', '--no-audit', '--no-fund', '--loglevel=error', '--ignore-scripts');
    if (status !== 0) throw new Problem('npm ci in build/installers did not work; what it said stands above.');
  }
  if (args.includes('--check')) {
    const { check } = await import('./installers/check.mjs');
    const { rows, faults } = await check();
    for (const { platform, target, arch } of rows) say(`${platform}  ${target}  ${arch}: configuration is valid`);
    for (const fault of faults) say(fault);
    say(`${rows.length} targets checked by the builder’s schema, ${faults.length} faults. Nothing was built.`);
    return faults.length === 0 ? 0 : 1;
  }
  const cli = at('build', 'installers', 'node_modules', 'electron-builder', 'cli.js');
  const { status } = spawnSync(
    nodePath(),
    [cli, '--projectDir', at(), '--config', at('build', 'installers', 'config-default.mjs'), ...args],
    { cwd: at(), stdio: 'inherit' },
  );
  return status ?? 1;
});
