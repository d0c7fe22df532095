import { fold, type Word, wordsOf } from '../lib/search-text.ts';

/** A piece of text, and whether it is what was looked for. */
export interface SnippetPart {
  text: string;
  hit: boolean;
}

export interface Highlighter {
  /** How many different things are looked for. */
  readonly terms: number;
  /** The whole text in parts; one part without a hit when nothing was found. */
  mark(text: string): SnippetPart[];
  /** The place of a longer text with the most different hits, about 180 characters; null when there is none. */
  excerpt(text: string): { parts: SnippetPart[]; found: number } | null;
}

/** Where to cut an excerpt from, and how many different terms stand near its first. */
type Place = { stretch: string; found: Range[]; first: Range; score: number };
type Range = { start: number; end: number; term: number };

const BEFORE = 48;
const AFTER = 132;
const AROUND = 160;
const TRIES = 6;
const SPACE = /\s/;

/** Where a term begins at word `at`: its ranges, or null. Runs match inside, words whole or by their beginning. */
function rangeAt(
  words: readonly Word[],
  at: number,
  term: readonly Word[],
  isPrefix: boolean,
): Omit<Range, 'term'> | null {
  let start = 0;
  let end = 0;
  for (const [index, wanted] of term.entries()) {
    const word = words[at + index];
    if (word === undefined || word.isRun !== wanted.isRun) return null;
    const isFirst = index === 0;
    const isLast = index === term.length - 1;
    let from = word.start;
    let to = word.end;
    if (wanted.isRun) {
      const place = isFirst ? (isLast ? word.text.indexOf(wanted.text) : word.text.length - wanted.text.length) : 0;
      const fits = place >= 0 && word.text.startsWith(wanted.text, place);
      if (!fits || (!isLast && place + wanted.text.length !== word.text.length)) return null;
      if (word.text.length === word.end - word.start) {
        from = word.start + place;
        to = from + wanted.text.length;
      }
    } else if (word.text !== wanted.text && !(isLast && isPrefix && word.text.startsWith(wanted.text))) return null;
    if (isFirst) start = from;
    end = to;
  }
  return { start, end };
}

/** The next place from `at` on where a word begins, where that is near; never within a character. */
function cutAt(text: string, at: number, most = text.length): number {
  if (at <= 0 || at >= most) return Math.max(0, Math.min(at, most));
  for (let near = at; near <= Math.min(most, at + 24); near += 1) if (SPACE.test(text.charAt(near - 1))) return near;
  return text.charCodeAt(at) >= 0xdc00 && text.charCodeAt(at) < 0xe000 ? at + 1 : at;
}

/** One space for each gap, none at the ends. */
function tidy(parts: readonly SnippetPart[]): SnippetPart[] {
  const tidied = parts.map(({ text, hit }, index) => {
    const spaced = text.replace(/\s+/g, ' ');
    const begun = index === 0 ? spaced.trimStart() : spaced;
    return { text: index === parts.length - 1 ? begun.trimEnd() : begun, hit };
  });
  return tidied.filter(({ text }) => text !== '');
}

/** Marks what a query looked for, by the same words as the index. Ranges, not HTML: what is shown stays text. */
export function createHighlighter(terms: readonly { text: string; isPrefix: boolean }[]): Highlighter {
  const wanted = terms
    .map(({ text, isPrefix }) => ({ words: wordsOf(text), isPrefix }))
    .filter(({ words }) => words.length > 0);

  function ranges(text: string): Range[] {
    const words = wordsOf(text);
    const found: Range[] = [];
    for (let at = 0; at < words.length; at += 1) {
      for (const [term, { words: parts, isPrefix }] of wanted.entries()) {
        const range = rangeAt(words, at, parts, isPrefix);
        if (range !== null) found.push({ ...range, term });
      }
    }
    return found.sort((a, b) => a.start - b.start || b.end - a.end);
  }

  function split(text: string, found: readonly Range[]): SnippetPart[] {
    const parts: SnippetPart[] = [];
    let at = 0;
    for (const { start, end } of found) {
      if (end <= at) continue;
      const from = Math.max(at, start);
      if (from > at) parts.push({ text: text.slice(at, from), hit: false });
      const last = parts.at(-1);
      if (last?.hit) last.text += text.slice(from, end);
      else parts.push({ text: text.slice(from, end), hit: true });
      at = end;
    }
    if (at < text.length || parts.length === 0) parts.push({ text: text.slice(at), hit: false });
    return parts;
  }

  /** Stretches of the text in which a term may stand, found without looking at every word. */
  function stretches(text: string): string[] {
    const folded = fold(text);
    if (folded.length !== text.length) return [text.slice(0, 16_384)];
    const found: string[] = [];
    for (const { words } of wanted) {
      const first = words[0]?.text ?? '';
      let at = folded.indexOf(first);
      for (let attempt = 0; at !== -1 && attempt < TRIES; attempt += 1) {
        found.push(text.slice(cutAt(text, Math.max(0, at - AROUND), at), cutAt(text, at + AROUND * 2)));
        at = folded.indexOf(first, at + first.length);
      }
    }
    return found;
  }

  function bestOf(text: string): Place | null {
    let best: Place | null = null;
    for (const stretch of stretches(text)) {
      const found = ranges(stretch);
      for (const first of found) {
        const near = found.filter(({ start, end }) => start >= first.start && end <= first.start + AFTER);
        const score = new Set(near.map(({ term }) => term)).size;
        if (score > (best?.score ?? 0)) best = { stretch, found, first, score };
        if (score === wanted.length) return best;
      }
    }
    return best;
  }

  return {
    terms: wanted.length,
    mark: (text) => split(text, wanted.length === 0 ? [] : ranges(text)),
    excerpt(text) {
      const best = wanted.length === 0 ? null : bestOf(text);
      if (best === null) return null;
      const { stretch, found, first, score } = best;
      const start = cutAt(stretch, Math.max(0, first.start - BEFORE), first.start);
      const end = cutAt(stretch, Math.max(first.end, first.start + AFTER));
      const inside = found.filter((range) => range.start >= start && range.end <= end);
      const shifted = inside.map((range) => ({ ...range, start: range.start - start, end: range.end - start }));
      const parts = split(stretch.slice(start, end), shifted);
      return { parts: tidy(parts), found: score };
    },
  };
}
