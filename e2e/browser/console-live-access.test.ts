import { ScriptedHost } from '@steno/testkit';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fakeMicrophoneFlags, findChromium, launchChromium } from './support/chromium.ts';
import { findAxeViolations } from './support/axe.ts';
import { openConsolePage, startConsoleServer } from './support/console-page.ts';
import { LivePage } from './support/live-page.ts';

const canRun = findChromium('the tests of access to live captions');

describe.runIf(canRun)('live captions', () => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await launchChromium([...fakeMicrophoneFlags, '--autoplay-policy=no-user-gesture-required']);
  });

  afterAll(() => browser.close());

  it.each(['light', 'dark'] as const)('are as WCAG 2.2 AA asks in every view (%s)', async (colorScheme) => {
    const server = await startConsoleServer({ recognition: new ScriptedHost({ script: 'silent' }) });
    const contextOptions = { colorScheme };
    const opened = await openConsolePage(browser, { url: server.pageUrl, key: server.key, contextOptions });
    const { page } = opened;
    const live = new LivePage(page);
    await live.ready();
    await page.locator('.live-pair').waitFor();
    expect(await findAxeViolations(page), 'empty').toEqual([]);
    await live.start();
    await live.status('Listening');
    const words = ['hello', 'world'].map((text, index) => ({
      text,
      startSample: index * 8000,
      endSample: (index + 1) * 8000,
      confidence: index * 0.7,
    }));
    const [stream] = server.recognition.streams;
    stream?.tell({ type: 'final', hypothesis: { words }, goesOn: false });
    stream?.tell({ type: 'partial', hypothesis: { words, stability: 0.5 } });
    await live.final(0);
    await page.keyboard.press('s');
    expect(await findAxeViolations(page), 'running').toEqual([]);
    await page.getByRole('button', { name: 'Share', exact: true }).click();
    await page.getByRole('button', { name: 'Make a link' }).click();
    const links = page.locator('.share-link input');
    await links.first().waitFor();
    expect(await findAxeViolations(page), 'share').toEqual([]);
    const places = await links.evaluateAll((inputs) =>
      inputs.map((input) => (input instanceof HTMLInputElement ? input.value.replace(/^.*#/u, '') : '')),
    );
    for (const place of places) {
      const shared = await openConsolePage(browser, { url: server.pageUrl, place, contextOptions });
      await shared.page.getByText(/hello/iu).first().waitFor();
      expect(await findAxeViolations(shared.page), place.split('/')[1]).toEqual([]);
      await shared.context.close();
    }
    await opened.context.close();
    await server.close();
  });
});
