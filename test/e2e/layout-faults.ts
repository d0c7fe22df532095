/** Runs in the page: controls that no scrolling brings into sight, and what scrolls in two directions. */
export function outOfReach(): string[] {
  const found: string[] = [];
  const nameOf = (one: Element): string =>
    `${one.localName}.${one.className} “${(one.getAttribute('aria-label') ?? one.textContent).trim().slice(0, 30)}”`;
  const scrolls = (overflow: string): boolean => overflow === 'auto' || overflow === 'scroll';
  for (const one of document.querySelectorAll<HTMLElement>('body, body *')) {
    const { overflowX, overflowY } = getComputedStyle(one);
    const wide = scrolls(overflowX) && one.scrollWidth > one.clientWidth + 1;
    const high = scrolls(overflowY) && one.scrollHeight > one.clientHeight + 1;
    if (wide && high && one.clientWidth > 0 && one.localName !== 'textarea') found.push(`two ways: ${nameOf(one)}`);
  }
  const root = document.documentElement;
  if (root.scrollWidth > innerWidth + 1) found.push(`the page is ${root.scrollWidth} wide`);
  for (const { contentDocument, title } of document.querySelectorAll('iframe')) {
    const inside = contentDocument?.documentElement;
    // One that is still being read has not been measured.
    if (contentDocument?.readyState !== 'complete') continue;
    if (inside && inside.clientWidth > 0 && inside.scrollWidth > inside.clientWidth + 1)
      found.push(`a message of ${inside.scrollWidth} px in ${inside.clientWidth}: ${title}`);
  }
  const modal = [...document.querySelectorAll('dialog[open]')].at(-1);
  const controls = (modal ?? document.body).querySelectorAll<HTMLElement>(
    'button, a[href], input, select, textarea, [role=menuitem], [role=switch], [contenteditable=true]',
  );
  for (const control of controls) {
    if (!control.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
    if (control.closest('.visually-hidden, [inert], [aria-hidden=true]')) continue;
    let { left, right, top, bottom } = control.getBoundingClientRect();
    if (right - left < 2 || bottom - top < 2) continue;
    for (let box = control.parentElement; box !== null; box = box.parentElement) {
      const { overflowX, overflowY, position } = getComputedStyle(box);
      const frame = box.getBoundingClientRect();
      // What scrolls brings it to any place within itself; what only cuts hides it.
      if (scrolls(overflowY)) [top, bottom] = [frame.top, frame.top + 1];
      else if (overflowY !== 'visible' && box !== document.body && (top < frame.top - 2 || bottom > frame.bottom + 2)) {
        found.push(`cut in height: ${nameOf(control)} in ${nameOf(box)}`);
        break;
      }
      if (scrolls(overflowX)) [left, right] = [frame.left, frame.left + 1];
      else if (overflowX !== 'visible' && box !== document.body && (left < frame.left - 2 || right > frame.right + 2)) {
        found.push(`cut in width: ${nameOf(control)} in ${nameOf(box)}`);
        break;
      }
      if (position === 'fixed') break;
    }
    if (left < -2 || right > innerWidth + 2 || top < -2 || bottom > innerHeight + 2) {
      const at = [left, top, right, bottom].map(Math.round).join(', ');
      found.push(`outside: ${nameOf(control)} at ${at}`);
    }
  }
  return [...new Set(found)];
}

/**
 * Runs in the page: pairs of a list's items whose words or pictures lie over each other, and those that stand out of the
 * list. Boxes tell nothing: what is too long for one lies beside it.
 */
export function contentsThatMeet(selector: string): string[] {
  const found: string[] = [];
  const list = document.querySelector(selector)!;
  const frame = list.getBoundingClientRect();
  const seen = (node: Element): boolean => node.closest('.visually-hidden') === null && node.checkVisibility();
  const items = [...list.children].map((item) => {
    const rects: DOMRect[] = [];
    const walker = document.createTreeWalker(item, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const text = walker.currentNode;
      const parent = text.parentElement!;
      if (text.textContent!.trim() === '' || !seen(parent)) continue;
      const range = document.createRange();
      range.selectNodeContents(text);
      const clip = parent.closest('.ellipsis')?.getBoundingClientRect();
      for (const { left, top, right, bottom } of range.getClientRects()) {
        const end = clip === undefined ? right : Math.min(right, clip.right);
        rects.push(new DOMRect(left, top, end - left, bottom - top));
      }
    }
    for (const picture of item.querySelectorAll('svg')) if (seen(picture)) rects.push(picture.getBoundingClientRect());
    return { name: item.textContent.trim(), rects };
  });
  for (const [index, { name, rects }] of items.entries()) {
    if (rects.some(({ left, right }) => left < frame.left - 0.5 || right > frame.right + 0.5)) {
      found.push(`“${name}” stands out`);
    }
    for (const other of items.slice(index + 1)) {
      const meet = rects.some((a) =>
        other.rects.some(
          (b) => a.left < b.right - 0.5 && b.left < a.right - 0.5 && a.top < b.bottom - 0.5 && b.top < a.bottom - 0.5,
        ),
      );
      if (meet) found.push(`“${name}” lies over “${other.name}”`);
    }
  }
  return found;
}
