import type { Attachment } from 'svelte/attachments';

/** Where what has the keyboard in an element goes away by itself, as a button that is used once, `onlost` gives it to another. */
export const keepsKeyboard =
  (onlost: () => void): Attachment<HTMLElement> =>
  (element) => {
    let last: Element | null = null;
    const come = (event: FocusEvent): void => {
      last = event.target as Element;
    };
    const leave = (): void => {
      // What was only left is still there once the event is over.
      queueMicrotask(() => {
        if (document.activeElement === document.body && last?.isConnected === true) last = null;
      });
    };
    const observer = new MutationObserver(() => {
      if (last === null || last.isConnected) return;
      last = null;
      if (document.activeElement === document.body) onlost();
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
