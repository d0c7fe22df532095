import '@fontsource-variable/inter/wght.css';
import '../../../src-renderer/styles/tokens.css';
import '../../../src-renderer/styles/base.css';
import '../../../src-renderer/styles/controls.css';
import '../../../src-renderer/styles/entries.css';
import { mount, unmount } from 'svelte';
import { createBridge } from '../../../src-renderer/bridge/bridge.ts';
import { AppState } from '../../../src-renderer/state/app.svelte.ts';
import App from '../../../src-renderer/views/app.svelte';
import { createFakeTransport } from '../../fakes/transport.ts';
import { sceneScript } from './scene.ts';

let shown: Record<string, unknown> | null = null;
/** Texts of the core's answers that are data: the page may show them in whatever language they are. */
const told = new Set<string>();
/** What is said by the page's own words, whatever it is called here. */
const CODES = new Set(
  ['code', 'message', 'reason', 'kind', 'state', 'step', 'outcome', 'look', 'what', 'why', 'fieldName', 'cause'].concat(
    ['statusType', 'field', 'problem', 'connection', 'secretStore', 'host'],
  ),
);
function note(value: unknown, key = ''): void {
  if (typeof value === 'string' && !CODES.has(key)) told.add(value);
  else if (value !== null && typeof value === 'object')
    for (const [name, inner] of Object.entries(value)) note(inner, Array.isArray(value) ? key : name);
}

/** Shows the scene that the address asks for, in place of the one before. */
async function show(address: string): Promise<void> {
  if (shown !== null) await unmount(shown);
  history.replaceState(null, '', address);
  const params = new URLSearchParams(location.search);
  const transport = createFakeTransport(sceneScript(params));
  const { call } = transport;
  transport.call = async (method, input) => {
    const reply = await call(method, input);
    note(reply);
    return reply;
  };
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
  Object.assign(window, { transport, app, told });
  const target = document.getElementById('app');
  if (target) shown = mount(App, { target, props: { app } });
}

Object.assign(window, { show });
void show(location.href);
