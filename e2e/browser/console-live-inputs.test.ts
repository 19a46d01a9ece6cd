import { open, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeWavHeader } from '@steno/audio';
import { makeTemporaryDirectory, type TemporaryDirectory } from '@steno/testkit';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { fakeMicrophoneFlags, findChromium, launchChromium } from './support/chromium.ts';
import {
  type ConsolePageOptions,
  type ConsoleServer,
  openConsolePage,
  startConsoleServer,
} from './support/console-page.ts';
import { LivePage } from './support/live-page.ts';
import { spokenFile } from './support/spoken-file.ts';

const canRun = findChromium('the tests of what the console cannot hear');
const threeGigabytes = 3_000_000_000;

describe.runIf(canRun)('the live view of the console, without sound that it could hear,', () => {
  let server: ConsoleServer;
  let directory: TemporaryDirectory;
  let browser: Browser | undefined;

  beforeAll(async () => {
    server = await startConsoleServer({ settings: { defaultLanguage: 'en' } });
    directory = await makeTemporaryDirectory();
  });

  afterAll(async () => {
    await server.close();
    await directory.remove();
  });

  afterEach(() => browser?.close());

  async function openLive(flags: readonly string[], options: Partial<ConsolePageOptions> = {}): Promise<LivePage> {
    browser = await launchChromium(flags);
    const { page, faults } = await openConsolePage(browser, { url: server.pageUrl, key: server.key, ...options });
    onTestFinished(() => {
      expect(faults).toEqual([]);
    });
    const live = new LivePage(page);
    await live.ready();
    return live;
  }

  it('says what to do when there is no microphone', async () => {
    const live = await openLive([]);
    await live.start();
    await live.problem('There is no microphone. Connect one');
    await live.status('Not listening');
  });

  it('says what to do when the microphone is refused', async () => {
    const live = await openLive(['--use-fake-device-for-media-stream', '--deny-permission-prompts']);
    await live.start();
    await live.problem('The microphone is not allowed');
  });

  it('says what to do on a page that is not secure, where a file still works', async () => {
    const { port } = new URL(server.pageUrl);
    const url = `http://steno.test:${port}/`;
    const live = await openLive([...fakeMicrophoneFlags, '--host-resolver-rules=MAP steno.test 127.0.0.1'], { url });
    await live.start();
    await live.problem('Browsers offer a microphone on secure pages only');
    await live.chooseFile(spokenFile(1));
    await live.start();
    await live.final(0);
    await live.status('Kept in this browser');
  });

  it.each([
    ['no sound', 'picture.mp3', Buffer.from('this is no sound, whatever its name says'), 'holds no sound'],
    ['nothing', 'nothing.wav', Buffer.alloc(0), 'is empty'],
    ['a header only', 'header.wav', Buffer.from(makeWavHeader(16_000, 0)), 'is empty'],
  ])('says so of a file with %s in it', async (_what, name, buffer, words) => {
    const live = await openLive([]);
    await live.chooseFile({ name, mimeType: 'audio/mpeg', buffer });
    await live.problem(`"${name}" ${words}`);
    expect(await live.page.getByRole('button', { name: 'Start', exact: true }).isDisabled()).toBe(true);
  });

  it('reads a file of 3 GB piece by piece, and no more of it than is sent', async () => {
    const path = join(directory.path, 'long.wav');
    await writeFile(path, makeWavHeader(16_000, threeGigabytes / 2));
    await truncate(path, threeGigabytes + 44);
    const live = await openLive([]);
    await live.chooseFile(path);
    await live.page.getByText('26:02:30').waitFor();
    await live.speakInRealTime();
    await live.start();
    await live.status('Transcribing the file');
    await live.stop();
    await live.status('Kept in this browser');
  });

  it('says so of 3 GB that are no sound', async () => {
    const path = join(directory.path, 'noise.mp3');
    const file = await open(path, 'w');
    await file.truncate(threeGigabytes);
    await file.close();
    const live = await openLive([]);
    await live.chooseFile(path);
    await live.problem('"noise.mp3" holds no sound');
  });
});
