import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeTemporaryDirectory, ScriptedHost, type ScriptedStream, type TemporaryDirectory } from '@steno/testkit';
import type { Browser, CDPSession, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { fakeMicrophoneFlags, findChromium, launchChromium } from './support/chromium.ts';
import { type ConsolePage, type ConsoleServer, openConsolePage, startConsoleServer } from './support/console-page.ts';
import { LivePage } from './support/live-page.ts';
import { spokenFile } from './support/spoken-file.ts';

const canRun = findChromium('the tests of long sessions in the console');
/** Sentences of 2.3 s: half an hour. The benchmark `console` has the whole. */
const halfAnHour = 783;
/** On a busy machine it takes 40 s. */
const longMs = 300_000;
/** Elements that a list of any length may have in the document: some screens of segments. */
const maxSegments = 160;
/** Text of half an hour with its words is some megabytes; audio, were it kept in memory, would be 58. */
const maxGrowthBytes = 20_000_000;

/** What `PerformanceObserver` tells of a layout shift. */
interface LayoutShift extends PerformanceEntry {
  readonly value: number;
  readonly hadRecentInput: boolean;
  readonly sources: readonly {
    readonly node: Node | null;
    readonly previousRect: DOMRectReadOnly;
    readonly currentRect: DOMRectReadOnly;
  }[];
}

async function heapBytes(session: CDPSession): Promise<number> {
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  return usedSize;
}

/** Writes down from now on what moves without the user's doing, by its class. */
async function watchShifts(page: Page): Promise<() => Promise<readonly string[]>> {
  await page.evaluate(() => {
    const moved: string[] = [];
    Object.assign(globalThis, { moved });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as LayoutShift[]) {
        if (entry.hadRecentInput) continue;
        for (const { node, previousRect: from, currentRect: to } of entry.sources) {
          const what = node instanceof Element ? `${node.tagName} ${node.className}` : String(node?.textContent);
          moved.push(`${what}: ${from.x},${from.y} ${from.height} -> ${to.x},${to.y} ${to.height}`);
        }
      }
    }).observe({ type: 'layout-shift', buffered: false });
  });
  return () => page.evaluate(() => (globalThis as typeof globalThis & { moved: readonly string[] }).moved);
}

describe.runIf(canRun)('a long session in the console', () => {
  let directory: TemporaryDirectory;
  let browser: Browser;
  let server: ConsoleServer;
  let opened: ConsolePage;
  let live: LivePage;

  beforeAll(async () => {
    directory = await makeTemporaryDirectory();
    browser = await launchChromium([...fakeMicrophoneFlags, '--autoplay-policy=no-user-gesture-required']);
  });

  afterAll(async () => {
    await browser.close();
    await directory.remove();
  });

  beforeEach(async () => {
    // What comes faster than real time is decoded as fast as it comes.
    server = await startConsoleServer({ settings: { defaultLanguage: 'en', admissionLoadRatio: '0' } });
    opened = await openConsolePage(browser, { url: server.pageUrl, key: server.key });
    live = new LivePage(opened.page);
    await live.ready();
  });

  afterEach(async () => {
    await opened.context.close();
    await server.close();
    expect(opened.faults).toEqual([]);
  });

  it(
    'of half an hour has only what is in sight in the document, and memory for its text only',
    async () => {
      const { page } = live;
      const profiler = await opened.context.newCDPSession(page);
      await live.chooseFile(spokenFile(1));
      await live.start();
      await live.status('Kept in this browser');
      const before = await heapBytes(profiler);
      // A browser is handed files of this size by their path only.
      const path = join(directory.path, 'long.wav');
      await writeFile(path, spokenFile(halfAnHour).buffer);
      await live.chooseFile(path);
      await live.start();
      await live.page
        .locator('.live-status-words')
        .filter({ hasText: 'Kept in this browser' })
        .waitFor({ timeout: longMs });
      await live.final(halfAnHour - 1);
      expect(await page.locator('.segment').count()).toBeLessThan(maxSegments);
      expect((await heapBytes(profiler)) - before).toBeLessThan(maxGrowthBytes);
      await page.locator('.transcript-scroll').evaluate((scroller) => {
        scroller.scrollTop = 0;
      });
      await live.final(0);
      expect(await page.locator('.segment').count()).toBeLessThan(maxSegments);
      await page.getByRole('button', { name: 'Go to the newest words' }).click();
      await live.final(halfAnHour - 1);
    },
    longMs,
  );

  /** Begins a session whose text the test tells. */
  async function beginSilent(): Promise<ScriptedStream> {
    await opened.context.close();
    await server.close();
    server = await startConsoleServer({ recognition: new ScriptedHost({ script: 'silent' }) });
    opened = await openConsolePage(browser, { url: server.pageUrl, key: server.key });
    live = new LivePage(opened.page);
    await live.ready();
    await live.start();
    await live.status('Listening');
    const [stream] = server.recognition.streams;
    if (stream === undefined) throw new Error('the recognizer was not asked');
    return stream;
  }

  it('moves nothing on the page while its captions grow', async () => {
    const stream = await beginSilent();
    const shifts = await watchShifts(live.page);
    for (let index = 0; index < 30; index += 1) {
      const words = Array.from({ length: 12 }, (_, at) => ({
        text: `word${index}x${at}`,
        startSample: index * 16 + at,
        endSample: index * 16 + at + 1,
      }));
      for (const length of [2, 7, 12]) {
        stream.tell({ type: 'partial', hypothesis: { words: words.slice(0, length), stability: 0.5 } });
        const last = `word${index}x${length - 1}`;
        await live.page
          .locator('.segment-partial')
          .filter({ hasText: new RegExp(`${last}\\b`, 'iu') })
          .waitFor();
      }
      stream.tell({ type: 'final', hypothesis: { words }, goesOn: false });
      await live.final(index);
    }
    expect(await shifts()).toEqual([]);
  });

  it('of 10,000 segments is shown from its end, and scrolled to its beginning without a gap', async () => {
    const stream = await beginSilent();
    const { page } = live;
    const count = 10_000;
    for (let index = 0; index < count; index += 1) {
      const text = (at: number): string => `word${index}${'x'.repeat((index * at) % 9)}`;
      const words = Array.from({ length: 3 + (index % 20) }, (_, at) => ({
        text: text(at),
        startSample: index * 16 + at,
        endSample: index * 16 + at + 1,
      }));
      stream.tell({ type: 'final', hypothesis: { words }, goesOn: false });
      if (index % 100 === 99) await live.final(index);
    }
    expect(await page.locator('.segment').count()).toBeLessThan(maxSegments);
    // By the wheel: segments of different heights, each estimated before it was seen.
    const gaps = await page.locator('.transcript-scroll').evaluate(async (scroller) => {
      let found = 0;
      for (let step = 0; step < 40; step += 1) {
        scroller.scrollTop -= scroller.clientHeight * (step < 20 ? 0.9 : 200);
        await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
        const box = scroller.getBoundingClientRect();
        const middle = box.top + box.height / 2;
        // Between two segments there is a little room.
        const isCovered = [...scroller.querySelectorAll('.segment')].some((segment) => {
          const { top, bottom } = segment.getBoundingClientRect();
          return top < middle + 40 && bottom > middle - 40;
        });
        if (!isCovered) found += 1;
      }
      return found;
    });
    expect(gaps).toBe(0);
    await live.final(0);
  });
});
