import { SvelteMap } from 'svelte/reactivity';
import type { Bridge } from '../bridge/bridge.ts';
import { createRefresher } from '../lib/refresher.ts';

/** Own addresses of pictures by their source; null for what can't be had. */
export type PictureUrls = Readonly<Record<string, string | null>>;

const MOST = 3_000;
/** People asked for at once, and after what time one without a photo is asked for again, milliseconds. */
const MOST_PEOPLE = 100;
const AGAIN_MS = 10 * 60_000;
const GAP_MS = 50;

/** Pictures of messages, by addresses of the page's own origin: the core fetches them. */
export class Pictures {
  readonly #bridge: Bridge;
  readonly #known = new Map<string, string>();
  readonly #photos = new SvelteMap<string, string>();
  /** Who was asked for, and when. */
  readonly #asked = new Map<string, number>();
  readonly #wanted = new Set<string>();
  readonly #asker = createRefresher(() => this.#askForPhotos(), GAP_MS);

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
  /** The address of a person's photo (`contact/<id>`, `agent/<id>`) once it is known; null until then, and for one without. */
  photoOf(person: string | null | undefined): string | null {
    if (!person) return null;
    const known = this.#photos.get(person);
    if (known === undefined && Date.now() - (this.#asked.get(person) ?? -Infinity) > AGAIN_MS) {
      this.#asked.set(person, Date.now());
      this.#wanted.add(person);
      this.#asker.request();
    }
    return known ?? null;
  }
  reset(): void {
    this.#known.clear();
    this.#photos.clear();
    this.#asked.clear();
    this.#wanted.clear();
  }

  async #askForPhotos(): Promise<void> {
    const people = [...this.#wanted].slice(0, MOST_PEOPLE);
    for (const person of people) this.#wanted.delete(person);
    if (people.length === 0) return;
    if (this.#wanted.size > 0) this.#asker.request();
    try {
      const found = await this.#bridge.call('attachments.photos', { people });
      for (const [person, url] of Object.entries(found)) if (url !== null) this.#photos.set(person, url);
    } catch {
      // Initials stand for them.
    }
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
