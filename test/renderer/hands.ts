/** As if somebody wrote it: the caret stands behind it. */
export function type(field: HTMLTextAreaElement | HTMLInputElement, text: string): void {
  field.focus();
  field.value = text;
  field.setSelectionRange?.(text.length, text.length);
  field.dispatchEvent(new Event('input', { bubbles: true }));
}

/** A key pressed in a field; false when it was used. */
export const key = (field: Element, name: string, more: KeyboardEventInit = {}): boolean =>
  field.dispatchEvent(new KeyboardEvent('keydown', { key: name, bubbles: true, cancelable: true, ...more }));

/** Whether nothing can be done in it just now. */
export const isInert = (element: HTMLElement | null): boolean =>
  element !== null && (element.inert || isInert(element.parentElement));

/** What tests use of the rich editor. */
export interface EditorFace {
  commands: { insertContent(html: string): boolean };
  getHTML(): string;
  view: { pasteHTML(html: string): boolean };
}
