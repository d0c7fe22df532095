import type { StagedFile } from '../../src-preload/contract/drafts.ts';
import type { Bridge } from '../bridge/bridge.ts';

/** Bytes; what the service takes of one file. */
export const LARGEST_FILE = 20 * 1024 * 1024;
/** Bytes of one piece; as base64 it stays under the contract's limit. */
const PIECE = 512 * 1024;

const toBase64 = (blob: Blob): Promise<string> =>
  new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).replace(/^[^,]*,/, ''));
    reader.onerror = () => reject(reader.error ?? new Error('unreadable'));
    reader.readAsDataURL(blob);
  });

/** Copies a file into the workspace, piece by piece. `onprogress` gets 0 to 1. Rejects with a BridgeError, or when it can't be read. */
export async function stageFile(bridge: Bridge, file: File, onprogress: (share: number) => void): Promise<StagedFile> {
  const { uploadId } = await bridge.call('files.begin', { name: file.name || 'file', size: file.size });
  try {
    for (let at = 0; at < file.size; at += PIECE) {
      const piece = file.slice(at, at + PIECE);
      const base64 = await toBase64(piece);
      await bridge.call('files.append', { uploadId, base64 });
      onprogress(Math.min(1, (at + piece.size) / file.size));
    }
    return await bridge.call('files.finish', { uploadId });
  } catch (error) {
    bridge.call('files.abort', { uploadId }).catch(() => {
      // The core gives up what nobody goes on with.
    });
    throw error;
  }
}
