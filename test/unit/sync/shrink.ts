import type { Step } from './history.ts';

/** The same kind of step, but less of it; nearest to nothing first. */
function lesser(step: Step): Step[] {
  const numbers = (values: number[], now: number): number[] => values.filter((value) => value < now);
  switch (step.do) {
    case 'traffic':
      return numbers([1, 2, 4, 8], step.things).map((things) => ({ ...step, things }));
    case 'pass':
      return numbers([1_000, 60_000, 600_000], step.ms).map((ms) => ({ ...step, ms }));
    case 'fault':
      return numbers([1, 4], step.times).map((times) => ({ ...step, times }));
    case 'restart':
      return [
        ...(step.isKilled ? [{ ...step, isKilled: false }] : []),
        ...numbers([1, 4], step.afterCalls).map((afterCalls) => ({ ...step, afterCalls })),
      ];
    default:
      return [];
  }
}

/**
 * The shortest list found that still fails: parts are left out, halves first and single steps last, then what is left is
 * made less, until nothing more can go or the time is up.
 */
export async function shrink(
  steps: readonly Step[],
  fails: (candidate: readonly Step[]) => Promise<boolean>,
  isTimeUp: () => boolean = () => false,
): Promise<Step[]> {
  let shortest = [...steps];
  const adopt = async (candidate: Step[]): Promise<boolean> => {
    if (isTimeUp() || !(await fails(candidate))) return false;
    shortest = candidate;
    return true;
  };
  for (let size = Math.ceil(shortest.length / 2); size >= 1;) {
    let isShorter = false;
    for (let from = 0; from < shortest.length && !isTimeUp();) {
      if (await adopt(shortest.toSpliced(from, size))) isShorter = true;
      else from += size;
    }
    if (isTimeUp()) return shortest;
    if (size > 1) size = Math.ceil(size / 2);
    // What had to stay may go now that others went.
    else if (!isShorter) break;
  }
  for (let at = 0; at < shortest.length; at += 1) {
    for (const less of lesser(shortest[at] as Step)) if (await adopt(shortest.with(at, less))) break;
  }
  return shortest;
}
