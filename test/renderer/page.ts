import { vi } from 'vitest';

/** What jsdom lacks of a page: sizes, observers, dialogs, media queries. Import it before anything that renders. */

const VIEWPORT = { width: 320, height: 520 };

class SizedObserver implements ResizeObserver {
  readonly #callback: ResizeObserverCallback;
  readonly #seen = new Set<Element>();
  constructor(callback: ResizeObserverCallback) {
    this.#callback = callback;
  }
  observe(target: Element): void {
    this.#seen.add(target);
    // Rows and the headings between them.
    const isRow = target.parentElement?.closest('[role=listbox]') != null || target.matches('li[aria-posinset]');
    const size = isRow ? { width: VIEWPORT.width, height: 52 } : VIEWPORT;
    // A task of its own, as in a browser: what it sets off may bring more to be observed.
    setTimeout(() => {
      if (this.#seen.has(target))
        this.#callback([{ target, contentRect: size } as unknown as ResizeObserverEntry], this);
    });
  }
  unobserve(target: Element): void {
    this.#seen.delete(target);
  }
  disconnect(): void {
    this.#seen.clear();
  }
}

class EverythingIsNear implements IntersectionObserver {
  readonly root = null;
  readonly rootMargin = '';
  readonly scrollMargin = '';
  readonly thresholds = [];
  readonly #callback: IntersectionObserverCallback;
  constructor(callback: IntersectionObserverCallback) {
    this.#callback = callback;
  }
  observe(target: Element): void {
    const boundingClientRect = target.getBoundingClientRect();
    const entry = { target, isIntersecting: true, boundingClientRect } as IntersectionObserverEntry;
    queueMicrotask(() => this.#callback([entry], this));
  }
  unobserve(): void {}
  disconnect(): void {}
  takeRecords(): IntersectionObserverEntry[] {
    return [];
  }
}

vi.stubGlobal('ResizeObserver', SizedObserver);
vi.stubGlobal('IntersectionObserver', EverythingIsNear);
window.matchMedia = (query) =>
  ({ matches: false, media: query, addEventListener() {}, removeEventListener() {} }) as unknown as MediaQueryList;
Object.defineProperty(HTMLElement.prototype, 'offsetParent', { get: () => document.body, configurable: true });
Object.defineProperty(HTMLElement.prototype, 'clientHeight', { get: () => VIEWPORT.height, configurable: true });
Element.prototype.scrollIntoView = () => {};
Range.prototype.getClientRects = () => [] as unknown as DOMRectList;
Range.prototype.getBoundingClientRect = () => new DOMRect();
document.elementFromPoint = () => null;
HTMLElement.prototype.scrollTo = () => {};
HTMLDialogElement.prototype.showModal = function showModal() {
  this.setAttribute('open', '');
};
HTMLDialogElement.prototype.close = function close() {
  this.removeAttribute('open');
};
Object.defineProperty(window, 'innerWidth', { value: 1280, configurable: true, writable: true });
