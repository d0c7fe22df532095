import type { z } from 'zod';

/** One method of the contract: what goes in and what comes out. */
export interface Method<I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType> {
  input: I;
  output: O;
}

/** Declares a method; both schemas are kept so that main parses inputs, and tests parse outputs too. */
export const method = <I extends z.ZodType, O extends z.ZodType>(input: I, output: O): Method<I, O> => ({
  input,
  output,
});
