import { startCuttingProxy } from '@steno/testkit';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { fakeMicrophoneFlags, findChromium, launchChromium } from './support/chromium.ts';
import { type ConsolePage, type ConsoleServer, openConsolePage, startConsoleServer } from './support/console-page.ts';
import { LivePage, patience } from './support/live-page.ts';
import { spokenFile } from './support/spoken-file.ts';

const canRun = findChromium('the tests of shared captions');

describe.runIf(canRun)('a link to live captions', () => {
  let browser: Browser;
  let server: ConsoleServer;
  let opened: ConsolePage;
  let live: LivePage;

  beforeAll(async () => {
    browser = await launchChromium([...fakeMicrophoneFlags, '--autoplay-policy=no-user-gesture-required']);
  });

  afterAll(() => browser.close());

  beforeEach(async () => {
    server = await startConsoleServer();
    opened = await openConsolePage(browser, { url: server.pageUrl, key: server.key });
    live = new LivePage(opened.page);
    await live.ready();
    await live.start();
    await live.status('Listening');
  });

  afterEach(async () => {
    await opened.context.close();
    await server.close();
    expect(opened.faults).toEqual([]);
  });

  /** Makes a link in the dialog; gives the place in it. */
  async function share(name: 'Link' | 'For OBS or a projector' = 'Link'): Promise<string> {
    const { page } = live;
    await page.getByRole('button', { name: 'Share', exact: true }).click();
    await page.getByRole('button', { name: 'Make a link' }).click();
    const link = await page.getByLabel(name, { exact: true }).inputValue();
    await page.getByRole('button', { name: 'Close' }).click();
    return link.slice(link.indexOf('#') + 1);
  }

  /** Opens a link in a browser that knows no key. */
  const follow = (place: string, url = server.pageUrl): Promise<ConsolePage> =>
    openConsolePage(browser, { url, place });
  const watchStatus = (page: Page, words: string): Promise<void> =>
    page.locator('.watch-status p').filter({ hasText: words }).waitFor();

  it('shows the captions while they are spoken, and that the session has ended', async () => {
    const { page, context, faults } = await follow(await share());
    expect(page.url()).not.toContain('token');
    await watchStatus(page, 'Live');
    await page
      .locator('.segment-partial')
      .filter({ hasText: /Word\d/u })
      .waitFor();
    await live.stop();
    await live.status('Kept in this browser');
    await watchStatus(page, 'The session has ended.');
    const watched = new LivePage(page);
    await watched.final(0);
    await expect.poll(() => watched.finals(), patience).toEqual(await live.finals());
    await page.reload();
    await watched.final(0);
    await expect.poll(() => watched.finals(), patience).toEqual(await live.finals());
    expect(faults).toEqual([]);
    await context.close();
  });

  it('comes back after its connection was cut, with each final once', async () => {
    const proxy = await startCuttingProxy(server.url);
    const { page, context } = await follow(await share(), `${proxy.url.replace(/^ws/u, 'http')}/`);
    await watchStatus(page, 'Live');
    for (const _cut of [1, 2, 3]) {
      // Nobody listens there.
      proxy.retarget('ws://127.0.0.1:9');
      proxy.cutAll();
      await watchStatus(page, 'The connection is lost');
      proxy.retarget(server.url);
      await watchStatus(page, 'Live');
    }
    await live.stop();
    await live.status('Kept in this browser');
    await watchStatus(page, 'The session has ended.');
    const watched = new LivePage(page);
    await watched.final(0);
    await expect.poll(() => watched.finals(), patience).toEqual(await live.finals());
    await context.close();
    await proxy.close();
  });

  it('does not work any more once sharing was ended, and says so', async () => {
    const place = await share();
    const { page, context } = await follow(place);
    await watchStatus(page, 'Live');
    await live.page.getByRole('button', { name: 'Share', exact: true }).click();
    await live.page.getByRole('button', { name: 'Make a link' }).click();
    await live.page.getByRole('button', { name: 'End sharing' }).click();
    await live.page.getByText('Nobody can watch by a link any more.').waitFor();
    await page.getByText('This link does not work any more').waitFor();
    await context.close();
  });

  it('that is wrong says so', async () => {
    const { page, context } = await follow('/watch/nobody?token=wrong');
    await page.getByText('This link does not work any more').waitFor();
    await context.close();
  });

  it('for OBS shows two lines in large type, as its address says, and changes by keys', async () => {
    const place = await share('For OBS or a projector');
    const { page, context, faults } = await follow(`${place}&size=7&colors=yellow-on-black`);
    await page.locator('.screen-yellow-on-black.screen-size-7').waitFor();
    await page
      .locator('.screen-text')
      .filter({ hasText: /Word\d/u })
      .waitFor();
    expect(page.url()).not.toContain('token');
    const lines = await page.locator('.screen-window').evaluate((element) => {
      const { height } = element.getBoundingClientRect();
      return height / parseFloat(getComputedStyle(element).lineHeight);
    });
    expect(lines).toBeCloseTo(2, 1);
    await page.keyboard.press('+');
    await page.keyboard.press('l');
    await page.keyboard.press('c');
    await page.locator('.screen-black-on-white.screen-size-8 .screen-lines-3').waitFor();
    await page.reload();
    await page.locator('.screen-black-on-white.screen-size-8 .screen-lines-3').waitFor();
    await page
      .locator('.screen-text')
      .filter({ hasText: /Word\d/u })
      .waitFor();
    expect(faults).toEqual([]);
    await context.close();
  });

  it('brings each final to each of many viewers', async () => {
    await live.stop();
    await live.status('Kept in this browser');
    await live.chooseFile(spokenFile(4));
    await live.speakInRealTime();
    await live.start();
    await live.status('Transcribing the file');
    const place = await share();
    const viewers = await Promise.all(Array.from({ length: 5 }, () => follow(place)));
    await live.status('Kept in this browser');
    const finals = await live.finals();
    expect(finals).toHaveLength(4);
    for (const { page, context } of viewers) {
      await watchStatus(page, 'The session has ended.');
      await expect.poll(() => new LivePage(page).finals(), patience).toEqual(finals);
      await context.close();
    }
  });
});
