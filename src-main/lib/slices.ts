/** Lets everything else in the event loop have its turn. */
export const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Works through rows a few at a time, with a turn for everything else between; once, with none, where there are none. */
export async function inSlices<T>(
  rows: readonly T[],
  size: number,
  work: (slice: readonly T[], isLast: boolean) => void,
): Promise<void> {
  for (let at = 0; at === 0 || at < rows.length; at += size) {
    if (at > 0) await turn();
    work(rows.slice(at, at + size), at + size >= rows.length);
  }
}
