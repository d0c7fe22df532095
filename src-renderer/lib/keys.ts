/** Whether a key press belongs to the element that has it: someone is typing, or a menu or dialog is open. */
export function isTaken(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return true;
  // A press inside a message's frame comes from another realm, so no instanceof.
  const target = event.target as Partial<HTMLElement> | null;
  if (typeof target?.closest !== 'function') return false;
  const presses = event.key === 'Enter' || event.key === ' ';
  if (presses && target.closest('button, a, summary, [data-href]') != null) return true;
  return (
    target.isContentEditable === true ||
    target.closest('input, textarea, select, [role=menu], [data-writing], dialog[open]') != null
  );
}

export interface Shortcut {
  /** One key (`j`, `Escape`, `?`) or two after another (`g m`). */
  keys: string;
  run: () => void;
}

const SEQUENCE_MS = 1_200;

/** Turns key presses into commands. Feed it every press that is not taken; says whether it used this one. */
export function createShortcuts(list: () => readonly Shortcut[], now: () => number = () => performance.now()) {
  let prefix = '';
  let prefixAt = 0;
  return (event: KeyboardEvent): boolean => {
    if (isTaken(event)) return false;
    const key = event.key.length === 1 ? event.key.toLocaleLowerCase() : event.key;
    const shortcuts = list();
    const sequence = prefix !== '' && now() - prefixAt < SEQUENCE_MS ? `${prefix} ${key}` : key;
    prefix = '';
    const match =
      shortcuts.find((shortcut) => shortcut.keys === sequence) ?? shortcuts.find(({ keys }) => keys === key);
    if (match) {
      event.preventDefault();
      match.run();
      return true;
    }
    if (shortcuts.some(({ keys }) => keys.startsWith(`${key} `))) {
      prefix = key;
      prefixAt = now();
    }
    return false;
  };
}
