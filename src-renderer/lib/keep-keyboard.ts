import type { Attachment } from 'svelte/attachments';

/** Events that the innermost keeper has taken: what is around it leaves those alone. */
const taken = new WeakSet<Event>();

/**
 * Where what has the keyboard in an element goes away by itself, as a button that is used once, `onlost` gives it to another.
 * Of one keeper within another, the inner one alone does.
 */
export const keepsKeyboard =
  (onlost: (lost: Element) => void): Attachment<HTMLElement> =>
  (element) => {
    let last: Element | null = null;
    const come = (event: FocusEvent): void => {
      last = taken.has(event) ? null : (event.target as Element);
      taken.add(event);
    };
    const leave = (): void => {
      // What was only left is still there once the event is over.
      queueMicrotask(() => {
        if (!element.contains(document.activeElement) && last?.isConnected === true) last = null;
      });
    };
    const observer = new MutationObserver(() => {
      if (last === null || last.isConnected) return;
      const lost = last;
      last = null;
      if (document.activeElement === document.body) onlost(lost);
    });
    element.addEventListener('focusin', come);
    element.addEventListener('focusout', leave);
    observer.observe(element, { childList: true, subtree: true });
    return () => {
      element.removeEventListener('focusin', come);
      element.removeEventListener('focusout', leave);
      observer.disconnect();
    };
  };
