import type { Hypothesis, Writing } from './hypothesis.ts';

/** How an engine writes letters; decides what the text formatting has to repair. */
export type Casing = 'upper' | 'lower' | 'mixed';

/** What an engine can do with the model it has loaded. */
export interface EngineCapabilities {
  /**
   * How many streams {@link Engine.decode} is best given at once: more gain nothing and hold up whoever
   * waits; integer, >= 1, 1 where batches gain nothing.
   */
  readonly batchSize: number;
  /** How many streams may be open at once; integer, >= 1. */
  readonly maxStreams: number;
  /** How the words of a {@link Hypothesis} are written. */
  readonly writing: Writing;
  /**
   * True for an engine that decodes nothing before the end of an utterance, and then all of it in one step. Default
   * false: it decodes while audio comes.
   */
  readonly takesWholeUtterances?: boolean;
}

/**
 * A native recognizer with one model loaded. It runs only inside a worker process: its calls are
 * synchronous, and a fault in native code may end the process.
 */
export interface Engine {
  readonly capabilities: EngineCapabilities;
  /**
   * Opens a stream. The caller closes it.
   *
   * @param keyTerms - words and phrases to prefer; heeded only by an engine that was loaded to. Default none.
   * @throws RangeError when {@link EngineCapabilities.maxStreams} are open already, or when the engine has no room for
   *   these key terms beside those of the streams that are open.
   */
  openStream(keyTerms?: readonly string[]): EngineStream;
  /**
   * Decodes one step of each of the given streams. A step is the smallest piece of work the engine
   * can be stopped after, so that a scheduler can be fair between streams.
   *
   * @param streams - streams of this engine, each with {@link EngineStream.isReady}.
   */
  decode(streams: readonly EngineStream[]): void;
  /**
   * Takes the memory that decoding so many streams at once takes; for a moment in which nobody waits. Absent where it
   * takes none for good.
   *
   * @param streams - 1..{@link EngineCapabilities.batchSize}; the most should come first.
   */
  warmUp?(streams: number): void;
  /** Closes all streams and frees the model. Idempotent. */
  close(): void;
}

/**
 * One ordered run of audio through an engine, cut into utterances: `accept` and `decode` any number
 * of times, `endUtterance`, `decode` until not ready, read the last `hypothesis`, `reset` or `renew`, and again.
 */
export interface EngineStream {
  /** True when there is a step to decode. */
  readonly isReady: boolean;
  /**
   * Takes audio of the open utterance.
   *
   * @param samples - 16 kHz mono, -1..1, any length; copied before the call returns.
   */
  accept(samples: Float32Array): void;
  /**
   * Says that the utterance has no more audio. An engine that needs silence to say its last word may
   * add what is missing; what it adds counts in no position. After this only `isReady`, `decode`,
   * `hypothesis`, `reset`, `renew` and `close` are allowed.
   *
   * @param trailingSilenceSamples - how much of the accepted audio's end is silence; integer, >= 0.
   */
  endUtterance(trailingSilenceSamples: number): void;
  /**
   * The best guess for the open utterance; final once `endUtterance` was called and `isReady` is
   * false. Positions count from the utterance's first sample and never exceed its length.
   */
  hypothesis(): Hypothesis;
  /**
   * Forgets the utterance, ended or not, and opens the next one. What the engine has heard may go on to
   * help it: the next utterance follows in the same voice.
   */
  reset(): void;
  /**
   * Forgets everything, in any state, and opens an utterance: what follows is decoded exactly as by a stream that was
   * just opened and renewed with the same lead-in.
   *
   * @param leadIn - what was said before, -1..1, any length; for an engine that does badly without anything before its
   *   first audio. It counts in no position, and no word of it is told. Copied before the call returns.
   */
  renew(leadIn: Float32Array): void;
  /** Frees the stream. Idempotent. */
  close(): void;
}

/** Tells, frame by frame, whether somebody speaks. */
export interface VoiceActivityDetector {
  /** Samples of one frame; {@link isSpeech} takes exactly that many. */
  readonly frameSamples: number;
  /** How long speech goes on before {@link isSpeech} says so; samples, >= 0. */
  readonly onsetLagSamples: number;
  /** How long silence goes on before {@link isSpeech} says so; samples, >= 0. */
  readonly releaseLagSamples: number;
  /**
   * Takes the next frame.
   *
   * @param frame - 16 kHz mono, -1..1, `frameSamples` long; copied before the call returns.
   * @returns true while speech is heard.
   */
  isSpeech(frame: Float32Array): boolean;
  /** Forgets what was heard, so that the detector can serve another stream. */
  reset(): void;
}
