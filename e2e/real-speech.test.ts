import { spawn } from 'node:child_process';
import { join } from 'node:path';
import * as fc from 'fast-check';
import {
  chunksOf,
  joinSamples,
  normalisedWords,
  readRecording,
  type Recording,
  sendPaced,
  silence,
  streamedWavHeader,
  tellLeftOut,
  testAssets,
  whiteNoise,
  wordErrors,
} from '@steno/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { smallModelFlags } from './support/recognizer.ts';
import { startSteno, type StenoProcess } from './support/steno-process.ts';

const assets = testAssets();
if (assets === undefined)
  tellLeftOut('the tests with the small model', 'STENO_TEST_ASSETS has no models and recordings');
const endMs = 60_000;

const bytesOf = (samples: Int16Array): Uint8Array => new Uint8Array(samples.buffer);

describe.runIf(assets !== undefined)('real speech', () => {
  let steno: StenoProcess;
  let jfk: Recording;
  let short: Recording;
  const read = (name: string): Promise<Recording> => {
    if (assets === undefined) throw new Error('unreachable: the tests do not run without assets');
    return readRecording(assets, name);
  };

  beforeAll(async () => {
    if (assets === undefined) return;
    // Every byte is a message in one of the tests.
    steno = await startSteno([...smallModelFlags(assets.modelsDir), '--max-small-messages-per-second', '0']);
    jfk = await read('jfk.flac');
    short = await read('ls-test-clean-1089-134691-0000.flac');
  });

  afterAll(() => steno.stop());

  /** The finals of audio that is sent at once, in these pieces. */
  async function transcribe(chunks: Iterable<Uint8Array>, ms = endMs): Promise<readonly string[]> {
    const client = await steno.connect();
    for (const chunk of chunks) void client.send(chunk);
    client.close();
    const { code } = await client.end(ms);
    expect(code).toBe(1000);
    return client.finals.map((final) => JSON.stringify(final));
  }

  it('gives the same words and times whatever the chunking, from 1 byte to 2 s', async () => {
    const bytes = bytesOf(jfk.samples);
    const whole = await transcribe([bytes]);
    expect(whole.length).toBeGreaterThan(0);
    const cuts = fc.oneof(
      fc.constantFrom(1023, 1024, 3200, 32_768, 64_000).map((size) => chunksOf(bytes, size)),
      fc
        .array(fc.integer({ min: 1, max: 64_000 }), { minLength: 5, maxLength: 60 })
        .map((sizes) => cutInTurn(bytes, sizes)),
    );
    await fc.assert(
      fc.asyncProperty(cuts, async (chunks) => {
        expect(await transcribe(chunks)).toEqual(whole);
      }),
      { numRuns: 8, endOnFailure: true },
    );
  });

  it('gives the same words and times when every byte is a message', async () => {
    const bytes = bytesOf(short.samples);
    expect(await transcribe(chunksOf(bytes, 1))).toEqual(await transcribe([bytes]));
  });

  it('gives the same words and times at the pace of a microphone as at once', async () => {
    const client = await steno.connect();
    await sendPaced(client, short.samples);
    client.close();
    await client.end(endMs);
    expect(client.finals.map((final) => JSON.stringify(final))).toEqual(await transcribe([bytesOf(short.samples)]));
  });

  it('from `ffmpeg -f wav -`, in 1,024 bytes as fast as the pipe gives them, is the same as raw samples', async () => {
    const client = await steno.connect({ path: '/realtime' });
    const file = join(assets?.recordingsDir ?? '', 'jfk.flac');
    const ffmpeg = spawn(
      'ffmpeg',
      ['-v', 'error', '-i', file, '-ac', '1', '-acodec', 'pcm_s16le', '-ar', '16000', '-f', 'wav', '-'],
      {
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    for await (const part of ffmpeg.stdout) for (const chunk of chunksOf(part as Buffer, 1024)) void client.send(chunk);
    client.say({ action: 'stop' });
    expect((await client.end(endMs)).code).toBe(1000);
    expect(wordErrors(jfk.reference, client.text).errors).toBeLessThan(5);
  });

  it('with a WAVE header of unknown sizes is the same as without', async () => {
    const bytes = bytesOf(short.samples);
    expect(await transcribe([streamedWavHeader(), bytes])).toEqual(await transcribe([bytes]));
  });

  it('in 32,768 bytes each 0.25 s gives partials while it is sent', async () => {
    const client = await steno.connect();
    await sendPaced(client, jfk.samples, { chunkBytes: 32_768, speed: 4.096 });
    const partials = client.messages.filter((message) => message.type === 'transcript').length;
    expect(partials).toBeGreaterThan(3);
    client.say({ action: 'stop' });
    expect((await client.end(endMs)).code).toBe(1000);
    expect(client.messages.at(-1)).toMatchObject({ type: 'state', state: 'stopped', duration: 11 });
  });

  it('is finalised by a flush in the middle of a sentence, and goes on after it', async () => {
    const client = await steno.connect();
    const middle = 5 * 16_000;
    void client.send(jfk.samples.subarray(0, middle));
    client.say({ action: 'flush', id: 1 });
    await client.message(({ type }) => type === 'flushed', endMs);
    const before = client.text;
    expect(normalisedWords(before).length).toBeGreaterThan(4);
    void client.send(jfk.samples.subarray(middle));
    client.close();
    await client.end(endMs);
    expect(client.text.startsWith(before)).toBe(true);
    // A word that the flush cuts in two may be lost or doubled.
    expect(wordErrors(jfk.reference, client.text).errors).toBeLessThan(8);
  });

  it('with a flush behind every chunk is heard to its end', async () => {
    const client = await steno.connect();
    for (const [id, chunk] of chunksOf(bytesOf(short.samples), 3200).entries()) {
      void client.send(chunk);
      client.say({ action: 'flush', id });
    }
    client.close();
    expect((await client.end(endMs)).code).toBe(1000);
    const answers = client.messages.flatMap((message) => (message.type === 'flushed' ? [message.id] : []));
    expect(answers).toEqual([...chunksOf(bytesOf(short.samples), 3200).keys()]);
    expect(client.messages.at(-1)).toMatchObject({ state: 'stopped' });
  });

  it.each([
    ['silence', silence(60_000)],
    ['white noise', whiteNoise(60_000)],
    ['soft white noise', whiteNoise(60_000, { amplitude: 200, seed: 7 })],
  ])('is not heard in 60 s of %s', async (_what, samples) => {
    const client = await steno.connect();
    for (const chunk of chunksOf(bytesOf(samples), 3200)) void client.send(chunk);
    client.close();
    await client.end(endMs);
    expect(client.messages).toMatchObject([{ state: 'listening' }, { state: 'stopped', duration: 60 }]);
  });

  it('keeps the first and the last word of files that begin and end with speech', async () => {
    const names = [
      'ls-test-clean-1089-134686-0001.flac',
      'ls-test-clean-1089-134691-0000.flac',
      'ls-test-clean-1089-134691-0001.flac',
      'ls-test-other-2609-156975-0009.flac',
      'ls-test-other-367-130732-0009.flac',
      'ls-test-other-2609-156975-0003.flac',
      'so762-004610182.flac',
      'lj-LJ001-0004.flac',
      'jfk.flac',
    ];
    let first = 0;
    let last = 0;
    for (const name of names) {
      const recording = await read(name);
      const texts = await transcribe(chunksOf(bytesOf(recording.samples), 3200));
      const words = normalisedWords(texts.map((text) => (JSON.parse(text) as { text: string }).text).join(' '));
      const wanted = normalisedWords(recording.reference);
      if (words.slice(0, 2).includes(wanted[0] ?? '')) first += 1;
      if (words.slice(-2).includes(wanted.at(-1) ?? '')) last += 1;
    }
    // The small model mishears words everywhere; systematic losses at the edges would take most of these.
    expect(first).toBeGreaterThanOrEqual(names.length - 2);
    expect(last).toBeGreaterThanOrEqual(names.length - 2);
  });

  it('sent as fast as possible is slowed down by TCP, and none of it is dropped', async () => {
    const piece = joinSamples(jfk.samples, silence(1000));
    const once = await transcribe([bytesOf(piece)]);
    const repeats = 40;
    const client = await steno.connect();
    for (let count = 0; count < repeats; count += 1) {
      for (const chunk of chunksOf(bytesOf(piece), 32_000)) void client.send(chunk);
    }
    client.close();
    await client.final(0, endMs);
    // Of 15 MB the server takes its bound, and the system may hold 10 MB on the way; unpaused, nothing would be left.
    expect(client.bufferedBytes).toBeGreaterThan(1_000_000);
    expect((await client.end(endMs)).code).toBe(1000);
    expect(client.messages.at(-1)).toMatchObject({ state: 'stopped', duration: (repeats * piece.length) / 16_000 });
    // Where a stream begins anew moves against the repetitions, so words differ a little from one to the next.
    const wordsOnce = once.flatMap((text) => normalisedWords((JSON.parse(text) as { text: string }).text)).length;
    const pieceSeconds = piece.length / 16_000;
    const starts = client.finals.flatMap(({ words = [] }) => words.map(({ start }) => start));
    for (let count = 0; count < repeats; count += 1) {
      const heard = starts.filter((start) => Math.floor(start / pieceSeconds) === count).length;
      expect(Math.abs(heard - wordsOnce) / wordsOnce, `repetition ${count}`).toBeLessThan(0.25);
    }
  });
});

/** Cuts bytes into pieces of these sizes, over and over. */
function cutInTurn(bytes: Uint8Array, sizes: readonly number[]): readonly Uint8Array[] {
  const chunks: Uint8Array[] = [];
  for (let offset = 0, turn = 0; offset < bytes.length; turn += 1) {
    const size = sizes[turn % sizes.length] ?? 1;
    chunks.push(bytes.subarray(offset, offset + size));
    offset += size;
  }
  return chunks;
}
