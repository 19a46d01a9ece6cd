import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { joinWords } from '@steno/formatting';
import type { Hypothesis, Writing } from '@steno/recognition';
import { type SegmentText, Transcript, type TranscriptOptions } from '../../src/transcript/transcript.ts';

const writing: Writing = { casing: 'upper', hasPunctuation: false };
const written: Writing = { casing: 'mixed', hasPunctuation: true };

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

function english(options: Partial<TranscriptOptions> = {}): Transcript {
  return new Transcript({ language: 'en', isFormatted: true, actualNumbers: false, ...options });
}

function finalOf(transcript: Transcript, hypothesis: Hypothesis, goesOn = false): SegmentText | undefined {
  return transcript.final(hypothesis, { writing, goesOn });
}

describe('Transcript', () => {
  it('numbers segments, each with partials and one final', () => {
    const transcript = english();
    expect(transcript.partial(words('ONE'), writing)).toMatchObject({ segment: 0, isFinal: false, text: 'One' });
    expect(transcript.isOpen).toBe(true);
    expect(finalOf(transcript, words('ONE TWO'))).toMatchObject({ segment: 0, isFinal: true, text: 'One two.' });
    expect(transcript.isOpen).toBe(false);
    expect(finalOf(transcript, words('THREE', 500))).toMatchObject({
      segment: 1,
      isFinal: true,
      startSample: 500,
      endSample: 600,
    });
  });

  it('shows nothing for a segment without a word', () => {
    const transcript = english();
    expect(transcript.partial(words(''), writing)).toBeUndefined();
    expect(finalOf(transcript, words(''))).toBeUndefined();
    expect(transcript.partial(words('ONE'), writing)).toMatchObject({ segment: 0 });
  });

  it('closes a segment that has shown a partial with an empty final', () => {
    const transcript = english();
    transcript.partial(words('ONE'), writing);
    expect(finalOf(transcript, words(''))).toMatchObject({ segment: 0, isFinal: true, text: '', endSample: 100 });
    expect(transcript.partial(words('TWO', 300), writing)).toMatchObject({ segment: 1 });
  });

  it('never goes back in time, whatever the hypotheses say', () => {
    const hypothesis = fc.record({ words: fc.nat({ max: 4 }), start: fc.nat({ max: 100_000 }), isFinal: fc.boolean() });
    fc.assert(
      fc.property(fc.array(hypothesis), (steps) => {
        const transcript = english();
        let last = { endSample: 0, segment: 0 };
        for (const { words: count, start, isFinal } of steps) {
          const given = words('A '.repeat(count).trim(), start);
          const text = isFinal ? finalOf(transcript, given) : transcript.partial(given, writing);
          if (text === undefined) continue;
          expect(text.endSample).toBeGreaterThanOrEqual(last.endSample);
          expect(text.segment).toBeGreaterThanOrEqual(last.segment);
          last = text;
        }
      }),
    );
  });

  it('gives the mean of the confidences that are known, and none when none is', () => {
    const transcript = english();
    const [first, second, third] = words('A B C').words;
    if (first === undefined || second === undefined || third === undefined) throw new Error('three words');
    const known = { words: [{ ...first, confidence: 0.5 }, { ...second, confidence: 1 }, third] };
    expect(finalOf(transcript, known)?.confidence).toBe(0.75);
    expect(finalOf(transcript, words('A'))).not.toHaveProperty('confidence');
  });

  it('gives the stability of partials when the engine knows it, 0 too', () => {
    const transcript = english();
    expect(transcript.partial({ ...words('A'), stability: 0 }, writing)?.stability).toBe(0);
    expect(transcript.partial(words('A'), writing)).not.toHaveProperty('stability');
  });
});

describe('the sentences of a Transcript', () => {
  it('go on where a segment was cut for its length: no mark, and no capital after it', () => {
    const transcript = english();
    expect(finalOf(transcript, words('SO WE WENT'), true)?.text).toBe('So we went');
    expect(transcript.partial(words('ON AND'), writing)?.text).toBe('on and');
    expect(finalOf(transcript, words('ON AND ON'))?.text).toBe('on and on.');
    expect(finalOf(transcript, words('THEN'))?.text).toBe('Then.');
  });

  it('stay where they are over a segment without words', () => {
    const transcript = english();
    finalOf(transcript, words('SO WE WENT'), true);
    transcript.partial(words('A'), writing);
    finalOf(transcript, words(''));
    expect(finalOf(transcript, words('ON'))?.text).toBe('on.');
  });

  it('end in a question mark when they ask', () => {
    expect(finalOf(english(), words('ARE YOU THERE'))?.text).toBe('Are you there?');
  });

  it('are those of the hypothesis where it says how it is written', () => {
    const transcript = english();
    const hypothesis = { ...words('Hello, NATO!'), writing: written };
    expect(finalOf(transcript, hypothesis)?.text).toBe('Hello, NATO!');
  });

  it('are left as the engine has them when no formatting is wanted', () => {
    const transcript = english({ isFormatted: false, actualNumbers: true });
    expect(transcript.partial({ ...words('I AM TWENTY'), stableWords: 2 }, writing)).toMatchObject({
      text: 'I AM TWENTY',
      stableWords: 2,
    });
    expect(finalOf(transcript, words('I AM TWENTY SIX'))?.text).toBe('I AM TWENTY SIX');
  });
});

describe('the numbers of a Transcript', () => {
  it('stand for all words that they replace: their times and the lowest of their confidences', () => {
    const confidences = [0.9, 0.8, 0.6, undefined, 1];
    const hypothesis = {
      words: words('IN TWENTY TWENTY SIX THEN').words.map((word, index) => {
        const confidence = confidences[index];
        return confidence === undefined ? word : { ...word, confidence };
      }),
    };
    const text = finalOf(english({ actualNumbers: true }), hypothesis);
    expect(text?.words).toEqual([
      { text: 'In', startSample: 0, endSample: 100, confidence: 0.9 },
      { text: '2026', startSample: 100, endSample: 400, confidence: 0.6 },
      { text: 'then.', startSample: 400, endSample: 500, confidence: 1 },
    ]);
    expect(text?.confidence).toBeCloseTo((0.9 + 0.8 + 0.6 + 1) / 4);
  });

  it('are not stable while they can grow, though their words are', () => {
    const transcript = english({ actualNumbers: true });
    const stableOf = (text: string, stableWords: number): number | undefined =>
      transcript.partial({ ...words(text), stableWords }, writing)?.stableWords;
    expect(stableOf('WE SAW TWENTY', 3)).toBe(2);
    expect(stableOf('WE SAW TWENTY SIX SHIPS', 4)).toBe(2);
    expect(stableOf('WE SAW TWENTY SIX SHIPS', 5)).toBe(4);
    expect(stableOf('WE SAW', 0)).toBe(0);
    expect(transcript.partial(words('WE SAW'), writing)).not.toHaveProperty('stableWords');
  });

  it('leave text, order and times of the words in step, whatever is said', () => {
    const said = fc.array(
      fc.constantFrom('ONE', 'TWO', 'TWENTY', 'HUNDRED', 'AND', 'A', 'POINT', 'JANUARY', 'FIRST', 'P', 'M', 'DOLLARS'),
      { minLength: 1, maxLength: 10 },
    );
    fc.assert(
      fc.property(said, fc.nat({ max: 10 }), (list, stableWords) => {
        const transcript = english({ actualNumbers: true });
        const hypothesis = { ...words(list.join(' ')), stableWords: Math.min(stableWords, list.length) };
        const partial = transcript.partial(hypothesis, writing);
        const final = finalOf(transcript, hypothesis);
        for (const text of [partial, final]) {
          expect(text?.text).toBe(joinWords(text?.words.map((word) => word.text) ?? []));
          let last = 0;
          for (const { startSample, endSample } of text?.words ?? []) {
            expect(startSample).toBe(last);
            expect(endSample).toBeGreaterThan(startSample);
            last = endSample;
          }
          expect(last).toBe(list.length * 100);
        }
        expect(partial?.stableWords).toBeLessThanOrEqual(partial?.words.length ?? 0);
        expect(final?.text.replace(/[.?]$/u, '')).toBe(partial?.text);
      }),
    );
  });
});
