import { asLanguageCode, type stt, voice } from '@livekit/agents';
import type { Result } from '@steno/client/node';

/** Where results lie on the clock of the framework. */
export interface Timeline {
  /** Seconds that are added to every time of the session. */
  readonly offsetSeconds: number;
  /** The language of results that name none; empty for unknown. */
  readonly language: string;
}

/** The framework's word for "not known": its own classes write 0. */
const unknownConfidence = 0;

/**
 * A partial or a final as the framework's SpeechData. The stability of a partial is no confidence and goes into
 * `metadata`, together with `stableWords`.
 */
export function speechDataOf(result: Result, timeline: Timeline): stt.SpeechData {
  const { offsetSeconds } = timeline;
  const { stability, stableWords } = result;
  const facts = {
    ...(stability === undefined ? {} : { stability }),
    ...(stableWords === undefined ? {} : { stableWords }),
  };
  return {
    language: asLanguageCode(result.language ?? timeline.language),
    text: result.text,
    startTime: secondsOf(result.startMs, offsetSeconds),
    endTime: secondsOf(result.endMs, offsetSeconds),
    confidence: result.confidence ?? unknownConfidence,
    ...(result.isFinal ? { words: result.words.map((word) => timedWord(word, offsetSeconds)) } : {}),
    ...(Object.keys(facts).length === 0 ? {} : { metadata: facts }),
  };
}

/**
 * Several finals as one: texts joined by spaces, all the words, the mean of the confidences weighted by words.
 *
 * @returns undefined when there is none with text.
 */
export function joinSpeechData(parts: readonly stt.SpeechData[]): stt.SpeechData | undefined {
  const spoken = parts.filter(({ text }) => text !== '');
  const [first] = spoken;
  const last = spoken.at(-1);
  if (first === undefined || last === undefined) return undefined;
  const known = spoken.filter(({ confidence }) => confidence !== unknownConfidence);
  const weights = known.map(({ words }) => Math.max(1, words?.length ?? 0));
  const sum = known.reduce((total, { confidence }, index) => total + confidence * (weights[index] ?? 0), 0);
  const weight = weights.reduce((total, words) => total + words, 0);
  return {
    language: last.language,
    text: spoken.map(({ text }) => text).join(' '),
    startTime: first.startTime,
    endTime: last.endTime,
    confidence: weight === 0 ? unknownConfidence : sum / weight,
    words: spoken.flatMap(({ words }) => words ?? []),
  };
}

function timedWord(word: Result['words'][number], offsetSeconds: number): voice.TimedString {
  return voice.createTimedString({
    text: word.word,
    startTime: secondsOf(word.startMs, offsetSeconds),
    endTime: secondsOf(word.endMs, offsetSeconds),
    startTimeOffset: offsetSeconds,
    ...(word.confidence === undefined ? {} : { confidence: word.confidence }),
  });
}

function secondsOf(milliseconds: number, offsetSeconds: number): number {
  return milliseconds / 1000 + offsetSeconds;
}
