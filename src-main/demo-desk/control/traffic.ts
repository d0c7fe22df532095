import { z } from 'zod';
import type { Call } from '../call.ts';

export const trafficSchema = z.strictObject({ events: z.array(z.unknown()).default([]) });

export function runTraffic(_call: Call, _input: z.infer<typeof trafficSchema>, _raw: Buffer): unknown {
  return { results: [] };
}
