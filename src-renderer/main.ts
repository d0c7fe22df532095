import '@fontsource-variable/inter/wght.css';
import './styles/tokens.css';
import './styles/base.css';
import './styles/controls.css';
import './styles/entries.css';
import { mount } from 'svelte';
import { createBridge } from './bridge/bridge.ts';
import { electronTransport } from './bridge/electron.ts';
import { bridgeUrl, createWebSocketTransport, takeToken } from './bridge/websocket.ts';
import { AppState } from './state/app.svelte.ts';
import App from './views/app.svelte';

const transport = electronTransport() ?? createWebSocketTransport({ url: bridgeUrl(), token: takeToken() ?? '' });
const target = document.getElementById('app');
if (target) mount(App, { target, props: { app: new AppState(createBridge(transport)) } });
