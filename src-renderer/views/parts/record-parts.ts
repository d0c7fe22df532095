import type { ErrorCode } from '../../../src-preload/contract/wire.ts';

/** What stands above some rows of a list. */
export interface Heading {
  /** Index of the row that it stands before. */
  at: number;
  label: string;
  count: number;
  tone: 'danger' | 'warning' | 'plain';
}

/** Fields of a page that stand together. */
export interface Section {
  id: 'reach' | 'work' | 'address' | 'about' | 'times';
  fields: readonly string[];
}

/** What a list view asks of a list, whatever it holds. */
export interface ListState<R extends { id: string }, S extends string> {
  readonly query: { text: string; sort: S; isReversed: boolean };
  readonly total: number | null;
  readonly asOf: number | null;
  readonly error: { code: ErrorCode } | null;
  row(index: number): R | undefined;
  indexOf(id: string | null): number;
  at(index: number): Promise<R | null>;
  ask(change: { text?: string; sort?: S; isReversed?: boolean }): void;
  show(first: number, last: number): void;
  watch(): () => void;
  invalidate(atOnce?: boolean): void;
}
