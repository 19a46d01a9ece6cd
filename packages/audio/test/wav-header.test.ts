import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeWavHeader, readWavHeader } from '../src/wav-header.ts';

function chunk(name: string, body: readonly number[]): number[] {
  const size = body.length;
  return [...new TextEncoder().encode(name), size & 255, size >> 8, 0, 0, ...body, ...(size % 2 === 1 ? [0] : [])];
}

const riff = [...makeWavHeader(16_000).subarray(0, 12)];
const format = [...makeWavHeader(16_000).subarray(12, 36)];
const data = [...makeWavHeader(16_000).subarray(36)];

describe('readWavHeader', () => {
  it('reads what makeWavHeader writes', () => {
    expect(readWavHeader(makeWavHeader(8000, 10))).toEqual({
      type: 'header',
      format: { formatTag: 1, channels: 1, sampleRateHz: 8000, bitsPerSample: 16 },
      dataOffset: 44,
    });
  });

  it('asks for more for every beginning of a header', () => {
    const header = Uint8Array.from([...riff, ...chunk('LIST', [1, 2, 3]), ...format, ...data]);
    for (let length = 0; length < header.length; length += 1) {
      expect(readWavHeader(header.subarray(0, length)).type).toBe('need_more');
    }
    expect(readWavHeader(header)).toMatchObject({ type: 'header', dataOffset: header.length });
  });

  it('passes over chunks of odd and even length before the audio', () => {
    const bytes = Uint8Array.from([...riff, ...chunk('odd ', [1]), ...format, ...chunk('even', [1, 2]), ...data, 5, 6]);
    expect(readWavHeader(bytes)).toMatchObject({ type: 'header', dataOffset: bytes.length - 2 });
  });

  it('reads the encoding of an extensible header from its sub-format', () => {
    const body = [
      0xfe,
      0xff,
      1,
      0,
      0x80,
      0x3e,
      0,
      0,
      0,
      0x7d,
      0,
      0,
      2,
      0,
      16,
      0,
      22,
      0,
      16,
      0,
      4,
      0,
      0,
      0,
      1,
      0,
      ...new Array<number>(14).fill(0),
    ];
    const header = readWavHeader(Uint8Array.from([...riff, ...chunk('fmt ', body), ...data]));
    expect(header).toMatchObject({ type: 'header', format: { formatTag: 1, sampleRateHz: 16_000 } });
  });

  it('calls audio before a format broken', () => {
    expect(readWavHeader(Uint8Array.from([...riff, ...data])).type).toBe('broken');
  });

  it('calls a format chunk that is too short broken', () => {
    expect(readWavHeader(Uint8Array.from([...riff, ...chunk('fmt ', [1, 0])])).type).toBe('broken');
  });

  it('never throws, and finds a header only where there is one', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const found = readWavHeader(bytes).type;
        return bytes[0] === 0x52 || bytes.length === 0 || found === 'none';
      }),
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(['need_more', 'broken', 'header']).toContain(readWavHeader(Uint8Array.from([...riff, ...bytes])).type);
      }),
    );
  });
});
