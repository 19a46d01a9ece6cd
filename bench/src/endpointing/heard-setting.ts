import { msToSamples, samplesToMs } from '@steno/audio';
import type { EndpointRules } from '@steno/recognition';
import type { Recording } from '../assets/recordings.ts';
import { toFloat } from '../engine/sherpa.ts';
import type { ToldEvent, TrackedModel } from '../in-process/tracked-model.ts';
import { alignWords, normalisedWords } from '@steno/client/measure';

/** Speech, or a word, so soon after a segment makes its end a wrong one, in ms. */
export const wrongCutMs = 200;

/** What endpointing made of one recording. */
export interface HeardRecording {
  readonly kind: string;
  readonly errors: number;
  readonly referenceWords: number;
  /** Words of the finals. */
  readonly words: number;
  /** Finals with words. */
  readonly finals: number;
  /** Those whose last word ends less than 200 ms before the first word of the next. */
  readonly shortGaps: number;
  /** Those that a silence ended. */
  readonly cuts: number;
  /** Those after which the VAD hears speech that began within 200 ms of the decision. */
  readonly cutsIntoSpeech: number;
  /** From each such decision to where the VAD hears speech begin again, in ms; absent where none follows. */
  readonly resumedAfter: readonly number[];
  /** From the end of speech to the audio that had come when the final was told, in ms; of those that a silence ended. */
  readonly finalLatencies: readonly number[];
  /** From when the silence asked for was complete to the final: audio that came meanwhile, and computing; in ms. */
  readonly lateness: readonly number[];
}

/** Puts a silence before a recording: the model decodes 320 ms at once, so where speech begins in a step matters. */
export function withSilenceBefore({ samples }: Recording, ms: number): Float32Array {
  const shifted = new Float32Array(msToSamples(ms) + samples.length);
  shifted.set(toFloat(samples), msToSamples(ms));
  return shifted;
}

/** Hears a recording with endpointing, and judges where it was cut. */
export function hearWithRules(
  model: TrackedModel,
  {
    recording,
    phaseMs,
    rules,
  }: { readonly recording: Recording; readonly phaseMs: number; readonly rules: EndpointRules },
): HeardRecording {
  const told = model.hear(withSilenceBefore(recording, phaseMs), rules);
  const finals = finalsOf(told);
  const starts = told.flatMap(({ event }) => (event.type === 'speech_start' ? [event.sample] : []));
  const cuts = finals.filter(({ isBySilence }) => isBySilence);
  const text = finals.flatMap(({ words }) => words.map((word) => word.text)).join(' ');
  const reference = normalisedWords(recording.reference);
  const nextWord = (index: number): number => finals[index + 1]?.words[0]?.startSample ?? Infinity;
  const nextStart = (at: number): number => starts.find((start) => start >= at) ?? Infinity;
  const near = msToSamples(wrongCutMs);
  return {
    kind: recording.kind,
    errors: alignWords(reference, normalisedWords(text)).errors,
    referenceWords: reference.length,
    words: finals.reduce((sum, { words }) => sum + words.length, 0),
    finals: finals.length,
    shortGaps: finals.filter(({ words }, index) => nextWord(index) - (words.at(-1)?.endSample ?? 0) < near).length,
    cuts: cuts.length,
    cutsIntoSpeech: cuts.filter(({ at }) => nextStart(at) - at < near).length,
    resumedAfter: cuts.map(({ at }) => samplesToMs(nextStart(at) - at)).filter(Number.isFinite),
    finalLatencies: cuts.map(({ cameSamples, speechEnd }) => samplesToMs(cameSamples - speechEnd)),
    lateness: cuts.map(
      ({ cameSamples, speechEnd, computeMs }) => samplesToMs(cameSamples - speechEnd) - rules.endpointingMs + computeMs,
    ),
  };
}

interface ToldFinal extends Pick<ToldEvent, 'cameSamples' | 'computeMs'> {
  readonly words: readonly { readonly text: string; readonly startSample: number; readonly endSample: number }[];
  readonly at: number;
  /** Ended by a silence: neither cut for its length nor by the end of the audio. */
  readonly isBySilence: boolean;
  /** Where the VAD heard the speech end; NaN where it went on. */
  readonly speechEnd: number;
}

function finalsOf(told: readonly ToldEvent[]): readonly ToldFinal[] {
  return told.flatMap(({ event, cameSamples, computeMs }, index) => {
    if (event.type !== 'final' || event.hypothesis.words.length === 0) return [];
    const { at, goesOn, end, hypothesis } = event;
    // The end of speech is told right behind the final of the utterance.
    const after = told[index + 1]?.event;
    const speechEnd = after?.type === 'speech_end' ? after.sample : NaN;
    const isBySilence = end?.sample === at && !goesOn;
    return [{ words: hypothesis.words, at, isBySilence, speechEnd, cameSamples, computeMs }];
  });
}
