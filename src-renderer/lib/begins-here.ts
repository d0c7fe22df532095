import type { Attachment } from 'svelte/attachments';

/** A page begins here: as it comes this gets the keyboard, where nothing else has it. */
export const beginsHere: Attachment<HTMLElement> = (element) => {
  if (document.activeElement === null || document.activeElement === document.body)
    element.focus({ preventScroll: true });
};
