/** Tells elements when they come near the visible part of a scroller, and when they leave it far behind. */
export interface Nearness {
  /** Returns the function that stops watching. */
  watch(element: Element, onchange: (isNear: boolean) => void): () => void;
  disconnect(): void;
}

/** One observer for all rows; `margin` is how far beyond the visible part still counts as near. */
export function createNearness(root: () => Element, margin: string): Nearness {
  const listeners = new Map<Element, (isNear: boolean) => void>();
  let observer: IntersectionObserver | undefined;
  const start = (): IntersectionObserver =>
    new IntersectionObserver(
      (entries) => {
        for (const entry of entries) listeners.get(entry.target)?.(entry.isIntersecting);
      },
      { root: root(), rootMargin: margin },
    );
  return {
    watch(element, onchange) {
      observer ??= start();
      listeners.set(element, onchange);
      observer.observe(element);
      return () => {
        listeners.delete(element);
        observer?.unobserve(element);
      };
    },
    disconnect() {
      observer?.disconnect();
      listeners.clear();
    },
  };
}
