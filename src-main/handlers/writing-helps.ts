import { z } from 'zod';
import type { HandlersOf } from '../../src-preload/contract/index.ts';
import {
  type CannedReply,
  cannedFile,
  cannedReply,
  MOST_CANNED,
  signature,
} from '../../src-preload/contract/writing-helps.ts';
import { AppError } from '../lib/app-error.ts';
import type { Emit } from '../lib/emitter.ts';
import type { AgentSettings } from '../store/agent-settings.ts';

const SIGNATURES = 'signatures';
const CANNED = 'cannedReplies';
const TRUSTED = 'trustedSenders';
const signatures = z.array(signature).default([]);
const canned = z.array(cannedReply).default([]);
const trusted = z.array(z.string()).default([]);

const parseFile = (json: string): z.output<typeof cannedFile> | null => {
  try {
    return cannedFile.safeParse(JSON.parse(json)).data ?? null;
  } catch {
    return null;
  }
};
const sortName = ({ name }: CannedReply): string => name.toLocaleLowerCase();

/** Signatures, canned replies and trusted senders, in the agent's own database. */
export function createWritingHelpHandlers(
  settings: AgentSettings,
  emit: Emit,
  newId: () => string = () => crypto.randomUUID(),
): HandlersOf<'signatures' | 'cannedReplies' | 'trustedSenders'> {
  const save = (name: string, value: unknown): void => {
    settings.set(name, value);
    emit('writingHelps.changed', {});
  };
  const replies = (): CannedReply[] => settings.get(CANNED, canned);
  const saveReplies = (list: readonly CannedReply[]): void =>
    save(
      CANNED,
      [...list].sort((a, b) => sortName(a).localeCompare(sortName(b))),
    );

  return {
    'signatures.list': () => settings.get(SIGNATURES, signatures),
    'signatures.save': ({ key, text }) => {
      const others = settings.get(SIGNATURES, signatures).filter((one) => one.key !== key);
      save(SIGNATURES, text.trim() === '' ? others : [...others, { key, text }]);
      return null;
    },
    'cannedReplies.list': replies,
    'cannedReplies.save': ({ id, name, shortcut, text }) => {
      const list = replies();
      const reply = { id: id ?? newId(), name, shortcut: shortcut.toLowerCase(), text };
      const others = list.filter((one) => one.id !== reply.id);
      if (reply.shortcut !== '' && others.some((one) => one.shortcut === reply.shortcut)) {
        throw new AppError('conflict', 'Another canned reply has this short name.', {
          fields: { '/shortcut': 'duplicate' },
        });
      }
      if (others.length >= MOST_CANNED)
        throw new AppError('invalid', `There is room for ${MOST_CANNED} canned replies.`);
      saveReplies([...others, reply]);
      return reply;
    },
    'cannedReplies.remove': ({ id }) => {
      saveReplies(replies().filter((one) => one.id !== id));
      return null;
    },
    'cannedReplies.import': ({ json }) => {
      const file = parseFile(json);
      if (file === null) throw new AppError('invalid', 'This file holds no canned replies.');
      const list = replies();
      const before = list.length;
      for (const { name, shortcut = '', text } of file.replies) {
        if (list.length >= MOST_CANNED) break;
        if (list.some((one) => one.name === name && one.text === text)) continue;
        const wanted = shortcut.toLowerCase();
        const isTaken = list.some((one) => one.shortcut === wanted);
        list.push({ id: newId(), name, shortcut: isTaken ? '' : wanted, text });
      }
      if (list.length > before) saveReplies(list);
      return { count: list.length - before };
    },
    'cannedReplies.export': () => ({
      json: JSON.stringify(
        { deskhand: 'cannedReplies', replies: replies().map(({ id: _id, ...reply }) => reply) },
        null,
        2,
      ),
    }),
    'trustedSenders.list': () => settings.get(TRUSTED, trusted),
    'trustedSenders.set': ({ address, isTrusted }) => {
      const key = address.trim().toLowerCase();
      const others = settings.get(TRUSTED, trusted).filter((one) => one !== key);
      save(TRUSTED, isTrusted ? [...others, key] : others);
      return null;
    },
  };
}
