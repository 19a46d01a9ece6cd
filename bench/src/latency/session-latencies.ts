import { msToSamples, sampleRateHz } from '@steno/audio';
import {
  latenciesOf as latenciesOfTimeline,
  type SessionLatencies as ClientLatencies,
  type TimedResult,
  type WordLatency,
  wordLatenciesOf as wordLatenciesOfTimeline,
} from '@steno/client/measure';
import { chunkSamples } from '../assets/chunk.ts';
import type { ReceivedMessage } from '../client/session-client.ts';

/** What one session showed; all in ms. */
export interface SessionLatencies extends ClientLatencies {
  /** The chunk that holds the first speech; undefined when none was heard. */
  readonly onsetChunk: number | undefined;
}

/** What a session did. */
export interface PlayedSession {
  readonly messages: readonly ReceivedMessage[];
  /** When each chunk was sent. */
  readonly arrivals: readonly number[];
  /** When `stop` or Close was sent. */
  readonly finishedAtMs: number;
}

/** Computes the partial latency of each word of the finals. */
export function wordLatenciesOf({
  messages,
  arrivals,
}: Pick<PlayedSession, 'messages' | 'arrivals'>): readonly WordLatency[] {
  return wordLatenciesOfTimeline({ results: resultsOf(messages), chunks: chunksOf(arrivals) });
}

/** Computes latencies as the definitions say: from the arrival of chunks, on the client's clock. */
export function latenciesOf({ messages, arrivals, finishedAtMs }: PlayedSession): SessionLatencies {
  const speech = messages.find(({ type }) => type === 'speech_start');
  const latencies = latenciesOfTimeline({
    results: resultsOf(messages),
    chunks: chunksOf(arrivals),
    speechStartMs: speech === undefined ? undefined : speech.speechStart * 1000,
    stopAtMs: finishedAtMs,
    endAtMs: messages.at(-1)?.atMs ?? NaN,
  });
  return {
    ...latencies,
    onsetChunk: speech === undefined ? undefined : Math.floor((speech.speechStart * sampleRateHz) / chunkSamples),
  };
}

function resultsOf(messages: readonly ReceivedMessage[]): readonly TimedResult[] {
  return messages.flatMap(({ type, atMs, segment, text, isFinal, words }) =>
    type === 'transcript'
      ? [{ atMs, result: { segment, text, isFinal, words: words.map(({ word, end }) => wordOf(word, end)) } }]
      : [],
  );
}

/** Where words begin says nothing of latencies. */
function wordOf(word: string, end: number): TimedResult['result']['words'][number] {
  return { word, startMs: NaN, endMs: Math.round(end * 1000) };
}

function chunksOf(arrivals: readonly number[]): readonly { readonly endMs: number; readonly atMs: number }[] {
  const chunkMs = (chunkSamples / msToSamples(1000)) * 1000;
  return arrivals.map((atMs, index) => ({ endMs: (index + 1) * chunkMs, atMs }));
}
