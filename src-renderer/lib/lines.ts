/** Whether a value is a list of texts, as a field of several values holds one. */
export const isTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((one) => typeof one === 'string');

/** The items of a list that is kept as text, one on each line; each once. */
export const linesOf = (text: string): string[] => [
  ...new Set(
    text
      .split('\n')
      .map((line) => line.trim())
      .filter(Boolean),
  ),
];

/** The way back. */
export const asLines = (items: readonly string[]): string => items.join('\n');

/** Whether both have the same items, in whatever order. */
export const sameLines = (a: string, b: string): boolean => asLines(linesOf(a).sort()) === asLines(linesOf(b).sort());
