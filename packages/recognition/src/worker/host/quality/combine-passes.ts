import type { Hypothesis, HypothesisWord } from '../../../contract/hypothesis.ts';
import { alignWords } from './align-words.ts';
import { confidenceOfAgreement } from './agreement-confidence.ts';
import { isImplausible } from './implausible-text.ts';
import { placeWords } from './place-words.ts';
import type { SampleRange } from './segment-audio.ts';

/**
 * The final of a segment that was heard twice: the words of the second pass, at the times of the first, unless the second
 * model tells times of its own.
 *
 * @param first - what the streaming model heard; at least one word.
 * @param second - what the other one heard, positions from the segment's first sample.
 * @param range - the segment on the sample clock.
 * @returns undefined when the second text is made up: then the first one is the final.
 */
export function combinePasses(first: Hypothesis, second: Hypothesis, range: SampleRange): Hypothesis | undefined {
  const heard = first.words.map(({ text }) => text);
  const texts = second.words.map(({ text }) => text);
  if (isImplausible(heard, texts, range.endSample - range.startSample)) return undefined;
  const aligned = alignWords(heard, texts);
  const places =
    second.hasEstimatedTimes === true
      ? placeWords(texts, first.words, { aligned, range })
      : second.words.map((word) => onClock(word, range));
  const words = second.words.map(({ text, confidence }, index): HypothesisWord => {
    const match = aligned[index];
    const place = places[index] ?? { startSample: range.endSample, endSample: range.endSample };
    const agreed = match === undefined ? undefined : first.words[match];
    return { text, ...place, confidence: confidence ?? confidenceOfAgreement(agreed) };
  });
  return { words, ...(second.writing === undefined ? {} : { writing: second.writing }) };
}

function onClock({ startSample, endSample }: SampleRange, range: SampleRange): SampleRange {
  const shift = (sample: number): number => Math.min(range.endSample, sample + range.startSample);
  return { startSample: shift(startSample), endSample: shift(endSample) };
}
