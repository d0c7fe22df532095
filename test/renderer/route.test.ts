import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { formatRoute, parseRoute, Route } from '../../src-renderer/state/route.svelte.ts';

const until = (event: string): Promise<Event> => new Promise((done) => addEventListener(event, done, { once: true }));

const none = { place: 'tickets', ticketId: null, itemId: null, at: null, query: '' } as const;

describe('routes', () => {
  it.each([
    ['#/views/overdue', { ...none, view: 'overdue' }],
    ['#/views/closed/1892000000042034', { ...none, view: 'closed', ticketId: '1892000000042034' }],
    ['#/tickets/1892000000042034', { ...none, view: 'allOpen', ticketId: '1892000000042034' }],
    ['#/tickets/7?thread=42', { ...none, view: 'allOpen', ticketId: '7', at: 'thread/42' }],
    ['#/views/closed/7?comment=a%2Fb', { ...none, view: 'closed', ticketId: '7', at: 'comment/a/b' }],
    ['#/views/closed?thread=42', { ...none, view: 'closed' }],
    ['#/tickets/7?thread=', { ...none, view: 'allOpen', ticketId: '7' }],
    ['#/views/nothing', { ...none, view: 'allOpen' }],
    ['', { ...none, view: 'allOpen' }],
    ['#/views/closed/%E0%A4%A', { ...none, view: 'closed', ticketId: '%E0%A4%A' }],
    ['#/outbox', { ...none, place: 'outbox', view: 'allOpen' }],
    ['#/outbox/j1', { ...none, place: 'outbox', view: 'allOpen', itemId: 'j1' }],
    ['#/search?q=from%3Acarol%20%3F%26', { ...none, place: 'search', view: 'allOpen', query: 'from:carol ?&' }],
    ['#/search/7?q=a', { ...none, place: 'search', view: 'allOpen', ticketId: '7', query: 'a' }],
  ] as const)('%s', (hash, value) => {
    expect(parseRoute(hash, 'allOpen')).toEqual(value);
  });

  it('come back from their address', () => {
    for (const value of [
      { ...none, view: 'unassigned', ticketId: 'a/b' },
      { ...none, view: 'unassigned', ticketId: 'a/b', at: 'comment/a/b?&' },
      { ...none, view: 'myOpen', place: 'outbox', itemId: 'a/b' },
      { ...none, view: 'myOpen', place: 'search', ticketId: 'a?b', query: 'status:"On Hold" 退款 #1?&=' },
    ] as const) {
      expect(parseRoute(formatRoute(value))).toEqual(value);
    }
  });

  describe('in a page', () => {
    let stop = (): void => {};
    beforeEach(() => history.replaceState(null, '', '#/views/closed'));
    afterEach(() => stop());

    it('go back and forward', async () => {
      const route = new Route();
      stop = route.start();
      expect(route.value).toEqual({ ...none, view: 'closed' });
      route.go({ ticketId: '7' });
      expect(location.hash).toBe('#/views/closed/7');
      route.go({ ticketId: '8' }, { replace: true });
      await vi.waitFor(() => expect(location.hash).toBe('#/views/closed/8'));
      history.back();
      await until('popstate');
      expect(route.value.ticketId).toBeNull();
      history.forward();
      await until('popstate');
      expect(route.value.ticketId).toBe('8');
    });

    it('are written when a walk pauses, before a step that leaves a way back, and when the page goes', async () => {
      const route = new Route();
      stop = route.start();
      const length = history.length;
      for (const ticketId of ['7', '8', '9']) route.go({ ticketId }, { replace: true });
      expect([route.value.ticketId, location.hash]).toEqual(['9', '#/views/closed']);
      route.go({ place: 'tasks', ticketId: null });
      expect([history.length - length, location.hash]).toEqual([1, '#/tasks']);
      history.back();
      await until('popstate');
      expect([route.value.ticketId, location.hash]).toEqual(['9', '#/views/closed/9']);
      route.go({ ticketId: '10' }, { replace: true });
      window.dispatchEvent(new Event('pagehide'));
      expect(location.hash).toBe('#/views/closed/10');
    });

    it('point at a message until the agent goes on, and again when asked again', () => {
      const route = new Route();
      stop = route.start();
      route.open('#/tickets/7?thread=42');
      expect(location.hash).toBe('#/views/closed/7?thread=42');
      const first = route.value;
      route.open('#/tickets/7?thread=42');
      expect(route.value).toEqual(first);
      expect(route.value).not.toBe(first);
      route.go({ ticketId: '8' });
      expect(location.hash).toBe('#/views/closed/8');
    });

    it('ignore a host that names no place', () => {
      const route = new Route();
      stop = route.start();
      route.go({ ticketId: '7' });
      route.open('#/');
      expect(route.value.ticketId).toBe('7');
      route.open('#/tickets/9');
      expect(route.value).toEqual({ ...none, view: 'closed', ticketId: '9' });
    });
  });
});
