import { msToSamples, SampleRing } from '@steno/audio';
import type { EngineStream, VoiceActivityDetector } from '../contract/engine.ts';
import type { Hypothesis, HypothesisWord } from '../contract/hypothesis.ts';
import type { RecognitionEvent } from '../contract/recognition-host.ts';
import { AudioQueue } from './audio-queue.ts';
import { type EndpointRules, gateSilenceMs, overlongUtteranceMs, preRollMs, shortPauseMs } from './endpoint-rules.ts';

/** What an utterance tracker works with; owned by whoever made them. */
export interface UtteranceTrackerPorts {
  readonly vad: VoiceActivityDetector;
  readonly engineStream: EngineStream;
  readonly rules: EndpointRules;
  /** Called for each event, in order; never re-enters the tracker. */
  readonly emit: (event: RecognitionEvent) => void;
}

/**
 * - `gated`: it has been silent for long; audio passes the VAD only, the newest of it is kept.
 * - `hearing`: the engine hears all audio.
 * - `finishing`: an utterance has ended and its last steps are being decoded.
 */
type Phase = 'gated' | 'hearing' | 'finishing';

/**
 * Cuts one stream's audio into utterances and leads each through the engine. Every sample is given to
 * the engine at most once, in order. In a long silence it gets none, so silence costs no decoding; text
 * of an utterance in which the VAD hears no speech is not told, so noise gives no text.
 *
 * It decodes nothing itself: a scheduler calls `advance`, decodes the engine streams that are ready,
 * and calls `report`.
 */
export class UtteranceTracker {
  readonly #ports: UtteranceTrackerPorts;
  readonly #queue: AudioQueue<RecognitionEvent> = new AudioQueue();
  readonly #preRoll: SampleRing = new SampleRing(msToSamples(preRollMs));
  readonly #frame: Float32Array;
  #frameLength = 0;
  #phase: Phase = 'hearing';
  /** Samples consumed: the position behind the last one, on the sample clock. */
  #position = 0;
  /** Samples before this position were given to the engine, or are in the pre-roll. */
  #usedUntil = 0;
  #utteranceStart = 0;
  /** Where the newest silence began. */
  #silenceStart = 0;
  #hasSpeech = false;
  #hasToldPartial = false;
  #toldText = '';
  /** Where the newest final ended; no later word begins before it. */
  #finalEnd = 0;
  #decodedSamples = 0;
  /** What is told once the utterance that is finishing is final. */
  #answer: RecognitionEvent | undefined;

  constructor(ports: UtteranceTrackerPorts) {
    this.#ports = ports;
    this.#frame = new Float32Array(ports.vad.frameSamples);
  }

  /** Samples pushed and not consumed yet. */
  get queuedSamples(): number {
    return this.#queue.samples;
  }

  /** Requests to finalise that wait. */
  get queuedMarks(): number {
    return this.#queue.marks;
  }

  /** Audio before this position, in samples, has been decoded or needs no decoding. */
  get decodedSamples(): number {
    if (!this.canDecode) this.#decodedSamples = this.#position;
    return this.#decodedSamples;
  }

  /** True when `advance` could do something. */
  get canAdvance(): boolean {
    return this.#phase !== 'finishing' && !this.#queue.isEmpty;
  }

  /** True when the engine has a step to decode for this stream. */
  get canDecode(): boolean {
    return this.#phase !== 'gated' && this.#ports.engineStream.isReady;
  }

  /** True when `report` has to be called although nothing was decoded. */
  get canFinish(): boolean {
    return this.#phase === 'finishing' && !this.#ports.engineStream.isReady;
  }

  /** Queues audio; the samples are kept until consumed. */
  push(samples: Float32Array): void {
    this.#queue.push(samples);
  }

  /** Queues a request to finalise all audio pushed before; answered with the event. */
  finalise(answer: RecognitionEvent): void {
    this.#queue.mark(answer);
  }

  /**
   * Consumes queued audio, up to the end of an utterance.
   *
   * @param maxSamples - the most samples to consume; integer, > 0.
   */
  advance(maxSamples: number): void {
    let budget = maxSamples;
    while (this.#phase !== 'finishing') {
      const mark = this.#queue.takeMark();
      if (mark !== undefined) {
        this.#endUtterance(mark);
        continue;
      }
      const part = this.#queue.take(Math.min(budget, this.#frame.length - this.#frameLength));
      if (part.length === 0) return;
      this.#frame.set(part, this.#frameLength);
      this.#frameLength += part.length;
      this.#position += part.length;
      budget -= part.length;
      if (this.#frameLength === this.#frame.length) this.#onFrame();
    }
  }

  /** Tells what the engine has now; to be called after a step was decoded or `canFinish` is true. */
  report(): void {
    if (this.#phase === 'gated') return;
    const isFinal = this.canFinish;
    if (!isFinal && !this.#hasSpeech) return;
    const hypothesis = this.#onSampleClock(this.#ports.engineStream.hypothesis());
    if (isFinal) {
      this.#finish(hypothesis);
      return;
    }
    const text = hypothesis.words.map((word) => word.text).join(' ');
    if (text === this.#toldText) return;
    this.#toldText = text;
    this.#hasToldPartial = true;
    this.#ports.emit({ type: 'partial', hypothesis });
  }

  #onFrame(): void {
    const isSpeech = this.#ports.vad.isSpeech(this.#frame);
    if (this.#phase === 'gated' && isSpeech) this.#openGate();
    const frame = this.#takeUnused();
    this.#frameLength = 0;
    if (this.#phase === 'gated') this.#preRoll.push(frame);
    else this.#hear(frame, isSpeech);
  }

  #openGate(): void {
    const preRoll = this.#preRoll.take();
    this.#phase = 'hearing';
    this.#utteranceStart = this.#usedUntil - preRoll.length;
    if (preRoll.length > 0) this.#ports.engineStream.accept(preRoll);
  }

  #hear(frame: Float32Array, isSpeech: boolean): void {
    const { engineStream, vad } = this.#ports;
    if (frame.length > 0) engineStream.accept(frame);
    if (isSpeech) {
      if (!this.#hasSpeech) this.#beginSpeech();
      this.#silenceStart = this.#position;
    } else if (this.#silenceStart === this.#position - vad.frameSamples) {
      this.#silenceStart -= vad.releaseLagSamples;
    }
    if (this.#hasSpeech && this.#isUtteranceOver()) this.#endUtterance(undefined);
    else if (!this.#hasSpeech && this.#silence >= msToSamples(gateSilenceMs)) this.#closeGate();
  }

  get #silence(): number {
    return this.#position - Math.max(0, this.#silenceStart);
  }

  #beginSpeech(): void {
    this.#hasSpeech = true;
    const { frameSamples, onsetLagSamples } = this.#ports.vad;
    const onset = this.#position - frameSamples - onsetLagSamples;
    this.#ports.emit({ type: 'speech_start', sample: Math.max(this.#utteranceStart, onset) });
  }

  #isUtteranceOver(): boolean {
    const { minTrailingSilenceMs, maxUtteranceMs } = this.#ports.rules;
    const length = this.#position - this.#utteranceStart;
    if (this.#silence >= msToSamples(minTrailingSilenceMs)) return true;
    if (length >= msToSamples(maxUtteranceMs) && this.#silence >= msToSamples(shortPauseMs)) return true;
    return length >= msToSamples(overlongUtteranceMs(this.#ports.rules));
  }

  #closeGate(): void {
    this.#ports.engineStream.reset();
    this.#phase = 'gated';
  }

  #endUtterance(answer: RecognitionEvent | undefined): void {
    if (this.#phase === 'gated') {
      if (answer !== undefined) this.#ports.emit(answer);
      return;
    }
    // A request to finalise may come in the middle of a frame.
    const rest = this.#takeUnused();
    if (rest.length > 0) this.#ports.engineStream.accept(rest);
    this.#phase = 'finishing';
    this.#answer = answer;
    this.#ports.engineStream.endUtterance(Math.min(this.#silence, this.#position - this.#utteranceStart));
  }

  #finish(hypothesis: Hypothesis): void {
    this.#ports.engineStream.reset();
    const hadSpeech = this.#hasSpeech;
    this.#phase = this.#silence >= msToSamples(gateSilenceMs) ? 'gated' : 'hearing';
    this.#utteranceStart = this.#position;
    this.#hasSpeech = false;
    this.#toldText = '';
    // An utterance without a word is told only if it closes a partial the client has seen.
    const isTold = this.#hasToldPartial || (hadSpeech && hypothesis.words.length > 0);
    this.#hasToldPartial = false;
    if (isTold) {
      this.#finalEnd = hypothesis.words.at(-1)?.endSample ?? this.#finalEnd;
      this.#ports.emit({ type: 'final', hypothesis });
    }
    if (hadSpeech) this.#ports.emit({ type: 'speech_end', sample: Math.min(this.#silenceStart, this.#position) });
    const answer = this.#answer;
    this.#answer = undefined;
    if (answer !== undefined) this.#ports.emit(answer);
  }

  /**
   * The part of the frame that nobody has had: a request to finalise may have used its beginning. A view,
   * good until the next frame: whoever gets it copies it.
   */
  #takeUnused(): Float32Array {
    const frameStart = this.#position - this.#frameLength;
    const unused = this.#frame.subarray(Math.max(0, this.#usedUntil - frameStart), this.#frameLength);
    this.#usedUntil = this.#position;
    return unused;
  }

  #onSampleClock(hypothesis: Hypothesis): Hypothesis {
    const onClock = (sample: number): number => Math.max(this.#finalEnd, sample + this.#utteranceStart);
    const shift = (word: HypothesisWord): HypothesisWord => ({
      ...word,
      startSample: onClock(word.startSample),
      endSample: onClock(word.endSample),
    });
    return { ...hypothesis, words: hypothesis.words.map(shift) };
  }
}
