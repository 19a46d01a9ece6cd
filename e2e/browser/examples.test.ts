import { join } from 'node:path';
import { makeTemporaryDirectory, readRecording, tellLeftOut, testAssets, wordErrors } from '@steno/testkit';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { smallModelFlags } from '../support/recognizer.ts';
import { runExample, type RunningExample } from '../support/run-example.ts';
import { startSteno, type StenoProcess } from '../support/steno-process.ts';
import { findChromium, launchChromium, speakingMicrophoneFlags } from './support/chromium.ts';

const assets = testAssets();
if (assets === undefined) tellLeftOut('the examples in a browser', 'STENO_TEST_ASSETS has no models and recordings');
const canRun = findChromium('the examples in a browser') && assets !== undefined;
const reference =
  'and so my fellow americans ask not what your country can do for you ask what you can do for your country';
/** A recording of 11 s on a busy machine. */
const textTimeoutMs = 60_000;

describe.runIf(canRun)('an example in Chromium', () => {
  const recordings = assets?.recordingsDir ?? '';
  let steno: StenoProcess;

  beforeAll(async () => {
    steno = await startSteno(smallModelFlags(assets?.modelsDir ?? ''));
  });

  afterAll(() => steno.stop());

  async function start(
    name: string,
    args: readonly string[],
  ): Promise<{ readonly example: RunningExample; readonly url: string }> {
    const example = runExample(name, args, { STENO_URL: steno.url, STENO_KEY: steno.key, PORT: '0' });
    onTestFinished(() => {
      example.kill();
    });
    const [url] = await example.prints(/^http:\S+/m);
    return { example, url };
  }

  async function openBrowser(flags: readonly string[] = []): Promise<Page> {
    const browser: Browser = await launchChromium(flags);
    onTestFinished(() => browser.close());
    return browser.newPage();
  }

  it('shows what the microphone of the browser hears, with a token in place of the key', async () => {
    if (assets === undefined) return;
    const directory = await makeTemporaryDirectory();
    onTestFinished(() => directory.remove());
    const { samples } = await readRecording(assets, 'jfk.flac');
    const { url } = await start('token-server.mjs', []);
    const page = await openBrowser(await speakingMicrophoneFlags(samples, directory.path));
    await page.goto(url);
    await page.click('#start');
    await page.waitForFunction(
      () => /country.*country/i.test(document.getElementById('finals')?.textContent ?? ''),
      undefined,
      { timeout: textTimeoutMs },
    );
    await page.click('#stop');
    await page.waitForFunction(() => document.getElementById('status')?.textContent === 'closed');
    const { errors, referenceWords } = wordErrors(reference, await page.locator('#finals').innerText());
    expect(errors / referenceWords).toBeLessThan(0.3);
  });

  it('lays the last words over a picture', async () => {
    const page = await openBrowser();
    const { example, url } = await start('captions-overlay.mjs', [join(recordings, 'jfk.flac')]);
    await page.goto(url);
    await page.waitForFunction(
      () => /country/i.test(document.getElementById('captions')?.textContent ?? ''),
      undefined,
      { timeout: textTimeoutMs },
    );
    const look = await page.evaluate(() => {
      const captions = document.getElementById('captions');
      if (captions === null) throw new Error('the page has no captions');
      const { height } = captions.getBoundingClientRect();
      return { background: getComputedStyle(document.documentElement).backgroundColor, height };
    });
    expect(look.background).toBe('rgba(0, 0, 0, 0)');
    expect(look.height).toBeGreaterThan(20);
    expect(await example.exited).toBe(0);
  });
});
