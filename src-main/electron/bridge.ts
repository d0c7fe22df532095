import type { IpcMain, IpcMainInvokeEvent, WebContents } from 'electron';
import {
  CALL_CHANNEL,
  EVENT_CHANNEL,
  type Call,
  type Reply,
  type Transport,
  type WireEvent,
} from '../../src-preload/contract/wire.ts';
import { PAGE_ORIGIN } from './page-protocol.ts';

export interface IpcBridge {
  send(event: WireEvent): void;
  close(): void;
}

const refused: Reply = { ok: false, error: { code: 'forbidden', message: 'Only the console’s own page may call.' } };
const notACall: Reply = { ok: false, error: { code: 'invalid', message: 'A call needs a method.' } };

const isCall = (value: unknown): value is Call =>
  typeof value === 'object' && value !== null && typeof (value as Call).method === 'string';

/** Whether a call comes from the top frame of the console's window, and that frame shows the console's own page. */
export function isOwnSender(
  event: Pick<IpcMainInvokeEvent, 'sender' | 'senderFrame'>,
  contents: WebContents | null,
): boolean {
  const { sender, senderFrame } = event;
  if (contents === null || sender !== contents || senderFrame === null) return false;
  // Frames with a customer's message live in the same page; none of them is the top one.
  return senderFrame === contents.mainFrame && senderFrame.url.startsWith(`${PAGE_ORIGIN}/`);
}

/** Carries the contract over Electron's IPC, for the one window that `contents` names. */
export function createIpcBridge(
  ipcMain: Pick<IpcMain, 'handle' | 'removeHandler'>,
  transport: Transport,
  contents: () => WebContents | null,
): IpcBridge {
  ipcMain.handle(CALL_CHANNEL, async (event, call: unknown): Promise<Reply> => {
    if (!isOwnSender(event, contents())) return refused;
    return isCall(call) ? transport.call(call.method, call.input) : notACall;
  });
  const send = (event: WireEvent): void => {
    const page = contents();
    if (page !== null && !page.isDestroyed()) page.send(EVENT_CHANNEL, event);
  };
  const unsubscribe = transport.onEvent(send);
  return {
    send,
    close: () => {
      unsubscribe();
      ipcMain.removeHandler(CALL_CHANNEL);
    },
  };
}
