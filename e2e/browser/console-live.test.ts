import { readFile } from 'node:fs/promises';
import { ScriptedHost, startCuttingProxy, until } from '@steno/testkit';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { fakeMicrophoneFlags, findChromium, launchChromium } from './support/chromium.ts';
import {
  type ConsolePage,
  type ConsolePageOptions,
  type ConsoleServer,
  openConsolePage,
  startConsoleServer,
} from './support/console-page.ts';
import { LivePage, patience } from './support/live-page.ts';
import { spokenFile } from './support/spoken-file.ts';

const canRun = findChromium('the tests of the live view of the console');
const settings = { defaultLanguage: 'en' };

/** Words as a recognizer hears them, half a second each. */
const words = (texts: readonly string[], from = 0): { text: string; startSample: number; endSample: number }[] =>
  texts.map((text, index) => ({ text, startSample: from + index * 8000, endSample: from + (index + 1) * 8000 }));

describe.runIf(canRun)('the live view of the console', () => {
  let browser: Browser;
  let server: ConsoleServer;
  let opened: ConsolePage;
  let live: LivePage;

  beforeAll(async () => {
    browser = await launchChromium([...fakeMicrophoneFlags, '--autoplay-policy=no-user-gesture-required']);
  });

  afterAll(() => browser.close());

  beforeEach(async () => {
    server = await startConsoleServer({ settings });
    await open();
  });

  afterEach(async () => {
    await opened.context.close();
    await server.close();
    expect(opened.faults).toEqual([]);
  });

  async function open(options: Partial<ConsolePageOptions> = {}): Promise<void> {
    opened = await openConsolePage(browser, { url: server.pageUrl, key: server.key, ...options });
    live = new LivePage(opened.page);
    await live.ready();
  }

  it('transcribes a file, keeps it over a reload, and plays any word', async () => {
    const { page } = live;
    await live.chooseFile(spokenFile(4));
    await live.start();
    await live.status('Kept in this browser');
    const finals = await live.finals();
    expect(finals).toHaveLength(4);
    expect(finals[0]).toBe('Word0 word1 word2.');
    await page.reload();
    await live.final(3);
    await expect.poll(() => live.finals(), patience).toEqual(finals);
    await page.locator('.segment[data-index="2"] .word').nth(1).click();
    await page.locator('.segment[data-index="2"] .word.played').first().waitFor();
    await page.getByRole('button', { name: 'Pause', exact: true }).click();
    await page.getByRole('button', { name: 'Play', exact: true }).waitFor();
  });

  it('takes the key out of the address', () => {
    expect(live.page.url()).not.toContain(server.key);
  });

  it.each([
    ['txt', /^Word0 word1 word2\.\nWord3 word4 word5\.\n$/u],
    ['srt', /^1\n00:00:00,000 --> .*\nWord0 word1 word2\.\n/u],
    ['vtt', /^WEBVTT\n\n00:00:00\.000 --> /u],
    ['json', /^\[\n {2}\{\n {4}"segment": 0,/u],
  ])('saves the captions as %s', async (format, content) => {
    await live.chooseFile(spokenFile(2));
    await live.start();
    await live.status('Kept in this browser');
    const downloading = live.page.waitForEvent('download');
    await live.page.getByLabel('Save', { exact: true }).selectOption(format);
    const download = await downloading;
    expect(download.suggestedFilename()).toMatch(new RegExp(`^steno-\\d{4}-\\d\\d-\\d\\d-\\d{4}\\.${format}$`, 'u'));
    expect(await readFile(await download.path(), 'utf8')).toMatch(content);
  });

  it('hears the microphone, shows its level, and stops', async () => {
    const { page } = live;
    await live.start();
    await live.status('Listening');
    await page.locator('.level[aria-valuenow]:not([aria-valuenow="0"])').waitFor();
    await page
      .locator('.segment-partial')
      .filter({ hasText: /Word\d/u })
      .waitFor();
    await live.stop();
    await live.status('Kept in this browser');
    await live.event('Everything was transcribed');
    expect(await live.finals()).not.toEqual([]);
    await page.reload();
    await live.final(0);
  });

  it('shows markup in what was said as text, and runs nothing of it', async () => {
    await opened.context.close();
    await server.close();
    server = await startConsoleServer({ settings, recognition: new ScriptedHost({ script: 'silent' }) });
    await open();
    await live.start();
    await live.status('Listening');
    // Lower case, as a formatter writes it.
    const markup = '<img src=x onerror="isbroken=1"><b>bold</b>';
    const stream = server.recognition.streams[0];
    stream?.tell({
      type: 'final',
      hypothesis: { words: words([markup, '<script>isbroken=1</script>']) },
      goesOn: false,
    });
    stream?.tell({ type: 'partial', hypothesis: { words: words([markup], 24_000), stability: 0.5 } });
    await live.final(0);
    await live.page.locator('.segment-partial').filter({ hasText: 'onerror' }).waitFor();
    expect((await live.finals())[0]).toContain('onerror="isbroken=1"><b>bold</b> <script>isbroken=1</script>');
    expect(await live.page.locator('.transcript').locator('img, b, script').count()).toBe(0);
    expect(await live.page.evaluate(() => 'isbroken' in globalThis)).toBe(false);
  });

  it('says that the connection is lost and back, and has the same words after three cuts', async () => {
    await live.chooseFile(spokenFile(8));
    await live.start();
    await live.status('Kept in this browser');
    const whole = await live.finals();
    await opened.context.close();
    const proxy = await startCuttingProxy(server.url);
    await open({ url: `${proxy.url.replace(/^ws/u, 'http')}/` });
    await live.chooseFile(spokenFile(8));
    await live.speakInRealTime();
    await live.start();
    for (const cut of [1, 2, 3]) {
      await live.final(cut);
      proxy.cutAll();
      await live.event('The connection is back', cut);
    }
    await live.status('Kept in this browser');
    await expect.poll(() => live.finals(), patience).toEqual(whole);
    await proxy.close();
  });

  it('ends in words when the key is revoked, and keeps what was said', async () => {
    await live.start();
    await live.status('Listening');
    await live.page
      .locator('.segment-partial')
      .filter({ hasText: /Word\d/u })
      .waitFor();
    const { key } = await server.keys.create({ name: 'other' });
    await server.keys.revoke('test');
    await live.problem('Your key has expired or was revoked');
    expect((await live.finals()).join(' ')).toMatch(/Word\d/u);
    await live.start();
    await live.page.getByLabel('API key').fill(key);
    await live.page.getByRole('button', { name: 'Sign in' }).click();
    await live.ready();
    await live.final(0);
    await live.start();
    await live.status('Listening');
  });

  it('shows in a second tab what the first one records, and lets it only read', async () => {
    await live.start();
    await live.status('Listening');
    const second = new LivePage(await opened.context.newPage());
    await second.page.goto(server.pageUrl);
    await second.page.getByLabel('API key').fill(server.key);
    await second.page.getByRole('button', { name: 'Sign in' }).click();
    await second.status('Another tab of this browser is recording');
    await second.page
      .locator('.segment-partial')
      .filter({ hasText: /Word\d/u })
      .waitFor();
    expect(
      await second.page
        .getByRole('button', { name: /^Remove the session/u })
        .first()
        .isDisabled(),
    ).toBe(true);
    await live.stop();
    await live.status('Kept in this browser');
    await second.status('Kept in this browser');
    await second.final(0);
    await expect.poll(() => second.finals(), patience).toEqual(await live.finals());
  });

  it('removes a session with everything it has', async () => {
    await live.chooseFile(spokenFile(1));
    await live.start();
    await live.status('Kept in this browser');
    await live.page.getByRole('button', { name: /^Remove the session/u }).click();
    await live.page.getByRole('button', { name: 'Remove', exact: true }).click();
    await live.page.getByText('Nothing said yet').waitFor();
    await live.page.reload();
    await live.page.getByText('No sessions yet.').waitFor();
  });

  it('works by the keyboard alone', async () => {
    const { page } = live;
    await live.chooseFile(spokenFile(3));
    await live.start();
    await live.status('Kept in this browser');
    await live.final(2);
    await page.getByRole('region', { name: 'Captions', exact: true }).focus();
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowRight');
    await page.locator('.word.current', { hasText: 'Word3' }).waitFor();
    await page.keyboard.press('Enter');
    await page.locator('.segment[data-index="1"] .word.played').first().waitFor();
    await page.keyboard.press('p');
    await page.getByRole('button', { name: 'Play', exact: true }).waitFor();
    await page.keyboard.press('s');
    await page.getByRole('button', { name: 'Confidence', pressed: true }).waitFor();
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keyboard' }).waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('f');
    await page.locator('.screen').waitFor();
    await page.keyboard.press('Escape');
    await live.final(2);
  });

  it('speaks finals only to a screen reader', async () => {
    await live.chooseFile(spokenFile(2));
    await live.start();
    await live.status('Kept in this browser');
    const regions = live.page.locator('.spoken[aria-live=polite]');
    await until(() => server.recognition.openStreams === 0, 'the end of the stream');
    await regions
      .filter({ hasText: 'Word0 word1 word2' })
      .or(regions.filter({ hasText: 'Word3 word4 word5' }))
      .waitFor({ state: 'attached' });
    expect(await live.page.locator('.transcript-scroll').getAttribute('aria-live')).toBeNull();
  });
});
