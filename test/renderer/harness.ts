import './page.ts';
import { configure, render, waitFor } from '@testing-library/svelte';
import { createBridge, type LinkedTransport } from '../../src-renderer/bridge/bridge.ts';
import { AppState } from '../../src-renderer/state/app.svelte.ts';
import App from '../../src-renderer/views/app.svelte';
import { createFakeTransport, type FakeTransport, type Script } from '../fakes/transport.ts';
import { sceneScript } from './preview/scene.ts';

// What is waited for comes, however late on a loaded machine.
configure({ asyncUtilTimeout: 15_000 });

export interface Page {
  app: AppState;
  transport: FakeTransport;
  container: HTMLElement;
  press(...keys: string[]): Promise<void>;
}

/** The whole renderer on a scripted core; `scene` is the preview's address, e.g. `scene=signedOut&lang=zh`. */
export async function openPage(scene = '', script: Script = {}, link: Partial<LinkedTransport> = {}): Promise<Page> {
  const transport = createFakeTransport({ ...sceneScript(new URLSearchParams(scene)), ...script });
  const app = new AppState(createBridge(Object.assign(transport, link)));
  const { container } = render(App, { app });
  return {
    app,
    transport,
    container,
    async press(...keys) {
      for (const key of keys) {
        const target = document.activeElement ?? document.body;
        const shiftKey = /^[A-Z]$/.test(key);
        target.dispatchEvent(new KeyboardEvent('keydown', { key, shiftKey, bubbles: true, cancelable: true }));
        await new Promise((done) => setTimeout(done));
      }
    },
  };
}

/** Text of the page once `selector` is there. */
export async function find<E extends Element>(page: Page, selector: string): Promise<E> {
  return waitFor(() => {
    const found = page.container.querySelector<E>(selector);
    if (!found) throw new Error(`not there: ${selector}`);
    return found;
  });
}
