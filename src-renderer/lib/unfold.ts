import type { Attachment } from 'svelte/attachments';

/** What a press unfolds is in sight; what was unfolded from the start moves nothing. */
export const unfoldsIntoSight: Attachment<HTMLDetailsElement> = (details) => {
  let isPressed = false;
  const press = ({ target }: Event): void => {
    if (target instanceof Element && target.closest('summary')?.parentElement === details) isPressed = true;
  };
  const toggle = (): void => {
    if (isPressed && details.open) details.scrollIntoView({ block: 'nearest' });
    isPressed = false;
  };
  details.addEventListener('click', press);
  details.addEventListener('toggle', toggle);
  return () => {
    details.removeEventListener('click', press);
    details.removeEventListener('toggle', toggle);
  };
};
