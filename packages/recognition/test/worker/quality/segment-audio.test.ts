import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SegmentAudio } from '../../../src/worker/host/quality/segment-audio.ts';

describe('SegmentAudio', () => {
  test('gives back any range of what it was given and has not been told to forget, whatever the chunks', () => {
    const chunks = fc.array(fc.nat(50), { maxLength: 20 });
    fc.assert(
      fc.property(chunks, fc.nat(500), fc.nat(500), fc.nat(500), (lengths, forget, from, length) => {
        const audio = new SegmentAudio();
        let value = 0;
        for (const samples of lengths) audio.append(Int16Array.from({ length: samples }, () => value++));
        audio.forgetBefore(forget);
        const range = { startSample: from, endSample: from + length };
        const isKept = from >= audio.startSample && from + length <= value;
        const expected = isKept ? Int16Array.from({ length }, (_, index) => from + index) : undefined;
        expect(audio.cut(range)).toEqual(expected);
        // Whatever is not before the position is kept.
        expect(audio.startSample).toBeLessThanOrEqual(Math.min(forget, value));
      }),
    );
  });
});
