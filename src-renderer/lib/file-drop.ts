import type { Attachment } from 'svelte/attachments';

const carriesFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') === true;

/**
 * Files that are dropped on an element go to `onfiles`; `onover` hears whether some are above it. An element inside that
 * takes them itself goes first.
 */
export const takesFiles =
  (onfiles: (files: readonly File[]) => void, onover: (isOver: boolean) => void = () => {}): Attachment<HTMLElement> =>
  (element) => {
    const over = (event: DragEvent): void => {
      const isTaken = carriesFiles(event) && !event.defaultPrevented;
      if (isTaken) event.preventDefault();
      onover(isTaken);
    };
    const leave = (event: DragEvent): void => {
      if (!element.contains(event.relatedTarget as Node | null)) onover(false);
    };
    const drop = (event: DragEvent): void => {
      onover(false);
      if (!carriesFiles(event) || event.defaultPrevented) return;
      event.preventDefault();
      onfiles([...(event.dataTransfer?.files ?? [])]);
    };
    element.addEventListener('dragover', over);
    element.addEventListener('dragleave', leave);
    element.addEventListener('drop', drop);
    return () => {
      element.removeEventListener('dragover', over);
      element.removeEventListener('dragleave', leave);
      element.removeEventListener('drop', drop);
    };
  };

/** For the window: a browser would open a file that is dropped where nothing takes it, in place of the console. */
export function refuseFiles(event: DragEvent): void {
  if (!carriesFiles(event) || event.defaultPrevented) return;
  event.preventDefault();
  if (event.dataTransfer) event.dataTransfer.dropEffect = 'none';
}
