import { z } from 'zod';
import { type SavedView, savedView, type ViewLook, viewLook } from '../../src-preload/contract/views.ts';
import type { AgentSettings } from './agent-settings.ts';

/** The agent's own views, and how views look. As safe as the outbox: they are work too. */
export interface ViewStore {
  list(): readonly SavedView[];
  get(id: string): SavedView | null;
  /** At the end, or in the place of the one with this id. */
  save(view: SavedView): void;
  delete(id: string): SavedView | null;
  reorder(ids: readonly string[]): void;
  looks(): Readonly<Record<string, ViewLook>>;
  setLook(id: string, look: ViewLook): void;
}

/** One that can't be read, from a newer version perhaps, costs nobody the others. */
const views = z
  .array(savedView.nullable().catch(null))
  .transform((list) => list.filter((view) => view !== null))
  .default([]);
const looks = z.record(z.string(), viewLook).default({});

export function createViewStore(settings: AgentSettings): ViewStore {
  let list: readonly SavedView[] = settings.get('views', views);
  let look = settings.get('viewLooks', looks);
  const keep = (next: readonly SavedView[]): void => {
    settings.set('views', next);
    list = next;
  };
  return {
    list: () => list,
    get: (id) => list.find((view) => view.id === id) ?? null,
    save(view) {
      const isKnown = list.some(({ id }) => id === view.id);
      keep(isKnown ? list.map((held) => (held.id === view.id ? view : held)) : [...list, view]);
    },
    delete(id) {
      const view = list.find((held) => held.id === id) ?? null;
      if (view !== null) keep(list.filter((held) => held !== view));
      return view;
    },
    reorder(ids) {
      const at = (view: SavedView): number => {
        const index = ids.indexOf(view.id);
        return index < 0 ? ids.length : index;
      };
      keep([...list].sort((a, b) => at(a) - at(b)));
    },
    looks: () => look,
    setLook(id, next) {
      const { [id]: _old, ...others } = look;
      const isUsual = next.sort === null && next.columns === null && !next.isWatched;
      const value = isUsual ? others : { ...others, [id]: next };
      settings.set('viewLooks', value);
      look = value;
    },
  };
}
