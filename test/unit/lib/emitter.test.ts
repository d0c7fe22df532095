import { describe, expect, it, vi } from 'vitest';
import { createEmitter } from '../../../src-main/lib/emitter.ts';
import { silentLogger } from '../../../src-main/lib/logger.ts';
import { until } from '../../fakes/until.ts';
import type { WireEvent } from '../../../src-preload/contract/wire.ts';

function listen() {
  const emitter = createEmitter(silentLogger);
  const events: WireEvent[] = [];
  emitter.onEvent((event) => events.push(event));
  return { ...emitter, events };
}

describe('the emitter', () => {
  it('joins the ids of what changes within a moment', async () => {
    const { emit, events } = listen();
    emit('tickets.changed', { ids: ['1'] });
    emit('tickets.changed', { ids: ['2', '1'] });
    await until('it is told', () => events.length > 0);
    expect(events).toEqual([{ name: 'tickets.changed', payload: { ids: ['1', '2'] } }]);
  });

  it('says the first change at once, and those of a storm together', () => {
    vi.useFakeTimers();
    try {
      const { emit, events } = listen();
      emit('tickets.changed', { ids: ['1'] });
      vi.advanceTimersByTime(1);
      expect(events).toHaveLength(1);
      for (const id of ['2', '3', '4']) {
        emit('tickets.changed', { ids: [id] });
        vi.advanceTimersByTime(10);
      }
      expect(events).toHaveLength(1);
      vi.advanceTimersByTime(20);
      expect(events.slice(1)).toEqual([{ name: 'tickets.changed', payload: { ids: ['2', '3', '4'] } }]);
    } finally {
      vi.useRealTimers();
    }
  });

  it('says "anything" when one of them says so', async () => {
    const { emit, events } = listen();
    emit('tickets.changed', { ids: ['1'] });
    emit('tickets.changed', { ids: [] });
    emit('tickets.changed', { ids: ['2'] });
    await until('it is told', () => events.length > 0);
    expect(events).toEqual([{ name: 'tickets.changed', payload: { ids: [] } }]);
  });

  it('tells the newest of each thing: one never hides another', async () => {
    const { emit, events } = listen();
    emit('attachments.progress', { id: 'a', bytes: 1, total: 9 });
    emit('attachments.progress', { id: 'b', bytes: 2, total: 9 });
    emit('attachments.progress', { id: 'a', bytes: 9, total: 9 });
    emit('timers.reminder', { id: 'x' });
    emit('timers.reminder', { id: null });
    await until('they are told', () => events.length > 0);
    expect(events.map(({ payload }) => payload)).toEqual([
      { id: 'a', bytes: 9, total: 9 },
      { id: 'b', bytes: 2, total: 9 },
      { id: 'x' },
      { id: null },
    ]);
  });

  it('goes on when a listener throws', async () => {
    const { emit, onEvent } = createEmitter(silentLogger);
    onEvent(() => {
      throw new Error('a broken listener');
    });
    let heard = 0;
    onEvent(() => (heard += 1));
    emit('settings.changed', {});
    await until('the other one hears it', () => heard === 1);
  });
});
