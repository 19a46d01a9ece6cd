import { ScriptedHost, type ScriptedStream } from '@steno/testkit';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fakeMicrophoneFlags, findChromium, launchChromium } from './support/chromium.ts';
import { type ConsoleServer, openConsolePage, startConsoleServer } from './support/console-page.ts';
import { LivePage } from './support/live-page.ts';
import { looks, makePictureFolder, picturePath } from './support/looks.ts';
import { spokenFile } from './support/spoken-file.ts';

const said = [
  'good morning and welcome to the council meeting of the twelfth of march',
  'we have a quorum so we can begin with the minutes of the last meeting',
  'صباح الخير وأهلا بكم في اجتماع المجلس',
  'councillor van den berg asked about the bicycle bridge over the canal and about what it is going to cost in the end',
  'the alderman answered that the tender closes in april',
] as const;
const confidences = [0.97, 0.93, 0.64, 0.99, 0.31, 0.88];

/** Tells what was said, and the beginning of what is being said. */
function speak(stream: ScriptedStream | undefined): void {
  let at = 16_000;
  const hear = (text: string): { text: string; startSample: number; endSample: number; confidence: number }[] =>
    text.split(' ').map((word, index) => {
      at += 6000;
      return { text: word, startSample: at - 6000, endSample: at, confidence: confidences[(at + index) % 6] ?? 1 };
    });
  for (const text of said) stream?.tell({ type: 'final', hypothesis: { words: hear(text) }, goesOn: false });
  stream?.tell({ type: 'partial', hypothesis: { words: hear('are there any remarks about'), stability: 0.5 } });
}

describe.runIf(findChromium('the pictures of the live view'))('the live view of the console', () => {
  let browser: Browser;
  let server: ConsoleServer;

  beforeAll(async () => {
    await makePictureFolder();
    browser = await launchChromium([...fakeMicrophoneFlags, '--autoplay-policy=no-user-gesture-required']);
  });

  afterAll(() => browser.close());

  it.each(looks)('fits into the window in every state ($name)', async ({ name, ...look }) => {
    server = await startConsoleServer({ recognition: new ScriptedHost({ script: 'silent' }) });
    const { page, context, faults } = await openConsolePage(browser, {
      url: server.pageUrl,
      key: server.key,
      contextOptions: look,
    });
    const take = async (state: string, of: Page = page): Promise<void> => {
      if (name === 'right-to-left') await of.evaluate(() => (document.documentElement.dir = 'rtl'));
      const isFlat = /dialog|screen/u.test(state);
      await of.screenshot({ path: picturePath(state, name), fullPage: !isFlat, animations: 'disabled' });
      const wider = await of.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect(wider, `${state} is not wider than the window`).toBeLessThanOrEqual(0);
    };
    const button = (words: RegExp): ReturnType<Page['getByRole']> => page.getByRole('button', { name: words });
    await page.locator('.live-pair').waitFor();
    await take('live-empty');
    await page.locator('input[type=radio][value=file]').check();
    const live = new LivePage(page);
    await page.locator('input[type=file]').setInputFiles({ ...spokenFile(1), name: 'Council meeting of 12 March.wav' });
    await page.locator('.file-name').waitFor();
    await take('live-file');
    await page
      .locator('input[type=file]')
      .setInputFiles({ name: 'minutes.pdf', mimeType: 'text/plain', buffer: Buffer.from('x') });
    await page.getByRole('alert').waitFor();
    await take('live-problem');
    await page.locator('input[type=radio][value=microphone]').check();
    await button(/^Start$/u).click();
    await page.locator('.lamp-good').waitFor();
    await page.locator('.transcript-hint').waitFor();
    await take('live-waiting');
    speak(server.recognition.streams[0]);
    await live.final(said.length - 1);
    await page
      .locator('.segment-partial')
      .filter({ hasText: /remarks about/u })
      .waitFor();
    await take('live-running');
    await page.keyboard.press('s');
    await page.locator('.legend').waitFor();
    await page.locator('.segment[data-index="1"] .word').nth(2).hover();
    await take('live-confidence');
    await page.keyboard.press('?');
    await page.getByRole('dialog').waitFor();
    await take('live-help-dialog');
    await page.keyboard.press('Escape');
    await button(/^(?:Share|Deel)$/u).click();
    await button(/link$/u).click();
    await page.locator('.share-link input').first().waitFor();
    await take('live-share-dialog');
    const [link, obs] = await page
      .locator('.share-link input')
      .evaluateAll((inputs) => inputs.map((input) => (input instanceof HTMLInputElement ? input.value : '')));
    await page.keyboard.press('Escape');
    await lookAtShared({ link, obs, look, take });
    await button(/^Stop$/u).click();
    await page.locator('.lamp-idle').waitFor();
    await take('live-kept');
    expect(faults).toEqual([]);
    await context.close();
    await server.close();
  });

  /** What those see who follow the links. */
  async function lookAtShared(options: {
    readonly link: string | undefined;
    readonly obs: string | undefined;
    readonly look: object;
    readonly take: (state: string, of: Page) => Promise<void>;
  }): Promise<void> {
    const { link = '', obs = '', look, take } = options;
    const placeOf = (url: string): string => url.slice(url.indexOf('#') + 1);
    const url = server.pageUrl;
    const watching = await openConsolePage(browser, { url, place: placeOf(link), contextOptions: look });
    await watching.page.locator('.segment[data-index]').first().waitFor();
    await take('watch-live', watching.page);
    await watching.context.close();
    const invalid = await openConsolePage(browser, { url, place: '/watch/x?token=y', contextOptions: look });
    await invalid.page.locator('.state').waitFor();
    await take('watch-invalid', invalid.page);
    await invalid.context.close();
    for (const colors of ['white-on-black', 'black-on-white']) {
      const screen = await openConsolePage(browser, {
        url,
        place: `${placeOf(obs)}&colors=${colors}`,
        contextOptions: look,
      });
      await screen.page.locator('.screen-open').waitFor();
      await take(`screen-${colors}`, screen.page);
      await screen.context.close();
    }
  }
});
