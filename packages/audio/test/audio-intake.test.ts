import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AudioFormatError, AudioIntake } from '../src/audio-intake.ts';
import { makeWavHeader, maxWavHeaderBytes } from '../src/wav-header.ts';

/** Bytes and where they are cut. */
const chunkings = fc
  .tuple(fc.uint8Array({ maxLength: 400 }), fc.boolean())
  .map(([bytes, hasHeader]) => (hasHeader ? join(makeWavHeader(16_000), bytes) : bytes))
  .chain((bytes) => fc.tuple(fc.constant(bytes), fc.array(fc.nat({ max: bytes.length }), { maxLength: 40 })));

function join(...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

function samplesOf(chunks: readonly Uint8Array[]): number[] {
  const intake = new AudioIntake();
  const samples = chunks.flatMap((chunk) => [...intake.push(chunk.slice())]);
  return [...samples, ...intake.finish()];
}

function cut(bytes: Uint8Array, at: readonly number[]): Uint8Array[] {
  const edges = [0, ...[...at].sort((a, b) => a - b), bytes.length];
  return edges.slice(1).map((edge, index) => bytes.subarray(edges[index], edge));
}

describe('AudioIntake', () => {
  it('gives the same samples whatever the chunking', () => {
    fc.assert(
      fc.property(chunkings, ([bytes, at]) => {
        expect(samplesOf(cut(bytes, at))).toEqual(samplesOf([bytes]));
      }),
      { numRuns: 500 },
    );
  });

  it('gives the same samples from Buffers at any offset, whose slice is no copy', () => {
    fc.assert(
      fc.property(chunkings, fc.nat({ max: 3 }), ([bytes, at], offset) => {
        const memory = Buffer.from(join(new Uint8Array(offset), bytes));
        const intake = new AudioIntake();
        const samples = cut(memory.subarray(offset), at).flatMap((chunk) => [...intake.push(chunk)]);
        expect([...samples, ...intake.finish()]).toEqual(samplesOf([bytes]));
      }),
      { numRuns: 500 },
    );
  });

  it('gives the same samples when every byte is a message', () => {
    const bytes = join(
      makeWavHeader(16_000),
      Uint8Array.from({ length: 101 }, (_, index) => index),
    );
    expect(samplesOf(cut(bytes, [...bytes.keys()]))).toEqual(samplesOf([bytes]));
  });

  it('reads little-endian 16-bit samples', () => {
    expect(samplesOf([Uint8Array.of(0x01, 0x00, 0xff, 0xff, 0x00, 0x80)])).toEqual([1, -1, -32_768]);
  });

  it('reads samples that lie at an odd offset of their memory', () => {
    expect(samplesOf([Uint8Array.of(9, 1, 0, 2, 0).subarray(1)])).toEqual([1, 2]);
    const intake = new AudioIntake();
    expect([...intake.push(Uint8Array.of(9, 1, 0, 2, 0).subarray(1))]).toEqual([1, 2]);
  });

  it('joins a sample that is split over two messages', () => {
    expect(samplesOf([Uint8Array.of(0x34), Uint8Array.of(0x12, 0x01), Uint8Array.of(0x00)])).toEqual([0x1234, 1]);
  });

  it('drops half a sample at the end', () => {
    expect(samplesOf([Uint8Array.of(1, 0, 7)])).toEqual([1]);
  });

  it('counts the bytes with the header and the samples without', () => {
    const intake = new AudioIntake();
    intake.push(join(makeWavHeader(16_000), Uint8Array.of(1, 0, 2, 0, 3)));
    expect(intake.receivedBytes).toBe(49);
    expect(intake.samples).toBe(2);
  });

  it.each([
    ['with its true sizes', makeWavHeader(16_000, 2)],
    ['with sizes 0xFFFFFFFF', makeWavHeader(16_000)],
  ])('skips a WAVE header %s', (_which, header) => {
    expect(samplesOf([join(header, Uint8Array.of(1, 0, 2, 0))])).toEqual([1, 2]);
  });

  it('takes a second header in the middle of the audio for audio', () => {
    const header = makeWavHeader(16_000);
    expect(samplesOf([join(header, header)])).toHaveLength(22);
  });

  it.each(['R', 'RI', 'RIFF', 'RIFFxxxxWAV'])('gives back a beginning "%s" that became no header', (text) => {
    const bytes = new TextEncoder().encode(text);
    expect(samplesOf([bytes])).toHaveLength(Math.floor(bytes.length / 2));
  });

  it('gives nothing for no bytes', () => {
    expect(samplesOf([])).toEqual([]);
    expect(samplesOf([new Uint8Array(0), new Uint8Array(0)])).toEqual([]);
  });

  it('refuses a header of 44.1 kHz, saying so', () => {
    const header = makeWavHeader(44_100);
    expect(() => samplesOf([header])).toThrow(AudioFormatError);
    expect(() => samplesOf([header])).toThrow('44100 Hz');
  });

  it.each([
    ['stereo', 22, 2, '2 channels'],
    ['8 bits', 34, 8, '8-bit'],
    ['mu-law', 20, 7, 'encoding 7'],
    ['floating point', 20, 3, 'encoding 3'],
  ])('refuses a header of %s, saying so', (_what, offset, value, words) => {
    const header = makeWavHeader(16_000);
    new DataView(header.buffer).setUint16(offset, value, true);
    expect(() => samplesOf([header])).toThrow(words);
    expect(() => samplesOf(cut(header, [...header.keys()]))).toThrow(words);
  });

  it('refuses a header without an end instead of keeping it all', () => {
    const chunk = new TextEncoder().encode('JUNK');
    const header = new Uint8Array(12 + 8);
    header.set(makeWavHeader(16_000).subarray(0, 12));
    header.set(chunk, 12);
    new DataView(header.buffer).setUint32(16, 0x7fffffff, true);
    expect(() => samplesOf([header])).toThrow(AudioFormatError);
  });

  it('refuses a header of endless small chunks instead of keeping it all', () => {
    const chunks = join(
      ...Array.from({ length: 20 }, () =>
        join(new TextEncoder().encode('note'), Uint8Array.of(8, 0, 0, 0), new Uint8Array(8)),
      ),
    );
    const intake = new AudioIntake();
    intake.push(makeWavHeader(16_000).slice(0, 12));
    expect(() => {
      for (let bytes = 0; bytes < 3 * maxWavHeaderBytes; bytes += chunks.length) intake.push(chunks.slice());
    }).toThrow(AudioFormatError);
  });
});
