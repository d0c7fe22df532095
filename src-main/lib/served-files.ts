import { randomBytes } from 'node:crypto';
import { safeFileName, type Sniffed } from './file-kind.ts';

/** A file on disk that the page may have for a while. */
export interface OfferedFile {
  path: string;
  /** What it is called when it is saved. */
  name: string;
  /** Bytes. */
  size: number;
  sniffed: Sniffed;
  /** To be saved rather than shown, whatever it is. */
  asDownload?: boolean;
}

export interface ServedFile {
  path: string;
  size: number;
  headers: Record<string, string>;
}

/** Addresses, of the page's own origin, at which the page gets files: nobody can guess one. */
export interface ServedFiles {
  /** A path like `/files/Yx…`; the same one for the same file while it is remembered. */
  offer(file: OfferedFile): string;
  /** Null for what was never offered, or was forgotten. */
  get(pathname: string): ServedFile | null;
  /** Nothing that was offered so far is there any more: another agent is signed in. */
  clear(): void;
}

export const FILES_PATH = '/files/';
/** Addresses remembered at once; the oldest are forgotten first. */
const MOST = 2_000;

/** RFC 6266 and RFC 8187: the plain name for old readers, the true one beside it. */
function disposition(kind: 'inline' | 'attachment', name: string): string {
  const safe = safeFileName(name);
  const plain = safe.replace(/[^\x20-\x7e]|["\\%]/g, '_');
  const encoded = encodeURIComponent(safe).replace(/['()*]/g, (one) => `%${one.charCodeAt(0).toString(16)}`);
  return `${kind}; filename="${plain}"; filename*=UTF-8''${encoded}`;
}

/** Whatever a stranger's file holds: it runs nothing, is framed by nobody but the page, and is what its bytes say. */
export function fileHeaders({ name, size, sniffed, asDownload = false }: OfferedFile): Record<string, string> {
  const isShown = !asDownload && (sniffed.kind === 'image' || sniffed.kind === 'pdf');
  return {
    'Content-Type': isShown ? sniffed.type : 'application/octet-stream',
    'Content-Length': String(size),
    'Content-Disposition': disposition(isShown ? 'inline' : 'attachment', name),
    // The browser's own PDF viewer does not work in a sandbox; it has one of its own.
    'Content-Security-Policy':
      isShown && sniffed.kind === 'pdf'
        ? "default-src 'none'; style-src 'unsafe-inline'; plugin-types application/pdf; object-src 'self'; frame-ancestors 'self'"
        : "default-src 'none'; sandbox; frame-ancestors 'none'",
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Cache-Control': 'no-store',
  };
}

export function createServedFiles(): ServedFiles {
  const byToken = new Map<string, OfferedFile>();
  const tokens = new Map<string, string>();
  const keyOf = ({ path, name, asDownload, size }: OfferedFile): string =>
    JSON.stringify([path, name, asDownload === true, size]);
  return {
    offer(file) {
      const key = keyOf(file);
      const token = tokens.get(key) ?? randomBytes(32).toString('base64url');
      tokens.delete(key);
      byToken.delete(token);
      tokens.set(key, token);
      byToken.set(token, file);
      for (const [oldest, old] of byToken) {
        if (byToken.size <= MOST) break;
        byToken.delete(oldest);
        tokens.delete(keyOf(old));
      }
      return FILES_PATH + token;
    },
    get(pathname) {
      const file = pathname.startsWith(FILES_PATH) ? byToken.get(pathname.slice(FILES_PATH.length)) : undefined;
      return file === undefined ? null : { path: file.path, size: file.size, headers: fileHeaders(file) };
    },
    clear() {
      byToken.clear();
      tokens.clear();
    },
  };
}
