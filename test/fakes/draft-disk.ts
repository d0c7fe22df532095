import type { Draft } from '../../src-preload/contract/drafts.ts';
import type { Script } from './transport.ts';

/** Drafts as the core keeps them, for the script of a test that looks at what is on disk. */
export function createDraftDisk(): { drafts: Map<string, Draft>; script: Script } {
  const drafts = new Map<string, Draft>();
  return {
    drafts,
    script: {
      'drafts.save': ({ key, ticketId, doc }) => {
        drafts.set(key, { key, ticketId, doc, savedAt: 1 });
        return { savedAt: 1 };
      },
      'drafts.get': ({ key }) => drafts.get(key) ?? null,
      'drafts.list': () => [...drafts.values()],
      'drafts.discard': ({ key }) => {
        drafts.delete(key);
        return null;
      },
    },
  };
}
