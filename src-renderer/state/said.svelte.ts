export interface Said {
  text: string;
  tone: 'done' | 'trouble' | 'news';
  action?: { label: string; run: () => void };
  /** What `action` brings back can be had in no other way: undo does it for longer, whatever is said meanwhile. */
  isLasting?: true;
  /** The item of the outbox that it speaks of, and what is said once that is sent. */
  of?: { jobId: string; sent: string };
  /** What else can be gone on with; no key reaches it. */
  other?: { label: string; run: () => void };
}

const STAYS_MS = 8_000;
const LASTS_MS = 10 * 60_000;

/** One short sentence about what was just done, for a while, with a way back where there is one. */
export class Sayings {
  value = $state.raw<Said | null>(null);
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** The last one is the latest. */
  #lasting: { run: () => void; until: number }[] = [];

  say(said: Said): void {
    clearTimeout(this.#timer);
    this.value = said;
    if (said.isLasting && said.action) this.#lasting.push({ run: said.action.run, until: Date.now() + LASTS_MS });
    this.#timer = setTimeout(() => this.clear(), STAYS_MS);
  }

  /** These items changed (none: any may have): what is said of one goes on with it. `isSent` asks how it stands. */
  async follow(ids: readonly string[], isSent: (jobId: string) => Promise<boolean>): Promise<void> {
    const { value } = this;
    if (value?.of === undefined || (ids.length > 0 && !ids.includes(value.of.jobId))) return;
    const { jobId, sent } = value.of;
    if ((await isSent(jobId)) && this.value === value) this.value = { text: sent, tone: 'done' };
  }

  /** Does what is offered, else brings back what was taken away last. False where there is nothing such. */
  undo(): boolean {
    this.#lasting = this.#lasting.filter(({ until }) => until > Date.now());
    const run = this.value?.action?.run ?? this.#lasting.at(-1)?.run;
    if (run === undefined) return false;
    this.#lasting = this.#lasting.filter((one) => one.run !== run);
    this.clear();
    run();
    return true;
  }

  /** Nothing of before is said or brought back any more. */
  reset(): void {
    this.#lasting = [];
    this.clear();
  }

  clear(): void {
    clearTimeout(this.#timer);
    this.value = null;
  }
}
