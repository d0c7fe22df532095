import type { Ticket } from './tickets.ts';

/** Whether two tags are one: the service minds no capitals. */
export const isSameTag = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

/** A ticket's tags; null while nobody knows them. A count of none says as much as an empty list. */
export const tagsOf = ({ tags, tagCount }: Pick<Ticket, 'tags' | 'tagCount'>): readonly string[] | null =>
  tags ?? (tagCount === 0 ? [] : null);

/** Tags with one more, or without one. */
export function changedTags(tags: readonly string[], name: string, isTagged: boolean): string[] {
  if (!isTagged) return tags.filter((tag) => !isSameTag(tag, name));
  return tags.some((tag) => isSameTag(tag, name)) ? [...tags] : [...tags, name];
}
