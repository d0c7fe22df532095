import { fold, wordsOf } from '../lib/search-text.ts';

/** A sign that no word contains, so that a facet is never met by typing. */
export const MARK = '¤';

/** What the index says about a ticket beside its words. */
export type Facet =
  'is' | 'has' | 'status' | 'priority' | 'channel' | 'assignee' | 'department' | 'tag' | 'contact' | 'account' | 'kind';

/** A value as it is compared: "On Hold", "on-hold" and "onhold" are one. */
export const facetValue = (value: string): string =>
  wordsOf(fold(value))
    .map(({ text }) => text)
    .join('');

/** The token of a facet. No value is written as `none`. */
export const facetToken = (facet: Facet, value: string | null | undefined): string =>
  `${facet}${MARK}${facetValue(value ?? '') || 'none'}`;

/** Stands at every row, for queries that only exclude. */
export const EVERY = `any${MARK}`;
