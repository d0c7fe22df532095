import { expect, test } from 'vitest';
import type { Handlers } from '../../../src-preload/contract/index.ts';
import { createEmitter } from '../../../src-main/lib/emitter.ts';
import { silentLogger } from '../../../src-main/lib/logger.ts';
import { createRouter } from '../../../src-main/router.ts';

const kept: unknown[] = [];
const router = createRouter({
  handlers: {
    'drafts.save': ({ doc }) => {
      kept.push(doc);
      return { savedAt: 1 };
    },
  } as Partial<Handlers> as Handlers,
  emitter: createEmitter(silentLogger),
  logger: silentLogger,
});
const save = (more: object) =>
  router.call('drafts.save', { key: 'reply:1', doc: { kind: 'reply', content: '字'.repeat(1_000_000), ...more } });

test('the longest answer with its quote is taken, and what is larger than anything that is written is not looked at', async () => {
  expect(await save({ writing: { text: '字'.repeat(500_000), quote: '字'.repeat(500_000) } })).toMatchObject({
    ok: true,
  });
  // Too long to be sent, it is kept all the same.
  expect(await save({ content: '字'.repeat(4_000_000), quote: { html: '字'.repeat(1_000_000) } })).toMatchObject({
    ok: true,
  });
  const circle: Record<string, unknown> = {};
  circle['again'] = [circle, circle];
  for (const more of [
    { to: 'x'.repeat(10_000_000) },
    { ['x'.repeat(10_000_000)]: 1 },
    { rows: Array.from({ length: 300_000 }, () => 1) },
    { bytes: new Uint8Array(10_000_000) },
    { circle },
  ]) {
    expect(await save(more)).toMatchObject({ ok: false, error: { code: 'invalid', fields: { '/': 'tooLarge' } } });
  }
  expect(kept).toHaveLength(2);
});
