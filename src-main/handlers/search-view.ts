import { type ViewFilter, viewFilter } from '../../src-preload/contract/views.ts';
import { parseQuery, type SearchTerm } from '../lib/search-query.ts';
import { valueCalled } from '../lib/search-values.ts';
import { facetValue } from '../store/search-facets.ts';
import type { SearchScope, SearchStore } from '../store/search.ts';

type Conditions = Partial<Omit<ViewFilter, 'text' | 'custom'>>;

const FLAGS: Readonly<Record<string, Conditions>> = {
  open: { statusTypes: ['Open', 'On Hold'] },
  closed: { statusTypes: ['Closed'] },
  onhold: { statusTypes: ['On Hold'] },
  overdue: { due: 'overdue' },
};
const ME = new Set(['me', 'self', '我', '自己']);

/** The one that is called so and nothing else; undefined for a part of a name, or a name that several have. */
function onlyOne<T>(from: readonly T[], nameOf: (one: T) => string, wanted: string): T | undefined {
  const called = from.filter((one) => facetValue(nameOf(one)) === facetValue(wanted));
  return called.length === 1 ? called[0] : undefined;
}

/** A term as conditions of a view that hold the same tickets; null where only the words say it. */
function conditionsOf(term: SearchTerm, scope: SearchScope, listValues: SearchStore['listValues']): Conditions | null {
  if (term.isExcluded) return null;
  if (term.kind === 'flag') return term.field === 'is' ? (FLAGS[term.value] ?? null) : null;
  if (term.kind !== 'listed') return null;
  const { field, value } = term;
  if (field === 'assignee') {
    if (ME.has(value.trim().toLowerCase())) return { assigneeIds: ['me'] };
    const agent = onlyOne(scope.agents(), ({ name }) => name, value);
    return agent === undefined ? null : { assigneeIds: [agent.id] };
  }
  if (field === 'department') {
    const department = onlyOne(scope.departments(), ({ name }) => name, value);
    return department === undefined ? null : { departmentIds: [department.id] };
  }
  const known = listValues(field);
  const called = onlyOne(known, (one) => one, valueCalled(field, value, known));
  if (called === undefined) return null;
  if (field === 'tag') return { tags: [called] };
  return field === 'status'
    ? { statuses: [called] }
    : field === 'priority'
      ? { priorities: [called] }
      : { channels: [called] };
}

/**
 * What a query asks of tickets, as a view's conditions: those of a field of their own, the first of each, and the rest as
 * words. Null for one that asks nothing, or whose words are longer than a view takes.
 */
export function viewOfSearch(
  text: string,
  scope: SearchScope,
  search: Pick<SearchStore, 'listValues' | 'ticketIds'>,
): ViewFilter | null {
  if (search.ticketIds(text, scope, 1) === null) return null;
  const { terms } = parseQuery(text, scope.now, scope.zone);
  const filter: Conditions = {};
  const left = terms.filter((term) => {
    const conditions = conditionsOf(term, scope, (field) => search.listValues(field));
    if (conditions === null || Object.keys(conditions).some((name) => name in filter)) return true;
    Object.assign(filter, conditions);
    return false;
  });
  const words = left.map((term, index) => {
    const word = text.slice(term.start, term.end);
    // Begun words count at the end alone: one that comes to stand there stays whole.
    const isWhole = term.kind === 'text' && term.field === null && !term.isPrefix && !term.isExcluded;
    return index === left.length - 1 && isWhole && /^[^\s"“”:：]+$/.test(word) ? `"${word}"` : word;
  });
  return viewFilter.safeParse({ ...filter, text: words.join(' ') }).data ?? null;
}
