import { contextBridge, ipcRenderer, type IpcRendererEvent } from 'electron';
import { CALL_CHANNEL, EVENT_CHANNEL, type Call, type Reply, type Transport, type WireEvent } from './contract/wire.ts';

const transport: Transport = {
  call: (method, input) => ipcRenderer.invoke(CALL_CHANNEL, { method, input } satisfies Call) as Promise<Reply>,
  onEvent: (listener) => {
    // The event object holds the whole of ipcRenderer: it stays on this side.
    const onEvent = (_event: IpcRendererEvent, event: WireEvent): void => listener(event);
    ipcRenderer.on(EVENT_CHANNEL, onEvent);
    return () => {
      ipcRenderer.off(EVENT_CHANNEL, onEvent);
    };
  },
};

contextBridge.exposeInMainWorld('deskhand', transport);
