import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Sayings } from '../../src-renderer/state/said.svelte.ts';

describe('what is said after an action', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());
  const undone: string[] = [];
  const way = (name: string) => ({ label: 'Undo', run: () => void undone.push(name) });
  beforeEach(() => void undone.splice(0));

  it('news waits until a way back has had its time, and undo never goes where news leads', () => {
    const said = new Sayings();
    said.say({ tone: 'done', text: 'Comment queued.', action: way('comment') });
    said.say({ tone: 'news', text: 'Zara wrote', action: way('open') });
    expect(said.value?.text).toBe('Comment queued.');
    expect(said.undo()).toBe(true);
    expect(undone).toEqual(['comment']);
    expect(said.value?.text).toBe('Zara wrote');
    expect(said.undo()).toBe(false);
    said.act();
    expect(undone).toEqual(['comment', 'open']);
    said.say({ tone: 'done', text: 'Closed.', action: way('close') });
    said.say({ tone: 'news', text: 'Lucas wrote' });
    vi.advanceTimersByTime(8_000);
    expect(said.value?.text).toBe('Lucas wrote');
    expect(said.undo()).toBe(false);
  });

  it('what was done before the last can be taken back as well, as long as it could have been then', () => {
    const said = new Sayings();
    said.say({ tone: 'done', text: 'one', action: way('one') });
    vi.advanceTimersByTime(5_000);
    said.say({ tone: 'done', text: 'two', action: way('two') });
    expect([said.undo(), said.undo(), said.undo()]).toEqual([true, true, false]);
    expect(undone).toEqual(['two', 'one']);
    said.say({ tone: 'done', text: 'one', action: way('one') });
    vi.advanceTimersByTime(5_000);
    said.say({ tone: 'done', text: 'two' });
    vi.advanceTimersByTime(4_000);
    expect(said.undo()).toBe(false);
  });

  it('what is sent can be taken back no more', async () => {
    const said = new Sayings();
    said.say({ tone: 'done', text: 'Queued.', action: way('sent'), of: { jobId: 'a', sent: 'Sent.' } });
    await said.follow(['a'], () => Promise.resolve(true));
    expect(said.value?.text).toBe('Sent.');
    expect(said.undo()).toBe(false);
  });
});
