export interface Said {
  text: string;
  tone: 'done' | 'trouble' | 'news';
  action?: { label: string; run: () => void };
}

const STAYS_MS = 8_000;

/** One short sentence about what was just done, for a while, with a way back where there is one. */
export class Sayings {
  value = $state.raw<Said | null>(null);
  #timer: ReturnType<typeof setTimeout> | undefined;

  say(said: Said): void {
    clearTimeout(this.#timer);
    this.value = said;
    this.#timer = setTimeout(() => this.clear(), STAYS_MS);
  }

  clear(): void {
    clearTimeout(this.#timer);
    this.value = null;
  }
}
