export interface Said {
  text: string;
  tone: 'done' | 'trouble' | 'news';
  action?: { label: string; run: () => void };
  /** The item of the outbox that it speaks of, and what is said once that is sent. */
  of?: { jobId: string; sent: string };
  /** What else can be gone on with; no key reaches it. */
  other?: { label: string; run: () => void };
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

  /** These items changed (none: any may have): what is said of one goes on with it. `isSent` asks how it stands. */
  async follow(ids: readonly string[], isSent: (jobId: string) => Promise<boolean>): Promise<void> {
    const { value } = this;
    if (value?.of === undefined || (ids.length > 0 && !ids.includes(value.of.jobId))) return;
    const { jobId, sent } = value.of;
    if ((await isSent(jobId)) && this.value === value) this.value = { text: sent, tone: 'done' };
  }

  clear(): void {
    clearTimeout(this.#timer);
    this.value = null;
  }
}
