import type { CustomCondition, CustomFieldKind } from '../../../src-preload/contract/views.ts';
import { isDay } from '../../lib/zone.svelte.ts';

type Kind = CustomFieldKind['kind'];
type Test = CustomCondition['test'];

const OF_TEXT = ['is', 'contains', 'empty', 'filled'] as const;
/** What can be asked of a field of each kind. */
const TESTS: Record<Kind, readonly Test[]> = {
  text: OF_TEXT,
  choice: OF_TEXT,
  number: ['equals', 'less', 'more', 'empty', 'filled'],
  date: ['on', 'before', 'after', 'empty', 'filled'],
  flag: ['yes', 'no', 'empty', 'filled'],
  list: ['has', 'hasNot', 'empty', 'filled'],
};

/** What a test compares with; null for nothing. */
export function valueOf(test: Test): 'text' | 'number' | 'day' | 'item' | null {
  if (test === 'is' || test === 'contains') return 'text';
  if (test === 'equals' || test === 'less' || test === 'more') return 'number';
  if (test === 'on' || test === 'before' || test === 'after') return 'day';
  return test === 'has' || test === 'hasNot' ? 'item' : null;
}

const isNumber = (text: string): boolean => /^[+-]?\d+(?:\.\d+)?$/.test(text.trim());

/** Whether there is what it compares with. */
export function isComplete({ test, value }: CustomCondition): boolean {
  const wanted = valueOf(test);
  if (wanted === 'number') return isNumber(value);
  if (wanted === 'day') return isDay(value);
  return wanted === null || value.trim() !== '';
}

/** The condition as its field's kind has it: older filters compare every field as text. */
export function ofKind(condition: CustomCondition, kind: Kind): CustomCondition {
  const { test, value } = condition;
  if (test !== 'is') return condition;
  if (kind === 'number' && isNumber(value)) return { ...condition, test: 'equals' };
  if (kind === 'date' && isDay(value)) return { ...condition, test: 'on' };
  if (kind === 'flag' && (value === 'true' || value === 'false'))
    return { ...condition, test: value === 'true' ? 'yes' : 'no', value: '' };
  return condition;
}

/** The tests that are offered for a condition; its own one in any case. */
export const testsFor = (kind: Kind, test: Test): readonly Test[] =>
  TESTS[kind].includes(test) ? TESTS[kind] : [test, ...TESTS[kind]];

/** The first condition on a field. */
export const conditionOn = ({ name, kind, values }: CustomFieldKind): CustomCondition =>
  withTest({ name, test: 'is', value: '' }, TESTS[kind][0] ?? 'is', values);

/** With another test; what it compares with stays where it can. `values` are those that the field is known to hold. */
export function withTest(condition: CustomCondition, test: Test, values: readonly string[]): CustomCondition {
  const [had, wants] = [valueOf(condition.test), valueOf(test)];
  const value = had === wants ? condition.value : wants === 'item' ? (values[0] ?? '') : '';
  return { ...condition, test, value };
}
