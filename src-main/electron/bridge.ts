import type { IpcMain, IpcMainInvokeEvent, WebContents } from 'electron';
import {
  CALL_CHANNEL,
  EVENT_CHANNEL,
  type Call,
  type Reply,
  type Transport,
  type WireEvent,
} from '../../src-preload/contract/wire.ts';
import { isPage } from './page-protocol.ts';

export interface IpcBridge {
  /** To one page. */
  sendTo(page: WebContents, event: WireEvent): void;
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
  return senderFrame === contents.mainFrame && isPage(senderFrame.url);
}

/** Carries the contract over Electron's IPC, for the console's own windows that `contents` names. */
export function createIpcBridge(
  ipcMain: Pick<IpcMain, 'handle' | 'removeHandler'>,
  transport: Transport,
  contents: () => readonly WebContents[],
): IpcBridge {
  ipcMain.handle(CALL_CHANNEL, async (event, call: unknown): Promise<Reply> => {
    if (!contents().some((own) => isOwnSender(event, own))) return refused;
    return isCall(call) ? transport.call(call.method, call.input) : notACall;
  });
  const sendTo = (page: WebContents, event: WireEvent): void => {
    if (!page.isDestroyed()) page.send(EVENT_CHANNEL, event);
  };
  const unsubscribe = transport.onEvent((event) => {
    for (const page of contents()) sendTo(page, event);
  });
  return {
    sendTo,
    close: () => {
      unsubscribe();
      ipcMain.removeHandler(CALL_CHANNEL);
    },
  };
}
