import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findChromium, launchChromium } from './support/chromium.ts';
import { findAxeViolations } from './support/axe.ts';
import { shots } from './support/console-shots.ts';
import { looks, makePictureFolder, picturePath } from './support/looks.ts';
import { openStubbedConsole } from './support/stubbed-console.ts';

describe.runIf(findChromium('the pictures of the console'))('the console', () => {
  let browser: Browser;

  beforeAll(async () => {
    await makePictureFolder();
    browser = await launchChromium();
  });

  afterAll(() => browser.close());

  it.each(looks)(
    'fits into the window, moves nothing and is accessible in every view ($name)',
    async ({ name, ...look }) => {
      for (const shot of shots) {
        if (name === 'dutch' && /search|not-found|words|delete|create|revoke|sign-in/.test(shot.name)) continue;
        const opened = await openStubbedConsole(browser, shot.answers(), look);
        const { page } = opened;
        if (name === 'right-to-left') await turnRightToLeft(page);
        await opened.open(shot.hash, shot.key);
        await shot.prepare?.(opened);
        await page.waitForSelector(shot.ready);
        await page.screenshot({
          path: picturePath(shot.name, name),
          fullPage: !/delete|create|revoke/.test(shot.name),
          animations: 'disabled',
        });
        expect(await widerThanWindow(page), `${shot.name} is not wider than the window`).toBeLessThanOrEqual(0);
        if (look.colorScheme === 'light' || name === 'dark') {
          expect(await findAxeViolations(page), shot.name).toEqual([]);
        }
        expect(await shiftOf(page), `${shot.name} moves nothing by itself`).toBe(0);
        expect(opened.strangers, shot.name).toEqual([]);
        expect(opened.problems, shot.name).toEqual([]);
        await page.context().close();
      }
    },
  );
});

/** How many px the page is wider than its window. */
function widerThanWindow(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

/** The layout shift of the page so far, without what followed an input, as Chromium counts it. */
function shiftOf(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        let sum = 0;
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) {
            // What TypeScript does not know yet of this kind of entry.
            const { value, hadRecentInput } = entry as PerformanceEntry & { value: number; hadRecentInput: boolean };
            if (!hadRecentInput) sum += value;
          }
        }).observe({ type: 'layout-shift', buffered: true });
        // Buffered entries come in a task of their own, before the next frame is drawn.
        requestAnimationFrame(() => requestAnimationFrame(() => resolve(sum)));
      }),
  );
}

/** As a language that is written from right to left would have it: before anything is drawn. */
function turnRightToLeft(page: Page): Promise<unknown> {
  return page.addInitScript(() => {
    document.addEventListener('readystatechange', () => (document.documentElement.dir = 'rtl'), { once: true });
  });
}
