import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Hypothesis } from '@steno/recognition';
import { Transcript } from '../../src/transcript/transcript.ts';

function words(text: string, startSample = 0): Hypothesis {
  const list = text === '' ? [] : text.split(' ');
  return {
    words: list.map((word, index) => ({
      text: word,
      startSample: startSample + index * 100,
      endSample: startSample + index * 100 + 100,
    })),
  };
}

describe('Transcript', () => {
  it('numbers segments, each with partials and one final', () => {
    const transcript = new Transcript({ language: 'en', isFormatted: true, actualNumbers: false });
    expect(transcript.partial(words('ONE'))).toMatchObject({ segment: 0, isFinal: false, text: 'One' });
    expect(transcript.isOpen).toBe(true);
    expect(transcript.final(words('ONE TWO'))).toMatchObject({ segment: 0, isFinal: true, text: 'One two' });
    expect(transcript.isOpen).toBe(false);
    expect(transcript.final(words('THREE', 500))).toMatchObject({
      segment: 1,
      isFinal: true,
      startSample: 500,
      endSample: 600,
    });
  });

  it('shows nothing for a segment without a word', () => {
    const transcript = new Transcript({ language: 'en', isFormatted: true, actualNumbers: false });
    expect(transcript.partial(words(''))).toBeUndefined();
    expect(transcript.final(words(''))).toBeUndefined();
    expect(transcript.partial(words('ONE'))).toMatchObject({ segment: 0 });
  });

  it('closes a segment that has shown a partial with an empty final', () => {
    const transcript = new Transcript({ language: 'en', isFormatted: true, actualNumbers: false });
    transcript.partial(words('ONE'));
    expect(transcript.final(words(''))).toMatchObject({ segment: 0, isFinal: true, text: '', endSample: 100 });
    expect(transcript.partial(words('TWO', 300))).toMatchObject({ segment: 1 });
  });

  it('never goes back in time, whatever the hypotheses say', () => {
    const hypothesis = fc.record({ words: fc.nat({ max: 4 }), start: fc.nat({ max: 100_000 }), isFinal: fc.boolean() });
    fc.assert(
      fc.property(fc.array(hypothesis), (steps) => {
        const transcript = new Transcript({ language: 'en', isFormatted: true, actualNumbers: false });
        let last = { endSample: 0, segment: 0 };
        for (const { words: count, start, isFinal } of steps) {
          const given = words('A '.repeat(count).trim(), start);
          const text = isFinal ? transcript.final(given) : transcript.partial(given);
          if (text === undefined) continue;
          expect(text.endSample).toBeGreaterThanOrEqual(last.endSample);
          expect(text.segment).toBeGreaterThanOrEqual(last.segment);
          last = text;
        }
      }),
    );
  });

  it('gives the mean of the confidences that are known, and none when none is', () => {
    const transcript = new Transcript({ language: 'en', isFormatted: true, actualNumbers: false });
    const [first, second, third] = words('A B C').words;
    if (first === undefined || second === undefined || third === undefined) throw new Error('three words');
    const known = { words: [{ ...first, confidence: 0.5 }, { ...second, confidence: 1 }, third] };
    expect(transcript.final(known)?.confidence).toBe(0.75);
    expect(transcript.final(words('A'))).not.toHaveProperty('confidence');
  });

  it('gives the stability of partials when the engine knows it, 0 too', () => {
    const transcript = new Transcript({ language: 'en', isFormatted: true, actualNumbers: false });
    expect(transcript.partial({ ...words('A'), stability: 0 })?.stability).toBe(0);
    expect(transcript.partial(words('A'))).not.toHaveProperty('stability');
  });
});
