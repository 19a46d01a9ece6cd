import type { Hypothesis, HypothesisWord } from '../../../contract/hypothesis.ts';
import { alignWords } from './align-words.ts';
import { confidenceOfAgreement } from './agreement-confidence.ts';
import { isImplausible } from './implausible-text.ts';
import { keepKeyTerms } from './keep-key-terms.ts';
import { placeWords } from './place-words.ts';
import type { SampleRange } from './segment-audio.ts';

/** The two texts of a segment and what is known of it. */
export interface TwoPasses {
  /** What the streaming model heard; at least one word. */
  readonly first: Hypothesis;
  /** What the other one heard, positions from the segment's first sample. */
  readonly second: Hypothesis;
  /** The segment on the sample clock. */
  readonly range: SampleRange;
  /** What the streaming model was made to prefer; the other one was not. */
  readonly keyTerms: readonly string[];
}

/**
 * The final of a segment that was heard twice: the words of the second pass, at the times of the first, unless the second
 * model tells times of its own; key terms that only the first one heard stay.
 *
 * @returns undefined when the second text is made up: then the first one is the final.
 */
export function combinePasses({ first, second, range, keyTerms }: TwoPasses): Hypothesis | undefined {
  const heard = first.words.map(({ text }) => text);
  const heardAgain = second.words.map(({ text }) => text);
  if (isImplausible(heard, heardAgain, range.endSample - range.startSample)) return undefined;
  const kept = keepKeyTerms(first.words, second.words, keyTerms);
  const texts = kept.map(({ text }) => text);
  const aligned = alignWords(heard, texts);
  const places = placeWords(texts, first.words, { aligned, range });
  let position = range.startSample;
  const words = kept.map((word, index): HypothesisWord => {
    const match = aligned[index];
    const agreed = match === undefined ? undefined : first.words[match];
    const own = second.hasEstimatedTimes === true ? undefined : word.second;
    const place = inOrder(own === undefined ? places[index] : onClock(own, range), position, range);
    position = place.startSample;
    const confidence = word.second === undefined ? agreed?.confidence : word.second.confidence;
    return { text: word.text, ...place, confidence: confidence ?? confidenceOfAgreement(agreed) };
  });
  return { words, ...(second.writing === undefined ? {} : { writing: second.writing }) };
}

function onClock({ startSample, endSample }: SampleRange, range: SampleRange): SampleRange {
  return { startSample: startSample + range.startSample, endSample: endSample + range.startSample };
}

/** Times of both models may stand side by side. */
function inOrder(place: SampleRange | undefined, position: number, range: SampleRange): SampleRange {
  const startSample = Math.min(range.endSample, Math.max(position, place?.startSample ?? position));
  return { startSample, endSample: Math.min(range.endSample, Math.max(startSample, place?.endSample ?? startSample)) };
}
