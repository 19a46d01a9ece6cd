import { msToSamples, SampleRing } from '@steno/audio';
import type { EngineStream, VoiceActivityDetector } from '../contract/engine.ts';
import type { Hypothesis, HypothesisWord } from '../contract/hypothesis.ts';
import type { RecognitionEvent } from '../contract/recognition-host.ts';
import type { EndpointRules } from './endpoint-rules.ts';

/** What an utterance tracker works with; owned by whoever made them. */
export interface UtteranceTrackerPorts {
  readonly vad: VoiceActivityDetector;
  readonly engineStream: EngineStream;
  readonly rules: EndpointRules;
  /** Called for each event, in order; never re-enters the tracker. */
  readonly emit: (event: RecognitionEvent) => void;
}

type QueueItem =
  | { readonly type: 'audio'; readonly samples: Float32Array }
  | { readonly type: 'answer'; readonly event: RecognitionEvent };

/**
 * - `silence`: nobody speaks; audio passes the VAD only, the newest of it is kept as pre-roll.
 * - `speech`: an utterance is open in the engine.
 * - `finishing`: the utterance has ended and its last steps are being decoded.
 */
type Phase = 'silence' | 'speech' | 'finishing';

/**
 * Audio kept from before the VAD hears speech and given to the engine with it, in ms. Covers the onset
 * the VAD misses and soft first sounds; measured with `npm run bench -- wer`.
 */
export const preRollMs = 500;

/** The shortest pause at which an utterance that is too long is ended, in ms. Chosen: a breath. */
const shortPauseMs = 120;

/**
 * Cuts one stream's audio into utterances and leads each through the engine. Voice activity decides
 * what the engine hears: in silence it hears nothing, so silence costs no decoding and gives no text.
 * Every sample is given to the engine at most once, in order.
 *
 * It decodes nothing itself: a scheduler calls `advance`, decodes the engine streams that are ready,
 * and calls `report`.
 */
export class UtteranceTracker {
  readonly #ports: UtteranceTrackerPorts;
  readonly #preRoll: SampleRing = new SampleRing(msToSamples(preRollMs));
  readonly #frame: Float32Array;
  readonly #queue: QueueItem[] = [];
  #headOffset = 0;
  #queuedSamples = 0;
  #frameLength = 0;
  #phase: Phase = 'silence';
  /** Samples consumed: the position behind the last one, on the sample clock. */
  #position = 0;
  /** Samples before this position have been given to the engine or will never be. */
  #usedUntil = 0;
  #utteranceStart = 0;
  #speechEnd = 0;
  #reportedText = '';
  /** What is told once the utterance that is finishing is final. */
  #answer: RecognitionEvent | undefined;

  constructor(ports: UtteranceTrackerPorts) {
    this.#ports = ports;
    this.#frame = new Float32Array(ports.vad.frameSamples);
  }

  /** Samples pushed and not consumed yet. */
  get queuedSamples(): number {
    return this.#queuedSamples;
  }

  /** Audio before this position, in samples, has been decoded or needs no decoding. */
  get decodedSamples(): number {
    return this.#phase !== 'silence' && this.#ports.engineStream.isReady ? this.#decodedBefore : this.#position;
  }
  #decodedBefore = 0;

  /** True when `advance` could do something. */
  get canAdvance(): boolean {
    return this.#phase !== 'finishing' && this.#queue.length > 0;
  }

  /** True when the engine has a step to decode for this stream. */
  get canDecode(): boolean {
    return this.#phase !== 'silence' && this.#ports.engineStream.isReady;
  }

  /** True when `report` has to be called although nothing was decoded. */
  get canFinish(): boolean {
    return this.#phase === 'finishing' && !this.#ports.engineStream.isReady;
  }

  /** Queues audio; the samples are kept until consumed. */
  push(samples: Float32Array): void {
    if (samples.length === 0) return;
    this.#queue.push({ type: 'audio', samples });
    this.#queuedSamples += samples.length;
  }

  /** Queues a request to finalise all audio pushed before; answered with the event. */
  finalise(answer: RecognitionEvent): void {
    this.#queue.push({ type: 'answer', event: answer });
  }

  /**
   * Consumes queued audio, up to the end of an utterance.
   *
   * @param maxSamples - the most samples to consume; integer, > 0.
   */
  advance(maxSamples: number): void {
    if (!this.canDecode) this.#decodedBefore = this.#position;
    let budget = maxSamples;
    while (budget > 0 && this.#phase !== 'finishing') {
      const head = this.#queue[0];
      if (head === undefined) return;
      if (head.type === 'answer') {
        this.#queue.shift();
        this.#endUtterance(head.event);
        continue;
      }
      const space = this.#frame.length - this.#frameLength;
      const part = head.samples.subarray(this.#headOffset, this.#headOffset + Math.min(space, budget));
      this.#frame.set(part, this.#frameLength);
      this.#frameLength += part.length;
      this.#position += part.length;
      this.#queuedSamples -= part.length;
      budget -= part.length;
      this.#headOffset += part.length;
      if (this.#headOffset === head.samples.length) {
        this.#queue.shift();
        this.#headOffset = 0;
      }
      if (this.#frameLength === this.#frame.length) this.#onFrame();
    }
  }

  /** Tells what the engine has now; to be called after a step was decoded or `canFinish` is true. */
  report(): void {
    if (this.#phase === 'silence') return;
    const hypothesis = this.#onSampleClock(this.#ports.engineStream.hypothesis());
    if (this.canFinish) {
      this.#finish(hypothesis);
      return;
    }
    const text = hypothesis.words.map((word) => word.text).join(' ');
    if (text === this.#reportedText) return;
    this.#reportedText = text;
    this.#ports.emit({ type: 'partial', hypothesis });
  }

  #onFrame(): void {
    const isSpeech = this.#ports.vad.isSpeech(this.#frame);
    if (this.#phase === 'silence' && isSpeech) this.#beginUtterance();
    else if (this.#phase === 'silence') this.#preRoll.push(this.#unusedFrame());
    if (this.#phase === 'speech') this.#continueUtterance(isSpeech);
    this.#usedUntil = this.#phase === 'silence' ? this.#usedUntil : this.#position;
    this.#frameLength = 0;
  }

  #beginUtterance(): void {
    const preRoll = this.#preRoll.take();
    const frame = this.#unusedFrame();
    this.#utteranceStart = this.#position - frame.length - preRoll.length;
    this.#phase = 'speech';
    this.#reportedText = '';
    if (preRoll.length > 0) this.#ports.engineStream.accept(preRoll);
    const onset = this.#position - this.#frame.length - this.#ports.vad.onsetLagSamples;
    this.#ports.emit({ type: 'speech_start', sample: Math.max(this.#utteranceStart, onset) });
  }

  #continueUtterance(isSpeech: boolean): void {
    const frame = this.#unusedFrame();
    if (frame.length > 0) this.#ports.engineStream.accept(frame);
    this.#usedUntil = this.#position;
    if (isSpeech) this.#speechEnd = this.#position - this.#ports.vad.releaseLagSamples;
    const silence = isSpeech ? 0 : this.#position - this.#speechEnd;
    const length = this.#position - this.#utteranceStart;
    const { minTrailingSilenceMs, maxUtteranceMs } = this.#ports.rules;
    const isPaused = silence >= msToSamples(minTrailingSilenceMs);
    const isLong = length >= msToSamples(maxUtteranceMs) && silence >= msToSamples(shortPauseMs);
    const isTooLong = length >= msToSamples(maxUtteranceMs * 1.5);
    if (isPaused || isLong || isTooLong) this.#endUtterance(undefined);
  }

  /** The part of the frame buffer that the engine has not had: a flush may have given it the rest. */
  #unusedFrame(): Float32Array {
    const frameStart = this.#position - this.#frameLength;
    return this.#frame.subarray(Math.max(0, this.#usedUntil - frameStart), this.#frameLength);
  }

  #endUtterance(answer: RecognitionEvent | undefined): void {
    if (this.#phase === 'silence') {
      if (answer !== undefined) this.#ports.emit(answer);
      return;
    }
    const rest = this.#unusedFrame();
    if (rest.length > 0) this.#ports.engineStream.accept(rest);
    this.#usedUntil = this.#position;
    this.#phase = 'finishing';
    this.#answer = answer;
    this.#ports.engineStream.endUtterance();
  }

  #finish(hypothesis: Hypothesis): void {
    this.#ports.engineStream.reset();
    this.#phase = 'silence';
    this.#decodedBefore = this.#position;
    const answer = this.#answer;
    this.#answer = undefined;
    // An utterance without a word is told only if it closes a partial the client has seen.
    if (hypothesis.words.length > 0 || this.#reportedText !== '') this.#ports.emit({ type: 'final', hypothesis });
    this.#ports.emit({ type: 'speech_end', sample: Math.min(this.#speechEnd, this.#position) });
    if (answer !== undefined) this.#ports.emit(answer);
  }

  #onSampleClock(hypothesis: Hypothesis): Hypothesis {
    const shift = (word: HypothesisWord): HypothesisWord => ({
      ...word,
      startSample: word.startSample + this.#utteranceStart,
      endSample: word.endSample + this.#utteranceStart,
    });
    return { ...hypothesis, words: hypothesis.words.map(shift) };
  }
}
