import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { formatRoute, parseRoute, Route } from '../../src-renderer/state/route.svelte.ts';

const until = (event: string): Promise<Event> => new Promise((done) => addEventListener(event, done, { once: true }));

describe('routes', () => {
  it.each([
    ['#/views/overdue', { view: 'overdue', ticketId: null }],
    ['#/views/closed/1892000000042034', { view: 'closed', ticketId: '1892000000042034' }],
    ['#/tickets/1892000000042034', { view: 'allOpen', ticketId: '1892000000042034' }],
    ['#/views/nothing', { view: 'allOpen', ticketId: null }],
    ['', { view: 'allOpen', ticketId: null }],
    ['#/views/closed/%E0%A4%A', { view: 'closed', ticketId: '%E0%A4%A' }],
  ] as const)('%s', (hash, value) => {
    expect(parseRoute(hash, 'allOpen')).toEqual(value);
  });

  it('come back from their address', () => {
    const value = { view: 'unassigned', ticketId: 'a/b' } as const;
    expect(parseRoute(formatRoute(value))).toEqual(value);
  });

  describe('in a page', () => {
    let stop = (): void => {};
    beforeEach(() => history.replaceState(null, '', '#/views/closed'));
    afterEach(() => stop());

    it('go back and forward', async () => {
      const route = new Route();
      stop = route.start();
      expect(route.value).toEqual({ view: 'closed', ticketId: null });
      route.go({ ticketId: '7' });
      expect(location.hash).toBe('#/views/closed/7');
      route.go({ ticketId: '8' }, { replace: true });
      history.back();
      await until('popstate');
      expect(route.value.ticketId).toBeNull();
      history.forward();
      await until('popstate');
      expect(route.value.ticketId).toBe('8');
    });

    it('ignore a host that names no place', () => {
      const route = new Route();
      stop = route.start();
      route.go({ ticketId: '7' });
      route.open('#/');
      expect(route.value.ticketId).toBe('7');
      route.open('#/tickets/9');
      expect(route.value).toEqual({ view: 'closed', ticketId: '9' });
    });
  });
});
