import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { findChromium, launchChromium } from './support/chromium.ts';
import { consoleDirectory, openConsolePage, startConsoleServer } from './support/console-page.ts';
import { adminAnswers, clientAnswers, fullSessionId, segmentOf, sessionOf } from './support/stub-answers.ts';
import { openStubbedConsole, type StubAnswers, type StubbedConsole } from './support/stubbed-console.ts';
import { patience } from './support/live-page.ts';

const canRun = findChromium('the page of the console');
const firstLoadBytes = 100 * 1024;
const manySegments = 10_000;
/** Far more than fit into a window, far less than there are. */
const mostRows = 200;

describe.runIf(canRun)('the page of the console', () => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await launchChromium();
  });

  afterAll(() => browser.close());

  async function open(answers: StubAnswers, hash: string): Promise<StubbedConsole> {
    const opened = await openStubbedConsole(browser, answers, { viewport: { width: 1280, height: 800 } });
    onTestFinished(() => opened.page.context().close());
    await opened.open(hash);
    return opened;
  }

  it('loads less than 100 kB at first, all of it from its own server', async () => {
    const server = await startConsoleServer({ settings: { defaultLanguage: 'en' } });
    onTestFinished(() => server.close());
    const urls: string[] = [];
    const context = await browser.newContext();
    onTestFinished(() => context.close());
    context.on('request', (request) => urls.push(request.url()));
    const { page } = await openConsolePage(browser, { url: server.pageUrl, key: server.key, context });
    await page.waitForLoadState('networkidle');
    expect(urls.filter((url) => !url.startsWith(server.pageUrl) && !url.startsWith('blob:'))).toEqual([]);
    const files = urls.filter((url) => url.includes('/assets/') || url.replace(/#.*/, '') === server.pageUrl);
    const sizes = await Promise.all(files.map((url) => gzipBytes(new URL(url).pathname)));
    expect(files.length).toBeGreaterThan(2);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(firstLoadBytes);
  });

  it('draws a few rows of a transcript of 10,000 segments, wherever one scrolls to', async () => {
    const segments = Array.from({ length: manySegments }, (_, index) =>
      segmentOf(
        index,
        index === 7654 ? 'The needle is here.' : `Segment ${index} of a long day${' and more'.repeat(index % 30)}.`,
      ),
    );
    const answers = clientAnswers().set(`/v2/sessions/${fullSessionId}`, { body: sessionOf(segments) });
    const { page, problems } = await open(answers, `#/sessions/${fullSessionId}`);
    await page.locator('.segment').first().waitFor();
    const rows = page.locator('[data-row]');
    for (const share of [0.3, 0.7, 1]) {
      await page.evaluate((part) => window.scrollTo(0, document.documentElement.scrollHeight * part), share);
      await page.waitForFunction(() => {
        const list = [...document.querySelectorAll('[data-row]')].map((row) => row.getBoundingClientRect());
        return list.some(({ top, bottom }) => top < innerHeight / 2 && bottom > innerHeight / 2 - 100);
      });
      expect(await rows.count()).toBeLessThan(mostRows);
    }
    await page.getByText(`Segment ${manySegments - 1} of`).waitFor();
    await page.getByRole('searchbox', { name: 'Find in this transcript' }).fill('needle');
    await page.getByText('1 found').waitFor();
    await page.keyboard.press('Enter');
    await page.locator('.segment-current mark').waitFor();
    await page.waitForFunction(() => {
      const { top = -1, bottom = 0 } = document.querySelector('.segment-current')?.getBoundingClientRect() ?? {};
      return top > 0 && bottom < innerHeight;
    });
    expect(await rows.count()).toBeLessThan(mostRows);
    expect(problems).toEqual([]);
  });

  it('can be walked with the keyboard alone', async () => {
    const { page } = await open(clientAnswers(), '#/sessions');
    await page.locator('.session-list').waitFor();
    const focused = (): Promise<string> =>
      page.evaluate(() => document.activeElement?.textContent.trim() ?? document.activeElement?.tagName ?? '');
    const tabTo = async (name: RegExp): Promise<void> => {
      for (let presses = 0; presses < 40; presses += 1) {
        await page.keyboard.press('Tab');
        if (name.test(await focused())) return;
      }
      throw new Error(`Tab does not lead to ${String(name)}`);
    };
    const focus = (words: string): Promise<void> => page.locator(':focus').filter({ hasText: words }).waitFor();
    await page.keyboard.press('Tab');
    await focus('Skip to the content');
    await page.keyboard.press('Enter');
    await page.locator('#content:focus').waitFor();
    await tabTo(/12 Mar 2026, 09:30/);
    expect(await outlineOf(page)).not.toBe('none');
    await page.keyboard.press('Enter');
    await page.locator('.segment').first().waitFor();
    await page.locator('#content:focus').waitFor();
    await tabTo(/^Delete$/);
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await focus('Delete');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    for (let presses = 0; presses < 6; presses += 1) {
      await page.keyboard.press('Tab');
      // The browser's own controls come in between; the page behind never does.
      expect(await page.evaluate(() => document.activeElement?.matches('body, dialog *') ?? true)).toBe(true);
    }
  });

  it('moves between tabs by the arrows, the other way round from right to left', async () => {
    const { page } = await open(clientAnswers(), '#/try');
    const chosen = page.getByRole('tab', { selected: true });
    await chosen.focus();
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => chosen.innerText(), patience).toBe('Node');
    await page.evaluate(() => (document.documentElement.dir = 'rtl'));
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => chosen.innerText(), patience).toBe('Python');
  });

  it('remembers the colours and the language that were chosen', async () => {
    const { page } = await open(adminAnswers(), '#/keys');
    await page.getByRole('button', { name: 'Settings' }).click();
    await page.getByLabel('Colours').selectOption('dark');
    await page.getByLabel('Language of this page').selectOption('nl');
    await page.getByRole('heading', { name: 'Sleutels' }).waitFor();
    await page.reload();
    await page.getByRole('heading', { name: 'Sleutels' }).waitFor();
    expect(
      await page.evaluate(() => ({
        theme: document.documentElement.dataset['theme'],
        lang: document.documentElement.lang,
      })),
    ).toEqual({
      theme: 'dark',
      lang: 'nl',
    });
  });

  it('offers to load the page again when a part of it is gone with an update', async () => {
    const { page } = await open(clientAnswers(), '#/sessions');
    await page.locator('.session-list').waitFor();
    await page.route('**/assets/**', (route) => route.fulfill({ status: 404 }));
    await page.getByRole('link', { name: 'Try it' }).click();
    await page.getByRole('button', { name: 'Load the page again' }).waitFor();
  });
});

async function gzipBytes(pathname: string): Promise<number> {
  const path = join(consoleDirectory, pathname === '/' ? 'index.html' : pathname);
  const { size } = await stat(`${path}.gz`).catch(() => stat(path));
  return size;
}

/** What shows where the focus is: its own outline, or that of what is laid over it. */
function outlineOf(page: StubbedConsole['page']): Promise<string> {
  return page.evaluate(() => {
    const element = document.activeElement;
    if (element === null) return 'none';
    const own = getComputedStyle(element).outlineStyle;
    return own === 'none' ? getComputedStyle(element, '::after').outlineStyle : own;
  });
}
