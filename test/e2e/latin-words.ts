/** Words that Chinese writes in Latin letters: names of things, units, formats. */
export const LATIN_TERMS: readonly string[] = [
  ...['Deskhand', 'English', 'Facebook', 'Twitter', 'API', 'ID', 'JSON', 'CSV', 'PDF', 'HTML', 'URL', 'UTC', 'MIT'],
  ...['Cookie', 'Esc', 'Enter', 'Ctrl', 'Shift', 'Tab', 'kB', 'MB', 'GB', 'PNG', 'Linux', 'CRM'],
  // Of the preview: a kind that only a newer console knows, the words of a link, the name of a custom field.
  ...['note', 'pin', 'pinned', 'bank', 'serial', 'number'],
];

/**
 * Runs in the page: words in Latin letters that stand on a Chinese screen, or in a name or hint of a control, and that no
 * answer of the core holds as data. `window.told` holds the texts that the core answered, but for codes and sentences.
 */
export function latinWords(terms: readonly string[]): string[] {
  const { told } = window as unknown as { told: ReadonlySet<string> };
  // Operators of the search and placeholders are typed as they are, in every language.
  const wordsOf = (text: string): string[] => text.replace(/\b[a-z]+:|\{\{[\w.]+\}\}/g, ' ').match(/[a-z]{2,}/gi) ?? [];
  const apart = (text: string): string => text.replace(/([a-z\d])([A-Z])/g, '$1 $2');
  const known = new Set(terms.map((term) => term.toLowerCase()));
  for (const text of told) {
    for (const word of [...wordsOf(text), ...wordsOf(apart(text))]) known.add(word.toLowerCase());
  }
  const found = new Set<string>();
  const read = (text: string | null, where: string): void => {
    if (/^(?:mailto|tel):/.test(text ?? '')) return;
    for (const word of wordsOf(text ?? '')) {
      if (!known.has(word.toLowerCase())) found.add(`“${word}” in ${where} “${(text ?? '').trim().slice(0, 60)}”`);
    }
  };
  // Keys are named as they are printed, packages as they are called; initials are of people.
  const isApart = (element: Element): boolean =>
    element.closest('kbd, code, .avatar, dialog summary, script, style') !== null;
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const { parentElement: parent, textContent } = walker.currentNode;
    if (parent === null || isApart(parent) || !parent.checkVisibility()) continue;
    read(textContent, parent.localName);
  }
  for (const element of document.querySelectorAll('[aria-label], [title], [placeholder], [alt]')) {
    if (isApart(element) || !element.checkVisibility()) continue;
    for (const name of ['aria-label', 'title', 'placeholder', 'alt']) read(element.getAttribute(name), name);
  }
  return [...found];
}
