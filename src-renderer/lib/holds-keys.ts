import { tick } from 'svelte';
import type { Attachment } from 'svelte/attachments';

/** Gives a field the keyboard, and writes into it as if it was typed: over what is selected, else where the caret is. */
export function typeInto(field: HTMLElement | null | undefined, text: string): void {
  field?.focus();
  if (text === '' || !(field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement)) return;
  if (field.selectionStart !== null) field.setRangeText(text, field.selectionStart, field.selectionEnd ?? 0, 'end');
  else if (field.type === 'email') field.value += text;
  else return;
  field.dispatchEvent(new Event('input', { bubbles: true }));
}

/**
 * A form that takes nothing until it `opened` has the keyboard meanwhile, where it `asks` for it or is given it; `take` is
 * given what was typed then, to give the keyboard on and write it there. The form can have the focus (`tabindex="-1"`), its
 * fields are `inert` until then.
 */
export const holdsKeys =
  (opened: Promise<unknown>, take: (typed: string) => void, asks = true): Attachment<HTMLElement> =>
  (element) => {
    let isOver = false;
    let held = '';
    const hold = (event: KeyboardEvent): void => {
      if (event.target !== element || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === 'Backspace') held = held.slice(0, -1);
      else if (event.key === 'Enter') held += '\n';
      else if ([...event.key].length === 1) held += event.key;
      else return;
      event.preventDefault();
      event.stopPropagation();
    };
    const end = (): void => {
      isOver = true;
      element.removeEventListener('keydown', hold, { capture: true });
    };
    element.addEventListener('keydown', hold, { capture: true });
    // Once the dialog around it is open.
    void tick().then(() => {
      if (asks && !isOver) element.focus();
    });
    void opened.then(tick).then(() => {
      if (isOver) return;
      end();
      if (document.activeElement === element) take(held);
    });
    return end;
  };
