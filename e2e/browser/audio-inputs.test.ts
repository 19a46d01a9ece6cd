import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { fakeMicrophoneFlags, findChromium, launchChromium, wavAt48k } from './support/chromium.ts';
import { openPage } from './support/open-page.ts';
import { type PageServer, startPageServer } from './support/page-server.ts';

const isThere = findChromium('the tests of audio inputs in a browser');

/** A second of a tone of 1 kHz, at a quarter of full scale. */
const toneSamples = Int16Array.from({ length: 16_000 }, (_, index) =>
  Math.round(8192 * Math.sin((2 * Math.PI * 1000 * index) / 16_000)),
);

/** What became of an input that could not be opened. */
interface Failure {
  readonly name: string;
  readonly code: string;
  readonly message: string;
}

/** Runs in the page. */
async function failureOfMicrophone(options: { workletUrl?: string; deviceId?: string } = {}): Promise<Failure> {
  try {
    await (await steno.microphone(options)).close();
    return { name: 'none', code: '', message: '' };
  } catch (error) {
    const { name, code, message } = error as Failure;
    return { name, code, message };
  }
}

describe.runIf(isThere)('audio inputs in Chromium', () => {
  let server: PageServer;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    if (!isThere) return;
    server = await startPageServer();
    server.files.set('/tone.wav', { type: 'audio/wav', bytes: wavAt48k(toneSamples) });
    browser = await launchChromium([...fakeMicrophoneFlags, '--autoplay-policy=no-user-gesture-required']);
  });

  afterAll(async () => {
    await browser.close();
    await server.close();
  });

  beforeEach(async () => {
    page = await openPage(browser, server.url);
  });

  afterEach(() => page.close());

  it('give a microphone in chunks of 100 ms of 16 kHz, under a strict Content-Security-Policy, with its level', async () => {
    const heard = await page.evaluate(async () => {
      const input = await steno.microphone();
      const levels: number[] = [];
      input.on('level', ({ rmsDbfs }) => levels.push(rmsDbfs));
      const sizes: number[] = [];
      for await (const chunk of input.readable) {
        sizes.push(chunk.length);
        // Chromium's device beeps each half second.
        if (sizes.length === 12) break;
      }
      const devices = await steno.audioDevices();
      return { sizes, levels, device: input.device, devices, now: input.level() };
    });
    expect(heard.sizes).toEqual(Array.from({ length: 12 }, () => 3200));
    expect(Math.max(...heard.levels)).toBeGreaterThan(-40);
    expect(Math.min(...heard.levels)).toBe(-100);
    expect(heard.devices).toContainEqual(heard.device);
    expect(heard.device.label).toMatch(/^Fake .*Audio Input/);
  });

  it('hear the device they are told to, and another one while they go on', async () => {
    const heard = await page.evaluate(async () => {
      const [, first, second] = await steno.audioDevices();
      const input = await steno.microphone({ deviceId: first?.deviceId ?? '' });
      const before = input.device;
      const changed = new Promise((resolve) => input.on('deviceChanged', resolve));
      await input.use(second?.deviceId);
      const told = await changed;
      await input.close();
      return { first, second, before, told };
    });
    expect(heard.before).toEqual(heard.first);
    expect(heard.told).toEqual(heard.second);
  });

  it('go on with the default device when theirs is lost, with silence between so that the clock keeps its time', async () => {
    const heard = await page.evaluate(async () => {
      // The device can be pulled out, and another one takes a moment.
      const streams: MediaStream[] = [];
      let another = Promise.resolve();
      const { mediaDevices } = navigator;
      const getUserMedia = mediaDevices.getUserMedia.bind(mediaDevices);
      mediaDevices.getUserMedia = async (constraints) => {
        await another;
        const stream = await getUserMedia(constraints);
        streams.push(stream);
        return stream;
      };
      const [, first] = await steno.audioDevices();
      const input = await steno.microphone({ deviceId: first?.deviceId ?? '' });
      const began = performance.now();
      const peaks: number[] = [];
      input.on('level', ({ peakDbfs }) => peaks.push(peakDbfs));
      /** Waits, chunk by chunk, for what was heard from a chunk on. */
      const heardFrom = (chunk: number, isIt: (peaks: readonly number[]) => boolean): Promise<void> =>
        new Promise((resolve) => {
          const stop = input.on('level', () => {
            if (!isIt(peaks.slice(chunk))) return;
            stop();
            resolve();
          });
        });
      const events: [string, string][] = [];
      input.on('deviceLost', ({ label }) => events.push(['lost', label]));
      const changed = new Promise<void>((resolve) => {
        input.on('deviceChanged', ({ label }) => {
          events.push(['changed', label]);
          resolve();
        });
      });
      const ended = new Promise((resolve) => input.on('ended', resolve));
      const chunks = (async () => {
        const levels: number[] = [];
        let bytes = 0;
        for await (const chunk of input.readable) {
          bytes += chunk.length;
          levels.push(new Int16Array(chunk.buffer).reduce((max, sample) => Math.max(max, Math.abs(sample)), 0));
        }
        return { bytes, levels };
      })();
      await heardFrom(0, (heard) => heard.some((peak) => peak > -50));
      const lostAt = peaks.length;
      // Chromium's device would have beeped meanwhile.
      another = heardFrom(lostAt, ({ length }) => length === 7);
      const track = streams[0]?.getAudioTracks()[0];
      track?.stop();
      track?.dispatchEvent(new Event('ended'));
      await changed;
      const changedAt = peaks.length;
      await heardFrom(changedAt, (heard) => heard.some((peak) => peak > -50));
      const elapsedMs = performance.now() - began;
      await input.close();
      return { events, lostAt, changedAt, elapsedMs, end: await ended, ...(await chunks) };
    });
    expect(heard.events).toEqual([
      ['lost', 'Fake Audio Input 1'],
      ['changed', 'Fake Default Audio Input'],
    ]);
    expect(heard.end).toEqual({ reason: 'closed' });
    expect(Math.abs(heard.bytes / 32 - heard.elapsedMs)).toBeLessThan(400);
    // A beep before and one after the silence of 700 ms, whose first chunk may hold the end of the beep.
    const isLoud = heard.levels.map((level) => level > 100);
    expect(isLoud.slice(0, heard.lostAt)).toContain(true);
    expect(isLoud.slice(heard.lostAt + 1, heard.lostAt + 7)).not.toContain(true);
    expect(isLoud.slice(heard.changedAt)).toContain(true);
  });

  it('end with what was heard when their device is lost, where that is wanted', async () => {
    const heard = await page.evaluate(async () => {
      const { mediaDevices } = navigator;
      const getUserMedia = mediaDevices.getUserMedia.bind(mediaDevices);
      let track: MediaStreamTrack | undefined;
      mediaDevices.getUserMedia = async (constraints) => {
        const stream = await getUserMedia(constraints);
        track = stream.getAudioTracks()[0];
        return stream;
      };
      const input = await steno.microphone({ whenDeviceLost: 'end' });
      const ended = new Promise((resolve) => input.on('ended', resolve));
      let bytes = 0;
      for await (const chunk of input.readable) {
        bytes += chunk.length;
        if (bytes !== 6400) continue;
        track?.stop();
        track?.dispatchEvent(new Event('ended'));
      }
      return { bytes, end: await ended };
    });
    expect(heard.bytes).toBeGreaterThanOrEqual(6400);
    expect(heard.end).toEqual({ reason: 'device_lost' });
  });

  it('count and tell what is not read in time, and keep its time with silence', async () => {
    const heard = await page.evaluate(async () => {
      const input = await steno.microphone({ bufferMs: 300 });
      const began = performance.now();
      const drops: { ms: number; totalMs: number }[] = [];
      const enough = new Promise<void>((resolve) => {
        input.on('dropped', (drop) => {
          drops.push(drop);
          if (drops.length === 5) resolve();
        });
      });
      await enough;
      const reader = input.readable.getReader();
      const elapsedMs = performance.now() - began;
      await input.close();
      let bytes = 0;
      for (;;) {
        const { done, value } = await reader.read();
        if (done) break;
        bytes += value.length;
      }
      return { drops, bytes, droppedMs: input.droppedMs, elapsedMs };
    });
    expect(heard.drops.slice(0, 5).map(({ totalMs }) => totalMs)).toEqual([100, 200, 300, 400, 500]);
    expect(heard.droppedMs).toBeGreaterThanOrEqual(500);
    expect(Math.abs(heard.bytes / 32 - heard.elapsedMs)).toBeLessThan(400);
  });

  it('hear the stream of an <audio> element until it ends', async () => {
    const heard = await page.evaluate(async () => {
      const element = new Audio('/tone.wav');
      await element.play();
      // Chromium's name is that of the specification; the compiler's library has not got it.
      const stream = (element as HTMLAudioElement & { captureStream(): MediaStream }).captureStream();
      if (stream.getAudioTracks().length === 0) {
        await new Promise((resolve) => stream.addEventListener('addtrack', resolve, { once: true }));
      }
      const input = await steno.mediaStreamInput(stream);
      const ended = new Promise((resolve) => input.on('ended', resolve));
      const samples: number[] = [];
      for await (const chunk of input.readable) samples.push(...new Int16Array(chunk.buffer));
      return { samples, end: await ended, track: stream.getAudioTracks()[0]?.readyState };
    });
    expect(heard.end).toEqual({ reason: 'stream_ended' });
    const first = heard.samples.findIndex((sample) => Math.abs(sample) > 4000);
    const tone = heard.samples.slice(first, first + 8000);
    const crossings = tone.filter((sample, index) => sample >= 0 && (tone[index - 1] ?? 0) < 0).length;
    expect(crossings).toBeGreaterThan(450);
    expect(crossings).toBeLessThan(550);
  });

  it('say where the code of the audio thread has to be, when it is not there', async () => {
    const { code, message } = await page.evaluate(failureOfMicrophone, { workletUrl: '/missing.js' });
    expect(code).toBe('worklet_unavailable');
    expect(message).toContain('/missing.js');
  });

  it('say that there is no device with this id', async () => {
    expect(await page.evaluate(failureOfMicrophone, { deviceId: 'gone' })).toMatchObject({ code: 'device_unsuitable' });
  });

  it('say that a stream has no audio', async () => {
    const code = await page.evaluate(async () => {
      try {
        await steno.mediaStreamInput(new MediaStream());
        return '';
      } catch (error) {
        return error instanceof steno.AudioInputError ? error.code : String(error);
      }
    });
    expect(code).toBe('no_audio');
  });
});

describe.runIf(isThere)('a microphone that cannot be had in Chromium', () => {
  let server: PageServer;
  const browsers: Browser[] = [];

  beforeAll(async () => {
    if (isThere) server = await startPageServer();
  });

  afterEach(async () => {
    for (const browser of browsers.splice(0)) await browser.close();
  });

  afterAll(() => server.close());

  async function failureWith(flags: readonly string[], url: string): Promise<Failure> {
    const browser = await launchChromium(flags);
    browsers.push(browser);
    const page = await openPage(browser, url);
    return page.evaluate(failureOfMicrophone, {});
  }

  it('is a refusal in words', async () => {
    // Without the flag that allows it, nobody answers the question, which is a refusal.
    const failure = await failureWith(['--use-fake-device-for-media-stream'], server.url);
    expect(failure).toMatchObject({ name: 'AudioInputError', code: 'permission_denied' });
    expect(failure.message).toContain('allow it for this page');
  });

  it('is a missing device in words', async () => {
    const failure = await failureWith(['--use-fake-ui-for-media-stream'], server.url);
    expect(failure).toMatchObject({ name: 'AudioInputError', code: 'device_not_found' });
  });

  it('is a page that is not secure in words', async () => {
    const flags = [...fakeMicrophoneFlags, '--host-resolver-rules=MAP steno.test 127.0.0.1'];
    const failure = await failureWith(flags, `http://steno.test:${server.port}/`);
    expect(failure).toMatchObject({ name: 'AudioInputError', code: 'insecure_page' });
    expect(failure.message).toContain('https:');
  });
});
