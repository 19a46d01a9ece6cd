import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { joinSamples, silence, tellLeftOut, tone } from '@steno/testkit';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { findChromium, launchChromium } from './support/chromium.ts';
import { type ConsoleServer, openConsolePage, startConsoleServer } from './support/console-page.ts';

const canRun = findChromium('the code that the console shows');
/** A folder from which the packages of the checkout are found. */
const cache = fileURLToPath(new URL('../../node_modules/.cache/steno/', import.meta.url));
const run = promisify(execFile);
const deadlineMs = 60_000;

describe.runIf(canRun)('the code that the console shows', () => {
  let browser: Browser;
  let server: ConsoleServer;

  beforeAll(async () => {
    browser = await launchChromium();
    server = await startConsoleServer({ settings: { defaultLanguage: 'en' } });
  });

  afterAll(async () => {
    await browser.close();
    await server.close();
  });

  /** The code for settings that differ from the usual ones, as the reader would copy it. */
  async function codeOf(tab: string): Promise<string> {
    const { page, context, faults } = await openConsolePage(browser, {
      url: server.pageUrl,
      place: `/try?key=${server.key}`,
      contextOptions: { permissions: ['clipboard-read', 'clipboard-write'] },
    });
    await page.getByLabel('Language', { exact: true }).selectOption('en');
    await page.getByLabel('Silence that ends a segment').fill('300');
    await page.getByLabel('Numbers as digits').check();
    await page.getByRole('tab', { name: tab }).click();
    await page.getByRole('button', { name: 'Copy' }).click();
    await page.getByText('Copied.').waitFor();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    expect(copied).toBe(await page.locator('.snippet').innerText());
    expect(faults).toEqual([]);
    await context.close();
    return copied;
  }

  async function folder(): Promise<string> {
    const path = await mkdtemp(join(cache, 'try-'));
    onTestFinished(() => rm(path, { recursive: true }));
    return path;
  }

  const env = (): NodeJS.ProcessEnv => ({ ...process.env, STENO_KEY: server.key });
  const samples = (): Int16Array => joinSamples(tone(1500), silence(600));
  const newestOptions = (): unknown => server.recognition.streams.at(-1)?.options;

  it('runs in Node', async () => {
    const path = await folder();
    await writeFile(join(path, 'transcribe.mjs'), await codeOf('Node'));
    await writeFile(join(path, 'talk.wav'), wav(samples()));
    const { stdout } = await run(process.execPath, ['transcribe.mjs', 'talk.wav'], {
      cwd: path,
      env: env(),
      timeout: deadlineMs,
    });
    expect(stdout.trim()).toBe('Word0 word1 word2.');
    expect(newestOptions()).toMatchObject({ language: 'en' });
  });

  it('runs in Python', async () => {
    const python = '/usr/bin/python3';
    if (
      await run(python, ['-c', 'import websockets']).then(
        () => false,
        () => true,
      )
    ) {
      tellLeftOut('the Python code of the console', 'python3-websockets is not installed');
      return;
    }
    const path = await folder();
    await writeFile(join(path, 'transcribe.py'), await codeOf('Python'));
    await writeFile(join(path, 'talk.pcm'), Buffer.from(samples().buffer));
    const { stdout } = await run(python, ['transcribe.py', 'talk.pcm'], { cwd: path, env: env(), timeout: deadlineMs });
    expect(stdout.trim()).toBe('Word0 word1 word2.');
  });

  it('runs in a shell: the server says that it takes the settings', async () => {
    const code = await codeOf('curl');
    const call = code.slice(0, code.indexOf('\n\n')).replace('--max-time 3', '--max-time 1');
    // curl ends by its deadline, as it does not speak WebSocket.
    const { stdout } = await run('/bin/sh', ['-c', `${call}\n`], { env: env(), timeout: deadlineMs }).catch(
      (error: unknown) => error as { readonly stdout: string },
    );
    expect(stdout).toMatch(/^HTTP\/1\.1 101 /);
    expect(stdout).toContain('"listening"');
  });
});

/** A WAVE file of 16 kHz mono. */
function wav(samples: Int16Array): Buffer {
  const header = Buffer.alloc(44);
  header.write('RIFF', 0, 'latin1');
  header.writeUInt32LE(36 + samples.byteLength, 4);
  header.write('WAVEfmt ', 8, 'latin1');
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(16_000, 24);
  header.writeUInt32LE(32_000, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36, 'latin1');
  header.writeUInt32LE(samples.byteLength, 40);
  return Buffer.concat([header, Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength)]);
}
