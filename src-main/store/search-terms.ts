import type { Db } from './database.ts';
import { MARK } from './search-facets.ts';

/** Every so many'th ticket is counted: enough to know which words are common. */
const SAMPLE = 32;
/** Words that start alike, of which so many are looked for at once. More are common ones first, and the answer says so. */
const MOST_EXPANSIONS = 48;
const COUNTED = /^[a-z][a-z0-9]{2,23}$|^[^\0-\x7f]/;
const LAST = '\u{10ffff}';

export interface TermSample {
  note(seq: number, columns: readonly string[]): void;
  /** Belongs into the transaction of the rows. */
  write(): void;
}

export function createTermSample(db: Db): TermSample {
  const upsert = db.prepare<[string, number]>(
    'INSERT INTO search_term (term, n) VALUES (?, ?) ON CONFLICT (term) DO UPDATE SET n = n + excluded.n',
  );
  const counts = new Map<string, number>();
  return {
    note(seq, columns) {
      if (seq % SAMPLE !== 0) return;
      const words = new Set(
        columns
          .slice(0, -1)
          .join(' ')
          .toLowerCase()
          .split(/[^\p{L}\p{N}\p{M}]+/u),
      );
      for (const word of words) if (COUNTED.test(word)) counts.set(word, (counts.get(word) ?? 0) + 1);
    },
    write() {
      for (const [term, n] of counts) upsert.run(term, n);
      counts.clear();
    },
  };
}

export interface Expansion {
  terms: string[];
  /** Whether words were left out because too many start like that. */
  isBounded: boolean;
}

/** The words of an index that start with a prefix: all of them where they are few, else the most common ones. */
export function createExpander(
  db: Db,
  vocabulary: 'search_vocab' | 'search_directory_vocab' | 'search_shown_vocab',
): (prefix: string, most?: number) => Expansion {
  // One seek per word: the vocabulary's own list would walk through every place of every word.
  const next = db.prepare<[string], string>(`SELECT term FROM ${vocabulary} WHERE term >= ? LIMIT 1`).pluck();
  const common = db
    .prepare<[string, string, number], string>(
      'SELECT term FROM search_term WHERE term >= ? AND term < ? ORDER BY n DESC LIMIT ?',
    )
    .pluck();
  return (prefix, most = MOST_EXPANSIONS) => {
    const terms = new Set<string>();
    // Two letters begin far more words than are looked for: the common ones are asked for at once.
    const isWorthwhile = prefix.length > 2;
    let term = isWorthwhile ? next.get(prefix) : prefix;
    while (isWorthwhile && term?.startsWith(prefix) && terms.size < most) {
      const mark = term.indexOf(MARK);
      if (mark === -1) terms.add(term);
      // Past this word, or past all values of this facet.
      term = next.get(mark === -1 ? `${term}\u0001` : term.slice(0, mark + 1) + LAST);
    }
    if (!term?.startsWith(prefix)) return { terms: [...terms], isBounded: false };
    const frequent = common.all(prefix, prefix + LAST, most);
    return { terms: [...new Set([prefix, ...frequent, ...terms])].slice(0, most), isBounded: true };
  };
}
