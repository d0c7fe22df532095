import '@fontsource-variable/inter/wght.css';
import '../../../src-renderer/styles/tokens.css';
import '../../../src-renderer/styles/base.css';
import { mount } from 'svelte';
import { createBridge } from '../../../src-renderer/bridge/bridge.ts';
import { AppState } from '../../../src-renderer/state/app.svelte.ts';
import App from '../../../src-renderer/views/app.svelte';
import { createFakeTransport } from '../../fakes/transport.ts';
import { sceneScript } from './scene.ts';

const params = new URLSearchParams(location.search);
const transport = createFakeTransport(sceneScript(params));
const bridge = createBridge(
  params.get('link') === 'lost'
    ? Object.assign(transport, {
        onLink: (listener: (state: 'lost') => void) => {
          setTimeout(() => listener('lost'), 300);
          return () => {};
        },
      })
    : transport,
);
const app = new AppState(bridge);
Object.assign(window, { transport, app });
const target = document.getElementById('app');
if (target) mount(App, { target, props: { app } });
