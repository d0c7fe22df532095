import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';
import { licences } from '../../../build/licences.mjs';

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** The renderer on a scripted transport: every screen without a core. `npx vite build -c test/renderer/preview/vite.config.ts`. */
export default defineConfig({
  root: at('.'),
  base: './',
  build: { outDir: at('../../../out/preview'), emptyOutDir: true, assetsInlineLimit: 0 },
  plugins: [svelte({ configFile: at('../../../svelte.config.js') }), licences()],
});
