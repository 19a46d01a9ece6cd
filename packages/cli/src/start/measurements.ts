import type { ServerMessage } from '@steno/protocol';

/** What a demonstration showed. Latencies in ms; undefined when nothing of the kind came. */
export interface Measured {
  /** First audio sent -> first partial, or final, with text. */
  readonly firstTextAfterAudioMs: number | undefined;
  /** Arrival of the chunk with the beginning of speech -> first partial, or final, with text. */
  readonly firstTextAfterSpeechMs: number | undefined;
  /** Arrival of the chunk with the end of a final's last word -> that final; the median. Includes the silence waited for. */
  readonly finalMs: number | undefined;
  /** `stop` sent -> last message. */
  readonly stopMs: number | undefined;
  /** All finals, joined. */
  readonly text: string;
  readonly words: number;
}

/**
 * Measures a session from outside: when chunks were sent and when messages came. Times are ms of one
 * monotonic clock; positions in audio are ms from its beginning.
 */
export class Measurements {
  /** When the audio up to `sentMs` had been sent, in order. */
  readonly #chunks: { readonly sentMs: number; readonly atMs: number }[] = [];
  readonly #finalLatenciesMs: number[] = [];
  readonly #finals: string[] = [];
  #speechStartMs: number | undefined;
  #firstTextAtMs: number | undefined;
  #stoppedAtMs: number | undefined;

  /** Takes note that the audio up to a position was sent. */
  sent(sentMs: number, atMs: number): void {
    this.#chunks.push({ sentMs, atMs });
  }

  /** Takes note of a message. */
  message(message: ServerMessage, atMs: number): void {
    if (message.type === 'speech_start') this.#speechStartMs ??= message.timestamp * 1000;
    if (message.type === 'state' && message.state === 'stopped') this.#stoppedAtMs = atMs;
    if (message.type !== 'transcript' || message.result.text === '') return;
    const { result } = message;
    this.#firstTextAtMs ??= atMs;
    this.#speechStartMs ??= result.start * 1000;
    if (!result.is_final) return;
    this.#finals.push(result.text);
    const endMs = (result.words?.at(-1)?.end ?? result.timestamp) * 1000;
    const arrivedAtMs = this.#arrivalOf(endMs);
    if (arrivedAtMs !== undefined) this.#finalLatenciesMs.push(atMs - arrivedAtMs);
  }

  /** What was measured. */
  result(): Measured {
    const first = this.#chunks[0];
    const last = this.#chunks.at(-1);
    const speechAtMs = this.#speechStartMs === undefined ? undefined : this.#arrivalOf(this.#speechStartMs);
    const text = this.#finals.join(' ').trim();
    return {
      firstTextAfterAudioMs: difference(this.#firstTextAtMs, first?.atMs),
      firstTextAfterSpeechMs: difference(this.#firstTextAtMs, speechAtMs),
      finalMs: median(this.#finalLatenciesMs),
      stopMs: difference(this.#stoppedAtMs, last?.atMs),
      text,
      words: text === '' ? 0 : text.split(/\s+/).length,
    };
  }

  /** When the chunk that holds a position was sent; a position after the end counts as the last one. */
  #arrivalOf(positionMs: number): number | undefined {
    return (this.#chunks.find((chunk) => chunk.sentMs > positionMs) ?? this.#chunks.at(-1))?.atMs;
  }
}

function difference(laterMs: number | undefined, earlierMs: number | undefined): number | undefined {
  return laterMs === undefined || earlierMs === undefined ? undefined : laterMs - earlierMs;
}

function median(values: readonly number[]): number | undefined {
  return [...values].sort((left, right) => left - right)[Math.floor((values.length - 1) / 2)];
}
