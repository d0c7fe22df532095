/** One kind of issue: how its subject, conversation, internal notes and resolution read. */
export interface Template {
  department: number;
  category: string;
  sub: string;
  classification: string;
  subjects: readonly string[];
  /** Who says what: `c` customer, `a` agent. `|` parts paragraphs. */
  turns: readonly (readonly ['c' | 'a', string])[];
  notes: readonly string[];
  resolution: string;
}

/** Values for the words in braces. */
export type Words = Record<string, string>;

/** Replaces `{word}` by its value; unknown words stay, so that a test can find them. */
export function fill(text: string, words: Words): string {
  return text.replace(/\{(\w+)\}/g, (whole, word: string) => words[word] ?? whole);
}
