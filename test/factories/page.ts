import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Reply, Transport, WireEvent } from '../../src-preload/contract/wire.ts';

/** A folder that goes away with the test. */
export function temporaryFolder(): { path: string; [Symbol.asyncDispose](): Promise<void> } {
  const path = mkdtempSync(join(tmpdir(), 'deskhand-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

/** A built page of two files in `folder`, with a secret beside it that no request may reach. */
export function writePage(folder: string): string {
  const root = join(folder, 'renderer');
  mkdirSync(join(root, 'assets'), { recursive: true });
  writeFileSync(join(root, 'index.html'), '<!doctype html><title>Deskhand</title>');
  writeFileSync(join(root, 'assets', 'index-abc123.js'), 'export {};');
  writeFileSync(join(folder, 'secret.txt'), 'not for the page');
  return root;
}

export interface EchoTransport extends Transport {
  emit(event: WireEvent): void;
  readonly listeners: number;
}

/** A transport whose `echo` gives the input back, `fail` breaks its promise, and anything else is unknown. */
export function createEchoTransport(): EchoTransport {
  const listeners = new Set<(event: WireEvent) => void>();
  return {
    async call(method, input): Promise<Reply> {
      await Promise.resolve();
      if (method === 'echo') return { ok: true, value: input };
      if (method === 'fail') throw new Error('a secret detail');
      return { ok: false, error: { code: 'invalid', message: 'no such method' } };
    },
    onEvent(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    emit: (event) => {
      for (const listener of listeners) listener(event);
    },
    get listeners() {
      return listeners.size;
    },
  };
}
