import { msToSamples } from '@steno/audio';
import type { EndpointRules } from '../../../contract/endpoint-rules.ts';
import type { Hypothesis } from '../../../contract/hypothesis.ts';
import { SegmentAudio, type SampleRange } from './segment-audio.ts';

/** Audio before the first word, or before speech was heard, that goes with a segment, in ms. Chosen: a soft onset. */
const leadMs = 300;
/** Audio behind the last word that goes with a segment, in ms, or as much silence as ends one. Chosen. */
const tailMs = 400;
/** Segments may be longer than asked for: a cut waits for a word boundary. Audio kept for that, in ms. Chosen. */
const slackMs = 10_000;

/**
 * The audio of a stream that may belong to a segment that is not final, and which of it belongs to each final: from the
 * end of the segment before it to its own, with some of the silence around its words, and nothing of the next word.
 */
export class SegmentRanges {
  readonly #audio = new SegmentAudio();
  readonly #rules: EndpointRules;
  /** Where the newest segment ended. */
  #segmentEnd = 0;
  /** Where speech was heard to begin in the open segment. */
  #speechStart: number | undefined;
  /** Where the stream was flushed, of the flushes that have no answer: nothing behind it is in the next final. */
  readonly #flushedAt: number[] = [];

  constructor(rules: EndpointRules) {
    this.#rules = rules;
  }

  /** Adds audio, which must not be changed any more. */
  append(samples: Int16Array): void {
    this.#audio.append(samples);
  }

  /** The session has asked for what it has sent up to here. */
  flush(): void {
    this.#flushedAt.push(this.#audio.endSample);
  }

  /** The oldest flush is answered. */
  onFlushed(): void {
    this.#flushedAt.shift();
  }

  /** Somebody began to speak. */
  onSpeechStart(sample: number): void {
    this.#speechStart ??= sample;
  }

  /** Audio up to here is decoded: what is much older belongs to no segment. */
  onDecoded(samples: number): void {
    this.#audio.forgetBefore(samples - msToSamples(this.#rules.maxSegmentMs + slackMs));
  }

  /**
   * The segment of a final.
   *
   * @returns its audio and where that is; undefined when it is not kept.
   */
  take(
    { words }: Hypothesis,
    goesOn: boolean,
  ): { readonly range: SampleRange; readonly audio: Int16Array } | undefined {
    const [first] = words;
    const last = words.at(-1);
    if (first === undefined || last === undefined) return undefined;
    const onset = Math.min(first.startSample, this.#speechStart ?? Infinity);
    const startSample = Math.max(this.#segmentEnd, onset - msToSamples(leadMs));
    const tail = goesOn ? 0 : msToSamples(Math.min(tailMs, this.#rules.endpointingMs));
    const endOfAudio = Math.min(this.#flushedAt[0] ?? Infinity, this.#audio.endSample);
    const endSample = Math.max(startSample, Math.min(endOfAudio, last.endSample + tail));
    const range = { startSample, endSample };
    const audio = this.#audio.cut(range);
    this.#segmentEnd = endSample;
    this.#speechStart = undefined;
    this.#audio.forgetBefore(endSample);
    return audio === undefined ? undefined : { range, audio };
  }

  /** Forgets all audio. */
  clear(): void {
    this.#audio.clear();
  }
}
