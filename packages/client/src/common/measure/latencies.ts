import type { Result } from '../contract.ts';
import { normalisedWords } from './word-errors.ts';

/** What one session did, as its client saw it. All `atMs` are of one monotonic clock, all else is ms of the session's audio. */
export interface SessionTimeline {
  /** In order: where each chunk ends in the audio, and when it was sent. */
  readonly chunks: readonly { readonly endMs: number; readonly atMs: number }[];
  /** Partials and finals in order, and when they came. */
  readonly results: readonly TimedResult[];
  /** Where speech begins; undefined when none was told. */
  readonly speechStartMs: number | undefined;
  /** When the audio was said to be over. */
  readonly stopAtMs: number;
  /** When the last message came. */
  readonly endAtMs: number;
}

/** A result and when it came. */
export interface TimedResult {
  readonly atMs: number;
  readonly result: Pick<Result, 'segment' | 'text' | 'isFinal' | 'words'>;
}

/** What one session showed; all in ms, the way over the network included. */
export interface SessionLatencies {
  /** From the chunk that holds the beginning of speech to the first text; none when there was no speech or no text. */
  readonly firstPartial: readonly number[];
  /** From the chunk with a word's end to the first text with the word; one for each word of the finals. */
  readonly partial: readonly number[];
  /**
   * From the chunk with the last word's end to the final, the silence that is waited for included; of finals that came
   * before the end of the audio was told.
   */
  readonly final: readonly number[];
  /** From the end of the audio to the last message. */
  readonly stop: number;
}

/** How late one word was shown. */
export interface WordLatency {
  /** When the chunk with the word's end was sent. */
  readonly arrivedAtMs: number;
  /** From then to the first text with the word, in ms. */
  readonly latencyMs: number;
}

/** Computes latencies as the definitions say: from the sending of chunks, on the client's clock. */
export function latenciesOf(timeline: SessionTimeline): SessionLatencies {
  const { chunks, speechStartMs, stopAtMs, endAtMs } = timeline;
  const texts = timeline.results.filter(({ result }) => result.text !== '');
  const firstText = texts[0];
  const oneSampleMs = 1 / 16;
  return {
    firstPartial:
      speechStartMs === undefined || firstText === undefined
        ? []
        : [firstText.atMs - sendingOf(chunks, speechStartMs + oneSampleMs)],
    partial: wordLatenciesOf(timeline).map(({ latencyMs }) => latencyMs),
    final: texts
      .filter(({ atMs, result }) => result.isFinal && result.words.length > 0 && atMs < stopAtMs)
      .map(({ atMs, result }) => atMs - sendingOf(chunks, result.words.at(-1)?.endMs ?? NaN)),
    stop: endAtMs - stopAtMs,
  };
}

/** Computes the partial latency of each word of the finals. */
export function wordLatenciesOf({
  results,
  chunks,
}: Pick<SessionTimeline, 'results' | 'chunks'>): readonly WordLatency[] {
  const shown = new Map<number, { readonly atMs: number; readonly words: readonly string[] }[]>();
  return results.flatMap(({ atMs, result: { segment, text, isFinal, words } }) => {
    if (text === '') return [];
    const texts = shown.get(segment) ?? [];
    texts.push({ atMs, words: normalisedWords(text) });
    shown.set(segment, texts);
    if (!isFinal) return [];
    return words.map(({ word, endMs }, index) => {
      const spelling = normalisedWords(word).join(' ');
      const first = texts.find((one) => one.words[index] === spelling);
      const arrivedAtMs = sendingOf(chunks, endMs);
      return { arrivedAtMs, latencyMs: (first?.atMs ?? atMs) - arrivedAtMs };
    });
  });
}

/** When the chunk was sent that holds the audio before a position; a position after the end counts as the last one. */
function sendingOf(chunks: SessionTimeline['chunks'], positionMs: number): number {
  let [low, high] = [0, chunks.length - 1];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if ((chunks[middle]?.endMs ?? NaN) >= positionMs) high = middle;
    else low = middle + 1;
  }
  return chunks[low]?.atMs ?? NaN;
}
