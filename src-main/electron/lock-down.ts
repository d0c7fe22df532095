import type { Session, WebContents } from 'electron';
import { FILES_URL, isPage } from './page-protocol.ts';

/** Frames show messages that the page writes into their `srcdoc`, and files that were offered to it; of those only a PDF lets itself be framed. */
const isFramed = (url: string): boolean => url === 'about:srcdoc' || url.startsWith(FILES_URL);

/** No camera, no microphone, no place, no devices: the console needs none, and customers' content must get none. */
export function denyPermissions(
  session: Pick<Session, 'setPermissionRequestHandler' | 'setPermissionCheckHandler' | 'setDevicePermissionHandler'>,
): void {
  session.setPermissionRequestHandler((_contents, _permission, callback) => callback(false));
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
}

/** The page stays where it is: no navigation, no redirect, no new window, no webview. Links go through `app.openLink`. */
export function lockDown(contents: Pick<WebContents, 'on' | 'setWindowOpenHandler'>): void {
  contents.on('will-navigate', (details) => {
    if (!isPage(details.url)) details.preventDefault();
  });
  contents.on('will-redirect', (details) => {
    if (!isPage(details.url)) details.preventDefault();
  });
  contents.on('will-frame-navigate', (details) => {
    if (details.isMainFrame ? !isPage(details.url) : !isFramed(details.url)) details.preventDefault();
  });
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
}
