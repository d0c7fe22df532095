import { expect, it } from 'vitest';
import { createBridge, type LinkState } from '../../src-renderer/bridge/bridge.ts';
import { queueOnce } from '../../src-renderer/state/queue-once.ts';
import { createFakeTransport, ScriptedError } from '../fakes/transport.ts';
import { makeItem } from './preview/outbox-items.ts';

const task = { subject: 'Ask the warehouse', departmentId: '1' };
const answerOf = (jobId: string) => ({ jobId, localId: `local-${jobId}` });

/** A core that loses its answer with the connection, `losses` times; `holds` says whether it wrote the intent down before. */
function start(holds: boolean, losses = 1) {
  const held = new Set<string>();
  const links = new Set<(state: LinkState) => void>();
  let state: LinkState = 'connected';
  let left = losses;
  const setLink = (next: LinkState): void => {
    state = next;
    for (const link of links) link(next);
  };
  const lose = (code: 'unknownOutcome' | 'offline'): never => {
    left -= 1;
    setLink('lost');
    throw new ScriptedError({ code, message: 'away' });
  };
  const transport = createFakeTransport({
    'tasks.create': ({ jobId = '' }) => {
      if (holds) held.add(jobId);
      return lose('unknownOutcome');
    },
    'outbox.get': ({ id }) => {
      if (left > 0) lose('offline');
      return held.has(id) ? { ...makeItem(1, {}), id, localId: `local-${id}` } : null;
    },
  });
  const bridge = createBridge(
    Object.assign(transport, {
      onLink(listener: (now: LinkState) => void) {
        links.add(listener);
        listener(state);
        return () => void links.delete(listener);
      },
    }),
  );
  let name = '';
  const queued = queueOnce(bridge, (jobId) => {
    name = jobId;
    return bridge.call('tasks.create', { ...task, jobId });
  });
  return { queued, links, transport, setLink, name: () => name };
}

it.each([1, 2, 3])('an intent whose answer is lost is found in the outbox, after %i losses', async (losses) => {
  const { queued, links, transport, setLink, name } = start(true, losses);
  for (let turn = 0; turn < losses; turn += 1) {
    await expect.poll(() => transport.calls.length).toBe(1 + turn);
    setLink('connected');
  }
  expect(await queued).toEqual(answerOf(name()));
  expect(transport.callsOf('tasks.create')).toHaveLength(1);
  expect(links.size).toBe(0);
});

it('one that the core never heard of is not queued, and says so', async () => {
  const { queued, transport, setLink } = start(false);
  await expect.poll(() => transport.calls.length).toBe(1);
  setLink('connected');
  await expect(queued).rejects.toMatchObject({ code: 'offline' });
  expect(transport.callsOf('tasks.create')).toHaveLength(1);
});

it('a refusal is one: nothing is looked for', async () => {
  const transport = createFakeTransport({
    'tasks.create': () => {
      throw new ScriptedError({ code: 'invalid', message: 'no' });
    },
  });
  const bridge = createBridge(transport);
  await expect(queueOnce(bridge, (jobId) => bridge.call('tasks.create', { ...task, jobId }))).rejects.toMatchObject({
    code: 'invalid',
  });
  expect(transport.callsOf('outbox.get')).toEqual([]);
});
