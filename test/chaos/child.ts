import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** The core process ended while a command was under way, or before it. */
export class Ended extends Error {}

export interface Child {
  call<T = unknown>(op: string, fields?: object): Promise<T>;
  readonly pid: number;
  kill(): void;
  readonly hasEnded: boolean;
  /** Resolves when the process is gone. */
  ended: Promise<void>;
}

export class Refused extends Error {
  readonly code: string;
  readonly reason: string | null;
  constructor(code: string, reason: string | null) {
    super(`${code}: ${reason ?? ''}`);
    this.code = code;
    this.reason = reason;
  }
}

interface Line {
  n?: number;
  ready?: boolean;
  ok?: boolean;
  value?: unknown;
  error?: { code: string; reason: string | null };
}

/** The core ended before it was ready. */
export class NotStarted extends Ended {
  readonly code: number | null;
  constructor(code: number | null, said: string) {
    super(`the core did not start: ${said}`);
    this.code = code;
  }
}

/** Starts the core in a process of its own; answers when it is ready. `compileCache` is a folder. */
export async function startChild(entry: string, config: object, compileCache: string): Promise<Child> {
  const child: ChildProcessWithoutNullStreams = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', entry, JSON.stringify(config)],
    { env: { ...process.env, NODE_COMPILE_CACHE: compileCache } },
  );
  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  let hasEnded = false;
  let n = 0;
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  child.stdin.on('error', () => undefined);
  const ended = new Promise<void>((resolve) => {
    child.on('close', () => {
      hasEnded = true;
      for (const { reject } of waiting.values()) reject(new Ended('the core ended'));
      waiting.clear();
      resolve();
    });
  });
  const ready = new Promise<void>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (text) => {
      const line = JSON.parse(text) as Line;
      if (line.ready === true) return resolve();
      const entry = line.n === undefined ? undefined : waiting.get(line.n);
      if (entry === undefined || line.n === undefined) return;
      waiting.delete(line.n);
      if (line.ok === true) entry.resolve(line.value);
      else entry.reject(new Refused(line.error?.code ?? '', line.error?.reason ?? null));
    });
    void ended.then(() => reject(new NotStarted(child.exitCode, stderr.slice(0, 2_000))));
  });
  await ready;
  return {
    get hasEnded() {
      return hasEnded;
    },
    ended,
    pid: child.pid ?? 0,
    kill: () => void child.kill('SIGKILL'),
    call<T>(op: string, fields: object = {}): Promise<T> {
      if (hasEnded) return Promise.reject(new Ended('the core ended'));
      n += 1;
      const id = n;
      return new Promise<T>((resolve, reject) => {
        waiting.set(id, { resolve: resolve as (value: unknown) => void, reject });
        child.stdin.write(`${JSON.stringify({ n: id, op, ...fields })}\n`);
      });
    },
  };
}
