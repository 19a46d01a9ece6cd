import { msToSamples, SampleRing } from '@steno/audio';
import type { EndpointRules } from '../contract/endpoint-rules.ts';
import type { EngineStream, VoiceActivityDetector } from '../contract/engine.ts';
import type { Hypothesis, HypothesisWord } from '../contract/hypothesis.ts';
import { AudioQueue } from './audio-queue.ts';
import type { Checkpoint } from './checkpoint.ts';
import {
  gateSilenceMs,
  maxUtteranceMs,
  preRollMs,
  renewAfterMs,
  shortPauseMs,
} from './endpoint-rules.ts';
import type { FinaliseAnswer, TrackerEvent } from './tracker-event.ts';

/** What an utterance tracker works with; owned by whoever made them. */
export interface UtteranceTrackerPorts {
  readonly vad: VoiceActivityDetector;
  readonly engineStream: EngineStream;
  readonly rules: EndpointRules;
  /** Called for each event, in order; never re-enters the tracker. */
  readonly emit: (event: TrackerEvent) => void;
}

/** How {@link UtteranceTracker.finalise} is asked. */
export interface FinaliseOptions {
  /** True when the state has to begin anew there, although somebody may be speaking. */
  readonly mustRenew?: boolean;
}

interface Request {
  readonly answer: FinaliseAnswer;
  readonly mustRenew: boolean;
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
 * After a while, in a pause, all of its state begins anew, which it tells as a checkpoint: from there another tracker
 * can hear the same audio again and tell the same.
 *
 * It decodes nothing itself: a scheduler calls `advance`, decodes the engine streams that are ready,
 * and calls `report`.
 */
export class UtteranceTracker {
  readonly #ports: UtteranceTrackerPorts;
  readonly #queue: AudioQueue<Request> = new AudioQueue();
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
  #toldText = '';
  /** Where the newest final ended; no later word begins before it. */
  #finalEnd = 0;
  #decodedSamples = 0;
  /** What is answered once the utterance that is finishing is final. */
  #request: Request | undefined;
  /** Where the state began anew. */
  #renewedAt = 0;
  /** What the VAD said of the newest frame. */
  #isSpeaking = false;
  /** Frames up to here are speech although a VAD that began anew does not hear it yet. */
  #speechUntil = 0;

  /**
   * @param ports - the engine stream and the VAD must have heard nothing.
   * @param resumeFrom - what another tracker told; the audio pushed first is what follows it. Without it the stream
   *   begins.
   */
  constructor(ports: UtteranceTrackerPorts, resumeFrom?: Checkpoint) {
    this.#ports = ports;
    this.#frame = new Float32Array(ports.vad.frameSamples);
    if (resumeFrom !== undefined) this.#beginAt(resumeFrom);
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
    // The position goes back when kept audio passes the VAD again.
    if (!this.canDecode) this.#decodedSamples = Math.max(this.#decodedSamples, this.#position);
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
  finalise(answer: FinaliseAnswer, { mustRenew = false }: FinaliseOptions = {}): void {
    this.#queue.mark({ answer, mustRenew });
  }

  /**
   * Consumes queued audio, up to where the engine has a step to decode or an utterance ends.
   *
   * @param maxSamples - the most samples to consume; integer, > 0.
   */
  advance(maxSamples: number): void {
    let budget = maxSamples;
    // Each step is decoded as soon as its audio is there: what is told then depends on the audio alone.
    while (this.#phase !== 'finishing' && !this.canDecode) {
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
    this.#ports.emit({ type: 'partial', hypothesis, at: this.#position });
  }

  #onFrame(): void {
    const isHeard = this.#ports.vad.isSpeech(this.#frame);
    const isSpeech = isHeard || this.#position <= this.#speechUntil;
    this.#isSpeaking = isSpeech;
    if (this.#phase === 'gated' && isSpeech) this.#openGate();
    const frame = this.#takeUnused();
    this.#frameLength = 0;
    if (this.#phase === 'gated') {
      this.#preRoll.push(frame);
      this.#renewInSilence(false);
    } else {
      this.#hear(frame, isSpeech);
    }
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
    this.#ports.emit({ type: 'speech_start', sample: Math.max(this.#utteranceStart, onset), at: this.#position });
  }

  #isUtteranceOver(): boolean {
    const { endpointingMs, maxSegmentMs } = this.#ports.rules;
    const length = this.#position - this.#utteranceStart;
    if (this.#silence >= msToSamples(endpointingMs)) return true;
    if (length >= msToSamples(maxSegmentMs) && this.#silence >= msToSamples(shortPauseMs)) return true;
    return length >= msToSamples(maxUtteranceMs);
  }

  #closeGate(): void {
    this.#ports.engineStream.reset();
    this.#phase = 'gated';
  }

  #endUtterance(request: Request | undefined): void {
    if (this.#phase === 'gated' || this.#position === this.#utteranceStart) {
      if (request !== undefined) this.#answerWithoutUtterance(request);
      return;
    }
    // A request to finalise may come in the middle of a frame.
    const rest = this.#takeUnused();
    if (rest.length > 0) this.#ports.engineStream.accept(rest);
    this.#phase = 'finishing';
    this.#request = request;
    this.#ports.engineStream.endUtterance(Math.min(this.#silence, this.#position - this.#utteranceStart));
  }

  #answerWithoutUtterance({ answer, mustRenew }: Request): void {
    this.#ports.emit(answer);
    if (!mustRenew || answer.type === 'ended') return;
    if (this.#phase === 'gated') this.#renewInSilence(true);
    else this.#renewAfterUtterance(true);
  }

  #finish(hypothesis: Hypothesis): void {
    const { emit, engineStream } = this.#ports;
    const at = this.#position;
    engineStream.reset();
    const hadSpeech = this.#hasSpeech;
    this.#phase = this.#silence >= msToSamples(gateSilenceMs) ? 'gated' : 'hearing';
    this.#utteranceStart = at;
    this.#hasSpeech = false;
    this.#toldText = '';
    if (hadSpeech) {
      this.#finalEnd = hypothesis.words.at(-1)?.endSample ?? this.#finalEnd;
      emit({ type: 'final', hypothesis, goesOn: false, at });
      emit({ type: 'speech_end', sample: Math.min(this.#silenceStart, at), at });
    }
    const request = this.#request;
    this.#request = undefined;
    if (request !== undefined) emit(request.answer);
    if (request?.answer.type !== 'ended') this.#renewAfterUtterance(request?.mustRenew ?? false);
  }

  /** Not in the middle of speech, unless it must be: the engine does best with what it has heard before. */
  #renewAfterUtterance(mustRenew: boolean): void {
    const isDue = this.#isRenewalDue(this.#position) && !this.#isSpeaking;
    if (isDue || mustRenew) this.#renew(this.#position);
  }

  /** The newest of the silence passes the VAD again, so that speech that begins in it is heard from its onset. */
  #renewInSilence(mustRenew: boolean): void {
    const sample = this.#usedUntil - this.#preRoll.length;
    if (!this.#isRenewalDue(sample) && !mustRenew) return;
    const rest = this.#takeUnused().slice();
    this.#queue.putBack(rest);
    this.#queue.putBack(this.#preRoll.take());
    this.#renew(sample);
  }

  #isRenewalDue(sample: number): boolean {
    return sample - this.#renewedAt >= msToSamples(renewAfterMs);
  }

  #renew(sample: number): void {
    const checkpoint: Checkpoint = {
      sample,
      isGated: this.#phase === 'gated',
      isSpeaking: this.#isSpeaking,
    };
    this.#ports.vad.reset();
    this.#beginAt(checkpoint);
    this.#ports.emit({ type: 'checkpoint', checkpoint });
  }

  /** Everything that is not set here is as in a new tracker: no utterance, nothing kept, nothing asked. */
  #beginAt({ sample, isGated, isSpeaking }: Checkpoint): void {
    const { engineStream, vad } = this.#ports;
    engineStream.renew();
    this.#phase = isGated ? 'gated' : 'hearing';
    this.#frameLength = 0;
    this.#position = sample;
    this.#usedUntil = sample;
    this.#utteranceStart = sample;
    this.#silenceStart = sample;
    // No word of what follows begins before it, so where the newest final ended is forgotten, too.
    this.#finalEnd = sample;
    this.#renewedAt = sample;
    this.#isSpeaking = isSpeaking;
    this.#speechUntil = isSpeaking ? sample + vad.onsetLagSamples : sample;
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
