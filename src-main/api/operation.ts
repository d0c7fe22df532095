import { z } from 'zod';
import * as lenient from '../../src-preload/contract/lenient.ts';
import { AppError } from '../lib/app-error.ts';
import type { CallOptions } from './client.ts';

/** Where a page begins and how long it may be. Leave `from` out for the first: it counts from 0 in some places, from 1 in others. */
export interface PageQuery {
  from?: number;
  limit?: number;
}

export interface ListOptions extends CallOptions, PageQuery {}

/** `{data: [...]}`; rows that can't be read are left out, a missing list is empty. */
export const listOf = <S extends z.ZodType>(row: S) => z.looseObject({ data: lenient.list(row) });

/** The rows of a list's answer; 204 without a body is an empty list. */
export const rowsOf = <T>(answer: { data?: T[] | undefined } | null): T[] => answer?.data ?? [];

/** Only the page's own query names, so that call options don't reach the wire. */
export const pageQuery = ({ from, limit }: PageQuery): { from: number | undefined; limit: number | undefined } => ({
  from,
  limit,
});

/** Only the call's own options. Undefined ones are left out. */
export const callOptions = ({ priority, signal }: CallOptions): CallOptions => ({
  ...(priority === undefined ? {} : { priority }),
  ...(signal === undefined ? {} : { signal }),
});

/** Encodes the parts of a path: path`/tickets/${id}`. */
export function path(strings: TemplateStringsArray, ...parts: string[]): string {
  return String.raw({ raw: strings }, ...parts.map(encodeURIComponent));
}

/** The row of an answer that must have one; `notFound` when the service sent no body. */
export function rowOf<T>(answer: T | null, operation: string): T {
  if (answer === null) throw new AppError('notFound', `The service answered ${operation} without a row.`);
  return answer;
}
