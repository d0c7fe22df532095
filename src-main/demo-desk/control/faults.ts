import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { createRng, type Rng } from '../rng.ts';

/** What goes wrong. `status`, `dropBefore`, `offline` and `html` happen instead of the work; the others after or around it. */
const effectSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('status'),
    status: z.number().int().min(200).max(599),
    body: z.unknown().optional(),
    headers: z.record(z.string(), z.string()).optional(),
    /** Do the work first, then answer with this status. */
    process: z.boolean().optional(),
  }),
  z.strictObject({ kind: z.literal('delay'), ms: z.number().min(0) }),
  z.strictObject({ kind: z.literal('dropBefore') }),
  z.strictObject({ kind: z.literal('processThenDrop') }),
  z.strictObject({ kind: z.literal('truncate') }),
  z.strictObject({ kind: z.literal('html'), status: z.number().int().optional() }),
  z.strictObject({ kind: z.literal('garbage') }),
  z.strictObject({ kind: z.literal('readLag'), ms: z.number().min(0) }),
  z.strictObject({ kind: z.literal('offline') }),
]);

export const faultSchema = z.strictObject({
  id: z.string().optional(),
  match: z
    .strictObject({ method: z.string().optional(), path: z.string().optional(), operation: z.string().optional() })
    .default({}),
  /** How often it strikes; forever when left out. */
  times: z.number().int().min(0).optional(),
  /** How many matching calls it lets through first. */
  after: z.number().int().min(0).optional(),
  probability: z.number().min(0).max(1).optional(),
  seed: z.number().int().optional(),
  fault: effectSchema,
});

export type FaultInput = z.input<typeof faultSchema>;
export type FaultEffect = z.infer<typeof effectSchema>;

interface Fault {
  id: string;
  input: z.infer<typeof faultSchema>;
  path: RegExp | undefined;
  seen: number;
  hits: number;
  random: Rng;
}

/** The faults in force. */
export interface Faults {
  list(): unknown[];
  add(input: FaultInput): string;
  replace(inputs: FaultInput[]): string[];
  remove(id?: string): void;
  /** The faults that strike this call, in order; counts it. */
  strike(method: string, path: string, operation: string): FaultEffect[];
}

/** A glob (`*` within a segment, `**` across) or, beginning with `^`, a regular expression. */
function pathPattern(text: string): RegExp {
  if (text.startsWith('^')) return new RegExp(text);
  const escaped = text
    .replace(/[.+?^${}()|[\]\\]/g, '\\$&')
    .replace(/\*\*/g, '\u0000')
    .replace(/\*/g, '[^/]*')
    .replace(/\u0000/g, '.*');
  return new RegExp(`^${escaped}$`);
}

export function createFaults(): Faults {
  let faults: Fault[] = [];
  const add = (raw: FaultInput): string => {
    const input = faultSchema.parse(raw);
    const id = input.id ?? randomUUID();
    const path = input.match.path === undefined ? undefined : pathPattern(input.match.path);
    faults = faults.filter((fault) => fault.id !== id);
    faults.push({ id, input, path, seen: 0, hits: 0, random: createRng(input.seed ?? 1, 77) });
    return id;
  };
  return {
    list: () => faults.map((fault) => ({ ...fault.input, id: fault.id, seen: fault.seen, hits: fault.hits })),
    add,
    replace: (inputs) => {
      faults = [];
      return inputs.map(add);
    },
    remove: (id) => {
      faults = id === undefined ? [] : faults.filter((fault) => fault.id !== id);
    },
    strike: (method, path, operation) => {
      const out: FaultEffect[] = [];
      for (const fault of faults) {
        const { match, times, after, probability } = fault.input;
        if (match.method !== undefined && match.method.toUpperCase() !== method) continue;
        if (match.operation !== undefined && match.operation !== operation) continue;
        if (fault.path && !fault.path.test(path)) continue;
        fault.seen++;
        if (fault.seen <= (after ?? 0) || (times !== undefined && fault.hits >= times)) continue;
        if (probability !== undefined && !fault.random.chance(probability)) continue;
        fault.hits++;
        out.push(fault.input.fault);
      }
      return out;
    },
  };
}
