import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Frame,
  FrameError,
  frameHeaderBytes,
  FrameReader,
  frameTypes,
  makeFrameHeader,
  maxFramePayloadBytes,
} from '../../src/worker/common/frame.ts';

function bytesOf(frames: readonly Frame[]): Uint8Array {
  const parts = frames.flatMap(({ type, stream, payload }) => [makeFrameHeader(type, stream, payload.length), payload]);
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

const frames = fc.array(
  fc.record({
    type: fc.constantFrom(...Object.values(frameTypes)),
    stream: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
    payload: fc.uint8Array({ maxLength: 300 }),
  }),
  { maxLength: 8 },
);

describe('FrameReader', () => {
  test('gives the same frames however the bytes are cut', () => {
    fc.assert(
      fc.property(frames, fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 1 }), (sent, cuts) => {
        const bytes = bytesOf(sent);
        const reader = new FrameReader();
        const received: Frame[] = [];
        for (let offset = 0, turn = 0; offset < bytes.length; turn += 1) {
          const length = Math.max(1, cuts[turn % cuts.length] ?? 1);
          received.push(...reader.push(bytes.slice(offset, offset + length)));
          offset += length;
        }
        expect(received.map(({ type, stream, payload }) => ({ type, stream, payload: [...payload] }))).toEqual(
          sent.map(({ type, stream, payload }) => ({ type, stream, payload: [...payload] })),
        );
      }),
    );
  });

  test('refuses a frame of a type nobody knows', () => {
    const header = makeFrameHeader(frameTypes.audio, 1, 0);
    header[8] = 99;
    expect(() => new FrameReader().push(header)).toThrow(FrameError);
  });

  test('refuses a payload beyond the limit before it has come', () => {
    const header = makeFrameHeader(frameTypes.audio, 1, maxFramePayloadBytes + 1);
    expect(header).toHaveLength(frameHeaderBytes);
    expect(() => new FrameReader().push(header)).toThrow(FrameError);
  });
});
