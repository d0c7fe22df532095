/** Keeps a list that floats above what it belongs to within the window: it scrolls where there is no room for all of it. */
export function fitsAbove(list: HTMLElement): void {
  const below = (list.offsetParent ?? document.body).getBoundingClientRect().top;
  list.style.maxHeight = `${Math.max(below - GAP, LEAST)}px`;
}
const GAP = 8;
const LEAST = 64;

/** An option that keys came to is seen. */
export const comesIntoSight = (isChosen: boolean) => (option: HTMLElement) => {
  if (isChosen) option.scrollIntoView({ block: 'nearest' });
};
