/** How well a text fits what was typed: higher is better, 0 is not at all. */
export type Fit = number;

const isWordStart = (text: string, at: number): boolean => at === 0 || /[\s:/_.@#(“"-]/.test(text.charAt(at - 1));

/** One word of the query in a text: at its beginning, at a word's, anywhere, or as letters in order. */
function fitOfWord(word: string, text: string): Fit {
  let best = 0;
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    const fit = at === 0 ? 1 : isWordStart(text, at) ? 0.85 : 0.55;
    best = Math.max(best, fit);
    if (best === 1) break;
  }
  if (best > 0) return best + (word.length / Math.max(word.length, text.length)) * 0.1;
  return initialsFit(word, text) ? 0.5 : 0;
}

/** Whether the letters are the beginnings of words in order: `cs` for "Change status". */
function initialsFit(word: string, text: string): boolean {
  if (word.length < 2) return false;
  let next = 0;
  for (let at = 0; at < text.length && next < word.length; at += 1) {
    if (isWordStart(text, at) && text.charAt(at) === word.charAt(next)) next += 1;
  }
  return next === word.length;
}

/** How well a name fits a query: every word of the query must be in it, in any order and case. */
export function fitOf(query: string, name: string): Fit {
  const words = query.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return 1;
  const text = name.toLocaleLowerCase();
  let sum = 0;
  for (const word of words) {
    const fit = fitOfWord(word, text);
    if (fit === 0) return 0;
    sum += fit;
  }
  return sum / words.length;
}

/** The best of `items` by their names, at most `most`; equal ones stay in their order. */
export function ranked<T>(
  query: string,
  items: readonly T[],
  namesOf: (item: T) => readonly string[],
  most: number,
): T[] {
  const fits = items.map((item, at) => ({
    item,
    at,
    fit: Math.max(...namesOf(item).map((name) => fitOf(query, name))),
  }));
  return fits
    .filter(({ fit }) => fit > 0)
    .sort((a, b) => b.fit - a.fit || a.at - b.at)
    .slice(0, most)
    .map(({ item }) => item);
}
