/** How often each operation was called, by status; 0 stands for a dropped answer. */
export interface Counts {
  add(operation: string, status: number, credits: number): void;
  read(): {
    total: number;
    credits: number;
    since: number;
    operations: Record<string, { calls: number; credits: number; statuses: Record<string, number> }>;
  };
  reset(now: number): void;
}

export function createCounts(now: number): Counts {
  let since = now;
  let total = 0;
  let spent = 0;
  let operations: Record<string, { calls: number; credits: number; statuses: Record<string, number> }> = {};
  return {
    add: (operation, status, credits) => {
      total++;
      spent += credits;
      const entry = (operations[operation] ??= { calls: 0, credits: 0, statuses: {} });
      entry.calls++;
      entry.credits += credits;
      entry.statuses[status] = (entry.statuses[status] ?? 0) + 1;
    },
    read: () => ({ total, credits: spent, since, operations }),
    reset: (at) => {
      since = at;
      total = 0;
      spent = 0;
      operations = {};
    },
  };
}
