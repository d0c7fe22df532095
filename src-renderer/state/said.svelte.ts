export interface Said {
  text: string;
  tone: 'done' | 'trouble' | 'news';
  action?: { label: string; run: () => void };
  /** What `action` brings back can be had in no other way: undo does it for longer. */
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
  /** What can be taken back, the latest last. News offers a way to go, which is no way back. */
  #ways: { run: () => void; until: number }[] = [];
  /** Came while a way back was offered: it waits until that has had its time. */
  #next: Said | null = null;

  say(said: Said): void {
    const { value } = this;
    if (said.tone === 'news' && value?.action !== undefined && value.tone !== 'news') {
      this.#next = said;
      return;
    }
    if (said.tone !== 'news' && said.action !== undefined) {
      this.#ways.push({ run: said.action.run, until: Date.now() + (said.isLasting ? LASTS_MS : STAYS_MS) });
    }
    this.#show(said);
  }
  #show(said: Said): void {
    clearTimeout(this.#timer);
    this.value = said;
    this.#timer = setTimeout(() => this.clear(), STAYS_MS);
  }

  /** These items changed (none: any may have): what is said of one goes on with it. `isSent` asks how it stands. */
  async follow(ids: readonly string[], isSent: (jobId: string) => Promise<boolean>): Promise<void> {
    const { value } = this;
    if (value?.of === undefined || (ids.length > 0 && !ids.includes(value.of.jobId))) return;
    const { jobId, sent } = value.of;
    if (!(await isSent(jobId))) return;
    this.#forget(value.action?.run);
    if (this.value === value) this.value = { text: sent, tone: 'done' };
  }

  /** Takes back what was done last and can be. False where there is nothing such. */
  undo(): boolean {
    this.#ways = this.#ways.filter(({ until }) => until > Date.now());
    const run = this.#ways.at(-1)?.run;
    if (run === undefined) return false;
    this.#do(run);
    return true;
  }
  /** Does what is offered. */
  act(): void {
    const run = this.value?.action?.run;
    if (run !== undefined) this.#do(run);
  }
  #do(run: () => void): void {
    this.#forget(run);
    if (this.value?.action?.run === run) this.clear();
    run();
  }
  #forget(run: (() => void) | undefined): void {
    this.#ways = this.#ways.filter((one) => one.run !== run);
  }

  /** Nothing of before is said or brought back any more. */
  reset(): void {
    this.#ways = [];
    this.#next = null;
    this.clear();
  }

  clear(): void {
    clearTimeout(this.#timer);
    this.value = null;
    const next = this.#next;
    this.#next = null;
    if (next !== null) this.#show(next);
  }
}
