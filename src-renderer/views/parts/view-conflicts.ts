import type { CustomCondition, ViewFilter } from '../../../src-preload/contract/views.ts';
import type { TicketRow } from '../../../src-preload/contract/tickets.ts';
import { valueOf } from './view-conditions.ts';

const DAY_MS = 24 * 3_600_000;
const fold = (text: string): string => text.trim().toLowerCase();

/** Whether nothing is between two ends that don't belong to it. */
const isBetweenEmpty = (from: number, to: number, step: number): boolean => to - from <= step;

/** What a test asks of numbers or days, as a range whose ends belong to it or don't. */
function rangeOf({ test, value }: CustomCondition): { from: number; to: number } | null {
  const at = valueOf(test) === 'day' ? Date.parse(value) : Number(value);
  if (test === 'equals' || test === 'on') return { from: at, to: at };
  if (test === 'more' || test === 'after') return { from: at, to: Infinity };
  return test === 'less' || test === 'before' ? { from: -Infinity, to: at } : null;
}

/** Whether no value fits both of two complete conditions on one field. */
function contradict(a: CustomCondition, b: CustomCondition): boolean {
  const tests = [a.test, b.test];
  const [of, has] = [fold(a.value), fold(b.value)];
  if (tests.includes('empty')) return !tests.every((test) => test === 'empty' || test === 'hasNot');
  if (tests.includes('yes') && tests.includes('no')) return true;
  if (a.test === 'is' && b.test === 'is') return of !== has;
  if (a.test === 'is' && b.test === 'contains') return !of.includes(has);
  if (a.test === 'has' && b.test === 'hasNot') return of === has;
  const [first, second] = [rangeOf(a), rangeOf(b)];
  if (first === null || second === null || valueOf(a.test) !== valueOf(b.test)) return false;
  const [from, to] = [Math.max(first.from, second.from), Math.min(first.to, second.to)];
  const isPoint = [first, second].some((range) => range.from === range.to);
  if (!isPoint) return isBetweenEmpty(from, to, valueOf(a.test) === 'day' ? DAY_MS : 0);
  const [point, other] = first.from === first.to ? [first, second] : [second, first];
  if (other.from === other.to) return point.from !== other.from;
  return point.from <= other.from || point.from >= other.to;
}

/** The conditions of a filter that no ticket can fit: the statuses, the due time, custom conditions by their index. */
export interface Conflicts {
  status: boolean;
  due: boolean;
  custom: ReadonlySet<number>;
}

/** `custom` are the filter's own that are complete, null in the place of others. */
export function conflictsOf(
  filter: Pick<ViewFilter, 'statusTypes' | 'statuses' | 'due'>,
  custom: readonly (CustomCondition | null)[],
  typeOf: (status: string) => TicketRow['statusType'],
): Conflicts {
  const { statusTypes, statuses, due } = filter;
  const types = statuses.length === 0 ? statusTypes : statuses.map(typeOf);
  const fits = statusTypes.length === 0 ? types : types.filter((type) => statusTypes.includes(type));
  const asksOpen = due !== 'any' && due !== 'none';
  return {
    status: types.length > 0 && fits.length === 0,
    due: asksOpen && fits.length > 0 && fits.every((type) => type === 'Closed'),
    custom: new Set(
      custom.flatMap((one, index) => {
        const isAgainst = (other: CustomCondition | null, at: number): boolean =>
          one !== null &&
          other !== null &&
          at < index &&
          other.name === one.name &&
          (contradict(one, other) || contradict(other, one));
        return custom.some(isAgainst) ? [index] : [];
      }),
    ),
  };
}
