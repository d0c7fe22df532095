/**
 * Keys that are pressed while a word is being composed are the input method's: Enter takes its word, and sends, saves or
 * chooses nothing. To be called before any other handler. The rich editor follows them itself.
 */
export function leaveToInputMethod(event: KeyboardEvent): void {
  const { isContentEditable } = event.target as Partial<HTMLElement>;
  if (event.isComposing && isContentEditable !== true) event.stopImmediatePropagation();
}
