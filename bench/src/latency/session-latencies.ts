import { msToSamples, sampleRateHz } from '@steno/audio';
import { chunkSamples } from '../assets/chunk.ts';
import type { ReceivedMessage } from '../client/session-client.ts';
import { normalisedWords } from '../wer/word-errors.ts';

/** What one session showed; all in ms. */
export interface SessionLatencies {
  /** The chunk that holds the first speech; undefined when none was heard. */
  readonly onsetChunk: number | undefined;
  /** From the arrival of that chunk to the first text. */
  readonly firstPartial: readonly number[];
  /** From the arrival of the chunk with a word's end to the first text with the word; one for each word. */
  readonly partial: readonly number[];
  /** From the arrival of the chunk with the last word's end to the final; of finals before the end of the audio. */
  readonly final: readonly number[];
  /** From the end of the audio to the last message. */
  readonly finish: number;
}

/** What a session did. */
export interface PlayedSession {
  readonly messages: readonly ReceivedMessage[];
  /** When each chunk was sent. */
  readonly arrivals: readonly number[];
  /** When `stop` or Close was sent. */
  readonly finishedAtMs: number;
}

/** How late one word was shown. */
export interface WordLatency {
  /** When the chunk with the word's end was sent, on the clock of `performance.now()`. */
  readonly arrivedAtMs: number;
  /** From then to the first text with the word, in ms. */
  readonly latencyMs: number;
}

/** Computes the partial latency of each word of the finals. */
export function wordLatenciesOf({
  messages,
  arrivals,
}: Pick<PlayedSession, 'messages' | 'arrivals'>): readonly WordLatency[] {
  const shown = new Map<number, { readonly atMs: number; readonly words: readonly string[] }[]>();
  return textsOf(messages).flatMap(({ segment, text, atMs, isFinal, words }) => {
    const texts = shown.get(segment) ?? [];
    texts.push({ atMs, words: normalisedWords(text) });
    shown.set(segment, texts);
    if (!isFinal) return [];
    return words.map(({ word, end }, index) => {
      const spelling = normalisedWords(word).join(' ');
      const first = texts.find((one) => one.words[index] === spelling);
      const arrivedAtMs = arrivalOf(arrivals, end);
      return { arrivedAtMs, latencyMs: (first?.atMs ?? atMs) - arrivedAtMs };
    });
  });
}

/** Computes latencies as the definitions say: from the arrival of chunks, on the client's clock. */
export function latenciesOf(played: PlayedSession): SessionLatencies {
  const { messages, arrivals, finishedAtMs } = played;
  const texts = textsOf(messages);
  const speech = messages.find(({ type }) => type === 'speech_start');
  const firstText = texts[0];
  const finals = texts.filter(({ isFinal, words }) => isFinal && words.length > 0);
  return {
    onsetChunk: speech === undefined ? undefined : Math.floor((speech.speechStart * sampleRateHz) / chunkSamples),
    firstPartial:
      speech === undefined || firstText === undefined
        ? []
        : [firstText.atMs - arrivalOf(arrivals, speech.speechStart + 1 / msToSamples(1000))],
    partial: wordLatenciesOf(played).map(({ latencyMs }) => latencyMs),
    final: finals
      .filter(({ atMs }) => atMs < finishedAtMs)
      .map(({ atMs, words }) => atMs - arrivalOf(arrivals, words.at(-1)?.end ?? NaN)),
    finish: (messages.at(-1)?.atMs ?? NaN) - finishedAtMs,
  };
}

function textsOf(messages: readonly ReceivedMessage[]): readonly ReceivedMessage[] {
  return messages.filter(({ type, text }) => type === 'transcript' && text !== '');
}

function arrivalOf(arrivals: readonly number[], seconds: number): number {
  // The end of a word is the sample after its last one.
  const sample = Math.max(0, Math.round(seconds * sampleRateHz) - 1);
  return arrivals[Math.min(arrivals.length - 1, Math.floor(sample / chunkSamples))] ?? NaN;
}
