import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeWavHeader } from '@steno/audio';
import { startServer } from '@steno/server';
import { joinSamples, makeTemporaryDirectory, ScriptedHost, silence, startScriptedServer, tone } from '@steno/testkit';
import { type Browser, type CDPSession, chromium, type Page } from 'playwright-core';

/** What a long session in a browser costs. */
export interface LongSessionFigures {
  readonly audioMinutes: number;
  readonly segments: number;
  /** From Start to the last final. */
  readonly tookSeconds: number;
  readonly heapBeforeBytes: number;
  readonly heapAfterBytes: number;
  readonly elements: number;
  /** Between two frames while the captions were scrolled, in ms. */
  readonly frameMs: readonly number[];
  /** Tasks of 50 ms and more while the captions came, in ms. */
  readonly longTaskMs: readonly number[];
}

const sentenceMs = 2300;
const browserPath = '/usr/bin/chromium';
const deadlineMs = 10 * 60_000;
const scrollFrames = 600;

/** Sends that many minutes of speech to the console as fast as it goes, then scrolls through them. */
export async function measureLongSession(audioMinutes: number): Promise<LongSessionFigures> {
  const directory = await makeTemporaryDirectory();
  const consoleDirectory = join(dirname(fileURLToPath(import.meta.resolve('@steno/console/package.json'))), 'dist');
  const server = await startScriptedServer({
    recognition: new ScriptedHost(),
    start: (parts) => startServer({ ...parts, consoleDirectory }),
  });
  const browser = await chromium.launch({ executablePath: browserPath, args: ['--no-sandbox'] });
  try {
    const sentences = Math.round((audioMinutes * 60_000) / sentenceMs);
    const path = join(directory.path, 'speech.wav');
    await writeFile(path, speech(sentences));
    const page = await openLive(browser, `${server.url.replace(/^ws/u, 'http')}/#key=${server.key}`);
    const profiler = await page.context().newCDPSession(page);
    await page.locator('input[type=file]').setInputFiles(path);
    await page.locator('.file-name').waitFor();
    await watchLongTasks(page);
    const heapBeforeBytes = await heapOf(profiler);
    const began = performance.now();
    await page.getByRole('button', { name: 'Start', exact: true }).click();
    await page.locator(`.segment[data-index="${sentences - 1}"]`).waitFor({ timeout: deadlineMs });
    const tookSeconds = (performance.now() - began) / 1000;
    await page.locator('.lamp-idle').waitFor();
    const longTaskMs = await page.evaluate(() => (globalThis as unknown as { longTasks: number[] }).longTasks);
    const heapAfterBytes = await heapOf(profiler);
    const elements = await page.evaluate(() => document.querySelectorAll('*').length);
    const frameMs = await page.evaluate(scrollThrough, scrollFrames);
    return {
      audioMinutes,
      segments: sentences,
      tookSeconds,
      heapBeforeBytes,
      heapAfterBytes,
      elements,
      frameMs,
      longTaskMs,
    };
  } finally {
    await browser.close();
    await server.close();
    await directory.remove();
  }
}

function speech(sentences: number): Buffer {
  const samples = joinSamples(...Array.from({ length: sentences }, () => [tone(1600), silence(700)]).flat());
  const audio = Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength);
  return Buffer.concat([makeWavHeader(16_000, samples.length), audio]);
}

async function openLive(browser: Browser, url: string): Promise<Page> {
  const page = await browser.newPage();
  await page.goto(url);
  await page.getByRole('radio', { name: 'File' }).check();
  return page;
}

function watchLongTasks(page: Page): Promise<void> {
  return page.evaluate(() => {
    const longTasks: number[] = [];
    Object.assign(globalThis, { longTasks });
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) longTasks.push(duration);
    }).observe({ type: 'longtask' });
  });
}

async function heapOf(profiler: CDPSession): Promise<number> {
  await profiler.send('HeapProfiler.collectGarbage');
  return (await profiler.send('Runtime.getHeapUsage')).usedSize;
}

/** Runs in the page: scrolls from the end to the beginning, a step with each frame. */
async function scrollThrough(frames: number): Promise<number[]> {
  const scroller = document.querySelector('.transcript-scroll');
  const between: number[] = [];
  if (scroller === null) return between;
  const step = scroller.scrollHeight / frames;
  let last = performance.now();
  for (let frame = 0; frame < frames; frame += 1) {
    scroller.scrollTop -= step;
    const now = await new Promise<number>((resolve) => requestAnimationFrame(resolve));
    between.push(now - last);
    last = now;
  }
  return between.slice(1);
}
