interface Wishes {
  /** Above what it belongs to, where there is room. */
  above: boolean;
  /** Its end where the other's end is, rather than its beginning where the other begins. */
  toLeft: boolean;
  /** Pixels that all of it takes now, and that it may take. */
  height: number;
  highest: number;
}
/** Between the two, and from the edges of the window. Pixels. */
const GAP = 4;
const MARGIN = 8;

/**
 * Places what floats in the window's own layer below or above what it belongs to: on the other side where only that has room
 * for it or more of it, within the window in any case. What does not fit is scrolled to.
 */
export function placeBeside(floating: HTMLElement, to: HTMLElement, { above, toLeft, height, highest }: Wishes): void {
  const { style } = floating;
  const beside = to.getBoundingClientRect();
  const over = beside.top - GAP - MARGIN;
  const under = window.innerHeight - beside.bottom - GAP - MARGIN;
  const wanted = Math.min(height, highest);
  const isAbove = above ? over >= wanted || over >= under : under < wanted && over > under;
  style.inset = 'auto';
  style.maxWidth = `${window.innerWidth - 2 * MARGIN}px`;
  style.maxHeight = `${Math.min(highest, Math.max(0, isAbove ? over : under))}px`;
  if (isAbove) style.bottom = `${window.innerHeight - beside.top + GAP}px`;
  else style.top = `${beside.bottom + GAP}px`;
  const left = toLeft ? beside.right - floating.offsetWidth : beside.left;
  const most = window.innerWidth - MARGIN - floating.offsetWidth;
  style.left = `${Math.max(MARGIN, Math.min(left, most))}px`;
}
