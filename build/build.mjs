import { runMain } from './launch/say.mjs';
import { setUp } from './launch/setup.mjs';

runMain(async () => setUp({ rebuild: true }));
