import {
  chunksOf,
  makeTemporaryDirectory,
  readRecording,
  type Recording,
  startCuttingProxy,
  tellLeftOut,
  type TemporaryDirectory,
  testAssets,
  wordErrors,
} from '@steno/testkit';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { smallModelFlags } from '../support/recognizer.ts';
import { startSteno, type StenoProcess } from '../support/steno-process.ts';
import { findChromium, launchChromium, speakingMicrophoneFlags, wavAt48k } from './support/chromium.ts';
import { faithfulSeconds } from './support/compare-speech.ts';
import { openPage } from './support/open-page.ts';
import { type PageServer, startPageServer } from './support/page-server.ts';

const what = 'the tests of speech in a browser';
const assets = testAssets();
if (assets === undefined) tellLeftOut(what, 'STENO_TEST_ASSETS has no models and recordings');
const canRun = findChromium(what) && assets !== undefined;
const endMs = 60_000;
/** The recording and the silence around it. */
const heardSeconds = 12.5;
const jfkSeconds = 11;
/**
 * The small model hears one to six of the 22 words wrong over a socket, too, by where the speech begins between its frames
 * (silence of 0 to 1000 ms before it); with room for a disturbed second.
 */
const maxWordErrorRatio = 0.4;

const bytesOf = (samples: Int16Array): Uint8Array => new Uint8Array(samples.buffer);
const samplesOf = (bytes: Uint8Array): Int16Array => new Int16Array(Uint8Array.from(bytes).buffer);

/** What a page heard and what became of it. */
interface Heard {
  readonly text: string;
  /** The bytes that went into the session, one character each. */
  readonly audio: string;
  readonly resumed: number;
  readonly droppedMs: number;
}

/** Runs in the page. */
async function transcribeInPage(options: {
  url: string;
  token: string;
  /** The path of a file for an `<audio>` element; undefined for the microphone. */
  file?: string;
  seconds: number;
}): Promise<Heard> {
  const session = steno.createClient({ url: options.url, token: options.token }).transcribe({ language: 'en' });
  let resumed = 0;
  session.on('resumed', () => (resumed += 1));
  const open = async (): Promise<Awaited<ReturnType<typeof steno.mediaStreamInput>>> => {
    // Without gain control what is heard is what was spoken, sample for sample.
    if (options.file === undefined) return steno.microphone({ autoGainControl: false });
    const element = new Audio(options.file) as HTMLAudioElement & { captureStream(): MediaStream };
    await element.play();
    const stream = element.captureStream();
    if (stream.getAudioTracks().length === 0) {
      await new Promise((resolve) => stream.addEventListener('addtrack', resolve, { once: true }));
    }
    return steno.mediaStreamInput(stream);
  };
  const input = await open();
  let audio = '';
  const keep = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      audio += String.fromCharCode(...chunk);
      controller.enqueue(chunk);
      if (audio.length >= options.seconds * 32_000) void input.close();
    },
  });
  await input.readable.pipeThrough(keep).pipeTo(session.audio);
  const { text } = await session.stop();
  return { text, audio, resumed, droppedMs: input.droppedMs };
}

describe.runIf(canRun)('speech in Chromium', () => {
  let directory: TemporaryDirectory;
  let server: PageServer;
  let recognizer: StenoProcess;
  let browser: Browser;
  let page: Page;
  let flags: readonly string[] = [];
  let jfk: Recording;
  let short: Recording;

  beforeAll(async () => {
    if (assets === undefined || !canRun) return;
    directory = await makeTemporaryDirectory();
    jfk = await readRecording(assets, 'jfk.flac');
    short = await readRecording(assets, 'librivox-sense-0880.flac');
    server = await startPageServer();
    server.files.set('/short.wav', { type: 'audio/wav', bytes: wavAt48k(short.samples) });
    recognizer = await startSteno(smallModelFlags(assets.modelsDir));
    flags = await speakingMicrophoneFlags(jfk.samples, directory.path);
  });

  afterAll(async () => {
    await recognizer.stop();
    await server.close();
    await directory.remove();
  });

  beforeEach(async () => {
    // The recording comes without a fault only out of the first microphone of a browser.
    browser = await launchChromium([...flags, '--autoplay-policy=no-user-gesture-required']);
    page = await openPage(browser, server.url);
  });

  afterEach(() => browser.close());

  /** The transcript that a client of Node gets for these bytes. */
  async function overSocket(bytes: Uint8Array): Promise<string> {
    const client = await recognizer.connect();
    for (const chunk of chunksOf(bytes, 3200)) void client.send(chunk);
    client.close();
    await client.end(endMs);
    return client.text;
  }

  const wordErrorRatio = ({ reference }: Recording, text: string): number => {
    const { errors, referenceWords } = wordErrors(reference, text);
    return errors / referenceWords;
  };

  it('into its microphone is what the same recording is over a socket of Node', async () => {
    const { url, key: token } = recognizer;
    const heard = await page.evaluate(transcribeInPage, { url, token, seconds: heardSeconds });
    expect(heard.droppedMs).toBe(0);
    const bytes = Buffer.from(heard.audio, 'latin1');
    expect(heard.text).toBe(await overSocket(bytes));
    // Chromium plays the file in real time, which a busy machine disturbs now and then.
    expect(faithfulSeconds(jfk.samples, samplesOf(bytes))).toBeGreaterThanOrEqual(jfkSeconds - 2);
    expect(wordErrorRatio(jfk, heard.text)).toBeLessThan(maxWordErrorRatio);
  });

  it('into its microphone is the same with the connection cut three times on the way', async () => {
    const proxy = await startCuttingProxy(recognizer.url);
    let cuts = 0;
    proxy.onCut = () => (cuts += 1);
    // Somewhere in a chunk, after some three seconds each.
    proxy.plan([101_001, 90_002, 95_555].map((bytes) => ({ how: 'cut', direction: 'to_server', bytes })));
    const { key: token } = recognizer;
    const options = { url: proxy.url, token, seconds: heardSeconds };
    const heard = await page.evaluate(transcribeInPage, options);
    await proxy.close();
    expect(cuts).toBe(3);
    expect(heard.resumed).toBe(3);
    expect(heard.droppedMs).toBe(0);
    const bytes = Buffer.from(heard.audio, 'latin1');
    expect(heard.text).toBe(await overSocket(bytes));
    expect(faithfulSeconds(jfk.samples, samplesOf(bytes))).toBeGreaterThanOrEqual(jfkSeconds - 2);
    expect(wordErrorRatio(jfk, heard.text)).toBeLessThan(maxWordErrorRatio);
  });

  it('out of an <audio> element is transcribed until the element ends', async () => {
    const { url, key: token } = recognizer;
    const heard = await page.evaluate(transcribeInPage, { url, token, file: '/short.wav', seconds: endMs / 1000 });
    expect(heard.text).toBe(await overSocket(Buffer.from(heard.audio, 'latin1')));
    const whole = await overSocket(bytesOf(short.samples));
    // The first moments of an element may be lost, and a word with them.
    expect(wordErrorRatio(short, heard.text)).toBeLessThanOrEqual(wordErrorRatio(short, whole) + 0.3);
  });
});
