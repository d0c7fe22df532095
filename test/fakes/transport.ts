import {
  methods,
  type EventName,
  type EventPayload,
  type MethodName,
  type Output,
  type ParsedInput,
} from '../../src-preload/contract/index.ts';
import type { Reply, ReplyError, Transport, WireEvent } from '../../src-preload/contract/wire.ts';

/** Answers by method; whatever a test does not script is an error of the test. */
export type Script = { [M in MethodName]?: (input: ParsedInput<M>) => Output<M> | Promise<Output<M>> };

/** Thrown by a scripted handler to answer with an error. */
export class ScriptedError extends Error {
  readonly error: ReplyError;
  constructor(error: ReplyError) {
    super(error.message);
    this.error = error;
  }
}

export interface FakeTransport extends Transport {
  /** Every call so far, oldest first. */
  readonly calls: { method: string; input: unknown }[];
  callsOf(method: MethodName): unknown[];
  emit<E extends EventName>(name: E, payload: EventPayload<E>): void;
  /** Adds to or replaces parts of the script. */
  script(more: Script): void;
  /** What went wrong in the script itself: an unknown method, an input or output that breaks the contract. */
  readonly faults: Error[];
}

/** The other end of the bridge for tests: inputs and outputs are checked against the contract. */
export function createFakeTransport(initial: Script = {}): FakeTransport {
  const script: Script = { ...initial };
  const listeners = new Set<(event: WireEvent) => void>();
  const calls: { method: string; input: unknown }[] = [];
  const faults: Error[] = [];
  const fail = (message: string): never => {
    const fault = new Error(message);
    faults.push(fault);
    throw fault;
  };
  return {
    calls,
    faults,
    callsOf: (method) => calls.filter((call) => call.method === method).map((call) => call.input),
    async call(method, input): Promise<Reply> {
      calls.push({ method, input });
      const contract = Object.hasOwn(methods, method)
        ? methods[method as MethodName]
        : fail(`no such method: ${method}`);
      const handler = script[method as MethodName] ?? fail(`not scripted: ${method}`);
      const parsed = contract.input.safeParse(input);
      if (!parsed.success) return fail(`${method} called with ${JSON.stringify(input)}: ${parsed.error.message}`);
      try {
        const value = await (handler as (input: unknown) => unknown)(parsed.data);
        const output = contract.output.safeParse(value);
        if (!output.success) return fail(`${method} answered ${JSON.stringify(value)}: ${output.error.message}`);
        return { ok: true, value: output.data };
      } catch (error) {
        if (error instanceof ScriptedError) return { ok: false, error: error.error };
        throw error;
      }
    },
    onEvent(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    emit(name, payload) {
      for (const listener of listeners) listener({ name, payload });
    },
    script(more) {
      Object.assign(script, more);
    },
  };
}
