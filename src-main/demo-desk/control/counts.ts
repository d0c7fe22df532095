/** How often each operation was called, by status; 0 stands for a dropped answer. */
export interface Counts {
  /** `target` is the path with its query, as it came. */
  add(operation: string, status: number, credits: number, target: string): void;
  /** The last paths, oldest first, at most 50,000. */
  targets(): readonly string[];
  read(): {
    total: number;
    credits: number;
    since: number;
    operations: Record<string, { calls: number; credits: number; statuses: Record<string, number> }>;
  };
  reset(now: number): void;
}

const MAX_TARGETS = 50_000;

export function createCounts(now: number): Counts {
  let since = now;
  let total = 0;
  let spent = 0;
  let operations: Record<string, { calls: number; credits: number; statuses: Record<string, number> }> = {};
  let targets: string[] = [];
  return {
    add: (operation, status, credits, target) => {
      total++;
      targets.push(target);
      if (targets.length > 2 * MAX_TARGETS) targets = targets.slice(-MAX_TARGETS);
      spent += credits;
      const entry = (operations[operation] ??= { calls: 0, credits: 0, statuses: {} });
      entry.calls++;
      entry.credits += credits;
      entry.statuses[status] = (entry.statuses[status] ?? 0) + 1;
    },
    targets: () => targets.slice(-MAX_TARGETS),
    read: () => ({ total, credits: spent, since, operations }),
    reset: (at) => {
      since = at;
      total = 0;
      spent = 0;
      operations = {};
      targets = [];
    },
  };
}
