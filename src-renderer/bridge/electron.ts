import type { Transport } from '../../src-preload/contract/wire.ts';

declare global {
  interface Window {
    /** Put there by the preload; absent in the browser host. */
    deskhand?: Transport;
  }
}

/** The preload's transport, or null in a page that Electron did not open. */
export function electronTransport(from: Window = window): Transport | null {
  return from.deskhand ?? null;
}
