import type { Page } from '@playwright/test';

/** What the page does with a key: the times from its press until the frames are painted in which each condition first held. */
declare global {
  interface Window {
    bench: {
      arm(conditions: string[]): void;
      results: Promise<number[]>;
      longTasks: number[];
    };
  }
}

/** Lets a page's documents, from the next one on, tell how long a key takes. */
export async function prepare(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const longTasks: number[] = [];
    try {
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) longTasks.push(entry.duration);
      }).observe({ entryTypes: ['longtask'] });
    } catch {
      // The engine knows no long tasks; none are counted.
    }
    window.bench = {
      longTasks,
      results: Promise.resolve([]),
      arm(conditions) {
        let start = 0;
        addEventListener('keydown', (event) => (start = event.timeStamp), { once: true, capture: true });
        const painted = (condition: string): Promise<number> => {
          const isDone = new Function(`return (${condition})`) as () => boolean;
          return new Promise((resolve, reject) => {
            setTimeout(() => reject(new Error(`ten seconds in vain for ${condition}`)), 10_000);
            const look = (): void => {
              if (start === 0 || !isDone()) return void requestAnimationFrame(look);
              const channel = new MessageChannel();
              channel.port1.onmessage = () => resolve(performance.now() - start);
              channel.port2.postMessage(null);
            };
            requestAnimationFrame(look);
          });
        };
        window.bench.results = Promise.all(conditions.map(painted));
      },
    };
  });
}

/** Nobody presses faster than this, milliseconds: what a key still does after its paint is not the next one's. */
const PACE_MS = 100;
/**
 * So long a finger is on a key. Chromium holds back what arrives for a page between an input event and the next frame
 * (DeferRendererTasksAfterInput): a key that is let go at once would make it hold back twice.
 */
const HOLD_MS = 80;

/** Presses a key and answers the milliseconds until each condition is painted. */
export async function pressFor(page: Page, key: string, conditions: string[]): Promise<number[]> {
  await page.waitForTimeout(PACE_MS);
  await page.evaluate((given) => window.bench.arm(given), conditions);
  await page.keyboard.press(key, { delay: HOLD_MS });
  return page.evaluate(() => window.bench.results);
}
export const press = async (page: Page, key: string, done: string): Promise<number> =>
  (await pressFor(page, key, [done]))[0] ?? NaN;

/** The first keys of a page are its slowest. */
const WARM_UP = 3;

/**
 * Milliseconds of `runs` keys on a page of one line that each key changes: what a key costs here before anybody has done
 * anything, the way through the browser and the wait for a frame among it. No page is quicker on this machine.
 */
export async function pressOnBarePage(page: Page, runs: number): Promise<number[]> {
  await page.goto('data:text/html,<!doctype html><p>0</p>');
  await page.evaluate(() => {
    const line = document.querySelector('p');
    addEventListener('keydown', () => line?.replaceChildren(String(Number(line.textContent) + 1)));
  });
  const times: number[] = [];
  for (let run = 0; run < WARM_UP + runs; run += 1) {
    const ms = await press(page, 'j', `document.querySelector('p').textContent === '${run + 1}'`);
    if (run >= WARM_UP) times.push(ms);
  }
  return times;
}
