import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'electron-vite';
import { licences } from './build/licences.mjs';

/** How long each plugin took is nothing that a build has to tell, nor that icons made by `build/icons.mjs` have no source map. */
const checks = { pluginTimings: false, sourcemapBroken: false };

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/**
 * Three builds. `dependencies` stay outside the bundles and `devDependencies` go into them. The preload is one CommonJS
 * file that requires nothing but `electron`, because a sandboxed preload can load nothing else.
 */
export default defineConfig({
  main: {
    build: {
      outDir: at('out/main'),
      sourcemap: true,
      rolldownOptions: {
        checks,
        input: {
          index: at('src-main/index.ts'),
          serve: at('src-main/serve.ts'),
          'demo-desk': at('src-main/demo-desk/index.ts'),
        },
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      outDir: at('out/preload'),
      externalizeDeps: false,
      rolldownOptions: {
        checks,
        input: { index: at('src-preload/index.ts') },
        external: ['electron'],
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: at('src-renderer'),
    build: {
      outDir: at('out/renderer'),
      minify: true,
      sourcemap: true,
      // kB before compression; what the page really loads is measured by `npm run bench:ui`.
      chunkSizeWarningLimit: 1_000,
      // Fonts and images stay files: the page's policy allows them from its own address only.
      assetsInlineLimit: 0,
      rolldownOptions: { checks, input: { index: at('src-renderer/index.html') } },
    },
    plugins: [svelte({ configFile: at('svelte.config.js') }), licences()],
  },
});
