import type { Bridge } from '../bridge/bridge.ts';
import { toScreen } from '../lib/mentions.ts';
import type { Draft } from './writing.ts';

/** Comments that came back from the outbox as the service writes them, with the people they mention by name again. */
export async function withNames(bridge: Bridge, drafts: Draft[]): Promise<Draft[]> {
  const isWire = ({ doc }: Draft): boolean => doc.kind === 'comment' && (doc.content ?? '').includes('zsu[@user:');
  if (!drafts.some(isWire)) return drafts;
  const agents = await bridge.call('agents.list', {});
  const people = agents.map(({ id, zuid, name }) => ({ id: zuid ?? id, name }));
  const names = Object.fromEntries(people.map(({ id, name }) => [id, name]));
  return drafts.map((draft) =>
    isWire(draft)
      ? {
          ...draft,
          doc: {
            ...draft.doc,
            content: toScreen(draft.doc.content ?? '', names),
            mentions: people.filter(({ id }) => draft.doc.content?.includes(`zsu[@user:${id}]zsu`)),
          },
        }
      : draft,
  );
}
