/** Names that the language and its tools ask any object for. */
const HARMLESS = new Set([
  'then',
  'toJSON',
  'constructor',
  'prototype',
  'asymmetricMatch',
  'nodeType',
  '$$typeof',
  '__esModule',
]);

/**
 * The object, except that a member it lacks throws instead of being undefined: a stand-in must not pretend.
 * Methods are bound to the object itself, so that its private fields stay in reach.
 */
export function strict<T extends object>(name: string, target: T): T {
  return new Proxy(target, {
    get(object, key) {
      if (typeof key === 'string' && !(key in object) && !HARMLESS.has(key)) {
        throw new Error(`The stand-in for Electron has no ${name}.${key}`);
      }
      const value = Reflect.get(object, key, object) as unknown;
      const isMethod = typeof value === 'function' && key !== 'constructor' && key !== 'prototype';
      return isMethod ? (value as (...args: unknown[]) => unknown).bind(object) : value;
    },
    set(_object, key) {
      throw new Error(`Nothing may be set on ${name}: ${String(key)}`);
    },
  });
}
