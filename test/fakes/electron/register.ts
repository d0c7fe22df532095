import { registerHooks } from 'node:module';

/** Loaded before the built program (node --import): from then on `electron` is the stand-in, also for packages. */
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'electron'
      ? { url: new URL('./module.ts', import.meta.url).href, shortCircuit: true }
      : next(specifier, context),
});
