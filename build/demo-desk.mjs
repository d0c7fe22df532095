import { createFamily, exitOf } from './launch/family.mjs';
import { runMain } from './launch/say.mjs';
import { setUp } from './launch/setup.mjs';

runMain(async () => {
  setUp();
  const family = createFamily();
  return exitOf(family.startNode('out/main/demo-desk.js', process.argv.slice(2)), family);
});
