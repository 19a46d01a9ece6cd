import { msToSamples } from '@steno/audio';
import { chunkSamples } from '../assets/chunk.ts';
import type { ReceivedMessage } from '../client/session-client.ts';

/** A session whose finals are looked at. */
export interface HeardSession {
  readonly messages: readonly ReceivedMessage[];
  /** When each chunk was sent, on the clock of the messages. */
  readonly arrivals: readonly number[];
}

/** A final that a silence brought; both in ms. */
export interface SilenceFinal {
  /** From the end of speech to the final. */
  readonly afterSpeech: number;
  /** From when the silence asked for was complete to the final; negative when it came earlier. */
  readonly afterSilence: number;
}

const chunkMs = (chunkSamples / msToSamples(1000)) * 1000;

/**
 * Finals that a silence brought. The moments are those of a speaker whose chunk is sent when it is full: what happens at a
 * position is as long before the chunk was sent as the position is before the chunk's end.
 *
 * @param endpointingMs - the silence that was asked for.
 */
export function finalsAfterSilence(
  { messages, arrivals }: HeardSession,
  endpointingMs: number,
): readonly SilenceFinal[] {
  return messages.flatMap((message, index) => {
    // The end of speech is told right behind the final that the pause brings.
    const behind = messages[index + 1];
    if (!isFinalWithWords(message) || behind?.type !== 'speech_end') return [];
    const speechEndMs = behind.speechEnd * 1000;
    const afterSpeech = message.atMs - momentOf(arrivals, speechEndMs);
    const afterSilence = message.atMs - momentOf(arrivals, speechEndMs + endpointingMs);
    // Where the audio was over before the silence was complete, the end of the audio brought it.
    return Number.isNaN(afterSilence) ? [] : [{ afterSpeech, afterSilence }];
  });
}

/**
 * How long each `flush` took that brought a final with words, in ms: from when it was sent to `flushed`.
 *
 * @param flushedAt - when each was sent, in this order.
 */
export function flushLatencies(messages: readonly ReceivedMessage[], flushedAt: readonly number[]): readonly number[] {
  const answers = messages.flatMap(({ type }, index) => (type === 'flushed' ? [index] : []));
  return answers.flatMap((at, order) => {
    const sentAt = flushedAt[order];
    const since = messages.slice((answers[order - 1] ?? -1) + 1, at);
    const isOwn = since.some((message) => isFinalWithWords(message) && message.atMs >= (sentAt ?? Infinity));
    return sentAt === undefined || !isOwn ? [] : [(messages[at]?.atMs ?? NaN) - sentAt];
  });
}

function isFinalWithWords({ type, isFinal, words }: ReceivedMessage): boolean {
  return type === 'transcript' && isFinal && words.length > 0;
}

function momentOf(arrivals: readonly number[], atMs: number): number {
  const chunk = Math.max(0, Math.ceil(atMs / chunkMs) - 1);
  return (arrivals[chunk] ?? NaN) - ((chunk + 1) * chunkMs - atMs);
}
