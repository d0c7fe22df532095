import type { Attachment } from 'svelte/attachments';

/**
 * Keys that are pressed while a word is being composed are the input method's: Enter takes its word, and sends, saves or
 * chooses nothing. To be called before any other handler. The rich editor follows them itself.
 */
export function leaveToInputMethod(event: KeyboardEvent): void {
  const { isContentEditable } = event.target as Partial<HTMLElement>;
  if (event.isComposing && isContentEditable !== true) event.stopImmediatePropagation();
}

/**
 * Tells what a field that asks for something holds, after each change; of a word that is being composed, once it is: the
 * letters on the way to it are nobody's question.
 */
export const asksFor =
  (hear: (text: string) => void): Attachment<HTMLInputElement> =>
  (input) => {
    const change = (event: Event): void => {
      if ((event as InputEvent).isComposing !== true) hear(input.value);
    };
    input.addEventListener('input', change);
    input.addEventListener('compositionend', change);
    return () => {
      input.removeEventListener('input', change);
      input.removeEventListener('compositionend', change);
    };
  };
