import { beforeEach, describe, expect, it, vi } from 'vitest';
import { createShortcuts } from '../../src-renderer/lib/keys.ts';

const press = (key: string, target: Element = document.body, init: KeyboardEventInit = {}): KeyboardEvent => {
  const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...init });
  Object.defineProperty(event, 'target', { value: target });
  return event;
};

describe('shortcuts', () => {
  let now = 0;
  const j = vi.fn();
  const goMine = vi.fn();
  const open = vi.fn();
  const enter = vi.fn();
  const list = [
    { keys: 'j', run: j },
    { keys: 'o', run: open },
    { keys: 'Enter', run: enter },
    { keys: 'g o', run: goMine },
  ];
  let feed = createShortcuts(
    () => list,
    () => now,
  );

  beforeEach(() => {
    now = 0;
    vi.clearAllMocks();
    feed = createShortcuts(
      () => list,
      () => now,
    );
  });

  it('runs a key and keeps the browser from using it', () => {
    const event = press('j');
    expect(feed(event)).toBe(true);
    expect(j).toHaveBeenCalledOnce();
    expect(event.defaultPrevented).toBe(true);
  });

  it('runs a sequence rather than its second key', () => {
    feed(press('g'));
    feed(press('o'));
    expect(goMine).toHaveBeenCalledOnce();
    expect(open).not.toHaveBeenCalled();
  });

  it('takes no second key for one of its own, and begins anew with another prefix', () => {
    feed(press('g'));
    feed(press('j'));
    expect(j).not.toHaveBeenCalled();
    feed(press('j'));
    expect(j).toHaveBeenCalledOnce();
    feed(press('g'));
    feed(press('g'));
    feed(press('o'));
    expect(goMine).toHaveBeenCalledOnce();
  });

  it('forgets a prefix that waited too long, or that another key followed', () => {
    feed(press('g'));
    now = 5_000;
    feed(press('o'));
    expect(open).toHaveBeenCalledOnce();
    feed(press('g'));
    feed(press('x'));
    feed(press('o'));
    expect(goMine).not.toHaveBeenCalled();
  });

  it('takes capitals as the same key', () => {
    feed(press('J', document.body, { shiftKey: true }));
    expect(j).toHaveBeenCalledOnce();
  });

  it('does nothing by a capital of its own that can’t be done now, where the letter could', () => {
    const capitals = [
      ...list,
      { keys: 'Shift+j', run: null },
      { keys: 'Shift+o', run: null },
      { keys: 'Shift+o', run: enter },
    ];
    feed = createShortcuts(() => capitals);
    expect(feed(press('J', document.body, { shiftKey: true }))).toBe(false);
    expect(j).not.toHaveBeenCalled();
    feed(press('O', document.body, { shiftKey: true }));
    expect(enter).toHaveBeenCalledOnce();
    expect(open).not.toHaveBeenCalled();
  });

  it.each(['<input>', '<textarea></textarea>', '<select></select>', '<div role="menu"><button></button></div>'])(
    'leaves the keys to %s',
    (html) => {
      document.body.innerHTML = html;
      const target = document.body.querySelector('input, textarea, select, button')!;
      expect(feed(press('j', target))).toBe(false);
      expect(j).not.toHaveBeenCalled();
    },
  );

  it.each(['<button></button>', '<a href="#x"></a>', '<details><summary></summary></details>'])(
    'leaves Enter to %s, and takes letters there',
    (html) => {
      document.body.innerHTML = html;
      const target = document.body.querySelector('button, a, summary')!;
      expect(feed(press('Enter', target))).toBe(false);
      expect(enter).not.toHaveBeenCalled();
      expect(feed(press('j', target))).toBe(true);
    },
  );

  it.each([{ ctrlKey: true }, { metaKey: true }, { altKey: true }, { isComposing: true }])(
    'leaves %o alone',
    (init) => {
      expect(feed(press('j', document.body, init))).toBe(false);
    },
  );
});
