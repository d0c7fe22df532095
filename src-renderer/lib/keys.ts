type Target = Partial<HTMLElement> | null;
/** Whether someone is typing there, or a menu or dialog is open. */
export const takesKeys = (target: Target): boolean =>
  target?.isContentEditable === true ||
  target?.closest?.('input, textarea, select, [role=menu], [data-writing], dialog[open]') != null;

/** Whether a key press belongs to the element that has it. */
export function isTaken(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey) return true;
  // With Alt a letter may be another one; an arrow stays what it is.
  if (event.altKey && [...event.key].length === 1) return true;
  // A press inside a message's frame comes from another realm, so no instanceof.
  const target = event.target as Target;
  if (typeof target?.closest !== 'function') return false;
  const presses = event.key === 'Enter' || event.key === ' ';
  if (presses && target.closest('button, a, summary, [data-href]') != null) return true;
  return takesKeys(target);
}

/** Whether a field does it itself with its text. */
export const isFieldsOwn = (keys: string): boolean => ['Mod+z', 'Mod+Shift+z', 'Mod+y'].includes(keys);

export interface Shortcut {
  /** One key (`j`, `Escape`, `?`, `Shift+j`, `Mod+k`) or two after another (`g m`). `Mod` is Ctrl, or Command on a Mac. */
  keys: string;
  /** Null while it can't be done. */
  run: (() => void) | null;
}

const SEQUENCE_MS = 1_200;
const MODIFIERS = ['Shift', 'Control', 'Alt', 'Meta', 'AltGraph', 'CapsLock', 'Dead', 'Process', 'Unidentified'];

/**
 * The name of the key that was pressed, as `Shortcut.keys` has it; null for a modifier alone. Signs carry their own
 * Shift (`?`, `@`), letters are the same with Caps Lock.
 */
export function keyOf(event: KeyboardEvent): string | null {
  if (MODIFIERS.includes(event.key)) return null;
  const isChar = [...event.key].length === 1 && event.key !== ' ';
  const lower = isChar ? event.key.toLocaleLowerCase() : event.key === ' ' ? 'Space' : event.key;
  const isLetter = isChar && lower !== event.key.toLocaleUpperCase();
  const shift = event.shiftKey && (!isChar || isLetter) ? 'Shift+' : '';
  return `${event.ctrlKey || event.metaKey ? 'Mod+' : ''}${event.altKey ? 'Alt+' : ''}${shift}${lower}`;
}

/**
 * Turns key presses into commands. Feed it every press; says whether it used this one. Those with `Mod` work while
 * somebody types as well but for those that undo, all others leave the press to the element that has it.
 */
export function createShortcuts(list: () => readonly Shortcut[], now: () => number = () => performance.now()) {
  let prefix = '';
  let prefixAt = 0;
  return (event: KeyboardEvent): boolean => {
    const key = keyOf(event);
    if (key === null || event.defaultPrevented || event.isComposing) return false;
    const isModified = key.startsWith('Mod+');
    if (isFieldsOwn(key) ? takesKeys(event.target as Target) : !isModified && isTaken(event)) return false;
    const shortcuts = list();
    const use = (run: () => void): true => {
      event.preventDefault();
      run();
      return true;
    };
    const named = (wanted: string): Shortcut['run'] =>
      shortcuts.find(({ keys, run }) => keys === wanted && run !== null)?.run ?? null;
    if (isModified) {
      const run = named(key);
      return run ? use(run) : false;
    }
    // What can't be done now must not become something else: neither a second key one of its own, nor a capital its letter.
    const plain = key.replace('Shift+', '');
    const own = shortcuts.some(({ keys }) => keys === key) ? key : plain;
    const isSecond = prefix !== '' && now() - prefixAt < SEQUENCE_MS;
    const run = named(isSecond ? `${prefix} ${plain}` : own);
    prefix = '';
    if (run) return use(run);
    if (shortcuts.some(({ keys, run }) => run !== null && keys.startsWith(`${plain} `))) {
      prefix = plain;
      prefixAt = now();
    }
    return false;
  };
}

/** Whether a key can be a command's while one writes: it is held with Ctrl, Command or Alt, or it writes nothing. */
export const writesNothing = (keys: string): boolean => /^(?:(?:Mod|Alt)\+\S+|(?:Shift\+)?F\d+|Escape)$/.test(keys);

/** Whether a key is the system's, the window's or the browser's: one that closes, quits, copies or magnifies. */
export const isTheSystems = (keys: string): boolean =>
  /^(?:Mod\+(?:[acmnqtvwxyz0=+-]|Shift\+[intwz]|Tab)|Alt\+(?:F4|Tab)|F11)$/.test(keys);

const NAMES: Record<string, string> = {
  Escape: 'Esc',
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
  PageUp: 'PgUp',
  PageDown: 'PgDn',
};
const isMac = (): boolean => /mac|iphone|ipad/i.test(navigator.userAgent);

/** The keys as they stand on the keyboard, one text per press: `g m` is `G`, `M`; `Mod+k` is `Ctrl+K` or `⌘K`. */
export function keyLabels(keys: string, mac: boolean = isMac()): string[] {
  const one = (key: string): string => {
    const parts = key === '+' ? ['+'] : key.split('+');
    const name = parts.pop() || '+';
    const held = parts.filter((part) => part !== '').map((part) => (part === 'Mod' ? (mac ? '⌘' : 'Ctrl') : part));
    const label = NAMES[name] ?? (name.length === 1 ? name.toLocaleUpperCase() : name);
    return mac
      ? [...held.filter((part) => part !== '⌘'), `${held.includes('⌘') ? '⌘' : ''}${label}`].join('+')
      : [...held, label].join('+');
  };
  return keys === '' ? [] : keys.split(' ').map(one);
}
