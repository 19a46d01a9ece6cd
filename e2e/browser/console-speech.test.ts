import {
  makeTemporaryDirectory,
  readRecording,
  type Recording,
  startCuttingProxy,
  tellLeftOut,
  type TemporaryDirectory,
  testAssets,
  wordErrors,
} from '@steno/testkit';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { smallModelFlags } from '../support/recognizer.ts';
import { startSteno, type StenoProcess } from '../support/steno-process.ts';
import { findChromium, launchChromium, speakingMicrophoneFlags } from './support/chromium.ts';
import { openConsolePage } from './support/console-page.ts';
import { LivePage } from './support/live-page.ts';

const what = 'the tests of speech in the console';
const assets = testAssets();
if (assets === undefined) tellLeftOut(what, 'STENO_TEST_ASSETS has no models and recordings');
const canRun = findChromium(what) && assets !== undefined;
/** As in the tests of speech in a browser: the small model hears some words wrong by where speech begins. */
const maxWordErrorRatio = 0.4;
const lastWords = /for your country/iu;

const pageUrlOf = (url: string): string => `${url.replace(/^ws/u, 'http')}/`;

describe.runIf(canRun)('speech into the microphone of the console', () => {
  let directory: TemporaryDirectory;
  let steno: StenoProcess;
  let browser: Browser;
  let flags: readonly string[] = [];
  let jfk: Recording;

  beforeAll(async () => {
    if (assets === undefined || !canRun) return;
    directory = await makeTemporaryDirectory();
    jfk = await readRecording(assets, 'jfk.flac');
    flags = await speakingMicrophoneFlags(jfk.samples, directory.path);
  });

  afterAll(() => directory.remove());

  beforeEach(async () => {
    if (assets === undefined) return;
    steno = await startSteno(smallModelFlags(assets.modelsDir));
    // The recording comes out of the first microphone of a browser only.
    browser = await launchChromium([...flags, '--autoplay-policy=no-user-gesture-required']);
  });

  afterEach(async () => {
    await browser.close();
    await steno.stop();
  });

  /** Speaks all of the recording; gives what is shown once the page has stopped. */
  async function speak(live: LivePage, meanwhile: () => Promise<void> = async () => undefined): Promise<string> {
    await live.ready();
    await live.start();
    await meanwhile();
    await live.page.locator('.segment').filter({ hasText: lastWords }).first().waitFor({ timeout: 60_000 });
    await live.stop();
    await live.status('Kept in this browser');
    return (await live.finals()).join(' ');
  }

  const ratioOf = (text: string): number => {
    const { errors, referenceWords } = wordErrors(jfk.reference, text);
    return errors / referenceWords;
  };

  it('becomes captions that are there after a reload', async () => {
    const { page, faults } = await openConsolePage(browser, { url: pageUrlOf(steno.url), key: steno.key });
    const live = new LivePage(page);
    const text = await speak(live);
    expect(ratioOf(text)).toBeLessThan(maxWordErrorRatio);
    await page.reload();
    await live.final(0);
    expect((await live.finals()).join(' ')).toBe(text);
    expect(faults).toEqual([]);
  });

  it('loses no word when the server is started anew on the way', async () => {
    const proxy = await startCuttingProxy(steno.url);
    const { page } = await openConsolePage(browser, { url: pageUrlOf(proxy.url), key: steno.key });
    const live = new LivePage(page);
    const text = await speak(live, async () => {
      await page
        .locator('.segment-partial')
        .filter({ hasText: /ask not/iu })
        .or(page.locator('.segment[data-index]'))
        .first()
        .waitFor();
      steno.signal('SIGKILL');
      await live.event('The connection was lost');
      steno = await steno.restart();
      proxy.retarget(steno.url);
      await live.event('The server began anew');
    });
    expect(ratioOf(text)).toBeLessThan(maxWordErrorRatio);
    await proxy.close();
  });
});
