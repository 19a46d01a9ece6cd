import type { EngineStream } from '../../contract/engine.ts';
import { emptyHypothesis, type Hypothesis } from '../../contract/hypothesis.ts';
import { InvalidStateError } from '../../contract/invalid-state-error.ts';
import { CepstralMean } from './cepstral-mean.ts';
import type { Decoder } from './decoder.ts';
import { FrameList } from './frame-list.ts';
import { hypothesisWords } from './hypothesis-words.ts';
import { cepstrumSize, maxBlockSamples } from './library.ts';
import { partialStability } from './partial-stability.ts';
import { SampleBacklog } from './sample-backlog.ts';
import { SettledWords } from './settled-words.ts';

/**
 * Where an utterance is.
 *
 * - `live`: audio is accepted, and decoded in blocks of 100 ms.
 * - `draining`: no more audio; features of what waits are computed, without a search.
 * - `whole`: all of it is decoded again, with the mean of the whole utterance.
 * - `closing`: the searches that look at the whole utterance at once.
 * - `final`: the hypothesis will not change.
 */
type Phase = 'live' | 'draining' | 'whole' | 'closing' | 'final';

/** Blocks of features computed in one step while draining: 2 s of audio, about 10 ms of work. Chosen. */
const drainedBlocks = 20;

/** Frames decoded in one step of the second pass: 100 ms of audio, so that other streams need not wait. */
const wholePassFrames = 10;

/** Copies of the last frame behind the second pass: what the library's dynamic features look ahead. */
const lookAheadFrames = 3;

/** What a stream needs of its engine. */
export interface PocketSphinxStreamPorts {
  /** Decodes this stream only, until `release` is called. */
  readonly decoder: Decoder;
  /** The model's own cepstral mean. */
  readonly initialMean: Float32Array;
  /** The longest utterance; integer, >= 1. */
  readonly maxUtteranceSamples: number;
  /** Called once, when the stream is closed. */
  readonly release: (stream: PocketSphinxStream) => void;
}

/** One ordered run of audio through a decoder of PocketSphinx. */
export class PocketSphinxStream implements EngineStream {
  readonly #ports: PocketSphinxStreamPorts;
  readonly #backlog = new SampleBacklog();
  readonly #frames = new FrameList();
  readonly #settled = new SettledWords();
  #mean: CepstralMean;
  #phase: Phase = 'live';
  #utteranceSamples = 0;
  #decodedFrames = 0;
  #hypothesis: Hypothesis = emptyHypothesis;
  #isHypothesisOld = false;
  #isClosed = false;

  /** @param ports - the decoder must be idle. */
  constructor(ports: PocketSphinxStreamPorts) {
    this.#ports = ports;
    this.#mean = new CepstralMean(ports.initialMean);
    // It may have served another stream, whose noise is not this one's.
    ports.decoder.renew();
  }

  /** True when a block of 100 ms waits, or the utterance has ended and is not final. */
  get isReady(): boolean {
    if (this.#isClosed || this.#phase === 'final') return false;
    return this.#phase !== 'live' || this.#backlog.length >= maxBlockSamples;
  }

  /**
   * @throws InvalidStateError after `endUtterance` or `close`; RangeError when the utterance becomes
   *   longer than the engine's `maxUtteranceSamples`.
   */
  accept(samples: Float32Array): void {
    this.#assertOpen();
    if (this.#phase !== 'live') throw new InvalidStateError('no audio can be accepted after endUtterance');
    const length = this.#utteranceSamples + samples.length;
    if (length > this.#ports.maxUtteranceSamples) {
      throw new RangeError(`an utterance has at most ${this.#ports.maxUtteranceSamples} samples, not ${length}`);
    }
    this.#backlog.push(samples);
    this.#utteranceSamples = length;
  }

  /** @throws InvalidStateError after `close`, and when called twice. */
  endUtterance(): void {
    this.#assertOpen();
    if (this.#phase !== 'live') throw new InvalidStateError('the utterance has ended already');
    this.#refreshHypothesis();
    this.#phase = this.#utteranceSamples === 0 ? 'final' : 'draining';
  }

  /** Does one step of work; the engine's `decode` for this stream. Nothing when it is not ready. */
  decodeStep(): void {
    if (!this.isReady) return;
    switch (this.#phase) {
      case 'live':
        this.#decodeLive();
        return;
      case 'draining':
        this.#drain();
        return;
      case 'whole':
        this.#decodeWhole();
        return;
      case 'closing':
        this.#finish();
        return;
      case 'final':
        return;
    }
  }

  hypothesis(): Hypothesis {
    this.#refreshHypothesis();
    return this.#hypothesis;
  }

  reset(): void {
    this.#assertOpen();
    this.#forget();
  }

  renew(): void {
    this.reset();
    this.#ports.decoder.renew();
  }

  close(): void {
    if (this.#isClosed) return;
    this.#forget();
    this.#isClosed = true;
    this.#ports.release(this);
  }

  #decodeLive(): void {
    const { decoder } = this.#ports;
    const frames = this.#computeBlock();
    if (!decoder.isDecoding) decoder.begin('live');
    decoder.decode(this.#mean.normalizeLive(frames));
    this.#isHypothesisOld = true;
  }

  #computeBlock(): Float32Array {
    const frames = this.#ports.decoder.computeFrames(this.#backlog.take(maxBlockSamples));
    this.#addFrames(frames);
    return frames;
  }

  #addFrames(frames: Float32Array): void {
    this.#frames.push(frames);
    this.#mean.add(frames);
  }

  #drain(): void {
    const { decoder } = this.#ports;
    for (let block = 0; block < drainedBlocks && this.#backlog.length > 0; block += 1) this.#computeBlock();
    if (this.#backlog.length > 0) return;
    this.#addFrames(decoder.endFrames());
    decoder.end();
    if (this.#frames.count === 0) {
      this.#phase = 'final';
      return;
    }
    const last = this.#frames.slice(this.#frames.count - 1, this.#frames.count).slice();
    for (let copy = 0; copy < lookAheadFrames; copy += 1) this.#frames.push(last);
    decoder.begin('whole');
    this.#phase = 'whole';
  }

  #decodeWhole(): void {
    const from = this.#decodedFrames;
    const frames = this.#frames.slice(from, from + wholePassFrames);
    this.#ports.decoder.decode(this.#mean.normalizeWhole(frames));
    this.#decodedFrames += frames.length / cepstrumSize;
    if (this.#decodedFrames >= this.#frames.count) this.#phase = 'closing';
  }

  #finish(): void {
    const { decoder } = this.#ports;
    decoder.end();
    const options = { utteranceSamples: this.#utteranceSamples, hasConfidence: true };
    this.#hypothesis = { words: hypothesisWords(decoder.segments(), options) };
    this.#phase = 'final';
  }

  /** Reads the best path of the live pass, when it may have changed: not free, so not in every step. */
  #refreshHypothesis(): void {
    if (!this.#isHypothesisOld) return;
    this.#isHypothesisOld = false;
    const options = { utteranceSamples: this.#utteranceSamples, hasConfidence: false };
    const heard = hypothesisWords(this.#ports.decoder.segments(), options);
    const words = this.#settled.take(heard, this.#utteranceSamples);
    this.#hypothesis = words.length === 0 ? emptyHypothesis : { words, stability: partialStability(words.length) };
  }

  #forget(): void {
    this.#ports.decoder.reset();
    this.#backlog.clear();
    this.#frames.clear();
    this.#settled.reset();
    this.#mean = new CepstralMean(this.#ports.initialMean);
    this.#phase = 'live';
    this.#utteranceSamples = 0;
    this.#decodedFrames = 0;
    this.#hypothesis = emptyHypothesis;
    this.#isHypothesisOld = false;
  }

  #assertOpen(): void {
    if (this.#isClosed) throw new InvalidStateError('the stream is closed');
  }
}
