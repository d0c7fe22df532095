import { icons } from './build/icons.mjs';

/** Read by the build, the component tests and svelte-check. */
export default { compilerOptions: { runes: true }, preprocess: [icons()] };
