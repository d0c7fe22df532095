/**
 * Wraps a built preload as an init script of a page: it gets a `require` that knows `electron` alone, as a sandboxed
 * preload does, and of that only `contextBridge` and `ipcRenderer`. It runs in the top frame, before the page's scripts.
 */
export function preloadScript(source: string): string {
  return `(() => {
  if (window !== window.top) return;
  const strict = (name, target) => new Proxy(target, {
    get(object, key) {
      if (typeof key === 'string' && !(key in object) && key !== 'then' && key !== 'default' && key !== '__esModule') throw new Error('The stand-in for Electron has no ' + name + '.' + key);
      return object[key];
    },
  });
  const invoke = window.__standInInvoke;
  const listeners = new Map();
  const of = (channel) => listeners.get(channel) ?? listeners.set(channel, new Set()).get(channel);
  window.__standInEvent = (channel, args) => {
    for (const listener of of(channel)) listener({ sender: 'stays in the preload' }, ...args);
  };
  const ipcRenderer = strict('ipcRenderer', {
    async invoke(channel, ...args) {
      const answer = await invoke(channel, structuredClone(args));
      if ('error' in answer) throw new Error("Error invoking remote method '" + channel + "': " + answer.error);
      return answer.value;
    },
    on: (channel, listener) => void of(channel).add(listener),
    off: (channel, listener) => void of(channel).delete(listener),
  });
  // As over the real bridge, what crosses is copied: functions as proxies, everything else by structured clone.
  const cross = (value) => {
    if (typeof value === 'function') return (...args) => {
      const result = value(...args.map(cross));
      return result instanceof Promise ? result.then(cross) : cross(result);
    };
    if (value !== null && typeof value === 'object' && Object.values(value).some((each) => typeof each === 'function')) {
      return Object.freeze(Object.fromEntries(Object.entries(value).map(([key, each]) => [key, cross(each)])));
    }
    return structuredClone(value);
  };
  const contextBridge = strict('contextBridge', {
    exposeInMainWorld(key, api) {
      if (key in window) throw new Error('Cannot bind an API on top of an existing property on the window object');
      Object.defineProperty(window, key, { value: cross(api), enumerable: true });
    },
  });
  const electron = strict('electron', { contextBridge, ipcRenderer });
  const require = (name) => {
    if (name === 'electron') return electron;
    throw new Error('module not found: ' + name);
  };
  const module = { exports: {} };
  (function (exports, require, module) {
${source}
  })(module.exports, require, module);
})();`;
}
