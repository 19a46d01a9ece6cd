import { msToSamples, SampleRing } from '@steno/audio';
import type { EndpointRules } from '../contract/endpoint-rules.ts';
import type { EngineStream, VoiceActivityDetector } from '../contract/engine.ts';
import type { Hypothesis } from '../contract/hypothesis.ts';
import { AudioQueue } from './audio-queue.ts';
import type { Checkpoint } from './checkpoint.ts';
import {
  gateSilenceMs,
  longUtteranceMs,
  maxUtteranceMs,
  preRollMs,
  renewAfterMs,
  sentenceEndRatio,
  settledSilenceMs,
  shortPauseMs,
} from './endpoint-rules.ts';
import { GatedVad } from './gated-vad.ts';
import { OpenSegment } from './open-segment.ts';
import { PauseWatch } from './pause-watch.ts';
import { ArrivingLeadIn, RecentAudio } from './recent-audio.ts';
import { endsSentence } from './sentence-end.ts';
import { ToldEnds } from './told-ends.ts';
import type { FinaliseAnswer, SegmentEnd, TrackerEvent } from './tracker-event.ts';

/** What an utterance tracker works with; owned by whoever made them. */
export interface UtteranceTrackerPorts {
  readonly vad: VoiceActivityDetector;
  readonly engineStream: EngineStream;
  readonly rules: EndpointRules;
  /** Called for each event, in order; never re-enters the tracker. */
  readonly emit: (event: TrackerEvent) => void;
}

/** Where a tracker takes over from another one. */
export interface TrackerBeginning {
  /** What another tracker told; the audio pushed first is what follows it. Absent: the stream begins. */
  readonly resumeFrom?: Checkpoint;
  /** The segment ends that were told of the audio that is heard again, in order; default none. */
  readonly toldEnds?: readonly SegmentEnd[];
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
 * the engine at most once, in order. In a long silence it gets none, so silence costs no decoding, and while it is as
 * quiet as before not even voice detection; text of an utterance in which the VAD hears no speech is not told, so noise
 * gives no text.
 *
 * An utterance is one segment, or several: where it gets longer than a segment may be, its text is cut between two
 * words, of which the engine knows nothing.
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
  readonly #recent = new RecentAudio();
  readonly #preRoll: SampleRing = new SampleRing(msToSamples(preRollMs));
  readonly #segment: OpenSegment;
  readonly #toldEnds: ToldEnds;
  readonly #vad: GatedVad;
  readonly #pause: PauseWatch;
  readonly #frame: Float32Array;
  #frameLength = 0;
  #phase: Phase = 'hearing';
  /** Samples consumed: the position behind the last one, on the sample clock. */
  #position = 0;
  /** Samples before this position were given to the engine, or are in the pre-roll. */
  #usedUntil = 0;
  #utteranceStart = 0;
  /** Where its speech began; undefined while none is heard. */
  #speechStart: number | undefined;
  /** How much had been consumed when the engine was asked for its words last. */
  #lookedAt = 0;
  #decodedSamples = 0;
  /** What is answered once the utterance that is finishing is final. */
  #request: Request | undefined;
  /** What the stream begins with when it was begun elsewhere, until it is there. */
  #arriving: { readonly checkpoint: Checkpoint; readonly leadIn: ArrivingLeadIn } | undefined;
  /** Where the state began anew. */
  #renewedAt = 0;

  /**
   * @param ports - the engine stream and the VAD must have heard nothing.
   * @param beginning - default: the stream begins.
   */
  constructor(ports: UtteranceTrackerPorts, { resumeFrom, toldEnds = [] }: TrackerBeginning = {}) {
    this.#ports = ports;
    this.#segment = new OpenSegment(ports.emit, ports.rules.maxSegmentMs);
    this.#toldEnds = new ToldEnds(toldEnds);
    this.#frame = new Float32Array(ports.vad.frameSamples);
    this.#vad = new GatedVad(ports.vad);
    this.#pause = new PauseWatch(ports.vad);
    if (resumeFrom === undefined) return;
    this.#arriving = { checkpoint: resumeFrom, leadIn: new ArrivingLeadIn(resumeFrom.leadInSamples) };
    this.#takeLeadIn();
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
    this.#takeLeadIn();
    if (this.#arriving !== undefined) return;
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
      this.#recent.push(part);
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
    if (!isFinal && this.#speechStart === undefined) return;
    const at = this.#position;
    const hypothesis = this.#segment.look(this.#ports.engineStream.hypothesis());
    this.#lookedAt = at;
    if (isFinal) {
      this.#finish(hypothesis);
      return;
    }
    const cut = this.#phase === 'finishing' ? undefined : this.#cutAt(at);
    if (cut === undefined) {
      this.#segment.tellPartial(hypothesis, at);
      return;
    }
    this.#segment.cut(hypothesis, cut);
    this.#segment.tellPartial(this.#segment.look(this.#ports.engineStream.hypothesis()), at);
  }

  #cutAt(at: number): SegmentEnd | undefined {
    return this.#toldEnds.isPast(at) ? this.#segment.cutAt(at) : this.#toldEnds.takeAt(at, 'cut');
  }

  #onFrame(): void {
    const isSpeech = this.#vad.isSpeech(this.#frame, this.#position, this.#phase === 'gated');
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
    this.#segment.beginUtterance(this.#utteranceStart);
    if (preRoll.length > 0) this.#ports.engineStream.accept(preRoll);
  }

  #hear(frame: Float32Array, isSpeech: boolean): void {
    if (frame.length > 0) this.#ports.engineStream.accept(frame);
    if (isSpeech && this.#speechStart === undefined) this.#beginSpeech();
    const pause = this.#pause.hear(this.#frame, isSpeech, this.#position);
    if (pause !== undefined) this.#segment.notePause(pause);
    if (this.#speechStart !== undefined && this.#isUtteranceOver()) this.#endUtterance(undefined);
    else if (this.#speechStart === undefined && this.#silence >= msToSamples(gateSilenceMs)) this.#closeGate();
  }

  get #silence(): number {
    return this.#pause.silenceAt(this.#position);
  }

  #beginSpeech(): void {
    const sample = Math.max(this.#utteranceStart, this.#pause.onsetBefore(this.#position));
    this.#speechStart = sample;
    this.#ports.emit({ type: 'speech_start', sample, at: this.#position });
  }

  #isUtteranceOver(): boolean {
    if (!this.#toldEnds.isPast(this.#position)) return this.#toldEnds.takeAt(this.#position, 'utterance') !== undefined;
    if (this.#pause.hasLasted(this.#silenceAskedFor, this.#position)) return true;
    const length = this.#position - this.#utteranceStart;
    if (length >= msToSamples(longUtteranceMs) && this.#silence >= msToSamples(shortPauseMs)) return true;
    return length >= msToSamples(maxUtteranceMs);
  }

  /** Less silence is enough behind a word that ends a sentence, once the engine has heard that no other follows. */
  get #silenceAskedFor(): number {
    const asked = msToSamples(this.#ports.rules.endpointingMs);
    const settled = msToSamples(settledSilenceMs);
    const isSettled = this.#lookedAt - this.#pause.startSample >= settled;
    return isSettled && endsSentence(this.#segment.words) ? asked * sentenceEndRatio : asked;
  }

  #closeGate(): void {
    this.#ports.engineStream.reset();
    this.#gate();
  }

  #gate(): void {
    this.#phase = 'gated';
    this.#vad.gate();
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
    const speechStart = this.#speechStart;
    if (this.#silence >= msToSamples(gateSilenceMs)) this.#gate();
    else this.#phase = 'hearing';
    this.#utteranceStart = at;
    this.#speechStart = undefined;
    const request = this.#request;
    this.#request = undefined;
    if (speechStart !== undefined) {
      const end = request === undefined ? { end: { at, sample: at } } : {};
      this.#segment.tellFinal(hypothesis, { at, goesOn: request?.answer.type !== 'ended' && !this.#hasPaused, ...end });
      // A VAD may say late, of speech that a request has cut off, that it was over before.
      emit({ type: 'speech_end', sample: Math.max(speechStart, Math.min(this.#pause.startSample, at)), at });
    }
    this.#segment.beginUtterance(at);
    if (request !== undefined) emit(request.answer);
    if (request?.answer.type !== 'ended') this.#renewAfterUtterance(request?.mustRenew ?? false);
  }

  /** False when the utterance was ended for its length, or in the middle of speech. */
  get #hasPaused(): boolean {
    return this.#silence >= Math.min(msToSamples(this.#ports.rules.endpointingMs), msToSamples(settledSilenceMs));
  }

  /** Not in the middle of speech, unless it must be: the engine does best with what it has heard before. */
  #renewAfterUtterance(mustRenew: boolean): void {
    const isDue = this.#isRenewalDue(this.#position) && !this.#vad.isSpeaking;
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
    const leadIn = this.#recent.takeLeadIn(this.#position - sample);
    const checkpoint: Checkpoint = {
      sample,
      leadInSamples: leadIn.length,
      isGated: this.#phase === 'gated',
      isSpeaking: this.#vad.isSpeaking,
    };
    this.#beginAt(checkpoint, leadIn);
    this.#ports.emit({ type: 'checkpoint', checkpoint });
  }

  /** Gathers the lead-in of a stream that was begun elsewhere, and begins once it is there. */
  #takeLeadIn(): void {
    if (this.#arriving === undefined) return;
    const { checkpoint, leadIn } = this.#arriving;
    for (let part = this.#queue.take(leadIn.missing); part.length > 0; part = this.#queue.take(leadIn.missing)) {
      leadIn.push(part);
    }
    if (leadIn.missing > 0) return;
    this.#arriving = undefined;
    this.#beginAt(checkpoint, leadIn.samples);
  }

  /** Everything that is not set here is as in a new tracker: no utterance, nothing kept, nothing asked. */
  #beginAt({ sample, isGated, isSpeaking }: Checkpoint, leadIn: Float32Array): void {
    this.#ports.engineStream.renew(leadIn);
    this.#vad.beginAt(sample, isSpeaking, leadIn);
    this.#recent.push(leadIn);
    this.#phase = isGated ? 'gated' : 'hearing';
    this.#frameLength = 0;
    this.#position = sample;
    this.#usedUntil = sample;
    this.#utteranceStart = sample;
    this.#pause.beginAt(sample);
    // No word of what follows begins before it, so where the newest final ended is forgotten, too.
    this.#segment.forgetBefore(sample);
    this.#renewedAt = sample;
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
}
