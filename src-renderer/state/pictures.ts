import type { Bridge } from '../bridge/bridge.ts';

/** Own addresses of pictures by their source; null for what can't be had. */
export type PictureUrls = Readonly<Record<string, string | null>>;

const MOST = 3_000;

/** Pictures of messages, by addresses of the page's own origin: the core fetches them. */
export class Pictures {
  readonly #bridge: Bridge;
  readonly #known = new Map<string, string>();

  constructor(bridge: Bridge) {
    this.#bridge = bridge;
  }

  /** Pictures that came with a message. */
  inline(ticketId: string, threadId: string | null, sources: readonly string[]): Promise<PictureUrls> {
    return this.#find(`${ticketId}/${threadId}`, sources, (wanted) =>
      this.#bridge.call('attachments.inline', { ticketId, threadId, sources: wanted }),
    );
  }
  /** Pictures on the network: their server learns that somebody reads. */
  remote(sources: readonly string[]): Promise<PictureUrls> {
    return this.#find('remote', sources, (wanted) => this.#bridge.call('attachments.remote', { sources: wanted }));
  }
  reset(): void {
    this.#known.clear();
  }

  async #find(
    place: string,
    sources: readonly string[],
    ask: (wanted: string[]) => Promise<PictureUrls>,
  ): Promise<PictureUrls> {
    const wanted = [...new Set(sources)].slice(0, 100);
    const missing = wanted.filter((source) => !this.#known.has(`${place} ${source}`));
    try {
      const found = missing.length === 0 ? {} : await ask(missing);
      if (this.#known.size > MOST) this.#known.clear();
      for (const [source, url] of Object.entries(found)) if (url !== null) this.#known.set(`${place} ${source}`, url);
    } catch {
      // Without the core there are no pictures; the message is there all the same.
    }
    return Object.fromEntries(wanted.map((source) => [source, this.#known.get(`${place} ${source}`) ?? null]));
  }
}
