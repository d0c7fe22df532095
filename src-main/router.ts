import { type Handlers, type MethodName, methods } from '../src-preload/contract/index.ts';
import type { Reply, Transport } from '../src-preload/contract/wire.ts';
import { AppError, isAppError, toReplyError } from './lib/app-error.ts';
import type { Emitter } from './lib/emitter.ts';
import { isTooLarge } from './lib/input-size.ts';
import type { Logger } from './lib/logger.ts';

export interface RouterOptions {
  handlers: Handlers;
  emitter: Emitter;
  logger: Logger;
  /** Parse what handlers answer too: on in tests, where a wrong shape must be seen. */
  parseOutputs?: boolean;
}

const isMethod = (name: string): name is MethodName => Object.hasOwn(methods, name);

/** Name, parsed input, handler, Reply: the only way into the core. It never throws. */
export function createRouter({ handlers, emitter, logger, parseOutputs = false }: RouterOptions): Transport {
  async function run(name: string, input: unknown): Promise<unknown> {
    if (!isMethod(name)) throw new AppError('invalid', `There is no method "${name.slice(0, 80)}".`);
    if (isTooLarge(input)) {
      throw new AppError('invalid', `The input of ${name} is too large.`, { fields: { '/': 'tooLarge' } });
    }
    const { input: schema, output } = methods[name];
    const parsed = schema.safeParse(input);
    if (!parsed.success) {
      throw new AppError('invalid', `The input of ${name} was not understood.`, {
        fields: Object.fromEntries(parsed.error.issues.map((issue) => [`/${issue.path.join('/')}`, issue.message])),
      });
    }
    const value = await (handlers[name] as (input: unknown) => unknown)(parsed.data);
    return parseOutputs ? output.parse(value) : value;
  }

  return {
    async call(method, input): Promise<Reply> {
      try {
        return { ok: true, value: await run(method, input) };
      } catch (error) {
        if (!isAppError(error) || error.code === 'internal') logger.error('handler failed', { method, error });
        return { ok: false, error: toReplyError(error) };
      }
    },
    onEvent: emitter.onEvent,
  };
}
