import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ResendBuffer } from '../../src/common/resend-buffer.ts';

const bytesFrom = (start: number, length: number): Uint8Array =>
  Uint8Array.from({ length }, (_, index) => (start + index) % 251);

describe('the buffer of audio to be sent again', () => {
  it('gives back what was put in, in any pieces, as long as it is kept', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(40_000), fc.nat(30_000)), { maxLength: 20 }), (steps) => {
        const buffer = new ResendBuffer();
        for (const [append, drop] of steps) {
          buffer.append(bytesFrom(buffer.end, append));
          buffer.dropUntil(buffer.start + drop);
        }
        const pieces: Uint8Array[] = [];
        for (let at = buffer.start; at < buffer.end; at += pieces.at(-1)?.length ?? 0) {
          pieces.push(buffer.read(at, buffer.end));
        }
        const expected = bytesFrom(buffer.start, buffer.end - buffer.start);
        expect(Buffer.concat(pieces).equals(expected)).toBe(true);
      }),
      { numRuns: 50 },
    );
  });

  it('never changes bytes that it has given out', () => {
    const buffer = new ResendBuffer();
    buffer.append(bytesFrom(0, 10));
    const given = buffer.read(0, 10);
    buffer.dropUntil(10);
    buffer.append(bytesFrom(100, 100_000));
    expect(given).toEqual(bytesFrom(0, 10));
  });

  it('does not read what it has forgotten', () => {
    const buffer = new ResendBuffer();
    buffer.append(bytesFrom(0, 10));
    buffer.dropUntil(5);
    expect(() => buffer.read(4, 10)).toThrow(RangeError);
    expect(() => buffer.read(11, 12)).toThrow(RangeError);
  });
});
