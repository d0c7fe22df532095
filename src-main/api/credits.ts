/** What a request costs when the service does not say: see `price`. */
export type CallKind = 'row' | 'page' | 'bulk';

const PAGE_PRICE = 3;
const CHEAP_ROWS = 2_000;
const BULK_PRICE = 25;

/**
 * Credits of one call by the price list of service-facts (Limits): 1 for a row, 3 for a page up to offset 2,000, 25 for
 * updateMany. How steeply pages rise after that is told nowhere: counted as 2 more for every further 2,000 rows.
 */
export function price(kind: CallKind, from = 0): number {
  if (kind === 'row') return 1;
  if (kind === 'bulk') return BULK_PRICE;
  return PAGE_PRICE + 2 * Math.ceil(Math.max(0, from - CHEAP_ROWS) / CHEAP_ROWS);
}

/** Sums of one operation since the client was made. */
export interface OperationUsage {
  /** Requests that went out, repeats included. */
  calls: number;
  credits: number;
  /** Calls that ended in an error, after their repeats. */
  failures: number;
  /** Bytes of the answers' bodies. */
  bytes: number;
}

export interface Usage extends OperationUsage {
  readonly byOperation: ReadonlyMap<string, Readonly<OperationUsage>>;
}

export interface UsageMeter {
  readonly usage: Usage;
  add(operation: string, part: Partial<OperationUsage>): void;
}

const none = (): OperationUsage => ({ calls: 0, credits: 0, failures: 0, bytes: 0 });

/** Counts calls, credits, failures and bytes, in all and by operation. */
export function createUsageMeter(): UsageMeter {
  const byOperation = new Map<string, OperationUsage>();
  const usage = { ...none(), byOperation };
  return {
    usage,
    add(operation, part) {
      const entry = byOperation.get(operation) ?? none();
      byOperation.set(operation, entry);
      for (const sum of [usage, entry]) {
        for (const key of ['calls', 'credits', 'failures', 'bytes'] as const) sum[key] += part[key] ?? 0;
      }
    },
  };
}
