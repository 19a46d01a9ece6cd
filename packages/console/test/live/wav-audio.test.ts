import { makeWavHeader } from '@steno/audio';
import { describe, expect, it } from 'vitest';
import { type FilePort, openPcm, openWav, type SlicedAudio, sliceDecoded } from '../../src/live/wav-audio.ts';

interface WavOptions {
  readonly rateHz?: number;
  readonly channels?: number;
  readonly bits?: number;
  readonly tag?: number;
  /** What the header tells as the length of the audio; default: the truth. */
  readonly told?: number;
}

function wav(audio: Uint8Array, options: WavOptions = {}): Uint8Array<ArrayBuffer> {
  const { rateHz = 16_000, channels = 1, bits = 16, tag = 1, told = audio.length } = options;
  const header = makeWavHeader(rateHz, 0);
  const view = new DataView(header.buffer);
  view.setUint16(20, tag, true);
  view.setUint16(22, channels, true);
  view.setUint16(34, bits, true);
  view.setUint32(40, told, true);
  return Uint8Array.from([...header, ...audio]);
}

async function samplesOf(audio: SlicedAudio | undefined): Promise<readonly number[]> {
  const samples: number[] = [];
  for await (const slice of audio?.slices ?? []) samples.push(...slice);
  return samples;
}

const bytes = (samples: ArrayBufferView): Uint8Array => new Uint8Array(samples.buffer);

describe('openWav', () => {
  it('gives the samples of 16 kHz mono as they are', async () => {
    const samples = Int16Array.from({ length: 10_000 }, (_, index) => index - 5000);
    const audio = await openWav(new Blob([wav(bytes(samples))]));
    expect(audio?.durationMs).toBe(625);
    expect(await samplesOf(audio)).toEqual([...samples]);
  });

  it('mixes channels to one', async () => {
    const audio = await openWav(new Blob([wav(bytes(Int16Array.from([100, 300, -200, 0])), { channels: 2 })]));
    expect(await samplesOf(audio)).toEqual([200, -100]);
  });

  it.each([
    ['8-bit', Uint8Array.from([128, 255, 0]), { bits: 8 }],
    ['24-bit', Uint8Array.from([0, 0, 0, 0, 0, 0x7f, 0, 0, 0x80]), { bits: 24 }],
    ['32-bit', bytes(Int32Array.from([0, 127 * 2 ** 24, -(2 ** 31)])), { bits: 32 }],
    ['floating-point', bytes(Float32Array.from([0, 127 / 128, -1])), { bits: 32, tag: 3 }],
  ])('reads %s samples', async (_name, audio, options) => {
    expect(await samplesOf(await openWav(new Blob([wav(audio, options)])))).toEqual([0, 32_512, -32_768]);
  });

  it('brings other rates to 16 kHz', async () => {
    const audio = await openWav(new Blob([wav(bytes(new Int16Array(48_000).fill(8000)), { rateHz: 48_000 })]));
    const samples = await samplesOf(audio);
    expect(samples).toHaveLength(16_000);
    expect(samples[8000]).toBeCloseTo(8000, -1);
  });

  it('leaves out what follows the audio, unless the header does not know where that is', async () => {
    const audio = bytes(Int16Array.from([1, 2, 3, 4]));
    expect(await samplesOf(await openWav(new Blob([wav(audio, { told: 4 })])))).toEqual([1, 2]);
    expect(await samplesOf(await openWav(new Blob([wav(audio, { told: 0xffff_ffff })])))).toEqual([1, 2, 3, 4]);
  });

  it.each([
    ['no WAVE file', new TextEncoder().encode('ID3 and then some music')],
    ['an empty file', new Uint8Array(0)],
    ['an encoding that it does not know', wav(new Uint8Array(4), { tag: 6, bits: 8 })],
    ['a rate that cannot be resampled', wav(new Uint8Array(4), { rateHz: 47_999 })],
    ['no channels', wav(new Uint8Array(4), { channels: 0 })],
  ])('is undefined for %s', async (_name, file) => {
    expect(await openWav(new Blob([Uint8Array.from(file)]))).toBeUndefined();
  });

  it('reads of a file of 3 GB only what it is asked for', async () => {
    const header = wav(new Uint8Array(0), { told: 3_000_000_000 });
    let read = 0;
    const file: FilePort = {
      size: 3_000_000_044,
      slice: (from = 0, to = 0) => {
        read += to - from;
        const blob = new Blob([from === 0 ? header : new Uint8Array(to - from)]);
        return blob;
      },
    };
    const audio = await openWav(file);
    expect(audio?.durationMs).toBe(93_750_000);
    const iterator = audio?.slices[Symbol.asyncIterator]();
    for (let index = 0; index < 4; index += 1) await iterator?.next();
    expect(read).toBeLessThan(110_000);
  });
});

describe('openPcm', () => {
  it('takes every byte as audio, but half a sample', async () => {
    const audio = openPcm(new Blob([Uint8Array.from([1, 0, 2, 0, 9])]));
    expect(await samplesOf(audio)).toEqual([1, 2]);
  });
});

describe('sliceDecoded', () => {
  it('mixes the channels and brings them to 16 kHz', async () => {
    const channels = [new Float32Array(48_000).fill(0.5), new Float32Array(48_000)];
    const audio = sliceDecoded(channels, 48_000);
    const samples = await samplesOf(audio);
    expect(audio.durationMs).toBe(1000);
    expect(samples).toHaveLength(16_000);
    expect(samples[8000]).toBeCloseTo(8192, -1);
  });
});
